//! The bars and how they come out.

use super::table::{heading, percent, range, table};
use crate::reproduce::bars::{Asked, Figure, Verdict, asked};
use crate::reproduce::results::{Results, SEEDS};
use crate::words::{count, plain};
use crate::zoo::Bar;

/// The section of the page.
pub fn section(results: &Results) -> String {
    let rows: Vec<_> = asked().iter().map(|asked| row(asked, results)).collect();
    let heading = heading(&["experiment", "asked", "figure", "over the seeds", ""]);
    format!("## The bars\n\n{}", table(&heading, &rows))
}

fn row(asked: &Asked, results: &Results) -> Vec<String> {
    let (figure, over, verdict) = match asked.verdict(results) {
        Verdict::NotRun { seeds: 0 } => (String::new(), String::new(), "not run".to_owned()),
        Verdict::NotRun { seeds } => {
            (String::new(), String::new(), format!("not run: {seeds} of {} seeds", SEEDS.len()))
        }
        Verdict::Met(figure) => words(&figure, "met"),
        Verdict::Missed(figure) => words(&figure, "**missed**"),
    };
    vec![asked.experiment.to_string(), bar(asked.bar), figure, over, verdict]
}

fn words(figure: &Figure, verdict: &str) -> (String, String, String) {
    let (figure, over) = match *figure {
        Figure::Accuracy { counts, over } => (percent(counts, 3), range(over)),
        Figure::Distance { furthest, epoch } => {
            (format!("{} (epoch {epoch})", percent(furthest, 2)), String::new())
        }
        Figure::Parameters(parameters) => (count(parameters as u64), String::new()),
    };
    (figure, over, verdict.to_owned())
}

fn bar(bar: Bar) -> String {
    let share = |share: f64| plain(share * 100.0);
    match bar {
        Bar::MeanOfLast(least) => format!("mean after the last epoch ≥ {}", share(least)),
        Bar::MeanOfBest { least, epochs } => {
            format!("mean of each seed's best of {epochs} epochs ≥ {}", share(least))
        }
        Bar::BestSeed(least) => format!("best seed after the last epoch ≥ {}", share(least)),
        Bar::BestEpoch { least, epochs } => {
            format!("best of {epochs} epochs ≥ {} on at least one seed", share(least))
        }
        Bar::NearPyTorch(within) => {
            format!("every epoch's mean within {} points of PyTorch's", share(within))
        }
        Bar::MeanOnMnist(least) => format!("mean on MNIST's test images ≥ {}", share(least)),
        Bar::FewerParameters(most) => format!("fewer than {} parameters", count(most as u64)),
    }
}
