//! What the user has written.

use super::Text;
use crate::model::change::Target;
use std::path::PathBuf;

/// What the user has written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DraftText {
    /// On top of a file for the editor: whose text it is.
    Of(Box<Target>),
    /// There as well: that an earlier text of the user was refused, and why.
    WasRefused(Box<Text>),
    /// There as well: that it is what the user wrote before.
    WrittenBefore,
    /// A text is kept from an earlier run, and of so many objects besides; the key opens it.
    Waits(Box<Target>, usize, String),
    /// The text is empty.
    Empty(Box<Target>),
    /// Nothing was changed, and why, where there is a reason.
    Unchanged(Box<Target>, Option<Box<Text>>),
    /// Nothing was changed, why, and the text is not kept, since it is a Secret's.
    NotKept(Box<Target>, Box<Text>),
    /// The text is kept.
    Kept {
        /// What was said of it.
        lead: Box<Text>,
        /// The object's name.
        name: String,
        /// The key that opens it again.
        key: String,
        /// Its file.
        path: PathBuf,
    },
    /// The form for a new workload is kept; the key opens it again.
    FormKept(String),
}
