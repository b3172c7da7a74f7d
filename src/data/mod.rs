//! Data: IDX files, MNIST and its mirrors, datasets, generated digits, seeded sampling, augmentation,
//! batches, and what turns a drawing into an image like MNIST's. Knows neither burn nor the browser.

pub mod augment;
pub mod batch;
pub mod called;
mod dataset;
pub mod digits;
pub mod drawing;
mod error;
pub mod files;
mod glyphs;
pub mod gzip;
mod hand;
pub mod idx;
mod latitude;
mod lookalike;
pub mod mnist;
mod name;
mod part;
mod pen;
pub mod rng;
mod roles;
pub mod sampling;
pub mod sets;
mod strokes;

pub use augment::Augmentation;
pub use batch::Normalisation;
pub use dataset::{Data, Dataset, Split};
pub use drawing::Ink;
pub use error::{DataError, Incomplete, Need};
pub use files::{Gathered, NamedFile};
pub use part::{FileError, UnusableFile};
pub use rng::{Rng, Stream};
pub use sets::SeveralSets;

/// Rows, and columns, of an image.
pub const SIDE: usize = 28;

/// Pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;
