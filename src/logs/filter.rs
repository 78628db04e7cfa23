//! Which lines a pane shows. A filter is a list of terms that must all hold; kinds of term are one arm each.

use super::ansi;

/// What must hold of a line for it to be shown. An empty one lets everything through.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    terms: Vec<Term>,
    typed: String,
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
}

impl Filter {
    /// Reads what was typed: the text that a line must contain, blanks included; with `!` before it, must not contain. Case counts where
    /// the text has capitals.
    pub fn parse(typed: &str) -> Self {
        let (not, text) = match typed.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, typed),
        };
        let terms = if text.is_empty() { Vec::new() } else { vec![Term { not, test: Test::contains(text) }] };
        Self { terms, typed: typed.to_owned() }
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What was typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether a raw line passes. What is compared is the text as it is shown, without its escapes.
    pub fn passes(&self, raw: &str) -> bool {
        if self.terms.is_empty() {
            return true;
        }
        let text = ansi::plain(raw);
        self.terms.iter().all(|t| t.test.holds(&text) != t.not)
    }
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

    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Exact(want) => text.contains(want.as_str()),
            Self::AsciiFold(want) => contains_fold(text.as_bytes(), want.as_bytes()),
            Self::Fold(want) => text.to_lowercase().contains(want.as_str()),
        }
    }
}

/// Whether `text` contains `want` (lower case, not empty) with ASCII letters in either case.
fn contains_fold(text: &[u8], want: &[u8]) -> bool {
    let Some((first, rest)) = want.split_first() else { return true };
    let Some(last_start) = text.len().checked_sub(want.len()) else { return false };
    let mut at = 0;
    while at <= last_start {
        let Some(offset) = text[at..=last_start].iter().position(|b| b.to_ascii_lowercase() == *first) else { return false };
        at += offset + 1;
        if text[at..at + rest.len()].eq_ignore_ascii_case(rest) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_as_it_is_shown() {
        for (typed, raw, want) in [
            ("", "anything", true),
            ("!", "anything", true),
            ("error", "an ERROR here", true),
            ("Error", "an ERROR here", false),
            ("ERROR", "an ERROR here", true),
            ("!error", "an ERROR here", false),
            ("!error", "all is well", true),
            ("connection refused", "dial: Connection refused", true),
            ("error: lost", "\x1b[31mERROR\x1b[0m: lost", true),
            ("31m", "\x1b[31mred\x1b[0m", false),
            ("失败", "处理失败", true),
            ("größe", "GRÖSSE", false),
            ("größe", "Die GRÖßE", true),
            ("温度=3", "设备 温度=31℃", true),
            ("502", "status 502", true),
            ("aab", "aaAb", true),
            ("longer than the line", "short", false),
            ("t", "last", true),
        ] {
            assert_eq!(Filter::parse(typed).passes(raw), want, "{typed:?} in {raw:?}");
        }
        assert!(Filter::parse("!").is_empty());
        assert_eq!(Filter::parse("!x").typed(), "!x");
    }
}
