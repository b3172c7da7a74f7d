//! One network's tab: its lesson, settings, run, charts, layers.

mod controls;
mod curves;
mod editor;
mod epochs;
mod estimate;
mod file_drop;
mod hand_in;
mod lesson;
mod own_files;
mod page;
mod planner;
mod progress;
mod repeat;
mod run_choice;
mod settings;
mod stuck;
mod timing;
mod weights;

pub use estimate::Quicker;
pub use hand_in::downloads;
pub use page::NetworkPage;
