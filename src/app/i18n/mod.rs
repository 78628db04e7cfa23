//! The words of the screen in the language of `--lang`. English is the key; what has no entry stands in English.
//!
//! A sentence that is put together when it is said has an entry under its form, as it stands in the code: `{name} restarts`. What is shown
//! is held against these forms, its holes are filled as they are, or are translated in their turn where the entry says so (`{why~}`).
//! What no form fits is translated part by part, at its `: `, `; ` and `, `. Names are never translated: a hole without `~` is a name,
//! a number, or the server's own words.

mod change;
mod cluster;
mod copies;
mod debug;
mod forwards;
mod health;
mod inside;
mod keys;
mod kubeconfig;
mod nodes;
mod said;
mod soon;
mod tracker;
mod views;
mod words;

pub use said::said;

use crate::model::Lang;

/// English and Simplified Chinese.
type Table = &'static [(&'static str, &'static str)];

/// All of them, by subject.
const TABLES: [Table; 14] = [
    words::WORDS,
    keys::KEYS,
    change::CHANGE,
    health::HEALTH,
    tracker::TRACKER,
    views::VIEWS,
    inside::INSIDE,
    cluster::CLUSTER,
    debug::DEBUG,
    forwards::FORWARDS,
    copies::COPIES,
    kubeconfig::KUBECONFIG,
    nodes::NODES,
    soon::SOON,
];

/// The words in a language.
pub fn tr(lang: Lang, text: &'static str) -> &'static str {
    match lang {
        Lang::En => text,
        Lang::Zh => said::exact(text).unwrap_or(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_is_translated_twice() {
        let mut known = std::collections::HashSet::new();
        let twice: Vec<&str> = TABLES.into_iter().flatten().map(|(en, _)| *en).filter(|en| !known.insert(*en)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn a_word_is_looked_up_by_its_english() {
        assert_eq!(tr(Lang::En, "Pods"), "Pods");
        assert_eq!(tr(Lang::Zh, "Workloads"), "工作负载");
        assert_eq!(tr(Lang::Zh, "no such words"), "no such words");
    }
}
