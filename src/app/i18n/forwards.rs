//! Port-forwards.

/// English and Simplified Chinese.
pub(super) const FORWARDS: super::Table = &[("there is no home folder", "没有主目录")];
