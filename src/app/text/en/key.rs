//! Words about the key that was pressed.

use super::lack;
use crate::app::text::{FormKeys, KeyText, SortedBy, Way};

pub(super) fn text(text: &KeyText) -> String {
    match text {
        KeyText::OnlyThese(key, keys) => format!("{key} is not bound here; {}", form_keys(*keys)),
        KeyText::NotHere(key, ways) => {
            let ways: Vec<String> = ways.iter().map(|(key, does)| format!("{key} {}", way(*does))).collect();
            format!("{key} is not bound here; {}", ways.join(", "))
        }
        KeyText::NoChanges(why) => format!("changes are not allowed: {}", lack::text(why)),
        KeyText::NoChangesOrLogs(why) => format!("changes and logs are not allowed: {}", lack::text(why)),
        KeyText::NotNow(words, why) => format!("{words} — not now: {}", lack::text(why)),
        KeyText::DoneBy(key, other, what) => format!("{key} is not bound; {other} {what}"),
        KeyText::Lacks(key, what) => format!("{key}: dogwatch does not have this k9s key yet: {what}"),
        KeyText::LacksWord(word, what) => format!(":{word}: dogwatch does not have this yet: {what}"),
        KeyText::Unbound(key, help) => format!("{key} is not bound; {help} lists the keys"),
        KeyText::UnwellOnly(true) => "only what is unwell".to_owned(),
        KeyText::UnwellOnly(false) => "all rows again".to_owned(),
        KeyText::Wide(true) => "more columns, where there is room".to_owned(),
        KeyText::Wide(false) => "the usual columns".to_owned(),
        KeyText::AllPods(true) => "all pods of the namespaces in view".to_owned(),
        KeyText::AllPods(false) => "the pods of the workload".to_owned(),
        KeyText::Sorted(SortedBy::State) => "sorted by state".to_owned(),
        KeyText::Sorted(SortedBy::Name) => "sorted by name".to_owned(),
        KeyText::Sorted(SortedBy::Age) => "sorted by age, the newest first".to_owned(),
        KeyText::Sorted(SortedBy::Restarts) => "sorted by restarts".to_owned(),
        KeyText::Sorted(SortedBy::Cpu) => "sorted by CPU, the most first".to_owned(),
        KeyText::Sorted(SortedBy::Memory) => "sorted by memory, the most first".to_owned(),
        KeyText::NamespacesByName => "namespaces are sorted by name".to_owned(),
        KeyText::OnlyPodsByRestarts => "only pods can be sorted by restarts".to_owned(),
        KeyText::ByNameOrAge => "these rows can be sorted by name or age".to_owned(),
        KeyText::NoPod => "no pod is selected".to_owned(),
        KeyText::NoWorkload => "no workload is selected".to_owned(),
        KeyText::NoNamespacedRow => "no row with a namespace is selected".to_owned(),
        KeyText::NoMarks => "no row is marked".to_owned(),
        KeyText::CannotMark => "this row cannot be marked".to_owned(),
        KeyText::NamesNoObject => "this message names no object to go to".to_owned(),
    }
}

const fn form_keys(keys: FormKeys) -> &'static str {
    match keys {
        FormKeys::Leave => "Esc leaves",
        FormKeys::YesOrNo => "y or n; Esc cancels",
        FormKeys::TypeName => "type the name, then Enter; Esc cancels",
        FormKeys::Number => "a number, or ↑↓ to count; Esc leaves",
        FormKeys::Seconds => "a number of seconds; ↑↓ line, Esc leaves",
        FormKeys::Continue => "↑↓ line, Enter continues, Esc leaves",
        FormKeys::Choice => "Space changes it, ↑↓ line, Esc leaves",
        FormKeys::Ports => "Space marks, ↑↓ line, Enter forwards, Esc leaves",
        FormKeys::Switch => "Tab switches, Enter continues, Esc leaves",
        FormKeys::Suggestions => "Tab next, ↑↓ choose, Enter continues, Esc leaves",
        FormKeys::Fields => "Tab next, Enter continues, Esc leaves",
        FormKeys::Pick => "↑↓ choose, Enter takes, Esc leaves",
        FormKeys::GoThere => "Enter goes there, Esc leaves",
        FormKeys::Bookmark => "Enter keeps the name, Esc leaves",
        FormKeys::Save => "Enter saves, Tab chooses what, Esc leaves",
        FormKeys::Bookmarks => "Enter goes there, b drops the bookmark, Esc leaves",
        FormKeys::Columns => "Space shows or hides, a fits, Esc leaves",
    }
}

const fn way(way: Way) -> &'static str {
    match way {
        Way::Leave => "leaves",
        Way::Search => "searches",
        Way::Continue => "continues",
        Way::RollBack => "roll back",
        Way::Help => "lists the keys",
    }
}
