//! The one place where the page acts on the world: the worker, the address, the screen, the storage.

use js_sys::ArrayBuffer;
use yew::prelude::*;

use super::state::{Action, Calibration, Effect, Signal};
use crate::protocol::{Command, Trouble};
use crate::web::{WakeLock, WorkerClient, WorkerSignal, clipboard, page, storage};

/// Where the measured speeds are kept.
const CALIBRATION_KEY: &str = "fovea-calibration";

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
    own_files: Vec<OwnFile>,
    /// Files that the worker has not judged yet.
    offered_files: Vec<OwnFile>,
}

impl Effects {
    pub fn new(dispatch: Callback<Action>) -> Self {
        Self { dispatch, worker: None, wake_lock: None, own_files: Vec::new(), offered_files: Vec::new() }
    }

    /// Keeps the files that the user gave until the worker has judged them.
    pub fn offer_files(&mut self, files: Vec<OwnFile>) {
        self.offered_files = files;
    }

    pub fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::StartWorker => self.start_worker(),
                Effect::Send(command) => self.send(&command, Vec::new()),
                Effect::SendOfferedFiles => self.send_files(&self.offered_files),
                // A worker that is started anew needs them again.
                Effect::AdoptFiles => self.own_files = std::mem::take(&mut self.offered_files),
                Effect::SendOwnFiles => self.send_files(&self.own_files),
                Effect::ShowInUrl(query) => page::replace_query(&query),
                Effect::CopyLink(id) => {
                    let dispatch = self.dispatch.clone();
                    yew::platform::spawn_local(async move {
                        let copied = clipboard::copy_address().await;
                        dispatch.emit(match copied {
                            Ok(()) => Action::LinkCopied(id),
                            Err(reason) => Action::Report(link_not_copied(&reason)),
                        });
                    });
                }
                Effect::KeepAwake(on) => self.wake_lock = on.then(WakeLock::hold),
                // A browser that keeps nothing only costs the next visit its estimate.
                Effect::Remember(calibration) => {
                    storage::set(CALIBRATION_KEY, &calibration.to_text());
                }
            }
        }
    }

    fn start_worker(&mut self) {
        if let Some(worker) = &self.worker {
            return worker.restart();
        }
        let dispatch = self.dispatch.clone();
        self.worker = Some(WorkerClient::spawn(move |signal| {
            dispatch.emit(Action::Worker(match signal {
                WorkerSignal::Loading { received, total } => Signal::Loading { received, total },
                WorkerSignal::Event(event, _) => Signal::Event(event),
                WorkerSignal::Failed(trouble) => Signal::Failed(trouble),
            }));
        }));
    }

    fn send_files(&self, files: &[OwnFile]) {
        let names = files.iter().map(|file| file.name.clone()).collect();
        // Copies: sending gives a buffer away, and the next worker needs it too.
        let contents = files.iter().map(|file| file.content.slice(0)).collect();
        self.send(&Command::OwnFiles { names }, contents);
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

/// The speeds that earlier visits measured.
pub fn remembered_calibration() -> Calibration {
    storage::get(CALIBRATION_KEY).map(|text| Calibration::from_text(&text)).unwrap_or_default()
}
