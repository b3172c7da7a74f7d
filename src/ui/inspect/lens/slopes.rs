//! A gradient with respect to an image, laid over the image.

use std::rc::Rc;

use yew::prelude::*;

use crate::data::SIDE;
use crate::study;
use crate::ui::digit::Digit;
use crate::ui::ink;

#[derive(PartialEq, Properties)]
pub struct SlopesProps {
    /// 28 × 28 bytes.
    pub pixels: Rc<Vec<u8>>,
    /// A number for each pixel.
    pub gradient: Vec<f32>,
}

/// The image, faint, and the gradient in two colours.
#[component]
pub fn Slopes(props: &SlopesProps) -> Html {
    let canvas = use_node_ref();
    use_effect_with(props.gradient.clone(), {
        let canvas = canvas.clone();
        move |gradient| ink::put(&canvas, study::tints(gradient, study::reach(gradient)), SIDE as u32)
    });
    let side = SIDE.to_string();
    html! {
        <div class="lens-slopes">
            <Digit pixels={props.pixels.clone()} label="The image, with the gradient over it" />
            <canvas ref={canvas} width={side.clone()} height={side} aria-hidden="true" />
        </div>
    }
}
