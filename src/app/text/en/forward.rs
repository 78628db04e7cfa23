//! Port-forwards.

use crate::app::text::ForwardText;

pub(super) fn text(text: &ForwardText) -> String {
    match text {
        ForwardText::NotSaved(name, context) => {
            format!("no forward is saved as {name} in {context}: w in :forwards saves one")
        }
        ForwardText::OpenAlready(name, url) => format!("{name} is open already: {url}"),
        ForwardText::NotFound(name, why) => format!("{name}: {why}"),
        ForwardText::LeadsTo(url, port, target) => {
            format!("{url} leads to {port} of {target}; :forwards lists it. Written to the journal.")
        }
        ForwardText::Cannot(why, target) => format!("not forwarded: {why} ({target})"),
        ForwardText::Ended(note, target) => format!("{note} ({target})"),
        ForwardText::Closed(target) => format!("the forward to {target} is closed"),
        ForwardText::NotYet => "it is not open yet".to_owned(),
        ForwardText::NoneOpen => "no port-forward is open".to_owned(),
        ForwardText::BadName => "a name has letters, digits, - _ .".to_owned(),
        ForwardText::Saved(name, context) => format!("Saved: :forward {name} opens it again in {context}"),
        ForwardText::NotKept(why) => format!("not saved: {why}"),
        ForwardText::ReadOnly => "read-only mode (--readonly)".to_owned(),
    }
}
