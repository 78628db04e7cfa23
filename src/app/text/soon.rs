//! What runs out soon.

use crate::model::Time;
use crate::model::soon::{Matter, Source, Unseen};

/// What runs out soon.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SoonText {
    /// Nothing does, as far as could be looked.
    None,
    /// It is being looked for: places that were looked at, and all of them.
    Looking(usize, usize),
    /// How much is left, in as few words as a column has; and now.
    Left(Matter, Time),
    /// What it is, in as few words.
    What(Matter),
    /// How it stands, whole; and now.
    Stands(Matter, Time),
    /// What to do about it.
    ToDo(Matter),
    /// A place where it is looked for.
    Source(Source),
    /// Why something could not be looked at.
    Unseen(Unseen),
    /// Nothing can be opened: the row tells of what could not be looked at.
    NoObject,
    /// What stood in the row does not run out any more.
    Gone,
    /// How many could not be looked at.
    NotSeen(usize),
    /// How much is due within a day, in few words and in more.
    Due(usize, bool),
    /// It was looked at so long ago.
    Looked(String),
}
