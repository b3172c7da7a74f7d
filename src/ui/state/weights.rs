//! Weights from files and to files, as the page knows them.

use std::rc::Rc;

use super::{Effect, RunRecord, State};
use crate::arch::{NetworkChoice, NetworkId, pytorch};
use crate::protocol::{Command, Evaluation, Trouble, WeightsNews};
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
    pub test: WeightsTest,
}

/// Where the test of loaded weights is.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightsTest {
    /// For the worker to have time.
    Waiting,
    /// Images so far.
    Running {
        done: u32,
        total: u32,
    },
    Done(Evaluation),
    /// It could not be made, or training has changed the weights before it was.
    GivenUp,
}

impl LoadedWeights {
    /// What the test came to, once it has been made.
    pub fn evaluation(&self) -> Option<&Evaluation> {
        match &self.test {
            WeightsTest::Done(evaluation) => Some(evaluation),
            _ => None,
        }
    }

    /// What was tested stays; what was not will not be.
    pub fn give_up_test(&mut self) {
        if self.evaluation().is_none() {
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
        if self.can_go_on(id) { self.ask(Command::SaveWeights { network: id }) } else { Vec::new() }
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
        self.offered_weights.insert(id, file);
        let mut effects = self.ensure_worker();
        effects.push(Effect::SendWithWeights(Command::LoadWeights { config }));
        effects
    }

    pub(super) fn weights_news(&mut self, network: NetworkChoice, news: WeightsNews) -> Vec<Effect> {
        match news {
            WeightsNews::Refused(why) => self.weights_refused(network.id, &why),
            WeightsNews::Loaded { normalise, assumed } => {
                return self.weights_loaded(network, normalise, assumed);
            }
            WeightsNews::Testing { done, total } => {
                self.with_loaded(network, |loaded| loaded.test = WeightsTest::Running { done, total });
            }
            WeightsNews::Tested(evaluation) => {
                self.with_loaded(network, |loaded| loaded.test = WeightsTest::Done(evaluation));
            }
            WeightsNews::NotTested(trouble) => {
                self.with_loaded(network, LoadedWeights::give_up_test);
                self.alerts_mut().add(trouble);
            }
        }
        Vec::new()
    }

    fn weights_refused(&mut self, id: NetworkId, why: &str) {
        let file = self.offered_weights.remove(&id).unwrap_or_default();
        let message = format!("{file} was not loaded into {}: {why}.", id.label());
        self.alerts_mut().add(Trouble { message, advice: "What the network had learned stays.".into() });
    }

    /// The weights take the place of what was learned. Train goes on from them, with pixels as they want them.
    fn weights_loaded(&mut self, network: NetworkChoice, normalise: bool, assumed: bool) -> Vec<Effect> {
        let id = network.id;
        let file = self.offered_weights.remove(&id).unwrap_or_default();
        let loaded = LoadedWeights { file, normalise, assumed, test: WeightsTest::Waiting };
        let record = RunRecord::with_weights(self.form(id).config.clone(), network, loaded);
        self.runs.insert(id, Rc::new(record));
        self.form_mut(id).go_on = true;
        let mut effects = self.ask_again();
        let settings = &self.form(id).settings;
        if settings.normalise != normalise {
            let settings = Settings { normalise, ..Settings::clone(settings) };
            effects.extend(self.edit(id, settings));
        }
        effects
    }

    /// The worker is gone, and with it the files that it had not judged and the tests that it had not made.
    pub(super) fn weights_lost(&mut self) {
        self.offered_weights.clear();
        for network in self.trained() {
            self.with_loaded(network, LoadedWeights::give_up_test);
        }
    }

    /// Changes what is known of a network's loaded weights, if it still has them.
    fn with_loaded(&mut self, network: NetworkChoice, change: impl FnOnce(&mut LoadedWeights)) {
        let history = self.runs.get_mut(&network.id).and_then(|record| Rc::make_mut(record).history.as_mut());
        let history = history.filter(|history| history.network == network);
        if let Some(loaded) = history.and_then(|history| Rc::make_mut(history).loaded.as_mut()) {
            change(loaded);
        }
    }
}
