//! What Secrets and ConfigMaps hold.

use crate::app::text::EntriesText;
use crate::model::human_duration;

pub(super) fn text(text: &EntriesText) -> String {
    match text {
        EntriesText::Summary { kind, keys, bytes, immutable } => {
            let kind = if kind.is_empty() { String::new() } else { format!("{kind}  ") };
            let immutable = if *immutable { "  不可变" } else { "" };
            format!("{kind}{keys} 个键,{bytes} 字节{immutable}")
        }
        EntriesText::Changed(ago, by) if by.is_empty() => format!("其值最近写入于 {ago} 前"),
        EntriesText::Changed(ago, by) => format!("其值最近由 {by} 写入于 {ago} 前"),
        EntriesText::NotNoted(ago) => format!("创建于 {ago} 前;其值最近何时写入没有记录"),
        EntriesText::Lacks(key) => format!("✗ 此类型的 Secret 必须有 {key},但其下为空"),
        EntriesText::Nothing => "其中没有内容".to_owned(),
        EntriesText::NoKey => "光标处没有键".to_owned(),
        EntriesText::Size(Some(bytes)) => format!("{bytes} 字节"),
        EntriesText::Size(None) => "不是 base64".to_owned(),
        EntriesText::Empty => "此键下为空".to_owned(),
        EntriesText::Lines(lines, bytes) => format!("{lines} 行,{bytes} 字节"),
        EntriesText::Binary(bytes, shown) if shown < bytes => format!("不是文本:{bytes} 字节,显示前 {shown} 字节"),
        EntriesText::Binary(bytes, _) => format!("不是文本:{bytes} 字节"),
        EntriesText::Certificate(names, until, left) if *left > 0 => {
            format!("{names} 的证书,有效期至 {until}(剩余 {})", human_duration(*left))
        }
        EntriesText::Certificate(names, until, _) => format!("{names} 的证书,已于 {until} 过期"),
        EntriesText::NotCopied => "不是文本,未复制".to_owned(),
        EntriesText::NotSaved => "屏幕上有解码后的值,不予保存".to_owned(),
    }
}
