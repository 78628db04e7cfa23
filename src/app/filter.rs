//! The text filter of the lists: words that must all be there, `!word` that may not, and a few fields.

use crate::model::Time;

/// What a row offers to the filter.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Its texts: name, namespace, node, image, status, reason.
    pub texts: &'a [&'a str],
    /// What `status=` compares with.
    pub status: &'a str,
    /// What `restarts` compares with.
    pub restarts: u32,
    /// What `age` compares with.
    pub created: Time,
}

#[derive(Clone, PartialEq, Debug)]
enum Term {
    Text(String),
    Status(String),
    Restarts(bool, u32),
    /// Older (true) or younger than so many milliseconds.
    Age(bool, i64),
}

/// A filter that was read: terms, each with whether it is negated.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Filter(Vec<(bool, Term)>);

impl Filter {
    /// Reads a filter. What is no field is a word, so that every text is a filter.
    pub fn parse(text: &str) -> Self {
        Self(
            text.split_whitespace()
                .map(|word| match word.strip_prefix('!') {
                    Some(rest) if !rest.is_empty() => (true, term(rest)),
                    _ => (false, term(word)),
                })
                .collect(),
        )
    }

    /// Whether a row passes at `now`.
    pub fn passes(&self, row: &Subject<'_>, now: Time) -> bool {
        self.0.iter().all(|(not, term)| *not != term.matches(row, now))
    }

    /// Whether what passes is a matter of time.
    pub fn asks_for_age(&self) -> bool {
        self.0.iter().any(|(_, term)| matches!(term, Term::Age(..)))
    }

    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn term(word: &str) -> Term {
    let compared = |field: &str| {
        let rest = word.strip_prefix(field)?;
        Some((rest.starts_with('>'), rest.strip_prefix(['>', '<'])?))
    };
    if let Some(status) = word.strip_prefix("status=") {
        return Term::Status(status.to_lowercase());
    }
    if let Some((more, number)) = compared("restarts")
        && let Ok(n) = number.parse()
    {
        return Term::Restarts(more, n);
    }
    if let Some((older, span)) = compared("age")
        && let Some(ms) = duration(span)
    {
        return Term::Age(older, ms);
    }
    Term::Text(word.to_lowercase())
}

/// `90s`, `5m`, `2h`, `3d` in milliseconds.
pub fn duration(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let factor = match unit {
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    // No sign: a span has none.
    number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse::<i64>().ok())??.checked_mul(factor)
}

impl Term {
    fn matches(&self, row: &Subject<'_>, now: Time) -> bool {
        let holds = |text: &str, word: &str| text.to_lowercase().contains(word);
        match self {
            Self::Text(word) => row.texts.iter().any(|t| holds(t, word)),
            Self::Status(word) => row.status.to_lowercase() == *word,
            Self::Restarts(more, n) => {
                if *more {
                    row.restarts > *n
                } else {
                    row.restarts < *n
                }
            }
            Self::Age(older, ms) => (now.since(row.created) > *ms) == *older,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fields_and_not() {
        let now = Time::from_secs(10_000);
        let row = Subject {
            texts: &["web-7d9", "iot-dev", "lab/app:1.1"],
            status: "CrashLoopBackOff",
            restarts: 4,
            created: Time::from_secs(9_000),
        };
        for (text, want) in [
            ("", true),
            ("WEB", true),
            ("web dev", true),
            ("web prod", false),
            ("!prod", true),
            ("!web", false),
            ("!", false),
            ("status=crashloopbackoff", true),
            ("!status=Running", true),
            ("restarts>3", true),
            ("restarts<3", false),
            ("age<1h", true),
            ("age>1h", false),
            ("age>10m", true),
            ("age>x", false),
        ] {
            assert_eq!(Filter::parse(text).passes(&row, now), want, "{text:?}");
        }
    }
}
