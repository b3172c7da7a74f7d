//! The curves of the runs that are drawn, against steps, epochs or seconds.

use std::rc::Rc;

use yew::prelude::*;

use super::Compared;
use crate::chart::{Curve, Series, SeriesStyle};
use crate::protocol::EpochReport;
use crate::settings::Choice;
use crate::ui::chart::LineChart;
use crate::ui::fields::choice_field;
use crate::ui::state::{Action, Axis, CompareChange, History};

const AXES: [Choice; 3] = [
    Choice { word: "step", label: "Steps" },
    Choice { word: "epoch", label: "Epochs" },
    Choice { word: "second", label: "Seconds of training" },
];

fn word(axis: Axis) -> &'static str {
    AXES[axis as usize].word
}

/// The choice of what the curves are drawn against.
pub fn axis_choice(axis: Axis, dispatch: &Callback<Action>) -> Html {
    let on_change = dispatch.reform(|chosen: String| {
        let axes = [Axis::Steps, Axis::Epochs, Axis::Seconds];
        let axis = axes.into_iter().find(|axis| word(*axis) == chosen).unwrap_or_default();
        Action::Compare(CompareChange::Axis(axis))
    });
    choice_field("compare-axis".to_owned(), "Curves against", &AXES, word(axis), &on_change)
}

/// Two charts.
pub fn charts(drawn: &[&Compared<'_>], axis: Axis) -> Html {
    let series = |points: fn(&History) -> &Curve, style: SeriesStyle| {
        let line = |run: &&Compared<'_>| Series {
            name: run.legend(),
            look: run.look,
            points: against(axis, run.history, points(run.history)),
            style,
        };
        Rc::new(drawn.iter().map(line).collect::<Vec<_>>())
    };
    html! {
        <div class="charts">
            <LineChart
                title="Accuracy after each epoch"
                x_label={word(axis)}
                y_label="classified right"
                series={series(|history| &history.test_accuracy, SeriesStyle::Marked)}
                percent=true
                log_toggle=false
                file_name="compare-test-accuracy"
            />
            <LineChart
                title="Training loss"
                x_label={word(axis)}
                y_label="mean cross-entropy, smoothed"
                series={series(|history| &history.loss.smooth, SeriesStyle::Line)}
                percent=false
                log_toggle=true
                file_name="compare-loss"
            />
        </div>
    }
}

/// A run's curve against epochs or seconds: steps between two tests lie evenly between them.
fn against(axis: Axis, history: &History, curve: &Curve) -> Curve {
    let ends = match axis {
        Axis::Steps => return curve.clone(),
        Axis::Epochs => ends(history, |_| 1.0),
        Axis::Seconds => ends(history, |epoch| epoch.train_seconds),
    };
    // Before the first test there is nothing to measure steps by.
    let [before, .., last] = ends[..] else { return Curve::default() };
    let place = |step: f64| {
        let after = ends.partition_point(|(end, _)| *end < step);
        let (from, to) = match after {
            0 => (before, ends[1]),
            after if after < ends.len() => (ends[after - 1], ends[after]),
            _ => (ends[ends.len() - 2], last),
        };
        from.1 + (step - from.0) / (to.0 - from.0).max(1.0) * (to.1 - from.1)
    };
    curve.iter().map(|(step, value)| (place(*step), *value)).collect()
}

/// The last step of each epoch and where it lies on the axis, from 0 on.
fn ends(history: &History, length: fn(&EpochReport) -> f64) -> Vec<(f64, f64)> {
    let mut ends = vec![(0.0, 0.0)];
    for epoch in history.epochs.iter() {
        let reached = ends.last().map_or(0.0, |(_, reached)| *reached);
        ends.push((epoch.step.into(), reached + length(epoch)));
    }
    ends
}
