//! What Secrets and ConfigMaps hold.

use crate::model::{Name, Time};

/// What Secrets and ConfigMaps hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EntriesText {
    /// The object in a line.
    Summary {
        /// The type of a Secret; empty for a ConfigMap.
        kind: Name,
        /// How many keys it has.
        keys: usize,
        /// How many bytes their values have.
        bytes: usize,
        /// Whether it can never be changed again.
        immutable: bool,
    },
    /// Its values were written so long ago, by this program.
    Changed(String, Name),
    /// Nobody has noted that; it was made so long ago.
    NotNoted(String),
    /// Nothing stands under a key that its type needs.
    Lacks(&'static str),
    /// It has no keys.
    Nothing,
    /// There is no key under the cursor.
    NoKey,
    /// How large a value is; `None` for one that is no base64.
    Size(Option<usize>),
    /// Nothing stands under the key.
    Empty,
    /// So many lines, and bytes.
    Lines(usize, usize),
    /// No text: so many bytes, and of how many it is shown.
    Binary(usize, usize),
    /// A certificate: for whom it is made, until when it counts, and for how many milliseconds more.
    Certificate(Name, Time, i64),
    /// What is no text is not copied.
    NotCopied,
    /// A screen with a decoded value is not saved.
    NotSaved,
}
