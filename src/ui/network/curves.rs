//! The loss and accuracy charts of one network.

use std::rc::Rc;

use yew::prelude::*;

use crate::chart::{Curve, Look, SMOOTHING, Series, SeriesStyle};
use crate::ui::chart::{LineChart, look};
use crate::ui::state::{History, Trend};
use crate::ui::tab::TabId;

/// Loss and accuracy, side by side: each step, its trend, and the test after each epoch.
/// `name` begins the names of its files.
pub fn curves(id: TabId, name: &str, history: Option<&History>) -> Html {
    let history = history.filter(|history| history.steps() > 0);
    let loss = history.map(|history| series(id, history, &history.loss, &history.test_loss));
    let accuracy = history.map(|history| series(id, history, &history.accuracy, &history.test_accuracy));
    html! {
        <div class="charts">
            <LineChart
                title="Loss"
                x_label="step"
                y_label="mean cross-entropy"
                series={loss.unwrap_or_default()}
                percent=false
                log_toggle=true
                file_name={format!("{name}-loss")}
            />
            <LineChart
                title="Accuracy"
                x_label="step"
                y_label="classified right"
                series={accuracy.unwrap_or_default()}
                percent=true
                log_toggle=false
                file_name={format!("{name}-accuracy")}
            />
        </div>
    }
}

fn series(id: TabId, history: &History, curve: &Trend, test: &Curve) -> Rc<Vec<Series>> {
    let (data, tested) = (history.data_names(), history.newest_tested_on().word());
    let steps = (1.0 / (1.0 - SMOOTHING)).round();
    let line =
        |name: String, look, points: &Curve, style| Series { name, look, points: points.clone(), style };
    Rc::new(vec![
        line(format!("training on {data}, per step"), look::of(id), &curve.raw, SeriesStyle::Faint),
        line(format!("smoothed over {steps} steps"), look::of(id), &curve.smooth, SeriesStyle::Line),
        line(format!("{tested} on {data}, each epoch"), Look::INK, test, SeriesStyle::Marked),
    ])
}
