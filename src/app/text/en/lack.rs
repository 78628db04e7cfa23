//! Why a command cannot be had.

use crate::command::Lack;
use crate::model::WorkloadKind;

pub(super) fn text(lack: &Lack) -> String {
    match lack {
        Lack::NotNode => "only for nodes (:nodes)".to_owned(),
        Lack::NotCronJob => "only for CronJobs (:cronjobs)".to_owned(),
        Lack::NotPod => "only pods have containers that run (:pods)".to_owned(),
        Lack::NoScale => "it cannot be scaled (no /scale)".to_owned(),
        Lack::NotWorkload => "it is not a workload".to_owned(),
        Lack::NoLogs => "it has no pods whose logs could be followed".to_owned(),
        Lack::NoRollouts => "only workloads and their pods have rollouts".to_owned(),
        Lack::FullScreen => "it is full screen already".to_owned(),
        Lack::WorkloadsPane => "use it in the workloads pane".to_owned(),
        Lack::NoPorts => "only pods, workloads and Services have ports to forward".to_owned(),
        Lack::NotDebugged => "only pods and nodes can be debugged (:pods, :nodes)".to_owned(),
        Lack::NotDeletable => "the API cannot delete this kind".to_owned(),
        Lack::NoRow => "no row is selected".to_owned(),
        Lack::NoWorkload => "no workload is selected".to_owned(),
        Lack::NoPod => "no pod is selected".to_owned(),
        Lack::NoPodToEnter => "no pod is selected: opening a workload goes to its pods".to_owned(),
        Lack::NoWorkloadOrPod => "no workload or pod is selected".to_owned(),
        Lack::NoCronJob => "no CronJob is selected; :cronjobs lists them".to_owned(),
        Lack::NodesFirst => "open the nodes first: :nodes".to_owned(),
        Lack::NoDrain => "no drain is under way".to_owned(),
        Lack::ViewOnTop => "leave the view on top first".to_owned(),
        Lack::FormOnTop => "finish or leave the form first".to_owned(),
        Lack::ReadOnly => "read-only mode (--readonly)".to_owned(),
        Lack::Offline => "the API server does not answer".to_owned(),
        Lack::PodOnEachNode => "a DaemonSet runs one pod on each node".to_owned(),
        Lack::OnlyDeploymentsPause => "only Deployments can be paused".to_owned(),
        Lack::NoKey => "the settings give it no key".to_owned(),
        Lack::Scaling(kind) => format!("a {kind} cannot be scaled"),
        Lack::Restarting(kind @ WorkloadKind::CronJob) => format!("a {kind} cannot be restarted; :trigger starts a Job of it now"),
        Lack::Restarting(kind) => format!("a {kind} cannot be restarted: it runs once"),
        Lack::Revisions(kind) => format!("a {kind} has no revisions to go back to"),
        Lack::Image(kind @ WorkloadKind::CronJob) => format!("the image of a {kind} is changed by editing it"),
        Lack::Image(kind) => format!("the image of a {kind} cannot be changed"),
        Lack::Pausing(kind) => format!("a {kind} has no rollout to pause"),
        Lack::Following(kind) => format!("a {kind} has no rollout to follow"),
        Lack::OwnPods(kind) => format!("a {kind} has no pods of its own; forward to the pod of one of its Jobs"),
        Lack::Gone(target) => format!("{target} is gone, or not in view"),
        Lack::Denied(why) => why.to_string(),
    }
}
