//! What offers itself about the selected workload.

use crate::command::Lack;
use crate::model::reason::Why;
use crate::model::workload_health::State as Health;
use crate::model::{Name, WorkloadKind};

/// Whether going back is offered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Back {
    /// By this key; empty where the settings give it none.
    By(String),
    /// It cannot be had, and why.
    Not(Lack),
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// The pods crash, and how they end.
    Crash(Why),
    /// Anything else.
    Other(Why),
}

/// What older revisions do for a Deployment that is stuck.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Older {
    /// This one serves, with so many pods of so many.
    Serves(u64, u32, u32),
    /// None of them does.
    Idle,
    /// There is none.
    None,
}

/// What offers itself about the selected workload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AdviceText {
    /// A Deployment is paused in the middle of a rollout: new pods of all, and the keys that compare old and new and that go back; empty for
    /// none.
    Halfway(Name, u32, u32, String, String),
    /// What runs to an end has failed.
    Failed {
        /// Its kind.
        kind: WorkloadKind,
        /// Its name.
        name: Name,
        /// How long ago.
        ago: Option<String>,
        /// Why.
        why: Why,
        /// The key that shows its logs; empty for none.
        logs: String,
    },
    /// The newest revision is at fault.
    Blamed {
        /// The workload's name.
        name: Name,
        /// The revision's number; 0 where it is not known.
        revision: u64,
        /// How long ago it came.
        came: String,
        /// What is wrong.
        wrong: Wrong,
        /// The revision that served before, and for how long.
        before: Option<(u64, String)>,
        /// Whether going back is offered.
        back: Back,
    },
    /// A Deployment does not go on.
    Deployment {
        /// Its revision.
        revision: u64,
        /// Its state.
        state: Health,
        /// For how long.
        since: Option<String>,
        /// What is wrong.
        wrong: Wrong,
        /// What older revisions do.
        older: Older,
        /// Whether going back is offered.
        back: Back,
    },
    /// What has rollouts and is no Deployment does not go on.
    Other {
        /// Its name.
        name: Name,
        /// Its state.
        state: Health,
        /// For how long.
        since: Option<String>,
        /// What is wrong.
        wrong: Wrong,
        /// Whether going back is offered.
        back: Back,
    },
}
