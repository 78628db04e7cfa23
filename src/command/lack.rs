//! Why a command cannot be had: `app::text` has the words.

use crate::model::change::Target;
use crate::model::own::{Unfilled, Value};
use crate::model::rights::MayNot;
use crate::model::{Name, WorkloadKind};
use std::sync::Arc;

/// What is missing, or in the way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lack {
    /// It is for nodes.
    NotNode,
    /// It is for CronJobs.
    NotCronJob,
    /// It is for pods, whose containers run.
    NotPod,
    /// The kind has no `/scale`.
    NoScale,
    /// It is for workloads.
    NotWorkload,
    /// No pods with logs belong to it.
    NoLogs,
    /// It is, and belongs to, nothing that has rollouts.
    NoRollouts,
    /// What it makes large is as large as the screen.
    FullScreen,
    /// It is for the workloads pane.
    WorkloadsPane,
    /// It has no ports to forward.
    NoPorts,
    /// It is for pods and nodes.
    NotDebugged,
    /// The API has no `delete` for the kind.
    NotDeletable,
    /// No row is selected.
    NoRow,
    /// No workload is selected.
    NoWorkload,
    /// No pod is selected.
    NoPod,
    /// No pod is selected where a container is gone into.
    NoPodToEnter,
    /// Neither is selected.
    NoWorkloadOrPod,
    /// No CronJob is selected.
    NoCronJob,
    /// The list of nodes is not open.
    NodesFirst,
    /// No drain is under way.
    NoDrain,
    /// A view lies over the rows.
    ViewOnTop,
    /// A form or a question waits for its answer.
    FormOnTop,
    /// `--readonly`.
    ReadOnly,
    /// The API server does not answer.
    Offline,
    /// A DaemonSet has no number of replicas.
    PodOnEachNode,
    /// Only Deployments can be paused.
    OnlyDeploymentsPause,
    /// The kind cannot be scaled.
    Scaling(WorkloadKind),
    /// A Job cannot be restarted, a CronJob starts another.
    Restarting(WorkloadKind),
    /// The kind has no revisions.
    Revisions(WorkloadKind),
    /// The kind has no image that can be swapped.
    Image(WorkloadKind),
    /// The kind has no rollout to pause.
    Pausing(WorkloadKind),
    /// The kind has no rollout to follow.
    Following(WorkloadKind),
    /// The kind has no pods of its own.
    OwnPods(WorkloadKind),
    /// The object is not known, or not any more.
    Gone(Box<Target>),
    /// The settings take its key away.
    NoKey,
    /// A command of the settings is for other kinds: as they are written.
    OtherKinds(Name),
    /// It is for other contexts.
    OtherContexts,
    /// The row has no value that it is given.
    NoValue(Value),
    /// The value would be taken for an option.
    OptionValue(Value),
    /// The user may not, as it was said with the answer of the API server.
    Denied(Arc<MayNot>),
}

impl From<Unfilled> for Lack {
    fn from(why: Unfilled) -> Self {
        match why {
            Unfilled::Lacks(value) => Self::NoValue(value),
            Unfilled::Option(value) => Self::OptionValue(value),
        }
    }
}
