//! What a verb is not for.

use crate::model::change::WrongKind;

pub(super) const fn kind(why: WrongKind) -> &'static str {
    match why {
        WrongKind::NoWorkload => "它不是工作负载",
        WrongKind::OnEachNode => "DaemonSet 在每个节点上运行一个 Pod",
        WrongKind::NoScale => "没有 /scale",
        WrongKind::NoDeployment => "只有 Deployment 可以暂停",
        WrongKind::NoJob => "只有 CronJob 和 Job 可以挂起",
        WrongKind::NoCronJob => "只有 CronJob 会启动 Job",
        WrongKind::NoNode => "只有节点可以隔离和排空",
        WrongKind::NoPod => "只有 Pod 可以驱逐",
        WrongKind::NothingRuns => "只有 Pod 中有运行的容器",
        WrongKind::NoPorts => "只有 Pod、工作负载和 Service 有可转发的端口",
    }
}
