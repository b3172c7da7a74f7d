//! Ink on a canvas: black of varying opacity, which the style sheet turns white on a dark page.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use yew::prelude::*;

use crate::data::SIDE;

/// Paints `ink`, a byte for each dot, on a canvas of `side` × `side` dots. A browser without a canvas shows
/// nothing.
pub fn paint(canvas: &NodeRef, ink: &[u8], side: u32) {
    let context = canvas.cast::<HtmlCanvasElement>().and_then(|canvas| canvas.get_context("2d").ok()?);
    let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok())
    else {
        return;
    };
    let dots: Vec<u8> = ink.iter().flat_map(|value| [0, 0, 0, *value]).collect();
    if let Ok(image) = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&dots), side, side) {
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}

#[derive(PartialEq, Properties)]
pub struct InkPictureProps {
    /// 28 × 28 bytes, row by row, 0 background, 255 ink.
    pub ink: Vec<u8>,
    /// What it shows, in words.
    pub label: AttrValue,
}

/// An image of a data set, cheap enough to be one of many.
#[component]
pub fn InkPicture(props: &InkPictureProps) -> Html {
    let canvas = use_node_ref();
    use_effect_with(props.ink.clone(), {
        let canvas = canvas.clone();
        move |ink| paint(&canvas, ink, SIDE as u32)
    });
    let side = SIDE.to_string();
    html! {
        <canvas ref={canvas} class="ink" width={side.clone()} height={side} role="img" aria-label={props.label.clone()} />
    }
}
