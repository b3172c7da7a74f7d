//! How a configuration trains, as the lines of PyTorch that a person would write for it.

use super::{OptimiserChoice, Schedule, TrainConfig};
use crate::arch::{TraceError, pytorch};

/// The network's class and how it is trained.
///
/// # Errors
/// Where the layers do not fit together.
pub fn source(config: &TrainConfig) -> Result<String, TraceError> {
    Ok(pytorch::source(&config.network)? + &training(config))
}

/// What moves the weights in each step, as PyTorch makes it.
pub struct Steps {
    /// An expression that makes the optimiser.
    pub optimiser: String,
    pub scheduler: Option<Scheduler>,
}

/// What changes the learning rate.
pub struct Scheduler {
    /// An expression that makes it.
    pub made: String,
    /// When it steps.
    pub after: After,
}

/// After what a schedule steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Batch,
    Epoch,
}

/// The optimiser of `model`, and the schedule over the batches of `loader`.
pub fn steps(config: &TrainConfig, model: &str, loader: &str) -> Steps {
    let TrainConfig { learning_rate: rate, momentum, weight_decay, epochs, .. } = config;
    let (class, momentum) = match config.optimiser {
        OptimiserChoice::Sgd => ("SGD", format!(", momentum={momentum}")),
        OptimiserChoice::Nesterov => ("SGD", format!(", momentum={momentum}, nesterov=True")),
        OptimiserChoice::Adam => ("Adam", String::new()),
        OptimiserChoice::AdamW => ("AdamW", String::new()),
    };
    let schedule = match config.schedule {
        Schedule::Constant => None,
        Schedule::Step { every, gamma } => {
            Some((format!("StepLR(optimizer, step_size={every}, gamma={gamma})"), After::Epoch))
        }
        Schedule::Cosine => Some((format!("CosineAnnealingLR(optimizer, T_max={epochs})"), After::Epoch)),
        Schedule::OneCycle => Some((
            format!("OneCycleLR(optimizer, max_lr={rate}, epochs={epochs}, steps_per_epoch=len({loader}))"),
            After::Batch,
        )),
    };
    Steps {
        optimiser: format!(
            "torch.optim.{class}({model}.parameters(), lr={rate}{momentum}, weight_decay={weight_decay})"
        ),
        scheduler: schedule.map(|(schedule, after)| {
            let made = format!("torch.optim.lr_scheduler.{schedule}");
            Scheduler { made, after }
        }),
    }
}

/// Comments that make the optimiser and the schedule of `model`.
fn training(config: &TrainConfig) -> String {
    let Steps { optimiser, scheduler } = steps(config, "model", "loader");
    let scheduler = scheduler.map(|Scheduler { made, after }| {
        let after = if after == After::Batch { "batch" } else { "epoch" };
        format!("#   scheduler = {made}  # scheduler.step() after each {after}\n")
    });
    format!(
        "# Trained as the settings have it, for {} epochs with batches of {}:\n#   optimizer = {optimiser}\n{}",
        config.epochs,
        config.batch,
        scheduler.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Network;

    #[test]
    fn optimiser_and_schedule_are_made_with_pytorchs_arguments() {
        let config = TrainConfig {
            optimiser: OptimiserChoice::Nesterov,
            momentum: 0.9,
            schedule: Schedule::Step { every: 6, gamma: 0.1 },
            ..TrainConfig::new(Network::default())
        };
        let text = training(&config);
        assert!(text.contains(
            "torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=0)"
        ));
        assert!(text.contains(
            "lr_scheduler.StepLR(optimizer, step_size=6, gamma=0.1)  # scheduler.step() after each epoch"
        ));
        let adam = TrainConfig { optimiser: OptimiserChoice::Adam, schedule: Schedule::OneCycle, ..config };
        let text = training(&adam);
        assert!(text.contains("torch.optim.Adam(model.parameters(), lr=0.1, weight_decay=0)"));
        assert!(text.contains("OneCycleLR(optimizer, max_lr=0.1, epochs=5, steps_per_epoch=len(loader))"));
    }
}
