//! The table of finished epochs.

use yew::prelude::*;

use crate::protocol::{EpochReport, TestedOn};
use crate::ui::state::History;
use crate::words::{count, percent, plain};

const WHY_VALIDATION: &str = "Who chooses settings or an epoch by figures of the test set fits the choice to it, and those figures \
     flatter. So curves, goals and the best epoch go by training images that were kept apart, and the test set is looked \
     at once, when the run is done.";

/// One row for each finished epoch.
pub fn epoch_table(history: Option<&History>) -> Html {
    let history = history.filter(|history| !history.epochs.is_empty());
    let row = |history: &History, report: &EpochReport| {
        let data = history.tested_on(report).unwrap_or_else(|| "–".to_owned());
        html! {
            <tr key={report.epoch}>
                <th scope="row">{ report.epoch + 1 }</th>
                <td>{ data }</td>
                <td>{ plain(report.learning_rate) }</td>
                <td>{ format!("{:.4}", report.train_loss) }</td>
                <td>{ percent(f64::from(report.train_accuracy)) }</td>
                <td>{ format!("{:.4}", report.test_loss) }</td>
                <td>{ percent(report.test_accuracy()) }</td>
                <td>{ count(u64::from(report.correct)) }{ "/" }{ count(u64::from(report.total)) }</td>
                <td>{ format!("{:.1}", report.train_seconds) }</td>
                <td>{ format!("{:.1}", report.test_seconds) }</td>
            </tr>
        }
    };
    let validates = history.is_some_and(|history| history.newest_tested_on() == TestedOn::Validation);
    let tested = if validates { "Validation" } else { "Test" };
    html! {
        <section class="epochs" aria-label="Epochs">
            <h2>{ "Epochs" }</h2>
            if validates {
                <p class="note">{ WHY_VALIDATION }</p>
            }
            if let Some(history) = history {
                <div class="scroll-box" tabindex="0" role="region" aria-label="Finished epochs, scrolls">
                    <table class="numbers">
                        <thead>
                            <tr>
                                <th scope="col">{ "Epoch" }</th>
                                <th scope="col">{ "Data" }</th>
                                <th scope="col">{ "Learning rate" }</th>
                                <th scope="col">{ "Training loss" }</th>
                                <th scope="col">{ "Training accuracy, %" }</th>
                                <th scope="col">{ format!("{tested} loss") }</th>
                                <th scope="col">{ format!("{tested} accuracy, %") }</th>
                                <th scope="col">{ "Correct" }</th>
                                <th scope="col">{ "Seconds of training" }</th>
                                <th scope="col">{ "of testing" }</th>
                            </tr>
                        </thead>
                        <tbody>{ for history.epochs.iter().map(|report| row(history, report)) }</tbody>
                    </table>
                </div>
            } else {
                <p class="empty">{ "Each finished epoch adds a line: loss and accuracy, learning rate and time." }</p>
            }
        </section>
    }
}
