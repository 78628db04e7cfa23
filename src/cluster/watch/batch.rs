//! Events on their way to the application: the last word of each object, all at once, at most every 50 ms.

use super::pace::GATHER;
use crate::model::Uid;
use crate::model::feed::{Delta, Row};
use std::collections::HashMap;
use tokio::time::Instant;

/// The most rows that one message carries.
pub(super) const MAX_ROWS: usize = 500;

/// What has come and was not sent yet.
#[derive(Debug, Default)]
pub(super) struct Batch {
    deltas: Vec<Delta>,
    of: HashMap<Uid, usize>,
    due: Option<Instant>,
}

impl Batch {
    /// The object is there, in this form.
    pub(super) fn put(&mut self, row: Row) {
        self.replace(row.uid().clone(), Delta::Put(row));
    }

    /// The object is gone. This is told even where its last Put was not sent: the application may know an older one.
    pub(super) fn gone(&mut self, uid: Uid) {
        self.replace(uid.clone(), Delta::Gone(uid));
    }

    fn replace(&mut self, uid: Uid, delta: Delta) {
        self.due.get_or_insert_with(|| Instant::now() + GATHER);
        match self.of.entry(uid) {
            std::collections::hash_map::Entry::Occupied(at) => self.deltas[*at.get()] = delta,
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(self.deltas.len());
                self.deltas.push(delta);
            }
        }
    }

    /// When it wants to be sent; `None` while it is empty.
    pub(super) const fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Whether it must be sent before more is taken.
    pub(super) fn is_full(&self) -> bool {
        self.deltas.len() >= MAX_ROWS
    }

    /// Hands over what it holds.
    pub(super) fn take(&mut self) -> Vec<Delta> {
        self.of.clear();
        self.due = None;
        std::mem::take(&mut self.deltas)
    }
}
