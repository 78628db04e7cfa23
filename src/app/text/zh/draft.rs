//! What the user has written.

use super::{target, text as words};
use crate::app::text::{DraftText, EditKeys};

pub(super) fn text(text: &DraftText) -> String {
    match text {
        DraftText::Of(object) => target(object),
        DraftText::WasRefused(why) => format!("以下文本被拒绝:{}", words(why)),
        DraftText::WrittenBefore => "以下是您之前编写、尚未发送的文本。".to_owned(),
        DraftText::Waits(first, more, EditKeys { open, edit }) => {
            let more = if *more > 0 { format!("(另有 {more} 份)") } else { String::new() };
            let (of, name) = (target(&first.target), &first.target.name);
            match &first.key {
                None => format!("您编辑过的 {of} 文本{more}已保留:在其上按 {edit} 重新打开"),
                Some(key) => {
                    format!("您编辑过的 {of} ▸ {key} 文本{more}已保留:在 {name} 上按 {open},再在 {key} 上按 {edit} 重新打开")
                }
            }
        }
        DraftText::Empty(object) => format!("文本为空;{} 未更改", target(object)),
        DraftText::Unchanged(object, None) => format!("{} 未更改", target(object)),
        DraftText::Unchanged(object, Some(why)) => format!("{} — {} 未更改", words(why), target(object)),
        DraftText::NotKept(object, why) => format!("{} — {} 未更改;Secret 的文本不会保留", words(why), target(object)),
        DraftText::Kept { lead, part, keys: EditKeys { open, edit }, path } => {
            let name = &part.target.name;
            let way = match &part.key {
                None => format!("在 {name} 上按 {edit}"),
                Some(key) => format!("在 {name} 上按 {open},再在 {key} 上按 {edit}"),
            };
            format!("{} — 您的文本已保留:{way} 重新打开;{}", words(lead), path.display())
        }
        DraftText::FormKept(key) => format!("已保留;{key} 重新打开"),
    }
}
