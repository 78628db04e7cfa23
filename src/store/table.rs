//! Rows by UID, each stamped with the watch and the list that it came from. While a cluster-wide watch and a namespace's overlap, each
//! keeps its own row of an object: when one of them goes, what it alone had said goes with it, and the other's word stands.

use crate::model::Uid;
use std::collections::HashMap;

/// The watch's number and the number of its list.
pub(super) type Stamp = (u32, u32);

#[derive(Clone, Debug)]
struct Entry<T> {
    /// The last that any watch said.
    row: T,
    stamp: Stamp,
    /// The last that another watch said, while two cover it.
    other: Option<Box<(T, Stamp)>>,
}

/// One kind's rows.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    entries: HashMap<Uid, Entry<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { entries: HashMap::new() }
    }
}

impl<T> Table<T> {
    /// Puts a row in, and gives what `key` says of the one that was shown before.
    pub(super) fn put<K>(&mut self, uid: Uid, row: T, stamp: Stamp, key: impl Fn(&T) -> K) -> Option<K> {
        use std::collections::hash_map::Entry as Slot;
        match self.entries.entry(uid) {
            Slot::Vacant(free) => {
                free.insert(Entry { row, stamp, other: None });
                None
            }
            Slot::Occupied(mut at) => {
                let entry = at.get_mut();
                let before = std::mem::replace(&mut entry.row, row);
                let its = std::mem::replace(&mut entry.stamp, stamp);
                let key = key(&before);
                if its.0 != stamp.0 {
                    entry.other = Some(Box::new((before, its)));
                }
                Some(key)
            }
        }
    }

    /// The object is gone, whichever watch says so: a UID does not come back.
    pub(super) fn remove(&mut self, uid: &Uid) -> Option<T> {
        let gone = self.entries.remove(uid).map(|e| e.row);
        // After a large namespace is left, the room it took is given back.
        if self.entries.len() * 4 < self.entries.capacity() && self.entries.capacity() > 256 {
            self.entries.shrink_to(self.entries.len() * 2);
        }
        gone
    }

    /// Takes back what was said under the stamps that `pick` chooses. Where that was shown, gives what `key` says of it, and of what is
    /// shown now, where another watch has something.
    pub(super) fn withdraw<K>(
        &mut self,
        uid: &Uid,
        pick: impl Fn(u32, u32) -> bool,
        key: impl Fn(&T) -> K,
    ) -> Option<(K, Option<K>)> {
        let entry = self.entries.get_mut(uid)?;
        entry.other.take_if(|o| pick(o.1.0, o.1.1));
        if !pick(entry.stamp.0, entry.stamp.1) {
            return None;
        }
        let before = key(&entry.row);
        match entry.other.take() {
            Some(other) => {
                (entry.row, entry.stamp) = *other;
                Some((before, Some(key(&entry.row))))
            }
            None => {
                self.remove(uid);
                Some((before, None))
            }
        }
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

    /// The UIDs of the objects of which something was said under stamps that `pick` chooses.
    pub(super) fn stamped(&self, pick: impl Fn(u32, u32) -> bool) -> Vec<Uid> {
        let any = |e: &Entry<T>| pick(e.stamp.0, e.stamp.1) || e.other.as_ref().is_some_and(|o| pick(o.1.0, o.1.1));
        self.entries.iter().filter(|(_, e)| any(e)).map(|(uid, _)| uid.clone()).collect()
    }
}
