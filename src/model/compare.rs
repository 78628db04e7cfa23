//! Two objects beside each other, or one as it was and as it is.

use super::Time;
use super::revision::DiffLine;
use std::sync::Arc;

/// An object as it was when it was marked, without what may be secret: of that only whether two are the same can be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// As JSON.
    pub text: Arc<str>,
    /// When, by the server's clock.
    pub at: Time,
}

/// What differs between two objects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// Without what always differs.
    pub lines: Vec<DiffLine>,
    /// With all of it.
    pub all: Vec<DiffLine>,
    /// When the second was read, by the server's clock.
    pub at: Time,
}
