//! The reader of the user's own networks: what it is asked, and what its answers change.

use std::rc::Rc;

use crate::protocol::{Command, Event, RequestId, Trouble};
use crate::reports::{Code, Refusal, Source, Training};
use crate::settings::{Class, Settings, TrainConfig};
use crate::ui::state::{Effect, OwnFile, PageState, View, WorkerStatus};
use crate::ui::tab::TabId;
use crate::web::{Bulk, WorkerSignal};

impl PageState {
    /// Asks for the networks of a tab's source.
    pub(super) fn read(&mut self, tab: TabId) -> Vec<Effect> {
        let request = self.next_request();
        let Some(own) = self.own_mut(tab) else { return Vec::new() };
        own.asked = Some(request);
        let (class, image) = (own.class(), own.other_image().ok().flatten());
        self.ask_reader(Command::ReadSource { request, class, image }, Vec::new())
    }

    /// Asks for the code of a file.
    pub(super) fn open_file(&mut self, tab: TabId, file: OwnFile) -> Vec<Effect> {
        let request = self.next_request();
        let Some(own) = self.own_mut(tab) else { return Vec::new() };
        own.asked = Some(request);
        self.ask_reader(Command::OpenSource { request, name: file.name }, vec![file.content])
    }

    /// Sends a command to the reader, which is started if need be.
    pub(in crate::ui::state) fn ask_reader(&mut self, command: Command, bulk: Vec<Bulk>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.reader.is_alive() {
            self.reader = WorkerStatus::Loading { received: 0, total: None };
            effects.push(Effect::StartReader);
        }
        effects.push(Effect::SendReader(command, bulk));
        effects
    }

    pub(in crate::ui::state) fn hear_reader(&mut self, signal: WorkerSignal) -> Vec<Effect> {
        match signal {
            WorkerSignal::Loading { received, total } => {
                self.reader = WorkerStatus::Loading { received, total };
                Vec::new()
            }
            WorkerSignal::Event(event, bulk) => self.take_in_read(event, bulk),
            WorkerSignal::Failed(trouble) => {
                self.reader = WorkerStatus::Failed;
                for (_, own) in &mut self.own {
                    own.asked = None;
                }
                self.hand_in.give_up();
                self.alerts_mut().add(trouble);
                Vec::new()
            }
        }
    }

    fn take_in_read(&mut self, event: Event, bulk: Vec<Bulk>) -> Vec<Effect> {
        match event {
            Event::Ready { .. } => self.reader = WorkerStatus::Ready,
            Event::SourceRead { request, reply, of_image, packed } => {
                return self.source_read(request, reply, of_image, packed);
            }
            Event::SourceOpened { request, reply } => return self.source_opened(request, reply),
            Event::LinkOpened { request, reply } => return self.link_opened(request, reply),
            Event::Planned { request, reply } => self.planner.take(request, reply),
            Event::HandedIn { request, reply } => return self.handed_in(request, reply, bulk),
            Event::Trouble(trouble) => self.alerts_mut().add(trouble),
            _ => {}
        }
        Vec::new()
    }

    /// The tab whose question this was.
    fn asker(&self, request: RequestId) -> Option<TabId> {
        self.own.iter().find(|(_, own)| own.asked == Some(request)).map(|(tab, _)| *tab)
    }

    fn source_read(
        &mut self,
        request: RequestId,
        reply: Result<Source, Refusal>,
        of_image: Option<Result<Source, Refusal>>,
        packed: Option<String>,
    ) -> Vec<Effect> {
        // What was asked about a text that has changed since is of no interest.
        let Some(tab) = self.asker(request) else { return Vec::new() };
        let mut autostart = false;
        if let Some(own) = self.own_mut(tab) {
            own.asked = None;
            own.of_image = Rc::new(of_image);
            own.packed = packed.map(Rc::from);
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
        let form = self.form_mut(tab);
        let (settings, taken, refused) = Settings::clone(&form.settings).taking(&training.settings);
        form.set(settings);
        // The settings of the source are from now on the file's.
        form.source = form.config.clone();
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
    pub(super) fn take_meant(&mut self, tab: TabId) {
        let network = self.own(tab).and_then(|own| own.network()).map(|read| read.network.clone());
        let Some(network) = network else { return };
        if let Some(own) = self.own_mut(tab) {
            own.good = own.text.clone();
        }
        let form = self.form_mut(tab);
        let settings = Settings::clone(&form.settings).with_network(network.clone());
        form.source = Rc::new(TrainConfig { network, ..TrainConfig::clone(&form.source) });
        form.set(settings);
    }

    fn link_opened(&mut self, request: RequestId, reply: Result<Class, String>) -> Vec<Effect> {
        let Some(tab) = self.asker(request) else { return Vec::new() };
        match reply {
            Ok(Class { text, chosen }) => {
                if let Some(own) = self.own_mut(tab) {
                    own.text = text.into();
                    own.chosen = chosen;
                }
                self.read(tab)
            }
            Err(message) => {
                self.alerts_mut().add(Trouble {
                    message,
                    advice: "Ask for the link again, or for the class itself: + Network takes its text."
                        .into(),
                });
                self.remove_own(tab);
                self.show(View::Network(self.recommended()))
            }
        }
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
