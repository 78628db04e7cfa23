//! The level of a line, found in the shapes that logs have: plain words, Spring and logback, klog, JSON, logfmt, brackets.

/// How bad a line says it is. The worst comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs, reason = "their names say it")]
pub enum Level {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Level {
    /// The worst first.
    pub const ALL: [Self; 5] = [Self::Error, Self::Warn, Self::Info, Self::Debug, Self::Trace];

    /// The level that a word names, in any case: `error`, `fatal`, `warning`, …
    pub fn named(word: &str) -> Option<Self> {
        named(word)
    }
}

/// How far into a line its level is looked for; further in, a word is a message's and not a level.
const REACH: usize = 256;

/// The level of a cleaned line. `None` where it names none.
pub fn find(text: &str) -> Option<Level> {
    let head = text.get(..text.floor_char_boundary(REACH)).unwrap_or(text).trim_start();
    if head.starts_with('{') {
        // A key may stand behind a long message: JSON is read to its end.
        return keyed(text);
    }
    klog(head).or_else(|| keyed(head)).or_else(|| word(head))
}

/// `E0724 20:20:35.123456       1 file.go:10] …`
fn klog(text: &str) -> Option<Level> {
    let bytes = text.as_bytes();
    let digits = bytes.get(1..5)?.iter().all(u8::is_ascii_digit) && bytes.get(5) == Some(&b' ');
    match bytes.first()? {
        _ if !digits => None,
        b'E' | b'F' => Some(Level::Error),
        b'W' => Some(Level::Warn),
        b'I' => Some(Level::Info),
        b'D' => Some(Level::Debug),
        _ => None,
    }
}

/// `"level":"error"`, `"severity": "ERROR"`, `"level":50`, `level=warn`, `lvl="info"`.
fn keyed(text: &str) -> Option<Level> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(offset) = next_key(bytes.get(from..)?) {
        let (at, key) = (from + offset.0, offset.1);
        from = at + key;
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        if before.is_some_and(|b| b.is_ascii_alphanumeric()) {
            continue;
        }
        let after = text.get(at + key..)?.trim_start_matches('"').trim_start();
        let Some(value) = after.strip_prefix([':', '=']) else { continue };
        let value = value.trim_start().trim_start_matches('"');
        let end = value.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(value.len());
        if let Some(level) = value.get(..end).and_then(value_of) {
            return Some(level);
        }
    }
    None
}

const KEYS: [&str; 5] = ["level", "severity", "lvl", "loglevel", "levelname"];

/// The first place where a key's name stands, and its length.
fn next_key(bytes: &[u8]) -> Option<(usize, usize)> {
    (0..bytes.len()).find_map(|at| {
        if !matches!(bytes[at], b'l' | b'L' | b's' | b'S') {
            return None;
        }
        let long = |k: &&&str| bytes.get(at..at + k.len()).is_some_and(|b| b.eq_ignore_ascii_case(k.as_bytes()));
        // The longest first: `levelname` and not `level`.
        KEYS.iter().filter(long).map(|k| k.len()).max().map(|len| (at, len))
    })
}

fn value_of(value: &str) -> Option<Level> {
    if let Ok(number) = value.parse::<u32>() {
        // bunyan and pino: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
        return match number {
            10 => Some(Level::Trace),
            20 => Some(Level::Debug),
            30 => Some(Level::Info),
            40 => Some(Level::Warn),
            50 | 60 => Some(Level::Error),
            _ => None,
        };
    }
    named(value)
}

fn named(word: &str) -> Option<Level> {
    const WORDS: [(&str, Level); 20] = [
        ("error", Level::Error),
        ("err", Level::Error),
        ("fatal", Level::Error),
        ("panic", Level::Error),
        ("critical", Level::Error),
        ("crit", Level::Error),
        ("severe", Level::Error),
        ("alert", Level::Error),
        ("emerg", Level::Error),
        ("emergency", Level::Error),
        ("warn", Level::Warn),
        ("warning", Level::Warn),
        ("info", Level::Info),
        ("information", Level::Info),
        ("notice", Level::Info),
        ("debug", Level::Debug),
        ("fine", Level::Debug),
        ("trace", Level::Trace),
        ("verbose", Level::Trace),
        ("finest", Level::Trace),
    ];
    WORDS.iter().find(|(w, _)| w.eq_ignore_ascii_case(word)).map(|(_, level)| *level)
}

/// A level as a word of its own: in capitals anywhere near the front, in any case in brackets or before a colon at the very front.
fn word(text: &str) -> Option<Level> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut words = 0;
    while at < bytes.len() && words < 16 {
        if !bytes[at].is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let len = bytes[at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let (before, after) = (at.checked_sub(1).map(|i| bytes[i]), bytes.get(at + len).copied());
        words += 1;
        // `ERROR_CODE`, `x-error`, `v1ERROR` are names.
        let alone = !before.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/'))
            && !after.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/'));
        if alone && let Some(level) = text.get(at..at + len).and_then(named) {
            let capitals = len >= 4 && bytes[at..at + len].iter().all(u8::is_ascii_uppercase);
            let short = &bytes[at..at + len] == b"ERR";
            let framed = matches!((before, after), (Some(b'['), Some(b']')) | (Some(b'<'), Some(b'>')) | (Some(b'('), Some(b')')));
            let leads = words == 1 && after == Some(b':');
            if capitals || short || framed || leads {
                return Some(level);
            }
        }
        at += len;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_found_in_the_usual_shapes() {
        use Level::*;
        for (text, want) in [
            ("2026-07-24T20:20:35Z  INFO 1 --- [nio-8080-exec-1] c.h.iot.DeviceController : 设备上报 deviceId=dev-46", Some(Info)),
            ("2026-07-24T20:20:35Z ERROR 1 --- [nio-8080-exec-3] c.h.iot.DeviceService : 处理失败", Some(Error)),
            (r#"{"ts":"2026","level":"error","msg":"request handled","status":502}"#, Some(Error)),
            (r#"{"ts":"2026", "Severity" : "WARNING", "message":"x"}"#, Some(Warn)),
            (r#"{"level":30,"time":1,"msg":"ERROR is not the level"}"#, Some(Info)),
            (r#"{"log.level":"debug"}"#, Some(Debug)),
            (r#"{"levelname":"CRITICAL"}"#, Some(Error)),
            (r#"{"sealevel":"error","msg":"x"}"#, None),
            (r#"{"msg":"ERROR"}"#, None),
            ("ts=2026 level=warn msg=\"slow\"", Some(Warn)),
            ("ts=2026 lvl=eror msg=x", None),
            ("time=\"2026\" level=fatal msg=x", Some(Error)),
            ("E0724 20:20:35.123456       1 file.go:10] lost", Some(Error)),
            ("W0724 20:20:35.123456       1 file.go:10] INFO", Some(Warn)),
            ("E07 is no klog", None),
            ("2026/07/24 20:20:35 [error] 7#7: *1 open() failed", Some(Error)),
            ("[WARN] deprecated", Some(Warn)),
            ("<notice> started", Some(Info)),
            ("panic: runtime error: index out of range", Some(Error)),
            ("fatal: cannot reach database", Some(Error)),
            ("Warning: something", Some(Warn)),
            ("WARNING  deprecated", Some(Warn)),
            ("12:00:01.123 [main] DEBUG o.s.web - x", Some(Debug)),
            ("no error was found", None),
            ("found ERROR_CODE in X-ERROR and /var/ERROR.log", None),
            ("ERR timeout", Some(Error)),
            ("", None),
            ("设备上报", None),
            ("2026 line 7 from app", None),
        ] {
            assert_eq!(find(text), want, "{text}");
        }
    }

    #[test]
    fn a_word_far_into_the_line_is_no_level() {
        assert_eq!(find(&format!("{} ERROR", "x".repeat(300))), None);
        assert_eq!(find(&format!(r#"{{"msg":"{}","level":"error"}}"#, "x".repeat(300))), Some(Level::Error));
        assert_eq!(find(&"温".repeat(500)), None);
    }
}
