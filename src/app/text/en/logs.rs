//! Logs.

use crate::app::text::LogsText;
use crate::model::quantity::grouped;

pub(super) fn text(text: &LogsText) -> String {
    match text {
        LogsText::New(n) => format!("{} new", grouped(*n)),
        LogsText::NoOneNamespace => "Select one namespace to follow its logs".to_owned(),
        LogsText::Selection(labels, why) => format!("logs {labels}: {why}"),
        LogsText::SortedByTime(key) => format!("Log lines are sorted by time; {key} groups them"),
        LogsText::NoBookmarks(key) => format!("No bookmarks; {key} sets one"),
        LogsText::NoLines => "No lines to save".to_owned(),
        LogsText::StayFolded(key) => format!("Entries of one pattern stay folded; {key} shows one whole"),
        LogsText::NoFilter(key) => format!("No filter is set; {key} sets one"),
        LogsText::NoLaterMatch => "No later match".to_owned(),
        LogsText::NoEarlierMatch => "No earlier match".to_owned(),
        LogsText::NoFields => {
            "The newest lines have no fields: they are neither JSON nor logfmt, nor begin with a time or level".to_owned()
        }
        LogsText::Exists(path) => format!("{path} already exists; nothing was written"),
        LogsText::Saved(path) => format!("Saved to {path}"),
        LogsText::NotSaved(why) => why.to_string(),
        LogsText::SaveTo(true, key) => format!("save all lines ({key}: what is shown) to:"),
        LogsText::SaveTo(false, key) => format!("save what is shown ({key}: all lines) to:"),
        LogsText::Taken(path, key) => format!("{path} exists: {key} overwrites it, any other key goes back"),
        LogsText::NoLine(back) => format!("No line matches the filter; {back} clears it"),
    }
}
