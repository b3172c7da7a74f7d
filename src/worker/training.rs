//! A run: gets data and device ready, trains, tells the page.

use futures_lite::future;

use super::device::device_lost;
use super::inbox::{Inbox, Message};
use super::predict::{Trained, predict};
use super::serve::Studio;
use crate::data::Data;
use crate::engine::{Device, EngineError, SnapshotError};
use crate::protocol::{Command, Event, Outcome, Preparation, RequestId, RunId, Trouble};
use crate::reports::Tested;
use crate::settings::TrainConfig;
use crate::train::{self, Ending, Host, Report, Session, Signal, TrainError};
use crate::web::{clock, worker_scope};

/// Milliseconds that messages wait for at most, where steps are shorter: to let them in takes the time of a small step.
const LET_IN_EVERY_MS: f64 = 4.0;

impl Studio {
    /// Trains from beginning to end, serving other commands meanwhile.
    pub async fn train(&mut self, run: RunId, config: TrainConfig, resume: bool) {
        if resume && !self.knows(run, &config) {
            let trouble = nothing_to_go_on_from(&config.network.label);
            return post(Event::Ended { run, outcome: Outcome::Failed(trouble) });
        }
        let mut control = Control { run, paused: false };
        let Some(data) = self.data_for(&mut control, &config).await else { return };
        let Some(device) = self.device_for(run, &config, &data).await else {
            self.in_training = None;
            return post(Event::NeedsBurn(Box::new(Command::Start { run, config, resume })));
        };
        let mut session = match self.session_for(run, config, resume, &device).await {
            Ok(session) => session,
            Err(error) => return self.ended(run, Err(error)),
        };
        let mut host = RunHost { studio: self, control, let_in_at: f64::NEG_INFINITY };
        // A stop that came meanwhile: nothing was learned, and nothing replaces what was.
        if host.between_steps(&session).await == Signal::Stop {
            return self.ended(run, Ok(Ending::Stopped));
        }
        let ended = train::run(&mut session, &data, &mut host).await;
        // After the last epoch the loop has handed over a snapshot already.
        if !matches!(ended, Ok(Ending::Done))
            && let Ok(snapshot) = session.snapshot().await
        {
            worker_scope::post(&Event::Checkpoint { run }, vec![snapshot.0]);
        }
        self.trained.insert(run, Trained::from(session));
        self.give_up_test(run);
        self.ended(run, ended);
    }

    /// Whether this run has learned something, with the network that it is to go on with.
    fn knows(&self, run: RunId, config: &TrainConfig) -> bool {
        self.trained.get(run).is_some_and(|known| known.model.network().id() == config.network.id())
    }

    /// The run's data, or None when it ended before they were there.
    async fn data_for(&mut self, control: &mut Control, config: &TrainConfig) -> Option<Data> {
        let run = control.run;
        post(Event::Preparing { run, stage: Preparation::Data });
        let emit = |event: Event| post(event);
        let obtained = {
            let obtain = self.source.obtain(config.data, config.seed, self.own.as_ref(), &emit);
            let answer = async |request, pixels: &[u8]| predict(&self.trained, None, request, pixels).await;
            let stopped = control.until_stopped(&self.inbox, answer);
            future::or(async { Some(obtain.await) }, async {
                stopped.await;
                None
            })
            .await
        };
        match obtained {
            None => self.ended(run, Ok(Ending::Stopped)),
            Some(Err(trouble)) => post(Event::Ended { run, outcome: Outcome::Failed(trouble) }),
            Some(Ok((data, report))) => {
                post(Event::Data { run: Some(run), report: report.clone() });
                self.in_training = Some((data.clone(), report));
                return Some(data);
            }
        }
        None
    }

    /// The run's device; None where only a worker with burn's kernels can choose.
    async fn device_for(&mut self, run: RunId, config: &TrainConfig, data: &Data) -> Option<Device> {
        post(Event::Preparing { run, stage: Preparation::Device });
        let chosen = self.devices.choose(config, &data.train).await.ok()?;
        post(Event::Device(chosen.report));
        if let Some(trouble) = chosen.trouble {
            post(Event::Trouble(trouble));
        }
        Some(chosen.device)
    }

    async fn session_for(
        &mut self,
        run: RunId,
        config: TrainConfig,
        resume: bool,
        device: &Device,
    ) -> Result<Session, TrainError> {
        post(Event::Preparing { run, stage: Preparation::FirstStep });
        let known = self.trained.get(run);
        match known.filter(|_| resume) {
            Some(Trained { model, state, .. }) => {
                let learned = model.state().await?;
                Ok(Session::resume(config, &learned, *state, device).await?)
            }
            None => Ok(Session::fresh(config, device).await?),
        }
    }

    fn ended(&mut self, run: RunId, ended: Result<Ending, TrainError>) {
        self.in_training = None;
        let outcome = match ended {
            Ok(Ending::Done) => Outcome::Done,
            Ok(Ending::Stopped) => Outcome::Stopped,
            Err(
                TrainError::Engine(error @ EngineError::Device(_))
                | TrainError::Snapshot(SnapshotError::Engine(error @ EngineError::Device(_))),
            ) => return device_lost(&error),
            Err(error) => Outcome::Failed(explain(&error)),
        };
        post(Event::Ended { run, outcome });
    }
}

fn nothing_to_go_on_from(label: &str) -> Trouble {
    Trouble {
        message: format!("Training cannot go on: the trainer no longer has what {label} had learned."),
        advice: "Choose Start afresh, or load its weights from a file.".into(),
    }
}

fn explain(error: &TrainError) -> Trouble {
    match error {
        TrainError::NotFinite { step, loss } => Trouble {
            message: format!("The loss became {loss} at step {step}, so training stopped; the weights from before that step are kept."),
            advice: "Lower the learning rate (or the momentum) and train afresh, or continue from the kept weights.".into(),
        },
        TrainError::Engine(
            error @ (EngineError::BatchTooLarge { .. } | EngineError::NetworkTooLarge { .. }),
        ) => Trouble {
            message: format!("Training cannot begin: {error}."),
            advice: "Choose a smaller batch or fewer filters, or another device.".into(),
        },
        TrainError::NothingToTrain { .. } => Trouble {
            message: format!("Training cannot begin: {error}."),
            advice: "Keep fewer validation images apart.".into(),
        },
        other => Trouble {
            message: format!("Training cannot go on: {other}."),
            advice: "Train afresh, or choose another device.".into(),
        },
    }
}

fn post(event: Event) {
    worker_scope::post(&event, Vec::new());
}

/// What the user said about the run.
struct Control {
    run: RunId,
    paused: bool,
}

impl Control {
    /// Takes note of a command to this run; None for one that is not for the run.
    fn heed(&mut self, command: &Command) -> Option<Signal> {
        match *command {
            Command::Pause { run } if run == self.run => {
                self.paused = true;
                post(Event::Paused { run });
            }
            Command::Resume { run } if run == self.run => {
                self.paused = false;
                post(Event::Resumed { run });
            }
            Command::Stop { run } if run == self.run => return Some(Signal::Stop),
            _ => return None,
        }
        Some(Signal::Continue)
    }

    /// Waits for the user to stop the run, and lets `answer` answer the drawing pad. Other commands are put
    /// back when the wait ends, and so is a question whose answer is not finished then.
    async fn until_stopped(&mut self, inbox: &Inbox, answer: impl AsyncFn(RequestId, &[u8])) {
        let mut kept = Kept { inbox, messages: Vec::new() };
        loop {
            let (command, bulk) = inbox.next().await;
            match (self.heed(&command), command) {
                (Some(Signal::Stop), _) => return,
                (Some(Signal::Continue), _) => {}
                (None, Command::Predict { request, pixels }) => {
                    kept.messages.push((Command::Predict { request, pixels: pixels.clone() }, bulk));
                    answer(request, &pixels).await;
                    kept.messages.pop();
                }
                (None, other) => kept.messages.push((other, bulk)),
            }
        }
    }
}

/// Puts messages back into the inbox when it is dropped.
struct Kept<'a> {
    inbox: &'a Inbox,
    messages: Vec<Message>,
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        self.inbox.put_back(std::mem::take(&mut self.messages));
    }
}

/// The training loop's view of the worker.
struct RunHost<'a> {
    studio: &'a mut Studio,
    control: Control,
    /// When messages were last let in.
    let_in_at: f64,
}

impl Host for RunHost<'_> {
    fn now_ms(&self) -> f64 {
        clock::now_ms()
    }

    fn report(&mut self, report: Report) {
        let run = self.control.run;
        match report {
            Report::Started(plan) => post(Event::Started { run, plan }),
            Report::Progress(progress) => post(Event::Progress { run, progress }),
            Report::EpochEnd(report, answers) => post(Event::EpochEnd { run, report, answers }),
            Report::Tested(Tested { evaluation, answers }) => {
                post(Event::Tested { run, evaluation, answers })
            }
            Report::Snapshot(snapshot) => {
                worker_scope::post(&Event::Checkpoint { run }, vec![snapshot.0]);
            }
        }
    }

    async fn between_steps(&mut self, session: &Session) -> Signal {
        if clock::now_ms() - self.let_in_at >= LET_IN_EVERY_MS {
            clock::yield_now().await;
            self.let_in_at = clock::now_ms();
        }
        loop {
            let message = if self.control.paused {
                Some(self.studio.inbox.next().await)
            } else {
                self.studio.inbox.try_next()
            };
            let Some((command, bulk)) = message else { return Signal::Continue };
            match self.control.heed(&command) {
                Some(Signal::Stop) => return Signal::Stop,
                Some(Signal::Continue) => {}
                None => {
                    let current = Some((self.control.run, session));
                    self.studio.serve(command, bulk, current).await;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;
    use crate::settings::DataChoice;

    fn question(request: u32) -> Message {
        (Command::Predict { request: RequestId(request), pixels: vec![7] }, Vec::new())
    }

    /// What is left in the inbox after a wait that was dropped while it could not go on.
    fn left_after_a_wait(inbox: &Inbox, answer: impl AsyncFn(RequestId, &[u8])) -> Vec<Message> {
        let mut control = Control { run: RunId(1), paused: false };
        {
            let mut wait = pin!(control.until_stopped(inbox, answer));
            assert!(wait.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        std::iter::from_fn(|| inbox.try_next()).collect()
    }

    #[test]
    fn a_question_whose_answer_was_not_finished_is_asked_again() {
        let inbox = Inbox::default();
        let load = (Command::Sample { request: RequestId(9), data: DataChoice::Mnist, seed: 1 }, Vec::new());
        for message in [load.clone(), question(1), question(2)] {
            inbox.push(message);
        }
        let left = left_after_a_wait(&inbox, async |_, _: &[u8]| pending().await);
        assert_eq!(left, [load, question(1), question(2)]);
    }

    #[test]
    fn a_question_that_was_answered_is_not() {
        let inbox = Inbox::default();
        inbox.push(question(1));
        assert_eq!(left_after_a_wait(&inbox, async |_, _: &[u8]| ()), []);
    }
}
