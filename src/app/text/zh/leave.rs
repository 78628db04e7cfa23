//! Leaving the program.

use super::target;
use super::verb::verb;
use crate::app::text::{LeaveText, UnderWay};

pub(super) fn text(text: &LeaveText) -> String {
    match text {
        LeaveText::Again(key) => format!("再按一次 {key} 退出"),
        LeaveText::AgainAllTheSame(what, key) => format!("{};再按一次 {key} 仍会退出", under_way(what)),
        LeaveText::AllTheSame(what) => format!("{};:q! 仍会退出", under_way(what)),
    }
}

fn under_way(what: &UnderWay) -> String {
    match what {
        UnderWay::HalfDone(act) => {
            format!("{} 的{}正在进行,退出后会半途而止", target(&act.target), verb(act.verb))
        }
        UnderWay::Unanswered(act) => format!("{} {} 已发出,尚无应答", verb(act.verb), target(&act.target)),
        UnderWay::Followed(act) => format!("{} {} 正在进行并被跟踪", verb(act.verb), target(&act.target)),
        UnderWay::InPods(n) => format!("在 Pod 中运行的 {n} 个会话将被结束 (:sessions)"),
        UnderWay::Written => "您为新工作负载填写的内容会丢失".to_owned(),
    }
}
