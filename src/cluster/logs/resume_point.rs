//! Where a stream stands in its log, so that it goes on after any break with neither a line lost nor one had twice.
//!
//! The API can only be asked to begin at a whole second. What it then sends begins with lines that were had before: as many as are
//! counted here, none of them later than the last one's timestamp, and those of exactly that timestamp with the same texts in the same
//! order. A line that is none of these is new. When the last line itself does not come again, something may be missing.

use super::stamp;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hasher};

/// Texts of one timestamp that are told apart by their hashes; beyond them they are only counted.
const MOST_EQUAL: usize = 1 << 16;

/// How far two writers to one log may be out of step (nanoseconds): a line that is written next may be stamped this much earlier.
const OUT_OF_STEP: i64 = 50_000_000;
/// Seconds of a log whose lines are counted: so far a clock may be set back.
pub(super) const MOST_SECONDS: usize = 640;

/// How far a log has been had. What counts is the line that was read last, not the latest timestamp: clocks are set back, and one line may
/// be stamped years ahead.
#[derive(Clone, Debug, Default)]
pub(super) struct ResumePoint {
    /// The timestamp that was read last; lines that are out of step do not count for it.
    last: Option<i64>,
    /// The one before it: the last may be years ahead of what comes next.
    before: Option<i64>,
    /// The earliest timestamp that was had: where only a tail was wanted, or what came since some time, the log has lines before it.
    first: Option<i64>,
    /// Lines had, by the second of their timestamps, in the order of those.
    counts: VecDeque<(i64, u32)>,
    /// The texts of those stamped exactly `last`, in order.
    equal: Vec<u32>,
    more_equal: u64,
    /// Lines out of step that were read behind those.
    behind: u64,
}

impl ResumePoint {
    /// The timestamp that was read last.
    pub(super) const fn last(&self) -> Option<i64> {
        self.last
    }

    /// The second to resume from.
    pub(super) fn second(&self) -> Option<i64> {
        let last = self.last?;
        Some(stamp::second(self.before.map_or(last, |before| before.min(last)) - OUT_OF_STEP))
    }

    /// Whether a line is the last one that was had, as far as lines are told apart.
    pub(super) fn is_last(&self, nanos: i64, hash: u32) -> bool {
        self.last == Some(nanos) && self.equal.last() == Some(&hash)
    }

    /// Lines had that come again when it is read again from a second on.
    fn repeated(&self, from: i64) -> u64 {
        self.counts.iter().rev().take_while(|(second, _)| *second >= from).map(|(_, lines)| u64::from(*lines)).sum()
    }

    /// Whether a timestamp later than the last one was had before it.
    fn was_set_back(&self) -> bool {
        self.last.is_some_and(|last| self.counts.back().is_some_and(|(second, _)| *second > stamp::second(last + OUT_OF_STEP)))
    }

    /// Takes in a line that was had.
    pub(super) fn saw(&mut self, nanos: i64, hash: u32) {
        self.count(stamp::second(nanos));
        self.first = Some(self.first.map_or(nanos, |first| first.min(nanos)));
        match self.last {
            // Out of step.
            Some(last) if nanos < last && last - nanos <= OUT_OF_STEP => {
                self.behind += 1;
                return;
            }
            Some(last) if nanos == last => {}
            _ => {
                (self.before, self.last) = (self.last, Some(nanos));
                self.equal.clear();
                self.more_equal = 0;
            }
        }
        self.behind = 0;
        if self.equal.len() < MOST_EQUAL {
            self.equal.push(hash);
        } else {
            self.more_equal += 1;
        }
    }

    fn count(&mut self, second: i64) {
        let at = match self.counts.back_mut() {
            Some((last, lines)) if *last == second => {
                *lines = lines.saturating_add(1);
                return;
            }
            Some((last, _)) if *last < second => self.counts.len(),
            None => 0,
            Some(_) => self.counts.partition_point(|(other, _)| *other < second),
        };
        match self.counts.get_mut(at) {
            Some((same, lines)) if *same == second => *lines = lines.saturating_add(1),
            _ => self.counts.insert(at, (second, 1)),
        }
        if self.counts.len() > MOST_SECONDS {
            self.counts.pop_front();
        }
    }

    /// What is to be skipped when the log is read again from a second on.
    pub(super) fn replay(&self, from: Option<i64>) -> Replay {
        let from = from.or_else(|| self.second());
        let repeated = from.map_or(0, |from| self.repeated(from));
        // Where later ones were had before, a later timestamp does not tell a new line.
        let plain = !self.was_set_back() && from.is_none_or(|from| self.second().is_none_or(|own| from >= own));
        let met = self.last.is_none();
        Replay { place: self.clone(), repeated, plain, skipped: 0, equal: 0, behind: 0, met }
    }
}

/// A log that is being read again.
#[derive(Debug, Default)]
pub(super) struct Replay {
    place: ResumePoint,
    /// Lines that come again, at most.
    repeated: u64,
    /// Whether what is stamped later than the last line is new.
    plain: bool,
    skipped: u64,
    equal: usize,
    behind: u64,
    met: bool,
}

impl Replay {
    /// Whether the line was had before.
    pub(super) fn had(&mut self, nanos: i64, hash: u32) -> bool {
        let Some(last) = self.place.last else { return false };
        // From before it began lines come that were not wanted: they are none of those that are counted.
        if !self.met && self.place.first.is_some_and(|first| nanos < first) {
            return true;
        }
        if !self.plain {
            return self.had_of_set_back(last, nanos, hash);
        }
        if self.skipped >= self.repeated || nanos > last {
            return false;
        }
        if nanos == last {
            let same = match self.place.equal.get(self.equal) {
                Some(known) => *known == hash,
                None => self.equal - self.place.equal.len() < usize::try_from(self.place.more_equal).unwrap_or(usize::MAX),
            };
            if !same {
                return false;
            }
            self.equal += 1;
            self.met = true;
        }
        self.skipped += 1;
        true
    }

    /// The same for a log whose clock was set back: then the timestamps alone do not tell what was had, but how many lines of each second
    /// were, and that nothing was behind the last one.
    fn had_of_set_back(&mut self, last: i64, nanos: i64, hash: u32) -> bool {
        if self.equal as u64 == self.place.equal.len() as u64 + self.place.more_equal {
            self.behind += 1;
            return self.behind <= self.place.behind;
        }
        let second = stamp::second(nanos);
        let at = self.place.counts.partition_point(|(other, _)| *other < second);
        match self.place.counts.get_mut(at) {
            Some((same, left)) if *same == second && *left > 0 => *left -= 1,
            _ => return false,
        }
        if nanos == last && self.place.equal.get(self.equal).is_none_or(|known| *known == hash) {
            self.equal += 1;
            self.met = true;
        }
        true
    }

    /// Whether the last line that was had came again: then nothing is missing between it and what follows.
    pub(super) const fn met(&self) -> bool {
        self.met
    }
}

/// The hash that tells texts apart.
pub(super) fn hash(text: &[u8], cut: usize) -> u32 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text);
    hasher.write_usize(cut);
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    /// A log with many lines of equal time and some that run back a little.
    fn log(rng: &mut fastrand::Rng, lines: usize) -> Vec<(i64, u32)> {
        let mut now = 1000 * SECOND;
        let mut line = |i: usize| {
            now += [0, 0, 0, 1, 50, SECOND / 3, 3 * SECOND][rng.usize(0..7)];
            let back = if rng.u8(0..10) == 0 { rng.i64(0..60) } else { 0 };
            (now - back, if rng.bool() { 7 } else { u32::try_from(i).unwrap() })
        };
        (0..lines).map(&mut line).collect()
    }

    #[test]
    fn every_line_once_wherever_it_breaks() {
        for seed in 0..300 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let log = log(&mut rng, 60);
            let (mut place, mut got) = (ResumePoint::default(), Vec::new());
            let mut rounds = 0;
            while got.len() < log.len() {
                rounds += 1;
                assert!(rounds < 10_000, "seed {seed}: a line is lost");
                let from = place.second();
                let mut replay = place.replay(None);
                // The log as far as it is written, then broken off.
                let mut left = rng.usize(0..60);
                for (nanos, hash) in log.iter().filter(|l| from.is_none_or(|s| l.0 >= s * SECOND)) {
                    if left == 0 {
                        break;
                    }
                    left -= 1;
                    if replay.had(*nanos, *hash) {
                        continue;
                    }
                    assert!(replay.met(), "seed {seed}");
                    place.saw(*nanos, *hash);
                    got.push((*nanos, *hash));
                }
            }
            assert_eq!(got, log, "seed {seed}");
        }
    }

    #[test]
    fn what_stands_before_the_first_line_that_was_wanted_never_comes_and_doubles_nothing() {
        for seed in 0..300 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let log = log(&mut rng, 60);
            for begin in 1..60 {
                let (earlier, wanted) = log.split_at(begin);
                // Lines of one time are not told apart there.
                if earlier.iter().map(|l| l.0).max() >= wanted.iter().map(|l| l.0).min() {
                    continue;
                }
                let mut place = ResumePoint::default();
                let had = rng.usize(1..=wanted.len());
                wanted[..had].iter().for_each(|(nanos, hash)| place.saw(*nanos, *hash));
                // Also where it is read again from earlier on.
                let from = place.second().unwrap() - rng.i64(0..3);
                let mut replay = place.replay(Some(from));
                let came: Vec<_> = log.iter().filter(|l| l.0 >= from * SECOND).filter(|l| !replay.had(l.0, l.1)).collect();
                assert_eq!(came, wanted[had..].iter().collect::<Vec<_>>(), "seed {seed}, from {begin}, {had} had");
                assert!(replay.met(), "seed {seed}");
            }
        }
    }

    /// A log whose clock is set forth and back by up to ten minutes, and in which single lines are years ahead.
    fn stepped(rng: &mut fastrand::Rng, lines: usize) -> Vec<(i64, u32)> {
        let mut now = 100_000 * SECOND;
        let mut line = |i: usize| {
            now += [0, 1, SECOND / 3, SECOND][rng.usize(0..4)];
            match rng.u8(0..20) {
                0 => now -= rng.i64(0..600) * SECOND,
                1 => now += rng.i64(0..600) * SECOND,
                2 => return (now + 300_000_000 * SECOND, u32::try_from(i).unwrap()),
                _ => {}
            }
            (now, u32::try_from(i).unwrap())
        };
        (0..lines).map(&mut line).collect()
    }

    #[test]
    fn every_line_once_wherever_it_breaks_and_however_the_clock_is_set() {
        for seed in 0..2000 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let log = stepped(&mut rng, 80);
            let (mut place, mut got) = (ResumePoint::default(), 0);
            while got < log.len() {
                // The second from which to resume: the place's own, or an earlier one where the end of the log shows that its clock was set
                // back since. The kubelet passes over each line before it.
                let own = place.second();
                let least = log[got..].iter().map(|l| stamp::second(l.0)).min().unwrap();
                let from = own.map(|own| own.min(least));
                let mut replay = place.replay(from);
                let mut left = rng.usize(1..60);
                let mut at = got;
                let file: Vec<_> = log.iter().enumerate().filter(|(_, l)| from.is_none_or(|s| l.0 >= s * SECOND)).collect();
                let again = file.iter().filter(|(i, _)| *i < got).count();
                for (i, (nanos, hash)) in file {
                    if replay.had(*nanos, *hash) {
                        assert!(i < got, "seed {seed}: line {i} is lost");
                        continue;
                    }
                    assert!(i >= got && i == at, "seed {seed}: line {i} comes twice, at {got}, after {again}");
                    assert!(replay.met(), "seed {seed}: line {i} is taken for one behind a hole");
                    if left == 0 {
                        break;
                    }
                    left -= 1;
                    place.saw(*nanos, *hash);
                    at += 1;
                }
                got = at;
            }
        }
    }

    #[test]
    fn little_is_remembered_of_a_long_log() {
        let mut place = ResumePoint::default();
        for second in 0..100_000 {
            place.saw(second * SECOND, 1);
        }
        assert_eq!(place.counts.len(), MOST_SECONDS);
        assert_eq!(place.repeated(place.second().unwrap()), 3);
    }

    #[test]
    fn a_log_that_begins_behind_the_last_line_is_noticed() {
        let mut place = ResumePoint::default();
        for i in 0..10 {
            place.saw(5 * SECOND + i, i as u32);
        }
        let mut rotated = place.replay(None);
        assert!(!rotated.had(5 * SECOND + 20, 20) && !rotated.met());
        let mut cut_in_front = place.replay(None);
        assert!(cut_in_front.had(5 * SECOND + 8, 8) && cut_in_front.had(5 * SECOND + 9, 9) && cut_in_front.met());
        assert!(!cut_in_front.had(5 * SECOND + 20, 20));
        let mut other = place.replay(None);
        assert!(!other.had(5 * SECOND + 9, 77), "the same time and another text is another line");
        assert!(ResumePoint::default().replay(None).met());
    }

    #[test]
    fn more_lines_of_one_time_than_are_told_apart_are_counted() {
        let mut place = ResumePoint::default();
        let count = MOST_EQUAL as u32 + 100;
        (0..count).for_each(|i| place.saw(1, i));
        let mut replay = place.replay(None);
        assert!((0..count).all(|i| replay.had(1, i)));
        assert!(!replay.had(1, count));
    }
}
