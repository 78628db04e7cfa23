//! Why a command cannot be had.

use super::target;
use crate::command::Lack;
use crate::model::WorkloadKind;
use crate::model::rights::MayNot;

pub(super) fn text(lack: &Lack) -> String {
    match lack {
        Lack::NotNode => "仅适用于节点 (:nodes)".to_owned(),
        Lack::NotCronJob => "仅适用于 CronJob (:cronjobs)".to_owned(),
        Lack::NotPod => "只有 Pod 中有运行的容器 (:pods)".to_owned(),
        Lack::NoScale => "无法伸缩(没有 /scale)".to_owned(),
        Lack::NotWorkload => "它不是工作负载".to_owned(),
        Lack::NoLogs => "它没有可跟踪日志的 Pod".to_owned(),
        Lack::NoRollouts => "只有工作负载及其 Pod 才有发布过程".to_owned(),
        Lack::FullScreen => "已经是全屏".to_owned(),
        Lack::WorkloadsPane => "请在工作负载面板中使用".to_owned(),
        Lack::NoPorts => "只有 Pod、工作负载和 Service 有可转发的端口".to_owned(),
        Lack::NotDebugged => "只能调试 Pod 和节点 (:pods、:nodes)".to_owned(),
        Lack::NotDeletable => "API 不支持删除此类型".to_owned(),
        Lack::NoRow => "未选中任何行".to_owned(),
        Lack::NoWorkload => "未选中工作负载".to_owned(),
        Lack::NoPod => "未选中 Pod".to_owned(),
        Lack::NoPodToEnter => "未选中 Pod:打开工作负载即进入其 Pod".to_owned(),
        Lack::NoWorkloadOrPod => "未选中工作负载或 Pod".to_owned(),
        Lack::NoCronJob => "未选中 CronJob;可用 :cronjobs 列出".to_owned(),
        Lack::NodesFirst => "请先用 :nodes 打开节点列表".to_owned(),
        Lack::NoDrain => "没有正在进行的排空".to_owned(),
        Lack::ViewOnTop => "请先离开最上层的视图".to_owned(),
        Lack::FormOnTop => "请先完成或离开表单".to_owned(),
        Lack::ReadOnly => "只读模式 (--readonly)".to_owned(),
        Lack::Offline => "API 服务器无响应".to_owned(),
        Lack::PodOnEachNode => "DaemonSet 在每个节点上运行一个 Pod".to_owned(),
        Lack::OnlyDeploymentsPause => "只有 Deployment 可以暂停".to_owned(),
        Lack::NoKey => "设置中未为它分配按键".to_owned(),
        Lack::OtherKinds(kinds) => format!("设置中仅用于 {kinds}"),
        Lack::OtherContexts => "设置中用于其他上下文".to_owned(),
        Lack::NoValue(value) => format!("此行没有 {{{value}}}"),
        Lack::OptionValue(value) => format!("{{{value}}} 的值以 - 开头:会被程序当作选项"),
        Lack::Scaling(kind) => format!("{kind} 无法伸缩"),
        Lack::Restarting(kind @ WorkloadKind::CronJob) => format!("{kind} 无法重启;用 :trigger 可立即运行一个 Job"),
        Lack::Restarting(kind) => format!("{kind} 无法重启:它只运行一次"),
        Lack::Revisions(kind) => format!("{kind} 没有可回滚的版本"),
        Lack::Image(kind @ WorkloadKind::CronJob) => format!("{kind} 的镜像通过编辑来更改"),
        Lack::Image(kind) => format!("{kind} 的镜像无法更改"),
        Lack::Pausing(kind) => format!("{kind} 没有可暂停的发布"),
        Lack::Following(kind) => format!("{kind} 没有可跟踪的发布"),
        Lack::OwnPods(kind) => format!("{kind} 没有自己的 Pod;请转发其某个 Job 的 Pod"),
        Lack::Gone(object) => format!("{} 已不存在,或不在范围内", target(object)),
        Lack::Denied(may_not) => {
            let MayNot { verb, what, namespace, reason } = &**may_not;
            let reason = if reason.is_empty() { String::new() } else { format!(":{reason}") };
            format!("您无权在 {namespace} 中 {verb} {what}{reason}")
        }
    }
}
