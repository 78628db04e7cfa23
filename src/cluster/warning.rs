//! What the API server warns of beside its answer: deprecated APIs, fields that it does not know, what an admission policy would refuse.

use super::wire::tidy;
use http::HeaderMap;
use http::header::WARNING;

/// Warnings of one answer that are kept.
const MOST: usize = 16;

/// The texts of the `Warning` headers with code 299, as kubectl prints them (RFC 7234, 5.5; KEP-1693), made safe to draw.
pub(super) fn warnings(headers: &HeaderMap) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for value in headers.get_all(WARNING) {
        let text = String::from_utf8_lossy(value.as_bytes());
        let mut rest = &*text;
        while let Some((code, after, text)) = one(rest) {
            let text = tidy(&text).into_owned();
            if code == "299" && !text.trim().is_empty() && !out.contains(&text) && out.len() < MOST {
                out.push(text);
            }
            rest = after;
        }
    }
    out
}

/// The next warning: its code, what stands behind it, its text. `code agent "text" ["date"]`, with a comma before the next.
fn one(rest: &str) -> Option<(&str, &str, String)> {
    let (code, rest) = rest.trim_start_matches([',', ' ']).split_once(' ')?;
    let (_agent, rest) = rest.trim_start().split_once(' ')?;
    let mut chars = rest.trim_start().strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match chars.next()? {
            '"' => break,
            '\\' => text.push(chars.next()?),
            c => text.push(c),
        }
    }
    let after = chars.as_str();
    let dated = after.trim_start().strip_prefix('"').and_then(|date| date.split_once('"'));
    Some((code, dated.map_or(after, |(_, after)| after), text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn warnings_are_read_as_they_are_written() {
        for (values, want) in [
            (vec![r#"299 - "unknown field \"spec.replica\"""#], vec![r#"unknown field "spec.replica""#]),
            (vec![r#"299 - "one""#, r#"299 kube-apiserver "two""#, r#"299 - "one""#], vec!["one", "two"]),
            (
                vec![r#"299 - "one" "Tue, 24 Nov 2026 19:00:00 GMT", 299 - "two, and \\ more", 199 - "no""#],
                vec!["one", r"two, and \ more"],
            ),
            (vec!["299 - \"a\tb\""], vec!["a b"]),
            (vec![r#"299 - "not closed"#, "299", "", r#"299 - none"#, r#"299 - """#], vec![]),
        ] {
            let mut headers = HeaderMap::new();
            for value in &values {
                headers.append(WARNING, HeaderValue::from_str(value).unwrap());
            }
            assert_eq!(warnings(&headers), want, "{values:?}");
        }
        let mut hostile = HeaderMap::new();
        hostile.append(WARNING, HeaderValue::from_bytes("299 - \"温\u{202e}度\u{9b}2J\"".as_bytes()).unwrap());
        assert_eq!(warnings(&hostile), ["温度2J"]);
    }
}
