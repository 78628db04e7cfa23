//! Events on their way: the last word of each object, all at once, at most every 50 ms.

use super::pace::COALESCE;
use crate::model::Uid;
use crate::model::feed::Delta;
use std::collections::HashMap;
use tokio::time::Instant;

/// The most objects that one message carries.
pub(super) const MAX_ROWS: usize = 500;

/// What has come and was not told yet.
#[derive(Debug)]
pub(super) struct Batch<T> {
    deltas: Vec<Delta<T>>,
    of: HashMap<Uid, usize>,
    due: Option<Instant>,
}

impl<T> Default for Batch<T> {
    fn default() -> Self {
        Self { deltas: Vec::new(), of: HashMap::new(), due: None }
    }
}

impl<T> Batch<T> {
    /// The object is there, in this form.
    pub(super) fn put(&mut self, uid: Uid, object: T) {
        self.replace(uid, Delta::Put(object));
    }

    /// The object is gone. This is told even where its last Put was not: who hears it may know an older one.
    pub(super) fn gone(&mut self, uid: Uid) {
        self.replace(uid.clone(), Delta::Gone(uid));
    }

    fn replace(&mut self, uid: Uid, delta: Delta<T>) {
        self.due.get_or_insert_with(|| Instant::now() + COALESCE);
        match self.of.entry(uid) {
            std::collections::hash_map::Entry::Occupied(at) => self.deltas[*at.get()] = delta,
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(self.deltas.len());
                self.deltas.push(delta);
            }
        }
    }

    /// When it wants to be told; `None` while it is empty.
    pub(super) const fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Whether it must be told before more is taken.
    pub(super) fn is_full(&self) -> bool {
        self.deltas.len() >= MAX_ROWS
    }

    /// Hands over what it holds.
    pub(super) fn take(&mut self) -> Vec<Delta<T>> {
        self.of.clear();
        self.due = None;
        std::mem::take(&mut self.deltas)
    }
}
