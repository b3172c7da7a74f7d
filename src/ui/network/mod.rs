//! One network's tab: its lesson, settings, run, charts, layers.

mod controls;
mod curves;
mod editor;
mod epochs;
mod estimate;
mod file_drop;
mod lesson;
mod own_files;
mod page;
mod progress;
mod run_choice;
mod settings;
mod stuck;
mod timing;
mod weights;

pub use estimate::Quicker;
pub use page::NetworkPage;
