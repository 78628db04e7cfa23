//! What can be wrong with a theme, said so that it can be put right.

use std::io;
use std::path::PathBuf;

/// Why a theme could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// The file is there and cannot be read.
    #[error("cannot read the theme file {}: {source}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not TOML.
    #[error("{file}:{line}: not TOML: {message}")]
    Syntax {
        /// The file as it was named.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What the parser said.
        message: String,
    },
    /// A field says something that means nothing.
    #[error("{file}:{line}: {field}: {problem}; {remedy}")]
    Field {
        /// The file as it was named.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The field, as a dotted path.
        field: String,
        /// What is wrong.
        problem: String,
        /// What to write instead.
        remedy: String,
    },
    /// No theme has this name.
    #[error("no theme is called {name:?}; there are {known}{}", where_to_put(dirs))]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names there are, joined.
        known: String,
        /// Where themes of one's own are looked for.
        dirs: Vec<PathBuf>,
    },
}

fn where_to_put(dirs: &[PathBuf]) -> String {
    dirs.first().map(|dir| format!("; your own go into {}/NAME.toml", dir.display())).unwrap_or_default()
}

/// The known word nearest to a mistyped one, if any is near.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 1 + word.chars().count() / 4;
    known.into_iter().map(|other| (distance(word, other), other)).filter(|(d, _)| *d <= limit).min().map(|(_, other)| other)
}

/// How many letters must be typed anew to come from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != *y)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}
