//! Form fields: each with its label, and its error beside it.

use std::borrow::Cow;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::settings::with_point;

#[derive(Properties, PartialEq)]
pub struct NumberFieldProps {
    /// Unique in the document.
    pub id: AttrValue,
    pub label: AttrValue,
    pub value: AttrValue,
    /// Whether the number may have a fraction.
    pub decimal: bool,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub on_change: Callback<String>,
}

/// A number as the user types it; what is wrong with it stands below. A decimal comma becomes a point when the
/// user leaves the field.
#[component]
pub fn NumberField(props: &NumberFieldProps) -> Html {
    let NumberFieldProps { id, label, value, error, .. } = props;
    let oninput =
        props.on_change.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let onchange = {
        let (decimal, on_change) = (props.decimal, props.on_change.clone());
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
            <label for={id}>{ label }</label>
            <input
                {id}
                type="text"
                inputmode={if props.decimal { "decimal" } else { "numeric" }}
                autocomplete="off"
                spellcheck="false"
                {value}
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

#[derive(Properties, PartialEq)]
pub struct SwitchFieldProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub checked: bool,
    pub on_change: Callback<bool>,
}

/// Something that is on or off.
#[component]
pub fn SwitchField(props: &SwitchFieldProps) -> Html {
    let SwitchFieldProps { id, label, checked, .. } = props;
    let onchange =
        props.on_change.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked());
    html! {
        <div class="field field-switch">
            <input {id} type="checkbox" checked={*checked} {onchange} />
            <label for={id}>{ label }</label>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct ChoiceFieldProps {
    pub id: AttrValue,
    pub label: AttrValue,
    /// Values and their words.
    pub options: Vec<(AttrValue, AttrValue)>,
    pub value: AttrValue,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub on_change: Callback<String>,
}

/// One of a few.
#[component]
pub fn ChoiceField(props: &ChoiceFieldProps) -> Html {
    let ChoiceFieldProps { id, label, options, value, error, .. } = props;
    let onchange =
        props.on_change.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    let error_id = format!("{id}-error");
    let option = |(key, words): &(AttrValue, AttrValue)| {
        html! { <option value={key} selected={key == value}>{ words }</option> }
    };
    html! {
        <div class={classes!("field", error.is_some().then_some("field-wrong"))}>
            <label for={id}>{ label }</label>
            <select
                {id}
                aria-invalid={error.is_some().then_some("true")}
                aria-describedby={error.is_some().then(|| error_id.clone())}
                {onchange}
            >
                { for options.iter().map(option) }
            </select>
            if let Some(error) = error {
                <p class="field-error" id={error_id}>{ error }</p>
            }
        </div>
    }
}
