//! What decides a run: its configuration, the form and the link that it is typed into, and the rules that
//! both are read by. Knows no network by name.

mod config;
mod form;
mod goals;
mod link;
mod packed;
pub mod pytorch;
mod rows;
mod rule;
mod schedule;
mod setting;

pub use config::{DataChoice, DeviceChoice, EngineChoice, OptimiserChoice, TrainConfig};
pub use form::Settings;
pub use goals::{Goals, Judged, Verdict};
pub use link::{Link, own_network, parse_link, parse_query, to_query};
pub use packed::Class;
pub use rows::{FILTERS, Field, SETTINGS};
pub use rule::with_point;
pub use schedule::{Position, SCHEDULES, STEP, Schedule};
pub use setting::{Choice, FieldError, Group, Kind, STEP_LABELS, Setting, switched};

#[cfg(test)]
mod tests {
    use crate::arch::{Layer, Network, Op};

    /// A network with three convolutions whose filters may be chosen.
    pub fn adjustable() -> Network {
        let conv = |out_channels| Op::conv2d(out_channels, 3, 1, 1, true);
        let layer = |(at, filters)| Layer { name: format!("conv{at}"), op: conv(filters), module: true };
        let layers = (1..).zip([16, 32, 64]).map(layer).collect();
        Network { name: "adjustable".into(), layers, adjustable: vec![0, 1, 2], ..Network::default() }
    }
}
