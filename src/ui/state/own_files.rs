//! The user's own IDX files, as the page knows them.

use std::rc::Rc;

use super::{Effect, State};
use crate::arch::NetworkId;
use crate::protocol::{Command, OwnData, RequestId, Trouble};
use crate::train::{DataChoice, Settings};

/// Files that the worker has found good.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnFiles {
    pub names: Vec<String>,
    /// Whether rows and columns of every image are swapped.
    pub transpose: bool,
    pub data: OwnData,
}

/// Files that the worker has not judged yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfferedFiles {
    pub request: RequestId,
    /// The network that is to train on them.
    network: NetworkId,
    names: Vec<String>,
    transpose: bool,
}

impl State {
    pub(super) fn take_own_files(&mut self, network: NetworkId, names: Vec<String>) -> Vec<Effect> {
        let mut effects = self.ensure_worker();
        let request = self.next_request();
        self.offered_files.push(OfferedFiles { request, network, names, transpose: false });
        effects.push(Effect::SendGivenFiles(request));
        effects
    }

    pub(super) fn transpose_own_files(&mut self, network: NetworkId, transpose: bool) -> Vec<Effect> {
        let Some(files) = self.own_files.clone() else { return Vec::new() };
        let mut effects = self.ensure_worker();
        let request = self.next_request();
        let names = files.names.clone();
        self.offered_files.push(OfferedFiles { request, network, names, transpose });
        effects.push(Effect::SendOwnFiles { request, transpose });
        effects
    }

    /// Takes in whether files can be used: good ones are trained on by the network that they were given for,
    /// and bad ones change nothing. Those that a new worker was given again are known already.
    pub(super) fn own_files_judged(
        &mut self,
        request: RequestId,
        verdict: Result<OwnData, Trouble>,
    ) -> Vec<Effect> {
        let offered = self.offered_files.iter().position(|offered| offered.request == request);
        let Some(offered) = offered.map(|at| self.offered_files.swap_remove(at)) else { return Vec::new() };
        let OfferedFiles { network, names, transpose, .. } = offered;
        match verdict {
            Ok(data) => {
                self.own_files = Some(Rc::new(OwnFiles { names, transpose, data }));
                let settings =
                    Settings { data: DataChoice::Own, ..Settings::clone(&self.form(network).settings) };
                let mut effects = vec![Effect::AdoptFiles(request)];
                effects.extend(self.edit(network, settings));
                effects.extend(self.start_waiting());
                effects
            }
            Err(trouble) => {
                let mut effects = vec![Effect::DropFiles(request)];
                effects.extend(self.give_up_waiting(network, &trouble.message));
                self.alerts_mut().add(trouble);
                effects
            }
        }
    }

    /// Whether files that were given for this network have not been judged yet.
    pub(super) fn awaits_files(&self, id: NetworkId) -> bool {
        self.offered_files.iter().any(|offered| offered.network == id)
    }

    /// Asks for an image of the test set that the open tab trains for.
    pub(super) fn request_sample(&mut self) -> Vec<Effect> {
        let config = &self.form(self.network).config;
        let (data, seed) = (config.data, config.seed);
        self.ask(Command::Sample { data, seed })
    }
}
