//! The misread images, the surest mistakes first, a page of them at a time.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::pages::{Pages, pages};
use super::view::InspectedRun;
use crate::arch::CLASSES;
use crate::protocol::{Answer, Trouble};
use crate::study::{self, Listed, Picture, Which};
use crate::ui::ink::InkPicture;
use crate::ui::state::{Action, InspectChange, LensChange, Subject, TestImages};
use crate::web::download;
use crate::words::{count, percent};

/// Images on a page of the list.
const ON_A_PAGE: usize = 48;

/// What [`misread`] shows.
pub struct MisreadProps<'a> {
    /// Of the network, to each test image.
    pub answers: &'a [Answer],
    pub which: Which,
    /// How many of the listed images are passed over.
    pub skipped: usize,
    /// The pictures, once they are there.
    pub images: Option<&'a TestImages>,
    /// What the data are called.
    pub data: &'a str,
    /// Other runs that were tested on the same data.
    pub others: Vec<&'a InspectedRun>,
    pub network: &'a str,
    pub dispatch: &'a Callback<Action>,
}

/// The images of a cell, or all that were misread.
pub fn misread(props: &MisreadProps<'_>) -> Html {
    let listed = Rc::new(study::listed(props.answers, props.which));
    let shown = listed.iter().skip(props.skipped).take(ON_A_PAGE);
    let title = match (props.which.truth, props.which.answer) {
        (Some(truth), Some(answer)) if truth == answer => format!("{truth}, read right"),
        (Some(truth), Some(answer)) => format!("{truth}, taken for {answer}"),
        (Some(truth), None) => format!("{truth}, misread"),
        (None, Some(answer)) => format!("Taken for {answer}"),
        (None, None) => "Misread images".to_owned(),
    };
    let file = {
        let listed = listed.clone();
        move || study::csv(&listed)
    };
    let pictures = props.images.map(|images| {
        let name = format!("fovea-{}-misread.png", props.network);
        let (listed, images) = (listed.clone(), images.clone());
        saving("Save pictures as PNG", props.dispatch, move || {
            let digits: Vec<u8> =
                listed.iter().filter_map(|listed| images.image(listed.index)).flatten().collect();
            let Picture { width, height, grey } = study::digit_sheet(&digits);
            download::save_png(&name, &grey, width as u32, height as u32)
        })
    });
    html! {
        <div class="misread">
            <h3>{ format!("{title}: {}", count(listed.len() as u64)) }</h3>
            <div class="row">
                { filter("Shows", "misread-truth", props.which.truth, props, |which, truth| Which { truth, ..which }) }
                { filter("Taken for", "misread-answer", props.which.answer, props, |which, answer| Which { answer, ..which }) }
            </div>
            if props.images.is_none() {
                <p class="note" role="status">{ format!("The pictures of {} come as soon as the trainer has them.", props.data) }</p>
            }
            if listed.is_empty() {
                <p class="empty">{ "There is no such image." }</p>
            }
            <ol class="misread-list" start={(props.skipped + 1).to_string()}>
                { for shown.map(|listed| item(listed, props)) }
            </ol>
            { pages(
                Pages { all: listed.len(), skipped: props.skipped, on_a_page: ON_A_PAGE, from: 1 },
                &props.dispatch.reform(|skipped| Action::Inspect(InspectChange::Skip(skipped))),
            ) }
            <div class="row">
                { save("Save list as CSV", format!("fovea-{}-misread.csv", props.network), file, props.dispatch) }
                { pictures }
            </div>
        </div>
    }
}

fn item(Listed { index, answer }: &Listed, props: &MisreadProps<'_>) -> Html {
    let ink = props.images.and_then(|images| images.image(*index));
    let truth = answer.truth;
    let (subject, dispatch) = (Subject::TestImage(*index), props.dispatch);
    let look = dispatch
        .reform(move |_: MouseEvent| Action::Inspect(InspectChange::Lens(LensChange::Subject(subject))));
    let other = |other: &&InspectedRun| {
        let theirs = other.answers.as_ref()?.answers.get(*index as usize)?;
        Some(html! { <span class="note">{ format!("{}: {}", other.name(), theirs.digit) }</span> })
    };
    html! {
        <li key={*index}>
            if let Some(ink) = ink {
                <InkPicture {ink} label={format!("Test image {index}, which shows {truth}")} />
            }
            <span>{ format!("{} %: {}", percent(answer.probability.into()), answer.digit) }</span>
            if !answer.is_right() {
                <span>{ format!("{} %: {truth}", percent(answer.of_truth.into())) }</span>
            }
            <span class="note">{ format!("image {index}, a {truth}") }</span>
            <a href="#lens" onclick={look} aria-label={format!("Look inside at image {index}")}>{ "Look inside" }</a>
            { for props.others.iter().filter_map(other) }
        </li>
    }
}

/// A choice of one digit, or any.
fn filter(
    label: &'static str,
    id: &'static str,
    chosen: Option<u8>,
    props: &MisreadProps<'_>,
    with: fn(Which, Option<u8>) -> Which,
) -> Html {
    let which = props.which;
    let onchange = props.dispatch.reform(move |event: Event| {
        let digit = event.target_unchecked_into::<HtmlSelectElement>().value().parse().ok();
        Action::Inspect(InspectChange::List(with(which, digit)))
    });
    html! {
        <p class="field">
            <label for={id}>{ label }</label>
            <select {id} {onchange}>
                <option value="" selected={chosen.is_none()}>{ "any digit" }</option>
                { for (0..CLASSES as u8).map(|digit| html! {
                    <option value={digit.to_string()} selected={chosen == Some(digit)}>{ digit }</option>
                }) }
            </select>
        </p>
    }
}

/// A button that gives the user a file of `text`.
pub fn save(
    label: &'static str,
    name: String,
    text: impl Fn() -> String + 'static,
    dispatch: &Callback<Action>,
) -> Html {
    saving(label, dispatch, move || download::save_text(&name, "text/csv", &text()))
}

fn saving(
    label: &'static str,
    dispatch: &Callback<Action>,
    save: impl Fn() -> Result<(), String> + 'static,
) -> Html {
    let dispatch = dispatch.clone();
    let onclick = move |_: MouseEvent| {
        if let Err(message) = save() {
            dispatch.emit(Action::Report(Trouble { message, advice: "The numbers are still here.".into() }));
        }
    };
    html! { <button type="button" class="quiet" {onclick}>{ label }</button> }
}
