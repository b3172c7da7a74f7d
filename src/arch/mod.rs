//! Networks as data: layers, the zoo, and what follows from them (shapes, receptive fields,
//! parameters, FLOPs, memory). Knows neither burn nor the browser.

mod cost;
mod layer;
mod network;
mod parameters;
pub mod pytorch;
mod receptive;
mod shape;
mod trace;
mod zoo;

pub use cost::Memory;
pub use layer::{Geometry, Layer, Op};
pub use network::{CLASSES, INPUT, Network, NetworkChoice, NetworkId, UnknownNetwork};
pub use parameters::{Parameter, ParameterKind, RunningStatistic, StatisticKind};
pub use receptive::{WHY_TWO_FIELDS, Window};
pub use shape::Shape;
pub use trace::{Trace, TraceError, TracedLayer};
