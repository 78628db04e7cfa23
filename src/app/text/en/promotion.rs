//! Promotion from one environment to the next.

use crate::app::text::PromotionText;
use crate::model::Name;
use crate::model::promotion::Left;

fn names(names: &[Name]) -> String {
    names.iter().map(|n| &**n).collect::<Vec<_>>().join(", ")
}

fn left(all: &[Left]) -> String {
    all.iter().map(|l| format!("{}: {}", l.what, l.why)).collect::<Vec<_>>().join("; ")
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

pub(super) fn text(text: &PromotionText) -> String {
    match text {
        PromotionText::NoGroup(namespace) => {
            format!("{namespace} has no next environment: no other namespace is called for one, such as shop-dev and shop-test")
        }
        PromotionText::Last(namespace, group) => format!("{namespace} is the last environment of {group}"),
        PromotionText::SeveralNamespaces => "the marked rows are of several namespaces: one environment at a time".to_owned(),
        PromotionText::NotOpen(context) => format!("the context {context} is not open: :ctx opens it in a tab"),
        PromotionText::Lack(lack) => lack.to_string(),
        PromotionText::Nothing(route, all) => format!("nothing to promote, {route}: {}", left(all)),
        PromotionText::OneAtATime => "a promotion is under way: one at a time".to_owned(),
        PromotionText::None => "no promotion in this run".to_owned(),
        PromotionText::Order => {
            "one after the other, each once the one before is available; the first that fails or gets stuck stops it".to_owned()
        }
        PromotionText::NotMoved(one) => format!("not moved: {}: {}", one.what, one.why),
        PromotionText::Notice(notice) => notice.to_string(),
        PromotionText::Lacks(all) => format!("no such container there, not moved: {}", names(all)),
        PromotionText::Older(all) => format!("an older tag than it has: {}", names(all)),
        PromotionText::Step((at, of), aim) => format!("{at}/{of} {aim}"),
        PromotionText::Waits => "waits for its turn".to_owned(),
        PromotionText::NotSent => "not sent".to_owned(),
        PromotionText::Looks => "looked at again before it is sent".to_owned(),
        PromotionText::NoAnswer => "no answer".to_owned(),
        PromotionText::Unsure(why) => format!("not known whether it was taken, to be looked at: {why}"),
        PromotionText::Available => "available".to_owned(),
        PromotionText::AvailableAfterAll => "available after all".to_owned(),
        PromotionText::NotSeen => "gone, or not in view".to_owned(),
        PromotionText::HasThem => "has the new images".to_owned(),
        PromotionText::HasOld => "has the old images".to_owned(),
        PromotionText::HasOther => "has other images".to_owned(),
        PromotionText::Begins => "being written to the journal".to_owned(),
        PromotionText::Goes { step: (at, of), took } => format!("step {at} of {of}, for {took}"),
        PromotionText::WaitsSince(clock) => {
            format!("no answer since {clock}: it waits, then looks where it stands and goes on")
        }
        PromotionText::StoppedAt((at, of), moved) => format!("stopped at step {at} of {of}; {moved} moved"),
        PromotionText::StoppedReady((at, of)) => format!("stopped at step {at} of {of}, which is available after all"),
        PromotionText::Took(took) => format!("all available, in {took}"),
        PromotionText::Found { ago, moved, of } => {
            format!("begun {ago} ago in an earlier run, and not finished by the journal: {moved} of {of} have the new images")
        }
        PromotionText::Differs => "what it would change is not what was confirmed: it was not sent".to_owned(),
        PromotionText::Replaced => "another change of the same object came in between".to_owned(),
        PromotionText::Paused => "its rollouts are paused: the new images wait".to_owned(),
        PromotionText::ByUser => "stopped by you".to_owned(),
        PromotionText::LetBe => "the unfinished promotion is let be. Written to the journal.".to_owned(),
        PromotionText::HasEnded => "it has ended".to_owned(),
        PromotionText::GoesOn => "it is under way".to_owned(),
        PromotionText::StopFirst => "stop it first: a step is under way".to_owned(),
        PromotionText::NothingLeft => "nothing is left of it to be moved".to_owned(),
        PromotionText::NothingToTakeBack => "nothing of it was moved".to_owned(),
        PromotionText::LinkDown(route) => format!("promotion {route} waits: the API server does not answer"),
        PromotionText::LinkUp(route) => format!("promotion {route}: the API server answers again, it looks where it stands"),
        PromotionText::ReadyAfterAll(route, name, command) => {
            format!("promotion {route}: {name} is available after all (:{command} goes on)")
        }
        PromotionText::Stopped { route, step: (at, of), name, why, moved, command } => {
            format!("promotion {route} stopped at {at} of {of}, {name}: {why}. {moved} moved (:{command} takes back or goes on)")
        }
        PromotionText::AllDone { route, count, took, back: false } => {
            format!("promotion {route}: {count} workload{} available, in {took}. Written to the journal.", plural(*count))
        }
        PromotionText::AllDone { route, count, took, back: true } => {
            format!(
                "promotion {route} taken back: {count} workload{} available, in {took}. Written to the journal.",
                plural(*count)
            )
        }
        PromotionText::Unfinished { route, count, ago, command } => {
            format!(
                "the promotion {route} of {count} workload{}, begun {ago} ago, was not finished (:{command} shows it)",
                plural(*count)
            )
        }
    }
}
