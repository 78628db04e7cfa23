//! A change that is a step of a plan.

use crate::model::Name;

/// Which part of a plan a change is. With it the one answer to the plan's question counts for each of its changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The plan's entry in the journal; empty before it has one.
    pub plan: Name,
    /// Its number, from 1.
    pub step: usize,
    /// How many there are.
    pub of: usize,
}
