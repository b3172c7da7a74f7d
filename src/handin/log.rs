//! A run's epochs as tqdm and the sources' tests print them.

use crate::record::Run;
use crate::reports::{EpochReport, TestedOn};
use crate::words::clock;

/// Three lines for each epoch. The loss is the mean of the epoch's batches, where tqdm would show the last one's.
pub fn log(run: &Run) -> String {
    let epochs: Vec<String> = run.epochs.iter().map(|report| epoch(report, run.config.batch)).collect();
    epochs.join("\n\n")
}

fn epoch(report: &EpochReport, batch: usize) -> String {
    let steps = (report.images as usize).div_ceil(batch.max(1));
    let rate = steps as f64 / report.train_seconds.max(1e-3);
    let set = match report.tested_on {
        TestedOn::Test => "Test set",
        TestedOn::Validation => "Validation set",
    };
    format!(
        "Epoch {}\n\
         Train: Loss={:.4} Batch_id={} Accuracy={:.2}: 100%|██████████| {steps}/{steps} [{}<00:00, {rate:.2}it/s]\n\
         {set}: Average loss: {:.4}, Accuracy: {}/{} ({:.2}%)",
        report.epoch + 1,
        report.train_loss,
        steps.saturating_sub(1),
        report.train_accuracy * 100.0,
        clock(report.train_seconds),
        report.test_loss,
        report.correct,
        report.total,
        report.test_accuracy() * 100.0,
    )
}
