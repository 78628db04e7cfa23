//! What Secrets and ConfigMaps hold.

use crate::app::text::EntriesText;
use crate::model::human_duration;

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

pub(super) fn text(text: &EntriesText) -> String {
    match text {
        EntriesText::Summary { kind, keys, bytes, immutable } => {
            let kind = if kind.is_empty() { String::new() } else { format!("{kind}  ") };
            let immutable = if *immutable { "  immutable" } else { "" };
            format!("{kind}{}, {}{immutable}", count(*keys, "key"), count(*bytes, "byte"))
        }
        EntriesText::Changed(ago, by) if by.is_empty() => format!("its values were last written {ago} ago"),
        EntriesText::Changed(ago, by) => format!("its values were last written {ago} ago, by {by}"),
        EntriesText::NotNoted(ago) => format!("it was made {ago} ago; when its values were last written is not noted"),
        EntriesText::Lacks(key) => format!("✗ nothing stands under {key}, which a Secret of its type needs"),
        EntriesText::Nothing => "it holds nothing".to_owned(),
        EntriesText::NoKey => "there is no key under the cursor".to_owned(),
        EntriesText::Size(Some(bytes)) => count(*bytes, "byte"),
        EntriesText::Size(None) => "no base64".to_owned(),
        EntriesText::Empty => "nothing stands under this key".to_owned(),
        EntriesText::Lines(lines, bytes) => format!("{}, {}", count(*lines, "line"), count(*bytes, "byte")),
        EntriesText::Binary(bytes, shown) if shown < bytes => format!("no text: {}, the first {shown}", count(*bytes, "byte")),
        EntriesText::Binary(bytes, _) => format!("no text: {}", count(*bytes, "byte")),
        EntriesText::Certificate(names, until, left) if *left > 0 => {
            format!("certificate of {names}, until {until} ({} left)", human_duration(*left))
        }
        EntriesText::Certificate(names, until, _) => format!("certificate of {names}, expired {until}"),
        EntriesText::NotCopied => "it is no text, and was not copied".to_owned(),
        EntriesText::NotSaved => "a decoded value is on the screen, which is not saved".to_owned(),
    }
}
