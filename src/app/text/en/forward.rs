//! Port-forwards.

use crate::app::text::ForwardText;

pub(super) fn text(text: &ForwardText) -> String {
    match text {
        ForwardText::NotSaved(name, context) => {
            format!("no forward is saved as {name} in {context}: :forwards saves one that is open")
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
        ForwardText::None(key) => format!("no port-forward is open: {key} on a pod, workload or Service opens one"),
        ForwardText::BadName => "a name has letters, digits, - _ .".to_owned(),
        ForwardText::Saved(name, context) => format!("Saved: :forward {name} opens it again in {context}"),
        ForwardText::NotKept(why) => format!("not saved: {why}"),
        ForwardText::BadLocal => "the local port is a number from 1 to 65535, or empty for any that is free".to_owned(),
        ForwardText::WhichPort => "which port? Number or name".to_owned(),
        ForwardText::OneLocal => "several ports cannot have one local port: leave it empty".to_owned(),
        ForwardText::Gone => "the port-forward has ended: choose another".to_owned(),
        ForwardText::Closing => "it is being closed".to_owned(),
        ForwardText::Connections(open, all, since) => format!("{open} open, {all} in all, for {since}"),
        ForwardText::Traffic(received, sent) => format!("{received} received, {sent} sent"),
        ForwardText::Waits(since) => format!("waits for a ready pod since {since}"),
        ForwardText::Fault(fault) => fault.to_string(),
        ForwardText::PodGone(since) => format!("the pod is gone since {since}"),
    }
}
