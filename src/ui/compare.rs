//! All trained networks side by side.

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use crate::arch::NetworkId;
use crate::chart::{Curve, Series, SeriesStyle};
use crate::protocol::DeviceKind;
use crate::ui::chart::{LineChart, Swatch, look};
use crate::ui::state::{History, RunRecord};
use crate::words::{count, percent};

#[derive(Properties, PartialEq)]
pub struct CompareProps {
    pub runs: BTreeMap<NetworkId, Rc<RunRecord>>,
}

/// A table of the trained networks, and their curves in one chart.
#[component]
pub fn Compare(props: &CompareProps) -> Html {
    let trained: Vec<(NetworkId, &History)> = props
        .runs
        .iter()
        .filter_map(|(id, record)| Some((*id, record.history.as_deref()?)))
        .filter(|(_, history)| history.steps() > 0 || history.loaded.is_some())
        .collect();
    if trained.is_empty() {
        return html! {
            <section class="compare">
                <h2>{ "Compare" }</h2>
                <p class="empty">
                    { "Nothing to compare yet. Train two networks in their tabs: their size, time and accuracy \
                       then stand here side by side, and their curves in one chart." }
                </p>
            </section>
        };
    }
    let series = |points: fn(&History) -> &Curve, style: SeriesStyle| {
        let line = |(id, history): &(NetworkId, &History)| Series {
            name: named(*id, history),
            look: look::of(*id),
            points: points(history).clone(),
            style,
        };
        Rc::new(trained.iter().map(line).collect::<Vec<_>>())
    };
    html! {
        <section class="compare">
            <h2>{ "Compare" }</h2>
            <div class="scroll-box" tabindex="0" role="region" aria-label="Trained networks, scrolls">
                <table class="numbers">
                    <thead>
                        <tr>
                            <th scope="col">{ "Network" }</th>
                            <th scope="col">{ "Parameters" }</th>
                            <th scope="col">{ "FLOPs for an image" }</th>
                            <th scope="col">{ "Device" }</th>
                            <th scope="col">{ "Data" }</th>
                            <th scope="col">{ "Epochs" }</th>
                            <th scope="col">{ "Seconds" }</th>
                            <th scope="col">{ "Best test accuracy, %" }</th>
                            <th scope="col">{ "Test loss then" }</th>
                        </tr>
                    </thead>
                    <tbody>{ for trained.iter().map(|(id, history)| row(*id, history)) }</tbody>
                </table>
            </div>
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

/// The network, and the data that it learned from where it was trained here.
fn named(id: NetworkId, history: &History) -> String {
    match history.data_names() {
        data if data.is_empty() => id.label().to_owned(),
        data => format!("{} ({data})", id.label()),
    }
}

fn row(id: NetworkId, history: &History) -> Html {
    let trace = history.network.network().trace().ok();
    let device = history.device.as_ref().map_or("–", |device| match device.kind {
        DeviceKind::Gpu => "GPU",
        DeviceKind::Cpu => "CPU",
    });
    let best = history.best_test();
    html! {
        <tr key={id.as_str()}>
            <th scope="row"><Swatch network={id} />{ " " }{ id.label() }</th>
            <td>{ trace.as_ref().map(|trace| count(trace.parameters as u64)) }</td>
            <td>{ trace.as_ref().map(|trace| count(trace.flops)) }</td>
            <td>{ device }</td>
            <td>{ best.map_or_else(|| history.data_names(), |best| best.data.to_owned()) }</td>
            <td>{ history.epochs.len() }</td>
            <td>{ history.seconds().map_or("–".to_owned(), |seconds| format!("{seconds:.1}")) }</td>
            <td>{ best.map_or("–".to_owned(), |best| percent(best.accuracy)) }</td>
            <td>{ best.map_or("–".to_owned(), |best| format!("{:.4}", best.loss)) }</td>
        </tr>
    }
}
