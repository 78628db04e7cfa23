//! Files that are copied.

use super::{act, reason};
use crate::app::text::CopyText;

pub(super) fn text(text: &CopyText) -> String {
    match text {
        CopyText::Done(what, note) => format!("{}:{}。已写入变更记录。", act(what), reason::text(note)),
        CopyText::Over(what) => format!("{}:完成", act(what)),
        CopyText::Not(what, why) => format!("未复制:{} — {}", reason::text(why), act(what)),
        CopyText::Unknown(what, why) => format!("{} — {}", reason::text(why), act(what)),
        CopyText::None(key) => format!("本次运行没有复制过文件:在 Pod 或容器上按 {key} 复制"),
        CopyText::Ending => "正在结束".to_owned(),
        CopyText::Ended => "已经结束".to_owned(),
        CopyText::Gone => "已不在列表中:请选择其他".to_owned(),
        CopyText::GoesOn => "复制继续进行;:copies 可查看".to_owned(),
        CopyText::Unlisted(why) => reason::text(why),
        CopyText::NothingBegins => "没有以此开头的内容".to_owned(),
        CopyText::NoPath => "容器中的哪个文件或目录?路径以 / 开头".to_owned(),
        CopyText::NoPathHere => "本机的哪个文件或目录?".to_owned(),
    }
}
