//! Networks as data: layers and what follows from them (shapes, receptive fields,
//! parameters, FLOPs, memory). Knows neither burn nor the browser.

mod activation;
mod cost;
mod identity;
mod layer;
mod network;
mod parameters;
pub mod pytorch;
mod receptive;
mod shape;
mod trace;
mod unit;

pub use activation::Activation;
pub use cost::Memory;
pub use identity::NetworkId;
pub use layer::{Geometry, Layer, Op};
pub use network::{CLASSES, INPUT, Idle, Network};
pub use parameters::{Parameter, ParameterKind, RunningStatistic, StatisticKind};
pub use receptive::{WHY_TWO_FIELDS, Window};
pub use shape::{Shape, parse_image};
pub use trace::{Trace, TraceError, TracedLayer};
pub use unit::{Place, Unit};
