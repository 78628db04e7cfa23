//! Stale config.

use crate::model::Name;
use crate::model::stale::{State, Unseen};

/// Stale config.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StaleText {
    /// Nothing is stale, as far as could be looked.
    None,
    /// There is no row under the cursor.
    NoRow,
    /// How it stands, in as few words as a column has.
    Short(State),
    /// How it stands, whole.
    Stands(State),
    /// What to do about it.
    ToDo(State),
    /// What is read was written so long ago, by this program.
    Changed(String, Name),
    /// When it was written is not noted.
    NotNoted,
    /// So many pods were looked at, so long ago.
    Looked(usize, String),
    /// How much could not be looked at.
    NotSeen(usize),
    /// What could not be looked at.
    Unseen(Unseen),
}
