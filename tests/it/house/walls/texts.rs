//! What dogwatch says: what no type holds of it is held here: that each language has its own words, and that one says the same everywhere.

use super::{sources, strings, uncommented};
use regex::Regex;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Entries of these tables that stand nowhere in the sources: parts of what is put together. This may only get less.
const UNUSED: usize = 4;

fn files(under: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(under), &mut files);
    files
}

/// Words that stand in each language beside each other: `Words::new("zoom", "放大")`, and the rows of tables that are written so.
fn pair() -> Regex {
    let text = r#""((?:[^"\\]|\\.)*)""#;
    let chinese = r#""((?:[^"\\]|\\.)*[\x{2e80}-\x{9fff}](?:[^"\\]|\\.)*)""#;
    Regex::new(&format!(r"(?s)\b(?:Words::new|lacks)\(\s*{text},\s*{text}|{text},\s*{chinese}")).unwrap()
}

/// All pairs of a file's code.
fn pairs(code: &str) -> Vec<(String, String)> {
    let text = |c: &regex::Captures<'_>, a, b| c.get(a).or_else(|| c.get(b)).map_or_else(String::new, |m| m.as_str().to_owned());
    pair().captures_iter(code).map(|c| (text(&c, 1, 3), text(&c, 2, 4))).collect()
}

/// Rows of a table of commands: in brackets stand its hint and its words, in each language.
fn rows(code: &str) -> Vec<(String, String)> {
    if !code.contains("commands! {") {
        return Vec::new();
    }
    let text = r#""((?:[^"\\]|\\.)*)""#;
    let row = Regex::new(&format!(r"\(\s*{text},\s*{text},?\s*\)")).unwrap();
    row.captures_iter(code).map(|c| (c[1].to_owned(), c[2].to_owned())).collect()
}

/// A file's code without its pairs: nobody looks them up.
pub(super) fn unpaired(code: &str) -> String {
    pair().replace_all(code, " ").into_owned()
}

/// Rooms of which nothing is shown in the screen's language, or in which Chinese is only tried out.
fn has_pairs(file: &Path) -> bool {
    let path = file.to_string_lossy();
    !["/demo/", "/i18n/", "test", "fake"].iter().any(|p| path.contains(p))
}

/// The entries of the tables of `app::i18n`.
fn entries() -> Vec<(String, String)> {
    let entry = Regex::new(r#"\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\),?\n"#).unwrap();
    let tables = files("app/i18n").into_iter().map(|f| std::fs::read_to_string(f).unwrap()).collect::<String>();
    entry.captures_iter(&tables).map(|c| (c[1].to_owned(), c[2].to_owned())).collect()
}

/// What is said as it stands is typed: only what is put together is looked up.
#[test]
fn no_word_is_looked_up() {
    let looked_up =
        Regex::new(r#"\b(?:said\(\s*(?:[a-z_.]*\blang|Lang::\w+),|[ps]\.say\(|\btr\([^"()]*)\s*"(?:[^"\\]|\\.)*""#).unwrap();
    assert!(["said(self.lang, \"of –\")", "p.say(\"leave\")", "tr(lang, \"leave\")"].iter().all(|code| looked_up.is_match(code)));
    let files: Vec<PathBuf> = ["app", "views", "ui"].into_iter().flat_map(files).collect();
    assert!(files.len() > 200, "only {} files were read", files.len());
    let mut found = Vec::new();
    for file in files {
        found.extend(looked_up.find_iter(&uncommented(&file)).map(|m| format!("{}: {}", file.display(), m.as_str())));
    }
    assert!(found.is_empty(), "make it an app::text::Word, or a pair in the row of its table:\n{}", found.join("\n"));
}

/// The words of `app::text::Word` in a language, by its variants.
fn words(lang: &str) -> HashMap<String, String> {
    let arm = Regex::new(r#"Word::(\w+) => "((?:[^"\\]|\\.)*)""#).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/app/text/{lang}/word.rs"));
    let code = uncommented(&file);
    let words: HashMap<_, _> = arm.captures_iter(&code).map(|c| (c[1].to_owned(), c[2].to_owned())).collect();
    assert!(words.len() > 150, "only {} words were read", words.len());
    words
}

/// What stays as it is: names of Kubernetes, and what is an example.
const NAMES: [&str; 11] =
    ["Pod", "POD", "CPU", "Shell", "Helm Release", "registry/app:1.2", "KEY=value", "YAML", "$EDITOR", "Job ·", "logger"];

/// What stands in several tables is one thing for its reader: it is called the same in each of them.
#[test]
fn one_english_has_one_chinese() {
    let mut known: HashMap<String, (String, String)> = HashMap::new();
    let (mut count, mut two) = (0, Vec::new());
    let of_files = files("").into_iter().filter(|f| has_pairs(f)).flat_map(|f| {
        let place = f.display().to_string();
        pairs(&uncommented(&f)).into_iter().map(move |(en, zh)| (en, zh, place.clone()))
    });
    let chinese = words("zh");
    let words = words("en").into_iter().map(|(word, en)| (en, chinese[&word].clone(), "app/text/word.rs".to_owned()));
    for (en, zh, place) in of_files.chain(words).chain(entries().into_iter().map(|(en, zh)| (en, zh, "app/i18n".to_owned()))) {
        count += 1;
        let (first, there) = known.entry(en.clone()).or_insert_with(|| (zh.clone(), place.clone()));
        if *first != zh {
            two.push(format!("{en:?}: {first} in {there}, {zh} in {place}"));
        }
    }
    assert!(count > 800, "only {count} were found");
    assert!(two.is_empty(), "{}", two.join("\n"));
}

/// A pair whose Chinese was forgotten, or is English, is no translation.
#[test]
fn each_of_a_pair_is_in_its_language() {
    let chinese = Regex::new(r"[\u{2e80}-\u{9fff}]").unwrap();
    let word = Regex::new("[A-Za-z]{3,}").unwrap();
    let (mut count, mut of_rows) = (0, 0);
    for file in files("").into_iter().filter(|f| has_pairs(f)) {
        let code = uncommented(&file);
        let rows = rows(&code);
        of_rows += rows.len();
        for (en, zh) in pairs(&code).into_iter().chain(rows) {
            count += 1;
            assert!(!chinese.is_match(&en), "{}: {en:?} is not English", file.display());
            let named = NAMES.contains(&&*zh);
            assert!(named || chinese.is_match(&zh) || !word.is_match(&zh), "{}: {zh:?} is not Chinese", file.display());
        }
    }
    assert!(count > 300 && of_rows > 200, "only {count} pairs and {of_rows} rows were found");
}

#[test]
fn no_entry_is_left_without_a_user() {
    let mut used = std::collections::HashSet::new();
    for file in files("").iter().filter(|f| !["app/text/", "app/i18n/"].iter().any(|p| f.to_string_lossy().contains(p))) {
        for (_, text) in strings(&unpaired(&uncommented(file))) {
            used.insert(text.trim().to_owned());
            used.insert(text.trim_matches([' ', ';', ',', '.', ':', '—']).to_owned());
            used.insert(text);
        }
    }
    let entries: Vec<String> = entries().into_iter().map(|(en, _)| en).collect();
    assert!(entries.len() > 20, "only {} entries were read", entries.len());
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
            let named = NAMES.contains(&&*bare);
            assert!(named || !word.is_match(&bare) || chinese.is_match(&bare), "{}: {text:?} is not Chinese", file.display());
        }
    }
    for file in files("app/text/en") {
        for (_, text) in strings(&uncommented(&file)) {
            assert!(!chinese.is_match(&text), "{}: {text:?} is not English", file.display());
        }
    }
    assert!(sentences > 150, "only {sentences} sentences were found");
}
