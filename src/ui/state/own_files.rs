//! The user's own IDX files, as the page knows them.

use std::rc::Rc;

use super::{Effect, OwnFile, PageState};
use crate::protocol::{Command, OwnData, RequestId, Trouble};
use crate::settings::{DataChoice, Field, Settings};
use crate::ui::tab::TabId;

/// Files that the worker has found good.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnFiles {
    pub files: Rc<Vec<OwnFile>>,
    /// Whether rows and columns of every image are swapped.
    pub transpose: bool,
    pub data: OwnData,
}

/// Files that the worker has not judged yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfferedFiles {
    request: RequestId,
    /// The network that is to train on them.
    network: TabId,
    files: Rc<Vec<OwnFile>>,
    transpose: bool,
}

impl OwnFiles {
    /// Gives them to the worker.
    pub(super) fn sent(&self, request: RequestId, transpose: bool) -> Effect {
        sent(&self.files, request, transpose)
    }
}

fn sent(files: &[OwnFile], request: RequestId, transpose: bool) -> Effect {
    let names = files.iter().map(|file| file.name.clone()).collect();
    let contents = files.iter().map(|file| file.content.clone()).collect();
    Effect::Send(Command::OwnFiles { request, names, transpose }, contents)
}

impl PageState {
    pub(super) fn take_own_files(&mut self, network: TabId, files: Vec<OwnFile>) -> Vec<Effect> {
        self.offer_files(network, Rc::new(files), false)
    }

    pub(super) fn transpose_own_files(&mut self, network: TabId, transpose: bool) -> Vec<Effect> {
        match self.own_files.clone() {
            Some(own) => self.offer_files(network, own.files.clone(), transpose),
            None => Vec::new(),
        }
    }

    fn offer_files(&mut self, network: TabId, files: Rc<Vec<OwnFile>>, transpose: bool) -> Vec<Effect> {
        let mut effects = self.ensure_worker();
        let request = self.next_request();
        effects.push(sent(&files, request, transpose));
        self.offered_files.push(OfferedFiles { request, network, files, transpose });
        effects
    }

    /// Takes in whether files can be used: good ones are trained on by the network that they were given for,
    /// and bad ones change nothing. Those that a new worker was given again are known already.
    pub(super) fn own_files_judged(
        &mut self,
        request: RequestId,
        reply: Result<OwnData, Trouble>,
    ) -> Vec<Effect> {
        let offered = self.offered_files.iter().position(|offered| offered.request == request);
        let Some(offered) = offered.map(|at| self.offered_files.swap_remove(at)) else { return Vec::new() };
        let OfferedFiles { network, files, transpose, .. } = offered;
        match reply {
            Ok(data) => {
                self.own_files = Some(Rc::new(OwnFiles { files, transpose, data }));
                let settings = Settings::clone(&self.form(network).settings);
                let mut effects = self.edit(network, settings.with(Field::Data, DataChoice::Own.word()));
                effects.extend(self.start_waiting());
                effects
            }
            Err(trouble) => {
                let effects = self.give_up_waiting(network, &trouble.message);
                self.alerts_mut().add(trouble);
                effects
            }
        }
    }

    /// Whether files that were given for this network have not been judged yet.
    pub(super) fn awaits_files(&self, id: TabId) -> bool {
        self.offered_files.iter().any(|offered| offered.network == id)
    }

    /// Asks for an image of the test set that the open tab trains for.
    pub(super) fn request_sample(&mut self) -> Vec<Effect> {
        let config = &self.form(self.network).config;
        let (data, seed) = (config.data, config.seed);
        let request = self.next_request();
        self.questions.await_sample(request);
        self.ask(Command::Sample { request, data, seed })
    }
}
