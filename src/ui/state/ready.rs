//! Ready-trained weights, which come with the page: networks to ask and to look into before anything was trained.
//! They are fetched when the pad, Inspect or Compare is opened, and give way to what the user trains.

use std::rc::Rc;

use super::{Effect, LoadedWeights, PageState, RunRecord, WeightsTest};
use crate::protocol::{Command, RequestId, RunId, Trouble, WeightsNews};
use crate::settings::TrainConfig;
use crate::ui::tab::TabId;
use crate::web::Bulk;

/// Which are there, and which are on their way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadyTrained {
    /// Those that were fetched, or are being fetched.
    begun: Vec<TabId>,
    /// Those that the worker has not read yet.
    offered: Vec<Offered>,
}

#[derive(Debug, Clone, PartialEq)]
struct Offered {
    request: RequestId,
    tab: TabId,
    run: RunId,
    config: Rc<TrainConfig>,
}

impl ReadyTrained {
    /// The worker is gone, and what it was reading with it: that is fetched again.
    pub fn forget_pending(&mut self) {
        for offered in std::mem::take(&mut self.offered) {
            self.forget(offered.tab);
        }
    }

    fn forget(&mut self, network: TabId) {
        self.begun.retain(|begun| *begun != network);
    }
}

impl PageState {
    /// Fetches the weights of those networks that have some and of which the user has no run.
    pub(super) fn get_ready(&mut self) -> Vec<Effect> {
        let missing = |network: &TabId| {
            network.row().is_some_and(|row| row.ready.is_some())
                && !self.ready.begun.contains(network)
                && self.runs.learned(*network).is_none()
        };
        let missing: Vec<TabId> = self.tabs().map(|(network, _)| network).filter(missing).collect();
        self.ready.begun.extend(&missing);
        missing.into_iter().map(Effect::FetchReady).collect()
    }

    /// A file has come, or will not.
    pub(super) fn ready_fetched(&mut self, network: TabId, file: Result<Bulk, Trouble>) -> Vec<Effect> {
        let file = match file {
            Ok(file) => file,
            Err(trouble) => {
                self.ready.forget(network);
                self.alerts_mut().add(trouble);
                return Vec::new();
            }
        };
        if self.runs.learned(network).is_some() {
            return Vec::new();
        }
        let config = self.form(network).source.clone();
        let (request, run) = (self.next_request(), RunId::ready(self.place_of(network)));
        let command = Command::LoadWeights { request, run, config: TrainConfig::clone(&config), test: false };
        self.ready.offered.push(Offered { request, tab: network, run, config });
        self.ask_with(command, vec![file])
    }

    /// What the worker makes of a file; none where the news is about another's.
    pub(super) fn ready_news(&mut self, request: RequestId, news: &WeightsNews) -> Option<Vec<Effect>> {
        let at = self.ready.offered.iter().position(|offered| offered.request == request)?;
        let Offered { tab: network, run, config, .. } = self.ready.offered.swap_remove(at);
        match news {
            &WeightsNews::Loaded { normalise, assumed, ref data, ref remarks }
                if self.runs.learned(network).is_none() =>
            {
                let loaded = LoadedWeights {
                    file: config.network.weights_file(),
                    normalise,
                    assumed,
                    data: data.clone(),
                    remarks: remarks.clone(),
                    request,
                    test: WeightsTest::NotAsked,
                };
                self.runs.insert_ready(RunRecord::with_weights(run, network, config, loaded));
                self.now_in_worker(run);
                let mut effects = self.ask_again();
                effects.extend(self.look());
                Some(effects)
            }
            WeightsNews::Refused(why) => {
                let message = format!("The ready-trained {} cannot be used: {why}.", self.label(network));
                let advice = "Reload the page without the browser's cache (Ctrl+Shift+R).".into();
                self.alerts_mut().add(Trouble { message, advice });
                Some(Vec::new())
            }
            _ => Some(Vec::new()),
        }
    }
}
