//! Two objects beside each other.

use crate::app::text::{CompareText, Text};
use crate::model::Lang;
use crate::model::compare::{Of, Unknown};

pub(super) fn text(text: &CompareText) -> String {
    match text {
        CompareText::Marked(side, compare, leave) => {
            let (kind, name) = (&side.target.resource, &side.target.name);
            match side.of {
                Of::Itself => format!(
                    "{kind} {name} is marked as it is now: {compare} on another, or on it later, compares; {leave} in the panes takes the mark away"
                ),
                Of::Template(_) => String::new(),
                Of::Revision { number, .. } => format!(
                    "revision {number} of {kind} {name} is marked: {compare} on another, or on an object, compares; {leave} in the panes takes the mark away"
                ),
            }
        }
        CompareText::NotMarked(target, why) => format!("{} {} could not be marked: {why}", target.resource, target.name),
        CompareText::NotReadYet => "the marked object is still being read".to_owned(),
        CompareText::Unmarked(name) => format!("{name} is not marked any more"),
        CompareText::AsItWas(target, ago) => format!("{}, as it was {ago} ago", target.place()),
        CompareText::AsItIs(target) => format!("{}, now", target.place()),
        CompareText::Revision(target, number) => format!("{}, revision {number}", target.place()),
        CompareText::Template(target) => target.place(),
        CompareText::Unknown(Unknown { source, why: Some(why) }) => {
            format!("? {source} could not be read, so what comes of it is not known: {}", Text::from(why.clone()).words(Lang::En))
        }
        CompareText::Unknown(Unknown { source, why: None }) => {
            format!("? {source} is one too many to be read: what comes of it is not known")
        }
        CompareText::LeftOut(1) => "1 difference is left out: the settings say that it is meant".to_owned(),
        CompareText::LeftOut(n) => format!("{n} differences are left out: the settings say that they are meant"),
        CompareText::OnlyMeant => "nothing differs but what the settings leave out".to_owned(),
        CompareText::OnlyUsual => "nothing differs but what always does".to_owned(),
        CompareText::Nothing => "nothing differs".to_owned(),
    }
}
