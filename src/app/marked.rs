//! The object that is marked to be compared.

use crate::model::compare::{Kept, Side};

/// An object, or a revision, that is marked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marked {
    /// Which.
    pub side: Side,
    /// As it was; `None` while it is on its way.
    pub kept: Option<Kept>,
    /// The number that the answer carries.
    pub(super) request: u64,
}
