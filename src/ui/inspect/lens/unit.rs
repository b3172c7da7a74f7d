//! One number of a layer: where it lies, what it sees, how it comes about.

use yew::prelude::*;

use super::grey::number;
use super::layer::STRIP;
use super::parts::parts;
use super::slopes::Slopes;
use crate::arch::{Place, Shape, Trace, Unit};
use crate::study;
use crate::ui::digit::Digit;
use crate::ui::layer_table::{Patch, cropped};
use crate::ui::state::{Inside, Question};

/// The panel below the layer of the chosen number. Its parts are shown once the worker has told them.
pub fn unit(
    trace: &Trace,
    inside: &Inside,
    unit: Unit,
    element: usize,
    answered: Option<&Question>,
    on_unit: &Callback<Option<Unit>>,
) -> Html {
    let layer = &trace.layers[unit.layer as usize];
    let Some(place) = layer.output.place(element) else { return Html::default() };
    let value = inside.activations.output_of(unit.layer as usize)[element];
    let move_by = move |rows: isize, columns: isize, shape: Shape| {
        let (height, width) = shape.sides();
        let moved = |at: usize, by: isize, side: usize| at.saturating_add_signed(by).min(side - 1);
        let place = match shape {
            Shape::Map { .. } => Place {
                row: moved(place.row, rows, height),
                column: moved(place.column, columns, width),
                ..place
            },
            Shape::Vector { features } => {
                let next = place.channel.checked_add_signed(rows * STRIP as isize + columns);
                Place { channel: next.filter(|next| *next < features).unwrap_or(place.channel), ..place }
            }
        };
        Some(Unit { element: shape.element(place) as u32, ..unit })
    };
    let shape = layer.output;
    let onkeydown = {
        let on_unit = on_unit.clone();
        move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowLeft" => move_by(0, -1, shape),
                "ArrowRight" => move_by(0, 1, shape),
                "ArrowUp" => move_by(-1, 0, shape),
                "ArrowDown" => move_by(1, 0, shape),
                "Escape" => None,
                _ => return,
            };
            event.prevent_default();
            on_unit.emit(next);
        }
    };
    let step = |sign: &'static str, name: &'static str, rows: isize, columns: isize| {
        let onclick = on_unit.reform(move |_: MouseEvent| move_by(rows, columns, shape));
        html! { <button type="button" class="quiet" aria-label={name} {onclick}>{ sign }</button> }
    };
    let source = inside.source.as_ref().zip(answered.filter(|question| question.unit == Some(unit)));
    let title = match shape {
        Shape::Map { .. } => format!(
            "{}, channel {}, row {}, column {}: {}",
            layer.name,
            place.channel,
            place.row,
            place.column,
            number(value)
        ),
        Shape::Vector { .. } => format!("{}, unit {}: {}", layer.name, place.channel, number(value)),
    };
    html! {
        <section class="lens-number" tabindex="0" aria-label="How one number comes about" {onkeydown}>
            <div class="row">
                <strong role="status">{ title }</strong>
                { step("←", "One to the left", 0, -1) }
                { step("→", "One to the right", 0, 1) }
                if !matches!(shape, Shape::Vector { features } if features <= STRIP) {
                    { step("↑", "One up", -1, 0) }
                    { step("↓", "One down", 1, 0) }
                }
                <button type="button" class="quiet" onclick={on_unit.reform(|_: MouseEvent| None)}>{ "Close" }</button>
            </div>
            if let Some((source, question)) = source {
                { sight(trace, unit, place, &source.gradient, question) }
                if let Some(made) = study::number(trace, &inside.activations, unit, &source.parameters) {
                    { parts(&made, value) }
                }
            }
        </section>
    }
}

/// The input with the unit's receptive field framed, and once more with the unit's gradient over it.
fn sight(trace: &Trace, unit: Unit, place: Place, gradient: &[f32], question: &Question) -> Html {
    let layer = &trace.layers[unit.layer as usize];
    let window = layer.window(place.row, place.column);
    let frame = window.map(cropped);
    let text = match (window, frame) {
        (Some(window), Some(Patch { width, height, .. })) => {
            let size = window.size;
            let cut = if (width, height) == (size, size) {
                String::new()
            } else {
                format!(", {height}×{width} of them on the image")
            };
            format!("By the formula it sees {size}×{size} pixels{cut}.")
        }
        _ => "It comes after the flattening and may see the whole image.".to_owned(),
    };
    let slopes = gradient.iter().filter(|slope| **slope != 0.0).count();
    html! {
        <div class="row lens-sight">
            <figure>
                <div class="lens-framed">
                    <Digit pixels={question.pixels.clone()} label="The image, with the receptive field framed" />
                    { framed(frame) }
                </div>
                <figcaption>{ text }</figcaption>
            </figure>
            <figure>
                <div class="lens-framed">
                    <Slopes pixels={question.pixels.clone()} gradient={gradient.to_vec()} />
                    { framed(frame) }
                </div>
                <figcaption>
                    { format!(
                        "Its gradient over the image: {slopes} of 784 pixels move it, by {} at most a unit of input. More \
                         ink raises it where it is blue and lowers it where it is orange.",
                        number(study::reach(gradient))
                    ) }
                </figcaption>
            </figure>
        </div>
    }
}

fn framed(frame: Option<Patch>) -> Html {
    let Some(Patch { left, top, width, height }) = frame else { return Html::default() };
    html! {
        <svg class="lens-mark" viewBox="0 0 28 28" aria-hidden="true">
            <rect
                x={left.to_string()}
                y={top.to_string()}
                width={width.to_string()}
                height={height.to_string()}
            />
        </svg>
    }
}
