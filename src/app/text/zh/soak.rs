//! Releases that are watched, and rollouts that are held after their first pods.

use super::{text as words, trouble};
use crate::app::text::SoakText;
use crate::model::WorkloadKind;
use crate::model::change::Then;
use crate::model::human_duration;
use crate::model::soak::{Ended, Finding, Unread, Verdict};

pub(super) fn text(text: &SoakText) -> String {
    match text {
        SoakText::Begun => "正在查看其 Pod 和日志 …".to_owned(),
        SoakText::Rolling(ready, of) => format!("正在发布:新 Pod 就绪 {ready}/{of}"),
        SoakText::Watching(ready, of, left) => format!("已就绪 {ready}/{of};再观察 {left}"),
        SoakText::Beside(new, old) => format!("已暂停:{new} 个新 Pod,{old} 个旧 Pod"),
        SoakText::NotWatched => "未观察:正在观察的发布太多".to_owned(),
        SoakText::Share(new, of) => {
            let share = if *of == 0 { 0 } else { (new * 100).div_ceil(*of) };
            format!("{of} 个就绪的 Pod 中 {new} 个是新的:流量按 Pod 数分配,约 {share}% 的请求")
        }
        SoakText::GoesBack => "如有问题,将自动回滚".to_owned(),
        SoakText::Verdict(of) => verdict(of),
        SoakText::Said { name, namespace, verdict: of, key, goes_back } => {
            let then = match (goes_back, key.is_empty()) {
                (true, _) => ";正在自动回滚".to_owned(),
                (false, false) => format!(";{key} 回滚"),
                (false, true) => String::new(),
            };
            format!("{namespace} 中的 {name}:{}{then}", verdict(of))
        }
        SoakText::Finding(found) => finding(found),
        SoakText::Unread(what, why) => format!("无法读取{},因此不作判断:{}", unread(*what), trouble::text(why)),
        SoakText::NotCompared => "没有旧 Pod 的日志:无法判断新 Pod 的错误是否为新出现".to_owned(),
        SoakText::Partial => "日志产生快于读取:只统计了一部分".to_owned(),
        SoakText::Silent(since, why) => format!("服务器自 {since} 起没有响应:{}", trouble::text(why)),
        SoakText::Rate(errors, None) => errors.to_string(),
        SoakText::Rate(errors, Some(rate)) => format!("{errors}({rate}/分钟)"),
        SoakText::TooMany => "未观察:已在观察 8 个发布".to_owned(),
        SoakText::Left(name, namespace) => format!("不再观察 {namespace} 中的 {name}:其上下文已关闭"),
        SoakText::Held(name, namespace, key) if key.is_empty() => format!("{namespace} 中的 {name} 已在首批新 Pod 后暂停"),
        SoakText::Held(name, namespace, key) => format!("{namespace} 中的 {name} 已在首批新 Pod 后暂停:{key} 比较新旧"),
        SoakText::Through(name, namespace) => format!("{namespace} 中的 {name} 在暂停之前已完成发布"),
        SoakText::HeldLater(name, namespace, why) => {
            format!("{namespace} 中的 {name} 尚未暂停:服务器响应后立即重试({})", words(why))
        }
        SoakText::NotHeld(name, namespace, why) => format!("{namespace} 中的 {name} 没有暂停,发布继续:{}", words(why)),
        SoakText::Then(then, first) => self::then(*then, *first),
        SoakText::NoCanary(kind) => match kind {
            WorkloadKind::StatefulSet => "StatefulSet 不能暂停:可设置其 updateStrategy 的 partition 来保留旧版本".to_owned(),
            WorkloadKind::DaemonSet => "DaemonSet 不能在中途暂停".to_owned(),
            WorkloadKind::Deployment | WorkloadKind::Job | WorkloadKind::CronJob => format!("此处不能暂停 {kind}"),
        },
        SoakText::NoCanaryRecreate => "其策略先停止全部 Pod 再启动新的:没有可比较的".to_owned(),
        SoakText::NotByItself(why) => format!("不能选择:{}", words(why)),
    }
}

/// What is said of a release.
fn verdict(verdict: &Verdict) -> String {
    match &verdict.ended {
        Ended::Good => {
            let (ready, of) = verdict.ready;
            let restarts = match verdict.restarts {
                _ if verdict.unread.contains(&Unread::Pods) => String::new(),
                0 => ",没有重启".to_owned(),
                n => format!(",就绪前重启 {n} 次"),
            };
            let errors = if verdict.judges_errors() { ",没有新的错误" } else { ",错误未作比较" };
            let unread: Vec<&str> = verdict.unread.iter().map(|u| unread(*u)).collect();
            let unread = if unread.is_empty() { String::new() } else { format!(";未判断:{}", unread.join("、")) };
            format!("良好:就绪 {ready}/{of}{restarts}{errors}({}内){unread}", human_duration(verdict.watch))
        }
        Ended::Bad(_) => {
            let (named, more) = verdict.named();
            let more = (more > 0).then(|| format!("另有 {more} 项"));
            format!("有问题:{}", named.iter().map(finding).chain(more).collect::<Vec<_>>().join(";"))
        }
        Ended::Replaced => "未作判断:已被再次更改或删除".to_owned(),
        Ended::Unknown(why) => format!("不知道是否良好:{}", trouble::text(why)),
    }
}

fn finding(finding: &Finding) -> String {
    match finding {
        Finding::Failed(why) => format!("失败:{why}"),
        Finding::NotReady { ready, of, why } if why.is_empty() => format!("未按时就绪:{ready}/{of}"),
        Finding::NotReady { ready, of, why } => format!("未按时就绪:{ready}/{of},{why}"),
        Finding::Restarted { pod, container, times, why } => {
            let why = if why.is_empty() { String::new() } else { format!(":{why}") };
            format!("{pod} 中的 {container} 重启 {times} 次{why}")
        }
        Finding::Unready { pod, why } => format!("{pod} 不再就绪:{why}"),
        Finding::Warned { reason, message, times } => format!("{reason}({times} 次):{message}"),
        Finding::NewError { line, times: 1, .. } => format!("新的错误:{line}"),
        Finding::NewError { line, times, .. } => format!("新的错误,{times} 次:{line}"),
    }
}

const fn unread(what: Unread) -> &'static str {
    match what {
        Unread::Pods => "Pod",
        Unread::OldLogs => "旧 Pod 的日志",
        Unread::NewLogs => "新 Pod 的日志",
        Unread::Events => "事件",
        Unread::Metrics => "指标",
    }
}

fn then(then: Then, first: Option<(u32, u32)>) -> String {
    match then {
        Then::Nothing => "之后:无自动操作".to_owned(),
        Then::Watch(ms) => format!("之后:观察 {},并判断好坏", human_duration(ms)),
        Then::WatchOrGoBack(ms) => format!("之后:观察 {};如有问题则自动回滚,不再询问", human_duration(ms)),
        Then::PauseAfterFirst => {
            let first = match first {
                Some((1, of)) => format!("{of} 个中的首个新 Pod 出现后"),
                Some((n, of)) => format!("首批新 Pod(按其策略最多 {n} 个,共 {of} 个)出现后"),
                None => "首批新 Pod 出现后".to_owned(),
            };
            format!("之后:{first}立即暂停;很快就绪的 Pod 可能使更多 Pod 随之更新")
        }
    }
}
