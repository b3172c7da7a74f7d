//! Line charts without a screen: scales, ticks, layout, and files of pictures and numbers. Page and command
//! line draw with it.

mod axis;
pub mod csv;
mod curve;
mod downsample;
mod file;
pub mod number;
mod plot;
mod point;
mod scale;
mod series;
mod smooth;
pub mod table;
mod ticks;

pub use axis::Reading;
pub use curve::Curve;
pub use file::{Palette, Panel, Words, svg_file};
pub use plot::{Frame, Plot};
pub use point::Point;
pub use series::{Look, Series, SeriesStyle, several_looks};
pub use smooth::{SMOOTHING, Smoother};
