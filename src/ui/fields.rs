//! Form fields: each with its label, and its error beside it. `id` is unique in the document.

use std::borrow::Cow;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::settings::{Choice, with_point};

/// A number as the user types it.
pub struct Number<'a> {
    pub label: &'a str,
    pub value: &'a str,
    /// Whether the number may have a fraction.
    pub decimal: bool,
    pub error: Option<&'a str>,
    /// The cell of the sheet that the field is.
    pub cell: Option<&'static str>,
}

/// A field for a number; what is wrong with it stands below. A decimal comma becomes a point when the user leaves
/// the field.
pub fn number_field(id: String, number: &Number<'_>, on_change: &Callback<String>) -> Html {
    let Number { label, value, decimal, error, cell } = *number;
    let oninput =
        on_change.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let onchange = {
        let on_change = on_change.clone();
        move |event: Event| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            if decimal && let Cow::Owned(number) = with_point(&typed) {
                on_change.emit(number);
            }
        }
    };
    let error_id = format!("{id}-error");
    html! {
        <div class={classes!("field", error.is_some().then_some("field-wrong"))}>
            <label for={id.clone()}>{ label }</label>
            <input
                {id}
                type="text"
                inputmode={if decimal { "decimal" } else { "numeric" }}
                autocomplete="off"
                spellcheck="false"
                value={value.to_owned()}
                data-sheet={cell}
                aria-invalid={error.is_some().then_some("true")}
                aria-describedby={error.is_some().then(|| error_id.clone())}
                {oninput}
                {onchange}
            />
            if let Some(error) = error {
                <p class="field-error" id={error_id}>{ error }</p>
            }
        </div>
    }
}

/// A text as the user types it.
pub struct Text<'a> {
    pub label: &'a str,
    pub value: &'a str,
    /// What may stand there, shown while nothing does.
    pub placeholder: &'static str,
    pub error: Option<&'a str>,
}

/// A field for a short text; what is wrong with it stands below.
pub fn text_field(id: &'static str, text: &Text<'_>, on_change: &Callback<String>) -> Html {
    let oninput =
        on_change.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let error_id = format!("{id}-error");
    html! {
        <div class={classes!("field", text.error.is_some().then_some("field-wrong"))}>
            <label for={id}>{ text.label }</label>
            <input {id} type="text" autocomplete="off" spellcheck="false" placeholder={text.placeholder}
                value={text.value.to_owned()} aria-invalid={text.error.is_some().then_some("true")}
                aria-describedby={text.error.is_some().then(|| error_id.clone())} {oninput} />
            if let Some(error) = text.error {
                <p class="field-error" id={error_id}>{ error }</p>
            }
        </div>
    }
}

/// Something that is on or off.
pub fn switch_field(id: String, label: &str, checked: bool, on_change: &Callback<bool>) -> Html {
    let onchange =
        on_change.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked());
    html! {
        <div class="field field-switch">
            <input id={id.clone()} type="checkbox" {checked} {onchange} />
            <label for={id}>{ label }</label>
        </div>
    }
}

/// One of a few; `value` is the word of the one that is chosen.
pub fn choice_field(
    id: String,
    label: &str,
    options: &'static [Choice],
    value: &str,
    on_change: &Callback<String>,
) -> Html {
    let onchange =
        on_change.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    let option = |option: &'static Choice| {
        html! { <option value={option.word} selected={option.word == value}>{ option.label }</option> }
    };
    html! {
        <div class="field">
            <label for={id.clone()}>{ label }</label>
            <select {id} {onchange}>{ for options.iter().map(option) }</select>
        </div>
    }
}
