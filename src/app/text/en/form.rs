//! What a form knows, and what is wrong with what is typed into it.

use crate::app::text::{FormText, ImageFrom};

pub(super) fn text(text: &FormText) -> String {
    match text {
        FormText::Name(why) => why.to_string(),
        FormText::Image(why) => why.to_string(),
        FormText::Namespace => "the namespace for its pod".to_owned(),
        FormText::NoText(key) => format!("No text yet: paste it, or write it with {key}"),
        FormText::NoPath(key) => format!("give the path of a file, paste the text, or write it with {key}"),
        FormText::Replicas(most) => format!("a whole number of replicas, 0 to {most}"),
        FormText::Number(most) => format!("a whole number, 0 to {most}"),
        FormText::Grace(most) => format!("seconds, 0 to {most}; empty for the pods' own"),
        FormText::Mark(word) => format!("{word:?}: key=value sets one, key- removes it"),
        FormText::NoMark => "key=value sets one, key- removes it".to_owned(),
        FormText::MarkKey(key, why) => format!("{key:?} is not a valid key: {why}"),
        FormText::MarkValue(value, why) => format!("{value:?} is not a valid label value: {why}"),
        FormText::NoImage => "No image changed".to_owned(),
        FormText::Port => "a port is 1 to 65535".to_owned(),
        FormText::ServicePort => "a Service needs the container's port".to_owned(),
        FormText::Quantity(why) => why.to_string(),
        FormText::Negative => "must be 0 or more".to_owned(),
        FormText::Thousandths(text) => {
            format!("{text} means thousandths of a byte; did you mean {}Mi?", text.trim_end_matches('m'))
        }
        FormText::BelowRequest => "the limit is below the request".to_owned(),
        FormText::Variable => "write KEY=value".to_owned(),
        FormText::Twice(name) => format!("{name} is set twice"),
        FormText::Exists => "a Deployment of that name already exists".to_owned(),
        FormText::ForEach(keys) => format!("type a number, or {keys} for each"),
        FormText::Term(why) => why.to_string(),
        FormText::Time(typed) => format!("{typed:?} is not a time: 20:15, 20:15:30, 2026-07-24 20:15 or -5m (s m h d)"),
        FormText::Known(all) => all.iter().map(from).collect::<Vec<_>>().join(" · "),
        FormText::Users(first, 0) => first.clone(),
        FormText::Users(first, more) => format!("{first} and {more} more"),
        FormText::Containers(count) => format!("{count} containers"),
        FormText::Init(name) => format!("{name} (init)"),
    }
}

fn from(from: &ImageFrom) -> String {
    match from {
        ImageFrom::Here(0) => "here now".to_owned(),
        ImageFrom::Here(revision) => format!("here now · rev {revision}"),
        ImageFrom::Revision(number) => format!("rev {number}"),
        ImageFrom::Elsewhere(namespace, mood) => format!("{namespace} {}", mood.glyph()),
    }
}
