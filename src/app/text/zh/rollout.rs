//! The line of a change on its way.

use super::change::aim;
use super::{target, text as words};
use crate::app::text::RolloutText;
use crate::model::workload_health::State;

pub(super) fn text(text: &RolloutText) -> String {
    match text {
        RolloutText::Aim(what) => aim(what),
        RolloutText::Sent(took) => format!("已发送,尚无响应,{took}"),
        RolloutText::Progress(took, None) => took.clone(),
        RolloutText::Progress(took, Some(waits)) => format!("{took}  {}", words(waits)),
        RolloutText::Terminating(took, None) => format!("已接受,正在终止,{took}"),
        RolloutText::Terminating(took, Some(held)) => format!("已接受,正在终止 {took}:{}", words(held)),
        RolloutText::Took(took) => format!("用时 {took}"),
        RolloutText::NotInView(object) => format!("已接受;{} 不在范围内", target(object)),
        RolloutText::Figures { old, ready, of, took } => format!("旧 {old}  就绪 {ready}/{of}  {took}"),
        RolloutText::Stuck(state, why) => format!("{}:{}", self::state(*state), words(why)),
    }
}

pub(super) const fn state(state: State) -> &'static str {
    match state {
        State::Failed | State::FailedLongAgo => "失败",
        State::Stuck => "卡住",
        State::BadRelease => "新版本有问题",
        State::Degraded => "降级",
        State::Progressing => "进行中",
        State::Paused => "发布已暂停",
        State::Missed => "错过运行",
        State::Running => "运行中",
        State::Suspended => "已挂起",
        State::Healthy => "正常",
        State::Active => "执行中",
        State::Complete => "已完成",
        State::Idle => "空闲",
    }
}
