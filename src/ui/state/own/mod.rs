//! Networks of the user's own: their tabs and their source.

mod reader;

use std::rc::Rc;

use super::{Effect, Form, OwnFile, PageState, View};
use crate::arch::{INPUT, Network, parse_image, pytorch};
use crate::protocol::{Command, RequestId, Trouble};
use crate::reports::{OwnNetwork, Reading, Refusal, Source};
use crate::settings::{Class, Link, TrainConfig, own_network};
use crate::ui::tab::TabId;

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
    /// Show the layers for an image of another shape; empty for MNIST's.
    Image(String),
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
    /// The shape of an image for the table alone, as it was typed; empty for MNIST's.
    pub image: Rc<str>,
    /// What the text is for that image, once that has been read.
    of_image: Rc<Option<Result<Source, Refusal>>>,
    /// The text as it stands for a link, once that has been read; none where it is too long.
    packed: Option<Rc<str>>,
    /// The text of the last good network.
    pub good: Rc<str>,
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
            image: "".into(),
            of_image: Rc::default(),
            packed: None,
            good: "".into(),
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
        self.meant_of(self.readings.as_ref().as_ref().ok()?)
    }

    fn meant_of<'r>(&self, readings: &'r [Reading]) -> Option<&'r Reading> {
        let chosen = readings.iter().find(|reading| Some(&reading.name) == self.chosen.as_ref());
        chosen.or(readings.last())
    }

    /// The other image that its layers are shown for; none for MNIST's.
    ///
    /// # Errors
    /// How such an image is written.
    pub fn other_image(&self) -> Result<Option<[usize; 3]>, String> {
        match self.image.trim() {
            "" => Ok(None),
            text => parse_image(text).map(|image| Some(image).filter(|image| *image != INPUT)),
        }
    }

    /// The network for the other image, or why there is none; nothing until that has been read.
    pub fn of_other_image(&self) -> Option<Result<&OwnNetwork, &Refusal>> {
        let reply = (*self.of_image).as_ref().filter(|_| !self.is_being_read())?;
        match reply {
            Err(refusal) => Some(Err(refusal)),
            Ok(source) => self.meant_of(&source.readings).map(|reading| reading.network.as_ref()),
        }
    }

    /// What was read of the text as it stands, once that has been read and if it is a network.
    pub fn network(&self) -> Option<&OwnNetwork> {
        let meant = self.meant().filter(|_| !self.is_being_read())?;
        meant.network.as_ref().ok()
    }

    /// Its source for a link.
    fn class(&self) -> Class {
        Class { text: self.text.to_string(), chosen: self.chosen.clone() }
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

    /// Opens a tab for the packed class that came with a link.
    pub(super) fn open_class(&mut self, packed: &str, link: &Link) -> Vec<Effect> {
        let tab = self.add_own("", TrainConfig::new(Network::default()));
        self.fill_in(link, tab);
        self.view = View::Network(tab);
        self.network = tab;
        let request = self.next_request();
        if let Some(own) = self.own_mut(tab) {
            own.asked = Some(request);
            own.autostart = link.autostart && link.problems.is_empty();
        }
        self.ask_reader(Command::OpenLink { request, packed: packed.to_owned() }, Vec::new())
    }

    /// The class of a tab as its link carries it; none where it has none or is too long for a link.
    pub(super) fn packed(&self, tab: TabId) -> Option<String> {
        let own = self.own(tab).filter(|own| !own.is_being_read())?;
        own.packed.as_deref().map(str::to_owned)
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
            OwnChange::Image(text) => {
                let Some(own) = self.own_mut(tab) else { return Vec::new() };
                own.image = text.into();
                own.of_image = Rc::default();
                if own.other_image().is_ok_and(|image| image.is_some()) { self.read(tab) } else { Vec::new() }
            }
            OwnChange::Choose(name) => {
                let Some(own) = self.own_mut(tab) else { return Vec::new() };
                own.chosen = Some(name);
                own.copied = false;
                self.take_meant(tab);
                self.read(tab)
            }
            OwnChange::Open(file) => self.open_file(tab, file),
            OwnChange::CopyCommented { course } => {
                let Some(own) = self.own(tab) else { return Vec::new() };
                let commented = own.network().map(|network| network.commented(&own.text, course));
                commented.map(|text| Effect::CopyCommented(tab, text)).into_iter().collect()
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
        self.comparison.deleted.take_if(|record| record.tab == tab);
        self.show(View::Network(before))
    }
}
