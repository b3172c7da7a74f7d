//! What a trained network shows: what it confuses, which images it misreads, its
//! feature maps as pictures. Pure, and knows neither the browser
//! nor Yew nor the engine: a caller brings the network's answers.

mod confusion;
mod misread;
mod picture;

pub use confusion::Confusion;
pub use misread::{Listed, Which, csv, listed};
pub use picture::{Picture, shades, sheet};
