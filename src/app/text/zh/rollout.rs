//! The line of a change on its way.

use super::change::aim;
use super::{target, text as words};
use crate::app::i18n::said;
use crate::app::text::RolloutText;
use crate::model::Lang;

pub(super) fn text(text: &RolloutText) -> String {
    match text {
        RolloutText::Aim(what) => aim(what),
        RolloutText::Sent(took) => format!("已发送,尚无应答,{took}"),
        RolloutText::Progress(took, waits) => format!("{took}  {}", words(waits)),
        RolloutText::Terminating(took, None) => format!("已接受,正在终止,{took}"),
        RolloutText::Terminating(took, Some(held)) => format!("已接受,正在终止 {took}:{}", words(held)),
        RolloutText::Took(took) => format!("用时 {took}"),
        RolloutText::NotInView(object) => format!("已接受;{} 不在范围内", target(object)),
        RolloutText::Figures { old, ready, of, took } => format!("旧 {old}  就绪 {ready}/{of}  {took}"),
        RolloutText::Stuck(state, why) => format!("{}:{}", said(Lang::Zh, &state.word().to_lowercase()), words(why)),
    }
}
