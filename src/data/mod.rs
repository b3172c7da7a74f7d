//! Data: IDX files, MNIST and its mirrors, datasets, generated digits, seeded sampling, augmentation,
//! batches, and what turns a drawing into an image like MNIST's. Knows neither burn nor the browser.

pub mod augment;
pub mod batch;
mod dataset;
pub mod digits;
pub mod drawing;
mod glyphs;
pub mod gzip;
mod hand;
pub mod idx;
mod latitude;
pub mod mnist;
mod pen;
pub mod rng;
pub mod sampling;
mod strokes;

pub use augment::Augmentation;
pub use batch::Normalisation;
pub use dataset::{Data, DataError, Dataset, NamedFile, Split};
pub use drawing::Ink;
pub use rng::{Rng, Stream};

/// Rows, and columns, of an image.
pub const SIDE: usize = 28;

/// Pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;
