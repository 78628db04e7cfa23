//! Whether a line tells that something failed: by its level, or as the head of a stack trace that has none.

use super::level::{self, Level};

/// How a line begins with which a trace does, where nothing else says how bad it is.
const HEADS: [&str; 10] = [
    "panic:",
    "fatal error:",
    "Traceback (most recent call last)",
    "Exception in thread ",
    "Unhandled exception",
    "Uncaught ",
    "Caused by: ",
    "Segmentation fault",
    "thread '",
    "*** Error",
];

/// How a cleaned line fails; `None` for one that tells of no failure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failing {
    /// It says so by its level.
    Level,
    /// It is the head of a trace, which may stand below a line that has said so.
    Trace,
}

/// Whether and how a cleaned line tells that something failed.
pub fn find(text: &str) -> Option<Failing> {
    // Where it has a level, the level counts.
    match level::find(text) {
        Some(Level::Error) => Some(if heads(text) { Failing::Trace } else { Failing::Level }),
        Some(Level::Warn | Level::Info | Level::Debug | Level::Trace) => None,
        None => heads(text).then_some(Failing::Trace),
    }
}

fn heads(text: &str) -> bool {
    let panicked = |head: &str| head != "thread '" || text.contains("panicked at");
    HEADS.iter().any(|head| text.starts_with(head) && panicked(head)) || thrown(text)
}

/// `java.lang.IllegalStateException: …`, `System.NullReferenceException: …`, `TypeError: …`, `ValueError: …`.
fn thrown(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '$')).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let last = name.rsplit(['.', '$']).next().unwrap_or(name);
    let named = last.len() > 5 && last.starts_with(|c: char| c.is_ascii_uppercase());
    named && (last.ends_with("Exception") || last.ends_with("Error")) && (rest.is_empty() || rest.starts_with(':'))
}

/// Whether a line goes on with the trace that stands before it.
pub fn continues(text: &str) -> bool {
    text.starts_with([' ', '\t']) || text.starts_with("Caused by: ") || text.starts_with("goroutine ") || text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_by_level_or_by_the_head_of_a_trace() {
        for (text, want) in [
            ("2026-07-24 ERROR cannot pay", Some(Failing::Level)),
            (r#"{"level":"fatal","msg":"x"}"#, Some(Failing::Level)),
            ("panic: runtime error: index out of range", Some(Failing::Trace)),
            ("Traceback (most recent call last):", Some(Failing::Trace)),
            ("thread 'main' panicked at src/main.rs:1:2:", Some(Failing::Trace)),
            ("thread 'main' started", None),
            ("java.lang.IllegalStateException: no bean", Some(Failing::Trace)),
            ("System.NullReferenceException: Object reference", Some(Failing::Trace)),
            ("TypeError: x is not a function", Some(Failing::Trace)),
            ("Exception in thread \"main\" java.lang.Error", Some(Failing::Trace)),
            ("Error: listen EADDRINUSE", Some(Failing::Level)),
            ("WARN java.lang.IllegalStateException: retried", None),
            ("NoError was found", None),
            ("MyError is a class", None),
            ("\tat com.example.Main.run(Main.java:7)", None),
            ("all is well", None),
            ("", None),
        ] {
            assert_eq!(find(text), want, "{text}");
        }
        for (text, want) in [("\tat com.example.Main", true), ("Caused by: x", true), ("ERROR next", false)] {
            assert_eq!(continues(text), want, "{text}");
        }
    }
}
