//! The filter of the lists: texts that must all be there, expressions, labels and a few fields, each of them also as what may not be.

use super::use_filter::{self, UseTerm};
use crate::model::Time;
use crate::model::labels::Labels;
use crate::model::naming;
use crate::model::terms::{self, Pattern, TermError};
use crate::model::usage::UseSum;

/// What a row offers to the filter.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Its texts: name, namespace, node, image, status, reason.
    pub texts: &'a [&'a str],
    /// Its labels, where they are known.
    pub labels: Option<&'a Labels>,
    /// What `status=` compares with.
    pub status: &'a str,
    /// What `restarts` compares with.
    pub restarts: u32,
    /// What `age` compares with.
    pub created: Time,
    /// What `cpu` and `mem` compare with, and what that is held against; `None` where it is not known.
    pub used: Option<UseSum>,
}

#[derive(Clone, PartialEq, Debug)]
enum Term {
    Text(String),
    Regex(Pattern),
    /// A label's key, and the value that it must have; without one any will do.
    Label(String, Option<String>),
    Status(String),
    Restarts(bool, u32),
    /// Older (true) or younger than so many milliseconds.
    Age(bool, i64),
    Use(UseTerm),
}

/// A filter that was read: terms, each with whether it is negated.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Filter {
    typed: String,
    terms: Vec<(bool, Term)>,
    error: Option<TermError>,
}

impl Filter {
    /// Reads a filter: terms with blanks between them, of which all must hold.
    ///
    /// - `text` stands in one of the row's texts, in either case; `"two words"` with their blank;
    /// - `/regex/` matches one of them; case counts where it has capitals;
    /// - `key=value` is a label, as kubectl's `-l` has it; `key=` is one with any value, `key!=value` none with this one;
    /// - `status=Running`, `restarts>3`, `restarts<3`, `age<2h`, `age>2h`;
    /// - `cpu>200m`, `mem>1Gi`, `cpu>80%` of the limit, or of the request where there is none, `mem>limit*0.9`, `cpu<request`;
    /// - any of them with `!` before it does not hold.
    ///
    /// What is none of them is a text, so that every text is a filter. An expression that cannot be read is left out and told by
    /// [`Filter::error`].
    pub fn parse(typed: &str) -> Self {
        let mut out = Self::unread(typed);
        for (not, term) in terms::terms(typed) {
            // The beginning of one.
            if let terms::Term::Word("") | terms::Term::Quoted("") | terms::Term::Regex("") = term {
                continue;
            }
            match read(term) {
                Ok((turned, term)) => out.terms.push((not != turned, term)),
                Err(why) => out.error = Some(why),
            }
        }
        out
    }

    /// What was typed for somebody else to read: everything passes.
    pub fn unread(typed: &str) -> Self {
        Self { typed: typed.to_owned(), ..Self::default() }
    }

    /// What was typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// What of it could not be read.
    pub const fn error(&self) -> Option<&TermError> {
        self.error.as_ref()
    }

    /// Whether a row passes at `now`.
    pub fn passes(&self, row: &Subject<'_>, now: Time) -> bool {
        // What is not known neither holds nor does it not.
        self.terms.iter().all(|(not, term)| term.matches(row, now).is_some_and(|holds| *not != holds))
    }

    /// Whether what passes is a matter of time.
    pub fn asks_for_age(&self) -> bool {
        self.terms.iter().any(|(_, term)| matches!(term, Term::Age(..)))
    }

    /// Whether what passes is a matter of use.
    pub fn asks_for_use(&self) -> bool {
        self.terms.iter().any(|(_, term)| matches!(term, Term::Use(_)))
    }

    /// Whether everything passes.
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// A term, and whether it says by itself that it may not hold.
fn read(term: terms::Term<'_>) -> Result<(bool, Term), TermError> {
    let word = match term {
        terms::Term::Quoted(text) => return Ok((false, Term::Text(text.to_lowercase()))),
        terms::Term::Regex(text) => return Ok((false, Term::Regex(Pattern::new(text)?))),
        terms::Term::Word(word) => word,
    };
    let compared = |field: &str| {
        let rest = word.strip_prefix(field)?;
        Some((rest.starts_with('>'), rest.strip_prefix(['>', '<'])?))
    };
    if let Some(status) = word.strip_prefix("status=") {
        return Ok((false, Term::Status(status.to_lowercase())));
    }
    if let Some((more, number)) = compared("restarts")
        && let Ok(n) = number.parse()
    {
        return Ok((false, Term::Restarts(more, n)));
    }
    if let Some((older, span)) = compared("age")
        && let Some(ms) = duration(span)
    {
        return Ok((false, Term::Age(older, ms)));
    }
    if let Some(term) = use_filter::read(word) {
        return term.map(|term| (false, Term::Use(term)));
    }
    Ok(label(word).unwrap_or_else(|| (false, Term::Text(word.to_lowercase()))))
}

/// `key=value`, `key==value`, `key!=value`.
fn label(word: &str) -> Option<(bool, Term)> {
    let (key, value) = word.split_once('=')?;
    let (not, key) = key.strip_suffix('!').map_or((false, key), |key| (true, key));
    let value = value.strip_prefix('=').unwrap_or(value);
    naming::label_key(key).ok()?;
    Some((not, Term::Label(key.to_owned(), (!value.is_empty()).then(|| value.to_owned()))))
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
    /// Whether it holds; `None` where that is not known.
    fn matches(&self, row: &Subject<'_>, now: Time) -> Option<bool> {
        let holds = |text: &str, word: &str| text.to_lowercase().contains(word);
        Some(match self {
            Self::Text(word) => row.texts.iter().any(|t| holds(t, word)),
            Self::Regex(pattern) => row.texts.iter().any(|t| pattern.regex().is_match(t)),
            Self::Label(key, value) => {
                let found = row.labels.and_then(|l| l.get(key));
                found.is_some_and(|found| value.as_ref().is_none_or(|v| v == found))
            }
            Self::Status(word) => row.status.to_lowercase() == *word,
            Self::Restarts(more, n) => {
                if *more {
                    row.restarts > *n
                } else {
                    row.restarts < *n
                }
            }
            Self::Age(older, ms) => (now.since(row.created) > *ms) == *older,
            Self::Use(term) => term.holds(row.used?)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::asks::Asks;
    use crate::model::usage::Used;

    #[test]
    fn words_fields_and_not() {
        let now = Time::from_secs(10_000);
        let labels = Labels::of("\napp=web\nexample.com/tier=\n".into());
        let row = Subject {
            texts: &["web-7d9", "iot-dev", "lab/app:1.1", "exit 1, code=2"],
            labels: Some(&labels),
            status: "CrashLoopBackOff",
            restarts: 4,
            created: Time::from_secs(9_000),
            used: Some(UseSum::of_one(Used { cpu: 120_000_000, memory: 1 << 30 }, Asks::default())),
        };
        for (text, want) in [
            ("", true),
            ("WEB", true),
            ("web dev", true),
            ("web prod", false),
            ("!prod", true),
            ("!web", false),
            ("!", true),
            ("\"exit 1\"", true),
            ("\"web dev\"", false),
            ("/^web-[0-9]/ dev", true),
            ("/^WEB/", false),
            ("!/prod$/", true),
            ("/app:1/1/", false),
            ("/lab", false),
            ("app=web", true),
            ("app==web", true),
            ("app=we", false),
            ("app=Web", false),
            ("app!=web", false),
            ("!app=web", false),
            ("!app!=web", true),
            ("app=", true),
            ("app!=", false),
            ("example.com/tier=", true),
            ("tier=", false),
            ("!tier=x", true),
            ("code=2", false),
            ("\"code=2\"", true),
            ("=2", true),
            ("status=crashloopbackoff", true),
            ("!status=Running", true),
            ("restarts>3", true),
            ("restarts<3", false),
            ("age<1h", true),
            ("age>1h", false),
            ("age>10m", true),
            ("age>x", false),
            ("cpu>100m", true),
            ("!cpu>100m", false),
            ("mem>1Gi", false),
            ("mem>900Mi web", true),
            // There is no limit and no request to be held against.
            ("cpu>80%", false),
            ("!cpu>80%", false),
        ] {
            assert_eq!(Filter::parse(text).passes(&row, now), want, "{text:?}");
        }
    }
    #[test]
    fn what_is_no_expression_is_told_and_left_out() {
        let now = Time::default();
        let row = Subject { texts: &["web"], labels: None, status: "", restarts: 0, created: now, used: None };
        let filter = Filter::parse("web /a(/");
        assert!(filter.error().is_some_and(|e| e.to_string().starts_with("/a(/: ")), "{filter:?}");
        assert!(filter.passes(&row, now));
        let filter = Filter::parse("web cpu>lots");
        assert!(filter.error().is_some_and(|e| e.to_string().starts_with("cpu>lots: not a quantity")), "{filter:?}");
        assert!(filter.passes(&row, now));
        assert!(!Filter::parse("cpu>1m").passes(&row, now) && !Filter::parse("!cpu>1m").passes(&row, now), "not known");
        assert!(!Filter::parse("app=web").passes(&row, now), "labels that are not known are not there");
        assert!(Filter::parse("! \"\" //").is_empty());
    }
}
