//! The exercise sheet's comparison: two linear layers against two convolutions before them.

use super::table::{percent, seconds, table};
use crate::reproduce::results::{Results, Spread};
use crate::reproduce::{Experiment, Record};
use crate::words::{count, grouped};

/// The two networks that the sheet asks to compare.
const COMPARED: [&str; 2] = ["nn2", "cnn2"];

/// The section of the page.
pub fn section(results: &Results) -> String {
    let finished = COMPARED.map(|name| results.finished(name));
    let mean = |figure: fn(&Record) -> Option<f64>| {
        [0, 1].map(|at: usize| Spread::of(finished[at].iter().filter_map(|record| figure(record))))
    };
    let shown = |spreads: [Option<Spread>; 2], words: fn(f64) -> String| {
        spreads.map(|spread| match spread {
            Some(Spread { mean, least, most }) => {
                format!("{} ({} to {})", words(mean), words(least), words(most))
            }
            None => "not run".to_owned(),
        })
    };
    let traces = COMPARED.map(|name| {
        let network = name.parse::<Experiment>().map(Experiment::network).ok();
        network.and_then(|network| network.trace().ok())
    });
    let of_trace = |figure: fn(&crate::arch::Trace) -> String| {
        [0, 1].map(|at: usize| traces[at].as_ref().map(figure).unwrap_or_default())
    };
    let share = |share| percent(share, 2);
    let rows = [
        ("parameters", of_trace(|trace| count(trace.parameters as u64))),
        ("MFLOP for an image, forward", of_trace(|trace| grouped(trace.flops as f64 / 1e6, 2))),
        ("test accuracy after the last epoch", shown(mean(Record::last_accuracy), share)),
        ("best epoch's test accuracy", shown(mean(|record| Some(record.best(u32::MAX)?.0)), share)),
        ("seconds of training", shown(mean(|record| Some(record.train_seconds())), seconds)),
        ("seconds of testing", shown(mean(|record| Some(record.test_seconds())), seconds)),
    ];
    let rows: Vec<_> = rows.into_iter().map(|(name, [nn2, cnn2])| vec![name.to_owned(), nn2, cnn2]).collect();
    let heading = [String::new(), COMPARED[0].to_owned(), COMPARED[1].to_owned()];
    format!(
        "## {} against {}\n\nMeans over the seeds, and their ranges; seconds are upper bounds where they are marked so above.\n\n```sh\nscripts/fovea reproduce {}\n```\n\n{}",
        COMPARED[0],
        COMPARED[1],
        COMPARED.join(" "),
        table(&heading, &rows)
    )
}
