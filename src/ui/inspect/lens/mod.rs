//! The lens: what each layer of a network makes of an image, and where one of its numbers comes from.

mod dead;
mod ending;
mod filters;
mod grey;
mod layer;
mod occlusion;
mod parts;
mod slopes;
mod subject;
mod unit;
mod view;

pub use view::LensView;
