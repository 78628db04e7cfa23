//! What becomes of changes.

use super::reason::stands;
use super::verb::done;
use super::{act, target, text as words};
use crate::app::text::{Aim, Answer, ChangeText, Text};

fn note(note: Option<&Text>) -> String {
    note.map(|note| format!(",{}", words(note))).unwrap_or_default()
}

pub(super) fn text(text: &ChangeText) -> String {
    match text {
        ChangeText::Cancelled => "已取消;未做任何更改".to_owned(),
        ChangeText::Done(what, more) => format!("{}:完成{}。已写入变更记录。", act(what), note(more.as_deref())),
        ChangeText::Accepted(what, more) => {
            format!("{}:已接受{};不跟踪其控制器的后续处理。已写入变更记录。", act(what), note(more.as_deref()))
        }
        ChangeText::Gone(what, took) => format!("{}:已删除,用时 {took}。已写入变更记录。", act(what)),
        ChangeText::Fell(what, reason) => format!("{}:{}({})", what.target.name, words(reason), act(what)),
        ChangeText::Refused(what, reason) => format!("未做任何更改:{}({})", words(reason), act(what)),
        ChangeText::Partial(what, reason) => format!("只完成了一部分:{}({})", words(reason), act(what)),
        ChangeText::Unknown(what, reason) => {
            format!("不确定是否已生效,重试前请先查看:{}({})", words(reason), act(what))
        }
        ChangeText::UnknownWhether(reason) => format!("不确定是否已生效:{}", words(reason)),
        ChangeText::Answered(what, answer, more) => {
            let more = more.as_ref().map(|more| format!(":{}", words(more))).unwrap_or_default();
            format!("{}:{}{more}", act(what), self::answer(*answer))
        }
        ChangeText::AllAnswered { verb, count, namespace, context, answers, key } => {
            let place = namespace.as_ref().map(|namespace| format!("命名空间 {namespace},")).unwrap_or_default();
            let answers: Vec<String> = answers.iter().map(|(a, n)| format!("{n} 个{}", answer(*a))).collect();
            let objects = done(*verb, &format!("{count} 个对象({place}上下文 {context})"));
            format!("{objects}:{}({key} 逐个列出)", answers.join(","))
        }
        ChangeText::RolledOut { name, namespace, standing, took } => {
            format!("{name}(命名空间 {namespace}){},用时 {took}。已写入变更记录。", stands(*standing))
        }
        ChangeText::RolloutFailed(aim, namespace, reason) => {
            format!("{}(命名空间 {namespace})失败:{}", self::aim(aim), words(reason))
        }
        ChangeText::HeldFor { name, namespace, cause, key, said, after } => {
            let offer = if key.is_empty() { String::new() } else { format!("。按 {key} 回滚") };
            format!("{name}(命名空间 {namespace}):{}{offer}。'{}'只维持了 {after}", words(cause), stands(*said))
        }
        ChangeText::Terminating { verb, name, namespace, held } => {
            let place = if namespace.is_empty() { String::new() } else { format!("(命名空间 {namespace})") };
            format!("{}:已接受,正在终止:{}", done(*verb, &format!("{name}{place}")), words(held))
        }
        ChangeText::StoppingDrain(node) => format!("正在停止 {} 的排空:已驱逐的 Pod 仍会终止,节点保持隔离", target(node)),
    }
}

const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Done => "完成",
        Answer::Accepted => "已接受",
        Answer::Failed => "已接受但失败",
        Answer::Undone => "被他人改回",
        Answer::Partial => "只完成一部分",
        Answer::Refused => "被拒绝",
        Answer::Unknown => "结果不明",
    }
}

pub(super) fn aim(aim: &Aim) -> String {
    match aim {
        Aim::Replicas(name, to) => format!("{name} → {to} 个副本"),
        Aim::Restart(name) => format!("{name} 重启"),
        Aim::Revision(name, to) => format!("{name} → 版本 {to}"),
        Aim::Images(name, to) => format!("{name} → {}", to.join(",")),
        Aim::Other(verb, name) => done(*verb, name),
    }
}
