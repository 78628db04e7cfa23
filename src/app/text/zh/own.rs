//! Commands of the settings.

use super::lack;
use crate::app::text::OwnText;

pub(super) fn text(text: &OwnText) -> String {
    match text {
        OwnText::Unavailable(name, why) => format!("{name}:{}", lack::text(why)),
        OwnText::UnfitRow(name, row, why) => format!("{name}({row}):{}", lack::text(why)),
        OwnText::OneRow(name, back) => format!("{name} 占用终端,一次只能用于一行;{back} 清除标记"),
        OwnText::TooMany(name, most, back) => format!("{name} 一次最多用于 {most} 行;{back} 清除标记"),
        OwnText::NotThere(program, line) => format!("PATH 中没有 {program},或不允许运行;已复制,请在 Shell 中执行:{line}"),
        OwnText::OnTerminal(place, line) => format!("{place}\n$ {line}"),
        OwnText::EndedWith(name, code) => format!("dogwatch:{name} 已结束,退出码 {code};按 Enter 返回"),
        OwnText::NotRun(name, why) => format!("dogwatch:{name} 未能运行:{why};按 Enter 返回"),
    }
}
