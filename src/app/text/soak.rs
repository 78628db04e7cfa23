//! Releases that are watched, and rollouts that are held after their first pods.

use super::Text;
use crate::model::change::Then;
use crate::model::soak::{Finding, Unread, Verdict};
use crate::model::trouble::Trouble;
use crate::model::{Name, WorkloadKind};
use std::sync::Arc;

/// Releases that are watched, and rollouts that are held after their first pods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SoakText {
    /// Nothing was told yet.
    Begun,
    /// Its pods are replaced: new pods that are ready, of how many.
    Rolling(u32, u32),
    /// It is ready, and watched for so long yet: new pods that are ready, of how many.
    Watching(u32, u32, String),
    /// It is held: so many new pods, and so many old ones.
    Beside(u32, u32),
    /// It is not watched.
    NotWatched,
    /// How traffic is shared: so many of so many ready pods are new.
    Share(u32, u32),
    /// It goes back by itself where it is bad.
    GoesBack,
    /// What is said of it.
    Verdict(Box<Verdict>),
    /// What is said of it at the end, wherever its user is.
    Said {
        /// The workload.
        name: Name,
        /// Its namespace.
        namespace: Name,
        /// What is said.
        verdict: Box<Verdict>,
        /// The key that goes back; empty where that is not offered.
        key: String,
        /// Whether it goes back by itself now.
        goes_back: bool,
    },
    /// What speaks against it.
    Finding(Box<Finding>),
    /// What could not be read, and why.
    Unread(Unread, Arc<Trouble>),
    /// There are no logs of old pods to hold errors against.
    NotCompared,
    /// Logs came faster than they are read.
    Partial,
    /// Since when the server does not answer, and why.
    Silent(String, Arc<Trouble>),
    /// Errors a minute.
    Rate(u64, Option<String>),
    /// So many are watched already.
    TooMany,
    /// It is watched no longer: its context was closed.
    Left(Name, Name),
    /// It is paused with its first new pods; the key compares.
    Held(Name, Name, String),
    /// It had gone through before it could be paused.
    Through(Name, Name),
    /// It could not be paused yet, and why; it is tried again.
    HeldLater(Name, Name, Box<Text>),
    /// It was not paused, and why.
    NotHeld(Name, Name, Box<Text>),
    /// What is chosen to follow a change; of a pause how many new pods there are first, of how many, where that is known.
    Then(Then, Option<(u32, u32)>),
    /// Why it cannot be held after its first pods.
    NoCanary(WorkloadKind),
    /// Why it cannot: all of its pods are stopped before the new ones start.
    NoCanaryRecreate,
    /// Why going back by itself cannot be chosen.
    NotByItself(Box<Text>),
}
