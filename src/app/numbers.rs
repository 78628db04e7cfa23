//! The namespaces of the keys 1 to 9.

use crate::model::remembered::Remembered;

/// Which namespace each key means. What a number means stays so for the whole run: a hand learns it, and nothing may slip under it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Numbers {
    slots: [Option<String>; 9],
}

impl Numbers {
    /// Gives numbers to what is remembered and has none: favourites first, then recent ones, as long as numbers are free. A favourite
    /// takes that of one which is none, where all are taken.
    pub fn follow(&mut self, memory: &Remembered) {
        for name in memory.favourites.iter().chain(&memory.recent) {
            if self.of(name).is_some() {
                continue;
            }
            let favourite = |n: &str| memory.favourites.iter().any(|f| f == n);
            let free = self.slots.iter().position(Option::is_none);
            let place = free.or_else(|| {
                let worst = |n: &str| memory.recent.iter().position(|r| r == n).unwrap_or(usize::MAX);
                let others = self.slots.iter().enumerate().filter_map(|(i, s)| Some((i, s.as_deref()?)));
                let others = others.filter(|(_, s)| favourite(name) && !favourite(s));
                others.max_by_key(|(_, s)| worst(s)).map(|(i, _)| i)
            });
            if let Some(place) = place {
                self.slots[place] = Some(name.clone());
            }
        }
    }

    /// The namespace of a number from 1 to 9.
    pub fn namespace(&self, number: usize) -> Option<&str> {
        self.slots.get(number.checked_sub(1)?)?.as_deref()
    }

    /// The number of a namespace.
    pub fn of(&self, namespace: &str) -> Option<usize> {
        self.slots.iter().position(|s| s.as_deref() == Some(namespace)).map(|i| i + 1)
    }

    /// Whether no number means anything yet.
    pub fn is_empty(&self) -> bool {
        self.slots.iter().all(Option::is_none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(favourites: &[&str], recent: &[&str]) -> Remembered {
        let owned = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect();
        Remembered { favourites: owned(favourites), recent: owned(recent), typed: Vec::new() }
    }

    #[test]
    fn numbers_stay_and_what_comes_takes_a_free_one() {
        let mut numbers = Numbers::default();
        numbers.follow(&memory(&["b", "a"], &["c", "b"]));
        let all = |n: &Numbers| (1..=9).filter_map(|i| n.namespace(i).map(str::to_owned)).collect::<Vec<_>>();
        assert_eq!(all(&numbers), ["b", "a", "c"]);
        // Looked at lately comes first in the memory, and changes no number.
        numbers.follow(&memory(&["b", "a"], &["d", "c", "b"]));
        assert_eq!(all(&numbers), ["b", "a", "c", "d"]);
        numbers.follow(&memory(&["d"], &["a", "d", "c", "b"]));
        assert_eq!(all(&numbers), ["b", "a", "c", "d"], "also when another is the favourite");
        let many: Vec<String> = (0..12).map(|i| format!("n{i}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        numbers.follow(&memory(&["d"], &many));
        assert_eq!(numbers.namespace(9), Some("n4"));
        assert_eq!(numbers.of("n5"), None, "none is free");
        numbers.follow(&memory(&["d", "z"], &many));
        assert_eq!((numbers.of("z"), numbers.of("d"), numbers.of("n4")), (Some(3), Some(4), Some(9)), "of one that is neither");
        assert_eq!((numbers.namespace(0), numbers.namespace(10)), (None, None));
    }
}
