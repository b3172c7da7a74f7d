//! What names a tab of a network.

use std::fmt;

use crate::arch::NetworkId;
use crate::zoo::{self, Row};

/// A tab with a network: two of them may hold networks that compute the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TabId {
    /// Of the zoo.
    Zoo(NetworkId),
    /// The user's own, in the order in which they were made.
    Own(u32),
}

/// As links and the document's ids have it: the network's name, or `own-1`.
impl fmt::Display for TabId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row(), self) {
            (Some(row), _) => f.write_str(row.name),
            (None, Self::Zoo(id)) => id.fmt(f),
            (None, Self::Own(number)) => write!(f, "own-{number}"),
        }
    }
}

impl TabId {
    /// The tab of a network of the zoo.
    pub fn of(row: &Row) -> Self {
        Self::Zoo(row.id())
    }

    /// The network of the zoo that the tab is of.
    pub fn row(self) -> Option<&'static Row> {
        match self {
            Self::Zoo(id) => zoo::with_id(id),
            Self::Own(_) => None,
        }
    }
}
