//! What the watches tell: rows that came and went, and how the watch itself stands. Plain values, so that a session can be replayed.

use super::namespace::Namespace;
use super::pod::Pod;
use super::replicaset::ReplicaSet;
use super::table::TableFeed;
use super::trouble::Trouble;
use super::usage::{UseNews, UseScope};
use super::workload::Workload;
use super::{Kind, Name, Time, Uid};
use std::sync::Arc;

/// What one watch covers: a kind, cluster-wide or in one namespace.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Scope {
    /// The kind.
    pub kind: Kind,
    /// The namespace; `None` for cluster-wide.
    pub namespace: Option<Name>,
}

impl Scope {
    /// Cluster-wide.
    pub fn all(kind: Kind) -> Self {
        Self { kind, namespace: None }
    }

    /// In one namespace.
    pub fn of(kind: Kind, namespace: &Name) -> Self {
        Self { kind, namespace: Some(namespace.clone()) }
    }

    /// In words for messages: `pods in iot-dev`, `namespaces`.
    pub fn words(&self) -> String {
        match &self.namespace {
            Some(ns) => format!("{} in {ns}", self.kind.plural()),
            None => self.kind.plural().to_owned(),
        }
    }
}

/// An object in its slim form.
#[derive(Clone, PartialEq, Debug)]
#[allow(missing_docs, reason = "named by their types")]
pub enum Row {
    Namespace(Namespace),
    Workload(Workload),
    ReplicaSet(ReplicaSet),
    Pod(Pod),
}

impl Row {
    /// The object's UID.
    pub fn uid(&self) -> &Uid {
        match self {
            Self::Namespace(r) => &r.uid,
            Self::Workload(r) => &r.uid,
            Self::ReplicaSet(r) => &r.uid,
            Self::Pod(r) => &r.uid,
        }
    }
}

/// One change of what is known of a collection, such as a scope's.
#[derive(Clone, PartialEq, Debug)]
pub enum Delta<T = Row> {
    /// A list begins: what it does not name by its end is gone. Until then the old rows stay.
    ListBegins,
    /// The object is there, in this form.
    Put(T),
    /// The object is gone.
    Gone(Uid),
    /// The list has come to its end.
    ListEnds,
}

/// How a watch stands. The screen shows it in its pane.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum WatchState {
    /// Not asked yet.
    #[default]
    Waiting,
    /// Its first list is on its way: so many objects have come, of so many if the server says so.
    Starting {
        /// Objects received.
        listed: usize,
        /// All of them, where the server tells (`remainingItemCount`).
        of: Option<usize>,
    },
    /// The stream is open and what is shown is the newest known state.
    Live,
    /// May be listed but not watched: listed anew every so many seconds.
    Polling {
        /// Seconds between two lists.
        every: u32,
    },
    /// The stream is down: what is shown is what was known at `since`.
    Stale {
        /// When the last answer came.
        since: Time,
        /// When it is tried again.
        retry: Time,
        /// Why, in one line.
        error: Arc<Trouble>,
    },
    /// The user may not list this. Asked again now and then.
    Denied {
        /// What it says.
        error: Arc<Trouble>,
    },
}

/// How the API server itself answers.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum LinkState {
    /// No answer yet, and no failure.
    #[default]
    Connecting,
    /// It answers.
    Up {
        /// Round trip of the last heartbeat in milliseconds.
        latency: u32,
    },
    /// It does not.
    Down {
        /// When its last answer came, or when the session began.
        since: Time,
        /// When it is tried again.
        retry: Time,
        /// Why, in one line.
        error: Arc<Trouble>,
    },
}

/// What a session sends to the application.
#[derive(Clone, PartialEq, Debug)]
pub enum Feed {
    /// Rows of one scope, coalesced: at most one batch a scope every 50 ms.
    Batch(Scope, Vec<Delta>),
    /// How the watch of one scope stands.
    Watch(Scope, WatchState),
    /// What the table of the wish with this number tells.
    Browsed(u64, TableFeed),
    /// What is used, as a poll at this time found it.
    Used(UseScope, Time, UseNews),
    /// How the API server answers.
    Link(LinkState),
    /// By how many milliseconds the server's clock is ahead of this machine's; negative where it is behind. Told when it is found to be
    /// another than it was taken for, at first 0.
    Skew(i64),
    /// The server's version, as `gitVersion` gives it.
    Version(Name),
}
