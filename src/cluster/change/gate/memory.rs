//! What was changed in this run, so that it can be taken back.

use crate::cluster::change::lock::lock;
use crate::cluster::change::preview::undo::Done;
use std::sync::{Arc, Mutex};

/// How many changes are remembered.
const REMEMBERED: usize = 32;

/// What was changed in this run, so that it can be taken back. Shared by the gates of all sessions.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Vec<Done>>>);

// Written by hand: objects may hold secrets.
impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory")
    }
}

impl Memory {
    /// Remembers a change that was taken; what is secret in its object is not.
    pub(super) fn keep(&self, done: Done) {
        let done = Done { before: done.before.sealed(), after: done.after.sealed(), ..done };
        let mut all = lock(&self.0);
        if all.len() >= REMEMBERED {
            all.remove(0);
        }
        all.push(done);
    }

    /// What an intent has changed.
    pub(super) fn find(&self, intent: u64) -> Option<Done> {
        lock(&self.0).iter().find(|d| d.intent == intent).cloned()
    }
}
