//! A 28 × 28 image, pixel by pixel, in the page's ink.

use std::rc::Rc;

use yew::prelude::*;

use crate::data::SIDE;

/// What [`Digit`] and [`DigitPixels`] show.
#[derive(PartialEq, Properties)]
pub struct DigitProps {
    /// 28 × 28 bytes, row by row, 0 background, 255 ink.
    pub pixels: Rc<Vec<u8>>,
    /// What it shows, in words.
    #[prop_or_default]
    pub label: AttrValue,
}

/// An image that stands for itself.
#[component]
pub fn Digit(props: &DigitProps) -> Html {
    html! {
        <svg class="digit" viewBox="0 0 28 28" role="img" aria-label={props.label.clone()}>
            <DigitPixels pixels={props.pixels.clone()} />
        </svg>
    }
}

/// The pixels alone, for a larger picture whose user space is one unit a pixel.
#[component]
pub fn DigitPixels(props: &DigitProps) -> Html {
    let inked = props.pixels.iter().enumerate().filter(|(_, value)| **value > 0);
    html! {
        <g class="digit-pixels" shape-rendering="crispEdges">
            { for inked.map(|(at, value)| html! {
                <rect x={(at % SIDE).to_string()} y={(at / SIDE).to_string()} width="1" height="1"
                    fill-opacity={format!("{:.3}", f32::from(*value) / 255.0)} />
            }) }
        </g>
    }
}
