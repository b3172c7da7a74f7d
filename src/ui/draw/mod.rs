//! The pad: sheet, brush, keyboard and pointers without Yew; the panel on top of them.

mod bars;
mod brush;
mod cursor;
mod guess;
mod pace;
mod pad;
mod panel;
mod pointers;
mod sheet;

pub use bars::Trained;
pub use panel::DrawPanel;
