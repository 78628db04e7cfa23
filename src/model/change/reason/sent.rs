//! What became of changes that were sent.

use super::{Held, Moved, Reason};
use crate::model::change::Target;
use std::fmt;

/// Where a workload stands when its rollout has come to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// None are wanted.
    NoPods,
    /// So many of so many pods are ready; on a revision, where there is one.
    Ready {
        /// The revision, where its kind counts them.
        revision: Option<u64>,
        /// Pods that are ready.
        ready: u32,
        /// Pods that are wanted.
        of: u32,
    },
}

/// What somebody else has made of a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Instead {
    /// Another number of replicas.
    Replicas(u32),
    /// Its rollouts are held, or no longer.
    Paused(bool),
    /// Another image.
    Image(String),
}

/// What became of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SentReason {
    /// What was to be made is there.
    Exists(Box<Target>),
    /// It changed at each of so many tries.
    Restless(u32),
    /// What has become of its object, and why no answer came.
    NotThere(Box<Reason>, Box<Reason>),
    /// It has had no effect after so many seconds, and why no answer came.
    NoEffect(u64, Box<Reason>),
    /// Nobody answers, and why.
    Silence(Box<Reason>),
    /// It can never take effect any more, and why no answer came.
    NotTaken(Box<Reason>),
    /// Something else has changed its object, and why no answer came.
    Changed(Moved, Box<Reason>),
    /// Its rollout has come to its end after so long.
    Stands(Standing, String),
    /// Somebody, or something, set the field again.
    SetAgain {
        /// Who, where that is known.
        who: Option<String>,
        /// To what.
        instead: Instead,
        /// How long after it was accepted.
        after: String,
    },
}

/// How far a drain has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DrainReason {
    /// This pod is not evicted, and why.
    Waits(String, Box<Reason>),
    /// This pod is ending.
    Ending(String),
    /// No pod has gone for too long.
    Stalled {
        /// Pods that have gone.
        done: u32,
        /// Of how many.
        of: usize,
        /// For so many minutes.
        minutes: u64,
        /// What it waits for.
        waits: Box<Reason>,
    },
    /// Its user has stopped it: pods that have gone, of how many.
    Stopped(u32, usize),
    /// So many pods have gone, and so many stay that no controller would replace.
    Moved(usize, usize),
}

/// What became of an object that is to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LeavingReason {
    /// It is gone, after so long.
    GoneAfter(String),
    /// It is still there after so long, and what holds it.
    StillThere(String, Held),
    /// It may not be read, and why.
    Unfollowed(Box<Reason>),
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPods => f.write_str("has no pods now"),
            Self::Ready { revision: None, ready, of } => write!(f, "{ready}/{of} ready"),
            Self::Ready { revision: Some(revision), ready, of } => write!(f, "is on rev {revision}, {ready}/{of} ready"),
        }
    }
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replicas(n) => n.fmt(f),
            Self::Paused(true) => f.write_str("paused"),
            Self::Paused(false) => f.write_str("not paused"),
            Self::Image(image) => f.write_str(image),
        }
    }
}

/// In English.
impl fmt::Display for SentReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(target) => write!(f, "{target} exists by now; look again"),
            Self::Restless(tries) => write!(f, "it changed at every one of {tries} tries; try again"),
            Self::NotThere(what, error) => write!(f, "{what}, and no answer came ({error})"),
            Self::NoEffect(waited, error) => {
                write!(f, "not taken: {waited} s later it had had no effect; no answer came ({error})")
            }
            Self::Silence(error) => {
                write!(f, "no answer came, nor to any question since; look again when it is live ({error})")
            }
            Self::NotTaken(error) => write!(f, "not taken, try again: no answer came ({error})"),
            Self::Changed(moved, error) => write!(f, "something else changed it{moved}, and no answer came ({error})"),
            Self::Stands(standing, took) => write!(f, "{standing}, after {took}"),
            Self::SetAgain { who, instead, after } => {
                let who = who.as_deref().unwrap_or("something");
                write!(f, "{who} made it {instead} again, {after} after")
            }
        }
    }
}

impl fmt::Display for DrainReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gone = |done: &u32, of: &usize| format!("the node is cordoned, {done} of {of} pods have gone");
        match self {
            Self::Waits(pod, why) => write!(f, "{pod}: {why}"),
            Self::Ending(pod) => write!(f, "{pod} is ending"),
            Self::Stalled { done, of, minutes, waits } => write!(f, "{}, none for {minutes} min: {waits}", gone(done, of)),
            Self::Stopped(done, of) => write!(f, "stopped by you: {}", gone(done, of)),
            Self::Moved(of, 0) => write!(f, "{of} pods moved"),
            Self::Moved(of, bare) => write!(f, "{of} pods moved; {bare} stay that no controller would replace"),
        }
    }
}

impl fmt::Display for LeavingReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GoneAfter(took) => write!(f, "gone after {took}"),
            Self::StillThere(took, held) => write!(f, "still there after {took}: {held}"),
            Self::Unfollowed(why) => write!(f, "its end cannot be followed: {why}"),
        }
    }
}
