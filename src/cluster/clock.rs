//! The server's clock, as its answers show it: each has a `Date`, in whole seconds, and was on its way for a while. What is told is by how
//! much that clock is ahead of this machine's. It is 0 as long as the two may be the same, and moves only where several answers in a row
//! cannot be true of what was told before: so ages neither tremble nor jump about.

use crate::model::Time;
use chrono::DateTime;
use std::sync::{Mutex, PoisonError};

/// Answers in a row that must gainsay what is told.
const SURE: u32 = 3;
/// `Date` has whole seconds, and some servers write it from a clock that they look at once a second.
const COARSE_MS: (i64, i64) = (500, 1500);

/// What is known of the server's clock.
#[derive(Debug, Default)]
pub(super) struct Clock(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// What is told (milliseconds).
    skew: i64,
    /// Whether an answer has ever been heard.
    heard: bool,
    /// How many answers in a row cannot be true of it, and between which bounds all of them are.
    against: u32,
    bounds: (i64, i64),
}

impl Clock {
    /// Takes note of an answer: when its request left and when its head came on this machine's clock, and the `Date` that it has.
    pub(super) fn heard(&self, left: Time, came: Time, date: &str) {
        if let Ok(date) = DateTime::parse_from_rfc2822(date.trim()) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).take(left, came, Time::from_millis(date.timestamp_millis()));
        }
    }

    /// By how many milliseconds the server's clock is ahead of this machine's; negative where it is behind.
    pub(super) fn skew(&self) -> i64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).skew
    }
}

impl Known {
    fn take(&mut self, left: Time, came: Time, date: Time) {
        if came < left {
            // This machine's clock was set while the request was on its way.
            return;
        }
        // The date was written after the request had left and before the answer came.
        let (least, most) = (date.since(came) - COARSE_MS.0, date.since(left) + COARSE_MS.1);
        if (least..=most).contains(&self.skew) {
            (self.against, self.heard) = (0, true);
            return;
        }
        let both = (self.bounds.0.max(least), self.bounds.1.min(most));
        (self.against, self.bounds) =
            if self.against > 0 && both.0 <= both.1 { (self.against + 1, both) } else { (1, (least, most)) };
        if !self.heard || self.against >= SURE {
            self.skew = i64::midpoint(self.bounds.0, self.bounds.1);
            (self.against, self.heard) = (0, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    /// What a server whose clock is ahead by `skew` writes at `now` on this machine's.
    fn date(now: Time, skew: i64) -> String {
        now.plus(skew).to_chrono().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// An answer that was on its way for `there` and back for `back`.
    fn answer(clock: &Clock, now: &mut Time, skew: i64, there: i64, back: i64) {
        let left = *now;
        let written = date(left.plus(there), skew);
        *now = left.plus(there + back);
        clock.heard(left, *now, &written);
    }

    #[test]
    fn the_servers_clock_is_found_from_the_first_answer_and_stays_found() {
        for skew in [-HOUR, -600_000, -31_000, -2000, -400, 0, 400, 2000, 31_000, 600_000, HOUR] {
            for seed in 0..20 {
                let mut rng = fastrand::Rng::with_seed(seed);
                let (clock, mut now, mut told) =
                    (Clock::default(), Time::from_millis(1_784_924_435_000 + rng.i64(0..1000)), Vec::new());
                for round in 0..200 {
                    let (there, back) = (rng.i64(0..400), rng.i64(0..400));
                    answer(&clock, &mut now, skew, there, back);
                    let wrong = (clock.skew() - skew).abs();
                    assert!(wrong <= 2000, "{skew} after {round}: {}", clock.skew());
                    told.push(clock.skew());
                    now = now.plus(rng.i64(0..4000));
                }
                told.dedup();
                assert!(told.len() <= 4, "{skew}: it jumps about: {told:?}");
                if skew.abs() <= 500 {
                    assert_eq!(told, [0], "{skew}: clocks that may be equal are");
                }
            }
        }
    }

    #[test]
    fn one_strange_answer_changes_nothing_and_a_clock_that_was_set_is_followed() {
        let (clock, mut now) = (Clock::default(), Time::from_secs(1_784_924_435));
        for _ in 0..10 {
            answer(&clock, &mut now, 0, 20, 20);
        }
        // Two servers behind one address, of which one is late: what was told first stays.
        for i in 0..50 {
            answer(&clock, &mut now, if i % 2 == 0 { 0 } else { -5000 }, 20, 20);
            assert_eq!(clock.skew(), 0);
        }
        // A request that took long says little.
        answer(&clock, &mut now, 0, 20_000, 20_000);
        clock.heard(now, now.plus(-60_000), &date(now, 0));
        clock.heard(now, now, "yesterday");
        assert_eq!(clock.skew(), 0);
        // This machine's clock is set by ten minutes.
        for _ in 0..SURE {
            answer(&clock, &mut now, -600_000, 20, 20);
        }
        assert!((clock.skew() + 600_000).abs() <= 1500, "{}", clock.skew());
    }
}
