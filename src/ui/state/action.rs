//! What may happen to the page, and what the page then does to the world.

use std::rc::Rc;

use super::{Calibration, CompareChange, InspectChange, OwnChange, SheetChange, View};
use crate::protocol::{Aim, Command, Program, RunId, Trouble};
use crate::reports::HandInFormat;
use crate::settings::Settings;
use crate::ui::tab::TabId;
use crate::web::gpu::GpuProbe;
use crate::web::{Bulk, WorkerSignal};

/// A file of the user's.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnFile {
    pub name: String,
    pub content: Bulk,
}

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The user opens a tab.
    Show(View),
    /// The user changes a network's settings.
    Edit(TabId, Rc<Settings>),
    /// The user wants the settings of the network's source back.
    ResetSettings(TabId),
    /// The user decides whether Train goes on from what was learned.
    GoOn(TabId, bool),
    Train(TabId),
    Pause,
    Resume,
    Stop,
    /// The user draws: 28 × 28 bytes.
    Predict(Vec<u8>),
    RequestSample,
    /// The user gave IDX files for this network.
    TakeOwnFiles(TabId, Vec<OwnFile>),
    /// The user decides, at this network, whether the images of the own files are transposed.
    TransposeOwnFiles(TabId, bool),
    CopyLink(TabId),
    /// The user wants a network's PyTorch class on the clipboard.
    CopyClass(TabId),
    /// It is there.
    ClassCopied(TabId),
    SaveWeights(TabId),
    /// The user wants what a run learned to be tested, or no longer.
    TestWeights(RunId),
    StopTest(RunId),
    /// The ready-trained weights of a network have come, or why not.
    ReadyFetched(TabId, Result<Bulk, Trouble>),
    /// The user gave a file of weights for this network.
    LoadWeights(TabId, OwnFile),
    /// The user wants this network's steps timed on both devices.
    TimeDevices(TabId),
    StopTiming,
    /// The user changes something on the sheet.
    Sheet(SheetChange),
    /// The user wants the sheet on the clipboard, for a spreadsheet program.
    CopySheet,
    /// It is there.
    SheetCopied,
    /// The user wants to see this run in its tab.
    ShowRun(RunId),
    /// The user wants Inspect to show something else.
    Inspect(InspectChange),
    /// The link to a network's settings is on the clipboard.
    LinkCopied(TabId),
    /// The time is over in which a run should have answered Stop.
    StopOverdue(RunId),
    Dismiss(u32),
    RestartWorker,
    /// Something on the page failed.
    Report(Trouble),
    /// What came of asking for a GPU.
    GpuProbed(Rc<GpuProbe>),
    /// The speeds that earlier visits measured.
    Calibrated(Calibration),
    /// The user wants a network of their own: a new one, or this tab's to be changed.
    NewNetwork(Option<TabId>),
    /// The user changes a network of their own.
    Own(TabId, OwnChange),
    /// The user writes down what they found in a run.
    Note(RunId, String),
    /// The user wants the hand-in of these runs.
    HandIn(Vec<RunId>, HandInFormat),
    /// The user changes Compare.
    Compare(CompareChange),
    /// The user says with how many seeds networks are repeated.
    Seeds(u32),
    /// The user wants a network trained with so many seeds.
    Repeat(TabId),
    /// The user types a size into the planner.
    Plan(Aim, String),
    Worker(WorkerSignal),
    Reader(WorkerSignal),
}

/// What the page is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Start the worker, in place of one that died if need be.
    StartWorker(Program),
    /// Tell the worker, with this bulk. What is sent before it listens waits for it.
    Send(Command, Vec<Bulk>),
    /// Start the reader of PyTorch, in place of one that died if need be.
    StartReader,
    /// Tell it, with this bulk.
    SendReader(Command, Vec<Bulk>),
    /// Put this commented source of a network on the clipboard.
    CopyCommented(TabId, String),
    /// Fetch the ready-trained weights of a network.
    FetchReady(TabId),
    /// Give the user a file of weights of this name.
    SaveFile(String, Bulk),
    /// Make this the query of the page's address, and its fragment a packed class.
    ShowInUrl {
        query: String,
        class: Option<String>,
    },
    /// Put the page's address on the clipboard; it shows this network's settings.
    CopyLink(TabId),
    /// Put this PyTorch class of a network on the clipboard.
    CopyClass(TabId, String),
    /// Put the sheet on the clipboard, as a spreadsheet reads it.
    CopySheet(String),
    /// Keep the screen on, or no longer.
    KeepAwake(bool),
    /// Let the browser ask before the page is left, or no longer.
    AskBeforeLeaving(bool),
    /// Say [`Action::StopOverdue`] after a while.
    AwaitStop(RunId),
    Remember(Calibration),
}
