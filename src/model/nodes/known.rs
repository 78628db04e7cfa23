//! What a watch has told of a collection, and how it stands.

use crate::model::Uid;
use crate::model::feed::{Delta, WatchState};
use std::collections::{HashMap, HashSet};

/// Objects by UID.
#[derive(Clone, Debug)]
pub struct Known<T> {
    rows: HashMap<Uid, T>,
    /// While a list is on its way: what it has named so far.
    seen: Option<HashSet<Uid>>,
    state: WatchState,
    complete: bool,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { rows: HashMap::new(), seen: None, state: WatchState::Waiting, complete: false }
    }
}

impl<T> Known<T> {
    /// Takes in what came and went.
    pub fn apply(&mut self, deltas: impl IntoIterator<Item = Delta<T>>, uid: impl Fn(&T) -> Uid) {
        for delta in deltas {
            match delta {
                Delta::ListBegins => self.seen = Some(HashSet::new()),
                Delta::Put(row) => {
                    let uid = uid(&row);
                    if let Some(seen) = &mut self.seen {
                        seen.insert(uid.clone());
                    }
                    self.rows.insert(uid, row);
                }
                Delta::Gone(uid) => drop(self.rows.remove(&uid)),
                Delta::ListEnds => {
                    if let Some(seen) = self.seen.take() {
                        self.rows.retain(|uid, _| seen.contains(uid));
                    }
                    self.complete = true;
                }
            }
        }
    }

    /// Takes note of how its watch stands.
    pub fn stands(&mut self, state: WatchState) {
        self.state = state;
    }

    /// How its watch stands.
    pub const fn state(&self) -> &WatchState {
        &self.state
    }

    /// Whether a list has come to its end, so that sums of all are sums of all.
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// All, in no order.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        self.rows.values()
    }

    /// The one of this UID.
    pub fn get(&self, uid: &Uid) -> Option<&T> {
        self.rows.get(uid)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_list_does_not_name_is_gone_at_its_end() {
        let mut known: Known<&str> = Known::default();
        let of = |row: &&str| Uid::new(row);
        known.apply([Delta::ListBegins, Delta::Put("a"), Delta::Put("b")], of);
        assert!(!known.is_complete() && known.len() == 2);
        known.apply([Delta::ListEnds, Delta::ListBegins, Delta::Put("b")], of);
        assert!(known.is_complete() && known.len() == 2, "until then the old ones stay");
        known.apply([Delta::ListEnds], of);
        assert!(known.get(&Uid::new("a")).is_none() && known.len() == 1);
        known.apply([Delta::Gone(Uid::new("b"))], of);
        assert!(known.is_empty());
    }
}
