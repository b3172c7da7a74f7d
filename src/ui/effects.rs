//! The one place where the page acts on the world: the worker, the address, the screen, the storage.

use yew::prelude::*;

use super::state::{Action, Calibration, Effect, OwnChange};
use crate::protocol::{BUILD, Command, Program, Trouble};
use crate::ui::tab::TabId;
use crate::web::{
    Bulk, LeaveGuard, WakeLock, WorkerClient, clipboard, clock, download, fetch, page, storage,
};

/// Where the measured speeds are kept.
const CALIBRATION_KEY: &str = "fovea-calibration";

/// Milliseconds in which a run should answer Stop: a step of the largest networks takes some seconds.
const STOP_MS: i32 = 15_000;

/// Seconds until the server must begin to send ready-trained weights.
const READY_S: i32 = 30;

/// Carries out what the reducer asks for.
pub struct Effects {
    dispatch: Callback<Action>,
    worker: Option<WorkerClient>,
    reader: Option<WorkerClient>,
    wake_lock: Option<WakeLock>,
    leave_guard: Option<LeaveGuard>,
}

impl Effects {
    pub fn new(dispatch: Callback<Action>) -> Self {
        Self { dispatch, worker: None, reader: None, wake_lock: None, leave_guard: None }
    }

    pub fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::StartWorker(program) => self.start_worker(program),
                Effect::Send(command, bulk) => send(self.worker.as_ref(), &command, &bulk),
                Effect::StartReader => self.start_reader(),
                Effect::SendReader(command, bulk) => send(self.reader.as_ref(), &command, &bulk),
                Effect::CopyCommented(tab, text) => {
                    self.copy(text, Action::Own(tab, OwnChange::Copied), commented_not_copied);
                }
                Effect::FetchReady(id) => self.fetch_ready(id),
                Effect::SaveFile(name, content) => self.save(&name, &content),
                Effect::ShowInUrl { query, class } => page::show(&query, class.as_deref()),
                Effect::CopyLink(id) => self.copy(page::address(), Action::LinkCopied(id), link_not_copied),
                Effect::CopyClass(id, class) => self.copy(class, Action::ClassCopied(id), class_not_copied),
                Effect::CopySheet(text) => self.copy(text, Action::SheetCopied, sheet_not_copied),
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

    fn start_worker(&mut self, program: Program) {
        if let Some(worker) = &self.worker {
            return worker.restart(program);
        }
        let dispatch = self.dispatch.clone();
        let heard = move |signal| dispatch.emit(Action::Worker(signal));
        self.worker = Some(WorkerClient::spawn(program, heard));
    }

    fn start_reader(&mut self) {
        match &self.reader {
            Some(reader) => reader.restart(Program::Reader),
            None => {
                let dispatch = self.dispatch.clone();
                let heard = move |signal| dispatch.emit(Action::Reader(signal));
                self.reader = Some(WorkerClient::spawn(Program::Reader, heard));
            }
        }
    }

    fn fetch_ready(&self, id: TabId) {
        let (Some(row), dispatch) = (id.row(), self.dispatch.clone()) else { return };
        yew::platform::spawn_local(async move {
            let url = format!("ready/{}?v={BUILD}", row.network().weights_file());
            let what = fetch::Download { url: &url, answer_s: READY_S, past_cache: false };
            let fetched = fetch::get_buffer(&what, &mut |_, _| {}).await.map(Bulk::from);
            let file = fetched.map_err(|error| Trouble {
                message: format!("The ready-trained {} was not loaded: {error}.", row.label),
                advice: error.advice().into(),
            });
            dispatch.emit(Action::ReadyFetched(id, file));
        });
    }

    fn save(&self, name: &str, content: &Bulk) {
        let saved = download::save_buffer(name, "application/octet-stream", content.buffer());
        if let Err(message) = saved {
            let advice = "The weights are still here.".into();
            self.dispatch.emit(Action::Report(Trouble { message, advice }));
        }
    }
}

/// Sends copies of the bulk: sending gives a buffer away, and the page still needs it.
fn send(worker: Option<&WorkerClient>, command: &Command, bulk: &[Bulk]) {
    if let Some(worker) = worker {
        worker.send(command, bulk.iter().map(Bulk::copy).collect());
    }
}

fn commented_not_copied(reason: &str) -> Trouble {
    Trouble {
        message: format!("The browser did not let the commented class be copied ({reason})."),
        advice: "Allow this page to use the clipboard, and press Copy with comments again.".into(),
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

fn sheet_not_copied(reason: &str) -> Trouble {
    Trouble {
        message: format!("The browser did not let the sheet be copied ({reason})."),
        advice: "Allow this page to use the clipboard, and press Copy as spreadsheet again.".into(),
    }
}

/// The speeds that earlier visits measured.
pub fn remembered_calibration() -> Calibration {
    storage::get(CALIBRATION_KEY).map(|text| Calibration::from_text(&text)).unwrap_or_default()
}
