//! Ink on a canvas: black of varying opacity, which the style sheet turns white on a dark page.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use yew::prelude::*;

use crate::data::SIDE;

/// Paints `ink`, a byte for each dot, on a canvas of `side` × `side` dots.
pub fn paint(canvas: &NodeRef, ink: &[u8], side: u32) {
    put(canvas, ink.iter().flat_map(|value| [0, 0, 0, *value]).collect(), side);
}

/// Paints `grey`, a byte for each dot, on a canvas that is `width` dots wide. The rest of the last row stays bare.
pub fn paint_grey(canvas: &NodeRef, grey: &[u8], width: u32) {
    let mut dots: Vec<u8> = grey.iter().flat_map(|value| [*value, *value, *value, 255]).collect();
    dots.resize(dots.len().next_multiple_of(4 * width as usize), 0);
    put(canvas, dots, width);
}

/// Puts red, green, blue and opacity of each dot on a canvas. A browser without a canvas shows nothing.
pub fn put(canvas: &NodeRef, dots: Vec<u8>, width: u32) {
    let context = canvas.cast::<HtmlCanvasElement>().and_then(|canvas| canvas.get_context("2d").ok()?);
    let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok())
    else {
        return;
    };
    if let Ok(image) = ImageData::new_with_u8_clamped_array(Clamped(&dots), width) {
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
