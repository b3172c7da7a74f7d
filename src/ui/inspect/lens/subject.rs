//! What is looked at: a test image by its number, a random one, or the drawing on the pad.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::view::LensViewProps;
use crate::data::PIXELS;
use crate::ui::ink::InkPicture;
use crate::ui::state::{Action, InspectChange, LensChange, Subject};

/// The image and the ways to another one.
pub fn subject(props: &LensViewProps) -> Html {
    let images = props.images.as_deref();
    let count = images.map_or(0, |images| images.count());
    let choose = |subject: Subject| Action::Inspect(InspectChange::Lens(LensChange::Subject(subject)));
    let onchange = props.dispatch.reform(move |event: Event| {
        let number = event.target_unchecked_into::<HtmlInputElement>().value().parse().unwrap_or(0);
        choose(Subject::TestImage(u32::min(number, count.saturating_sub(1))))
    });
    let random = props.dispatch.reform(move |_: MouseEvent| {
        let index = (js_sys::Math::random() * f64::from(count)) as u32;
        choose(Subject::TestImage(index))
    });
    let pad = props.dispatch.reform(move |_: MouseEvent| choose(Subject::Pad));
    let index = match props.lens.subject {
        Subject::TestImage(index) => Some(index),
        Subject::Pad => None,
    };
    // A frame stands there before its picture comes, so that no button moves under the pointer.
    html! {
        <div class="row">
            <InkPicture ink={shown_pixels(props).unwrap_or_else(|| vec![0; PIXELS])} label={told(props)} />
            <p class="field">
                <label for="lens-image">{ "Test image" }</label>
                <input
                    id="lens-image"
                    type="number"
                    min="0"
                    max={count.saturating_sub(1).to_string()}
                    step="1"
                    value={index.map(|index| index.to_string()).unwrap_or_default()}
                    disabled={count == 0}
                    {onchange}
                />
            </p>
            <button type="button" class="quiet" disabled={count == 0} onclick={random}>{ "Random image" }</button>
            <button type="button" class="quiet" aria-pressed={index.is_none().to_string()} onclick={pad}>
                { "What is on the pad" }
            </button>
            <span class="note" role="status">{ told(props) }</span>
        </div>
    }
}

/// The image that the lens is on, or is about to be.
fn shown_pixels(props: &LensViewProps) -> Option<Vec<u8>> {
    match props.lens.subject {
        Subject::TestImage(index) => props.images.as_ref()?.image(index),
        Subject::Pad => props.drawing.as_deref().cloned(),
    }
}

/// What the image is, in words.
fn told(props: &LensViewProps) -> String {
    match (props.lens.subject, props.images.as_deref()) {
        (Subject::Pad, _) if props.drawing.is_none() => "Draw a digit on the pad below.".to_owned(),
        (Subject::Pad, _) => "The drawing on the pad below.".to_owned(),
        (Subject::TestImage(_), None) => "The test images come as soon as the trainer has them.".to_owned(),
        (Subject::TestImage(index), Some(images)) => match images.label(index) {
            Some(label) => format!("Test image {index} of {}, labelled {label}.", images.data),
            None => format!("{} has no test image {index}.", images.data),
        },
    }
}
