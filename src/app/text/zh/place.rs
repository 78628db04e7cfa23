//! Namespaces, contexts, and where the cursor may go.

use super::{target, text as words};
use crate::app::text::PlaceText;

pub(super) fn text(text: &PlaceText) -> String {
    match text {
        PlaceText::NothingBefore => "没有更早的位置".to_owned(),
        PlaceText::NothingAfter => "没有更晚的位置".to_owned(),
        PlaceText::NoColumns(kind, names) => format!("{kind} 没有 {} 列:只显示设置中的其他列", names.join("、")),
        PlaceText::Pods(n) => format!("{n} 个 Pod"),
        PlaceText::NoOneFavourite => "先只显示一个命名空间,再收藏它".to_owned(),
        PlaceText::Favourite(name) => format!("{name} 已收藏"),
        PlaceText::NoFavourite(name) => format!("{name} 已取消收藏"),
        PlaceText::NoNumber(number) => format!("编号 {number} 没有对应的收藏或最近的命名空间;按 * 收藏"),
        PlaceText::NotAName(name, why) => format!("{name} 不是有效的命名空间名称:{}", words(why)),
        PlaceText::NoNamespace(name) => format!("没有命名空间 {name}"),
        PlaceText::NoContext(name) => format!("没有上下文 {name}"),
        PlaceText::OtherContext(object) => format!("{} 在另一个上下文中:请先切换过去 (:ctx)", target(object)),
        PlaceText::Gone(object) => format!("{} 已不存在,或不在范围内", target(object)),
        PlaceText::AskingOwner(of) => format!("正在查询 {} {} 的属主 …", of.resource, of.name),
        PlaceText::NoOwner(of) => format!("{} {} 没有属主", of.resource, of.name),
        PlaceText::OwnerUnread(of, why) => format!("无法得知 {} {} 的属主:{}", of.resource, of.name, words(why)),
        PlaceText::NothingToCopy => "没有可复制的内容".to_owned(),
        PlaceText::NoObject => "未选中对象".to_owned(),
        PlaceText::NoWorkloadOrPod => "未选中工作负载或 Pod".to_owned(),
        PlaceText::NotACommand(typed, name) => format!("{typed} 不是命令名:请完整输入 {name},或移动光标选择"),
        PlaceText::Context { cluster, user, here, tab } => {
            let tab = tab.map(|n| format!("  (标签页 {n})")).unwrap_or_default();
            format!("{cluster},用户 {user}{}", if *here { "  (当前)" } else { &tab })
        }
        PlaceText::NoMatch(take) => format!("没有匹配;按 {take} 使用输入的名称"),
        PlaceText::NoRow(back) => format!("没有匹配过滤条件的行;{back} 清除"),
        PlaceText::PodGone(back) => format!("Pod 已不存在;{back} 返回"),
        PlaceText::Elsewhere(context, text) => format!("{context}:{}", words(text)),
        PlaceText::TabInFront(name) => format!("{name} 已在当前标签页中打开"),
        PlaceText::TabsFull(most) => format!("已打开 {most} 个标签页,不能再多:请先关闭一个 (:close-tab)"),
        PlaceText::NoTab(number) => format!("没有标签页 {number}"),
        PlaceText::OnlyTab => "只有这一个标签页;可在 :ctx 中按键打开新标签页".to_owned(),
        PlaceText::NoTabOfThat => "只有上下文可以在新标签页中打开".to_owned(),
        PlaceText::In(namespace) => format!("(命名空间 {namespace})"),
        PlaceText::Of(name) => format!("· {name}"),
        PlaceText::Alone(namespace) => format!("· 独立 Pod,命名空间 {namespace}"),
    }
}
