//! The overview of all contexts.

use super::{health, trouble};
use crate::app::text::OverviewText;

pub(super) fn text(text: &OverviewText) -> String {
    match text {
        OverviewText::Asking(0) => "查询中".to_owned(),
        OverviewText::Asking(seconds) => format!("查询中 {seconds} s"),
        OverviewText::Live(latency) => format!("在线 {latency} ms"),
        OverviewText::Answered(ago) => format!("{ago} 前"),
        OverviewText::Away(why) => format!("没有应答:{}", trouble(why)),
        OverviewText::NeedsSignIn => "需要登录".to_owned(),
        OverviewText::SignIn(plugin, run, open) => {
            format!("由 exec 插件 {plugin} 登录,一览不会自行运行它;{run} 在后台运行,{open} 打开此上下文")
        }
        OverviewText::Worst(namespace, name, why) => format!("{namespace}/{name}:{}", health(why)),
        OverviewText::Place(cluster, user) => format!("{cluster},用户 {user}"),
        OverviewText::OnlyCount(count) => format!("仅 {count}"),
        OverviewText::Only(namespaces) => format!("仅命名空间 {};无权列出全部", namespaces.join("、")),
        OverviewText::Beyond(namespaces, why) => format!("{} 以外;无权列出全部:{}", namespaces.join("、"), trouble(why)),
        OverviewText::Unseen(what, why) => format!("{what}:{}", trouble(why)),
        OverviewText::NoRow => "光标下没有上下文".to_owned(),
        OverviewText::NoPlugin(name) => format!("{name} 无需等待登录"),
    }
}
