//! The columns of Compare's table, each with a cell for each run: what it shows and what it is sorted by.

use super::Compared;
use crate::order::{ascending, descending};
use crate::settings::{Group, SETTINGS, Setting, Verdict};
use crate::words::{count, percent};

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub label: &'static str,
    /// In the order of the runs.
    pub cells: Vec<Cell>,
}

/// What a column says of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub text: String,
    /// The number behind it; NaN where it is none.
    key: f64,
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), key: f64::NAN }
    }

    /// A number as `write` writes it; a dash where there is none.
    fn number(number: Option<f64>, write: impl Fn(f64) -> String) -> Self {
        Self { text: number.map_or_else(|| "–".to_owned(), write), key: number.unwrap_or(f64::NAN) }
    }
}

impl Column {
    fn of(label: &'static str, runs: &[Compared<'_>], cell: impl Fn(&Compared<'_>) -> Cell) -> Self {
        Self { label, cells: runs.iter().map(cell).collect() }
    }

    /// Whether these runs differ in it.
    pub fn differs(&self, runs: &[usize]) -> bool {
        let mut texts = runs.iter().map(|run| &self.cells[*run].text);
        texts.next().is_some_and(|first| texts.any(|other| other != first))
    }

    /// The places of the runs sorted by it: by their numbers, those without one last, or else by their texts.
    pub fn sorted(&self, downwards: bool) -> Vec<usize> {
        let is_numeric = self.cells.iter().any(|cell| cell.key.is_finite());
        let rank = |cell: &Cell| self.cells.iter().filter(|other| other.text < cell.text).count() as f64;
        let key = |place: &usize| {
            let cell = &self.cells[*place];
            if is_numeric { cell.key } else { rank(cell) }
        };
        let (known, unknown): (Vec<usize>, Vec<usize>) =
            (0..self.cells.len()).partition(|place| !key(place).is_nan());
        let sorted = if downwards { descending(known, key) } else { ascending(known, key) };
        [sorted, unknown].concat()
    }
}

/// All columns of these runs; a setting has one where it tells the runs of one network apart.
pub fn columns(runs: &[Compared<'_>]) -> Vec<Column> {
    let of = |label, cell: &dyn Fn(&Compared<'_>) -> Cell| Column::of(label, runs, cell);
    let whole = |number: u64| Cell::number(Some(number as f64), |number| count(number as u64));
    let seconds = |seconds: Option<f64>| Cell::number(seconds, |seconds| format!("{seconds:.1}"));
    let share = |share: Option<f64>| Cell::number(share, percent);
    let mut columns = vec![
        of("Network", &|run| Cell::text(&run.record.config.network.label)),
        of("Parameters", &|run| whole(run.parameters)),
        of("FLOPs for an image", &|run| whole(run.flops)),
    ];
    columns.extend(SETTINGS.iter().filter(|setting| tells_apart(setting, runs)).map(|setting| {
        Column::of(setting.label, runs, |run| {
            let text = setting.text(&run.record.config);
            Cell { key: text.parse().unwrap_or(f64::NAN), text }
        })
    }));
    columns.extend([
        of("Device", &|run| Cell::text(run.history.device.as_ref().map_or("–", |device| device.kind.word()))),
        of("Data", &|run| {
            Cell::text(run.best.as_ref().map_or_else(|| run.history.data_names(), |best| best.data.clone()))
        }),
        of("Epochs", &|run| whole(run.history.epochs.len() as u64)),
        of("Seconds", &|run| seconds(run.history.seconds())),
        of("Seconds an epoch", &|run| seconds(run.history.seconds_an_epoch())),
        of("Best accuracy, %", &|run| share(run.best.as_ref().map(|best| best.accuracy))),
        of("Loss then", &|run| {
            Cell::number(run.best.as_ref().map(|best| best.loss.into()), |loss| format!("{loss:.4}"))
        }),
    ]);
    let last = of("Test set in the end, %", &|run| {
        share(run.history.final_test.as_ref().map(|test| test.accuracy()))
    });
    let goals = of("Goals met", &goals);
    let says_something = |column: &Column| column.cells.iter().any(|cell| !cell.key.is_nan());
    columns.extend([last, goals].into_iter().filter(says_something));
    columns
}

/// How many of a run's goals are met.
fn goals(run: &Compared<'_>) -> Cell {
    let judged = run.record.goals();
    let met = judged.iter().filter(|judged| judged.verdict == Verdict::Met).count();
    let known = (!judged.is_empty()).then_some(met as f64);
    Cell::number(known, |met| format!("{met} of {}", judged.len()))
}

/// Whether a setting tells the runs of one tab apart. Device and data have columns of their own.
fn tells_apart(setting: &Setting, runs: &[Compared<'_>]) -> bool {
    let is_apart = |run: &Compared<'_>| {
        let first = runs.iter().find(|other| other.record.tab == run.record.tab);
        first.is_some_and(|first| setting.differs(&run.record.config, &first.record.config))
    };
    !matches!(setting.group, Group::Place | Group::Goals) && runs.iter().any(is_apart)
}

/// Comma-separated (RFC 4180): a line for each run in this order, and what each is called.
pub fn csv(names: &[String], columns: &[Column], order: &[usize]) -> String {
    let quoted = |text: &str| match text {
        "–" => String::new(),
        text if text.contains([',', '"', '\n', '\r']) => format!("\"{}\"", text.replace('"', "\"\"")),
        text => text.to_owned(),
    };
    let line = |cells: Vec<&str>| cells.into_iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n";
    let labels = columns.iter().map(|column| column.label);
    let head = line(std::iter::once("Run").chain(labels).collect());
    let row = |place: &usize| {
        let texts = columns.iter().map(|column| column.cells[*place].text.as_str());
        line(std::iter::once(names[*place].as_str()).chain(texts).collect())
    };
    head + &order.iter().map(row).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(numbers: &[Option<f64>]) -> Column {
        let cells = numbers.iter().map(|number| Cell::number(*number, |number| number.to_string())).collect();
        Column { label: "Seconds", cells }
    }

    #[test]
    fn numbers_are_sorted_as_numbers_and_unknown_ones_stand_last() {
        let column = column(&[Some(9.5), None, Some(10.0), Some(-1.0)]);
        assert_eq!(column.sorted(false), [3, 0, 2, 1]);
        assert_eq!(column.sorted(true), [2, 0, 3, 1]);
        let names = Column { label: "Network", cells: ["MLP", "CNN", "MLP"].map(Cell::text).into() };
        assert_eq!(names.sorted(false), [1, 0, 2]);
        assert_eq!(names.sorted(true), [0, 2, 1]);
    }

    #[test]
    fn a_column_differs_among_the_runs_that_are_looked_at() {
        let column = column(&[Some(1.0), Some(1.0), Some(2.0)]);
        assert!(!column.differs(&[0, 1]) && column.differs(&[0, 2]) && !column.differs(&[2]));
    }

    #[test]
    fn what_would_end_a_cell_is_quoted() {
        let columns =
            [Column { label: "Best accuracy, %", cells: vec![Cell::text("a \"b\", c"), Cell::text("–")] }];
        let names = ["Run 1".to_owned(), "Run 2".to_owned()];
        assert_eq!(
            csv(&names, &columns, &[1, 0]),
            "Run,\"Best accuracy, %\"\r\nRun 2,\r\nRun 1,\"a \"\"b\"\", c\"\r\n"
        );
    }
}
