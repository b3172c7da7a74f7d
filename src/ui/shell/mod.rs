//! What surrounds every view: the header, the tabs, the problems.

mod alerts;
mod header;
mod tabs;

pub use alerts::AlertList;
pub use header::Header;
pub use tabs::{Tabs, panel_id, tab_id};
