//! What is said before there is a change.

use super::{act, lack};
use crate::app::text::AskText;

pub(super) fn text(text: &AskText) -> String {
    match text {
        AskText::Cannot(what, why) => format!("{why} — cannot {}", act(what)),
        AskText::DeniedByRule => "denied by a guard rule".to_owned(),
        AskText::Unavailable(command, why) => format!("{command}: {}", lack::text(why)),
        AskText::UnfitRow { name, namespace, why } => format!("{name} in {namespace}: {}", lack::text(why)),
        AskText::RowsMoved => "The rows moved under the cursor; nothing was done. Look, then press again".to_owned(),
        AskText::NotLoaded(target) => format!("{target} is not loaded yet; try again"),
        AskText::OneRowAtATime(command, back) => format!("{command} works on one row at a time; {back} clears the marks"),
        AskText::SuspensionNotKnown => "not known whether it is suspended: the server's columns do not say".to_owned(),
        AskText::NoUid(name, namespace) => {
            let place = if namespace.is_empty() { String::new() } else { format!(" in {namespace}") };
            format!("{name}{place} has no UID, so it cannot be changed safely")
        }
        AskText::ReplicasUnread(target, why) => format!("{why} — cannot read the replicas of {target}"),
        AskText::RevisionsUnread(target, why) => format!("{why} — cannot list the revisions of {target}"),
        AskText::DaemonSetsSkipped => "DaemonSets are skipped: they run one pod on each node".to_owned(),
        AskText::SameReplicas(name, namespace, n) => format!("{name} in {namespace} already has {n} replicas"),
        AskText::AllSameReplicas => "All of them already have that number of replicas".to_owned(),
        AskText::CurrentRevision(number) => format!("Rev {number} is the current one; choose another"),
        AskText::NeedsColumns(columns) => format!("side by side needs {columns} columns"),
        AskText::NothingToUndo => "Nothing to undo in this run".to_owned(),
        AskText::UndoElsewhere(what) => {
            format!("Your last change was in {}: {}; switch there to undo it", what.target.context, act(what))
        }
        AskText::CannotUndo(what, why) => format!("Cannot undo: {}: {why}", act(what)),
        AskText::WouldUndo { act: what, other_row, key } => {
            let row = if *other_row { ", not of this row" } else { "" };
            format!("your last change is {}{row}: {key} again takes it back", act(what))
        }
    }
}
