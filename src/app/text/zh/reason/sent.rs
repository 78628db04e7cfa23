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
        SentReason::Restless(tries) => format!("{tries} 次尝试时都被更改;请重试"),
        SentReason::NotThere(what, error) => format!("{},且没有收到应答({})", words(what), words(error)),
        SentReason::NoEffect(waited, error) => {
            format!("未生效:{waited} 秒后仍无变化;没有收到应答({})", words(error))
        }
        SentReason::Silence(error) => format!("没有收到应答,之后的查询也没有;恢复在线后请查看({})", words(error)),
        SentReason::NotTaken(error) => format!("未生效,请重试:没有收到应答({})", words(error)),
        SentReason::Changed(by, error) => format!("它被其他程序更改{},且没有收到应答({})", moved(by), words(error)),
        SentReason::Stands(standing, took) => format!("{},用时 {took}", stands(*standing)),
        SentReason::SetAgain { who, instead, after } => {
            let who = who.as_deref().map_or_else(|| "某个程序".to_owned(), |who| format!("{who} "));
            format!("{who}在 {after} 后又将其改为{}", self::instead(instead))
        }
    }
}

pub(super) fn drain(reason: &DrainReason) -> String {
    let gone = |done: &u32, of: &usize| format!("节点已隔离,{of} 个 Pod 中 {done} 个已离开");
    match reason {
        DrainReason::Waits(pod, why) => format!("{pod}:{}", words(why)),
        DrainReason::Ending(pod) => format!("{pod} 正在结束"),
        DrainReason::Stalled { done, of, minutes, waits } => {
            format!("{},已有 {minutes} 分钟没有进展:{}", gone(done, of), words(waits))
        }
        DrainReason::Stopped(done, of) => format!("被您停止:{}", gone(done, of)),
        DrainReason::Moved(of, 0) => format!("{of} 个 Pod 已迁走"),
        DrainReason::Moved(of, bare) => format!("{of} 个 Pod 已迁走;{bare} 个没有控制器重建的保留"),
    }
}

pub(super) fn leaving(reason: &LeavingReason) -> String {
    match reason {
        LeavingReason::GoneAfter(took) => format!("{took} 后已删除"),
        LeavingReason::StillThere(took, held) => format!("{took} 后仍存在:{}", self::held(held)),
        LeavingReason::Unfollowed(why) => format!("无法跟踪其删除过程:{}", words(why)),
    }
}

pub(super) fn held(held: &Held) -> String {
    match held {
        Held::Server(words) => said(Lang::Zh, words).into_owned(),
        Held::Processes(left) => format!("其进程还有 {left} 秒结束"),
        Held::Finalizers(names, by) => {
            let names = format!("终结器 {} 阻止其删除", names.join(", "));
            match by {
                HeldBy::Users(users) => match shown(users, USERS) {
                    (users, 0) => format!("{names}:被 {users} 使用"),
                    (users, more) => format!("{names}:被 {users} 等另外 {more} 个使用"),
                },
                HeldBy::Known(what) => format!("{names}:{}", awaits(*what)),
                HeldBy::Other => names,
            }
        }
        Held::Kubelet(node) => format!("{node} 的 kubelet 尚未确认其结束"),
        Held::Nothing => "正在结束".to_owned(),
    }
}

/// What a finalizer waits for.
pub(in crate::app::text::zh) const fn awaits(what: Awaits) -> &'static str {
    match what {
        Awaits::Dependents => "先删除其下属对象",
        Awaits::Orphans => "先释放其下属对象",
        Awaits::Pods => "有 Pod 使用时保留",
        Awaits::Claim => "有 PVC 绑定时保留",
        Awaits::Balancer => "先拆除其负载均衡器",
        Awaits::Count => "须由其 Job 计数",
        Awaits::Kind => "先删除该类型的全部对象",
        Awaits::Content => "先删除命名空间中的一切",
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
