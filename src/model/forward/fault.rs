//! What goes wrong with a forward: a value, with its English; `app::text` has the Chinese.

use crate::model::Name;
use crate::model::trouble::{Trouble, Way};
use std::fmt;

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ForwardFault {
    /// A connection was not taken in, as the system says it.
    NotAccepted(Way),
    /// One waited so many seconds, and for what.
    Waited(u64, Box<Self>),
    /// This pod was not reached, or was lost.
    Pod(Name, PodFault),
    /// No stream may be opened, or it is not known which pods there are.
    Trouble(Box<Trouble>),
    /// It is not known yet which pods there are.
    Unknown,
    /// None of them has a port of this name.
    NoPort(Name),
    /// The pod is gone.
    Gone,
    /// It does not run.
    NotRunning,
    /// There are no pods.
    NoPods,
    /// Of so many none is ready.
    NotReady(usize),
}

/// What went wrong with a pod's stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PodFault {
    /// It was not opened in time.
    Late,
    /// It was silent for so many seconds.
    Silent(u64),
    /// It was not opened, or broke.
    Trouble(Box<Trouble>),
    /// As the kubelet says it.
    Words(String),
}

/// In English.
impl fmt::Display for ForwardFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAccepted(why) => write!(f, "cannot accept: {why}"),
            Self::Waited(seconds, why) => write!(f, "a connection waited {seconds} s: {why}"),
            Self::Pod(name, why) => write!(f, "pod {name}: {why}"),
            Self::Trouble(why) => why.fmt(f),
            Self::Unknown => f.write_str("its pods are not known yet"),
            Self::NoPort(name) => write!(f, "no container of its pods has a TCP port named {name}"),
            Self::Gone => f.write_str("the pod is gone"),
            Self::NotRunning => f.write_str("the pod does not run"),
            Self::NoPods => f.write_str("it has no pods"),
            Self::NotReady(pods) => write!(f, "none of its pods is ready ({pods})"),
        }
    }
}

impl fmt::Display for PodFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late => f.write_str("no answer came in time"),
            Self::Silent(seconds) => write!(f, "nothing has come for {seconds} s"),
            Self::Trouble(why) => why.fmt(f),
            Self::Words(words) => f.write_str(words),
        }
    }
}
