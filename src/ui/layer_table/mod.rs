//! The table of a network's layers, and beside it what each layer sees of a digit.

mod field;
mod rows;

pub use field::{Patch, cropped};

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use self::rows::COLUMNS;
use crate::{
    arch::{INPUT, Trace, TracedLayer, WHY_TWO_FIELDS},
    data::{Split, digits::DigitGenerator},
    settings::TrainConfig,
    ui::digit::DigitPixels,
};

/// What [`LayerTable`] shows.
#[derive(PartialEq, Properties)]
pub struct LayerTableProps {
    /// With the network as the settings have it.
    pub config: Rc<TrainConfig>,
    /// `[channels, height, width]` of the image.
    #[prop_or(INPUT)]
    pub image: [usize; 3],
}

/// The layers of a network with their shapes, sizes and receptive fields.
#[component]
pub fn LayerTable(props: &LayerTableProps) -> Html {
    let network = &props.config.network;
    let image = props.image;
    let trace = use_memo((props.config.clone(), image), |(config, image)| config.network.trace_from(*image));
    let digit = use_memo((), |()| example_digit());
    let active = use_state_eq(|| None::<usize>);
    use_effect_with(network.name.clone(), {
        let active = active.setter();
        move |_| active.set(None)
    });
    let trace = match &*trace {
        Ok(trace) => trace,
        Err(error) => {
            return html! { <p class="trouble">{ format!("This network cannot be built: {error}.") }</p> };
        }
    };
    let shown = active.filter(|at| *at < trace.layers.len()).or_else(|| field::widest(trace));
    let pick = Callback::from({
        let active = active.setter();
        move |at: usize| active.set(Some(at))
    });
    html! {
        <section class="layers" aria-label={format!("Layers of {}", network.label)}>
            <div class="layers-side">
                <div class="scroll-box layers-scroll" role="region" tabindex="0" aria-label="Layer table">
                    { table(&network.label, trace, shown, &pick) }
                </div>
                // The digit is one of MNIST's size.
                if let Some(layer) = shown.and_then(|at| trace.layers.get(at)).filter(|_| image == INPUT) {
                    { field_view(layer, &digit) }
                }
            </div>
            <p class="layers-note">{ rows::counts_text(trace) }{ " " }{ rows::memory_text(&trace.memory) }{ ". " }{ WHY_TWO_FIELDS }</p>
        </section>
    }
}

/// A digit of our own, so that there is one before any data.
fn example_digit() -> Vec<u8> {
    DigitGenerator::new(1, EXAMPLE_SEED, Split::Test).finish().images().to_vec()
}

/// A seed whose first digit fills its box well.
const EXAMPLE_SEED: u64 = 1;

fn table(label: &str, trace: &Trace, shown: Option<usize>, pick: &Callback<usize>) -> Html {
    let (parameters, flops) = rows::totals(trace);
    html! {
        <table class="numbers layers-table" onkeydown={move_between_rows}>
            <caption>{ format!("{label}, layer by layer. Point at a row, or move with the arrow keys.") }</caption>
            <thead>
                <tr>{ for COLUMNS.iter().map(|(name, meaning)| html! { <th scope="col" title={*meaning}>{ *name }</th> }) }</tr>
            </thead>
            <tbody>
                { for trace.layers.iter().enumerate().map(|(at, layer)| row(at, layer, shown, pick)) }
            </tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="4">{ "Total" }</th>
                    <td>{ parameters }</td>
                    <td>{ flops }</td>
                    <td colspan="3"></td>
                </tr>
            </tfoot>
        </table>
    }
}

fn row(at: usize, layer: &TracedLayer, shown: Option<usize>, pick: &Callback<usize>) -> Html {
    let is_shown = shown == Some(at);
    let onpointerover = pick.reform(move |_: PointerEvent| at);
    let onfocus = pick.reform(move |_: FocusEvent| at);
    html! {
        <tr key={at} class={classes!(is_shown.then_some("shown"))} tabindex={if is_shown { "0" } else { "-1" }}
            {onpointerover} {onfocus}>
            <th scope="row">{ &layer.name }<span class="layers-kind">{ layer.op.kind() }</span></th>
            { for rows::cells(layer).into_iter().map(|cell| html! { <td>{ cell }</td> }) }
        </tr>
    }
}

/// Arrow up and down, Home and End move the focus from row to row.
fn move_between_rows(event: KeyboardEvent) {
    let Some(row) = event.target_dyn_into::<Element>().filter(|element| element.tag_name() == "TR") else {
        return;
    };
    let next = match event.key().as_str() {
        "ArrowDown" => row.next_element_sibling(),
        "ArrowUp" => row.previous_element_sibling(),
        "Home" => row.parent_element().and_then(|body| body.first_element_child()),
        "End" => row.parent_element().and_then(|body| body.last_element_child()),
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        // Focus fails only for an element that has just gone.
        let _ = next.focus();
    }
}

fn field_view(layer: &TracedLayer, digit: &Rc<Vec<u8>>) -> Html {
    let (patch, words) = field::seen(layer);
    html! {
        <figure class="field-view">
            <svg class="digit" viewBox="-1 -1 30 30" role="img" aria-label={format!("A digit of 28×28 pixels: {words}")}>
                <rect class="field-image" x="0" y="0" width="28" height="28" />
                <DigitPixels pixels={Rc::clone(digit)} />
                if let Some(patch) = patch {
                    <rect class="field-patch" x={patch.left.to_string()} y={patch.top.to_string()}
                        width={patch.width.to_string()} height={patch.height.to_string()} />
                }
            </svg>
            <figcaption>{ words }</figcaption>
        </figure>
    }
}
