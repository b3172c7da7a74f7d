//! Weights from files and to files, as the page knows them.

use std::rc::Rc;

use super::{Effect, RunRecord, RunState, State};
use crate::arch::{NetworkChoice, NetworkId, pytorch};
use crate::protocol::{Command, Evaluation, RequestId, Trouble, WeightsNews};
use crate::train::{Settings, TrainConfig};

/// Weights that a network has from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedWeights {
    /// The file's name.
    pub file: String,
    /// Whether the network is given normalised pixels.
    pub normalise: bool,
    /// Whether the file did not say so, and the settings decided.
    pub assumed: bool,
    /// What the file calls the data that they were learned from, if it says.
    pub data: Option<String>,
    /// What was changed to make them fit, a sentence each.
    pub remarks: Vec<String>,
    /// Which loading they are of.
    pub request: RequestId,
    pub test: WeightsTest,
}

/// Where the test of loaded weights is.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightsTest {
    /// For the worker to have time.
    Waiting,
    /// Images so far.
    Running { done: u32, total: u32 },
    Done {
        /// What the data are called.
        data: String,
        evaluation: Evaluation,
    },
    /// It could not be made, or training has changed the weights before it was.
    GivenUp,
}

/// A file of weights that the worker has not judged yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfferedWeights {
    network: NetworkId,
    request: RequestId,
    /// Its name.
    file: String,
}

impl LoadedWeights {
    /// What the data of the test are called and what it came to, once it has been made.
    pub fn tested(&self) -> Option<(&str, &Evaluation)> {
        match &self.test {
            WeightsTest::Done { data, evaluation } => Some((data, evaluation)),
            _ => None,
        }
    }

    /// What was tested stays; what was not will not be.
    pub fn give_up_test(&mut self) {
        if self.tested().is_none() {
            self.test = WeightsTest::GivenUp;
        }
    }
}

impl State {
    pub(super) fn copy_class(&mut self, id: NetworkId) -> Vec<Effect> {
        match pytorch::source(&self.form(id).config.network.network()) {
            Ok(class) => vec![Effect::CopyClass(id, class)],
            Err(error) => {
                let message = format!("There is no such network: {error}.");
                let advice = "Choose other filters in the settings.".into();
                self.alerts_mut().add(Trouble { message, advice });
                Vec::new()
            }
        }
    }

    pub(super) fn save_weights(&mut self, id: NetworkId) -> Vec<Effect> {
        if !self.can_go_on(id) {
            return Vec::new();
        }
        let history = self.runs.get(&id).and_then(|record| record.history.as_ref());
        let data = history.map(|history| history.learned_from()).unwrap_or_default();
        self.ask(Command::SaveWeights { network: id, data })
    }

    /// A file has what this network had learned when it was asked for.
    pub(super) fn weights_saved(&mut self, id: NetworkId) {
        if let Some(record) = self.runs.get_mut(&id).filter(|record| !record.state.is_active()) {
            Rc::make_mut(record).unsaved = false;
        }
    }

    /// The name of the file of weights that the worker reads for this network.
    pub fn offered_weights(&self, id: NetworkId) -> Option<&str> {
        let offered = self.offered_weights.iter().find(|offered| offered.network == id);
        offered.map(|offered| offered.file.as_str())
    }

    /// Whether weights that were given for this network have not been judged yet.
    pub(super) fn awaits_weights(&self, id: NetworkId) -> bool {
        self.offered_weights(id).is_some()
    }

    pub(super) fn load_weights(&mut self, id: NetworkId, file: String) -> Vec<Effect> {
        let form = self.form(id);
        let obstacle = if self.active() == Some(id) {
            Some(("it is training", "Stop the training first, then load the file again."))
        } else if !form.is_valid() {
            Some(("its settings are wrong", "Correct the marked settings, then load the file again."))
        } else {
            None
        };
        if let Some((why, advice)) = obstacle {
            let message = format!("{file} was not loaded into {}: {why}.", id.label());
            self.alerts_mut().add(Trouble { message, advice: advice.into() });
            return Vec::new();
        }
        let config = TrainConfig::clone(&form.config);
        let mut effects = self.ensure_worker();
        let request = self.next_request();
        self.offered_weights.retain(|older| older.network != id);
        self.offered_weights.push(OfferedWeights { network: id, request, file });
        effects.push(Effect::SendWithWeights(Command::LoadWeights { request, config }));
        effects
    }

    pub(super) fn weights_news(
        &mut self,
        request: RequestId,
        network: NetworkChoice,
        news: WeightsNews,
    ) -> Vec<Effect> {
        match news {
            WeightsNews::Refused(why) => return self.weights_refused(request, network.id, &why),
            WeightsNews::Loaded { normalise, assumed, data, remarks } => {
                // Those of an older file are about to be replaced.
                let Some(file) = self.take_offered(request) else { return Vec::new() };
                let test = WeightsTest::Waiting;
                let loaded = LoadedWeights { file, normalise, assumed, data, remarks, request, test };
                return self.weights_loaded(network, loaded);
            }
            WeightsNews::Testing { done, total } => {
                self.with_loaded(request, network, |loaded| {
                    loaded.test = WeightsTest::Running { done, total };
                });
            }
            WeightsNews::Tested { data, evaluation } => {
                self.with_loaded(request, network, |loaded| {
                    loaded.test = WeightsTest::Done { data, evaluation };
                });
            }
            WeightsNews::NotTested(trouble) => {
                self.with_loaded(request, network, LoadedWeights::give_up_test);
                self.alerts_mut().add(trouble);
            }
        }
        Vec::new()
    }

    /// The file that an answer is about, if no newer one was given for its network.
    fn take_offered(&mut self, request: RequestId) -> Option<String> {
        let at = self.offered_weights.iter().position(|offered| offered.request == request)?;
        Some(self.offered_weights.swap_remove(at).file)
    }

    fn weights_refused(&mut self, request: RequestId, id: NetworkId, why: &str) -> Vec<Effect> {
        let Some(file) = self.take_offered(request) else { return Vec::new() };
        let message = format!("{file} was not loaded into {}: {why}.", id.label());
        let effects = self.give_up_waiting(id, &message);
        self.alerts_mut().add(Trouble { message, advice: "What the network had learned stays.".into() });
        effects
    }

    /// The weights take the place of what was learned. Train goes on from them, with pixels as they want
    /// them; a run that waits for them starts.
    fn weights_loaded(&mut self, network: NetworkChoice, loaded: LoadedWeights) -> Vec<Effect> {
        let id = network.id;
        let normalise = loaded.normalise;
        let mut record = RunRecord::with_weights(self.form(id).config.clone(), network, loaded);
        // A run that is being prepared has waited for them.
        if let Some(waiting) = self.runs.get(&id).filter(|known| known.state == RunState::Preparing) {
            record = RunRecord { history: record.history, ..RunRecord::clone(waiting) };
        }
        self.runs.insert(id, Rc::new(record));
        self.form_mut(id).go_on = true;
        let mut effects = self.ask_again();
        let settings = &self.form(id).settings;
        if settings.normalise != normalise {
            let settings = Settings { normalise, ..Settings::clone(settings) };
            effects.extend(self.edit(id, settings));
        }
        effects.extend(self.start_waiting());
        effects
    }

    /// The worker is gone, and with it the files that it had not judged and the tests that it had not made.
    pub(super) fn weights_lost(&mut self) {
        self.offered_weights.clear();
        for record in self.runs.values_mut() {
            let history = Rc::make_mut(record).history.as_mut();
            if let Some(loaded) = history.and_then(|history| Rc::make_mut(history).loaded.as_mut()) {
                loaded.give_up_test();
            }
        }
    }

    /// Changes what is known of the weights of a request, if the network still has them.
    fn with_loaded(
        &mut self,
        request: RequestId,
        network: NetworkChoice,
        change: impl FnOnce(&mut LoadedWeights),
    ) {
        let history = self.runs.get_mut(&network.id).and_then(|record| Rc::make_mut(record).history.as_mut());
        let history = history.filter(|history| history.network == network);
        let loaded = history.and_then(|history| Rc::make_mut(history).loaded.as_mut());
        if let Some(loaded) = loaded.filter(|loaded| loaded.request == request) {
            change(loaded);
        }
    }
}
