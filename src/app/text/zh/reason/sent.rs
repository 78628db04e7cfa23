//! What became of changes that were sent.

use super::super::target;
use super::refusal::moved;
use super::text as words;
use crate::app::i18n::said;
use crate::model::Lang;
use crate::model::change::reason::{Awaits, DrainReason, Held, HeldBy, Instead, LeavingReason, SentReason, Standing, USERS, shown};

pub(super) fn text(reason: &SentReason) -> String {
    match reason {
        SentReason::Exists(object) => format!("{} 已经存在;请重新查看", target(object)),
        SentReason::Restless(tries) => format!("尝试 {tries} 次,每次都已被更改;请重试"),
        SentReason::NotThere(what, error) => format!("{},且没有收到响应({})", words(what), words(error)),
        SentReason::NoEffect(waited, error) => {
            format!("未生效:{waited} 秒后仍无变化;没有收到响应({})", words(error))
        }
        SentReason::Silence(error) => format!("没有收到响应,之后的查询也没有;恢复连接后请查看({})", words(error)),
        SentReason::NotTaken(error) => format!("未生效,请重试:没有收到响应({})", words(error)),
        SentReason::Changed(by, error) => format!("已被其他程序更改{},且没有收到响应({})", moved(by), words(error)),
        SentReason::Stands(standing, took) => format!("{},用时 {took}", stands(*standing)),
        SentReason::SetAgain { who, instead, after } => {
            let who = who.as_deref().map_or_else(|| "某个程序".to_owned(), |who| format!("{who} "));
            format!("{who}在 {after} 后又将其改为{}", self::instead(instead))
        }
    }
}

pub(super) fn drain(reason: &DrainReason) -> String {
    let gone = |done: &u32, of: &usize| format!("节点已隔离,{of} 个 Pod 中 {done} 个已迁走");
    match reason {
        DrainReason::Waits(pod, why) => format!("{pod}:{}", words(why)),
        DrainReason::Ending(pod) => format!("{pod} 正在终止"),
        DrainReason::Stalled { done, of, minutes, waits } => {
            format!("{},已有 {minutes} 分钟没有进展:{}", gone(done, of), words(waits))
        }
        DrainReason::Stopped(done, of) => format!("被您停止:{}", gone(done, of)),
        DrainReason::Moved(of, 0) => format!("{of} 个 Pod 已迁走"),
        DrainReason::Moved(of, bare) => format!("{of} 个 Pod 已迁走;{bare} 个因没有控制器重建而保留"),
    }
}

pub(super) fn leaving(reason: &LeavingReason) -> String {
    match reason {
        LeavingReason::GoneAfter(took) => format!("已删除,用时 {took}"),
        LeavingReason::StillThere(took, held) => format!("{took} 后仍存在:{}", self::held(held)),
        LeavingReason::Unfollowed(why) => format!("无法跟踪其删除过程:{}", words(why)),
    }
}

pub(super) fn held(held: &Held) -> String {
    match held {
        Held::Server(words) => said(Lang::Zh, words).into_owned(),
        Held::Processes(left) => format!("其进程最多还有 {left} 秒可用于退出"),
        Held::Finalizers(names, by) => {
            let names = format!("终结器 {} 阻止其删除", names.join("、"));
            match by {
                HeldBy::Users(users) => match shown(users, USERS) {
                    (users, 0) => format!("{names}:被 {users} 使用"),
                    (users, more) => format!("{names}:被 {users} 及另外 {more} 个使用"),
                },
                HeldBy::Known(what) => format!("{names}:{}", awaits(*what)),
                HeldBy::Other => names,
            }
        }
        Held::Kubelet(node) => format!("{node} 的 kubelet 尚未确认其终止"),
        Held::Nothing => "正在终止".to_owned(),
    }
}

/// What a finalizer waits for.
pub(in crate::app::text::zh) const fn awaits(what: Awaits) -> &'static str {
    match what {
        Awaits::Dependents => "等待其附属对象先被删除",
        Awaits::Orphans => "等待其附属对象先解除属主关系",
        Awaits::Pods => "仍有 Pod 在使用",
        Awaits::Claim => "仍有 PVC 绑定",
        Awaits::Balancer => "等待其负载均衡器拆除",
        Awaits::Count => "等待其 Job 计数",
        Awaits::Kind => "等待该类型的全部对象删除",
        Awaits::Content => "等待命名空间中的一切删除",
    }
}

/// Where a workload stands.
pub(in crate::app::text::zh) fn stands(standing: Standing) -> String {
    match standing {
        Standing::NoPods => "现在没有 Pod".to_owned(),
        Standing::Ready { revision: None, ready, of } => format!("{ready}/{of} 就绪"),
        Standing::Ready { revision: Some(revision), ready, of } => format!("处于版本 {revision},{ready}/{of} 就绪"),
    }
}

fn instead(instead: &Instead) -> String {
    match instead {
        Instead::Replicas(n) => format!(" {n} 个副本"),
        Instead::Paused(true) => "已暂停".to_owned(),
        Instead::Paused(false) => "未暂停".to_owned(),
        Instead::Image(image) => format!(" {image}"),
    }
}
