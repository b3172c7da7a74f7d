//! What a trained network shows: what it confuses, which images it misreads, its feature maps as pictures; and the
//! sheet, backpropagation by hand. Pure, and knows neither the browser nor Yew nor the engine.

mod confusion;
mod misread;
mod picture;
pub mod sheet;

pub use confusion::Confusion;
pub use misread::{Listed, Which, csv, listed};
pub use picture::{Picture, contact_sheet, shades};
