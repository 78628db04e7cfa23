//! The cluster, and what ties us to it.

use super::trouble;
use crate::app::text::{Broken, ClusterText, NoUse};
use crate::model::feed::Scope;
use crate::model::human_duration;

fn scope(scope: &Scope) -> String {
    match &scope.namespace {
        Some(namespace) => format!("{}(命名空间 {namespace})", scope.kind.plural()),
        None => scope.kind.plural().to_owned(),
    }
}

pub(super) fn text(text: &ClusterText) -> String {
    match text {
        ClusterText::AnswersAgain => "API 服务器恢复响应".to_owned(),
        ClusterText::Down(why) => format!("API 服务器:{}", trouble::text(why)),
        ClusterText::Stale(watch, why) => format!("{}:{}", scope(watch), trouble::text(why)),
        ClusterText::NotShown(watch, why) => format!("不显示 {}:{}", scope(watch), trouble::text(why)),
        ClusterText::Skew(ms) => {
            let side = if *ms < 0 { "快" } else { "慢" };
            format!("本机时钟比集群{side} {};时长按集群时钟计算", human_duration(ms.abs()))
        }
        ClusterText::Reconnecting => "正在重新连接".to_owned(),
        ClusterText::Broken(what, then) => {
            let then = match then {
                Broken::Reconnecting => "正在重新连接",
                Broken::Left => ":ctx 重新连接",
            };
            format!("dogwatch 内部错误:{what};{then}")
        }
        ClusterText::Unread(count) => format!("API 服务器的 {count} 个对象或事件无法读取,未显示;用 --log-file 可记录详情"),
        ClusterText::NoUse(NoUse::Asking) => "正在查询 Pod 用量 …".to_owned(),
        ClusterText::NoUse(NoUse::NotServed) => "Pod 用量未知:API 服务器没有 metrics.k8s.io(是否安装了 metrics-server?)".to_owned(),
        ClusterText::NoUse(NoUse::Denied(why)) => format!("{} — Pod 用量未知", trouble::text(why)),
        ClusterText::NoUse(NoUse::Failing(why)) => format!("{} — metrics.k8s.io 未给出 Pod 用量", trouble::text(why)),
        ClusterText::NoNeedToSignIn(command) => format!("API 服务器响应正常,无需登录;:{command} 仍可强制登录"),
        ClusterText::AskingKinds => "正在向 API 服务器查询类型 …".to_owned(),
        ClusterText::NoKind(word) => format!("API 服务器没有类型 {word}"),
        ClusterText::KindsUnread(why) => format!("{} — 无法列出 API 提供的类型", trouble::text(why)),
        ClusterText::GroupUnread(group, why, more) => {
            let more = if *more > 0 { format!(" 及另外 {more} 组") } else { String::new() };
            format!("{} — 无法列出 {group}{more}的类型", trouble::text(why))
        }
    }
}
