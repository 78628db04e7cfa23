//! What servers call the columns of their tables: these have a Chinese of ours, all others stay as the server calls them.

use crate::model::{Lang, Words};
use std::borrow::Cow;

const TITLES: &[Words] = &[
    Words::new("NAMESPACE", "命名空间"),
    Words::new("NAME", "名称"),
    Words::new("KIND", "类型"),
    Words::new("READY", "就绪"),
    Words::new("UP-TO-DATE", "已更新"),
    Words::new("AVAILABLE", "可用"),
    Words::new("STATE", "状态"),
    Words::new("STATUS", "状态"),
    Words::new("REASON", "原因"),
    Words::new("RESTARTS", "重启"),
    Words::new("IMAGE", "镜像"),
    Words::new("NODE", "节点"),
    Words::new("REV", "版本"),
    Words::new("AGE", "时长"),
    Words::new("CONTAINER", "容器"),
    Words::new("ROLE", "角色"),
    Words::new("CAUSE", "原因"),
    Words::new("TARGET", "目标"),
    Words::new("PORT", "端口"),
    Words::new("BYTES", "字节"),
    Words::new("RATE", "速率"),
    Words::new("TIME", "用时"),
    Words::new("COUNT", "次数"),
    Words::new("FIRST", "首次"),
    Words::new("LAST", "末次"),
    Words::new("MEM", "内存"),
    Words::new("MEMORY", "内存"),
    Words::new("LIMIT", "上限"),
    Words::new("USED", "用量"),
    Words::new("SINCE", "持续"),
    Words::new("PODS", "POD"),
];

/// A title in capitals, in a language.
pub(super) fn title(lang: Lang, name: String) -> Cow<'static, str> {
    match TITLES.iter().find(|words| words.en == name) {
        Some(words) => words.of(lang).into(),
        None => name.into(),
    }
}
