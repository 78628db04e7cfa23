//! What is wrong with the journal of changes.

use crate::app::i18n::said;
use crate::model::Lang;
use crate::model::change::reason::{JournalAct, JournalAdvice, JournalReason};

pub(super) fn text(reason: &JournalReason) -> String {
    let (path, act, why, advice) = match reason {
        JournalReason::Io { path, act, why, advice } => (path.display(), act, why, advice),
        JournalReason::Stopped(how) => return format!("变更记录被中断:{how}"),
    };
    let act = match act {
        JournalAct::Read => "无法读取",
        JournalAct::MakeFolder => "无法创建其目录",
        JournalAct::Open => "无法打开",
        JournalAct::Shut => "无法设为私有",
        JournalAct::Write => "无法写入",
    };
    let advice = match advice {
        JournalAdvice::Room => "请在该处腾出空间",
        JournalAdvice::Right => "请使其可写,或将 XDG_STATE_HOME 设为可写的目录",
        JournalAdvice::Clear => "请移走该处已有的内容,或将 XDG_STATE_HOME 设为其他目录",
        JournalAdvice::Elsewhere => "请将 XDG_STATE_HOME 设为可写的目录",
    };
    format!("变更记录 {path}:{act}:{};{advice}", said(Lang::Zh, why))
}
