//! What a network has gone through: its curves and epochs.

use std::rc::Rc;

use super::LoadedWeights;
use crate::chart::{Curve, SMOOTHING, Smoother};
use crate::protocol::{DataReport, DeviceReport, EpochReport, Evaluation, StepMetric, TestedOn};
use crate::reports::best_epoch;

/// A quantity measured at each step, from 1 over all epochs, and its trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    pub raw: Curve,
    pub smooth: Curve,
    smoother: Smoother,
}

impl Default for Trend {
    fn default() -> Self {
        Self { raw: Curve::default(), smooth: Curve::default(), smoother: Smoother::new(SMOOTHING) }
    }
}

impl Trend {
    /// Appends measurements; a step measured again replaces what followed from it.
    fn extend(&mut self, measured: impl Iterator<Item = (u32, f32)>) {
        for (step, value) in measured {
            let (step, value) = (f64::from(step), f64::from(value));
            if self.raw.truncate_from(step) {
                self.smooth.truncate_from(step);
                let count = self.raw.iter().filter(|(_, earlier)| earlier.is_finite()).count();
                let mean = self.smooth.latest().map_or(0.0, |(_, mean)| mean);
                self.smoother = Smoother::after(count, mean, SMOOTHING);
            }
            self.raw.push((step, value));
            self.smooth.push((step, self.smoother.push(value)));
        }
    }
}

/// What a network has learned and how.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// The weights that it began with, where those came from a file.
    pub loaded: Option<LoadedWeights>,
    pub device: Option<Rc<DeviceReport>>,
    /// The data that were trained and tested on, each from this step on.
    data: Rc<Vec<(u32, Rc<DataReport>)>>,
    pub loss: Trend,
    /// Shares, 0 to 1.
    pub accuracy: Trend,
    /// After each epoch, at its last step.
    pub test_loss: Curve,
    /// Shares, 0 to 1.
    pub test_accuracy: Curve,
    pub epochs: Rc<Vec<EpochReport>>,
    /// Where validation images were kept apart: the test set, looked at once when the training ended.
    pub final_test: Option<Rc<Evaluation>>,
}

/// A test of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct BestTest {
    /// Share of the images that were classified right, 0 to 1.
    pub accuracy: f64,
    /// Mean cross-entropy.
    pub loss: f32,
    /// What it was on.
    pub data: String,
}

impl History {
    /// Nothing but weights from a file.
    pub fn of_weights(loaded: LoadedWeights) -> Self {
        Self { loaded: Some(loaded), ..Self::default() }
    }

    /// The steps that follow are trained on these data.
    pub fn train_on(&mut self, report: Rc<DataReport>) {
        self.data_from(self.steps() + 1, report);
    }

    fn data_from(&mut self, step: u32, report: Rc<DataReport>) {
        let data = Rc::make_mut(&mut self.data);
        data.retain(|(first, _)| *first < step);
        if data.last().is_none_or(|(_, before)| before.name != report.name) {
            data.push((step, report));
        }
    }

    /// What the data of a step are called; None where nobody knows.
    pub fn data_at(&self, step: u32) -> Option<&str> {
        let (_, report) = self.data.iter().rev().find(|(first, _)| *first <= step)?;
        Some(&report.name)
    }

    /// What the test of an epoch was on; None where nobody knows.
    pub fn tested_on(&self, report: &EpochReport) -> Option<String> {
        let data = self.data_at(report.step)?;
        Some(match report.tested_on {
            TestedOn::Test => data.to_owned(),
            TestedOn::Validation => format!("validation images of {data}"),
        })
    }

    /// What the newest test of an epoch was on.
    pub fn newest_tested_on(&self) -> TestedOn {
        self.epochs.last().map(|report| report.tested_on).unwrap_or_default()
    }

    /// What all data that it learned from are called, in order.
    pub fn data_names(&self) -> String {
        let names: Vec<&str> = self.data.iter().map(|(_, report)| report.name.as_str()).collect();
        names.join(", then ")
    }

    /// The same after the data that the weights which it began with were learned from.
    pub fn learned_from(&self) -> String {
        let before = self.loaded.as_ref().and_then(|loaded| loaded.data.clone()).unwrap_or_default();
        match (before, self.data_names()) {
            (before, here) if before.is_empty() || before == here => here,
            (before, here) if here.is_empty() => before,
            (before, here) => format!("{before}, then {here}"),
        }
    }

    /// Takes in the steps since the last message; those that are trained again, from an earlier state of
    /// the network, replace what followed.
    pub fn add_steps(&mut self, steps: &[StepMetric]) {
        if let Some(first) = steps.first().filter(|first| first.step <= self.steps()) {
            if let Some((_, report)) = self.data.last().cloned() {
                self.data_from(first.step, report);
            }
            let step = f64::from(first.step);
            self.test_loss.truncate_from(step);
            self.test_accuracy.truncate_from(step);
            Rc::make_mut(&mut self.epochs).retain(|report| report.step < first.step);
        }
        self.final_test = None;
        self.loss.extend(steps.iter().map(|metric| (metric.step, metric.loss)));
        self.accuracy.extend(steps.iter().map(|metric| (metric.step, metric.accuracy)));
    }

    /// Takes in an epoch; one that was trained again replaces itself and those after it.
    pub fn add_epoch(&mut self, report: EpochReport) {
        let step = f64::from(report.step);
        let accuracy = report.test_accuracy();
        for (points, value) in
            [(&mut self.test_loss, f64::from(report.test_loss)), (&mut self.test_accuracy, accuracy)]
        {
            points.truncate_from(step);
            points.push((step, value));
        }
        let epochs = Rc::make_mut(&mut self.epochs);
        epochs.retain(|earlier| earlier.epoch < report.epoch);
        epochs.push(report);
    }

    /// The accuracy in the test of each epoch, shares from 0 to 1.
    pub fn accuracies(&self) -> Vec<f64> {
        self.epochs.iter().map(EpochReport::test_accuracy).collect()
    }

    /// The smoothed accuracy of the last step, 0 to 1.
    pub fn recent_accuracy(&self) -> Option<f64> {
        self.accuracy.smooth.last().map(|(_, accuracy)| accuracy)
    }

    /// Steps trained so far.
    pub fn steps(&self) -> u32 {
        self.loss.raw.last().map_or(0, |(step, _)| step as u32)
    }

    /// Seconds of training in the finished epochs, testing and pauses left out; None before there is one.
    pub fn seconds(&self) -> Option<f64> {
        (!self.epochs.is_empty()).then(|| self.epochs.iter().map(|report| report.train_seconds).sum())
    }

    /// Seconds of training that a finished epoch took, on average.
    pub fn seconds_an_epoch(&self) -> Option<f64> {
        Some(self.seconds()? / self.epochs.len() as f64)
    }

    /// The epoch with the highest accuracy in a test like the newest; the first of equals.
    pub fn best(&self) -> Option<&EpochReport> {
        best_epoch(&self.epochs)
    }

    /// The best test: that of an epoch, else that of the weights that were loaded.
    pub fn best_test(&self) -> Option<BestTest> {
        let of_epoch = |report: &EpochReport| BestTest {
            accuracy: report.test_accuracy(),
            loss: report.test_loss,
            data: self.tested_on(report).unwrap_or_default(),
        };
        let tested = || {
            let (data, evaluation) = self.loaded.as_ref()?.tested()?;
            Some(BestTest { accuracy: evaluation.accuracy(), loss: evaluation.loss, data: data.to_owned() })
        };
        self.best().map(of_epoch).or_else(tested)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::DataKind;

    #[test]
    fn a_smoothed_curve_follows_its_steps() {
        let mut curve = Trend::default();
        curve.extend((1..=40).map(|step| (step, if step % 2 == 0 { 1.0 } else { 0.0 })));
        assert_eq!(curve.smooth.len(), 40);
        let (_, last) = curve.smooth.last().unwrap();
        assert!((last - 0.5).abs() < 0.05, "{last}");
    }

    fn data(name: &str) -> Rc<DataReport> {
        let (origin, notice) = (String::new(), None);
        Rc::new(DataReport {
            kind: DataKind::Own,
            name: name.into(),
            origin,
            train: Some(9),
            test: 9,
            notice,
        })
    }

    fn step(step: u32) -> StepMetric {
        StepMetric { step, loss: 1.0, accuracy: 0.5 }
    }

    #[test]
    fn each_step_knows_its_data_also_where_it_is_trained_again() {
        let mut history = History::default();
        assert_eq!(history.data_at(1), None);
        history.train_on(data("MNIST"));
        history.add_steps(&[step(1), step(2), step(3)]);
        history.train_on(data("MNIST"));
        assert_eq!(history.data_names(), "MNIST");
        history.train_on(data("own files"));
        history.add_steps(&[step(4), step(5)]);
        assert_eq!([3, 4].map(|step| history.data_at(step)), [Some("MNIST"), Some("own files")]);
        assert_eq!(history.data_names(), "MNIST, then own files");
        // The worker crashed and has gone back to step 2, on other data.
        history.train_on(data("generated digits"));
        history.add_steps(&[step(3)]);
        assert_eq!([2, 3].map(|step| history.data_at(step)), [Some("MNIST"), Some("generated digits")]);
        assert_eq!(history.data_names(), "MNIST, then generated digits");
    }

    #[test]
    fn a_step_trained_again_replaces_what_followed_as_if_it_had_never_been() {
        let mut again = Trend::default();
        again.extend([(1, 3.0), (2, 2.0), (3, 1.0)].into_iter());
        again.extend([(2, 5.0)].into_iter());
        let mut once = Trend::default();
        once.extend([(1, 3.0), (2, 5.0)].into_iter());
        assert_eq!(again, once);
    }

    #[test]
    fn a_long_run_goes_on_from_where_it_fell_back_without_a_kink() {
        let value = |step: u32| 2.0 + (step % 17) as f32 / 17.0;
        let measured = |steps: std::ops::RangeInclusive<u32>| steps.map(|step| (step, value(step)));
        let mut curve = Trend::default();
        curve.extend(measured(1..=30_000));
        curve.extend(measured(25_001..=25_200));
        assert!(curve.raw.is_thinned() && curve.raw.last() == Some((25_200.0, value(25_200).into())));
        assert!(curve.raw.iter().all(|(step, _)| *step <= 25_200.0));
        let after = curve.smooth.iter().filter(|(step, _)| *step > 25_000.0);
        assert!(after.clone().count() == 200 && after.clone().all(|(_, mean)| (mean - 2.5).abs() < 0.2));
    }
}
