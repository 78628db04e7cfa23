//! Where a stream stands in its log, so that it goes on after any break with neither a line lost nor one had twice.
//!
//! The API can only be asked to begin at a whole second. What it then sends begins with lines that were had before: as many as are
//! counted here, none of them later than the last one's timestamp, and those of exactly that timestamp with the same texts in the same
//! order. A line that is none of these is new. When the last line itself does not come again, something may be missing.

use super::stamp;
use std::hash::{DefaultHasher, Hasher};

/// Texts of one timestamp that are told apart by their hashes; beyond them they are only counted.
const MOST_EQUAL: usize = 1 << 16;

/// How far two writers to one log may be out of step (nanoseconds): a line that is written next may be stamped this much earlier.
const OUT_OF_STEP: i64 = 50_000_000;

/// How far a log has been had.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The latest timestamp.
    last: Option<i64>,
    /// Lines had of the second of `last`, and of the one before it.
    of_second: u64,
    of_before: u64,
    /// The texts of those stamped exactly `last`, in order.
    equal: Vec<u32>,
    more_equal: u64,
}

impl Place {
    /// The latest timestamp that was had.
    pub(super) const fn last(&self) -> Option<i64> {
        self.last
    }

    /// The second to resume from.
    pub(super) fn second(&self) -> Option<i64> {
        self.last.map(|last| stamp::second(last - OUT_OF_STEP))
    }

    /// Lines had that come again when it is resumed from there.
    fn repeated(&self) -> u64 {
        let one_earlier = self.second() < self.last.map(stamp::second);
        self.of_second + if one_earlier { self.of_before } else { 0 }
    }

    /// Takes in a line that was had.
    pub(super) fn saw(&mut self, nanos: i64, hash: u32) {
        let now = stamp::second(nanos);
        let before = self.last.map(stamp::second);
        match before {
            Some(before) if now == before => self.of_second += 1,
            Some(before) if now == before - 1 => self.of_before += 1,
            Some(before) if now < before => {}
            _ => {
                self.of_before = if before == Some(now - 1) { self.of_second } else { 0 };
                self.of_second = 1;
            }
        }
        match self.last {
            Some(last) if nanos < last => return,
            Some(last) if nanos == last => {}
            _ => {
                self.last = Some(nanos);
                self.equal.clear();
                self.more_equal = 0;
            }
        }
        if self.equal.len() < MOST_EQUAL {
            self.equal.push(hash);
        } else {
            self.more_equal += 1;
        }
    }

    /// What is to be skipped when the log is read again from [`Place::second`] on.
    pub(super) fn replay(&self) -> Replay {
        Replay { place: self.clone(), skipped: 0, equal: 0, met: self.last.is_none() }
    }
}

/// A log that is being read again.
#[derive(Debug, Default)]
pub(super) struct Replay {
    place: Place,
    skipped: u64,
    equal: usize,
    met: bool,
}

impl Replay {
    /// Whether the line was had before.
    pub(super) fn had(&mut self, nanos: i64, hash: u32) -> bool {
        let Some(last) = self.place.last else { return false };
        if self.skipped >= self.place.repeated() || nanos > last {
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
            let (mut place, mut got) = (Place::default(), Vec::new());
            let mut rounds = 0;
            while got.len() < log.len() {
                rounds += 1;
                assert!(rounds < 10_000, "seed {seed}: a line is lost");
                let from = place.second();
                let mut replay = place.replay();
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
    fn a_log_that_begins_behind_the_last_line_is_noticed() {
        let mut place = Place::default();
        for i in 0..10 {
            place.saw(5 * SECOND + i, i as u32);
        }
        let mut rotated = place.replay();
        assert!(!rotated.had(5 * SECOND + 20, 20) && !rotated.met());
        let mut cut_in_front = place.replay();
        assert!(cut_in_front.had(5 * SECOND + 8, 8) && cut_in_front.had(5 * SECOND + 9, 9) && cut_in_front.met());
        assert!(!cut_in_front.had(5 * SECOND + 20, 20));
        let mut other = place.replay();
        assert!(!other.had(5 * SECOND + 9, 77), "the same time and another text is another line");
        assert!(Place::default().replay().met());
    }

    #[test]
    fn more_lines_of_one_time_than_are_told_apart_are_counted() {
        let mut place = Place::default();
        let count = MOST_EQUAL as u32 + 100;
        (0..count).for_each(|i| place.saw(1, i));
        let mut replay = place.replay();
        assert!((0..count).all(|i| replay.had(1, i)));
        assert!(!replay.had(1, count));
    }
}
