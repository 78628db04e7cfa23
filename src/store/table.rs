//! Rows by UID, each stamped with the watch and the list that it came from.

use crate::model::Uid;
use std::collections::HashMap;

/// Set in the number of a cluster-wide watch.
pub(super) const WIDE: u32 = 1 << 31;

#[derive(Debug)]
struct Entry<T> {
    row: T,
    /// The watch's number and the number of its list.
    stamp: (u32, u32),
}

/// One kind's rows.
#[derive(Debug)]
pub(super) struct Table<T> {
    entries: HashMap<Uid, Entry<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { entries: HashMap::new() }
    }
}

impl<T> Table<T> {
    /// Puts a row in, and gives what stood there.
    pub(super) fn put(&mut self, uid: Uid, row: T, mut stamp: (u32, u32)) -> Option<T> {
        // What a cluster-wide watch holds stays its own: a namespace's watch that is about to be closed may not take it back.
        if let Some(old) = self.entries.get(&uid)
            && old.stamp.0 & WIDE != 0
            && stamp.0 & WIDE == 0
        {
            stamp = old.stamp;
        }
        self.entries.insert(uid, Entry { row, stamp }).map(|old| old.row)
    }

    pub(super) fn remove(&mut self, uid: &Uid) -> Option<T> {
        let gone = self.entries.remove(uid).map(|e| e.row);
        // After a large namespace is left, the room it took is given back.
        if self.entries.len() * 4 < self.entries.capacity() && self.entries.capacity() > 256 {
            self.entries.shrink_to(self.entries.len() * 2);
        }
        gone
    }

    pub(super) fn get(&self, uid: &Uid) -> Option<&T> {
        self.entries.get(uid).map(|e| &e.row)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &T> {
        self.entries.values().map(|e| &e.row)
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The UIDs of the rows whose stamp `pick` chooses.
    pub(super) fn stamped(&self, pick: impl Fn(u32, u32) -> bool) -> Vec<Uid> {
        self.entries.iter().filter(|(_, e)| pick(e.stamp.0, e.stamp.1)).map(|(uid, _)| uid.clone()).collect()
    }

    /// Gives the rows that a watch of this number holds to the watch that `heir` names, where it names one.
    pub(super) fn hand_over(&mut self, number: u32, heir: impl Fn(&T) -> Option<(u32, u32)>) {
        for entry in self.entries.values_mut().filter(|e| e.stamp.0 == number) {
            if let Some(stamp) = heir(&entry.row) {
                entry.stamp = stamp;
            }
        }
    }
}
