//! Two objects beside each other.

use crate::app::text::CompareText;

pub(super) fn text(text: &CompareText) -> String {
    match text {
        CompareText::Marked(target, compare, leave) => {
            let (kind, name) = (&target.resource, &target.name);
            format!(
                "{kind} {name} is marked as it is now: {compare} on another, or on it later, compares; {leave} in the panes takes the mark away"
            )
        }
        CompareText::NotMarked(target, why) => format!("{} {} could not be marked: {why}", target.resource, target.name),
        CompareText::NotReadYet => "the marked object is still being read".to_owned(),
        CompareText::Unmarked(name) => format!("{name} is not marked any more"),
        CompareText::AsItWas(target, ago) => format!("{}, as it was {ago} ago", target.place()),
        CompareText::AsItIs(target) => format!("{}, now", target.place()),
        CompareText::OnlyUsual => "nothing differs but what always does".to_owned(),
        CompareText::Nothing => "nothing differs".to_owned(),
    }
}
