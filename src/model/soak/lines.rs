//! What the pods of a release have written, by what their lines have in common: counts, and never the log itself.

use super::super::text::clean;
use super::super::{Name, Uid};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Patterns of errors that are counted, of all pods together.
const ERRORS: usize = 4_000;
/// Patterns of any lines that are known by their hash, of all pods together.
const SAID: usize = 50_000;
/// Characters of a line that are kept.
const LINE: usize = 400;

/// A line as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// What lines of its kind have in common.
    pub pattern: &'a str,
    /// The line.
    pub line: &'a str,
    /// Whether it tells of an error.
    pub error: bool,
    /// Whether it was written since the watch began.
    pub since: bool,
}

/// How often lines of a pattern came, and one of them.
#[derive(Clone, Debug)]
struct Count {
    all: u64,
    since: u64,
    line: Name,
}

#[derive(Clone, Debug, Default)]
struct Written {
    errors: HashMap<Name, Count>,
    said: HashSet<u64>,
    /// Lines that tell of an error: all, and since the watch began.
    count: (u64, u64),
    partial: bool,
}

/// What all pods have written, each by its UID.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    pods: HashMap<Uid, Written>,
    errors: usize,
    said: usize,
}

/// A pattern of errors that only one side has, one of its lines, and how many there were.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Own {
    pub(super) pattern: Name,
    pub(super) line: Name,
    pub(super) times: u64,
}

fn hash(pattern: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    pattern.hash(&mut hasher);
    hasher.finish()
}

impl Lines {
    /// A log of the pod was read, though it may have had no lines.
    pub fn read(&mut self, pod: &Uid) {
        if !self.pods.contains_key(pod) {
            self.pods.insert(pod.clone(), Written::default());
        }
    }

    /// A part of a log of the pod was passed over.
    pub fn cut(&mut self, pod: &Uid) {
        self.read(pod);
        if let Some(written) = self.pods.get_mut(pod) {
            written.partial = true;
        }
    }

    /// The pod wrote this.
    pub fn add(&mut self, pod: &Uid, said: Said<'_>) {
        self.read(pod);
        let Some(written) = self.pods.get_mut(pod) else { return };
        if self.said < SAID && written.said.insert(hash(said.pattern)) {
            self.said += 1;
        }
        if !said.error {
            return;
        }
        let since = u64::from(said.since);
        written.count = (written.count.0 + 1, written.count.1 + since);
        if let Some(count) = written.errors.get_mut(said.pattern) {
            (count.all, count.since) = (count.all + 1, count.since + since);
        } else if self.errors < ERRORS {
            self.errors += 1;
            let line: String = clean(said.line).trim().chars().take(LINE).collect();
            written.errors.insert(clean(said.pattern).as_ref().into(), Count { all: 1, since, line: line.into() });
        } else {
            written.partial = true;
        }
    }

    /// Whether a log of any of these was read.
    pub fn any_read<'a>(&self, mut pods: impl Iterator<Item = &'a Uid>) -> bool {
        pods.any(|pod| self.pods.contains_key(pod))
    }

    /// Whether a part of the logs of any of these was passed over.
    pub fn any_cut<'a>(&self, mut pods: impl Iterator<Item = &'a Uid>) -> bool {
        pods.any(|pod| self.pods.get(pod).is_some_and(|w| w.partial))
    }

    /// Lines that tell of an error which these have written: all, or since the watch began.
    pub fn errors<'a>(&self, pods: impl Iterator<Item = &'a Uid>, all: bool) -> u64 {
        pods.filter_map(|pod| self.pods.get(pod)).map(|w| if all { w.count.0 } else { w.count.1 }).sum()
    }

    /// The patterns of errors that `pods` have and none of `others` has written at all, the most frequent first. All that they have
    /// written counts, or what they wrote since the watch began.
    pub(super) fn own<'a>(
        &self,
        pods: impl Iterator<Item = &'a Uid>,
        others: impl Iterator<Item = &'a Uid>,
        all: bool,
    ) -> Vec<Own> {
        let others: Vec<&Written> = others.filter_map(|pod| self.pods.get(pod)).collect();
        let known = |pattern: &Name| {
            let hash = hash(pattern);
            others.iter().any(|w| w.said.contains(&hash) || w.errors.contains_key(pattern))
        };
        let mut found: HashMap<&Name, (u64, &Name)> = HashMap::new();
        for (pattern, count) in pods.filter_map(|pod| self.pods.get(pod)).flat_map(|w| &w.errors) {
            let times = if all { count.all } else { count.since };
            if times > 0 && !known(pattern) {
                found.entry(pattern).or_insert((0, &count.line)).0 += times;
            }
        }
        let own = |(pattern, (times, line)): (&Name, (u64, &Name))| Own { pattern: pattern.clone(), line: line.clone(), times };
        let mut own: Vec<Own> = found.into_iter().map(own).collect();
        own.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.pattern.cmp(&b.pattern)));
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(pattern: &str) -> Said<'_> {
        Said { pattern, line: pattern, error: true, since: true }
    }

    #[test]
    fn what_the_other_side_wrote_at_any_level_is_not_ones_own() {
        let (old, new, other) = (Uid::new("old"), Uid::new("new"), Uid::new("other"));
        let mut lines = Lines::default();
        lines.add(&old, Said { error: false, ..error("slow disk") });
        lines.add(&old, error("lost #"));
        for pattern in ["slow disk", "lost #", "bad column", "bad column", "twice", "bad column"] {
            lines.add(&new, error(pattern));
        }
        lines.add(&other, error("twice"));
        let own = lines.own([&new, &other].into_iter(), [&old].into_iter(), true);
        let got: Vec<(&str, u64)> = own.iter().map(|o| (&*o.pattern, o.times)).collect();
        assert_eq!(got, [("bad column", 3), ("twice", 2)]);
        assert_eq!(lines.own([&old].into_iter(), [&new].into_iter(), true), []);
        assert_eq!((lines.errors([&new].into_iter(), true), lines.errors([&new, &old].into_iter(), false)), (6, 7));
    }

    #[test]
    fn what_is_older_than_the_watch_is_known_and_not_counted() {
        let (old, new) = (Uid::new("old"), Uid::new("new"));
        let mut lines = Lines::default();
        lines.add(&old, Said { since: false, ..error("boot failed") });
        lines.add(&new, error("boot failed"));
        assert_eq!(lines.own([&new].into_iter(), [&old].into_iter(), true), []);
        assert_eq!(lines.errors([&old].into_iter(), false), 0);
        assert!(lines.own([&old].into_iter(), [].into_iter(), false).is_empty());
        assert!(lines.any_read([&old].into_iter()) && !lines.any_read([&Uid::new("x")].into_iter()));
    }

    #[test]
    fn patterns_without_an_end_are_counted_up_to_a_bound() {
        let (pod, mut lines) = (Uid::new("new"), Lines::default());
        for i in 0..2 * ERRORS {
            lines.add(&pod, error(&format!("p{}", "x".repeat(i % 7) + &i.to_string())));
        }
        assert_eq!(lines.pods[&pod].errors.len(), ERRORS);
        assert!(lines.any_cut([&pod].into_iter()));
        assert_eq!(lines.errors([&pod].into_iter(), true), 2 * ERRORS as u64);
    }
}
