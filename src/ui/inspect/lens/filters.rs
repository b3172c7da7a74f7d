//! The weights of a layer: each kernel, or each row that looks at the image, as a picture, and all as a histogram, with
//! one of their gradient below it.

use std::rc::Rc;

use yew::prelude::*;

use super::grey::{Grey, number};
use crate::arch::{Op, TracedLayer};
use crate::data::{PIXELS, SIDE};
use crate::study::{self, Histogram};
use crate::ui::inspect::pages::{Pages, pages, use_page};
use crate::ui::state::LayerWeights;
use crate::words::{count, plural};

/// Units whose weights are shown as pictures at a time.
const UNITS: usize = 16;

/// Kernels that are shown of one unit.
const KERNELS: usize = 32;

/// Bars of the histogram.
const BINS: usize = 41;

#[derive(PartialEq, Properties)]
pub struct FiltersProps {
    pub layer: TracedLayer,
    /// `[out, in, kernel, kernel]` or `[out, in]`.
    pub of_layer: Rc<LayerWeights>,
    /// What the test images are called.
    pub data: AttrValue,
}

/// The pictures share one scale.
#[component]
pub fn Filters(props: &FiltersProps) -> Html {
    let layer = &props.layer;
    let LayerWeights { weights, gradient, images } = &*props.of_layer;
    let (units, inputs) = (layer.output.channels(), layer.input.channels() / layer.op.groups());
    let reach = study::reach(weights);
    let of_unit = weights.chunks_exact((weights.len() / units.max(1)).max(1));
    let (skipped, on_skip) = use_page(units);
    let shown = of_unit.enumerate().skip(skipped).take(UNITS);
    let picture = |values: &[f32], side: usize| {
        html! { <Grey values={values.to_vec()} {reach} width={side} height={side} class="grey" /> }
    };
    let pictures = match layer.op {
        Op::Conv2d { kernel, .. } => html! {
            { for shown.map(|(unit, kernels)| html! {
                <div class="lens-kernels" role="img" aria-label={format!("Kernels of channel {unit}")}>
                    { for kernels.chunks_exact(kernel * kernel).take(KERNELS).map(|values| picture(values, kernel)) }
                </div>
            }) }
        },
        Op::Linear { .. } if inputs == PIXELS => html! {
            <div class="lens-maps" role="img" aria-label="Weights of each unit, as pictures of the image">
                { for shown.map(|(_, row)| picture(row, SIDE)) }
            </div>
        },
        _ => Html::default(),
    };
    let has_pictures = pictures != Html::default();
    html! {
        <div class="lens-number">
            { pictures }
            if has_pictures && inputs > KERNELS && matches!(layer.op, Op::Conv2d { .. }) {
                <p class="note">{ format!("Of each channel the kernels for the first {KERNELS} of {inputs} inputs.") }</p>
            }
            if has_pictures {
                { pages(Pages { all: units, skipped, on_a_page: UNITS, from: 0 }, &on_skip) }
            }
            { bars(weights, "weights", "") }
            { bars(
                gradient,
                "numbers of their gradient",
                &format!(", for the mean loss of the first {} of {} as a step of training finds it",
                    plural((*images).into(), "test image"), props.data),
            ) }
        </div>
    }
}

/// Numbers as a histogram, what they are called, and what else there is to say of them. Nothing where there are none.
fn bars(numbers: &[f32], name: &str, remark: &str) -> Html {
    let Some(Histogram { lowest, highest, counts }) = Histogram::of(numbers, BINS) else {
        return Html::default();
    };
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let bar = |(at, number): (usize, &u32)| {
        let height = 100.0 * f64::from(*number) / f64::from(most);
        let (x, y) = (at.to_string(), format!("{:.2}", 100.0 - height));
        html! { <rect {x} {y} width="0.9" height={format!("{height:.2}")} /> }
    };
    let told = format!(
        "{} {name} from {} to {}{remark}; the fullest of {} bars holds {}",
        count(numbers.len() as u64),
        number(lowest),
        number(highest),
        counts.len(),
        count(most.into())
    );
    html! {
        <figure class="lens-histogram">
            <svg viewBox={format!("0 0 {} 100", counts.len())} preserveAspectRatio="none" role="img" aria-label={told.clone()}>
                { for counts.iter().enumerate().map(bar) }
            </svg>
            <figcaption>{ told }</figcaption>
        </figure>
    }
}
