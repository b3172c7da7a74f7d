//! Times the training of a configuration on the CPU and on the GPU, whenever nothing trains.

use futures_lite::future;

use super::device::{Chosen, Devices, device_lost};
use super::inbox::Inbox;
use super::serve::Studio;
use super::source::Obtained;
use crate::engine::EngineError;
use crate::protocol::{Command, Event, Preparation, RequestId, TimedDevice, TimingEnd, TimingNews, Trouble};
use crate::reports::StepTiming;
use crate::settings::{EngineChoice, TrainConfig};
use crate::train::{Plan, Signal, Timer};
use crate::web::{clock, worker_scope};

/// A timing that the page has asked for.
#[derive(Clone, PartialEq)]
pub(super) struct Wanted {
    pub request: RequestId,
    pub config: TrainConfig,
}

impl Wanted {
    fn tell(&self, news: TimingNews) {
        worker_scope::post(&Event::Timing { request: self.request, news }, Vec::new());
    }

    /// What the work comes to; None where a command that ends this timing comes before.
    async fn unless_ended<T>(&self, inbox: &Inbox, work: impl Future<Output = T>) -> Option<T> {
        let ended = async {
            inbox.is_waiting(|command| self.is_ended_by(command)).await;
            None
        };
        future::or(async { Some(work.await) }, ended).await
    }

    /// Whether a command ends this timing.
    fn is_ended_by(&self, command: &Command) -> bool {
        match command {
            Command::Start { .. } => true,
            Command::StopTiming { request } => *request == self.request,
            _ => false,
        }
    }
}

impl Studio {
    /// Does what waits until nothing trains: tests weights, and times the devices.
    pub async fn catch_up(&mut self) {
        self.test_loaded().await;
        while let Some(wanted) = self.wanted_timing.clone() {
            let end = match self.time_devices(&wanted).await {
                Ok(Some(end)) => end,
                // What interrupts it: to stop it is carried out, and a run that is to start stays where it is.
                Ok(None) => {
                    self.serve_until_start().await;
                    TimingEnd::GaveWay
                }
                Err(trouble) => TimingEnd::Failed(trouble),
            };
            if self.wants(&wanted) {
                self.wanted_timing = None;
                wanted.tell(TimingNews::Ended(end));
            }
            self.test_loaded().await;
        }
    }

    /// Notes a timing, in place of an earlier one.
    pub fn want_timing(&mut self, wanted: Wanted) {
        if let Some(earlier) = self.wanted_timing.replace(wanted) {
            earlier.tell(TimingNews::Ended(TimingEnd::Stopped));
        }
    }

    /// Nobody wants this timing any more.
    pub fn stop_timing(&mut self, request: RequestId) {
        if let Some(stopped) = self.wanted_timing.take_if(|wanted| wanted.request == request) {
            stopped.tell(TimingNews::Ended(TimingEnd::Stopped));
        }
    }

    fn wants(&self, timing: &Wanted) -> bool {
        self.wanted_timing.as_ref() == Some(timing)
    }

    /// Times the CPU, and with the batch and the number of steps that suit it the GPU: with our kernels, then with
    /// burn's where the configuration asks for them. None when a run is to start, or when nobody wants the timing any
    /// more.
    async fn time_devices(&mut self, wanted: &Wanted) -> Result<Option<TimingEnd>, Trouble> {
        let config = &wanted.config;
        let inbox = self.inbox.clone();

        wanted.tell(TimingNews::Preparing(Preparation::Data));
        let obtained = wanted.unless_ended(&inbox, self.obtain(config.data, config.seed)).await;
        let Some(obtained) = obtained.transpose()?.flatten() else { return Ok(None) };

        let cpu = Timed { chosen: Devices::cpu(), check_ms: None };
        let timer = Timer { config, data: &obtained.0.train, now_ms: clock::now_ms };
        let plan = timer.plan(&cpu.chosen.device).await.map_err(untimeable)?;
        let Some(first) = self.time(wanted, &cpu, &obtained, plan).await? else { return Ok(None) };

        let mut plan = plan_of(&first);
        let mut timed = vec![cpu];
        let kernels = [EngineChoice::Fovea, EngineChoice::Burn];
        for kernels in kernels.into_iter().take(1 + usize::from(config.engine == EngineChoice::Burn)) {
            wanted.tell(TimingNews::Preparing(Preparation::Device));
            let began = clock::now_ms();
            let opening = self.devices.gpu_with(kernels, &config.network);
            let chosen = match wanted.unless_ended(&inbox, opening).await {
                Some(Ok(chosen)) => chosen,
                Some(Err(refusal)) => return Ok(Some(TimingEnd::NoGpu(refusal.to_string()))),
                None => return Ok(None),
            };
            let gpu = Timed { chosen, check_ms: Some(clock::now_ms() - began) };
            let Some(timing) = self.time(wanted, &gpu, &obtained, plan).await? else { return Ok(None) };
            if (timing.batch as usize) < plan.batch {
                plan = plan_of(&timing);
                for earlier in &timed {
                    if self.time(wanted, earlier, &obtained, plan).await?.is_none() {
                        return Ok(None);
                    }
                }
            }
            timed.push(gpu);
        }
        Ok(Some(TimingEnd::Done))
    }

    /// Times a device, and meanwhile carries out what the page asks. None when a run is to start, or when nobody wants
    /// the timing any more.
    async fn time(
        &mut self,
        wanted: &Wanted,
        timed: &Timed,
        (data, report): &Obtained,
        plan: Plan,
    ) -> Result<Option<StepTiming>, Trouble> {
        let Timed { chosen: Chosen { device, report: on, .. }, check_ms } = timed;
        let tell = |done| wanted.tell(TimingNews::Timing { device: on.kind, done, total: plan.steps });
        tell(0);
        let progress = async |done| {
            tell(done);
            clock::yield_now().await;
            let signal = self.serve_until_start().await;
            if self.wants(wanted) { signal } else { Signal::Stop }
        };
        let timer = Timer { config: &wanted.config, data: &data.train, now_ms: clock::now_ms };
        let timing = timer.time(device, plan, progress).await.map_err(untimeable)?;
        if let Some(timing) = &timing {
            wanted.tell(TimingNews::Timed(TimedDevice {
                device: on.clone(),
                check_ms: *check_ms,
                data: report.name.clone(),
                images: data.train.len() as u32,
                timing: timing.clone(),
            }));
        }
        Ok(timing)
    }
}

/// A device to time.
struct Timed {
    chosen: Chosen,
    /// Milliseconds that a GPU took to be opened and checked.
    check_ms: Option<f64>,
}

/// The batch and the number of steps of a timing, for another device.
fn plan_of(timing: &StepTiming) -> Plan {
    Plan { batch: timing.batch as usize, steps: timing.steps }
}

fn untimeable(error: EngineError) -> Trouble {
    if let EngineError::Device(_) = error {
        device_lost(&error);
    }
    Trouble {
        message: format!("The devices could not be timed: {error}."),
        advice: "What was timed before and what was learned are as they were.".into(),
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::protocol::RunId;

    /// What work that never ends comes to while this command waits, and what waits after it.
    fn with_waiting(command: Command) -> (Poll<Option<()>>, Option<Command>) {
        let inbox = Inbox::default();
        inbox.push((command, Vec::new()));
        let wanted = Wanted { request: RequestId(3), config: TrainConfig::default() };
        let polled =
            pin!(wanted.unless_ended(&inbox, pending())).poll(&mut Context::from_waker(Waker::noop()));
        (polled, inbox.try_next().map(|(command, _)| command))
    }

    #[test]
    fn a_run_that_is_to_start_and_a_stop_end_the_wait_and_stay_in_the_inbox() {
        let start = Command::Start { run: RunId(1), config: TrainConfig::default(), resume: false };
        for command in [start, Command::StopTiming { request: RequestId(3) }] {
            assert_eq!(with_waiting(command.clone()), (Poll::Ready(None), Some(command)));
        }
    }

    #[test]
    fn a_stop_of_an_earlier_timing_and_what_else_is_asked_do_not() {
        let predict = Command::Predict { request: RequestId(3), pixels: Vec::new() };
        for command in [Command::StopTiming { request: RequestId(2) }, predict] {
            assert_eq!(with_waiting(command.clone()), (Poll::Pending, Some(command)));
        }
    }
}
