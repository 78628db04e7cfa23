//! Repeating messages as one: lines grouped by pattern, each group with how many, when first and last, and its course over time, so that
//! the one new error stands out among thousands of the same.
//!
//! It counts what it has looked at: the lines that were kept when it was begun, worked through in portions from the newest back, and
//! every line since. A stack trace is part of the line that it goes on with, and both count as one entry: where either passes the filter.

use super::buffer::{Body, Buffer, Line, LineId};
use super::filter::Filter;
use super::histogram::LevelHistogram;
use super::level::Level;
use super::pattern;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Groups that are told apart; what comes beyond is counted as one.
const MOST: usize = 4000;
/// Slices of time that a group's course has.
const SLICES: usize = 48;
/// How far from its first line a trace is looked at.
const REACH: usize = 1024;

/// What tells groups apart.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum GroupKey {
    /// A level and a pattern.
    Of(Option<Level>, String),
    /// All patterns beyond the bound.
    Others,
}

impl GroupKey {
    fn new(level: Option<Level>, raw: &str) -> Self {
        Self::Of(level, pattern::of(raw))
    }
}

/// What one row counts: for a filter that shows exactly these lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Only {
    key: GroupKey,
    /// For [`GroupKey::Others`]: the patterns that have rows of their own.
    known: Arc<HashSet<GroupKey>>,
}

impl Only {
    /// Whether the first line of a record is one of them.
    pub fn holds(&self, level: Option<Level>, raw: &str) -> bool {
        match &self.key {
            GroupKey::Of(its, pattern) => *its == level && pattern::of(raw) == *pattern,
            GroupKey::Others => !self.known.contains(&GroupKey::new(level, raw)),
        }
    }

    /// What they have in common; `None` for those of the patterns beyond the bound.
    pub fn pattern(&self) -> Option<&str> {
        match &self.key {
            GroupKey::Of(_, pattern) => Some(pattern),
            GroupKey::Others => None,
        }
    }
}

/// Lines of one pattern and level.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they have in common.
    pub key: GroupKey,
    /// Their level.
    pub level: Option<Level>,
    /// How many entries: a trace and its first line are one.
    pub count: u64,
    /// The first and the last, in nanoseconds.
    pub first: i64,
    /// See `first`.
    pub last: i64,
    /// Their course over time.
    pub histogram: LevelHistogram,
    /// One of them: the newest that was looked at first.
    pub sample: LineId,
}

impl Group {
    /// What its lines have in common; `None` for those of the patterns beyond the bound.
    pub fn pattern(&self) -> Option<&str> {
        match &self.key {
            GroupKey::Of(_, pattern) => Some(pattern),
            GroupKey::Others => None,
        }
    }
}

/// The order of groups.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// The worst level first, then those that began last.
    #[default]
    Worst,
    /// The most frequent first.
    Count,
    /// Those that began last first.
    Newest,
}

/// The digest.
#[derive(Clone, Debug)]
pub struct Digest {
    filter: Filter,
    groups: Vec<Group>,
    by_key: HashMap<GroupKey, usize>,
    /// Lines that were there when it was begun lie before this number.
    begun: u64,
    /// The oldest of them that was looked at.
    at: Option<LineId>,
    done: bool,
    lines: u64,
    span: Option<(i64, i64)>,
}

impl Digest {
    /// A digest of what a buffer holds and of what comes, as far as it passes the filter.
    pub fn new(buffer: &Buffer, filter: Filter) -> Self {
        Self {
            filter,
            groups: Vec::new(),
            by_key: HashMap::new(),
            begun: buffer.pushed(),
            at: None,
            done: buffer.is_empty(),
            lines: 0,
            span: None,
        }
    }

    /// Tells the filter whose a source's lines are.
    pub fn know(&mut self, source: u32, pod: &str, container: &str) {
        self.filter.know(source, pod, container);
    }

    /// Takes in a line that was just pushed.
    pub fn push(&mut self, buffer: &Buffer, id: LineId) {
        if let Some(line) = buffer.find(id) {
            self.take(buffer, &line);
        }
    }

    /// Looks at lines that were there before, from the newest back, about `budget` bytes of them. Whether all has been looked at.
    pub fn refresh(&mut self, buffer: &Buffer, budget: usize) -> bool {
        let mut left = budget;
        let mut end = self.at.map_or(buffer.len(), |id| buffer.index_of(id));
        while !self.done && left > 0 {
            let Some(line) = end.checked_sub(1).and_then(|i| buffer.get(i)) else {
                self.done = true;
                break;
            };
            end -= 1;
            self.at = Some(line.id);
            left = left.saturating_sub(32);
            if line.id.seq < self.begun {
                if let Body::Text(text) = line.body {
                    left = left.saturating_sub(text.len());
                }
                self.take(buffer, &line);
            }
        }
        self.done
    }

    /// Whether the lines that were there before have been looked at.
    pub const fn is_done(&self) -> bool {
        self.done
    }

    fn take(&mut self, buffer: &Buffer, line: &Line<'_>) {
        if !matches!(line.body, Body::Text(_)) || !self.filter.passes(line) {
            return;
        }
        if !line.goes_on {
            return self.count(line);
        }
        // A trace passes for its first line, and counts once: where nothing of the record before this line did.
        if let Some(head) = self.filter.seeks_text().then(|| buffer.head_of(*line)).filter(|head| !head.goes_on)
            && !self.filter.passes(&head)
            && buffer.rest_of(&head, REACH).iter().find(|l| self.filter.passes(l)).is_some_and(|first| first.id == line.id)
        {
            self.count(&head);
        }
    }

    fn count(&mut self, line: &Line<'_>) {
        let Body::Text(raw) = line.body else { return };
        self.lines += 1;
        self.span = Some(self.span.map_or((line.nanos, line.nanos), |(a, b)| (a.min(line.nanos), b.max(line.nanos))));
        let mut key = GroupKey::new(line.level, raw);
        if self.by_key.len() >= MOST && !self.by_key.contains_key(&key) {
            key = GroupKey::Others;
        }
        let next = self.groups.len();
        let index = *self.by_key.entry(key).or_insert_with_key(|key| {
            self.groups.push(Group {
                key: key.clone(),
                level: if *key == GroupKey::Others { None } else { line.level },
                count: 0,
                first: line.nanos,
                last: line.nanos,
                histogram: LevelHistogram::new(SLICES),
                sample: line.id,
            });
            next
        });
        let Some(group) = self.groups.get_mut(index) else { return };
        group.count += 1;
        (group.first, group.last) = (group.first.min(line.nanos), group.last.max(line.nanos));
        group.histogram.add(line.nanos, line.level);
    }

    /// What a group counts.
    pub fn only(&self, key: &GroupKey) -> Only {
        let known = match key {
            GroupKey::Of(..) => HashSet::new(),
            GroupKey::Others => self.by_key.keys().filter(|k| **k != GroupKey::Others).cloned().collect(),
        };
        Only { key: key.clone(), known: Arc::new(known) }
    }

    /// The groups in an order. Equal ones stand by their patterns, so that nothing jumps.
    pub fn groups(&self, order: Order) -> Vec<&Group> {
        let mut out: Vec<&Group> = self.groups.iter().collect();
        let level = |g: &Group| g.level.map_or(u8::MAX, |l| l as u8);
        out.sort_by(|a, b| {
            let by = match order {
                Order::Worst => level(a).cmp(&level(b)).then(b.first.cmp(&a.first)),
                Order::Count => b.count.cmp(&a.count),
                Order::Newest => b.first.cmp(&a.first),
            };
            by.then_with(|| (a.pattern(), level(a)).cmp(&(b.pattern(), level(b))))
        });
        out
    }

    /// How many groups there are.
    pub const fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Entries that were counted.
    pub const fn lines(&self) -> u64 {
        self.lines
    }

    /// The first and the last of all, in nanoseconds.
    pub const fn span(&self) -> Option<(i64, i64)> {
        self.span
    }

    /// Whether a group began in the last tenth of all that was seen: something new has come up. Not told of a span under a minute.
    pub fn is_new(&self, group: &Group) -> bool {
        let Some((from, to)) = self.span else { return false };
        let all = to.saturating_sub(from);
        all >= 60_000_000_000 && group.first > to - all / 10
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::View;
    use crate::model::logs::{LogBody, LogLine};

    const SECOND: i64 = 1_000_000_000;

    fn line(source: u32, nanos: i64, text: &str) -> LogLine {
        LogLine { source, nanos, body: LogBody::Text(text.into()) }
    }

    #[test]
    fn the_new_error_stands_on_top() {
        let mut buffer = Buffer::default();
        for i in 0..5000 {
            buffer.push(&line(1, i * SECOND, &format!("INFO request {i} handled")));
            if i % 50 == 0 {
                buffer.push(&line(1, i * SECOND + 1, &format!("ERROR upstream {i} refused")));
            }
        }
        buffer.push(&line(1, 4999 * SECOND, "ERROR disk 3 is full"));
        buffer.push(&line(1, 4999 * SECOND + 1, "\tat a.b.C"));
        let mut digest = Digest::new(&buffer, Filter::default());
        assert!(!digest.refresh(&buffer, 10_000), "in portions");
        while !digest.refresh(&buffer, 10_000) {}
        let top = digest.groups(Order::Worst);
        let said: Vec<_> = top.iter().map(|g| (g.pattern().unwrap(), g.count)).collect();
        assert_eq!(said, [("ERROR disk # is full", 1), ("ERROR upstream # refused", 100), ("INFO request # handled", 5000)]);
        assert!(digest.is_new(top[0]) && !digest.is_new(top[1]));
        assert_eq!((top[1].first, top[1].last), (1, 4950 * SECOND + 1));
        assert_eq!(digest.lines(), 5101);
        assert_eq!(digest.groups(Order::Count)[0].count, 5000);
    }

    #[test]
    fn every_line_is_counted_once_however_late_it_comes() {
        for seed in 0..20 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let mut buffer = Buffer::default();
            let (mut digest, mut pushed) = (None::<Digest>, 0_u64);
            let mut before = 0;
            for step in 0..2000 {
                let source = rng.u32(0..4);
                let id =
                    buffer.push(&line(source, rng.i64(0..100) * SECOND, &format!("from {} word", ["a", "b"][rng.usize(0..2)]))).id;
                pushed += 1;
                match &mut digest {
                    None if step == 700 => {
                        digest = Some(Digest::new(&buffer, Filter::default()));
                        before = pushed;
                    }
                    None => {}
                    Some(digest) => {
                        digest.push(&buffer, id);
                        if rng.bool() {
                            digest.refresh(&buffer, 200);
                        }
                    }
                }
            }
            let mut digest = digest.unwrap();
            while !digest.refresh(&buffer, 1000) {}
            assert!(before < pushed);
            assert_eq!(digest.lines(), pushed, "seed {seed}");
            assert_eq!(digest.groups(Order::Count).iter().map(|g| g.count).sum::<u64>(), pushed);
        }
    }

    #[test]
    fn patterns_have_a_bound_and_the_filter_holds() {
        let mut buffer = Buffer::default();
        let letters = |mut n: usize| {
            let mut s = String::new();
            for _ in 0..5 {
                s.push((b'a' + (n % 26) as u8) as char);
                n /= 26;
            }
            s
        };
        (0..MOST + 500).for_each(|i| {
            buffer.push(&line(1, i as i64, &format!("word {}", letters(i))));
        });
        let mut digest = Digest::new(&buffer, Filter::parse("!nothing"));
        while !digest.refresh(&buffer, 1 << 20) {}
        assert_eq!(digest.len(), MOST + 1);
        let others = digest.groups(Order::Count)[0];
        assert_eq!((others.count, others.pattern()), (500, None));
        let mut none = Digest::new(&buffer, Filter::parse("nowhere"));
        while !none.refresh(&buffer, 1 << 20) {}
        assert!(none.is_empty() && none.is_done());
    }

    /// Lines of several streams, with traces under some, as a container writes them.
    fn random(rng: &mut fastrand::Rng, bytes: usize) -> Buffer {
        let mut buffer = Buffer::new(bytes);
        for i in 0..rng.i64(0..600) {
            let (source, nanos) = (rng.u32(0..3), i * 1_000_000 - rng.i64(0..5_000_000));
            let text = match rng.u8(0..12) {
                0 => "ERROR lost 17".to_owned(),
                1 => format!("INFO request {i} took {}ms", rng.u8(..)),
                2 => format!("{{\"level\":\"warn\",\"msg\":\"slow {i}\"}}"),
                3 => String::new(),
                4 => "a.b.GoneException: needle 7".to_owned(),
                5..8 => format!("\tat a.b.C{} needle", rng.u8(0..3)),
                8 => format!("\tat x.y.Z({i})"),
                9 => format!("needle {i}"),
                10 => "ERROR needle".to_owned(),
                _ => "INFO plain".to_owned(),
            };
            buffer.push(&line(source, nanos, &text));
        }
        buffer
    }

    #[test]
    fn a_row_shows_exactly_the_entries_that_it_counts() {
        for seed in 0..60 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let buffer = random(&mut rng, 1 << 20);
            let typed = ["", "needle", "!needle", "level=error", "level=error needle", "Exception"][rng.usize(0..6)];
            let mut digest = Digest::new(&buffer, Filter::parse(typed));
            while !digest.refresh(&buffer, 500) {}
            let mut all = 0;
            for group in digest.groups(Order::Worst) {
                for folded in [true, false] {
                    let mut view = View::new();
                    view.set_folded(folded);
                    view.set_filter(Filter::parse(typed).within(Some(digest.only(&group.key))));
                    while !view.refresh(&buffer) {}
                    assert_eq!(view.matches(), Some(group.count as usize), "seed {seed} {typed:?} {:?}", group.key);
                    assert_eq!(view.lines(&buffer).count(), group.count as usize, "seed {seed} {typed:?} {:?}", group.key);
                }
                all += group.count;
            }
            assert_eq!(digest.lines(), all);
            // And what all rows count is what the folded log has.
            let mut view = View::new();
            view.set_folded(true);
            view.set_filter(Filter::parse(typed));
            while !view.refresh(&buffer) {}
            assert_eq!(view.lines(&buffer).count() as u64, all, "seed {seed} {typed:?}");
        }
    }

    #[test]
    fn what_lies_beyond_the_bound_is_shown_as_it_is_counted() {
        let mut buffer = Buffer::default();
        let letters = |n: usize| [n / 676, n / 26 % 26, n % 26].map(|d| (b'a' + d as u8) as char).iter().collect::<String>();
        (0..MOST + 30).for_each(|i| {
            buffer.push(&line(1, i as i64, &format!("word {}", letters(i))));
        });
        buffer.push(&line(1, 99_999, ""));
        let mut digest = Digest::new(&buffer, Filter::default());
        while !digest.refresh(&buffer, 1 << 20) {}
        let others = digest.groups(Order::Count)[0];
        let mut view = View::new();
        view.set_filter(Filter::default().within(Some(digest.only(&others.key))));
        while !view.refresh(&buffer) {}
        assert_eq!((others.pattern(), view.matches()), (None, Some(others.count as usize)));
        // A blank line is a pattern of its own.
        assert!(digest.groups(Order::Newest).iter().any(|g| g.pattern() == Some("") && g.count == 1));
    }
}
