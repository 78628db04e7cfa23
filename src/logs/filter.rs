//! Which lines a pane shows. A filter is a list of terms that must all hold; kinds of term are one arm each.

use super::ansi;
use super::buffer::{Body, Line};
use super::digest::Only;
use super::level::Level;
use crate::model::terms::{self as typed, Pattern, TermError};
use std::ops::Range;

/// What must hold of a line for it to be shown. An empty one lets everything through.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    terms: Vec<Term>,
    typed: String,
    floor: Option<Level>,
    only: Option<Only>,
    error: Option<TermError>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Term {
    not: bool,
    test: Test,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Test {
    /// As it stands.
    Exact(String),
    /// ASCII letters in either case; kept in lower case.
    AsciiFold(String),
    /// Letters of any script in either case; kept in lower case.
    Fold(String),
    /// By an expression.
    Regex(Pattern),
    /// By the pod's name, and by source whether it holds.
    Pod(String, Vec<bool>),
    /// By the container's name, likewise.
    Container(String, Vec<bool>),
    /// One of these levels; `None` among them is a line that names none.
    Levels(Vec<Option<Level>>),
}

impl Filter {
    /// Reads what was typed: terms with blanks between them, of which all must hold.
    ///
    /// - `text` is contained; case counts where it has capitals; `"two words"` with their blank;
    /// - `/regex/` matches, case likewise;
    /// - `pod=`, `container=` contain a text; `level=error,warn`, `level>=warn`, `level=none`;
    /// - any of them with `!` before it does not hold.
    ///
    /// A term that cannot be read is left out and told by [`Filter::error`].
    pub fn parse(typed: &str) -> Self {
        let mut out = Self { typed: typed.to_owned(), ..Self::default() };
        for (not, term) in typed::terms(typed) {
            match word(term).test() {
                Ok(Some(test)) => out.terms.push(Term { not, test }),
                Ok(None) => {}
                Err(why) => out.error = Some(why),
            }
        }
        out
    }

    /// The same, and only lines of this level or worse.
    pub fn at_least(mut self, floor: Option<Level>) -> Self {
        self.floor = floor;
        self
    }

    /// The same, and only what a row of the digest counts.
    pub fn within(mut self, only: Option<Only>) -> Self {
        self.only = only;
        self
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.floor.is_none() && self.only.is_none()
    }

    /// The row of the digest whose lines alone pass.
    pub const fn only(&self) -> Option<&Only> {
        self.only.as_ref()
    }

    /// What was typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// What of it could not be read.
    pub const fn error(&self) -> Option<&TermError> {
        self.error.as_ref()
    }

    /// Whether a text is looked for: then a line stands for itself, and not only as part of what it goes on with.
    pub fn seeks_text(&self) -> bool {
        self.terms.iter().any(|t| !t.not && t.test.is_text())
    }

    /// Learns whose lines a source's are. To be called before the first of them.
    pub fn know(&mut self, source: u32, pod: &str, container: &str) {
        for term in &mut self.terms {
            let (holds, known) = match &mut term.test {
                Test::Pod(want, known) => (pod.contains(want.as_str()), known),
                Test::Container(want, known) => (container.contains(want.as_str()), known),
                _ => continue,
            };
            let at = source as usize;
            if known.len() <= at {
                known.resize(at + 1, false);
            }
            known[at] = holds;
        }
    }

    /// Whether a line passes. What is compared is its text as it is shown, without its escapes. Remarks of dogwatch always pass.
    pub fn passes(&self, line: &Line<'_>) -> bool {
        self.passes_terms(line) && self.is_of_row(line)
    }

    /// Whether a line is counted by the row of the digest whose lines alone are wanted: the first line of a record is, what goes on with
    /// it is not.
    pub fn is_of_row(&self, line: &Line<'_>) -> bool {
        let Body::Text(raw) = line.body else { return true };
        self.only.as_ref().is_none_or(|only| !line.goes_on && only.holds(line.level, raw))
    }

    /// Whether a line passes what was typed and the level that is asked for, whatever row of the digest counts it.
    pub fn passes_terms(&self, line: &Line<'_>) -> bool {
        let Body::Text(raw) = line.body else { return true };
        if self.floor.is_some_and(|floor| line.level.is_none_or(|level| level > floor)) {
            return false;
        }
        if !self.terms.iter().all(|t| t.test.of_line(line).is_none_or(|holds| holds != t.not)) {
            return false;
        }
        if !self.terms.iter().any(|t| t.test.is_text()) {
            return true;
        }
        let text = ansi::plain(raw);
        self.terms.iter().filter(|t| t.test.is_text()).all(|t| t.test.in_text(&text) != t.not)
    }

    /// Where in a cleaned text the texts that are looked for stand: ascending, apart from each other.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        self.terms.iter().filter(|t| !t.not).for_each(|t| t.test.places(text, &mut found));
        found.retain(|r| !r.is_empty());
        found.sort_by_key(|r| (r.start, r.end));
        let mut out: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in found {
            match out.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => out.push(range),
            }
        }
        out
    }
}

/// A term as it was typed.
enum Word<'a> {
    Text(&'a str),
    Regex(&'a str),
    Level(&'a str, bool),
    Pod(&'a str),
    Container(&'a str),
}

fn word(term: typed::Term<'_>) -> Word<'_> {
    let one = match term {
        typed::Term::Quoted(text) => return Word::Text(text),
        typed::Term::Regex(text) => return Word::Regex(text),
        typed::Term::Word(one) => one,
    };
    let keyed = |key| one.strip_prefix(key);
    let found = keyed("pod=")
        .map(Word::Pod)
        .or_else(|| keyed("container=").map(Word::Container))
        .or_else(|| keyed("level>=").map(|v| Word::Level(v, true)))
        .or_else(|| keyed("level=").map(|v| Word::Level(v, false)));
    found.unwrap_or(Word::Text(one))
}

impl Word<'_> {
    fn test(&self) -> Result<Option<Test>, TermError> {
        Ok(match *self {
            Word::Text("") | Word::Regex("") | Word::Pod("") | Word::Container("") | Word::Level("", _) => None,
            Word::Text(text) => Some(Test::contains(text)),
            Word::Regex(text) => Some(Test::Regex(Pattern::new(text)?)),
            Word::Pod(text) => Some(Test::Pod(text.to_owned(), Vec::new())),
            Word::Container(text) => Some(Test::Container(text.to_owned(), Vec::new())),
            Word::Level(text, worse) => Some(levels(text, worse)?),
        })
    }
}

fn levels(text: &str, worse: bool) -> Result<Test, TermError> {
    let mut out = Vec::new();
    for name in text.split(',').filter(|n| !n.is_empty()) {
        let level = if name == "none" { None } else { Some(Level::named(name).ok_or_else(|| TermError::Level(name.to_owned()))?) };
        match level {
            Some(least) if worse => out.extend(Level::ALL.into_iter().filter(|l| *l <= least).map(Some)),
            level => out.push(level),
        }
    }
    Ok(Test::Levels(out))
}

impl Test {
    fn contains(text: &str) -> Self {
        let lower = text.to_lowercase();
        let cased = lower != text.to_uppercase();
        if lower != text || !cased {
            Self::Exact(text.to_owned())
        } else if text.is_ascii() {
            Self::AsciiFold(lower)
        } else {
            Self::Fold(lower)
        }
    }

    const fn is_text(&self) -> bool {
        matches!(self, Self::Exact(_) | Self::AsciiFold(_) | Self::Fold(_) | Self::Regex(_))
    }

    /// Whether it holds, where that is told by the line and not by its text.
    fn of_line(&self, line: &Line<'_>) -> Option<bool> {
        match self {
            Self::Pod(_, known) | Self::Container(_, known) => Some(known.get(line.source as usize).copied().unwrap_or(false)),
            Self::Levels(levels) => Some(levels.contains(&line.level)),
            _ => None,
        }
    }

    fn in_text(&self, text: &str) -> bool {
        match self {
            Self::Exact(want) => text.contains(want.as_str()),
            Self::AsciiFold(want) => find_fold(text.as_bytes(), want.as_bytes()).is_some(),
            Self::Fold(want) => text.to_lowercase().contains(want.as_str()),
            Self::Regex(pattern) => pattern.regex().is_match(text),
            Self::Pod(..) | Self::Container(..) | Self::Levels(_) => true,
        }
    }

    fn places(&self, text: &str, out: &mut Vec<Range<usize>>) {
        match self {
            Self::Exact(want) => out.extend(text.match_indices(want.as_str()).map(|(at, m)| at..at + m.len())),
            Self::AsciiFold(want) => {
                let mut from = 0;
                while let Some(at) = text.as_bytes().get(from..).and_then(|t| find_fold(t, want.as_bytes())) {
                    out.push(from + at..from + at + want.len());
                    from += at + want.len();
                }
            }
            // Only where lower case has the same length can its places be taken over.
            Self::Fold(want) => {
                let lower = text.to_lowercase();
                if lower.len() == text.len() {
                    let whole = |r: &Range<usize>| text.is_char_boundary(r.start) && text.is_char_boundary(r.end);
                    out.extend(lower.match_indices(want.as_str()).map(|(at, m)| at..at + m.len()).filter(whole));
                }
            }
            Self::Regex(pattern) => out.extend(pattern.regex().find_iter(text).map(|m| m.range())),
            Self::Pod(..) | Self::Container(..) | Self::Levels(_) => {}
        }
    }
}

/// Where in `text` stands `want` (lower case, not empty) with ASCII letters in either case.
fn find_fold(text: &[u8], want: &[u8]) -> Option<usize> {
    let (first, rest) = want.split_first()?;
    let last_start = text.len().checked_sub(want.len())?;
    let mut at = 0;
    while at <= last_start {
        at += text[at..=last_start].iter().position(|b| b.to_ascii_lowercase() == *first)? + 1;
        if text[at..at + rest.len()].eq_ignore_ascii_case(rest) {
            return Some(at - 1);
        }
    }
    None
}

#[cfg(test)]
#[path = "filter_tests.rs"]
mod tests;
