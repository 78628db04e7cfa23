//! Sentences of the screen that are not typed yet, in the language of `--lang`. English is the key; what has no entry stands in English.
//! Words and labels are no sentences: they are `Word`s, or stand with their Chinese in the row of their table.
//!
//! A sentence that is put together when it is said has an entry under its form, as it stands in the code: `{name} restarts`. What is shown
//! is held against these forms, its holes are filled as they are, or are translated in their turn where the entry says so (`{why~}`).
//! What no form fits is translated part by part, at its `: `, `; ` and `, `. Names are never translated: a hole without `~` is a name,
//! a number, or the server's own words.

mod change;
mod cluster;
mod health;
mod inside;
mod keys;
mod said;
mod words;

pub use said::said;

/// English and Simplified Chinese.
type Table = &'static [(&'static str, &'static str)];

/// All of them, by subject.
const TABLES: [Table; 6] = [words::WORDS, keys::KEYS, change::CHANGE, health::HEALTH, inside::INSIDE, cluster::CLUSTER];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_is_translated_twice() {
        let mut known = std::collections::HashSet::new();
        let twice: Vec<&str> = TABLES.into_iter().flatten().map(|(en, _)| *en).filter(|en| !known.insert(*en)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
