//! Logs.

use super::{filed, trouble};
use crate::app::text::LogsText;
use crate::model::quantity::grouped;

pub(super) fn text(text: &LogsText) -> String {
    match text {
        LogsText::New(n) => format!("{} 行新日志", grouped(*n)),
        LogsText::NoOneNamespace => "选中一个命名空间以跟踪其日志".to_owned(),
        LogsText::Selection(labels, why) => format!("日志 {labels}:{}", trouble::text(why)),
        LogsText::SortedByTime(key) => format!("日志按时间排列;{key} 按模式归类"),
        LogsText::NoBookmarks(key) => format!("没有书签;{key} 添加书签"),
        LogsText::NoLines => "没有可保存的日志".to_owned(),
        LogsText::StayFolded(key) => format!("同一模式的条目保持折叠;{key} 显示全文"),
        LogsText::NoFilter(key) => format!("未设置过滤;{key} 设置过滤"),
        LogsText::NoLaterMatch => "后面没有匹配".to_owned(),
        LogsText::NoEarlierMatch => "前面没有匹配".to_owned(),
        LogsText::NoFields => "最新的日志没有字段:既不是 JSON 或 logfmt,也不以时间或级别开头".to_owned(),
        LogsText::Exists(path) => format!("{path} 已存在,未写入任何内容"),
        LogsText::Saved(path) => format!("已保存到 {path}"),
        LogsText::NotSaved(why) => filed::text(why),
        LogsText::SaveTo(true, key) => format!("保存全部日志(按 {key} 改为显示的)到:"),
        LogsText::SaveTo(false, key) => format!("保存显示的日志(按 {key} 改为全部)到:"),
        LogsText::Taken(path, key) => format!("{path} 已存在:{key} 覆盖,其他键返回"),
        LogsText::NoLine(back) => format!("没有匹配过滤条件的日志;{back} 清除"),
    }
}
