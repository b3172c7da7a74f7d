//! The names in a file beside those of a network: what wrappers put before all of them, and who is a
//! stranger.

use std::collections::HashSet;
use std::iter;

use super::advice::{is_kernel, is_wrapped};
use super::error::WeightsError;
use super::tensors::{FIRST_MOMENT, SECOND_MOMENT, VELOCITY, shapes, statistics};
use crate::arch::Network;

/// Words that wrappers may put before a name. Nobody wraps deeper, and a name of a million dots is soon
/// given up.
const MOST_WORDS: usize = 8;

/// The names that a file of a network's weights may have.
pub(super) struct Known(HashSet<String>);

impl Known {
    /// # Errors
    /// [`WeightsError::Network`].
    pub fn of(network: &Network) -> Result<Self, WeightsError> {
        let mut known = HashSet::new();
        for (name, _) in shapes(network)? {
            known.extend([VELOCITY, FIRST_MOMENT, SECOND_MOMENT].map(|prefix| format!("{prefix}{name}")));
            known.insert(name);
        }
        // What no image passes is passed over.
        let idle = network.idle_tensors().into_iter().map(|(name, ..)| name);
        for name in statistics(network)?.into_iter().map(|(name, _)| name).chain(idle) {
            if let Some(norm) = name.strip_suffix("running_mean") {
                known.insert(format!("{norm}num_batches_tracked"));
            }
            known.insert(name);
        }
        Ok(Self(known))
    }

    /// The words that stand before every name of the file, such as `module.`, `_orig_mod.` or
    /// `model._orig_mod.`: the fewest behind which there is a name of the network. Empty where there are
    /// none.
    pub fn prefix<'a>(&self, names: &'a [String]) -> &'a str {
        let first = names.first().map(String::as_str).unwrap_or_default();
        let words = first.match_indices('.').map(|(dot, _)| &first[..=dot]).take(MOST_WORDS);
        let on_all = |prefix: &&str| names.iter().all(|name| name.starts_with(*prefix));
        let hides_ours = |prefix: &&str| names.iter().any(|name| self.has_behind(prefix, name));
        iter::once("").chain(words).take_while(on_all).find(hides_ours).unwrap_or_default()
    }

    /// The names of the file that are none of the network's, nor may be passed over, in its order.
    pub fn strangers(&self, names: &[String], prefix: &str) -> Vec<String> {
        names.iter().filter(|name| !self.has_behind(prefix, name)).cloned().collect()
    }

    fn has_behind(&self, prefix: &str, name: &str) -> bool {
        name.strip_prefix(prefix).is_some_and(|rest| self.0.contains(rest))
    }
}

/// Of the strangers in a file the one that tells most about why `missing` is.
pub(super) fn telling(missing: &str, strangers: &[String]) -> Option<String> {
    let is_telling = |name: &&String| is_wrapped(name, missing) || is_kernel(name);
    strangers.iter().find(is_telling).or(strangers.first()).cloned()
}
