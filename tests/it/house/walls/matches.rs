//! No match over our own enums with a `_ =>`, or a name, for the rest: whoever adds a variant is told by the compiler where it is missing.

use super::{code, sources};
use regex::Regex;
use std::collections::HashSet;
use std::path::Path;

/// The enums whose variants are added to: what is asked for, what comes in and goes out, what is changed, what is shown and on top of it.
const OURS: [&str; 64] = [
    "AdviceText",
    "Aim",
    "Answer",
    "AskText",
    "Change",
    "ChangeCommand",
    "ChangeText",
    "Choice",
    "ClusterText",
    "Command",
    "DraftEffect",
    "DraftMsg",
    "DraftText",
    "DrainCommand",
    "Effect",
    "Fetch",
    "FormKeys",
    "FormText",
    "Group",
    "Health",
    "Here",
    "Instead",
    "KeyText",
    "Kinds",
    "Lack",
    "LeaveText",
    "LogsCommand",
    "LogsText",
    "LookCommand",
    "MessageLine",
    "MessagesKey",
    "MotionCommand",
    "Msg",
    "Need",
    "News",
    "Next",
    "Outcome",
    "OutsideText",
    "Pane",
    "PaneCommand",
    "Part",
    "Phase",
    "Place",
    "PlaceText",
    "ProgramCommand",
    "Reading",
    "Reads",
    "RevisionsKey",
    "RolloutKey",
    "RolloutText",
    "ScopeCommand",
    "Shared",
    "Standing",
    "Step",
    "Text",
    "Touches",
    "Unbound",
    "UnderWay",
    "Verb",
    "View",
    "Warning",
    "WatchState",
    "Way",
    "What",
];

/// Where each enum is of what is said, to which one is added whenever there is more to say.
const SAID: [&str; 9] = [
    "app/text",
    "model/change",
    "model/filed.rs",
    "model/forward",
    "model/logs",
    "model/reason",
    "model/ruling.rs",
    "model/terms.rs",
    "model/trouble",
];

/// Our enums: those above, and all that the rooms of what is said declare.
fn ours() -> HashSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let declared = Regex::new(r"(?m)^pub enum (\w+)").unwrap();
    let of_texts = files.iter().filter(|f| SAID.iter().any(|room| f.starts_with(root.join(room))));
    let said: HashSet<String> =
        of_texts.flat_map(|f| declared.captures_iter(&code(f)).map(|c| c[1].to_owned()).collect::<Vec<_>>()).collect();
    assert!(said.len() > 60, "only {} enums of what is said were found", said.len());
    said.into_iter().chain(OURS.map(str::to_owned)).collect()
}

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

/// Whether a pattern takes whatever is left: a name or `_`, alone, in `Some` or in every place of a tuple, without a condition.
fn takes_the_rest(pattern: &str) -> bool {
    let name = |p: &str| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let within = |p: &str| p.strip_prefix("Some(").and_then(|p| p.strip_suffix(')')).is_some_and(name);
    let inner = pattern.strip_prefix('(').and_then(|p| p.strip_suffix(')'));
    match inner {
        Some(inner) => inner.split(',').all(|p| name(p.trim())),
        None if pattern.contains(" if ") => false,
        None => pattern.split('|').map(str::trim).any(|p| name(p) && !matches!(p, "true" | "false") || within(p)),
    }
}

/// What our enums are called at a line of a code: by their names, by those that the code gives them, and `Self` in what is theirs.
fn called(ours: &HashSet<String>, code: &str, line: usize, path: &str) -> HashSet<String> {
    // What a workload's health is called where it is declared and made.
    let health = ["model/workload_health", "model/batch_health"].iter().any(|p| path.starts_with(p)).then(|| "State".to_owned());
    let mut names: HashSet<String> = ours.iter().cloned().chain(health).collect();
    let renamed = Regex::new(r"\b(\w+) as (\w+)\b").unwrap();
    let also: Vec<String> = renamed.captures_iter(code).filter(|c| names.contains(&c[1])).map(|c| c[2].to_owned()).collect();
    let block = Regex::new(r"^impl\b(?:<[^>]*>)?(?: .* for)? (\w+)").unwrap();
    let whose = code.lines().take(line).filter_map(|l| block.captures(l)).last();
    if whose.is_some_and(|c| names.contains(&c[1])) {
        names.insert("Self".into());
    }
    names.extend(also);
    names
}

/// Whether a pattern is about one of these; a condition asks about what it likes.
fn is_about(pattern: &str, names: &HashSet<String>) -> bool {
    let pattern = pattern.split(" if ").next().unwrap_or_default();
    pattern.match_indices("::").any(|(at, _)| {
        let word = pattern[..at].rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        names.contains(word) && pattern[at + 2..].starts_with(|c: char| c.is_ascii_uppercase())
    })
}

#[test]
fn no_match_over_our_enums_has_a_rest() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let literal = Regex::new(r#"(?s)"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)'"#).unwrap();
    let ours = ours();
    let (mut looked_at, mut found) = (0, Vec::new());
    for file in files
        .iter()
        .filter(|f| !["test", "fake"].iter().any(|p| f.to_string_lossy().contains(p)) && !f.starts_with(root.join("demo")))
    {
        let path = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let text = literal.replace_all(&code(file), "\"\"").into_owned();
        let about = matches(&text).into_iter().filter(|(line, patterns)| {
            let names = called(&ours, &text, *line, &path);
            patterns.iter().any(|p| is_about(p, &names))
        });
        let (with, without): (Vec<_>, Vec<_>) = about.partition(|(_, patterns)| patterns.iter().any(|p| takes_the_rest(p)));
        looked_at += with.len() + without.len();
        found.extend(with.iter().map(|(line, _)| format!("{path}:~{line}")));
    }
    assert!(found.is_empty(), "matches over our own enums that take the rest with one arm:\n{}", found.join("\n"));
    assert!(looked_at > 80, "only {looked_at} matches were found");
}

#[test]
fn arms_are_told_apart() {
    let code = "match f(|x| { x }) { A::B => 1, A::C { d, .. } if d > 1 => { g(h, i) } A::E(_) => match j { K => l(m, n), _ => o }, other => other }";
    let arms: Vec<Vec<String>> = matches(code).into_iter().map(|(_, patterns)| patterns).collect();
    assert_eq!(arms, [vec!["A::B", "A::C { d, .. } if d > 1", "A::E(_)", "other"], vec!["K", "_"]]);
    let rest = ["_", "other", "(_, _)", "(a, _)", "Some(_)", "Some(other)", "Some(A::B) | None | Some(_)"];
    assert!(rest.into_iter().all(takes_the_rest));
    let whole = ["A::B", "(A::B, _)", "_ if x", "Some(_) | None if x", "true", "None", "Some(A::B)", "Some(A::B(_)) | None"];
    assert!(!whole.into_iter().any(takes_the_rest));
}

#[test]
fn ours_are_known_by_every_name() {
    let code = "use super::Command as C;\nimpl Other {\n    match\n}\nimpl From<u8> for Need {\n    match\n}\n";
    let ours: HashSet<String> = ["Command", "Need"].map(str::to_owned).into();
    let about = |line, pattern| is_about(pattern, &called(&ours, code, line, "app/run.rs"));
    assert!(about(3, "C::Up") && about(3, "(_, Some(Command::Up))") && !about(3, "Self::Up") && about(6, "Self::Row"));
    assert!(
        !about(3, "SubCommand::Up") && !about(3, "Command::named") && !about(3, "x if x == Command::Up") && !about(3, "Stage::Up")
    );
    let of_health = |path| is_about("State::Up", &called(&ours, code, 3, path));
    assert!(of_health("model/workload_health/mod.rs") && of_health("model/batch_health.rs") && !of_health("app/run.rs"));
}
