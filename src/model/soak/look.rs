//! What the judge of a release is shown.

use super::super::pod::Pod;
use super::super::usage::Used;
use super::super::workload::{Progress, Workload};
use super::super::{Name, Time, Uid, WorkloadKind};
use super::lines::Lines;
use std::collections::HashMap;

/// A warning event, by its own UID.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// The event's own UID.
    pub uid: Uid,
    /// The object that it is about.
    pub about: Uid,
    /// Its reason.
    pub reason: Name,
    /// Its sentence.
    pub message: Name,
    /// When it was last said.
    pub last: Time,
    /// How often it was said.
    pub times: u32,
}

/// What was seen in one look.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// When, by the server's clock.
    pub now: Time,
    /// The workload.
    pub workload: &'a Workload,
    /// What stands for its pod template: another one is another release.
    pub template: u64,
    /// Its pods, and whether each is of the new template; `None` where they cannot be read.
    pub pods: Option<&'a [(Pod, bool)]>,
    /// Of a Deployment the UID of its newest ReplicaSet, where it is known.
    pub revision: Option<&'a Uid>,
    /// Warnings about any of it.
    pub warnings: &'a [Warning],
    /// What the pods have written.
    pub lines: &'a Lines,
    /// What pods use, by name; `None` where it is not known.
    pub used: Option<&'a HashMap<Box<str>, Used>>,
}

/// Whether a rollout is over and all of it can be used, as `kubectl rollout status` means it. With `OnDelete` that is when somebody has
/// deleted the last old pod.
pub const fn rolled_out(w: &Workload) -> bool {
    if w.observed < w.generation {
        return false;
    }
    match w.kind {
        WorkloadKind::Deployment => w.updated >= w.desired && w.replicas <= w.updated && w.available >= w.updated && !w.paused,
        WorkloadKind::StatefulSet => {
            w.ready >= w.desired && w.updated >= w.desired.saturating_sub(w.partition) && !matches!(w.progress, Progress::Ongoing)
        }
        WorkloadKind::DaemonSet => w.updated >= w.desired && w.available >= w.desired,
        WorkloadKind::Job | WorkloadKind::CronJob => false,
    }
}
