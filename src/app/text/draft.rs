//! What the user has written.

use super::Text;
use crate::command::{Command, Keymap};
use crate::model::change::{Piece, Target};
use std::path::PathBuf;

/// The keys of the keyboard that lead to a text that is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditKeys {
    /// Lists the keys of a Secret or a ConfigMap.
    pub open: String,
    /// Edits what the cursor is on.
    pub edit: String,
}

impl EditKeys {
    /// Those of a keymap.
    pub fn of(keymap: &Keymap) -> Self {
        Self { open: keymap.hint(Command::Open), edit: keymap.hint(Command::Edit) }
    }
}

/// What the user has written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DraftText {
    /// On top of a file for the editor: whose text it is.
    Of(Box<Target>),
    /// There as well: that an earlier text of the user was refused, and why.
    WasRefused(Box<Text>),
    /// There as well: that it is what the user wrote before.
    WrittenBefore,
    /// A text is kept from an earlier run, and of so many objects besides; the keys lead to it.
    Waits(Box<Piece>, usize, EditKeys),
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
        /// Whose it is.
        part: Box<Piece>,
        /// The keys that lead to it.
        keys: EditKeys,
        /// Its file.
        path: PathBuf,
    },
    /// The form for a new workload is kept; the key opens it again.
    FormKept(String),
}
