//! What a record holds, in words: hidden in it is what is hidden in objects, and what is named as a secret among values.

use super::payload::Content;
use super::values;
use crate::cluster::lines::{differing as texts, patience};
use crate::cluster::mask::Mask;
use crate::cluster::yaml;
use crate::model::helm::Part;
use crate::model::hide::{HIDDEN, named_secret, within};
use crate::model::revision::DiffLine;
use serde_json::Value;

/// A part as it is read; unless `revealed` without what may be secret in it.
pub(super) fn text(content: &Content, part: Part, revealed: bool) -> String {
    let mut mask = (!revealed).then(Mask::default);
    let of_values = |values: Value, none: &str, mask: &mut Option<Mask>| match values {
        Value::Null => none.to_owned(),
        Value::Object(map) if map.is_empty() => none.to_owned(),
        values => written(values, mask),
    };
    match part {
        Part::Values => of_values(content.given.clone(), "no values were given: the chart's own hold", &mut mask),
        Part::AllValues => {
            of_values(values::all(&content.given, &content.defaults), "the chart has no values, and none were given", &mut mask)
        }
        Part::Notes if content.notes.trim().is_empty() => "the chart has no notes".to_owned(),
        Part::Notes if revealed => content.notes.clone(),
        Part::Notes => content.notes.lines().map(|l| format!("{}\n", words(l))).collect(),
        Part::Manifest if documents(&content.manifest).is_empty() => "the chart makes no objects".to_owned(),
        Part::Manifest => manifest(&content.manifest, &mut mask),
    }
}

/// A line word by word, since a secret is told by what stands before it in its word; behind `Password:` the rest of the line.
fn words(line: &str) -> String {
    let mut words = line.split(' ').map(within).collect::<Vec<_>>();
    let names = |word: &str| word.strip_suffix(':').is_some_and(named_secret);
    if let Some(at) = words.iter().position(|word| names(word))
        && words.iter().skip(at + 1).any(|word| !word.is_empty())
    {
        words.truncate(at + 1);
        words.push(HIDDEN.into());
    }
    words.join(" ")
}

/// What of a part is compared.
pub(super) enum Compared {
    Values(Value),
    Objects(String),
}

/// What of a part is compared; all else of the record is let go.
pub(super) fn compared(content: Content, part: Part) -> Compared {
    match part {
        Part::Values => Compared::Values(content.given),
        Part::AllValues => Compared::Values(values::all(&content.given, &content.defaults)),
        Part::Notes => Compared::Objects(content.notes),
        Part::Manifest => Compared::Objects(content.manifest),
    }
}

/// In what two differ. Unless `revealed` what may be secret is hidden, and numbered, so that it is seen whether it differs.
pub(super) fn difference(old: &Compared, new: &Compared, revealed: bool) -> Vec<DiffLine> {
    let mut mask = (!revealed).then(Mask::numbered);
    let [old, new] = [old, new].map(|one| match one {
        Compared::Values(Value::Null) => String::new(),
        Compared::Values(Value::Object(map)) if map.is_empty() => String::new(),
        Compared::Values(values) => written(values.clone(), &mut mask),
        // Their fields in one order, so that what is the same is the same.
        Compared::Objects(text) => documents(text).into_iter().map(|d| format!("---\n{}", rewritten(d, &mut mask))).collect(),
    });
    texts(&old, &new, patience())
}

fn written(mut values: Value, mask: &mut Option<Mask>) -> String {
    if let Some(mask) = mask {
        mask.hide_values(&mut values);
    }
    yaml::write(&values).unwrap_or_default()
}

/// The documents of a manifest that hold something.
fn documents(manifest: &str) -> Vec<&str> {
    let (mut out, mut from, mut at) = (Vec::new(), 0, 0);
    for line in manifest.split_inclusive('\n') {
        if line.trim_end() == "---" || line.starts_with("--- ") {
            out.push(&manifest[from..at]);
            from = at + line.len();
        }
        at += line.len();
    }
    out.push(&manifest[from..]);
    let says = |document: &&str| document.lines().any(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#'));
    out.retain(says);
    out
}

/// Documents as they stand there; those in which something is hidden are written anew without it.
fn manifest(manifest: &str, mask: &mut Option<Mask>) -> String {
    let mut out = String::new();
    for document in documents(manifest) {
        out += "---\n";
        let shown = if mask.is_some() { shown(document, mask) } else { document.to_owned() };
        out += shown.trim_end();
        out.push('\n');
    }
    out
}

fn shown(document: &str, mask: &mut Option<Mask>) -> String {
    // Where it comes from.
    let comments =
        || document.lines().take_while(|l| l.starts_with('#') || l.trim().is_empty()).filter(|l| l.starts_with("# Source: "));
    match yaml::read(document) {
        Ok(object) => {
            let hidden = hide(object.clone(), mask);
            if hidden == object {
                // A comment may hold what the object does not.
                return document
                    .lines()
                    .map(|l| if l.trim_start().starts_with('#') { words(l) } else { l.to_owned() } + "\n")
                    .collect();
            }
            comments().map(|l| format!("{l}\n")).collect::<String>() + &yaml::write(&hidden).unwrap_or_default()
        }
        Err(_) => comments().map(|l| format!("{l}\n")).collect::<String>() + &whole(document, mask),
    }
}

fn rewritten(document: &str, mask: &mut Option<Mask>) -> String {
    match yaml::read(document) {
        Ok(object) => yaml::write(&hide(object, mask)).unwrap_or_default(),
        Err(_) => whole(document, mask) + "\n",
    }
}

/// What cannot be read as YAML may hold anything: all of it is hidden.
fn whole(document: &str, mask: &mut Option<Mask>) -> String {
    mask.as_mut().map_or_else(|| document.to_owned(), |mask| mask.word(document))
}

fn hide(mut object: Value, mask: &mut Option<Mask>) -> Value {
    let Some(mask) = mask else { return object };
    // Of a list each is an object of its own.
    for item in object.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
        mask.hide(item);
    }
    mask.hide(&mut object);
    object
}
