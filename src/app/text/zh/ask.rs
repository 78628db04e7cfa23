//! What is said before there is a change.

use super::{act, lack, target, text as words};
use crate::app::text::AskText;

pub(super) fn text(text: &AskText) -> String {
    match text {
        AskText::Cannot(what, why) => format!("{} — 无法{}", words(why), act(what)),
        AskText::DeniedByRule => "被保护规则禁止".to_owned(),
        AskText::Unavailable(command, why) => format!("{command}:{}", lack::text(why)),
        AskText::UnfitRow { name, namespace, why } => format!("{name}(命名空间 {namespace}):{}", lack::text(why)),
        AskText::RowsMoved => "光标下的行已移动,未执行任何操作;请看清后再按一次".to_owned(),
        AskText::NotLoaded(object) => format!("{} 尚未加载;请重试", target(object)),
        AskText::OneRowAtATime(command, back) => format!("{command} 一次只能用于一行;{back} 清除标记"),
        AskText::SuspensionNotKnown => "不清楚是否已挂起:服务器返回的列中没有此信息".to_owned(),
        AskText::NoUid(name, namespace) => {
            let place = if namespace.is_empty() { String::new() } else { format!("(命名空间 {namespace})") };
            format!("{name}{place} 没有 UID,无法安全更改")
        }
        AskText::ReplicasUnread(object, why) => format!("{} — 无法读取 {} 的副本数", words(why), target(object)),
        AskText::RevisionsUnread(object, why) => format!("{} — 无法列出 {} 的历史版本", words(why), target(object)),
        AskText::DaemonSetsSkipped => "已跳过 DaemonSet:它们在每个节点上运行一个 Pod".to_owned(),
        AskText::SameReplicas(name, namespace, n) => format!("{name}(命名空间 {namespace})已有 {n} 个副本"),
        AskText::AllSameReplicas => "所选对象都已是该副本数".to_owned(),
        AskText::CurrentRevision(number) => format!("版本 {number} 是当前版本;请选择其他版本"),
        AskText::NeedsColumns(columns) => format!("并排显示需要 {columns} 列"),
        AskText::NothingToUndo => "本次运行中没有可撤销的更改".to_owned(),
        AskText::UndoElsewhere(what) => format!("您的上一次更改在 {}:{};请切换过去再撤销", what.target.context, act(what)),
        AskText::CannotUndo(what, why) => format!("无法撤销:{}:{}", act(what), words(why)),
        AskText::WouldUndo { act: what, other_row, key } => {
            let row = if *other_row { ",不属于此行" } else { "" };
            format!("您的上一次更改是 {}{row};再按一次 {key} 撤销", act(what))
        }
    }
}
