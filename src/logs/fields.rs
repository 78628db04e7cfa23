//! Lines that are records: JSON objects and logfmt, taken apart into fields, and written out in full for reading.

use super::head::Head;
use serde_json::Value;

/// Fields of one line that are taken apart; what is beyond them stays in the line.
const MOST: usize = 200;
/// What messages are called, first the most usual.
const MESSAGES: [&str; 5] = ["msg", "message", "log", "event", "error"];
/// Where a field of a name stands best: the level, the message, what else there is, the time, which stands before the line already.
pub fn rank(name: &str) -> u8 {
    match name {
        _ if LEVELS.contains(&name) => 0,
        _ if MESSAGES.contains(&name) => 1,
        _ if TIMES.contains(&name) => 3,
        _ => 2,
    }
}

/// What times are called.
const TIMES: [&str; 8] = ["ts", "time", "timestamp", "@timestamp", "t", "date", "datetime", "asctime"];
/// What levels are called.
const LEVELS: [&str; 6] = ["level", "severity", "lvl", "loglevel", "levelname", "log.level"];

/// A line's fields in their order; those of objects within objects as `outer.inner`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Takes a cleaned line apart. `None` where it is neither a JSON object nor logfmt; words around one (a time before it, as CRI or a
    /// supervisor puts there) make it none.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.starts_with('{') {
            let Ok(Value::Object(map)) = serde_json::from_str::<Value>(text) else { return None };
            let mut out = Vec::new();
            flatten("", &Value::Object(map), &mut out);
            return (!out.is_empty()).then_some(Self(out));
        }
        logfmt(text).map(Self)
    }

    /// The same, and of a text that begins with a head (a time, a level, a logger) the parts of that and its message.
    pub fn of_any(text: &str) -> Option<Self> {
        Self::of(text).or_else(|| Head::of(text).map(|head| Self(head.fields(text))))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// One by its name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(k, _)| *k == name).map(|(_, v)| v)
    }

    /// The one that is the line's message.
    pub fn message(&self) -> Option<&str> {
        MESSAGES.iter().find_map(|name| self.get(name))
    }

    /// The one that says when it was written.
    pub fn time(&self) -> Option<&str> {
        TIMES.iter().find_map(|name| self.get(name))
    }

    /// The one that says how bad it is.
    pub fn level(&self) -> Option<&str> {
        LEVELS.iter().find_map(|name| self.get(name))
    }

    /// Those that are neither time, level nor message; what went wrong first.
    pub fn others(&self) -> Vec<(&str, &str)> {
        let message = MESSAGES.iter().find(|name| self.get(name).is_some());
        let told = |k: &str| TIMES.contains(&k) || LEVELS.contains(&k) || message.is_some_and(|m| *m == k);
        let mut out: Vec<(&str, &str)> = self.iter().filter(|(k, _)| !told(k)).collect();
        out.sort_by_key(|(k, _)| !matches!(*k, "error" | "err"));
        out
    }
}

fn flatten(prefix: &str, value: &Value, out: &mut Vec<(String, String)>) {
    if out.len() >= MOST {
        return;
    }
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                flatten(&name, value, out);
            }
        }
        Value::String(text) => out.push((prefix.to_owned(), text.clone())),
        Value::Object(_) if prefix.is_empty() => {}
        other => out.push((prefix.to_owned(), other.to_string())),
    }
}

/// `key=value key="value with blanks"`: two pairs at least, and nothing else between them.
fn logfmt(text: &str) -> Option<Vec<(String, String)>> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() && out.len() < MOST {
        let (key, after) = rest.split_once('=')?;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '@');
        if key.is_empty() || !key.chars().all(plain) {
            return None;
        }
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted_value(quoted)?,
            None => {
                let end = after.find(' ').unwrap_or(after.len());
                (after[..end].to_owned(), &after[end..])
            }
        };
        out.push((key.to_owned(), value));
        if !(after.is_empty() || after.starts_with(' ')) {
            return None;
        }
        rest = after.trim_start();
    }
    (out.len() >= 2).then_some(out)
}

/// The text up to the closing quote, its escapes taken out, and what follows.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let (mut out, mut escaped) = (String::new(), false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => {
                out.push(match c {
                    'n' | 't' | 'r' => ' ',
                    other => other,
                });
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return Some((out, &text[at + 1..])),
            other => out.push(other),
        }
    }
    None
}

/// A record written out in full: JSON with an indent, logfmt a field a line. `None` where the line is none. Each line is to be cleaned
/// before it is drawn: what JSON wrote as `\u001b` stands in it as such.
pub fn pretty(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    if text.starts_with('{') {
        let value: Value = serde_json::from_str(text).ok()?;
        return serde_json::to_string_pretty(&value).ok().map(|t| t.lines().map(str::to_owned).collect());
    }
    let fields = logfmt(text)?;
    let widest = fields.iter().map(|(k, _)| k.chars().count()).max().unwrap_or(0).min(30);
    Some(fields.iter().map(|(k, v)| format!("{k:widest$}  {v}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Option<Vec<(String, String)>> {
        Fields::of(text).map(|f| f.0)
    }

    fn own(list: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
        Some(list.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn records_are_taken_apart() {
        for (text, want) in [
            (
                r#"{"ts":"2026","level":"error","status":502,"ok":false}"#,
                own(&[("ts", "2026"), ("level", "error"), ("status", "502"), ("ok", "false")]),
            ),
            (
                r#" {"http":{"path":"/api","list":[1,2]},"none":null,"e":{}} "#,
                own(&[("http.path", "/api"), ("http.list", "[1,2]"), ("none", "null"), ("e", "{}")]),
            ),
            (
                r#"ts=2026 level=warn msg="slow \"query\" a=b" took=3s"#,
                own(&[("ts", "2026"), ("level", "warn"), ("msg", "slow \"query\" a=b"), ("took", "3s")]),
            ),
            ("level=info empty= msg=温度", own(&[("level", "info"), ("empty", ""), ("msg", "温度")])),
            ("deviceId=dev-46", None),
            ("2026 INFO 上报 deviceId=dev-46 温度=31℃", None),
            ("a=1 words b=2", None),
            ("a=\"never closed b=2", None),
            (r#"{"broken":"#, None),
            ("[1,2,3]", None),
            ("{}", None),
            ("", None),
        ] {
            assert_eq!(pairs(text), want, "{text}");
        }
        assert_eq!(Fields::of(r#"{"message":"m","msg":"first"}"#).unwrap().message(), Some("first"));
    }

    #[test]
    fn records_are_written_out_in_full() {
        assert_eq!(pretty(r#"{"a":{"b":1}}"#).unwrap(), ["{", "  \"a\": {", "    \"b\": 1", "  }", "}"]);
        assert_eq!(pretty("level=warn m=\"a b\"").unwrap(), ["level  warn", "m      a b"]);
        assert_eq!(pretty("plain words"), None);
    }

    #[test]
    fn anything_at_random_and_deep_nests_are_survived() {
        let mut rng = fastrand::Rng::with_seed(5);
        let parts = ["{", "}", "\"", ":", ",", "a", "=", " ", "\\", "\\u00", "温", "[", "]", "1", "\u{fffd}", "null"];
        for _ in 0..20_000 {
            let text: String = (0..rng.usize(0..20)).map(|_| parts[rng.usize(0..parts.len())]).collect();
            if let Some(fields) = Fields::of(&text) {
                assert!(fields.iter().count() > 0, "{text}");
                assert!(pretty(&text).is_some(), "{text}");
            }
        }
        assert_eq!(pairs(&format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000))), None, "deeper than anything that is meant");
        let wide: String = (0..5000).map(|i| format!("k{i}={i} ")).collect();
        assert_eq!(pairs(&wide).unwrap().len(), MOST);
    }
}
