//! What offers itself about the selected workload.

use super::{health, lack, rollout};
use crate::app::text::{AdviceText, Back, Older, Wrong};

pub(super) fn text(text: &AdviceText) -> String {
    match text {
        AdviceText::Halfway(name, new, of, compare, back) => {
            let keys = [(compare, "比较"), (back, "回滚")];
            let keys: Vec<String> = keys.iter().filter(|(k, _)| !k.is_empty()).map(|(k, what)| format!("{k} {what}")).collect();
            let keys = if keys.is_empty() { String::new() } else { format!(":{}", keys.join("、")) };
            format!("{name} 已暂停,{of} 个 Pod 中 {new} 个是新的{keys}")
        }
        AdviceText::Failed { kind, name, ago, why, logs } => {
            let ago = ago.as_ref().map(|ago| format!(" {ago} 前")).unwrap_or_default();
            let offer = if logs.is_empty() { String::new() } else { format!(";{logs} 查看日志") };
            format!("{kind} {name}{ago}失败:{}{offer}", health::text(why))
        }
        AdviceText::Blamed { name, revision, came, wrong, before, back } => {
            let who = if *revision > 0 { format!("版本 {revision}") } else { format!("{name} 的新模板") };
            let wrong = match wrong {
                Wrong::Crash(how) => format!("其 Pod 崩溃:{}", health::text(how)),
                Wrong::Other(why) => health::text(why),
            };
            let before = before.as_ref().map(|(number, served)| format!(";版本 {number} 曾运行 {served}")).unwrap_or_default();
            format!("{who} 于 {came} 前发布,{wrong}{before}。{}", self::back(back))
        }
        AdviceText::Deployment { revision, state, since, wrong, older, back } => {
            let what = format!("版本 {revision} {}{}:{}", rollout::state(*state), lasts(since), self::wrong(wrong));
            match older {
                Older::Serves(number, ready, of) => {
                    format!("{what};版本 {number} 仍在服务 {ready}/{of}。{}", self::back(back))
                }
                Older::Idle => format!("{what};没有旧版本在服务。{}", self::back(back)),
                Older::None => format!("{what};没有更早的版本"),
            }
        }
        AdviceText::Other { name, state, since, wrong, back } => {
            format!("{name} {}{}:{}。{}", rollout::state(*state), lasts(since), self::wrong(wrong), self::back(back))
        }
    }
}

fn lasts(since: &Option<String>) -> String {
    since.as_ref().map(|since| format!(" {since}")).unwrap_or_default()
}

fn wrong(wrong: &Wrong) -> String {
    match wrong {
        Wrong::Crash(how) => format!("Pod 崩溃({})", health::text(how)),
        Wrong::Other(why) => health::text(why),
    }
}

fn back(back: &Back) -> String {
    match back {
        Back::By(key) if key.is_empty() => String::new(),
        Back::By(key) => format!(" {key} 回滚"),
        Back::Not(why) => format!("无法回滚:{}", lack::text(why)),
    }
}
