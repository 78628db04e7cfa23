//! Programs that get the terminal.

use crate::app::i18n::said;
use crate::model::Lang;
use crate::model::change::reason::TerminalReason;

pub(super) fn text(reason: &TerminalReason) -> String {
    match reason {
        TerminalReason::Taken => "终端正由其他程序使用:请重试".to_owned(),
        TerminalReason::NotLent(why) => format!("无法交出终端:{}", said(Lang::Zh, why)),
        TerminalReason::NoFolder => "没有主目录,无法编辑文件".to_owned(),
        TerminalReason::NotStarted(editor, why) => format!("无法启动编辑器 {editor}:{why};可用 EDITOR 指定其他编辑器"),
        TerminalReason::NotFound(editor) => format!("找不到编辑器 {editor};可用 EDITOR 指定其他编辑器"),
        TerminalReason::NoStart(program, why) => format!("无法启动 {program}:{why}"),
        TerminalReason::NoSuch(program) => format!("PATH 中没有 {program},或不允许运行"),
        TerminalReason::Failed(editor, status) => format!("编辑器 {editor} 出错退出({status}),未发送任何内容"),
    }
}
