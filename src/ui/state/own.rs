//! Networks of the user's own: their source, and what the reader makes of it.

use std::rc::Rc;

use super::{Effect, Form, OwnFile, PageState, View, WorkerStatus};
use crate::arch::{Network, pytorch};
use crate::protocol::{Command, Event, RequestId, Trouble};
use crate::reports::{Code, OwnNetwork, Reading, Refusal, Source, Training};
use crate::settings::{Link, Settings, TrainConfig, packed};
use crate::ui::tab::TabId;
use crate::web::{Bulk, WorkerSignal};

/// What links call a network whose class they carry.
pub const OWN: &str = "own";

/// The network of such a link before it has been read.
pub fn own_network() -> Network {
    Network { name: OWN.into(), label: "New network".into(), ..Network::default() }
}

/// What a new network begins with.
const TEMPLATE: &str = "\
import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3)
        self.conv2 = nn.Conv2d(16, 32, 3)
        self.fc = nn.Linear(32 * 5 * 5, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        return self.fc(x)
";

/// What the user does with a network of their own.
#[derive(Debug, Clone, PartialEq)]
pub enum OwnChange {
    Edit(String),
    /// Take the network of this name out of several.
    Choose(String),
    /// Take the code of a notebook or of a file of Python.
    Open(OwnFile),
    CopyCommented {
        course: bool,
    },
    /// The commented source is on the clipboard.
    Copied,
    Remove,
}

/// The source of a network of the user's own.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnSource {
    pub text: Rc<str>,
    /// The network that was chosen where the source has several.
    chosen: Option<String>,
    /// The networks of the text, or why there are none; the last that the reader said.
    pub readings: Rc<Result<Vec<Reading>, Refusal>>,
    /// What the last good network was read with.
    pub own: Option<Rc<OwnNetwork>>,
    /// The question that the reader has not answered yet.
    asked: Option<RequestId>,
    /// Whether it is trained as soon as it has been read: a link said so.
    autostart: bool,
    /// Whether the text is a file's, whose settings are taken over as soon as it has been read.
    takes_settings: bool,
    /// What was taken over from a file and what was left out, a sentence each.
    pub left_out: Rc<Vec<String>>,
    /// Whether the commented source is on the clipboard.
    pub copied: bool,
}

impl OwnSource {
    fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            chosen: None,
            readings: Rc::new(Ok(Vec::new())),
            own: None,
            asked: None,
            autostart: false,
            takes_settings: false,
            left_out: Rc::default(),
            copied: false,
        }
    }

    /// Whether the reader has not answered yet.
    pub fn is_being_read(&self) -> bool {
        self.asked.is_some()
    }

    /// Of several networks the one that is meant: the one that was chosen, else the last.
    pub fn meant(&self) -> Option<&Reading> {
        let readings = self.readings.as_ref().as_ref().ok()?;
        let chosen = readings.iter().find(|reading| Some(&reading.name) == self.chosen.as_ref());
        chosen.or(readings.last())
    }

    /// Why the text as it stands is no network.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self.readings.as_ref() {
            Err(refusal) => Some(refusal),
            Ok(_) => self.meant().and_then(|reading| reading.network.as_ref().err()),
        }
    }
}

impl PageState {
    /// Opens a tab with a network of the user's own: a small one, or another tab's to be changed.
    pub(super) fn new_network(&mut self, like: Option<TabId>) -> Vec<Effect> {
        let text = match like.map(|tab| (self.own(tab).map(|own| own.text.clone()), tab)) {
            None => TEMPLATE.into(),
            Some((Some(text), _)) => text,
            Some((None, tab)) => pytorch::source(&self.form(tab).config.network).unwrap_or_default().into(),
        };
        let config = match like {
            Some(tab) => TrainConfig::clone(&self.form(tab).config),
            None => TrainConfig::new(Network::default()),
        };
        let tab = self.add_own(&text, config);
        self.show(View::Network(tab));
        let mut effects = vec![self.show_in_url()];
        effects.extend(self.read(tab));
        effects
    }

    /// Opens the tab of a class that came with a link.
    pub(super) fn open_class(&mut self, text: &str, link: &Link) -> Vec<Effect> {
        let tab = self.add_own(text, TrainConfig::new(Network::default()));
        if let Some(own) = self.own_mut(tab) {
            own.autostart = link.autostart && link.problems.is_empty();
        }
        let mut effects = self.follow(link, tab);
        effects.extend(self.read(tab));
        effects
    }

    /// The class of a tab as its link carries it; none where it has none or is too long for a link.
    pub(super) fn packed(&self, tab: TabId) -> Option<String> {
        self.own(tab).and_then(|own| packed::pack(&own.text))
    }

    /// A tab for a source, trained with these settings.
    fn add_own(&mut self, text: &str, config: TrainConfig) -> TabId {
        self.last_own += 1;
        let tab = TabId::Own(self.last_own);
        self.forms.push((tab, Form::of_source(TrainConfig { network: own_network(), ..config })));
        self.own.push((tab, OwnSource::new(text)));
        tab
    }

    /// The source of a tab's network, where it is the user's own.
    pub fn own(&self, tab: TabId) -> Option<&OwnSource> {
        self.own.iter().find(|(known, _)| *known == tab).map(|(_, own)| own)
    }

    fn own_mut(&mut self, tab: TabId) -> Option<&mut OwnSource> {
        self.own.iter_mut().find(|(known, _)| *known == tab).map(|(_, own)| own)
    }

    pub(super) fn change_own(&mut self, tab: TabId, change: OwnChange) -> Vec<Effect> {
        match change {
            OwnChange::Edit(text) => {
                let Some(own) = self.own_mut(tab) else { return Vec::new() };
                own.text = text.into();
                own.copied = false;
                self.read(tab)
            }
            OwnChange::Choose(name) => {
                let Some(own) = self.own_mut(tab) else { return Vec::new() };
                own.chosen = Some(name);
                own.copied = false;
                self.take_meant(tab);
                vec![self.show_in_url()]
            }
            OwnChange::Open(file) => {
                let request = self.next_request();
                let Some(own) = self.own_mut(tab) else { return Vec::new() };
                own.asked = Some(request);
                self.ask_reader(Command::OpenSource { request, name: file.name }, vec![file.content])
            }
            OwnChange::CopyCommented { course } => {
                let Some(commented) =
                    self.own(tab).and_then(|own| own.own.as_ref()).map(|own| &own.commented)
                else {
                    return Vec::new();
                };
                let text = if course { &commented.course } else { &commented.field };
                vec![Effect::CopyCommented(tab, text.clone())]
            }
            OwnChange::Copied => {
                if let Some(own) = self.own_mut(tab) {
                    own.copied = true;
                }
                Vec::new()
            }
            OwnChange::Remove => self.remove_own(tab),
        }
    }

    /// Takes a tab away, and the runs of its network with it.
    fn remove_own(&mut self, tab: TabId) -> Vec<Effect> {
        if self.active_tab() == Some(tab) {
            let message = format!("{} was not removed: it is training.", self.label(tab));
            self.alerts_mut().add(Trouble { message, advice: "Stop the training first.".into() });
            return Vec::new();
        }
        let at = self.place_of(tab);
        let before = self.forms.get(at.saturating_sub(1)).map(|(tab, _)| *tab);
        let Some(before) = before.filter(|_| self.own(tab).is_some()) else { return Vec::new() };
        self.forms.remove(at);
        self.own.retain(|(known, _)| *known != tab);
        self.runs.remove_of(tab);
        self.show(View::Network(before))
    }

    /// Asks for the networks of a tab's source.
    fn read(&mut self, tab: TabId) -> Vec<Effect> {
        let request = self.next_request();
        let Some(own) = self.own_mut(tab) else { return Vec::new() };
        own.asked = Some(request);
        let source = own.text.to_string();
        self.ask_reader(Command::ReadSource { request, source }, Vec::new())
    }

    /// Sends a command to the reader, which is started if need be.
    fn ask_reader(&mut self, command: Command, bulk: Vec<Bulk>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.reader.is_alive() {
            self.reader = WorkerStatus::Loading { received: 0, total: None };
            effects.push(Effect::StartReader);
        }
        effects.push(Effect::SendReader(command, bulk));
        effects
    }

    pub(super) fn hear_reader(&mut self, signal: WorkerSignal) -> Vec<Effect> {
        match signal {
            WorkerSignal::Loading { received, total } => {
                self.reader = WorkerStatus::Loading { received, total };
                Vec::new()
            }
            WorkerSignal::Event(Event::Ready { .. }, _) => {
                self.reader = WorkerStatus::Ready;
                Vec::new()
            }
            WorkerSignal::Event(Event::SourceRead { request, reply }, _) => self.source_read(request, reply),
            WorkerSignal::Event(Event::SourceOpened { request, reply }, _) => {
                self.source_opened(request, reply)
            }
            WorkerSignal::Event(Event::Trouble(trouble), _) => {
                self.alerts_mut().add(trouble);
                Vec::new()
            }
            WorkerSignal::Event(..) => Vec::new(),
            WorkerSignal::Failed(trouble) => {
                self.reader = WorkerStatus::Failed;
                for (_, own) in &mut self.own {
                    own.asked = None;
                }
                self.alerts_mut().add(trouble);
                Vec::new()
            }
        }
    }

    /// The tab whose question this was.
    fn asker(&self, request: RequestId) -> Option<TabId> {
        self.own.iter().find(|(_, own)| own.asked == Some(request)).map(|(tab, _)| *tab)
    }

    fn source_read(&mut self, request: RequestId, reply: Result<Source, Refusal>) -> Vec<Effect> {
        // What was asked about a text that has changed since is of no interest.
        let Some(tab) = self.asker(request) else { return Vec::new() };
        let mut autostart = false;
        if let Some(own) = self.own_mut(tab) {
            own.asked = None;
            autostart = std::mem::take(&mut own.autostart);
        }
        self.take_over(tab, reply);
        let mut effects = if tab == self.network { vec![self.show_in_url()] } else { Vec::new() };
        if autostart {
            effects.extend(self.train(tab));
        }
        effects
    }

    /// Takes in what there is in a source: its networks, and of a file its settings too.
    fn take_over(&mut self, tab: TabId, reply: Result<Source, Refusal>) {
        let Some(own) = self.own_mut(tab) else { return };
        let (readings, training) = match reply {
            Ok(Source { readings, training }) => (Ok(readings), training),
            Err(refusal) => (Err(refusal), Training::default()),
        };
        own.readings = Rc::new(readings);
        let takes_settings = std::mem::take(&mut own.takes_settings);
        self.take_meant(tab);
        if !takes_settings {
            return;
        }
        let (settings, taken, refused) = Settings::clone(&self.form(tab).settings).taking(&training.settings);
        self.form_mut(tab).set(settings);
        if let Some(own) = self.own_mut(tab) {
            let left_out = Rc::make_mut(&mut own.left_out);
            left_out.extend(
                (!taken.is_empty()).then(|| format!("Taken over from the file: {}.", taken.join(", "))),
            );
            left_out.extend(training.left_out);
            left_out.extend(refused);
        }
    }

    /// Makes the network that is meant the tab's; the last good one stays where it is none.
    fn take_meant(&mut self, tab: TabId) {
        let Some(own) = self.own_mut(tab) else { return };
        let Some(read) = own.meant().and_then(|reading| reading.network.clone().ok()) else { return };
        let network = read.network.clone();
        own.own = Some(Rc::new(read));
        let form = self.form_mut(tab);
        let settings = Settings::clone(&form.settings).with_network(network.clone());
        form.source = Rc::new(TrainConfig { network, ..TrainConfig::clone(&form.source) });
        form.set(settings);
    }

    fn source_opened(&mut self, request: RequestId, reply: Result<Code, String>) -> Vec<Effect> {
        let Some(tab) = self.asker(request) else { return Vec::new() };
        match reply {
            Ok(Code { text, remarks }) => {
                if let Some(own) = self.own_mut(tab) {
                    own.text = text.into();
                    own.left_out = Rc::new(remarks);
                    own.takes_settings = true;
                }
                self.read(tab)
            }
            Err(why) => {
                if let Some(own) = self.own_mut(tab) {
                    own.asked = None;
                }
                self.alerts_mut().add(Trouble {
                    message: format!("The file was not opened: {why}."),
                    advice: "Choose a notebook (.ipynb) or a file of Python (.py). The text stays as it was."
                        .into(),
                });
                Vec::new()
            }
        }
    }
}
