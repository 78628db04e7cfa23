//! What the user has written.

use crate::app::text::{DraftText, EditKeys};

pub(super) fn text(text: &DraftText) -> String {
    match text {
        DraftText::Of(object) => {
            let namespace = if object.namespace.is_empty() { String::new() } else { format!(", namespace {}", object.namespace) };
            format!("context {}{namespace}: {} {}", object.context, object.resource, object.name)
        }
        DraftText::WasRefused(why) => format!("The text below was refused: {why}"),
        DraftText::WrittenBefore => "The text below is what you wrote before; it was not sent.".to_owned(),
        DraftText::Waits(first, more, EditKeys { open, edit }) => {
            let more = if *more > 0 { format!(", and {more} more") } else { String::new() };
            let target = &first.target;
            match &first.key {
                None => format!("Your edited text of {target}{more} is kept: {edit} on it opens it again"),
                Some(key) => format!(
                    "Your edited text of {target} ▸ {key}{more} is kept: {open} on {}, then {edit} on {key} opens it again",
                    target.name
                ),
            }
        }
        DraftText::Empty(target) => format!("The text is empty; {target} was not changed"),
        DraftText::Unchanged(target, None) => format!("{target} was not changed"),
        DraftText::Unchanged(target, Some(why)) => format!("{why} — {target} was not changed"),
        DraftText::NotKept(target, why) => format!("{why} — {target} was not changed; the text of a Secret is not kept"),
        DraftText::Kept { lead, part, keys: EditKeys { open, edit }, path } => {
            let name = &part.target.name;
            let way = match &part.key {
                None => format!("{edit} on {name}"),
                Some(key) => format!("{open} on {name}, then {edit} on {key}"),
            };
            format!("{lead} — your text is kept: {way} opens it again; {}", path.display())
        }
        DraftText::FormKept(key) => format!("Kept; {key} opens it again"),
    }
}
