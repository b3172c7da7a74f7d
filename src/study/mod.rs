//! What a trained network shows: what it confuses, which images it misreads, its feature maps as pictures; and the
//! sheet, backpropagation by hand. Pure, and knows neither the browser nor Yew nor the engine.

mod activations;
mod confusion;
mod cross_entropy;
mod histogram;
mod misread;
mod number;
pub mod occlusion;
mod picture;
pub mod planner;
pub mod sheet;
pub mod shift;

pub use activations::Activations;
pub use confusion::Confusion;
pub use cross_entropy::{CrossEntropy, Score};
pub use histogram::Histogram;
pub use misread::{Listed, Which, csv, listed};
pub use number::{Number, Patch, Term, number};
pub use picture::{Picture, contact_sheet, digit_sheet, reach, shades, tints};
