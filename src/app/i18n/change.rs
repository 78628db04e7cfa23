//! The journal, and what the gate says of guard rules.

/// English and Simplified Chinese.
pub(super) const CHANGE: super::Table = &[("no changes yet", "还没有变更")];
