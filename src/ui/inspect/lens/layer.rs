//! A layer's output: each channel as a picture, or a vector as a strip.

use std::ops::Range;

use web_sys::Element;
use yew::prelude::*;

use super::grey::{Grey, number};
use crate::arch::{Op, Shape, TracedLayer};
use crate::study;
use crate::ui::inspect::pages::{Pages, pages, use_page};
use crate::ui::pointer::place_on;

/// Channels that are shown at a time.
const CHANNELS: usize = 16;

/// Features of a vector in a row of its picture.
pub const STRIP: usize = 32;

#[derive(PartialEq, Properties)]
pub struct LayerBlockProps {
    pub layer: TracedLayer,
    /// Flat, in the shape of the layer's output.
    pub values: Vec<f32>,
    /// Whether each channel has a scale of its own.
    pub own_scales: bool,
    /// The number that is looked into.
    pub chosen: Option<usize>,
    /// The user wants to look into this number.
    pub on_pick: Callback<usize>,
    /// Whether the layer's weights are shown.
    pub open: bool,
    /// The user wants them shown, or no longer.
    pub on_open: Callback<bool>,
}

/// The layer's name and shape, how far its numbers reach, and the numbers.
#[component]
pub fn LayerBlock(props: &LayerBlockProps) -> Html {
    let layer = &props.layer;
    let (skipped, on_skip) = use_page(layer.output.channels());
    let open = props.on_open.reform({
        let open = props.open;
        move |_: MouseEvent| !open
    });
    html! {
        <section class="lens-layer" data-layer={layer.name.clone()} aria-label={layer.name.clone()}>
            <h4>
                { &layer.name }
                <span class="note">{ format!(" {} {}, {}", layer.op.kind(), layer.output, range(&props.values)) }</span>
            </h4>
            if matches!(layer.op, Op::Conv2d { .. } | Op::Linear { .. }) {
                <button type="button" class="quiet" aria-expanded={props.open.to_string()} onclick={open}>{ "Weights" }</button>
            }
            <div class={if let Shape::Map { .. } = layer.output { "lens-maps" } else { "lens-strip" }}>
                { for tiles(props).enumerate().skip(skipped).take(CHANNELS).map(|(unit, tile)| picture(props, unit, tile)) }
            </div>
            if let Shape::Map { channels, .. } = layer.output {
                { pages(Pages { all: channels, skipped, on_a_page: CHANNELS, from: 0 }, &on_skip) }
            }
        </section>
    }
}

/// From the lowest number to the highest.
fn range(values: &[f32]) -> String {
    let lowest = values.iter().copied().fold(f32::INFINITY, f32::min);
    let highest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    format!("{} to {}", number(lowest), number(highest))
}

/// Numbers that make one picture, row by row.
struct Tile {
    elements: Range<usize>,
    width: usize,
    reach: f32,
    /// What it is, in words.
    label: String,
}

/// A picture for each channel; a vector is one picture.
fn tiles(props: &LayerBlockProps) -> impl Iterator<Item = Tile> {
    let LayerBlockProps { layer, values, own_scales, .. } = props;
    let whole = study::reach(values);
    let (height, width) = layer.output.sides();
    let is_map = matches!(layer.output, Shape::Map { .. });
    let (length, width) = if is_map { (height * width, width) } else { (values.len(), STRIP) };
    values.chunks(length).enumerate().map(move |(at, part)| Tile {
        elements: at * length..at * length + part.len(),
        width,
        reach: if *own_scales && is_map { study::reach(part) } else { whole },
        label: if is_map {
            format!("Channel {at}, {}", range(part))
        } else {
            format!("Units 0 to {}, {}", length - 1, range(part))
        },
    })
}

/// A picture to click on. A key press picks the number in the middle.
fn picture(props: &LayerBlockProps, unit: usize, Tile { elements, width, reach, label }: Tile) -> Html {
    let values = props.values[elements.clone()].to_vec();
    let height = values.len().div_ceil(width);
    let place = props.chosen.filter(|chosen| elements.contains(chosen)).map(|chosen| chosen - elements.start);
    let onclick = props.on_pick.reform(move |event: MouseEvent| {
        let middle = (0.5, 0.5);
        let (across, down) = match event.target_dyn_into::<Element>() {
            Some(element) if event.detail() > 0 => {
                let place = place_on(&element, &event);
                (place.x / place.width, place.y / place.height)
            }
            _ => middle,
        };
        let at = |share: f64, side: usize| ((share * side as f64) as usize).min(side - 1);
        (elements.start + at(down, height) * width + at(across, width)).min(elements.end - 1)
    });
    html! {
        <button
            type="button"
            class="lens-unit"
            data-unit={unit.to_string()}
            title={label.clone()}
            aria-label={label}
            aria-pressed={place.is_some().to_string()}
            {onclick}
        >
            <Grey {values} {reach} {width} {height} class="grey" />
            if let Some(place) = place {
                <svg class="lens-mark" viewBox={format!("0 0 {width} {height}")} aria-hidden="true">
                    <rect x={(place % width).to_string()} y={(place / width).to_string()} width="1" height="1" />
                </svg>
            }
        </button>
    }
}
