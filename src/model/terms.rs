//! What is typed into a filter, of rows or of lines: terms with blanks between them, each with whether `!` stands before it.

use super::quantity::NoQuantity;
use regex::{Regex, RegexBuilder};

/// Bytes that a compiled expression may take.
const MOST_REGEX: usize = 1 << 20;

/// A term as it was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Term<'a> {
    /// A word. What it means is the filter's matter.
    Word(&'a str),
    /// What stood in double quotes: a text, whatever is in it.
    Quoted(&'a str),
    /// What stood between strokes.
    Regex(&'a str),
}

/// Why a term cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TermError {
    /// An expression is none, or too large: what the library says.
    #[error("/{0}/: {1}")]
    Regex(String, String),
    /// There is no such level.
    #[error("level {0:?}: error, warn, info, debug, trace or none")]
    Level(String),
    /// What use is held against is no figure and no share.
    #[error("{0}: {1}")]
    Use(String, UseError),
}

/// What is wrong with what use is held against.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum UseError {
    #[error("a share is a number, such as 80% or limit*0.9")]
    Share,
    #[error("a figure is missing, such as 200m, 1Gi, 80% or limit*0.9")]
    Missing,
    #[error("CPU is counted in cores: 200m, 0.2, 2")]
    Cores,
    #[error("memory is counted in bytes: 100Mi, 1Gi")]
    Bytes,
    #[error(transparent)]
    Quantity(NoQuantity),
}

/// The terms of what was typed.
pub fn terms(typed: &str) -> Vec<(bool, Term<'_>)> {
    let (mut out, mut rest) = (Vec::new(), typed.trim_start());
    while !rest.is_empty() {
        let not = rest.starts_with('!');
        let body = if not { &rest[1..] } else { rest };
        let (term, after) = term(body);
        out.push((not, term));
        rest = after.trim_start();
    }
    out
}

fn term(body: &str) -> (Term<'_>, &str) {
    if let Some(quoted) = body.strip_prefix('"') {
        let (text, after) = quoted.split_once('"').unwrap_or((quoted, ""));
        return (Term::Quoted(text), after);
    }
    if let Some(inner) = body.strip_prefix('/') {
        // The stroke that closes it stands at the end or before a blank: `/api/v1` is a text.
        let closes = |(at, _): &(usize, &str)| {
            !inner[..*at].ends_with('\\') && inner[at + 1..].chars().next().is_none_or(char::is_whitespace)
        };
        if let Some((at, _)) = inner.match_indices('/').find(closes) {
            return (Term::Regex(&inner[..at]), &inner[at + 1..]);
        }
    }
    let end = body.find(char::is_whitespace).unwrap_or(body.len());
    let (word, after) = body.split_at(end);
    (Term::Word(word), after)
}

/// A regular expression. Two are equal where their texts are.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads one. Case counts where it has capitals.
    ///
    /// # Errors
    /// When it is none, or too large.
    pub fn new(text: &str) -> Result<Self, TermError> {
        // `\S` and its like are no capitals that were meant.
        let mut escaped = false;
        let capitals = text.chars().any(|c| {
            let counts = !escaped && c.is_uppercase();
            escaped = c == '\\' && !escaped;
            counts
        });
        let built = RegexBuilder::new(text).case_insensitive(!capitals).size_limit(MOST_REGEX).build();
        built.map(Self).map_err(|e| {
            let words = e.to_string();
            let last = words.lines().last().unwrap_or_default().trim_start_matches("error: ");
            TermError::Regex(text.to_owned(), last.to_owned())
        })
    }

    /// The expression.
    pub const fn regex(&self) -> &Regex {
        &self.0
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}
