//! Files that are copied.

use super::act;
use crate::app::text::CopyText;

pub(super) fn text(text: &CopyText) -> String {
    match text {
        CopyText::Done(what, note) => format!("{}: {note}. Written to the journal.", act(what)),
        CopyText::Over(what) => format!("{}: done", act(what)),
        CopyText::Not(what, why) => format!("not copied: {why} — {}", act(what)),
        CopyText::Unknown(what, why) => format!("{why} — {}", act(what)),
        CopyText::None(key) => format!("nothing was copied in this run: {key} on a pod or container copies"),
        CopyText::Ending => "it is being ended".to_owned(),
        CopyText::Ended => "it has ended".to_owned(),
        CopyText::Gone => "it is not listed any more: choose another".to_owned(),
        CopyText::GoesOn => "it goes on; :copies lists it".to_owned(),
        CopyText::Unlisted(why) => why.to_string(),
        CopyText::NothingBegins => "nothing there begins like that".to_owned(),
        CopyText::NoPath => "which file or folder of the container? Its path begins with /".to_owned(),
        CopyText::NoPathHere => "which file or folder of this machine?".to_owned(),
    }
}
