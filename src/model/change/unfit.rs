//! What a verb is not for. The English stands here.

use std::fmt;

/// Why a verb is not for a kind of object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WrongKind {
    /// It is for workloads.
    NoWorkload,
    /// A DaemonSet has no number of replicas.
    OnEachNode,
    /// It has none to set.
    NoScale,
    /// It is for Deployments.
    NoDeployment,
    /// It is for CronJobs and Jobs.
    NoJob,
    /// It is for CronJobs.
    NoCronJob,
    /// It is for nodes.
    NoNode,
    /// It is for pods.
    NoPod,
    /// It is for pods, for what is in them.
    NothingRuns,
    /// It is for what has pods that can be connected to.
    NoPorts,
}

/// In English.
impl fmt::Display for WrongKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoWorkload => "it is not a workload",
            Self::OnEachNode => "a DaemonSet runs one pod on each node",
            Self::NoScale => "it has no /scale",
            Self::NoDeployment => "only Deployments can be paused",
            Self::NoJob => "only CronJobs and Jobs can be suspended",
            Self::NoCronJob => "only CronJobs start Jobs",
            Self::NoNode => "only nodes can be cordoned and drained",
            Self::NoPod => "only pods can be evicted",
            Self::NothingRuns => "only pods have containers that run",
            Self::NoPorts => "only pods, workloads and Services have ports to forward",
        })
    }
}
