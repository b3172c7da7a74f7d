//! A layer's output: each channel as a picture, or a vector as a strip.

use web_sys::Element;
use yew::prelude::*;

use super::grey::{Grey, number};
use crate::arch::{Op, Place, Shape, TracedLayer};
use crate::study;
use crate::ui::pointer::place_on;

/// Channels that are shown until the user asks for all.
const CHANNELS: usize = 16;

/// Features of a vector that are shown until then.
const FEATURES: usize = 128;

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
    let all = use_state_eq(|| false);
    let layer = &props.layer;
    let units = layer.output.channels();
    let first = match layer.output {
        Shape::Map { .. } => CHANNELS,
        Shape::Vector { .. } => FEATURES,
    };
    let shown = if *all { units } else { units.min(first) };
    let toggle = {
        let all = all.clone();
        move |_: MouseEvent| all.set(!*all)
    };
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
                { for (0..shown).map(|unit| channel(props, unit)) }
            </div>
            if units > first {
                <button type="button" class="quiet" onclick={toggle}>
                    { if *all { format!("Only the first {first}") } else { format!("All {units}") } }
                </button>
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

/// One channel: a picture to click on. A key press picks the number in the middle.
fn channel(props: &LayerBlockProps, unit: usize) -> Html {
    let output = props.layer.output;
    let (height, width) = output.sides();
    let values = &props.values[unit * height * width..][..height * width];
    let reach = study::reach(if props.own_scales { values } else { &props.values });
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
        output.element(Place { channel: unit, row: at(down, height), column: at(across, width) })
    });
    let place = props.chosen.and_then(|chosen| output.place(chosen)).filter(|place| place.channel == unit);
    let label = match output {
        Shape::Map { .. } => format!("Channel {unit}, {}", range(values)),
        Shape::Vector { .. } => format!("Unit {unit}, {}", number(values[0])),
    };
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
            if let [value] = values {
                { shade(*value, reach) }
            } else {
                <Grey values={values.to_vec()} {reach} {width} {height} class="grey" />
            }
            if let Some(place) = place.filter(|_| height * width > 1) {
                <svg class="lens-mark" viewBox={format!("0 0 {width} {height}")} aria-hidden="true">
                    <rect x={place.column.to_string()} y={place.row.to_string()} width="1" height="1" />
                </svg>
            }
        </button>
    }
}

/// A single number as a shade: of hundreds of them a canvas each would be slow.
fn shade(value: f32, reach: f32) -> Html {
    let grey = study::shades(&[value], reach).first().copied().unwrap_or_default();
    html! {
        <svg class="grey" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width="1" height="1" fill={format!("rgb({grey},{grey},{grey})")} />
        </svg>
    }
}
