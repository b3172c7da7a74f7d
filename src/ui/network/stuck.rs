//! What a last ReLU does: the outputs that are stuck at zero, and the figures of known runs beside the
//! user's own.

use yew::prelude::*;

use crate::arch::CLASSES;
use crate::protocol::EpochReport;
use crate::words::{listed, percent};

/// A run of `session1-last-relu`: one epoch with its source's settings.
struct KnownRun {
    who: &'static str,
    /// Of the test images, 0 to 1.
    accuracy: f64,
    test_loss: f32,
    /// Outputs that are zero for every test image, where that was counted.
    stuck: Option<usize>,
}

/// The document's run, and those of docs/reproduction.md.
const KNOWN_RUNS: &[KnownRun] = &[
    KnownRun { who: "The course's author", accuracy: 0.2790, test_loss: 1.9687, stuck: None },
    KnownRun { who: "Fovea, seed 1", accuracy: 0.8864, test_loss: 0.2875, stuck: Some(1) },
    KnownRun { who: "Fovea, seed 2", accuracy: 0.7695, test_loss: 0.5548, stuck: Some(1) },
    KnownRun { who: "Fovea, seed 3", accuracy: 0.5905, test_loss: 0.9830, stuck: Some(3) },
];

/// For a network that ends in a ReLU: which outputs the last epoch left at zero, and what others got. `data` is what
/// the data of the first step are called; the known runs are on MNIST.
pub fn stuck_outputs(epochs: &[EpochReport], data: &str) -> Html {
    let last = epochs.last();
    let stuck = last.and_then(|report| report.stuck_outputs.as_deref());
    html! {
        <section class="stuck" aria-label="Stuck outputs">
            <h2>{ "Stuck outputs" }</h2>
            <div class="stuck-side">
                if let Some(stuck) = stuck {
                    <div>
                        <p>{ told(stuck) }</p>
                        <ol class="marks">{ for (0..CLASSES as u8).map(|output| mark(output, stuck)) }</ol>
                    </div>
                } else {
                    <p class="empty">
                        { "After the first epoch, ten marks show here which of the ten outputs are zero for \
                           every test image. The last ReLU holds them there: no gradient comes back." }
                    </p>
                }
                <div class="scroll-box" tabindex="0" role="region" aria-label="Runs of this network, scrolls">
                    <table class="numbers">
                        <thead>
                            <tr>
                                <th scope="col">{ "One epoch by" }</th>
                                <th scope="col">{ "Test accuracy, %" }</th>
                                <th scope="col">{ "Test loss" }</th>
                                <th scope="col">{ "Stuck outputs" }</th>
                            </tr>
                        </thead>
                        <tbody>
                            { for KNOWN_RUNS.iter().map(|run| row(format!("{}, on MNIST", run.who), run.accuracy, run.test_loss, run.stuck)) }
                            if let Some(first) = epochs.first() {
                                { row(format!("You, on {data}"), first.test_accuracy(), first.test_loss, first.stuck_outputs.as_ref().map(Vec::len)) }
                            }
                        </tbody>
                    </table>
                </div>
            </div>
        </section>
    }
}

fn row(who: String, accuracy: f64, test_loss: f32, stuck: Option<usize>) -> Html {
    html! {
        <tr>
            <th scope="row">{ who }</th>
            <td>{ percent(accuracy) }</td>
            <td>{ format!("{test_loss:.4}") }</td>
            <td>{ stuck.map_or("not told".to_owned(), |stuck| format!("{stuck} of {CLASSES}")) }</td>
        </tr>
    }
}

/// A digit; one that is stuck is struck through and says so.
fn mark(output: u8, stuck: &[u8]) -> Html {
    if stuck.contains(&output) {
        html! { <li class="mark mark-stuck"><s>{ output }</s><span>{ "stuck" }</span></li> }
    } else {
        html! { <li class="mark">{ output }</li> }
    }
}

/// What the stuck outputs mean, in a sentence.
fn told(stuck: &[u8]) -> String {
    match stuck {
        [] => format!("None of the {CLASSES} outputs is stuck: each is above zero for some test image."),
        [output] => format!(
            "1 of {CLASSES} outputs is stuck at zero for every test image: {output}; no image can be read as \
             this digit with confidence, and no gradient comes back through it."
        ),
        all if all.len() == CLASSES => format!(
            "All {CLASSES} outputs are stuck at zero for every test image: each gets the same answer, and no \
             gradient comes back at all, so the network has stopped learning."
        ),
        several => format!(
            "{} of {CLASSES} outputs are stuck at zero for every test image: {}; no image can be read as one \
             of these with confidence, and no gradient comes back through them.",
            several.len(),
            listed(several)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_runs_are_those_of_the_report() {
        let report = include_str!("../../../docs/reproduction.md");
        for run in KNOWN_RUNS {
            let cell = format!("| {} ({:.4}) |", percent(run.accuracy), run.test_loss);
            assert!(report.contains(&cell), "{}: {cell}", run.who);
            let stuck = run.who.strip_prefix("Fovea, seed ").zip(run.stuck);
            let row = stuck.map(|(seed, stuck)| format!("\n| {seed} | {stuck} | "));
            assert!(row.is_none_or(|row| report.contains(&row)), "{}", run.who);
        }
    }

    #[test]
    fn the_sentence_counts_and_names_the_stuck_outputs() {
        let sentence = told(&[2, 5, 8]);
        assert!(sentence.starts_with("3 of 10 outputs are stuck at zero for every test image: 2, 5 and 8;"));
        assert!(told(&[7]).starts_with("1 of 10 outputs is stuck at zero for every test image: 7;"));
        assert!(told(&[]).starts_with("None of the 10"));
        assert!(told(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).starts_with("All 10"));
    }
}
