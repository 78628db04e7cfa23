//! The line of a change on its way.

use super::change::aim;
use crate::app::text::RolloutText;

pub(super) fn text(text: &RolloutText) -> String {
    match text {
        RolloutText::Aim(what) => aim(what),
        RolloutText::Sent(took) => format!("sent, no answer yet, {took}"),
        RolloutText::Progress(took, None) => took.clone(),
        RolloutText::Progress(took, Some(waits)) => format!("{took}  {waits}"),
        RolloutText::Terminating(took, None) => format!("accepted, Terminating, {took}"),
        RolloutText::Terminating(took, Some(held)) => format!("accepted, Terminating {took}: {held}"),
        RolloutText::Took(took) => format!("in {took}"),
        RolloutText::NotInView(target) => format!("accepted; {target} is not in view"),
        RolloutText::Figures { old, ready, of, took } => format!("old {old}  ready {ready}/{of}  {took}"),
        RolloutText::Stuck(state, why) => format!("{}: {why}", state.word().to_lowercase()),
    }
}
