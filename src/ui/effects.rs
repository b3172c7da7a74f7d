//! The one place where the page acts on the world: the worker, the address, the screen, the storage.

use js_sys::ArrayBuffer;
use yew::prelude::*;

use super::state::{Action, Calibration, Effect, Signal};
use crate::protocol::{Command, Event, RequestId, Trouble};
use crate::web::{
    LeaveGuard, WakeLock, WorkerClient, WorkerSignal, clipboard, clock, download, page, storage,
};

/// Where the measured speeds are kept.
const CALIBRATION_KEY: &str = "fovea-calibration";

/// Milliseconds in which a run should answer Stop: a step of the largest networks takes some seconds.
const STOP_MS: i32 = 15_000;

/// A file of the user's.
#[derive(Debug, Clone)]
pub struct OwnFile {
    pub name: String,
    pub content: ArrayBuffer,
}

/// Carries out what the reducer asks for.
pub struct Effects {
    dispatch: Callback<Action>,
    worker: Option<WorkerClient>,
    wake_lock: Option<WakeLock>,
    leave_guard: Option<LeaveGuard>,
    own_files: Vec<OwnFile>,
    /// Files, until what the reducer makes of them has been carried out.
    given_files: Vec<OwnFile>,
    /// Files that the worker has not judged yet.
    offered_files: Vec<(RequestId, Vec<OwnFile>)>,
    /// A file of weights, until what the reducer makes of it has been carried out.
    offered_weights: Option<ArrayBuffer>,
}

impl Effects {
    pub fn new(dispatch: Callback<Action>) -> Self {
        Self {
            dispatch,
            worker: None,
            wake_lock: None,
            leave_guard: None,
            own_files: Vec::new(),
            given_files: Vec::new(),
            offered_files: Vec::new(),
            offered_weights: None,
        }
    }

    /// Keeps the files that the user gave for the next effects.
    pub fn give_files(&mut self, files: Vec<OwnFile>) {
        self.given_files = files;
    }

    /// Keeps a file of weights that the user gave for the next effects.
    pub fn offer_weights(&mut self, file: ArrayBuffer) {
        self.offered_weights = Some(file);
    }

    pub fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::StartWorker => self.start_worker(),
                Effect::Send(command) => self.send(&command, Vec::new()),
                Effect::SendWithWeights(command) => {
                    let file = self.offered_weights.take();
                    self.send(&command, file.into_iter().collect());
                }
                Effect::SendGivenFiles(request) => {
                    let files = std::mem::take(&mut self.given_files);
                    self.send_files(request, &files, false);
                    self.offered_files.push((request, files));
                }
                // A worker that is started anew needs them again.
                Effect::AdoptFiles(request) => {
                    if let Some(files) = self.take_offered(request) {
                        self.own_files = files;
                    }
                }
                Effect::DropFiles(request) => drop(self.take_offered(request)),
                Effect::SendOwnFiles { request, transpose } => {
                    self.send_files(request, &self.own_files, transpose);
                }
                Effect::ShowInUrl(query) => page::replace_query(&query),
                Effect::CopyLink(id) => self.copy(page::address(), Action::LinkCopied(id), link_not_copied),
                Effect::CopyClass(id, class) => self.copy(class, Action::ClassCopied(id), class_not_copied),
                Effect::KeepAwake(on) => self.wake_lock = on.then(WakeLock::hold),
                Effect::AskBeforeLeaving(on) => self.leave_guard = on.then(LeaveGuard::ask),
                Effect::AwaitStop(run) => {
                    let dispatch = self.dispatch.clone();
                    yew::platform::spawn_local(async move {
                        clock::sleep(STOP_MS).await;
                        dispatch.emit(Action::StopOverdue(run));
                    });
                }
                // A browser that keeps nothing only costs the next visit its estimate.
                Effect::Remember(calibration) => {
                    storage::set(CALIBRATION_KEY, &calibration.to_text());
                }
            }
        }
        self.offered_weights = None;
        self.given_files.clear();
    }

    fn take_offered(&mut self, request: RequestId) -> Option<Vec<OwnFile>> {
        let at = self.offered_files.iter().position(|(offered, _)| *offered == request)?;
        Some(self.offered_files.swap_remove(at).1)
    }

    /// Copies `text` and tells the page that it is `done`, or why not.
    fn copy(&self, text: String, done: Action, failed: fn(&str) -> Trouble) {
        let dispatch = self.dispatch.clone();
        yew::platform::spawn_local(async move {
            dispatch.emit(match clipboard::copy(&text).await {
                Ok(()) => done,
                Err(reason) => Action::Report(failed(&reason)),
            });
        });
    }

    fn start_worker(&mut self) {
        if let Some(worker) = &self.worker {
            return worker.restart();
        }
        let dispatch = self.dispatch.clone();
        self.worker = Some(WorkerClient::spawn(move |signal| {
            dispatch.emit(Action::Worker(match signal {
                WorkerSignal::Loading { received, total } => Signal::Loading { received, total },
                WorkerSignal::Event(event, bulk) => {
                    if let Err(trouble) = save(&event, &bulk) {
                        dispatch.emit(Action::Report(trouble));
                    }
                    Signal::Event(event)
                }
                WorkerSignal::Failed(trouble) => Signal::Failed(trouble),
            }));
        }));
    }

    fn send_files(&self, request: RequestId, files: &[OwnFile], transpose: bool) {
        let names = files.iter().map(|file| file.name.clone()).collect();
        // Copies: sending gives a buffer away, and the next worker needs it too.
        let contents = files.iter().map(|file| file.content.slice(0)).collect();
        self.send(&Command::OwnFiles { request, names, transpose }, contents);
    }

    fn send(&self, command: &Command, bulk: Vec<ArrayBuffer>) {
        if let Some(worker) = &self.worker {
            worker.send(command, bulk);
        }
    }
}

fn link_not_copied(reason: &str) -> Trouble {
    Trouble {
        message: format!("The browser did not let the link be copied ({reason})."),
        advice: "Copy it from the address bar: it is the same.".into(),
    }
}

fn class_not_copied(reason: &str) -> Trouble {
    Trouble {
        message: format!("The browser did not let the class be copied ({reason})."),
        advice: "Open The PyTorch class below the buttons, and copy it by hand.".into(),
    }
}

/// Saves the file that came with an event, where one did.
fn save(event: &Event, bulk: &[ArrayBuffer]) -> Result<(), Trouble> {
    let (Event::WeightsFile { network }, Some(file)) = (event, bulk.first()) else { return Ok(()) };
    let saved = download::save_buffer(&network.weights_file(), "application/octet-stream", file);
    saved.map_err(|message| Trouble { message, advice: "The weights are still here.".into() })
}

/// The speeds that earlier visits measured.
pub fn remembered_calibration() -> Calibration {
    storage::get(CALIBRATION_KEY).map(|text| Calibration::from_text(&text)).unwrap_or_default()
}
