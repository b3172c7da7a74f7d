//! Line charts: scales, ticks, layout and files without Yew; the component on top of them.

mod axis;
mod csv;
mod csv_menu;
mod data_table;
mod downsample;
mod drawing;
mod file;
mod interaction;
mod legend;
mod line_chart;
pub mod look;
mod measure;
pub mod number;
mod palette;
mod plot;
mod readout;
mod scale;
mod series;
mod smooth;
mod table;
mod ticks;

pub use axis::Reading;
pub use drawing::px;
pub use legend::Swatch;
pub use line_chart::LineChart;
pub use plot::{Plot, View};
pub use series::{Point, Series, SeriesStyle};
pub use smooth::{SMOOTHING, Smoother, smooth};
