//! By which clock the screen tells times. What the cluster stamps (ages, deadlines, how long something is unwell) goes by the cluster's
//! clock, as the API server's answers show it, and stands still where nothing is known any more; what happens here (messages, the journal,
//! the time of a key) goes by this machine's.

use super::moment::Moment;
use super::scope::Freshness;
use super::state::State;
use crate::model::{Kind, Time};

/// The time by which some rows are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    /// On the cluster's clock: for the stamps of its objects.
    pub cluster: Time,
    /// On this machine's: for what was noted here when it came.
    pub known: Time,
}

impl State {
    /// The time on the cluster's clock.
    pub fn time(&self) -> Time {
        self.cluster.time(self.now)
    }

    /// The cluster in front as it is now.
    pub fn moment(&self) -> Moment<'_> {
        Moment { cluster: &self.cluster, time: self.time(), lang: self.lang }
    }

    /// The time by which rows of this freshness are told: those of a stale pane by that of their last news.
    pub fn clock_of(&self, freshness: &Freshness) -> Clock {
        let known = match freshness {
            Freshness::Stale { since, .. } => self.now.min(*since),
            Freshness::Waiting | Freshness::Loading { .. } | Freshness::Live | Freshness::Polling(_) | Freshness::Denied(_) => {
                return Clock { cluster: self.time(), known: self.time().plus(-self.cluster.store.skew()) };
            }
        };
        Clock { cluster: known.plus(self.cluster.store.skew()).min(self.time()), known }
    }

    /// The time by which rows of some kinds in the namespaces in view are told.
    pub fn time_of(&self, kinds: &[Kind]) -> Time {
        self.clock_of(&self.freshness(kinds)).cluster
    }
}
