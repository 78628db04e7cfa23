//! What runs in pods.

use super::{act, text as words};
use crate::app::text::{Ending, InsideText};

pub(super) fn text(text: &InsideText) -> String {
    match text {
        InsideText::Waits(why) => format!("等待容器运行:{why}"),
        InsideText::PressEnter => "若未显示提示符,请按 Enter".to_owned(),
        InsideText::Runs(took) => took.clone(),
        InsideText::Ended(Ending::NotStarted, _, Some(why)) => words(why),
        InsideText::Ended(ending, took, why) => {
            let why = why.as_ref().map(|why| format!(":{}", words(why))).unwrap_or_default();
            format!("{},用时 {took}{why}", self::ending(*ending))
        }
        InsideText::EndOf(what, how) => format!("{}:{}({})", what.target.name, words(how), act(what)),
        InsideText::Counted(0, ends) if matches!(ends[..], [(_, 1)]) => ends.iter().map(|(how, _)| ending(*how)).collect(),
        InsideText::Counted(going, ends) => {
            let going = (*going > 0).then(|| format!("{going} 个运行中"));
            let ends = ends.iter().map(|(how, count)| format!("{count} 个{}", ending(*how)));
            going.into_iter().chain(ends).collect::<Vec<_>>().join(",")
        }
        InsideText::EndOfCommand(command, how) => format!("{command}:{}", words(how)),
        InsideText::ScrolledUp(rows) => format!("已上滚 {rows} 行"),
        InsideText::Dropped(lines) => format!("更早的 {lines} 行输出未保留"),
        InsideText::NotListed => "已不在列表中:请选择其他".to_owned(),
        InsideText::NothingRuns(key) => format!("没有正在运行的会话;在 Pod 上按 {key} 打开 Shell,:exec 执行命令"),
        InsideText::ReadsNoInput(key) => {
            let leaves = if key.is_empty() { String::new() } else { format!(":按 {key} 离开") };
            format!("其程序不读取输入{leaves}")
        }
        InsideText::HandedOver(place) => format!("{place}\n结束该 Shell(exit 或 Ctrl-d)即回到 dogwatch;其他按键无法返回"),
        InsideText::InputDropped => "Pod 未能接收键入的内容;一部分已丢弃".to_owned(),
        InsideText::ScreenLost => "无法解析程序的输出;其屏幕已重置".to_owned(),
        InsideText::NoContainer => "未选中容器".to_owned(),
        InsideText::ChooseContainer(key) => format!("该 Pod 有多个容器:请选择一个,再按 {key}"),
        InsideText::TypeCommand => "请输入命令,如 :exec 命令 参数".to_owned(),
        InsideText::OpenQuote(quote) => format!("引号 {quote} 没有结束"),
    }
}

fn ending(ending: Ending) -> String {
    match ending {
        Ending::Exited(code) => format!("退出码 {code}"),
        Ending::Closed => "由 dogwatch 关闭".to_owned(),
        Ending::Lost => "连接已断开".to_owned(),
        Ending::NotStarted => "未能启动".to_owned(),
        Ending::Failed => "失败".to_owned(),
    }
}
