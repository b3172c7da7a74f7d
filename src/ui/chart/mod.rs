//! The line chart on the page: the core's layout with a cursor, zoom, a table and files.

mod csv_menu;
mod data_table;
mod drawing;
mod interaction;
mod legend;
mod line_chart;
pub mod look;
mod measure;
mod palette;
mod readout;

pub use drawing::px;
pub use legend::swatch;
pub use line_chart::LineChart;
