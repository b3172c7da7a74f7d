//! Weights from files and to files, as the page knows them.

use std::rc::Rc;

use super::{Effect, OwnFile, PageState, RunRecord, RunState, TestAnswers};
use crate::protocol::{Answer, Command, RequestId, RunId, Trouble, WeightsNews};
use crate::reports::Evaluation;
use crate::settings::{Field, Settings, TrainConfig, pytorch, switched};
use crate::ui::tab::TabId;
use crate::web::Bulk;

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
    /// Nobody has asked for it.
    NotAsked,
    /// For the worker to have time.
    Waiting,
    /// Images so far.
    Running { done: u32, total: u32 },
    Done {
        /// What the data are called.
        data: String,
        evaluation: Evaluation,
    },
    /// It could not be made, or the weights were changed or replaced before it was.
    GivenUp,
}

/// A file of weights that the worker has not judged yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfferedWeights {
    tab: TabId,
    request: RequestId,
    /// The run that they begin.
    run: RunId,
    /// With the network that they are to fit.
    config: Rc<TrainConfig>,
    /// Its name.
    file: String,
}

/// A file of weights that the worker has been asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SavedWeights {
    request: RequestId,
    run: RunId,
}

impl LoadedWeights {
    /// What the data of the test are called and what it came to, once it has been made.
    pub fn tested(&self) -> Option<(&str, &Evaluation)> {
        match &self.test {
            WeightsTest::Done { data, evaluation } => Some((data, evaluation)),
            _ => None,
        }
    }

    /// Whether a test may be asked for.
    pub fn can_be_tested(&self) -> bool {
        matches!(self.test, WeightsTest::NotAsked | WeightsTest::GivenUp)
    }

    /// What was tested stays; what was asked for will not be tested.
    pub fn give_up_test(&mut self) {
        if self.tested().is_none() && self.test != WeightsTest::NotAsked {
            self.test = WeightsTest::GivenUp;
        }
    }
}

impl PageState {
    pub(super) fn copy_class(&mut self, id: TabId) -> Vec<Effect> {
        if let Some(own) = self.own(id) {
            return vec![Effect::CopyClass(id, own.text.to_string())];
        }
        match pytorch::source(&self.form(id).config) {
            Ok(class) => vec![Effect::CopyClass(id, class)],
            Err(error) => {
                let message = format!("There is no such network: {error}.");
                let advice = "Choose other filters in the settings.".into();
                self.alerts_mut().add(Trouble { message, advice });
                Vec::new()
            }
        }
    }

    pub(super) fn save_weights(&mut self, tab: TabId) -> Vec<Effect> {
        let Some(run) = self.resumable(tab) else { return Vec::new() };
        let history = self.runs.get(run).and_then(|record| record.history.as_ref());
        let data = history.map(|history| history.learned_from()).unwrap_or_default();
        let request = self.next_request();
        self.saved_weights.push(SavedWeights { request, run });
        self.ask_about(run, Command::SaveWeights { request, run, data })
    }

    /// A file has what a run had learned when it was asked for, or why there is none.
    pub(super) fn weights_saved(
        &mut self,
        request: RequestId,
        reply: Result<(), Trouble>,
        file: Option<Bulk>,
    ) -> Vec<Effect> {
        let at = self.saved_weights.iter().position(|saved| saved.request == request);
        let Some(SavedWeights { run, .. }) = at.map(|at| self.saved_weights.swap_remove(at)) else {
            return Vec::new();
        };
        if let Err(trouble) = reply {
            self.alerts_mut().add(trouble);
            return Vec::new();
        }
        let (Some(record), Some(file)) = (self.runs.get_mut(run), file) else { return Vec::new() };
        record.unsaved &= record.state.is_active();
        vec![Effect::SaveFile(record.config.network.weights_file(), file)]
    }

    /// The name of the file of weights that the worker reads for this network.
    pub fn offered_weights(&self, tab: TabId) -> Option<&str> {
        let offered = self.offered_weights.iter().find(|offered| offered.tab == tab);
        offered.map(|offered| offered.file.as_str())
    }

    /// Whether weights that were given for this network have not been judged yet.
    pub(super) fn awaits_weights(&self, tab: TabId) -> bool {
        self.offered_weights(tab).is_some()
    }

    pub(super) fn load_weights(&mut self, tab: TabId, file: OwnFile) -> Vec<Effect> {
        let form = self.form(tab);
        let obstacle = if self.active_tab() == Some(tab) {
            Some(("it is training", "Stop the training first, then load the file again."))
        } else if !form.is_valid() {
            Some(("its settings are wrong", "Correct the marked settings, then load the file again."))
        } else {
            None
        };
        if let Some((why, advice)) = obstacle {
            let message = format!("{} was not loaded into {}: {why}.", file.name, self.label(tab));
            self.alerts_mut().add(Trouble { message, advice: advice.into() });
            return Vec::new();
        }
        let config = form.config.clone();
        let (request, run) = (self.next_request(), self.runs.next_id());
        let command = Command::LoadWeights { request, run, config: TrainConfig::clone(&config), test: true };
        self.offered_weights.retain(|older| older.tab != tab);
        self.offered_weights.push(OfferedWeights { tab, request, run, config, file: file.name });
        self.ask_with(command, vec![file.content])
    }

    /// Has the weights of a run tested that no training tests: those that came with the page, or whose test was
    /// stopped.
    pub(super) fn test_weights(&mut self, run: RunId) -> Vec<Effect> {
        let request = self.next_request();
        let Some(record) = self.runs.get_mut(run) else { return Vec::new() };
        let config = TrainConfig::clone(&record.config);
        let Some(loaded) = record.loaded_mut().filter(|loaded| loaded.can_be_tested()) else {
            return Vec::new();
        };
        (loaded.request, loaded.test) = (request, WeightsTest::Waiting);
        self.ask_about(run, Command::TestWeights { request, run, config })
    }

    pub(super) fn stop_test(&mut self, run: RunId) -> Vec<Effect> {
        self.ask(Command::StopTest { run })
    }

    pub(super) fn weights_news(&mut self, request: RequestId, news: WeightsNews) -> Vec<Effect> {
        if let Some(effects) = self.ready_news(request, &news) {
            return effects;
        }
        match news {
            WeightsNews::Refused(why) => return self.weights_refused(request, &why),
            WeightsNews::Loaded { normalise, assumed, data, remarks } => {
                // Those of an older file are about to be replaced.
                let Some(offered) = self.take_offered(request) else { return Vec::new() };
                let (file, test) = (offered.file.clone(), WeightsTest::Waiting);
                let loaded = LoadedWeights { file, normalise, assumed, data, remarks, request, test };
                return self.weights_loaded(offered, loaded);
            }
            WeightsNews::Testing { done, total } => {
                self.with_loaded(request, |loaded| {
                    loaded.test = WeightsTest::Running { done, total };
                });
            }
            WeightsNews::Sampled { data, answers } => {
                self.take_answers(request, data, answers);
                return self.look();
            }
            WeightsNews::Tested { data, evaluation, answers } => {
                self.take_answers(request, data.clone(), answers);
                self.with_loaded(request, |loaded| {
                    loaded.test = WeightsTest::Done { data, evaluation };
                });
                return self.look();
            }
            WeightsNews::NotTested(trouble) => {
                self.with_loaded(request, LoadedWeights::give_up_test);
                if let Some(trouble) = trouble {
                    self.alerts_mut().add(trouble);
                }
            }
        }
        Vec::new()
    }

    fn take_answers(&mut self, request: RequestId, data: String, answers: Vec<Answer>) {
        if let Some(record) = self.run_of_request(request).and_then(|run| self.runs.get_mut(run)) {
            record.answers = Some(Rc::new(TestAnswers { data, epochs: 0, answers }));
        }
    }

    /// The file that a reply is about, if no newer one was given for its network.
    fn take_offered(&mut self, request: RequestId) -> Option<OfferedWeights> {
        let at = self.offered_weights.iter().position(|offered| offered.request == request)?;
        Some(self.offered_weights.swap_remove(at))
    }

    fn weights_refused(&mut self, request: RequestId, why: &str) -> Vec<Effect> {
        let Some(OfferedWeights { tab, file, .. }) = self.take_offered(request) else { return Vec::new() };
        let message = format!("{file} was not loaded into {}: {why}.", self.label(tab));
        let effects = self.give_up_waiting(tab, &message);
        self.alerts_mut().add(Trouble { message, advice: "What the network had learned stays.".into() });
        effects
    }

    /// The weights begin a run of their own. Train goes on from them, with pixels as they want them; a run that
    /// waits for them becomes that one.
    fn weights_loaded(&mut self, offered: OfferedWeights, loaded: LoadedWeights) -> Vec<Effect> {
        let OfferedWeights { tab, run, config, .. } = offered;
        let normalise = loaded.normalise;
        let waits =
            self.waiting.is_some_and(|waiting| self.runs.get(waiting).is_some_and(|run| run.tab == tab));
        let mut record = RunRecord::with_weights(run, tab, config, loaded);
        if waits {
            self.waiting = Some(run);
            record.state = RunState::Preparing;
        }
        self.runs.insert(record);
        self.now_in_worker(run);
        self.form_mut(tab).go_on = true;
        let mut effects = self.ask_again();
        let settings = &self.form(tab).settings;
        if self.form(tab).config.normalise != normalise {
            let settings = Settings::clone(settings).with(Field::Normalise, switched(normalise));
            effects.extend(self.edit(tab, settings));
        }
        effects.extend(self.start_waiting());
        effects
    }

    /// The worker is gone, and with it the files that it had not judged and the tests that it had not made.
    pub(super) fn weights_lost(&mut self) {
        self.offered_weights.clear();
        self.saved_weights.clear();
        for record in self.runs.iter_mut() {
            if let Some(loaded) = record.loaded_mut() {
                loaded.give_up_test();
            }
        }
    }

    /// Changes what is known of the weights of a request, if a run still has them.
    fn with_loaded(&mut self, request: RequestId, change: impl FnOnce(&mut LoadedWeights)) {
        let record = self.run_of_request(request).and_then(|run| self.runs.get_mut(run));
        if let Some(loaded) = record.and_then(RunRecord::loaded_mut) {
            change(loaded);
        }
    }

    /// The run that began with the weights of a request.
    fn run_of_request(&self, request: RequestId) -> Option<RunId> {
        let asks = |record: &&Rc<RunRecord>| record.loaded().is_some_and(|loaded| loaded.request == request);
        self.runs.with_ready().find(asks).map(|record| record.run)
    }
}
