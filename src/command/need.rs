//! What there must be for a command: a column of the table, from which follows for which rows it is and why not for others.

use super::Lack;
use crate::model::WorkloadKind;

/// What there must be for a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// An object under the cursor.
    Row,
    /// Panes beside one another.
    Panes,
    /// Containers whose logs can be followed.
    Logs,
    /// The same, or the logs of a container that are shown.
    PreviousLogs,
    /// A workload with a rollout to follow.
    Rollout,
    /// A number of replicas that can be set.
    Replicas,
    /// Pods that can be replaced a few at a time.
    Restart,
    /// Revisions to go back to.
    Revisions,
    /// An image that can be swapped.
    Image,
    /// Rollouts that can be paused.
    Pause,
    /// An object of a kind that the API can delete.
    Deletion,
    /// A CronJob.
    CronJob,
    /// A pod whose containers run.
    Container,
    /// Pods that can be connected to.
    Ports,
    /// A pod or a node that a container for debugging can be begun on.
    Debugged,
    /// A node.
    Node,
    /// A drain under way.
    Drain,
}

impl Need {
    /// Whether it is something of the object under the cursor.
    pub const fn is_of_object(self) -> bool {
        match self {
            Self::Nothing | Self::Panes | Self::Drain => false,
            Self::Row
            | Self::Logs
            | Self::PreviousLogs
            | Self::Rollout
            | Self::Replicas
            | Self::Restart
            | Self::Revisions
            | Self::Image
            | Self::Pause
            | Self::Deletion
            | Self::CronJob
            | Self::Container
            | Self::Ports
            | Self::Debugged
            | Self::Node => true,
        }
    }

    /// Why a workload of a kind has not got it; `None` where it has.
    pub fn lack(self, kind: WorkloadKind) -> Option<Lack> {
        if !kind.rolls() {
            return self.lack_without_rollout(kind);
        }
        let scales_not = self == Self::Replicas && !kind.scales();
        let pauses_not = self == Self::Pause && kind != WorkloadKind::Deployment;
        let why = scales_not.then_some(Lack::PodOnEachNode);
        why.or(pauses_not.then_some(Lack::OnlyDeploymentsPause))
    }

    /// Why what has no rollout has not got it: Jobs and CronJobs. `None` where they have it like any other workload.
    pub fn lack_without_rollout(self, kind: WorkloadKind) -> Option<Lack> {
        match self {
            Self::Replicas => Some(Lack::Scaling(kind)),
            Self::Restart => Some(Lack::Restarting(kind)),
            Self::Revisions => Some(Lack::Revisions(kind)),
            Self::Image => Some(Lack::Image(kind)),
            Self::Pause => Some(Lack::Pausing(kind)),
            Self::Rollout => Some(Lack::Following(kind)),
            Self::Ports if kind == WorkloadKind::CronJob => Some(Lack::OwnPods(kind)),
            Self::Nothing
            | Self::Row
            | Self::Panes
            | Self::Logs
            | Self::PreviousLogs
            | Self::Deletion
            | Self::CronJob
            | Self::Container
            | Self::Ports
            | Self::Debugged
            | Self::Node
            | Self::Drain => None,
        }
    }
}
