//! What the user has written.

use crate::app::text::DraftText;

pub(super) fn text(text: &DraftText) -> String {
    match text {
        DraftText::Of(object) => {
            let namespace = if object.namespace.is_empty() { String::new() } else { format!(", namespace {}", object.namespace) };
            format!("context {}{namespace}: {} {}", object.context, object.resource, object.name)
        }
        DraftText::WasRefused(why) => format!("The text below was refused: {why}"),
        DraftText::WrittenBefore => "The text below is what you wrote before; it was not sent.".to_owned(),
        DraftText::Waits(first, more, key) => {
            let more = if *more > 0 { format!(", and {more} more") } else { String::new() };
            format!("Your edited text of {first}{more} is kept: {key} on it opens it again")
        }
        DraftText::Empty(target) => format!("The text is empty; {target} was not changed"),
        DraftText::Unchanged(target, None) => format!("{target} was not changed"),
        DraftText::Unchanged(target, Some(why)) => format!("{why} — {target} was not changed"),
        DraftText::NotKept(target, why) => format!("{why} — {target} was not changed; the text of a Secret is not kept"),
        DraftText::Kept { lead, name, key, path } => {
            format!("{lead} — your text is kept: {key} on {name} opens it again; {}", path.display())
        }
        DraftText::FormKept(key) => format!("Kept; {key} opens it again"),
    }
}
