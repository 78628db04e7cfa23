//! The object that is marked to be compared.

use crate::model::change::Target;
use crate::model::compare::Kept;

/// An object that is marked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marked {
    /// Which.
    pub target: Target,
    /// As it was; `None` while it is on its way.
    pub kept: Option<Kept>,
    /// The number that the answer carries.
    pub(super) request: u64,
}
