//! Port-forwards.

use super::{target, text as words};
use crate::app::text::ForwardText;

pub(super) fn text(text: &ForwardText) -> String {
    match text {
        ForwardText::NotSaved(name, context) => format!("{context} 中没有名为 {name} 的转发:在 :forwards 中按 w 保存"),
        ForwardText::OpenAlready(name, url) => format!("{name} 已经打开:{url}"),
        ForwardText::NotFound(name, why) => format!("{name}:{}", words(why)),
        ForwardText::LeadsTo(url, port, to) => {
            format!("{url} 通向 {} 的 {port};:forwards 可查看。已写入操作日志。", target(to))
        }
        ForwardText::Cannot(why, to) => format!("未转发:{}({})", words(why), target(to)),
        ForwardText::Ended(note, to) => format!("{}({})", words(note), target(to)),
        ForwardText::Closed(to) => format!("通向 {} 的转发已关闭", target(to)),
        ForwardText::NotYet => "尚未打开".to_owned(),
        ForwardText::NoneOpen => "没有端口转发".to_owned(),
        ForwardText::BadName => "名称由字母、数字、- _ . 组成".to_owned(),
        ForwardText::Saved(name, context) => format!("已保存:在 {context} 中用 :forward {name} 再次打开"),
        ForwardText::NotKept(why) => format!("未保存:{}", words(why)),
        ForwardText::ReadOnly => "只读模式 (--readonly)".to_owned(),
    }
}
