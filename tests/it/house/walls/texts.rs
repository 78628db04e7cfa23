//! What dogwatch says is typed: what is left that is not, and that each language has its own words.

use super::{code, sources, strings, uncommented};
use regex::Regex;
use std::path::{Path, PathBuf};

/// Sentences that are still put together where they are made, and looked up in the tables of `app::i18n`. This may only get less.
const READY: usize = 18;

/// Entries of these tables that stand nowhere in the sources: parts of what is put together. This may only get less.
const UNUSED: usize = 25;

fn files(under: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(under), &mut files);
    files
}

#[test]
fn sentences_are_typed() {
    let ready = Regex::new(r"\bText::(ready|Ready)\b").unwrap();
    let mut left = Vec::new();
    for file in files("").iter().filter(|f| !f.to_string_lossy().contains("app/text/")) {
        let count = ready.find_iter(&code(file)).count();
        if count > 0 {
            left.push((count, file.display().to_string()));
        }
    }
    let count: usize = left.iter().map(|(n, _)| n).sum();
    let list = left.iter().map(|(n, file)| format!("{n:3} {file}\n")).collect::<String>();
    assert!(count <= READY, "{count} sentences are ready-made, and {READY} may be: make them variants of app::text\n{list}");
}

#[test]
fn no_entry_is_left_without_a_user() {
    let mut used = std::collections::HashSet::new();
    for file in files("").iter().filter(|f| !["app/text/", "app/i18n/"].iter().any(|p| f.to_string_lossy().contains(p))) {
        for (_, text) in strings(&uncommented(file)) {
            used.insert(text.trim().to_owned());
            used.insert(text.trim_matches([' ', ';', ',', '.', ':', '—']).to_owned());
            used.insert(text);
        }
    }
    let pair = Regex::new(r#"\(\s*"((?:[^"\\]|\\.)*)",\s*"(?:[^"\\]|\\.)*",?\s*\),?\n"#).unwrap();
    let tables = files("app/i18n").into_iter().map(|f| std::fs::read_to_string(f).unwrap()).collect::<String>();
    let entries: Vec<String> = pair.captures_iter(&tables).map(|c| c[1].to_owned()).collect();
    assert!(entries.len() > 500, "only {} entries were read", entries.len());
    let mut unused: Vec<String> = entries.into_iter().filter(|entry| !used.contains(entry)).collect();
    unused.sort();
    assert!(unused.len() <= UNUSED, "{} entries have no user, and {UNUSED} may have none:\n{}", unused.len(), unused.join("\n"));
}

/// The compiler sees to it that each language has an arm for everything; that it is in the language is seen to here.
#[test]
fn each_language_has_its_own_words() {
    let chinese = Regex::new(r"[\u{2e80}-\u{9fff}]").unwrap();
    let hole = Regex::new(r"\{[^}]*\}").unwrap();
    let word = Regex::new("[A-Za-z]{3,}").unwrap();
    let mut sentences = 0;
    for file in files("app/text/zh") {
        for (_, text) in strings(&uncommented(&file)) {
            sentences += 1;
            let bare = hole.replace_all(&text, "");
            assert!(!word.is_match(&bare) || chinese.is_match(&bare), "{}: {text:?} is not Chinese", file.display());
        }
    }
    for file in files("app/text/en") {
        for (_, text) in strings(&uncommented(&file)) {
            assert!(!chinese.is_match(&text), "{}: {text:?} is not English", file.display());
        }
    }
    assert!(sentences > 150, "only {sentences} sentences were found");
}
