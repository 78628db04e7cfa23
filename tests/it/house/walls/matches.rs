//! No match over our own enums with a `_ =>`, or a name, for the rest: whoever adds a variant is told by the compiler where it is missing.

use super::{code, sources};
use regex::Regex;
use std::path::Path;

/// The enums whose variants are added to.
const OURS: [&str; 12] =
    ["Change", "Step", "Msg", "Effect", "DraftEffect", "DraftMsg", "Mode", "Command", "Outcome", "Phase", "Kinds", "Reads"];

/// Matches that still have one, as how many there are in these rooms. These numbers may only get smaller.
const KNOWN: [(&[&str], usize); 3] = [
    // Views and their keys, which are matched all over the state.
    (&["app", "views"], 19),
    (&["command"], 6),
    // Hands on to a match that names them all.
    (&["runtime"], 1),
];

/// The matches of a code: what is matched, and the patterns of its arms.
fn matches(code: &str) -> Vec<(usize, Vec<String>)> {
    let word = Regex::new(r"\bmatch\b").unwrap();
    let bytes = code.as_bytes();
    let mut out = Vec::new();
    for found in word.find_iter(code) {
        let (mut at, mut depth) = (found.end(), 0);
        while at < bytes.len() && (depth > 0 || bytes[at] != b'{') {
            depth += i32::from(b"([".contains(&bytes[at])) - i32::from(b")]".contains(&bytes[at]));
            at += 1;
        }
        let (mut patterns, mut begin, mut in_body, mut depth) = (Vec::new(), at + 1, false, 0);
        at += 1;
        while at < bytes.len() {
            let here = bytes[at];
            if depth == 0 && here == b'}' {
                break;
            }
            if !in_body && depth == 0 && code[at..].starts_with("=>") {
                patterns.push(code[begin..at].trim().to_owned());
                (in_body, begin) = (true, at + 2);
                at += 2;
                continue;
            }
            depth += i32::from(b"([{".contains(&here)) - i32::from(b")]}".contains(&here));
            let block = here == b'}' && code[begin..].trim_start().starts_with('{');
            if in_body && depth == 0 && (here == b',' || block) {
                (in_body, begin) = (false, at + 1);
                if block && bytes.get(at + 1) == Some(&b',') {
                    at += 1;
                    begin += 1;
                }
            }
            at += 1;
        }
        out.push((code[..found.start()].matches('\n').count() + 1, patterns));
    }
    out
}

/// Whether a pattern takes whatever is left: a name or `_`, alone or in every place of a tuple, without a condition.
fn takes_the_rest(pattern: &str) -> bool {
    let name = |p: &str| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let inner = pattern.strip_prefix('(').and_then(|p| p.strip_suffix(')'));
    match inner {
        Some(inner) => inner.split(',').all(|p| name(p.trim())),
        None => name(pattern) && !matches!(pattern, "true" | "false"),
    }
}

fn is_about_ours(pattern: &str, path: &str) -> bool {
    // Others have steps of their own.
    let ours = OURS.iter().filter(|name| **name != "Step" || path.starts_with("cluster/change"));
    ours.into_iter().any(|name| Regex::new(&format!(r"\b{name}::[A-Z]")).unwrap().is_match(pattern))
}

#[test]
fn no_match_over_our_enums_has_a_rest() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let literal = Regex::new(r#"(?s)"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)'"#).unwrap();
    let (mut looked_at, mut found) = (0, Vec::new());
    for file in files.iter().filter(|f| !f.to_string_lossy().contains("test") && !f.starts_with(root.join("demo"))) {
        let path = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let text = literal.replace_all(&code(file), "\"\"").into_owned();
        let about = matches(&text).into_iter().filter(|(_, patterns)| patterns.iter().any(|p| is_about_ours(p, &path)));
        let (with, without): (Vec<_>, Vec<_>) = about.partition(|(_, patterns)| patterns.iter().any(|p| takes_the_rest(p)));
        looked_at += with.len() + without.len();
        found.extend(with.iter().map(|(line, _)| format!("{path}:~{line}")));
    }
    let room = |place: &str, rooms: &[&str]| rooms.iter().any(|room| place.starts_with(&format!("{room}/")));
    for (rooms, known) in KNOWN {
        let (here, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|place| room(place, rooms));
        assert!(here.len() <= known, "{} instead of {known} matches that take the rest:\n{}", here.len(), here.join("\n"));
        found = others;
    }
    assert!(found.is_empty(), "matches over our own enums that take the rest with one arm:\n{}", found.join("\n"));
    assert!(looked_at > 40, "only {looked_at} matches were found");
}

#[test]
fn arms_are_told_apart() {
    let code = "match f(|x| { x }) { A::B => 1, A::C { d, .. } if d > 1 => { g(h, i) } A::E(_) => match j { K => l(m, n), _ => o }, other => other }";
    let arms: Vec<Vec<String>> = matches(code).into_iter().map(|(_, patterns)| patterns).collect();
    assert_eq!(arms, [vec!["A::B", "A::C { d, .. } if d > 1", "A::E(_)", "other"], vec!["K", "_"]]);
    let rest = ["_", "other", "(_, _)", "(a, _)"];
    assert!(rest.into_iter().all(takes_the_rest));
    let whole = ["A::B", "(A::B, _)", "_ if x", "true", "None", "Some(_)"];
    assert!(!whole.into_iter().any(takes_the_rest));
}
