//! What becomes of changes.

use super::act;
use crate::app::text::{Aim, Answer, ChangeText, Text};

fn note(note: Option<&Text>) -> String {
    note.map(|note| format!(", {note}")).unwrap_or_default()
}

pub(super) fn text(text: &ChangeText) -> String {
    match text {
        ChangeText::Cancelled => "Cancelled; nothing changed".to_owned(),
        ChangeText::Done(what, more) => format!("{}: done{}. Written to the journal.", act(what), note(more.as_deref())),
        ChangeText::Accepted(what, more) => format!(
            "{}: accepted{}; what its controller does next is not followed. Written to the journal.",
            act(what),
            note(more.as_deref())
        ),
        ChangeText::Gone(what, took) => format!("{}: gone after {took}. Written to the journal.", act(what)),
        ChangeText::Fell(what, reason) => format!("{}: {reason} ({})", what.target.name, act(what)),
        ChangeText::Refused(what, reason) => format!("nothing was changed: {reason} ({})", act(what)),
        ChangeText::Partial(what, reason) => format!("only partly done: {reason} ({})", act(what)),
        ChangeText::Unknown(what, reason) => {
            let lead = "unknown whether it was applied, check before you repeat it";
            format!("{lead}: {reason} ({})", act(what))
        }
        ChangeText::UnknownWhether(reason) => format!("unknown whether it was applied: {reason}"),
        ChangeText::Answered(what, answer, more) => {
            let more = more.as_ref().map(|more| format!(": {more}")).unwrap_or_default();
            format!("{}: {}{more}", act(what), self::answer(*answer))
        }
        ChangeText::AllAnswered { verb, count, namespace, context, answers, key } => {
            let place = namespace.as_ref().map(|namespace| format!("in {namespace} ")).unwrap_or_default();
            let answers: Vec<String> = answers.iter().map(|(a, n)| format!("{n} {}", answer(*a))).collect();
            format!("{verb} {count} objects {place}of {context}: {} ({key} lists each)", answers.join(", "))
        }
        ChangeText::RolledOut { name, namespace, standing, took } => {
            format!("{name} in {namespace} {standing}, {took}. Written to the journal.")
        }
        ChangeText::RolloutFailed(aim, namespace, reason) => format!("{} in {namespace} failed: {reason}", self::aim(aim)),
        ChangeText::HeldFor { name, namespace, cause, key, said, after } => {
            let offer = if key.is_empty() { String::new() } else { format!(". {key} to go back") };
            let said = said.to_string();
            let said = said.strip_prefix("is ").unwrap_or(&said);
            format!("{name} in {namespace}: {cause}{offer}. '{said}' held for {after}")
        }
        ChangeText::Terminating { verb, name, namespace, held } => {
            let place = if namespace.is_empty() { String::new() } else { format!(" in {namespace}") };
            format!("{verb} {name}{place}: accepted, Terminating: {held}")
        }
        ChangeText::StoppingDrain(target) => {
            format!("Stopping the drain of {target}: pods already evicted still go, the node stays cordoned")
        }
    }
}

const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Done => "done",
        Answer::Accepted => "accepted",
        Answer::Failed => "accepted, and failed",
        Answer::Undone => "undone by somebody else",
        Answer::Partial => "a part was done",
        Answer::Refused => "refused",
        Answer::Unknown => "not known",
    }
}

pub(super) fn aim(aim: &Aim) -> String {
    match aim {
        Aim::Replicas(name, to) => format!("{name} → {to} replicas"),
        Aim::Restart(name) => format!("{name} restarts"),
        Aim::Revision(name, to) => format!("{name} → rev {to}"),
        Aim::Images(name, to) => format!("{name} → {}", to.join(", ")),
        Aim::Other(verb, name) => format!("{verb} {name}"),
    }
}
