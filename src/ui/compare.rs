//! All runs side by side.

use std::rc::Rc;

use yew::prelude::*;

use crate::chart::{Curve, Look, Series, SeriesStyle};
use crate::settings::{Group, SETTINGS, Setting};
use crate::ui::chart::{LineChart, look, swatch};
use crate::ui::ready_table::ready_table;
use crate::ui::state::{Action, History, RunRecord};
use crate::ui::timing_table::{NamedTimes, timing_table};
use crate::words::{count, percent};

#[derive(Properties, PartialEq)]
pub struct CompareProps {
    /// Those that have learned something, in the order in which they were begun.
    pub runs: Vec<Rc<RunRecord>>,
    /// The weights that come with the page and are still in use.
    pub ready: Vec<Rc<RunRecord>>,
    /// What the devices were timed with.
    pub timings: Vec<NamedTimes>,
    pub dispatch: Callback<Action>,
}

/// A run with what it has gone through.
struct Compared<'a> {
    record: &'a RunRecord,
    history: &'a History,
    look: Look,
    /// Whether another run of the same tab stands in the table too.
    has_sibling: bool,
}

/// A table of the runs, and their curves in one chart.
#[component]
pub fn Compare(props: &CompareProps) -> Html {
    let compared: Vec<Compared<'_>> =
        props.runs.iter().filter_map(|record| compared(record, &props.runs)).collect();
    if compared.is_empty() {
        return html! {
            <section class="compare">
                <h2>{ "Compare" }</h2>
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
    let differing: Vec<&Setting> = SETTINGS.iter().filter(|setting| differs(setting, &compared)).collect();
    let series = |points: fn(&History) -> &Curve, style: SeriesStyle| {
        let line = |run: &Compared<'_>| Series {
            name: run.legend(),
            look: run.look,
            points: points(run.history).clone(),
            style,
        };
        Rc::new(compared.iter().map(line).collect::<Vec<_>>())
    };
    html! {
        <section class="compare">
            <h2>{ "Compare" }</h2>
            <div class="scroll-box" tabindex="0" role="region" aria-label="Runs, scrolls">
                <table class="numbers">
                    <thead>
                        <tr>
                            <th scope="col">{ "Run" }</th>
                            <th scope="col">{ "Network" }</th>
                            <th scope="col">{ "Parameters" }</th>
                            <th scope="col">{ "FLOPs for an image" }</th>
                            { for differing.iter().map(|setting| html! { <th scope="col">{ setting.label }</th> }) }
                            <th scope="col">{ "Device" }</th>
                            <th scope="col">{ "Data" }</th>
                            <th scope="col">{ "Epochs" }</th>
                            <th scope="col">{ "Seconds" }</th>
                            <th scope="col">{ "Seconds an epoch" }</th>
                            <th scope="col">{ "Best test accuracy, %" }</th>
                            <th scope="col">{ "Test loss then" }</th>
                        </tr>
                    </thead>
                    <tbody>{ for compared.iter().map(|run| row(run, &differing, &props.dispatch)) }</tbody>
                </table>
            </div>
            { ready_table(&props.ready) }
            { measured(&props.timings) }
            <div class="charts">
                <LineChart
                    title="Test accuracy"
                    x_label="step"
                    y_label="classified right"
                    series={series(|history| &history.test_accuracy, SeriesStyle::Marked)}
                    percent=true
                    log_toggle=false
                    file_name="compare-test-accuracy"
                />
                <LineChart
                    title="Training loss"
                    x_label="step"
                    y_label="mean cross-entropy, smoothed"
                    series={series(|history| &history.loss.smooth, SeriesStyle::Line)}
                    percent=false
                    log_toggle=true
                    file_name="compare-loss"
                />
            </div>
        </section>
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
    Some(Compared { record, history: record.history.as_deref()?, look, has_sibling })
}

/// Whether a setting tells the runs of one tab apart: it has a column then. Device and data have theirs.
fn differs(setting: &Setting, compared: &[Compared<'_>]) -> bool {
    let of_tab = |tab| compared.iter().map(|run| run.record).filter(move |record| record.tab == tab);
    let is_apart = |run: &Compared<'_>| {
        let first = of_tab(run.record.tab).next();
        first.is_some_and(|first| setting.differs(&run.record.config, &first.config))
    };
    setting.group != Group::Place && compared.iter().any(is_apart)
}

impl Compared<'_> {
    /// The network, the run where there are several of it, and the data that it learned from here.
    fn legend(&self) -> String {
        let label = &self.record.config.network.label;
        let run = if self.has_sibling { format!(", run {}", self.record.run.0) } else { String::new() };
        match self.history.data_names() {
            data if data.is_empty() => format!("{label}{run}"),
            data => format!("{label}{run} ({data})"),
        }
    }
}

fn row(run: &Compared<'_>, differing: &[&Setting], dispatch: &Callback<Action>) -> Html {
    let Compared { record, history, .. } = run;
    let trace = record.config.network.trace().ok();
    let device = history.device.as_ref().map_or("–", |device| device.kind.word());
    let best = history.best_test();
    let number = record.run;
    let show = dispatch.reform(move |_: MouseEvent| Action::ShowRun(number));
    html! {
        <tr key={number.0.to_string()} data-run={number.0.to_string()}>
            <td><button type="button" class="link" onclick={show}>{ format!("Run {}", number.0) }</button></td>
            <th scope="row">{ swatch(run.look) }{ " " }{ &record.config.network.label }</th>
            <td>{ trace.as_ref().map(|trace| count(trace.parameters as u64)) }</td>
            <td>{ trace.as_ref().map(|trace| count(trace.flops)) }</td>
            { for differing.iter().map(|setting| html! { <td>{ setting.text(&record.config) }</td> }) }
            <td>{ device }</td>
            <td>{ best.map_or_else(|| history.data_names(), |best| best.data.to_owned()) }</td>
            <td>{ history.epochs.len() }</td>
            <td>{ history.seconds().map_or("–".to_owned(), |seconds| format!("{seconds:.1}")) }</td>
            <td>{ history.seconds_an_epoch().map_or("–".to_owned(), |seconds| format!("{seconds:.1}")) }</td>
            <td>{ best.map_or("–".to_owned(), |best| percent(best.accuracy)) }</td>
            <td>{ best.map_or("–".to_owned(), |best| format!("{:.4}", best.loss)) }</td>
        </tr>
    }
}
