//! Leaving the program.

use super::act;
use crate::app::text::{LeaveText, UnderWay};

pub(super) fn text(text: &LeaveText) -> String {
    match text {
        LeaveText::Again(key) => format!("再按一次 {key} 退出"),
        LeaveText::AgainAllTheSame(what, key) => format!("{};再按一次 {key} 仍会退出", all(what)),
        LeaveText::Close(what, tab, command) => format!("{tab}:{};再次输入 :{command} 仍会关闭", all(what)),
        LeaveText::AllTheSame(what) => format!("{};用 :q! 可强制退出", all(what)),
    }
}

fn all(what: &[UnderWay]) -> String {
    what.iter().map(under_way).collect::<Vec<_>>().join(";")
}

fn under_way(what: &UnderWay) -> String {
    match what {
        UnderWay::HalfDone(what) => {
            format!("{}正在进行,退出会中途停止", act(what))
        }
        UnderWay::Unanswered(what) => format!("{} 已发出,尚无响应", act(what)),
        UnderWay::Followed(what) => format!("{} 正在进行,仍在跟踪", act(what)),
        UnderWay::Watched(n, 0) => format!("正在观察 {n} 个发布,退出后将不再观察"),
        UnderWay::Watched(n, back) => format!("正在观察 {n} 个发布,其中 {back} 个退出后不会再自动回滚"),
        UnderWay::Promotion(route, done, of) => {
            format!("晋级 {route} 正在进行,已完成 {done}/{of},退出后不再发送后续步骤 (:promotion)")
        }
        UnderWay::InPods(n) => format!("在 Pod 中运行的 {n} 个会话将被结束 (:sessions)"),
        UnderWay::Commands(n) => format!("{n} 个自定义命令将被结束 (:sessions)"),
        UnderWay::Copies(n) => format!("有 {n} 个复制正在进行,退出会将其中止"),
        UnderWay::Forwards(n) => format!("有 {n} 个端口转发正在进行,退出会将其关闭"),
        UnderWay::Written => "您为新工作负载填写的内容会丢失".to_owned(),
    }
}
