//! What a tab behind keeps of its logs: whose they were. Their lines are read anew when it comes to the front.

use super::{LogTarget, LogsPane};
use crate::model::Name;

/// Whose logs were followed, and how.
#[derive(Clone, Debug)]
pub(in crate::app) struct KeptLogs {
    target: LogTarget,
    name: String,
    namespaces: Vec<Name>,
    pinned: bool,
    previous: bool,
    across: bool,
}

impl LogsPane {
    /// Whose logs are followed, if anybody's.
    pub(in crate::app) fn kept(&self) -> Option<KeptLogs> {
        let (name, namespaces) = (self.name.clone(), self.namespaces.clone());
        let (pinned, previous, across) = (self.pinned, self.previous, self.across);
        Some(KeptLogs { target: self.target.clone()?, name, namespaces, pinned, previous, across })
    }

    /// Goes on with those that were kept. Of what has gone meanwhile, the name is what there is to say.
    pub(in crate::app) fn go_on(&mut self, kept: KeptLogs) {
        self.begin(Some(kept.target), kept.previous, kept.across);
        (self.name, self.namespaces, self.pinned) = (kept.name, kept.namespaces, kept.pinned);
    }
}
