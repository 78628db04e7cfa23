//! The view of a rollout that is followed.

use super::health::text as said;
use super::{target, text as words};
use crate::app::text::{Ails, Awaited, Figures, LastLines, PodDoes, Stands, TrackerText, Whose};
use crate::model::WorkloadKind;
use crate::model::reason::Why;
use crate::model::step::Step;

pub(super) fn text(text: &TrackerText) -> String {
    match text {
        TrackerText::Gone(object) => format!("{} 已不存在,或不在范围内", target(object)),
        TrackerText::Stands(stands) => self::stands(stands),
        TrackerText::Deadline(None) => "已超过期限".to_owned(),
        TrackerText::Deadline(Some(left)) => format!("距期限 {left}"),
        TrackerText::Revision(number) => format!("版本 {number}"),
        TrackerText::Nodes(count) => format!("{count} 个节点"),
        TrackerText::Ordinals(ordinals, _) => format!("序号 {ordinals}"),
        TrackerText::PodsUnknown(None) => "尚不清楚其 Pod:仍在加载".to_owned(),
        TrackerText::PodsUnknown(Some(why)) => format!("尚不清楚其 Pod:{}", words(why)),
        TrackerText::NoEvents(why) => format!("无法读取事件,探针和配额信息可能缺失:{}", words(why)),
        TrackerText::Unseen => "等待其控制器处理更改".to_owned(),
        TrackerText::Paused => "已暂停:恢复之前不会发布".to_owned(),
        TrackerText::NoPods(why) => format!("无法创建 Pod:{}", said(why)),
        TrackerText::NotYetAvailable(late) => format!("{late} 个就绪的 Pod 须满 minReadySeconds 才计入"),
        TrackerText::Ails(whose, ails) => self::ails(&self::whose(whose), ails),
        TrackerText::Awaits(whose, awaited) => format!("{}:{}", self::whose(whose), self::awaited(awaited)),
        TrackerText::Last(container, pod, lines) => match container {
            Some(container) => last(&format!("{pod} 的容器 {container} "), lines),
            None => last(&format!("{pod} "), lines),
        },
        TrackerText::Partition(below) => format!("partition {below}:序号低于 {below} 的保持之前的模板"),
        TrackerText::HeldUp(pod) => {
            format!("{pod}:旧模板且未就绪。OrderedReady 下控制器会等待它;删除该 Pod 可继续")
        }
        TrackerText::ToGo(pod) => format!("等待 {pod} 终止"),
        TrackerText::Next(name, ordinal) => format!("从最高序号向下更新;下一个是 {name}-{ordinal}"),
        TrackerText::OldToGo(count, None) => format!("等待 {count} 个旧 Pod 终止"),
        TrackerText::OldToGo(count, Some(within)) => format!("等待 {count} 个旧 Pod 终止,最后一个在 {within} 内"),
        TrackerText::Ready { ready, there, wanted: None } => format!("{ready}/{there} 就绪"),
        TrackerText::Ready { ready, there, wanted: Some(wanted) } => format!("{ready}/{there} 就绪,期望 {wanted}"),
        TrackerText::ToCome => "等待其控制器创建后续 Pod".to_owned(),
        TrackerText::Pod(does) => self::does(does),
    }
}

fn whose(whose: &Whose) -> String {
    match whose {
        Whose::Pod(name) => name.clone(),
        Whose::New(n) => format!("{n} 个新 Pod"),
        Whose::All(n) => format!("{n} 个 Pod"),
    }
}

fn figures(figures: Figures) -> String {
    let Figures { updated: (updated, of), ready, old } = figures;
    let left = if old > 0 { format!(",剩余 {old} 个旧 Pod") } else { String::new() };
    format!("{updated}/{of} 已更新,{ready} 个就绪{left}")
}

fn stands(stands: &Stands) -> String {
    let rev = |n: &u64| if *n == 0 { "最新模板".to_owned() } else { format!("版本 {n}") };
    match stands {
        Stands::Unseen(n) => format!("{}:其控制器尚未处理更改", rev(n)),
        Stands::Stuck(n, since, how) => format!("{} 卡住{}:{}", rev(n), lasting(since.as_deref()), figures(*how)),
        Stands::Failed(n, how) => format!("{} 失败:{}", rev(n), figures(*how)),
        Stands::AtFault { revision, came, ready: (ready, of), before } => {
            let before = before.as_ref().map(|(n, served)| format!(";版本 {n} 曾运行 {served}")).unwrap_or_default();
            format!("{} 有问题:{came} 前发布,{ready}/{of} 就绪{before}", rev(revision))
        }
        Stands::Paused(how) => format!("发布已暂停:{}", figures(*how)),
        Stands::Idle => "无进行中的发布:期望副本数为 0".to_owned(),
        Stands::Rolls(n, how) => format!("{} 发布中:{}", rev(n), figures(*how)),
        Stands::OnDelete(updated, of, ready) => format!("不自动发布 (OnDelete):{updated}/{of} 已更新,{ready} 个就绪"),
        Stands::Complete(n, ready, of) => format!("无进行中的发布:{} 已完成,{ready}/{of} 就绪", rev(n)),
        Stands::Other(WorkloadKind::Deployment, ready, of) => format!("无进行中的发布,{ready}/{of} 就绪"),
        Stands::Other(
            WorkloadKind::StatefulSet | WorkloadKind::DaemonSet | WorkloadKind::Job | WorkloadKind::CronJob,
            ready,
            of,
        ) => format!("全部 Pod 已更新,{ready}/{of} 就绪"),
    }
}

fn lasting(since: Option<&str>) -> String {
    since.map(|since| format!(",已 {since}")).unwrap_or_default()
}

fn ails(who: &str, ails: &Ails) -> String {
    match ails {
        Ails::Only(why) | Ails::Unready(why, None) | Ails::Slow(why, None) => format!("{who}:{}", said(why)),
        Ails::Memory(why) => format!("{who}:内存不足。{}", said(why)),
        Ails::Crash(why) => format!("{who} 崩溃。{}", said(why)),
        Ails::Killed(why, probe) => format!("{who}:探针失败后被终止。{}。{probe}", said(why)),
        Ails::Config(why) => format!("{who}:容器未启动。{}", said(why)),
        Ails::Failed(why) => format!("{who}:失败。{}", said(why)),
        Ails::Unready(why, Some(probe)) => format!("{who}:{}。{probe}", said(why)),
        Ails::Slow(why, Some(hindrance)) => format!("{who}:{}。{}", said(why), said(hindrance)),
    }
}

fn awaited(awaited: &Awaited) -> String {
    let hindrance = |why: &Option<Why>| why.as_ref().map(|why| format!("。{}", said(why))).unwrap_or_default();
    match awaited {
        Awaited::Made(Step::Preparing, why) => format!("已调度;正在准备卷、网络和镜像{}", hindrance(why)),
        Awaited::Made(at, why) => format!("{}{}", step(*at), hindrance(why)),
        Awaited::Image(since) => format!("正在拉取镜像{}", lasting(since.as_deref())),
        Awaited::Init(status) => format!("正在运行 init 容器({status})"),
        Awaited::Probe(which, since, probe) => {
            let probe = probe.as_ref().map(|probe| format!("。{probe}")).unwrap_or_default();
            let since = since.as_ref().map(|since| format!(",已 {since}")).unwrap_or_default();
            format!("等待 {which} 探针{since}{probe}")
        }
        Awaited::Step(Step::Starting) => "正在启动容器".to_owned(),
        Awaited::Step(at) => step(*at).to_owned(),
    }
}

fn last(whose: &str, lines: &LastLines) -> String {
    match lines {
        LastLines::Asked => format!("正在读取 {whose}的最后几行 …"),
        LastLines::Unread(why) => format!("无法读取 {whose}的最后几行:{}", words(why)),
        LastLines::None(how) => format!("{whose}结束前没有输出({})", said(how)),
        LastLines::Below(how) => format!("{whose}结束前的输出({}):", said(how)),
    }
}

fn does(does: &PodDoes) -> String {
    match does {
        PodDoes::Step(at) => step(*at).to_owned(),
        PodDoes::Ends(left) => format!("{},宽限期剩余 {left}", step(Step::Ending)),
        PodDoes::Pulls(image, since) => format!("拉取 {image}{}", lasting(since.as_deref())),
        PodDoes::Probes(since, said) => {
            let said = said.as_ref().map(|said| format!(":{said}")).unwrap_or_default();
            let since = since.as_ref().map(|since| format!(",已 {since}")).unwrap_or_default();
            format!("{}{since}{said}", step(Step::Probing))
        }
        PodDoes::Hindered(at, why) => format!("{}:{}", step(*at), said(why)),
        PodDoes::Sick(why) => said(why),
    }
}

const fn step(step: Step) -> &'static str {
    match step {
        Step::Unscheduled => "等待节点",
        Step::Preparing => "已调度",
        Step::Pulling => "拉取镜像",
        Step::Init => "init 容器",
        Step::Starting => "启动中",
        Step::Probing => "等待探针",
        Step::Ready => "就绪",
        Step::Ending => "终止中",
        Step::Ended => "已结束",
    }
}
