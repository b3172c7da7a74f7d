//! All runs side by side.

mod columns;
mod curves;
mod sentences;
mod table;

use std::rc::Rc;

use yew::prelude::*;

use crate::chart::Look;
use crate::protocol::Trouble;
use crate::reports::HandInFormat;
use crate::ui::chart::look;
use crate::ui::network::downloads;
use crate::ui::ready_table::ready_table;
use crate::ui::state::{Action, BestTest, CompareChange, Comparison, History, RunRecord};
use crate::ui::timing_table::{NamedTimes, timing_table};
use crate::web::download;
use columns::{columns, csv};
use table::Table;

#[derive(Properties, PartialEq)]
pub struct CompareProps {
    /// Those that have learned something, in the order in which they were begun.
    pub runs: Vec<Rc<RunRecord>>,
    /// The weights that come with the page and are still in use.
    pub ready: Vec<Rc<RunRecord>>,
    /// What the devices were timed with.
    pub timings: Vec<NamedTimes>,
    pub comparison: Comparison,
    /// Whether a hand-in is being written.
    pub handing_in: bool,
    pub dispatch: Callback<Action>,
}

/// A run with what follows from what it has gone through.
pub struct Compared<'a> {
    record: &'a RunRecord,
    history: &'a History,
    look: Look,
    /// Whether another run of the same tab stands in the table too.
    has_sibling: bool,
    parameters: u64,
    flops: u64,
    best: Option<BestTest>,
}

/// A table of the runs, and the curves of those that are drawn.
#[component]
pub fn Compare(props: &CompareProps) -> Html {
    let renamed = use_state_eq(|| None);
    let CompareProps { comparison, dispatch, .. } = props;
    let runs: Vec<Compared<'_>> =
        props.runs.iter().filter_map(|record| compared(record, &props.runs)).collect();
    let deleted = comparison.deleted.as_deref().map(|record| undo(record, dispatch));
    if runs.is_empty() {
        return html! {
            <section class="compare">
                <h2>{ "Compare" }</h2>
                { deleted }
                <p class="empty">
                    { "Nothing to compare yet. Train two networks in their tabs, or one of them twice with other \
                       settings: their size, time and accuracy then stand here side by side, and their curves in \
                       one chart." }
                </p>
                { ready_table(&props.ready) }
                { measured(&props.timings) }
            </section>
        };
    }
    let columns = columns(&runs);
    let by = comparison.sort.and_then(|(label, downwards)| {
        Some(columns.iter().find(|column| column.label == label)?.sorted(downwards))
    });
    let order = by.unwrap_or_else(|| (0..runs.len()).collect());
    let drawn: Vec<usize> =
        (0..runs.len()).filter(|place| comparison.draws(runs[*place].record.run)).collect();
    let chosen: Vec<&Compared<'_>> = drawn.iter().map(|place| &runs[*place]).collect();
    let told = match chosen[..] {
        [from, to] => Some(sentences::changed(from, to)),
        _ => sentences::differing(&columns, &drawn),
    };
    let table = Table {
        runs: &runs,
        columns: &columns,
        order: &order,
        drawn: &drawn,
        comparison,
        renamed: &renamed,
        dispatch,
    };
    let names: Vec<String> = runs.iter().map(|run| run.record.called()).collect();
    let file = csv(&names, &columns, &order);
    html! {
        <section class="compare">
            <h2>{ "Compare" }</h2>
            { deleted }
            { table.html() }
            <p role="status" data-metric="changed">{ told }</p>
            { for sentences::seeds(&runs).into_iter().map(|sentence| html! { <p data-metric="seeds">{ sentence }</p> }) }
            { files(&chosen, file, props) }
            { ready_table(&props.ready) }
            { measured(&props.timings) }
            { curves::axis_choice(comparison.axis, dispatch) }
            { curves::charts(&chosen, comparison.axis) }
        </section>
    }
}

/// The table, the runs that are drawn and all runs as files.
fn files(drawn: &[&Compared<'_>], csv: String, props: &CompareProps) -> Html {
    let CompareProps { dispatch, handing_in, .. } = props;
    let ids = |runs: &[&RunRecord]| runs.iter().map(|record| record.run).collect::<Vec<_>>();
    let drawn: Vec<&RunRecord> = drawn.iter().map(|run| run.record).collect();
    let all: Vec<&RunRecord> = props.runs.iter().map(|record| &**record).collect();
    let save_table = {
        let dispatch = dispatch.clone();
        move |_: MouseEvent| {
            if let Err(message) = download::save_text("fovea-runs.csv", "text/csv", &csv) {
                let advice = "The table is still here.".into();
                dispatch.emit(Action::Report(Trouble { message, advice }));
            }
        }
    };
    let all = ids(&all);
    let save_all = dispatch.reform(move |_: MouseEvent| Action::HandIn(all.clone(), HandInFormat::Json));
    html! {
        <p class="hand-in-actions">
            if !drawn.is_empty() {
                { downloads(ids(&drawn), *handing_in, dispatch) }
            }
            <button type="button" onclick={save_table}>{ "Table as CSV" }</button>
            <button type="button" disabled={*handing_in} onclick={save_all}>{ "All runs as JSON" }</button>
        </p>
    }
}

/// The way back for the run that was deleted last.
fn undo(record: &RunRecord, dispatch: &Callback<Action>) -> Html {
    let onclick = dispatch.reform(|_: MouseEvent| Action::Compare(CompareChange::Undo));
    html! {
        <p role="status">
            { format!("{} was deleted. ", record.title()) }
            <button type="button" {onclick}>{ "Undo" }</button>
        </p>
    }
}

/// What was measured of the devices, once something was.
fn measured(timings: &[NamedTimes]) -> Html {
    if timings.is_empty() {
        return Html::default();
    }
    html! {
        <section class="timing" aria-label="CPU against GPU">
            <h3>{ "CPU against GPU" }</h3>
            { timing_table(timings) }
        </section>
    }
}

fn compared<'a>(record: &'a Rc<RunRecord>, all: &[Rc<RunRecord>]) -> Option<Compared<'a>> {
    let siblings = || all.iter().filter(|other| other.tab == record.tab && other.run != record.run);
    let earlier = siblings().filter(|other| other.run < record.run).count();
    let (look, has_sibling) = (look::of_run(record.tab, earlier), siblings().next().is_some());
    let history = record.history.as_deref()?;
    let trace = record.config.network.trace().ok();
    Some(Compared {
        record,
        history,
        look,
        has_sibling,
        parameters: trace.as_ref().map_or(0, |trace| trace.parameters as u64),
        flops: trace.as_ref().map_or(0, |trace| trace.flops),
        best: history.best_test(),
    })
}

impl Compared<'_> {
    /// The network, the run where there are several of it, and the data that it learned from here.
    fn legend(&self) -> String {
        let label = &self.record.config.network.label;
        let run = match &*self.record.name {
            "" if self.has_sibling => format!(", run {}", self.record.run.0),
            "" => String::new(),
            name => format!(", {name}"),
        };
        match self.history.data_names() {
            data if data.is_empty() => format!("{label}{run}"),
            data => format!("{label}{run} ({data})"),
        }
    }
}
