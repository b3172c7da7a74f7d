//! What Compare says in a line: what changed between two runs, and how far seeds are apart.

use super::Compared;
use super::columns::Column;
use crate::settings::{Field, Group, SETTINGS};
use crate::words::percent;

/// What changed from one run to another: network, settings, and what came of it.
pub fn changed(from: &Compared<'_>, to: &Compared<'_>) -> String {
    let (before, after) = (&from.record.config, &to.record.config);
    let mut changes = Vec::new();
    if before.network.id() != after.network.id() {
        changes.push(format!("network {} → {}", before.network.label, after.network.label));
    }
    let settings = SETTINGS.iter().filter(|setting| {
        !matches!(setting.group, Group::Network | Group::Goals) && setting.differs(before, after)
    });
    changes.extend(settings.map(|setting| {
        format!("{} {} → {}", setting.label.to_lowercase(), setting.text(before), setting.text(after))
    }));
    if changes.is_empty() {
        changes.push("nothing".to_owned());
    }
    let accuracy = |run: &Compared<'_>| {
        run.best.as_ref().map_or_else(|| "–".to_owned(), |best| format!("{} %", percent(best.accuracy)))
    };
    format!(
        "From {} to {} changed: {}; best accuracy {} → {}.",
        from.record.called(),
        to.record.called(),
        changes.join(", "),
        accuracy(from),
        accuracy(to)
    )
}

/// Of runs that differ by their seed alone, mean and range of their best accuracy; a sentence for each such group.
pub fn seeds(runs: &[Compared<'_>]) -> Vec<String> {
    let is_like = |a: &Compared<'_>, b: &Compared<'_>| {
        let (first, second) = (&a.record.config, &b.record.config);
        let tested = |run: &Compared<'_>| run.best.as_ref().map(|best| best.data.clone());
        let mut deciding =
            SETTINGS.iter().filter(|setting| setting.field != Field::Seed && setting.group != Group::Goals);
        first.network.id() == second.network.id()
            && tested(a) == tested(b)
            && !deciding.any(|setting| setting.differs(first, second))
    };
    let is_first = |place: &usize| !runs[..*place].iter().any(|earlier| is_like(earlier, &runs[*place]));
    (0..runs.len()).filter(is_first).filter_map(|place| told(&runs[place], runs, is_like)).collect()
}

fn told(
    first: &Compared<'_>,
    runs: &[Compared<'_>],
    is_like: impl Fn(&Compared<'_>, &Compared<'_>) -> bool,
) -> Option<String> {
    let like: Vec<&Compared<'_>> =
        runs.iter().filter(|run| is_like(first, run) && run.best.is_some()).collect();
    let accuracies: Vec<f64> = like.iter().filter_map(|run| Some(run.best.as_ref()?.accuracy)).collect();
    let mut seeds: Vec<String> = Vec::new();
    for run in &like {
        let seed = run.record.config.seed.to_string();
        if !seeds.contains(&seed) {
            seeds.push(seed);
        }
    }
    if seeds.len() < 2 {
        return None;
    }
    let mean = accuracies.iter().sum::<f64>() / accuracies.len() as f64;
    let least = accuracies.iter().copied().fold(f64::INFINITY, f64::min);
    let most = accuracies.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some(format!(
        "{}, seeds {}: best accuracy {} % on average, from {} to {} %, on {}.",
        first.record.config.network.label,
        seeds.join(", "),
        percent(mean),
        percent(least),
        percent(most),
        first.best.as_ref().map(|best| best.data.as_str()).unwrap_or_default(),
    ))
}

/// The columns in which the runs that are drawn differ, in a sentence.
pub fn differing(columns: &[Column], drawn: &[usize]) -> Option<String> {
    let labels: Vec<&str> =
        columns.iter().filter(|column| column.differs(drawn)).map(|column| column.label).collect();
    (!labels.is_empty())
        .then(|| format!("The runs that are drawn differ in what is underlined: {}.", labels.join("; ")))
}
