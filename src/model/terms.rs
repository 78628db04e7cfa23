//! What is typed into a filter, of rows or of lines: terms with blanks between them, each with whether `!` stands before it.

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
    /// In words, with the expression, when it is none or too large.
    pub fn new(text: &str) -> Result<Self, String> {
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
            format!("/{text}/: {}", words.lines().last().unwrap_or_default().trim_start_matches("error: "))
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
