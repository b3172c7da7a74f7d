//! Form fields: each with its label, and its error beside it.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct NumberFieldProps {
    /// Unique in the document.
    pub id: AttrValue,
    pub label: AttrValue,
    pub value: AttrValue,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub on_change: Callback<String>,
}

/// A number as the user types it; what is wrong with it stands below.
#[component]
pub fn NumberField(props: &NumberFieldProps) -> Html {
    let NumberFieldProps { id, label, value, error, .. } = props;
    let oninput =
        props.on_change.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let error_id = format!("{id}-error");
    html! {
        <div class={classes!("field", error.is_some().then_some("field-wrong"))}>
            <label for={id}>{ label }</label>
            <input
                {id}
                type="text"
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                {value}
                aria-invalid={error.is_some().then_some("true")}
                aria-describedby={error.is_some().then(|| error_id.clone())}
                {oninput}
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
