//! The page's end of the channel: loads the worker, starts it anew, and turns everything
//! that can go wrong with it into one signal.

mod files;
mod running;
mod trouble;

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use js_sys::ArrayBuffer;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::{
    Bulk,
    channel::{self, PANIC},
    clock, fetch, js,
};
use crate::protocol::{BUILD, Command, Event, Program, Trouble};
use files::Files;
use running::Running;

/// Seconds until the server must begin to send the worker's WebAssembly: there is no other place to get it.
const ANSWER_S: i32 = 60;

/// Milliseconds that the browser may take to compile and start the worker's WebAssembly.
const START_MS: i32 = 60_000;

/// What the page hears of its worker.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkerSignal {
    /// Bytes of the worker's program so far; the total is None while it is unknown.
    Loading { received: u64, total: Option<u64> },
    /// What the worker says, and its bulk.
    Event(Event, Vec<Bulk>),
    /// The worker is lost, and with it what it was doing. [`WorkerClient::restart`] starts another.
    Failed(Trouble),
}

/// A worker, from its download to its end. Clones name the same worker; it ends with the last of them.
#[derive(Clone)]
pub struct WorkerClient {
    shared: Rc<Shared>,
}

impl WorkerClient {
    /// Starts to load the worker. `handler` hears of everything, never from within this call.
    pub fn spawn(program: Program, handler: impl Fn(WorkerSignal) + 'static) -> Self {
        let shared = Rc::new(Shared { handler: Box::new(handler), life: RefCell::default() });
        begin(&shared, program);
        Self { shared }
    }

    /// Sends `command`; `bulk` changes hands and is empty here afterwards. Before the worker is ready
    /// the command waits. When the worker is lost, the handler is told once more.
    pub fn send(&self, command: &Command, bulk: Vec<ArrayBuffer>) {
        self.shared.send(command.clone(), bulk);
    }

    /// Ends the worker, lost or not, and starts another.
    pub fn restart(&self, program: Program) {
        begin(&self.shared, program);
    }
}

struct Shared {
    handler: Box<dyn Fn(WorkerSignal)>,
    life: RefCell<Life>,
}

/// One worker's life. What belongs to an earlier one is recognised by its number.
#[derive(Default)]
struct Life {
    number: u32,
    program: Program,
    phase: Phase,
    /// Whether it is the second try of a worker that did not come to listen: what the browser has kept of
    /// its files may be bad, and is passed by.
    second_try: bool,
    /// Commands that came before the worker could hear them.
    waiting: Vec<(Command, Vec<ArrayBuffer>)>,
}

#[derive(Default)]
enum Phase {
    #[default]
    Loading,
    Starting(Running),
    Ready(Running),
    Lost,
}

/// Ends the present life and begins the next one with the download.
fn begin(shared: &Rc<Shared>, program: Program) {
    live(shared, Life { program, ..Life::default() });
}

/// Begins a life that is to end otherwise than the present one did.
fn try_again(shared: &Rc<Shared>) {
    let (program, waiting) = {
        let mut life = shared.life.borrow_mut();
        (life.program, std::mem::take(&mut life.waiting))
    };
    live(shared, Life { program, second_try: true, waiting, ..Life::default() });
}

fn live(shared: &Rc<Shared>, life: Life) {
    let number = shared.life.borrow().number + 1;
    let files = Files { program: life.program, second_try: life.second_try };
    *shared.life.borrow_mut() = Life { number, ..life };
    spawn_local(load(Rc::downgrade(shared), number, files));
}

async fn load(client: Weak<Shared>, number: u32, files: Files) {
    let url = files.wasm();
    let what = fetch::Download { url: &url, answer_s: ANSWER_S, past_cache: files.second_try };
    let told = client.clone();
    let loaded = fetch::get_buffer(&what, &mut |received, total| {
        if let Some(shared) = living(&told, number) {
            (shared.handler)(WorkerSignal::Loading { received, total });
        }
    })
    .await;
    let Some(shared) = living(&client, number) else { return };
    let started = match loaded {
        Ok(wasm) => Running::start(&client, number, files, wasm)
            .map_err(|error| trouble::not_started(files.program, &error)),
        Err(error) => Err(trouble::not_loaded(files.program, &error)),
    };
    match started {
        Ok(running) => shared.life.borrow_mut().phase = Phase::Starting(running),
        Err(trouble) => return shared.fail(number, trouble),
    }
    drop(shared);

    clock::sleep(START_MS).await;
    let Some(shared) = living(&client, number) else { return };
    let starting = matches!(shared.life.borrow().phase, Phase::Starting(_));
    if starting {
        shared.fail(number, trouble::silent(files.program, START_MS / 1000));
    }
}

/// The client, if it is still there and lives the life that is meant.
fn living(client: &Weak<Shared>, number: u32) -> Option<Rc<Shared>> {
    client.upgrade().filter(|shared| shared.is_living(number))
}

impl Shared {
    fn is_living(&self, number: u32) -> bool {
        let life = self.life.borrow();
        life.number == number && !matches!(life.phase, Phase::Lost)
    }

    fn send(self: &Rc<Self>, command: Command, bulk: Vec<ArrayBuffer>) {
        let mut life = self.life.borrow_mut();
        let (number, program) = (life.number, life.program);
        let outcome = match &life.phase {
            Phase::Loading | Phase::Starting(_) => {
                life.waiting.push((command, bulk));
                return;
            }
            Phase::Ready(running) => running.post(&command, &bulk),
            Phase::Lost => {
                drop(life);
                return (self.handler)(WorkerSignal::Failed(trouble::lost(program)));
            }
        };
        drop(life);
        if let Err(error) = outcome {
            self.fail(number, trouble::unreadable(program, &error));
        }
    }

    /// What this worker's program is.
    fn program(&self) -> Program {
        self.life.borrow().program
    }

    /// Takes a message of the worker.
    fn receive(self: &Rc<Self>, number: u32, content: &JsValue) {
        if !self.is_living(number) {
            return;
        }
        if let Some(panic) = js::get_text(content, PANIC) {
            return self.crash(number, &panic);
        }
        match channel::unpack(content) {
            Ok((Event::Ready { build }, _)) if build != BUILD => {
                self.fail(number, trouble::other_build(self.program()))
            }
            Ok((Event::GivingUp(trouble), _)) => self.fail(number, trouble),
            Ok((event, bulk)) => self.hear(event, bulk),
            Err(error) => self.fail(number, trouble::unreadable(self.program(), &error)),
        }
    }

    fn hear(self: &Rc<Self>, event: Event, bulk: Vec<ArrayBuffer>) {
        if let Event::Ready { .. } = event {
            self.open();
        }
        (self.handler)(WorkerSignal::Event(event, bulk.into_iter().map(Bulk::from).collect()));
    }

    /// Lets the waiting commands go.
    fn open(self: &Rc<Self>) {
        let waiting = {
            let mut life = self.life.borrow_mut();
            life.phase = match std::mem::take(&mut life.phase) {
                Phase::Starting(running) => Phase::Ready(running),
                other => other,
            };
            std::mem::take(&mut life.waiting)
        };
        for (command, bulk) in waiting {
            self.send(command, bulk);
        }
    }

    /// Takes the news that the worker broke down.
    fn crash(self: &Rc<Self>, number: u32, what: &str) {
        let ready = matches!(self.life.borrow().phase, Phase::Ready(_));
        self.fail(number, trouble::crashed(self.program(), what, ready));
    }

    /// Ends the life called `number`, if it is not over, and says why; one that did not come to listen is
    /// tried once more before.
    fn fail(self: &Rc<Self>, number: u32, trouble: Trouble) {
        if !self.is_living(number) {
            return;
        }
        let first_try = {
            let life = self.life.borrow();
            !life.second_try && !matches!(life.phase, Phase::Ready(_))
        };
        if first_try {
            return try_again(self);
        }
        let program = self.program();
        *self.life.borrow_mut() = Life { number, program, phase: Phase::Lost, ..Life::default() };
        (self.handler)(WorkerSignal::Failed(trouble));
    }
}
