//! The editor of a network of one's own: its source, what is wrong with it, and its layers below it.

use std::rc::Rc;

use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::planner::planner;
use crate::reports::Refusal;
use crate::settings::TrainConfig;
use crate::ui::fields::{Text, text_field};
use crate::ui::layer_table::LayerTable;
use crate::ui::state::{Action, OwnChange, OwnSource, Planner, WorkerStatus};
use crate::ui::tab::TabId;
use crate::words::count;

#[derive(Properties, PartialEq)]
pub struct EditorProps {
    pub tab: TabId,
    pub own: OwnSource,
    /// With the last good network.
    pub config: Rc<TrainConfig>,
    pub reader: WorkerStatus,
    pub planner: Planner,
    pub dispatch: Callback<Action>,
}

/// Source, verdict, layers.
#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let EditorProps { tab, own, config, dispatch, .. } = props;
    let area = use_node_ref();
    let change = {
        let (dispatch, tab) = (dispatch.clone(), *tab);
        Callback::from(move |change: OwnChange| dispatch.emit(Action::Own(tab, change)))
    };
    let oninput = change.reform(|event: InputEvent| {
        OwnChange::Edit(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    });
    let go_there = {
        let (area, text) = (area.clone(), own.text.clone());
        Callback::from(move |(line, column): (usize, usize)| {
            let Some(area) = area.cast::<HtmlTextAreaElement>() else { return };
            let at = place(&text, line, column);
            // A browser that refuses leaves the cursor where it is.
            let _ = area.focus();
            let _ = area.set_selection_range(at, at);
        })
    };
    let copy = |course: bool| change.reform(move |_: MouseEvent| OwnChange::CopyCommented { course });
    let remove = change.reform(|_: MouseEvent| OwnChange::Remove);
    let commentable = own.network().is_some();
    let rows = own.text.lines().count().clamp(12, 32).to_string();
    html! {
        <section class="own" aria-label="PyTorch source">
            <div class="own-source">
                <label for="own-text">{ "PyTorch source" }</label>
                <textarea id="own-text" ref={area} {rows} spellcheck="false" autocapitalize="off" autocomplete="off"
                    wrap="off" aria-describedby="own-verdict" aria-invalid={own.refusal().is_some().then_some("true")}
                    value={AttrValue::from(own.text.clone())} {oninput} />
                <div id="own-verdict" class="own-verdict" role="status" data-metric="own">
                    { verdict(props, &go_there) }
                </div>
                { choice(own, &change) }
                { for own.left_out.iter().map(|remark| html! { <p class="note">{ remark }</p> }) }
                <p class="own-actions">
                    <button type="button" disabled={!commentable} onclick={copy(false)}>
                        { if own.copied { "Copied" } else { "Copy with comments" } }
                    </button>
                    <button type="button" disabled={!commentable} onclick={copy(true)}>
                        { "…with the course's fields" }
                    </button>
                    <button type="button" onclick={remove}>{ "Remove this network" }</button>
                </p>
                { image_field(own, &change) }
                { planner(&props.planner, dispatch) }
            </div>
            { layers(own, config) }
        </section>
    }
}

/// The shape of another image, and what is wrong with it.
fn image_field(own: &OwnSource, change: &Callback<OwnChange>) -> Html {
    let other = own.other_image();
    let error = other.as_ref().err().map(|how| format!("The image is no shape: {how}."));
    let field = Text {
        label: "Image, for the table alone",
        value: &own.image,
        placeholder: "1x28x28",
        error: error.as_deref(),
    };
    let refusal = own.of_other_image().and_then(Result::err);
    html! {
        <>
            { text_field("own-image", &field, &change.reform(OwnChange::Image)) }
            if let (Ok(Some(_)), Some(refusal)) = (&other, refusal) {
                <p class="trouble">{ format!("For that image: {refusal}.") }</p>
            }
        </>
    }
}

/// The layers for the other image where there is one, else those of the last good network.
fn layers(own: &OwnSource, config: &Rc<TrainConfig>) -> Html {
    if let (Ok(Some(image)), Some(Ok(read))) = (own.other_image(), own.of_other_image()) {
        let network = read.network.clone();
        let config = Rc::new(TrainConfig { network, ..TrainConfig::clone(config) });
        return html! { <LayerTable {config} {image} /> };
    }
    if config.network.layers.is_empty() {
        return Html::default();
    }
    html! { <LayerTable config={config.clone()} /> }
}

/// Whether the text is a network, and if not, why.
fn verdict(props: &EditorProps, go_there: &Callback<(usize, usize)>) -> Html {
    let own = &props.own;
    if let (true, WorkerStatus::Loading { .. }) = (own.is_being_read(), props.reader) {
        return html! { <p>{ "Loading the reader of PyTorch…" }</p> };
    }
    if let Some(refusal) = own.refusal() {
        return refused(refusal, !props.config.network.layers.is_empty(), go_there);
    }
    let read = own.meant().and_then(|reading| reading.network.as_ref().ok());
    let Some(read) = read else { return html! { <p>{ "Reading…" }</p> } };
    let parameters = read.network.trace().map(|trace| trace.parameters).unwrap_or_default();
    html! {
        <>
            <p>{ format!("{}: {} parameters, as PyTorch counts them.", read.network.label, count(parameters as u64)) }</p>
            { for read.remarks.iter().map(|remark| html! { <p class="note">{ remark }</p> }) }
        </>
    }
}

fn refused(refusal: &Refusal, has_network: bool, go_there: &Callback<(usize, usize)>) -> Html {
    let stays = if has_network { " Below is the last network that could be read." } else { "" };
    html! {
        <p class="trouble">
            if let Some(place) = refusal.place {
                <button type="button" class="link" onclick={go_there.reform(move |_: MouseEvent| place)}>
                    { format!("Line {}, column {}", place.0, place.1) }
                </button>
                { format!(": {}.{stays}", refusal.message) }
            } else {
                { format!("{}.{stays}", refusal.message) }
            }
        </p>
    }
}

/// Which network of several is meant.
fn choice(own: &OwnSource, change: &Callback<OwnChange>) -> Html {
    let Ok(readings) = own.readings.as_ref() else { return Html::default() };
    if readings.len() < 2 {
        return Html::default();
    }
    let onchange = change
        .reform(|event: Event| OwnChange::Choose(event.target_unchecked_into::<HtmlSelectElement>().value()));
    let meant = own.meant().map(|reading| reading.name.clone());
    html! {
        <p class="field">
            <label for="own-choice">{ "Network" }</label>
            <select id="own-choice" {onchange}>
                { for readings.iter().map(|reading| html! {
                    <option value={reading.name.clone()} selected={meant.as_ref() == Some(&reading.name)}>
                        { &reading.name }
                    </option>
                }) }
            </select>
        </p>
    }
}

/// The place of a line and column, both from 1, in UTF-16 units as browsers count them.
fn place(text: &str, line: usize, column: usize) -> u32 {
    let before: usize = text.split_inclusive('\n').take(line - 1).map(units).sum();
    let within =
        text.lines().nth(line - 1).map_or(0, |line| line.chars().take(column - 1).map(char::len_utf16).sum());
    (before + within) as u32
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_browsers_do() {
        assert_eq!(place("a\n𝄞b\nc", 1, 1), 0);
        assert_eq!(place("a\n𝄞b\nc", 2, 2), 4);
        assert_eq!(place("a\n𝄞b\nc", 3, 1), 6);
    }
}
