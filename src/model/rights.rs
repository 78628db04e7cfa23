//! What the user may do, as the API server says.

use super::{Name, WorkloadKind};
use std::fmt;
use std::sync::Arc;

/// A right that a key needs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Right {
    /// `patch` on the kind.
    Patch(WorkloadKind),
    /// `patch` on the kind's `/scale`.
    Scale(WorkloadKind),
    /// `delete` on the kind.
    Delete(WorkloadKind),
    /// `create` on jobs: a run of a CronJob out of its turn.
    CreateJobs,
    /// `delete` on pods.
    DeletePods,
    /// `create` on `pods/eviction`.
    EvictPods,
    /// `get` on `pods/log`.
    Logs,
    /// `create` on `pods/exec`.
    Exec,
    /// `create` on `pods/attach`.
    Attach,
    /// `create` on `pods/portforward`.
    Forward,
}

impl Right {
    /// All that are asked about for a namespace in view.
    pub const ALL: [Right; 18] = [
        Right::Patch(WorkloadKind::Deployment),
        Right::Patch(WorkloadKind::StatefulSet),
        Right::Patch(WorkloadKind::DaemonSet),
        Right::Patch(WorkloadKind::CronJob),
        Right::Scale(WorkloadKind::Deployment),
        Right::Scale(WorkloadKind::StatefulSet),
        Right::Logs,
        Right::Delete(WorkloadKind::Deployment),
        Right::Delete(WorkloadKind::StatefulSet),
        Right::Delete(WorkloadKind::DaemonSet),
        Right::Delete(WorkloadKind::Job),
        Right::Delete(WorkloadKind::CronJob),
        Right::CreateJobs,
        Right::DeletePods,
        Right::EvictPods,
        Right::Exec,
        Right::Attach,
        Right::Forward,
    ];

    /// Whether something is changed by it.
    pub const fn changes(self) -> bool {
        match self {
            Self::Patch(_)
            | Self::Scale(_)
            | Self::Delete(_)
            | Self::CreateJobs
            | Self::DeletePods
            | Self::EvictPods
            | Self::Exec
            | Self::Attach
            | Self::Forward => true,
            Self::Logs => false,
        }
    }

    /// Verb, API group, resource and subresource, as a SelfSubjectAccessReview names them.
    pub const fn attributes(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Patch(kind) => ("patch", kind.kind().group(), kind.kind().plural(), ""),
            Self::Scale(kind) => ("patch", kind.kind().group(), kind.kind().plural(), "scale"),
            Self::Delete(kind) => ("delete", kind.kind().group(), kind.kind().plural(), ""),
            Self::CreateJobs => ("create", "batch", "jobs", ""),
            Self::DeletePods => ("delete", "", "pods", ""),
            Self::EvictPods => ("create", "", "pods", "eviction"),
            Self::Logs => ("get", "", "pods", "log"),
            Self::Exec => ("create", "", "pods", "exec"),
            Self::Attach => ("create", "", "pods", "attach"),
            Self::Forward => ("create", "", "pods", "portforward"),
        }
    }
}

/// The answer to one question. A question that failed has no answer: it is never taken for a "no".
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Allowed.
    Yes,
    /// Denied.
    No(Arc<MayNot>),
}

/// What the user may not do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MayNot {
    /// The verb of the API.
    pub verb: &'static str,
    /// To what: `deployments/scale`.
    pub what: String,
    /// In which namespace.
    pub namespace: Name,
    /// The API server's reason; may be empty.
    pub reason: String,
}

impl Verdict {
    /// The user may not.
    pub fn no(verb: &'static str, what: &str, namespace: &Name, reason: String) -> Self {
        Self::No(Arc::new(MayNot { verb, what: what.to_owned(), namespace: namespace.clone(), reason }))
    }
}

/// In English.
impl fmt::Display for MayNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { verb, what, namespace, reason } = self;
        write!(f, "you may not {verb} {what} in {namespace}")?;
        if reason.is_empty() { Ok(()) } else { write!(f, ": {reason}") }
    }
}

/// The rights in one namespace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rights {
    /// The namespace.
    pub namespace: Name,
    /// The answers that came.
    pub verdicts: Vec<(Right, Verdict)>,
}
