//! Times steps of training: on every device the same ones, from the same weights and on the same batches.

use super::{Session, Signal};
use crate::data::Dataset;
use crate::data::sampling::epoch_order;
use crate::engine::{Device, EngineError, Images};
use crate::reports::{StepTiming, TIMED_SECONDS, TIMED_STEPS};
use crate::settings::TrainConfig;

/// Steps before those that count: the first one makes room on the device, the second tells how long one takes.
const WARM_UP: usize = 2;

/// Steps that count at least: rather than fewer, the batch is made smaller.
const FEWEST: usize = 3;

/// Images in the steps that tell how large a batch may be.
const TRIAL: usize = 32;

/// Milliseconds between two readings: as often as a run waits for its device.
const READ_EVERY_MS: f64 = 100.0;

/// Milliseconds for all steps on a device.
const BUDGET_MS: f64 = TIMED_SECONDS * 1000.0;

/// What is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Images in a batch.
    pub batch: usize,
    /// Steps at most, those of the warm-up left out.
    pub steps: u32,
}

/// Times the training of one configuration.
pub struct Timer<'a, Clock> {
    pub config: &'a TrainConfig,
    pub data: &'a Dataset,
    /// A clock that never goes back, in milliseconds.
    pub now_ms: Clock,
}

impl<Clock: Fn() -> f64> Timer<'_, Clock> {
    /// What this device can be timed with: the configuration's batch, or a smaller one where the device cannot hold
    /// that, where there are fewer images, or where it would leave no time for enough steps.
    ///
    /// # Errors
    /// As [`Session::fresh`]; [`EngineError::Device`] when the device fails.
    pub async fn plan(&self, device: &Device) -> Result<Plan, EngineError> {
        let mut session = self.session(self.config.batch, device).await?;
        let images = Images::new(self.data, device).await;
        let largest = session.config.batch;
        let trial = largest.min(TRIAL);
        let order = self.order();
        let mut trial_ms = 0.0;
        // Twice, for the first step is slower: WebAssembly is still being compiled while it runs.
        for _ in 0..2 {
            let began = (self.now_ms)();
            losses(&mut session, &images, order.chunks(trial).take(1)).await?;
            trial_ms = (self.now_ms)() - began;
        }
        let image_ms = trial_ms / trial as f64;
        let affordable = (BUDGET_MS / (WARM_UP + FEWEST) as f64 / image_ms) as usize;
        let batch = if affordable < largest { power_of_two(affordable) } else { largest };
        Ok(Plan { batch, steps: TIMED_STEPS })
    }

    /// Times the steps of `plan` on `device`, in a smaller batch where the device cannot hold it and fewer of them
    /// where time is up before. `progress` is told how many are done; None when it says stop.
    ///
    /// # Errors
    /// As [`Session::fresh`]; [`EngineError::Device`] when the device fails.
    pub async fn time(
        &self,
        device: &Device,
        plan: Plan,
        mut progress: impl AsyncFnMut(u32) -> Signal,
    ) -> Result<Option<StepTiming>, EngineError> {
        let mut read_at = (self.now_ms)();
        let mut session = self.session(plan.batch, device).await?;
        let images = Images::new(self.data, device).await;
        let batch = session.config.batch;
        let order = self.order();
        let whole_batches = order.chunks_exact(batch).cycle().take(WARM_UP + plan.steps as usize);
        let mut coming: &[&[u32]] = &whole_batches.collect::<Vec<_>>();
        let mut timing = StepTiming {
            batch: batch as u32,
            first_step_ms: 0.0,
            steps: 0,
            step_ms: 0.0,
            losses: Vec::new(),
        };
        let (mut spent_ms, mut timed_ms, mut step_ms) = (0.0, 0.0, 0.0);
        while !coming.is_empty() {
            let warms_up = timing.losses.len() < WARM_UP;
            let affordable = ((BUDGET_MS - spent_ms) / step_ms) as usize;
            if affordable == 0 && timing.steps > 0 {
                break;
            }
            let together =
                if warms_up { 1 } else { affordable.min((READ_EVERY_MS / step_ms) as usize).max(1) };
            let (now, later) = coming.split_at(together.min(coming.len()));
            coming = later;
            timing.losses.extend(losses(&mut session, &images, now.iter().copied()).await?);
            let took_ms = (self.now_ms)() - read_at;
            spent_ms += took_ms;
            step_ms = took_ms / now.len() as f64;
            if timing.losses.len() == 1 {
                timing.first_step_ms = took_ms;
            }
            if !warms_up {
                timed_ms += took_ms;
                timing.steps += now.len() as u32;
            }
            if progress(timing.steps).await == Signal::Stop {
                return Ok(None);
            }
            read_at = (self.now_ms)();
        }
        timing.step_ms = timed_ms / f64::from(timing.steps);
        Ok(Some(timing))
    }

    /// A fresh network with a batch of so many images, or of as many as there are and the device can hold.
    async fn session(&self, batch: usize, device: &Device) -> Result<Session, EngineError> {
        let batch = batch.min(self.data.len()).max(1);
        let with = |batch| TrainConfig { batch, ..self.config.clone() };
        match Session::fresh(with(batch), device).await {
            Err(EngineError::BatchTooLarge { most, .. }) => Session::fresh(with(most), device).await,
            session => session,
        }
    }

    /// The images in the order of a run's first epoch.
    fn order(&self) -> Vec<u32> {
        epoch_order(self.data.len() as u32, self.config.seed, 0, self.config.shuffle)
    }
}

/// Trains on these batches, waits for the device, and gives the mean loss of each.
async fn losses(
    session: &mut Session,
    images: &Images<'_>,
    batches: impl Iterator<Item = &[u32]>,
) -> Result<Vec<f32>, EngineError> {
    // The times do not depend on the rate.
    let optimiser = session.optimiser(0, 1);
    let mut sizes = Vec::new();
    for indices in batches {
        session.train_step(images, indices, &optimiser);
        sizes.push(indices.len() as f32);
    }
    let metrics = session.model.read_metrics().await?;
    Ok(metrics.iter().zip(sizes).map(|(metrics, size)| metrics.loss / size).collect())
}

/// The largest power of two that is not larger; at least 1.
fn power_of_two(number: usize) -> usize {
    1 << number.max(1).ilog2()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_lite::future::block_on;

    use super::*;
    use crate::data::Split;
    use crate::data::digits::generate;
    use crate::engine::open_gpu;
    use crate::zoo;

    fn config(batch: usize) -> TrainConfig {
        TrainConfig { batch, seed: 3, ..zoo::LENET.config() }
    }

    fn digits(count: u32) -> Dataset {
        generate(count, 3, Split::Train, |_| {})
    }

    /// A clock that stands this much later, in milliseconds, whenever it is read.
    fn ticking(tick: f64) -> impl Fn() -> f64 {
        let now = Cell::new(0.0);
        move || {
            now.set(now.get() + tick);
            now.get()
        }
    }

    async fn go_on(_: u32) -> Signal {
        Signal::Continue
    }

    fn timed(data: &Dataset, batch: usize, steps: u32, device: &Device) -> StepTiming {
        let timer = Timer { config: &config(batch), data, now_ms: || 0.0 };
        block_on(timer.time(device, Plan { batch, steps }, go_on)).unwrap().unwrap()
    }

    #[test]
    fn both_passes_of_a_device_give_the_same_losses() {
        let data = digits(60);
        let [first, second] = [timed(&data, 16, 6, &Device::Cpu), timed(&data, 16, 6, &Device::Cpu)];
        assert_eq!((first.steps, first.losses.len(), first.batch), (6, 6 + WARM_UP, 16));
        assert_eq!(first.largest_difference(&second), Some(0.0));
        let differ = first.losses.windows(2).all(|losses| losses[0] != losses[1]);
        assert!(differ, "it learns: {:?}", first.losses);
    }

    #[test]
    fn a_gpu_gives_the_losses_of_the_cpu() {
        let gpu = match block_on(open_gpu()) {
            Ok(gpu) => gpu,
            Err(error) => return println!("skipped: {error}"),
        };
        let data = digits(60);
        let on_gpu = timed(&data, 16, 4, &Device::Gpu(gpu.clone()));
        let difference = on_gpu.largest_difference(&timed(&data, 16, 4, &Device::Cpu));
        assert!(difference.is_some_and(|difference| difference < 1e-3), "{difference:?}");
        let with_less = timed(&digits(600), 600, 1, &Device::Gpu(gpu.with_memory(4 << 20)));
        assert!((1..600).contains(&with_less.batch), "as large as it can hold: {}", with_less.batch);
    }

    #[test]
    fn there_are_never_more_steps_than_were_asked_for() {
        let data = digits(20);
        for steps in [1, 2, TIMED_STEPS] {
            let timing = timed(&data, 8, steps, &Device::Cpu);
            assert_eq!((timing.steps, timing.losses.len()), (steps, steps as usize + WARM_UP));
        }
    }

    #[test]
    fn where_time_is_up_there_are_fewer_and_at_least_one() {
        let data = digits(20);
        for (tick, steps) in [(2_000.0, 3), (1e6, 1)] {
            let timer = Timer { config: &config(4), data: &data, now_ms: ticking(tick) };
            let plan = Plan { batch: 4, steps: TIMED_STEPS };
            let timing = block_on(timer.time(&Device::Cpu, plan, go_on)).unwrap().unwrap();
            assert_eq!((timing.steps, timing.step_ms, timing.first_step_ms), (steps, tick, tick));
        }
    }

    #[test]
    fn steps_that_are_taken_together_are_counted_one_by_one() {
        let data = digits(20);
        let timer = Timer { config: &config(4), data: &data, now_ms: ticking(30.0) };
        let mut told = Vec::new();
        let progress = async |done| {
            told.push(done);
            Signal::Continue
        };
        let timing = block_on(timer.time(&Device::Cpu, Plan { batch: 4, steps: 7 }, progress)).unwrap();
        assert_eq!(timing.map(|timing| timing.steps), Some(7));
        assert!(told.starts_with(&[0, 0]) && told.ends_with(&[7]) && told.len() < 9, "{told:?}");
    }

    #[test]
    fn the_batch_is_the_configuration_s_unless_time_or_images_are_short() {
        let data = digits(100);
        let plan = |batch, tick| {
            let timer = Timer { config: &config(batch), data: &data, now_ms: ticking(tick) };
            block_on(timer.plan(&Device::Cpu)).unwrap()
        };
        assert_eq!(plan(64, 0.0), Plan { batch: 64, steps: TIMED_STEPS });
        assert_eq!(plan(512, 0.0).batch, 100);
        // 32 images in 2 s and five steps in 10 s: 32 images a step. In 3 s: 21.
        assert_eq!(plan(64, 2_000.0).batch, 32);
        assert_eq!(plan(64, 3_000.0).batch, 16);
        assert_eq!(plan(64, 1e9).batch, 1);
    }

    #[test]
    fn it_ends_when_it_is_told_to() {
        let data = digits(20);
        let timer = Timer { config: &config(4), data: &data, now_ms: || 0.0 };
        let plan = Plan { batch: 4, steps: 5 };
        let stop_after_one = async |done| if done == 0 { Signal::Continue } else { Signal::Stop };
        assert_eq!(block_on(timer.time(&Device::Cpu, plan, stop_after_one)).unwrap(), None);
    }
}
