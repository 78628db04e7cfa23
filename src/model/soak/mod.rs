//! A release that is watched for some minutes before it is called good: what is asked, what is seen, and how it ended.

mod find;
mod judge;
mod lines;
mod look;
mod pods;
mod side;

pub use judge::Judge;
pub use lines::{Lines, Said};
pub use look::{Look, Warning, rolled_out};

use super::change::Target;
use super::trouble::Trouble;
use super::{Name, Time};
use std::sync::Arc;

/// How long a release is watched once it is ready where nothing else is said, in milliseconds.
pub const WATCH_MS: i64 = 300_000;

/// What is to be watched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Soak {
    /// The number that the news carry.
    pub id: u64,
    /// The workload.
    pub target: Target,
    /// Its generation after the change; 0 for the one that it has now.
    pub generation: i64,
    /// How long its rollout is given, in milliseconds, from the beginning of the watch; `None` for as long as its controller gives it (`progressDeadlineSeconds`), where it has
    /// no deadline ten minutes.
    pub ready_within: Option<i64>,
    /// How long it is watched once it is ready, in milliseconds; 0 where being available is all that is asked.
    pub watch: i64,
    /// Whether it is expected to stay paused in the middle, with old and new pods side by side: it is then watched as it stands, and never
    /// ends as ready.
    pub canary: bool,
}

/// Where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The rollout is under way.
    Rolling,
    /// It is ready (or held as a canary) and watched until then, by the server's clock; `None` for as long as somebody looks.
    Watching(Option<Time>),
    /// It is over.
    Ended(Ended),
}

/// How it ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
    /// Ready in time, and nothing was found in the time after.
    Good,
    /// What was found, the worst first.
    Bad(Vec<Finding>),
    /// Somebody changed the workload again, or deleted it: there is nothing to be said of this release any more.
    Replaced,
    /// The server could not be asked until the time was over: nothing is known.
    Unknown(Arc<Trouble>),
}

/// Something that speaks against a release.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Finding {
    /// The controller gave up, or no pod can be made, and why, in Kubernetes' own words (`ProgressDeadlineExceeded`, `FailedCreate`, quota).
    Failed(Name),
    /// It was not ready in the time that it was given: how many of how many were, and what the worst pod waits for.
    NotReady {
        /// Ready new pods.
        ready: u32,
        /// New pods wanted.
        of: u32,
        /// Such as `ImagePullBackOff`; empty where nothing says.
        why: Name,
    },
    /// A container of a new pod was started again.
    Restarted {
        /// The pod.
        pod: Name,
        /// The container.
        container: Name,
        /// How often.
        times: u32,
        /// Such as `OOMKilled` or `Error (exit 1)`.
        why: Name,
    },
    /// A pod that was ready is no more.
    Unready {
        /// The pod.
        pod: Name,
        /// What its status says.
        why: Name,
    },
    /// Warning events about new pods, by reason (`Unhealthy`, `BackOff`).
    Warned {
        /// The reason.
        reason: Name,
        /// The newest message.
        message: Name,
        /// How often it was said.
        times: u32,
    },
    /// Lines at the level of errors that the old pods did not write.
    NewError {
        /// What the lines have in common ([`crate::logs::pattern`]).
        pattern: Name,
        /// One of them.
        line: Name,
        /// How many.
        times: u64,
    },
}

/// The pods of one side: those of the revisions before, or those of the new one.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Side {
    /// The pods that are there.
    pub pods: u32,
    /// Those that are ready.
    pub ready: u32,
    /// Restarts since the watch began.
    pub restarts: u32,
    /// Lines at the level of errors since the watch began.
    pub errors: u64,
    /// Those a minute, over the time that was read; `None` where no log could be read.
    pub errors_a_minute: Option<f64>,
    /// Patterns of errors that the other side does not have, the most frequent first: pattern and how many.
    pub own_patterns: Vec<(Name, u64)>,
    /// Whether a log came faster than it is read, or was too large: what was counted is a part of it.
    pub partial: bool,
    /// What the pods use together, in millicores; `None` without metrics.
    pub cpu: Option<u64>,
    /// See `cpu`; in bytes.
    pub memory: Option<u64>,
}

/// What is told while it goes on.
#[derive(Clone, PartialEq, Debug)]
pub struct SoakNews {
    /// The number of the [`Soak`].
    pub id: u64,
    /// Where it stands.
    pub stage: Stage,
    /// What speaks against it so far.
    pub findings: Vec<Finding>,
    /// The old pods.
    pub old: Side,
    /// The new pods.
    pub new: Side,
    /// Whether logs of old pods were read, so that a pattern can be called new: there may have been none.
    pub compared: bool,
    /// What could not be read, and so is not judged: logs, events, metrics.
    pub unread: Vec<(Unread, Arc<Trouble>)>,
    /// Since when the server does not answer, and why; `None` while it does.
    pub silent: Option<(Time, Arc<Trouble>)>,
}

/// What could not be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unread {
    /// Pods: it goes by what the workload's status says alone.
    Pods,
    /// Logs of the old pods: no pattern can be called new.
    OldLogs,
    /// Logs of the new pods.
    NewLogs,
    /// Events.
    Events,
    /// Metrics.
    Metrics,
}
