//! Compose's `${VAR:-default}`: nothing of a user's shell is known here, so defaults are taken, and what has none is said.

use super::remark::{At, Remarks, Said};
use crate::yaml::{Node, Value};

/// Fills in every text of a tree.
pub(super) fn fill(node: &mut Node, remarks: &mut Remarks) {
    let line = u32::try_from(node.line).unwrap_or(0);
    match &mut node.value {
        Value::Text(text) if text.contains('$') => *text = filled(text, line, remarks),
        Value::List(items) => items.iter_mut().for_each(|n| fill(n, remarks)),
        Value::Map(entries) => entries.iter_mut().for_each(|e| fill(&mut e.node, remarks)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

fn filled(text: &str, line: u32, remarks: &mut Remarks) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some(inner) = rest.strip_prefix('{') {
            let end = closing(inner);
            let (name, value) = of_braces(&inner[..end], line, remarks);
            rest = inner.get(end + 1..).unwrap_or_default();
            let at = At::new(line, format!("${{{name}}}"));
            match &value {
                Some(value) => remarks.note(&at, Said::Default(name.to_owned(), value.clone())),
                None => remarks.open(&at, Said::NoValue(name.to_owned())),
            }
            out.push_str(&value.unwrap_or_default());
        } else {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let name = &rest[..end];
            if name.is_empty() {
                out.push('$');
            } else {
                remarks.open(&At::new(line, format!("${name}")), Said::NoValue(name.to_owned()));
            }
            rest = &rest[end..];
        }
    }
    out + rest
}

/// Where the brace closes; others may stand inside.
fn closing(text: &str) -> usize {
    let mut deep = 0;
    for (i, c) in text.char_indices() {
        match c {
            '{' => deep += 1,
            '}' if deep == 0 => return i,
            '}' => deep -= 1,
            _ => {}
        }
    }
    text.len()
}

fn of_braces<'a>(inner: &'a str, line: u32, remarks: &mut Remarks) -> (&'a str, Option<String>) {
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    // `:+` is for one that has a value, and `:?` wants one.
    let default = rest.strip_prefix('-').map(|text| filled(text, line, remarks));
    (name, default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_taken_and_the_rest_is_said() {
        let fill = |text: &str| {
            let mut remarks = Remarks::default();
            (filled(text, 3, &mut remarks), remarks.0.iter().filter(|r| r.open).count(), remarks.0.len())
        };
        for (text, want, open, all) in [
            ("app:${TAG:-1.2}", "app:1.2", 0, 1),
            ("${A-x}${B:?needed}${C}$D", "x", 3, 4),
            ("pa$$word $ 5", "pa$word $ 5", 0, 0),
            ("${A:-${B:-deep}}!", "deep!", 0, 2),
            ("${A:+yes}", "", 1, 1),
            ("${open", "", 1, 1),
        ] {
            assert_eq!(fill(text), (want.to_owned(), open, all), "{text}");
        }
    }
}
