//! How a pod is, or one of its containers, where nothing of others' words tells it.

use super::EndWhy;
use crate::model::Name;
use std::fmt;

/// How a pod is, or one of its containers. How long something lasts is as it is shown, so that what is equal needs no drawing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PodWhy {
    /// These containers are not ready, for so long.
    NotReady(Name, Name),
    /// These are not ready, for so short that nobody minds.
    NotReadyYet(Name),
    /// It does not run after so long.
    NotRunning(Name),
    /// It is still there, so long after its grace.
    StillThere(Name),
    /// A finalizer holds it, so long after its grace.
    HeldFor(Name, Name),
    /// A finalizer holds it.
    Held(Name),
    /// Its node does not answer.
    NodeSilent,
    /// How a container ended last.
    Last(EndWhy),
    /// A container is not ready; how it ended last.
    Unready(Option<EndWhy>),
}

impl fmt::Display for PodWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReady(who, age) => write!(f, "{who} not ready for {age}"),
            Self::NotReadyYet(who) => write!(f, "{who} not ready yet"),
            Self::NotRunning(age) => write!(f, "not running after {age}"),
            Self::StillThere(late) => write!(f, "still there {late} after its grace"),
            Self::HeldFor(held, late) => write!(f, "finalizer {held} holds it, {late} after its grace"),
            Self::Held(held) => write!(f, "finalizer {held} holds it"),
            Self::NodeSilent => f.write_str("its node does not answer"),
            Self::Last(how) => write!(f, "last: {how}"),
            Self::Unready(None) => f.write_str("not ready"),
            Self::Unready(Some(how)) => write!(f, "not ready, last: {how}"),
        }
    }
}
