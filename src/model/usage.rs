//! What pods, containers and nodes use of CPU and memory, as metrics.k8s.io tells it, and how that went in the last quarter of an hour.

use super::asks::Asks;
use super::trouble::Trouble;
use super::{Name, Time};
use std::iter::Sum;
use std::ops::{Add, AddAssign};
use std::sync::Arc;

/// Milliseconds between two polls.
pub const EVERY_MS: i64 = 15_000;
/// How many polls are kept of each: a quarter of an hour.
pub const KEPT: usize = 60;

/// What is used at one time. What is not known is none of these, and never 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Used {
    /// Billionths of a core.
    pub cpu: u64,
    /// Bytes.
    pub memory: u64,
}

impl Used {
    /// Thousandths of a core, rounded up as `kubectl top` does.
    pub const fn millicores(self) -> u64 {
        self.cpu.div_ceil(1_000_000)
    }

    /// Whole MiB, as `kubectl top` has them.
    pub const fn mebibytes(self) -> u64 {
        self.memory >> 20
    }
}

impl Add for Used {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { cpu: self.cpu.saturating_add(other.cpu), memory: self.memory.saturating_add(other.memory) }
    }
}

impl AddAssign for Used {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Used {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// What pods or containers use together, and what those ask for of which that is known.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct UseSum {
    /// What they use.
    pub used: Used,
    /// What they ask for: a limit only where each has one.
    pub asks: Asks,
    /// How many that are.
    pub of: u32,
    /// How many more there are that run, of which it is not known.
    pub unknown: u32,
}

impl UseSum {
    /// What one uses.
    pub const fn of_one(used: Used, asks: Asks) -> Self {
        Self { used, asks, of: 1, unknown: 0 }
    }

    /// Whether it is all that they use, and no part of it.
    pub const fn is_whole(&self) -> bool {
        self.unknown == 0
    }

    /// Adds one.
    pub fn add(&mut self, used: Used, asks: Asks) {
        self.asks = if self.of == 0 { asks } else { self.asks.bounded(asks) };
        self.used += used;
        self.of += 1;
    }
}

/// A figure in two bytes, exact to a thousandth of itself: eleven bits, and how far they are shifted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Small(u16);

impl Small {
    /// Not known.
    const NONE: Self = Self(u16::MAX);

    fn new(value: u64) -> Self {
        let shift = (64 - value.leading_zeros()).saturating_sub(11).min(30);
        let bits = u16::try_from(value >> shift).unwrap_or(0x7ff).min(0x7ff);
        Self(u16::try_from(shift).unwrap_or(30) << 11 | bits)
    }

    const fn value(self) -> Option<u64> {
        if self.0 == u16::MAX { None } else { Some(((self.0 & 0x7ff) as u64) << (self.0 >> 11)) }
    }
}

/// How use went in the last quarter of an hour, poll by poll: a few hundred bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct History {
    /// Millionths of a core, and KiB.
    cpu: [Small; KEPT],
    memory: [Small; KEPT],
    /// Where the next one goes.
    next: u8,
    /// When the last one came.
    last: Time,
}

impl Default for History {
    fn default() -> Self {
        Self { cpu: [Small::NONE; KEPT], memory: [Small::NONE; KEPT], next: 0, last: Time::default() }
    }
}

impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.polls().flatten()).finish()
    }
}

impl History {
    /// Takes in what a poll at `now` found. Polls that were missed meanwhile are gaps; one that comes early stands in place of the last.
    pub fn push(&mut self, used: Used, now: Time) {
        let passed = now.since(self.last).max(0);
        let steps = (passed + EVERY_MS / 2) / EVERY_MS;
        if self.last.is_unknown() || steps > 0 {
            let gaps = if self.last.is_unknown() { 0 } else { (steps - 1).min(KEPT as i64) };
            for _ in 0..gaps {
                self.put(Small::NONE, Small::NONE);
            }
        } else {
            self.next = self.next.checked_sub(1).unwrap_or(KEPT as u8 - 1);
        }
        self.put(Small::new(used.cpu / 1000), Small::new(used.memory >> 10));
        self.last = now;
    }

    fn put(&mut self, cpu: Small, memory: Small) {
        let at = usize::from(self.next) % KEPT;
        (self.cpu[at], self.memory[at]) = (cpu, memory);
        self.next = ((at + 1) % KEPT) as u8;
    }

    /// What each poll found, the oldest first; `None` for one that found nothing, or was none.
    pub fn polls(&self) -> impl Iterator<Item = Option<Used>> {
        (0..KEPT).map(|i| {
            let at = (usize::from(self.next) + i) % KEPT;
            let (cpu, memory) = (self.cpu[at].value()?, self.memory[at].value()?);
            Some(Used { cpu: cpu * 1000, memory: memory << 10 })
        })
    }
}

/// Whose use is asked for.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum UseScope {
    /// Pods of a namespace, or of all.
    Pods(Option<Name>),
    /// Nodes.
    Nodes,
}

impl UseScope {
    /// Whether pods of this namespace are among them.
    pub fn covers(&self, namespace: &str) -> bool {
        match self {
            Self::Pods(of) => of.as_ref().is_none_or(|of| **of == *namespace),
            Self::Nodes => false,
        }
    }
}

/// What a pod uses. The metrics name it by its name alone: whether it is the pod that has it now is for its reader to find out.
#[derive(Clone, PartialEq, Debug)]
pub struct PodUse {
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Box<str>,
    /// When that was measured.
    pub at: Time,
    /// Over how many milliseconds before.
    pub window: u32,
    /// What its containers use, each by its name.
    pub containers: Box<[(Name, Used)]>,
}

impl PodUse {
    /// What all its containers use together.
    pub fn used(&self) -> Used {
        self.containers.iter().map(|(_, used)| *used).sum()
    }
}

/// What a node uses.
#[derive(Clone, PartialEq, Debug)]
pub struct NodeUse {
    /// Its name.
    pub name: Name,
    /// When that was measured.
    pub at: Time,
    /// What.
    pub used: Used,
}

/// How it stands with the use of a scope.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum UseState {
    /// Nothing has been heard yet.
    #[default]
    Waiting,
    /// It is known as of the last poll.
    Live,
    /// The server has no metrics.k8s.io, or nothing of this there.
    NotServed,
    /// The user may not read it.
    Denied {
        /// What it says.
        error: Arc<Trouble>,
    },
    /// It is served, and does not come.
    Failing {
        /// Why, in one line.
        error: Arc<Trouble>,
    },
}

/// What a poll tells.
#[derive(Clone, PartialEq, Debug)]
pub enum UseNews {
    /// What the pods of the scope use: those that are not named are not known.
    Pods(Vec<PodUse>),
    /// What the nodes use.
    Nodes(Vec<NodeUse>),
    /// It is not known, and why.
    Not(UseState),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_as_kubectl_top_rounds_them() {
        // CPU in n, memory in Ki, and what `kubectl top pod` prints of them.
        for (cpu, memory, want) in [
            (0, 0, (0, 0)),
            (1, 1, (1, 0)),
            (1_000_000, 1023, (1, 0)),
            (1_000_001, 1024, (2, 1)),
            (2_999_999, 2047, (3, 1)),
            (1_234_567_890, 3 << 20, (1235, 3072)),
        ] {
            let used = Used { cpu, memory: memory << 10 };
            assert_eq!((used.millicores(), used.mebibytes()), want, "{cpu}n {memory}Ki");
        }
    }

    #[test]
    fn a_figure_in_two_bytes_is_right_to_a_thousandth() {
        for value in (0..64).flat_map(|n| [(1u64 << n) - 1, 1 << n, (1 << n) + (1 << n) / 3]).filter(|v| *v < 1 << 40) {
            let kept = Small::new(value).value().expect("it is known");
            assert!(kept <= value && value - kept <= value / 1000, "{value}: {kept}");
        }
        assert!(Small::new(u64::MAX).value().is_some() && Small::NONE.value().is_none());
    }

    #[test]
    fn a_quarter_of_an_hour_is_kept_with_its_gaps() {
        let start = Time::from_secs(1_000_000);
        let cpu = |n: u64| Used { cpu: n * 1_000_000, memory: n << 20 };
        let mut history = History::default();
        assert_eq!(history.polls().flatten().count(), 0);
        // A little early or late is no gap, what comes twice counts once, and what was missed is a gap.
        for (ms, n) in [(0, 1), (15_400, 2), (29_100, 3), (33_000, 4), (75_000, 7)] {
            history.push(cpu(n), start.plus(ms));
        }
        let polls: Vec<_> = history.polls().skip(KEPT - 6).collect();
        assert_eq!(polls, [Some(cpu(1)), Some(cpu(2)), Some(cpu(4)), None, None, Some(cpu(7))]);
        for i in 1..=200u64 {
            history.push(cpu(i), start.plus(75_000 + i as i64 * EVERY_MS));
        }
        let polls: Vec<_> = history.polls().map(|p| p.map(Used::millicores)).collect();
        assert_eq!(polls, (141..=200).map(Some).collect::<Vec<_>>());
        history.push(cpu(5), start.plus(1 << 40));
        assert_eq!(history.polls().flatten().collect::<Vec<_>>(), [cpu(5)], "after a long silence nothing is left");
        assert!(size_of::<History>() <= 264);
    }
}
