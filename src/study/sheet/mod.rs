//! Backpropagation by hand: two inputs, two hidden and two output units, every number a cell.

mod formulas;
mod net;
mod spreadsheet;

pub use formulas::{CELLS, Cell, Formula, INPUTS, cell};
pub use net::{Gradients, Net, Pass, Values};
pub use spreadsheet::to_spreadsheet;
