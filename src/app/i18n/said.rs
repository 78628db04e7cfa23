//! Sentences that are put together when they are said, in another language.

use super::TABLES;
use crate::model::change::Verb;
use crate::model::{Lang, Words};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How deep one sentence may stand in another.
const DEPTH: usize = 5;

/// A form with fewer bytes of its own says nothing of several sentences.
const LIGHT: usize = 9;

/// One with fewer still is about a name or a number alone.
const LIGHTEST: usize = 6;

/// A part of a form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// These words.
    Words(&'static str),
    /// Whatever stands there, by its name or number; whether it is translated in its turn.
    Hole(&'static str, bool),
}

/// A form of sentences, and how it goes in Chinese.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Form {
    parts: Vec<Part>,
    zh: Vec<Part>,
    /// Bytes of its own words: the more, the better it fits.
    weight: usize,
    /// Holes of names and numbers that more words follow.
    names: Vec<&'static str>,
}

/// All that is translated, read once.
struct Book {
    exact: HashMap<&'static str, &'static str>,
    /// Those with the most words first.
    forms: Vec<Form>,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let all = || TABLES.into_iter().flatten();
    let lines = all().filter(|(en, _)| !en.contains('{')).map(|(en, zh)| (*en, *zh));
    // Verbs stand in sentences that are not typed: their Chinese is that of their rows.
    let verbs = Verb::ALL.iter().map(|verb| verb.spec().verb).map(|Words { en, zh }| (en, zh));
    let exact = lines.chain(verbs).collect();
    let mut forms: Vec<Form> = all().filter(|(en, _)| en.contains('{')).map(|(en, zh)| form(en, zh)).collect();
    forms.sort_by_key(|f| std::cmp::Reverse(f.weight));
    Book { exact, forms }
});

/// Holes in which a number stands, and nothing else.
const COUNTS: [&str; 6] = ["n", "count", "late", "number", "seconds", "s"];

/// Names of holes without one, in their order.
const NUMBERS: [&str; 8] = ["0", "1", "2", "3", "4", "5", "6", "7"];

impl Form {
    /// Whether whatever stands in it is translated in its turn.
    fn all_deep(&self) -> bool {
        self.zh.iter().all(|p| !matches!(p, Part::Hole(_, false)))
    }
}

fn parts(text: &'static str) -> Vec<Part> {
    let (mut out, mut rest, mut number) = (Vec::new(), text, 0usize);
    while let Some((words, tail)) = rest.split_once('{') {
        if !words.is_empty() {
            out.push(Part::Words(words));
        }
        let Some((hole, tail)) = tail.split_once('}') else { break };
        let deep = hole.ends_with('~');
        let name = hole.trim_end_matches('~').split(':').next().unwrap_or_default();
        let name = if name.is_empty() {
            number += 1;
            NUMBERS.get(number - 1).copied().unwrap_or_default()
        } else {
            name
        };
        out.push(Part::Hole(name, deep));
        rest = tail;
    }
    if !rest.is_empty() {
        out.push(Part::Words(rest));
    }
    out
}

fn form(en: &'static str, zh: &'static str) -> Form {
    let parts = parts(en);
    let weight = parts.iter().map(|p| if let Part::Words(words) = p { words.len() } else { 0 }).sum();
    let zh = self::parts(zh);
    let deep = |name: &str| zh.iter().any(|p| matches!(p, Part::Hole(n, true) if *n == name));
    let named = parts.iter().enumerate().filter_map(|(i, p)| match p {
        Part::Hole(name, _) if i + 1 < parts.len() && !deep(name) => Some(*name),
        Part::Hole(..) | Part::Words(_) => None,
    });
    let names = named.collect();
    Form { weight, zh, parts, names }
}

/// What stands in the holes of a form, where the text is of that form. Of holes without a word between them the first has all.
fn fits<'t>(parts: &[Part], text: &'t str, holes: &mut Vec<(&'static str, &'t str)>, names: &[&str]) -> bool {
    match parts {
        [] => text.is_empty(),
        [Part::Words(words), rest @ ..] => text.strip_prefix(words).is_some_and(|text| fits(rest, text, holes, names)),
        [Part::Hole(name, _), rest @ ..] => {
            let more = rest.iter().take_while(|p| matches!(p, Part::Hole(..))).count();
            let (between, rest) = rest.split_at(more);
            let at = holes.len();
            let mut fill = |taken: &'t str, tail: &'t str| {
                if COUNTS.contains(name) && !taken.bytes().all(|b| b.is_ascii_digit() || b == b',') {
                    return false;
                }
                // No name and no number goes on over a comma.
                if names.contains(name) && [", ", ": ", "; "].iter().any(|seam| taken.contains(seam)) {
                    return false;
                }
                holes.truncate(at);
                holes.push((name, taken));
                holes.extend(between.iter().filter_map(|p| if let Part::Hole(name, _) = p { Some((*name, "")) } else { None }));
                fits(rest, tail, holes, names)
            };
            match rest.first() {
                Some(Part::Words(words)) => text.match_indices(words).any(|(i, _)| fill(&text[..i], &text[i..])),
                Some(Part::Hole(..)) | None => fill(text, ""),
            }
        }
    }
}

/// The words of a text that is known as it stands.
fn exact(text: &str) -> Option<&'static str> {
    BOOK.exact.get(text).copied()
}

fn by_form(text: &str, depth: usize) -> Option<String> {
    let mut holes = Vec::new();
    let form = BOOK.forms.iter().find(|f| {
        holes.clear();
        fits(&f.parts, text, &mut holes, &f.names)
            && (f.weight >= LIGHTEST || f.all_deep() || !holes.iter().any(|(_, t)| t.contains(' ')))
            && (f.weight >= LIGHT || !holes.iter().any(|(_, t)| t.contains(": ") || t.contains("; ")))
    })?;
    let mut out = String::with_capacity(text.len());
    for part in &form.zh {
        match part {
            Part::Words(words) => out.push_str(words),
            Part::Hole(name, deep) => {
                let filled = holes.iter().find(|(n, _)| n == name).map_or("", |(_, text)| text);
                if *deep { out.push_str(&zh(filled, depth + 1)) } else { out.push_str(filled) }
            }
        }
    }
    Some(out)
}

/// Where sentences are put together, and how that is written.
const SEAMS: [(&str, &str); 8] =
    [("; ", ";"), (" — ", " — "), (": ", ":"), (". ", "。"), (", ", ","), (" (", " ("), ("  ", "  "), (" · ", " · ")];

fn zh(text: &str, depth: usize) -> Cow<'_, str> {
    if depth > DEPTH || !text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return text.into();
    }
    // What hangs at its ends is no part of it.
    let bare = text.trim();
    if bare.len() < text.len() {
        let at = text.len() - text.trim_start().len();
        return format!("{}{}{}", &text[..at], zh(bare, depth), &text[at + bare.len()..]).into();
    }
    if let Some(found) = exact(text) {
        return found.into();
    }
    // `in 12s` and `in iot-prod`.
    if let Some(rest) = text.strip_prefix("in ").filter(|rest| !rest.contains(' ')) {
        let time = rest.starts_with(|c: char| c.is_ascii_digit());
        return if time { format!("用时 {rest}") } else { format!("(命名空间 {rest})") }.into();
    }
    for glyph in ["⚠ ", "✗ ", "✓ "] {
        if let Some(rest) = text.strip_prefix(glyph) {
            return format!("{glyph}{}", zh(rest, depth)).into();
        }
    }
    if let Some(found) = by_form(text, depth) {
        return found.into();
    }
    if let Some(found) = target(text) {
        return found.into();
    }
    for (seam, written) in SEAMS {
        for (at, _) in text.match_indices(seam) {
            let (left, right) = (&text[..at], &text[at + seam.len()..]);
            let (l, r) = (of_several(left, depth + 1), zh(right, depth + 1));
            if *l != *left || *r != *right {
                return format!("{l}{written}{r}").into();
            }
        }
    }
    for end in [".", ":", ")", " …"] {
        if let Some(bare) = text.strip_suffix(end) {
            let inner = zh(bare, depth + 1);
            if *inner != *bare {
                return format!("{inner}{end}").into();
            }
        }
    }
    text.into()
}

/// A target as messages name it: `Deployment web in iot-dev of lab`.
fn target(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let (before, kind, name, namespace, context) = match &words[..] {
        [before @ .., kind, name, "in", namespace, "of", context] => (before, kind, name, Some(namespace), context),
        [before @ .., kind, name, "of", context] => (before, kind, name, None, context),
        _ => return None,
    };
    // A verb may stand before it.
    let verb = before.join(" ");
    let verb = if verb.is_empty() { String::new() } else { format!("{} ", exact(&verb)?) };
    let is_kind = kind.starts_with(|c: char| c.is_ascii_uppercase());
    let place = namespace.map_or(String::new(), |ns| format!("命名空间 {ns},"));
    is_kind.then(|| format!("{verb}{kind} {name}({place}上下文 {context})"))
}

/// A part that stands before others: a single word may be a name, and names stay as they are.
fn of_several(text: &str, depth: usize) -> Cow<'_, str> {
    if text.trim().contains(' ') { zh(text, depth) } else { text.into() }
}

/// A sentence in a language.
pub fn said(lang: Lang, text: &str) -> Cow<'_, str> {
    match lang {
        Lang::En => text.into(),
        Lang::Zh => zh(text, 0),
    }
}
