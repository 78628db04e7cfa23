//! What the components of a cluster say about objects: events, in the slim form in which they are shown.

use super::trouble::Trouble;
use super::{Name, Time, Uid};
use std::sync::Arc;

/// An event, as far as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// The object that it is about, by UID.
    pub about: Uid,
    /// Whether it is a warning.
    pub warning: bool,
    /// Its reason, such as `Unhealthy`.
    pub reason: Name,
    /// Its sentence, cleaned.
    pub message: Name,
    /// When it was last said.
    pub last: Time,
}

/// Whose events are wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventWish {
    /// The number that the answers carry.
    pub id: u64,
    /// The namespace.
    pub namespace: Name,
    /// A workload's name: with its ReplicaSets' and pods', which begin with it, all that is about it.
    pub name: Name,
}

/// What comes of an [`EventWish`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EventNews {
    /// These were said.
    Said(Vec<Event>),
    /// They cannot be had, and why; they come again by themselves if they can.
    Lost(Arc<Trouble>),
}
