//! The networks trained as their sources train them: runs that go on where they were stopped, and a report of
//! their figures beside the documents' (`docs/reproduction.md`). It writes into the folders it is given, and
//! nowhere else.

mod bars;
mod error;
mod files;
mod machine;
mod picture;
mod plan;
mod record;
pub mod report;
mod results;
mod run;
#[cfg(test)]
mod tests;
mod weights;

use machine::Machine;

pub use error::ReproduceError;
pub use files::RunFiles;
pub use plan::{Experiment, UnknownExperiment};
pub use record::Record;
pub use results::{Results, SEEDS};
pub use run::Run;
pub use weights::write_weights;
