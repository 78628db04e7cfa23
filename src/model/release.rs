//! Whether the newest revision is at fault: a release without a readiness probe completes its rollout, and crashes then.
//!
//! Nothing in a workload's status lays that at the revision's door. What tells it is the order of things: its pods are unwell, all that
//! are unwell are of it, and it is in force for a shorter time than the revision before it served.

use super::Time;
use super::health::Cause;

/// From how long on in force a revision speaks for itself alone, in milliseconds. Of several releases within minutes none had the time to
/// show that it is whole: then the one before them counts.
pub const PROVEN_MS: i64 = 600_000;
/// How old pods may be at most that stand for a revision of which nothing else is known, in milliseconds: older ones may have been made
/// anew for any reason.
pub const GUESS_MS: i64 = 3_600_000;

/// A revision and since when it was the one in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// Its number; 0 where it is not known.
    pub number: u64,
    /// When it came into force.
    pub from: Time,
    /// Whether it was in force before, and a roll back took it up again.
    pub again: bool,
}

/// A newest revision that is at fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blame {
    /// Its number; 0 where it is not known.
    pub number: u64,
    /// When it came into force.
    pub came: Time,
    /// The revision that served before; 0 where it is not known.
    pub before: u64,
    /// How long that was in force, in milliseconds.
    pub served: i64,
    /// When that had an end.
    pub until: Time,
}

impl Blame {
    /// From when on the newest one has served as long as the one before, and is at fault no more than that.
    pub const fn ends(&self) -> Time {
        self.until.plus(self.served)
    }

    /// The revision before it, and for how long that has served, in milliseconds; nothing where its number is not known.
    pub fn predecessor(&self) -> Option<(u64, i64)> {
        (self.before > 0).then_some((self.before, self.served))
    }
}

/// Whether pods that are unwell for this cause speak against their revision. Where no node takes them, a node does not answer, or a
/// volume is slow to come, those of any revision would be.
pub const fn speaks(cause: Cause) -> bool {
    match cause {
        Cause::OutOfMemory | Cause::Crash | Cause::Image | Cause::Config | Cause::Unready => true,
        Cause::Unschedulable | Cause::Failed | Cause::Slow => false,
    }
}

/// Whether the last of these revisions, which stand in the order in which they came into force, is at fault for what is unwell at `now`.
pub fn blame(history: &[Held], now: Time) -> Option<Blame> {
    let (newest, before) = history.split_last()?;
    // What somebody soon went back from was not whole.
    let least = if newest.again { PROVEN_MS } else { 0 };
    let mut until = newest.from;
    for held in before.iter().rev() {
        let served = until.since(held.from);
        let found = Blame { number: newest.number, came: newest.from, before: held.number, served, until };
        if served >= least && now < found.ends() {
            return Some(found);
        }
        if served >= PROVEN_MS {
            return None;
        }
        until = held.from;
    }
    None
}

/// The revisions of a Deployment from its ReplicaSets, each with number and creation. `pod` is when the oldest pod of the newest one was
/// made, `rolled` when the last rollout came to its end.
///
/// A ReplicaSet is taken up again by a roll back and gets a new number: then it is older than others with lower ones. It came into force
/// after those, and not after its rollout's end.
pub fn of_sets(sets: impl Iterator<Item = (u64, Time)>, pod: Option<Time>, rolled: Option<Time>) -> Vec<Held> {
    let mut sets: Vec<(u64, Time)> = sets.filter(|(number, _)| *number > 0).collect();
    sets.sort_unstable();
    let mut latest = Time::from_millis(i64::MIN);
    let mut out: Vec<Held> = Vec::with_capacity(sets.len());
    for (i, (number, created)) in sets.iter().copied().enumerate() {
        let again = created < latest;
        latest = latest.max(created);
        let mut from = latest;
        if again && i + 1 == sets.len() {
            let told = match (pod, rolled) {
                (Some(pod), Some(rolled)) => pod.min(rolled),
                (pod, rolled) => pod.or(rolled).unwrap_or(latest),
            };
            from = told.max(latest);
        }
        out.push(Held { number, from, again });
    }
    out
}

/// What is known of a StatefulSet or DaemonSet without its revisions: it was made, and the oldest pod of its newest template was.
pub fn of_pods(created: Time, oldest: Option<Time>, now: Time) -> Vec<Held> {
    match oldest {
        Some(oldest) if now.since(oldest) < GUESS_MS => {
            [created, oldest].map(|from| Held { number: 0, from, again: false }).to_vec()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_secs(10_000_000);
    const SECOND: i64 = 1000;
    const MINUTE: i64 = 60 * SECOND;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;

    /// The same, with the newest one taken up again by a roll back.
    fn again(all: &[(u64, i64)]) -> Vec<Held> {
        let mut all = held(all);
        all.last_mut().unwrap().again = true;
        all
    }

    fn ago(ms: i64) -> Time {
        NOW.plus(-ms)
    }

    fn held(all: &[(u64, i64)]) -> Vec<Held> {
        all.iter().map(|(number, ms)| Held { number: *number, from: ago(*ms), again: false }).collect()
    }

    #[test]
    fn the_newest_is_at_fault_as_long_as_it_is_younger_than_the_one_before_served() {
        for (what, history, want) in [
            ("at once", held(&[(7, 12 * DAY), (8, 50 * SECOND)]), Some((8, 7))),
            ("minutes later", held(&[(7, 12 * DAY), (8, 40 * MINUTE)]), Some((8, 7))),
            ("after days, within its time", held(&[(7, 12 * DAY), (8, 5 * DAY)]), Some((8, 7))),
            ("it has served longer itself", held(&[(7, 12 * DAY), (8, 7 * DAY)]), None),
            ("as long to the moment", held(&[(7, 12 * DAY), (8, 6 * DAY)]), None),
            ("the first revision", held(&[(1, 50 * SECOND)]), None),
            ("none", vec![], None),
            ("the one before was young itself", held(&[(7, 3 * MINUTE), (8, 50 * SECOND)]), Some((8, 7))),
            ("and has served for a shorter time", held(&[(7, 90 * SECOND), (8, 50 * SECOND)]), None),
            ("two releases within a minute", held(&[(6, 12 * DAY), (7, 80 * SECOND), (8, 50 * SECOND)]), Some((8, 6))),
            ("the one before was taken back at once", again(&[(8, 3 * MINUTE), (9, MINUTE)]), None),
            ("the one before had served for days", again(&[(8, 3 * DAY), (9, MINUTE)]), Some((9, 8))),
            ("it follows one that was short-lived, long ago", held(&[(6, 9 * DAY), (7, 5 * DAY), (8, 5 * DAY - MINUTE)]), None),
            ("only the one before counts where it is proven", held(&[(6, 19 * DAY), (7, 7 * DAY), (8, 4 * DAY)]), None),
        ] {
            let got = blame(&history, NOW);
            assert_eq!(got.map(|b| (b.number, b.before)), want, "{what}");
            if let Some(b) = got {
                // The answer holds until the time that it names, and no longer.
                assert!(blame(&history, b.ends().plus(-1)).is_some() && blame(&history, b.ends()).is_none(), "{what}");
            }
        }
    }

    #[test]
    fn when_a_deployments_revisions_came_into_force() {
        for (what, sets, pod, rolled, want) in [
            (
                "releases",
                vec![(7, 12 * DAY), (8, 50 * SECOND)],
                Some(45 * SECOND),
                Some(40 * SECOND),
                vec![(7, 12 * DAY), (8, 50 * SECOND)],
            ),
            (
                "pods that were made anew since",
                vec![(7, 12 * DAY), (8, 5 * DAY)],
                Some(MINUTE),
                Some(5 * DAY),
                vec![(7, 12 * DAY), (8, 5 * DAY)],
            ),
            (
                "taken up again: its pods tell",
                vec![(9, 12 * DAY), (8, 10 * MINUTE)],
                Some(3 * MINUTE),
                Some(2 * MINUTE),
                vec![(8, 10 * MINUTE), (9, 3 * MINUTE)],
            ),
            (
                "taken up again: its pods are younger than its rollout",
                vec![(9, 12 * DAY), (8, 5 * DAY)],
                Some(MINUTE),
                Some(4 * DAY),
                vec![(8, 5 * DAY), (9, 4 * DAY)],
            ),
            ("taken up again: nothing tells", vec![(9, 12 * DAY), (8, 5 * DAY)], None, None, vec![(8, 5 * DAY), (9, 5 * DAY)]),
            (
                "taken up again: an old pod never went",
                vec![(9, 12 * DAY), (8, 5 * MINUTE)],
                Some(12 * DAY),
                Some(MINUTE),
                vec![(8, 5 * MINUTE), (9, 5 * MINUTE)],
            ),
            (
                "one before was taken up again",
                vec![(9, 12 * DAY), (8, 5 * DAY), (10, MINUTE)],
                Some(MINUTE),
                None,
                vec![(8, 5 * DAY), (9, 5 * DAY), (10, MINUTE)],
            ),
            ("one that its controller has not numbered yet", vec![(0, SECOND), (7, DAY)], None, None, vec![(7, DAY)]),
        ] {
            let got = of_sets(sets.into_iter().map(|(n, ms)| (n, ago(ms))), pod.map(ago), rolled.map(ago));
            assert_eq!(got.iter().map(|h| (h.number, NOW.since(h.from))).collect::<Vec<_>>(), want, "{what}");
            assert_eq!(got.last().is_some_and(|h| h.again), what.starts_with("taken up again"), "{what}");
        }
    }

    #[test]
    fn of_the_other_kinds_only_young_pods_tell() {
        let known = |created, oldest: Option<i64>| blame(&of_pods(ago(created), oldest.map(ago), NOW), NOW).is_some();
        assert!(known(12 * DAY, Some(MINUTE)) && known(12 * DAY, Some(59 * MINUTE)));
        assert!(!known(12 * DAY, Some(2 * HOUR)), "why they were made is not known any more");
        assert!(!known(12 * DAY, None));
        assert!(!known(90_000, Some(MINUTE)), "there was hardly anything before");
    }
}
