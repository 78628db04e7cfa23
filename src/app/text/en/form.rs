//! What is wrong with what is typed into a form.

use crate::app::text::FormText;

pub(super) fn text(text: &FormText) -> String {
    match text {
        FormText::Name(why) => why.to_string(),
        FormText::Image(why) => why.to_string(),
        FormText::Namespace => "the namespace for its pod".to_owned(),
        FormText::NoText(key) => format!("No text yet: paste it, or write it with {key}"),
    }
}
