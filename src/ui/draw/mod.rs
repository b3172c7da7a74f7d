//! The pad: sheet, brush and keyboard without Yew; the panel on top of them.

mod bars;
mod brush;
mod cursor;
mod guess;
mod pace;
mod pad;
mod panel;
mod sheet;

pub use bars::Trained;
pub use panel::DrawPanel;
