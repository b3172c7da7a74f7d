//! The sheet: what the user typed, and how far the network has learned.

use std::rc::Rc;

use crate::settings::with_point;
use crate::study::sheet::{CELLS, INPUTS, Net, Values, to_spreadsheet};

/// The most iterations that the page keeps.
const MOST_ITERATIONS: usize = 5_000;

/// The largest number that a cell takes, so that nothing overflows: a step moves an output's weight by less than
/// 1e18 and a hidden unit's by less than 1e48, and after [`MOST_ITERATIONS`] no sum is beyond 1e64.
const LARGEST: f64 = 1e9;

/// What the user does on the sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetChange {
    /// A number is typed into the cell that stands here in [`CELLS`].
    Type(usize, String),
    /// The formula of this cell is asked for.
    Explain(usize),
    /// So many steps are taken.
    Step(usize),
    Reset,
}

/// The sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What the cells of the user's hold, as typed.
    pub typed: Rc<Vec<String>>,
    /// The network before each iteration; never empty.
    pub iterations: Rc<Vec<Net>>,
    /// The cell whose formula is shown.
    pub explained: Option<usize>,
    /// Whether this sheet is on the clipboard.
    pub copied: bool,
}

impl Default for Sheet {
    fn default() -> Self {
        let net = Net::default();
        let typed = net.values()[..INPUTS].iter().map(f64::to_string).collect();
        Self { typed: Rc::new(typed), iterations: Rc::new(vec![net]), explained: None, copied: false }
    }
}

impl Sheet {
    /// What the user may start from.
    pub fn start(&self) -> Net {
        self.iterations.first().copied().unwrap_or_default()
    }

    /// The network after the last step.
    pub fn now(&self) -> Net {
        self.iterations.last().copied().unwrap_or_default()
    }

    /// Every cell's number after the last step.
    pub fn values(&self) -> Values {
        self.now().values()
    }

    /// What is wrong with what was typed into a cell.
    pub fn error(&self, at: usize) -> Option<&'static str> {
        parse(&self.typed[at]).is_none().then_some("Type a number such as 0.5, between −1e9 and 1e9.")
    }

    /// Whether steps have made another number of what was typed into a cell.
    pub fn has_moved(&self, at: usize) -> bool {
        CELLS[at].update.is_some() && self.iterations.len() > 1 && self.error(at).is_none()
    }

    /// Whether another step can be kept.
    pub fn has_room(&self) -> bool {
        self.iterations.len() <= MOST_ITERATIONS
    }

    pub fn is_valid(&self) -> bool {
        (0..INPUTS).all(|at| self.error(at).is_none())
    }

    /// The iterations so far, as a spreadsheet reads them.
    pub(super) fn spreadsheet(&self) -> String {
        to_spreadsheet(&self.start(), self.iterations.len() - 1)
    }

    pub(super) fn change(&mut self, change: SheetChange) {
        self.copied &= matches!(change, SheetChange::Explain(_));
        match change {
            SheetChange::Type(at, text) if at < INPUTS => self.take(at, text),
            SheetChange::Explain(at) if at < CELLS.len() => self.explained = Some(at),
            SheetChange::Type(..) | SheetChange::Explain(_) => (),
            SheetChange::Step(steps) if self.is_valid() => self.step(steps),
            SheetChange::Step(_) => (),
            SheetChange::Reset => *self = Self { explained: self.explained, ..Self::default() },
        }
    }

    /// Other numbers begin at iteration 0.
    fn take(&mut self, at: usize, text: String) {
        Rc::make_mut(&mut self.typed)[at] = text;
        let given: Option<Vec<f64>> = self.typed.iter().map(|text| parse(text)).collect();
        if let Some([i1, i2, t1, t2, lr, w @ ..]) = given.as_deref()
            && let Ok(w) = w.try_into()
        {
            self.iterations = Rc::new(vec![Net { i: [*i1, *i2], t: [*t1, *t2], w, lr: *lr }]);
        }
    }

    fn step(&mut self, steps: usize) {
        let room = (MOST_ITERATIONS + 1).saturating_sub(self.iterations.len());
        let iterations = Rc::make_mut(&mut self.iterations);
        for _ in 0..steps.min(room) {
            let next = iterations.last().map(Net::step).unwrap_or_default();
            iterations.push(next);
        }
    }
}

/// A number with a point or a comma.
fn parse(text: &str) -> Option<f64> {
    let number: f64 = with_point(text.trim()).parse().ok()?;
    (number.abs() <= LARGEST).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_counted_and_a_new_number_begins_again() {
        let mut sheet = Sheet::default();
        sheet.change(SheetChange::Step(100));
        assert_eq!(sheet.iterations.len(), 101);
        assert!(sheet.now().forward().error < sheet.start().forward().error);
        sheet.change(SheetChange::Type(0, "0,5".into()));
        assert_eq!((sheet.iterations.len(), sheet.now().i[0]), (1, 0.5));
        sheet.change(SheetChange::Reset);
        assert_eq!(sheet, Sheet::default());
    }

    #[test]
    fn what_is_no_number_is_said_and_changes_nothing() {
        for wrong in ["abc", "1e999", "", "NaN", "1,2,3"] {
            let mut sheet = Sheet::default();
            sheet.change(SheetChange::Type(3, wrong.into()));
            assert!(sheet.error(3).is_some(), "{wrong}");
            sheet.change(SheetChange::Step(1));
            assert_eq!(sheet.iterations, Sheet::default().iterations);
        }
    }
}
