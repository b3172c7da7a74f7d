//! Which ReLUs let nothing through, whatever the test image.

use yew::prelude::*;

use super::view::LensViewProps;
use crate::arch::{Op, Shape, Trace};
use crate::ui::state::{Action, DeadRelus, InspectChange};
use crate::words::count;

/// A button, how far it is, and a row for each ReLU.
pub fn dead_relus(props: &LensViewProps, trace: &Trace) -> Html {
    let relus = || trace.layers.iter().filter(|layer| layer.op == Op::Relu);
    if relus().next().is_none() {
        return Html::default();
    }
    let dead = props.dead.as_ref();
    let (label, change) = match dead {
        Some(dead) if dead.is_counting() => ("Stop counting", InspectChange::StopDead),
        Some(dead) if !dead.is_done() => ("Go on counting", InspectChange::CountDead),
        _ => ("Count dead ReLUs", InspectChange::CountDead),
    };
    let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Inspect(change));
    let row = |dead: &DeadRelus, at: usize, name: &str, shape: Shape| {
        let kind = if let Shape::Map { .. } = shape { "channels" } else { "units" };
        let (none, all) = dead.of(at)?;
        Some(html! {
            <tr><th scope="row">{ name }</th><td>{ none }</td><td>{ format!("{all} {kind}") }</td></tr>
        })
    };
    html! {
        <section class="lens-layer" aria-label="Dead ReLUs">
            <div class="row">
                <button type="button" class="quiet" disabled={props.images.is_none()} {onclick}>{ label }</button>
                <span class="note" role="status">{ dead.map_or(WHAT.to_owned(), told) }</span>
            </div>
            if let Some(dead) = dead.filter(|dead| !dead.alive.is_empty()) {
                <div class="scroll-box" tabindex="0" role="region" aria-label="Dead ReLUs in numbers, scrolls">
                    <table class="numbers" data-dead="">
                        <thead>
                            <tr><th scope="col">{ "ReLU" }</th><th scope="col">{ "Dead" }</th><th scope="col">{ "Of" }</th></tr>
                        </thead>
                        <tbody>{ for relus().enumerate().filter_map(|(at, layer)| row(dead, at, &layer.name, layer.output)) }</tbody>
                    </table>
                </div>
            }
        </section>
    }
}

const WHAT: &str = "Which channels and units give nothing but 0 for every test image: no gradient comes back through \
                    them any more.";

fn told(dead: &DeadRelus) -> String {
    let (done, all) = dead.images;
    format!(
        "Dead so far as {} of {} test images of {} tell.",
        count(done.into()),
        count(all.into()),
        dead.data
    )
}
