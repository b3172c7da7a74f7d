//! Networks as data: layers, the zoo, and what follows from them (shapes, receptive fields,
//! parameters, FLOPs, memory). Knows neither burn nor the browser.

mod layer;
mod network;

pub use layer::{Layer, Op};
pub use network::{CLASSES, INPUT, Network, NetworkChoice, NetworkId};
