//! What offers itself about the selected workload.

use super::lack;
use crate::app::text::{AdviceText, Back, Older, Wrong};

pub(super) fn text(text: &AdviceText) -> String {
    match text {
        AdviceText::Halfway(name, new, of, compare, back) => {
            let keys = [(compare, "to compare"), (back, "to go back")];
            let keys: Vec<String> = keys.iter().filter(|(k, _)| !k.is_empty()).map(|(k, what)| format!("{k} {what}")).collect();
            let keys = if keys.is_empty() { String::new() } else { format!(": {}", keys.join(", ")) };
            let pods = if *new == 1 { "pod" } else { "pods" };
            format!("{name} is paused with {new} new {pods} of {of}{keys}")
        }
        AdviceText::Failed { kind, name, ago, why, logs } => {
            let ago = ago.as_ref().map(|ago| format!(" {ago} ago")).unwrap_or_default();
            let offer = if logs.is_empty() { String::new() } else { format!("; {logs} for its logs") };
            format!("{kind} {name} failed{ago}: {why}{offer}")
        }
        AdviceText::Blamed { name, revision, came, wrong, before, back } => {
            let who = if *revision > 0 { format!("rev {revision}") } else { format!("{name}'s new template") };
            let wrong = match wrong {
                Wrong::Crash(how) => format!("its pods crash: {how}"),
                Wrong::Other(why) => why.to_string(),
            };
            let before = before.as_ref().map(|(number, served)| format!("; rev {number} served {served}")).unwrap_or_default();
            format!("{who} came {came} ago, {wrong}{before}.{}", self::back(back))
        }
        AdviceText::Deployment { revision, state, since, wrong, older, back } => {
            let what = format!("rev {revision} {}{}: {}", state.word().to_lowercase(), for_(since), self::wrong(wrong));
            match older {
                Older::Serves(number, ready, of) => {
                    format!("{what}; rev {number} still serves {ready}/{of}.{}", self::back(back))
                }
                Older::Idle => format!("{what}; nothing older serves.{}", self::back(back)),
                Older::None => format!("{what}; there is no earlier revision"),
            }
        }
        AdviceText::Other { name, state, since, wrong, back } => {
            format!("{name} {}{}: {}.{}", state.word().to_lowercase(), for_(since), self::wrong(wrong), self::back(back))
        }
    }
}

fn for_(since: &Option<String>) -> String {
    since.as_ref().map(|since| format!(" {since}")).unwrap_or_default()
}

fn wrong(wrong: &Wrong) -> String {
    match wrong {
        Wrong::Crash(how) => format!("pods crash ({how})"),
        Wrong::Other(why) => why.to_string(),
    }
}

fn back(back: &Back) -> String {
    match back {
        Back::By(key) if key.is_empty() => String::new(),
        Back::By(key) => format!(" {key} to go back"),
        Back::Not(why) => format!(" Going back is not possible: {}", lack::text(why)),
    }
}
