//! A cron schedule as the CronJob controller reads it (robfig/cron's standard parser), in a time zone.

use super::Time;
use chrono::{DateTime, Datelike, Timelike};
use chrono_tz::Tz;

/// How far a schedule is looked for, in minutes: one that fits no day within four years has none.
const FAR: i64 = 4 * 366 * 24 * 60;
const DAY: i64 = 24 * 60;

/// Minutes, hours, days, months and days of the week, each as the set of the values that fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Schedule {
    fields: [u64; 5],
    /// Day of month and day of week are both given: then either is enough.
    either: bool,
}

impl Schedule {
    /// Reads `*/5 2 * * MON-FRI`, `@hourly` and the like. `None` for what is none, and for `@every` and `TZ=`, of which the times cannot
    /// be told from the text alone.
    pub fn parse(text: &str) -> Option<Self> {
        let text = match text.trim() {
            "@yearly" | "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" | "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            other => other,
        };
        let mut parts = text.split_whitespace();
        let mut next = |low, high, names: &[&str]| field(parts.next()?, low, high, names);
        let (minute, hour, day) = (next(0, 59, &[])?, next(0, 23, &[])?, next(1, 31, &[])?);
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let month = next(1, 12, &months)?;
        let mut week = next(0, 7, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"])?;
        // Sunday has two numbers.
        week.0 |= week.0 >> 7 & 1;
        let fields = [minute.0, hour.0, day.0, month.0, week.0];
        parts.next().is_none().then_some(Self { fields, either: !day.1 && !week.1 })
    }

    /// Whether every hour fits, so that whole hours of a time zone make no difference but at the edges of days that are named.
    pub const fn every_hour(&self) -> bool {
        self.fields[1] == (1 << 24) - 1
    }

    /// The first time after `after` in UTC.
    pub fn next(&self, after: Time) -> Option<Time> {
        self.next_in(Tz::UTC, after)
    }

    /// The first time after `after` by the clocks of a zone. An hour that they pass over has none, one that they go through twice two.
    pub fn next_in(&self, zone: Tz, after: Time) -> Option<Time> {
        let from = after.millis().div_euclid(60_000) + 1;
        let mut at = from;
        while at < from + FAR {
            let local = local(zone, at);
            match self.wrong(&local) {
                None => return Some(Time::from_secs(at * 60)),
                Some(Wrong::Day) if zone == Tz::UTC => at += DAY - at.rem_euclid(DAY),
                // Days are not of one length everywhere, hours are.
                Some(Wrong::Day | Wrong::Hour) => at += 60 - i64::from(local.minute()),
                Some(Wrong::Minute) => at += 1,
            }
        }
        None
    }

    /// The last time at or before `until` in UTC.
    pub fn last(&self, until: Time) -> Option<Time> {
        self.last_in(Tz::UTC, until)
    }

    /// The last time at or before `until` by the clocks of a zone.
    pub fn last_in(&self, zone: Tz, until: Time) -> Option<Time> {
        let from = until.millis().div_euclid(60_000);
        let mut at = from;
        while at > from - FAR {
            let local = local(zone, at);
            match self.wrong(&local) {
                None => return Some(Time::from_secs(at * 60)),
                Some(Wrong::Day) if zone == Tz::UTC => at -= at.rem_euclid(DAY) + 1,
                Some(Wrong::Day | Wrong::Hour) => at -= i64::from(local.minute()) + 1,
                Some(Wrong::Minute) => at -= 1,
            }
        }
        None
    }

    /// What of a time does not fit.
    fn wrong(&self, t: &DateTime<Tz>) -> Option<Wrong> {
        let has = |i: usize, n: u32| self.fields[i] >> n & 1 == 1;
        let (day, week) = (has(2, t.day()), has(4, t.weekday().num_days_from_sunday()));
        if !has(3, t.month()) || !(if self.either { day || week } else { day && week }) {
            Some(Wrong::Day)
        } else if !has(1, t.hour()) {
            Some(Wrong::Hour)
        } else if !has(0, t.minute()) {
            Some(Wrong::Minute)
        } else {
            None
        }
    }
}

/// A minute since the epoch, by the clocks of a zone.
fn local(zone: Tz, minute: i64) -> DateTime<Tz> {
    Time::from_secs(minute * 60).to_chrono().with_timezone(&zone)
}

enum Wrong {
    Day,
    Hour,
    Minute,
}

/// The values that fit, and whether that was said with a star.
fn field(text: &str, low: u32, high: u32, names: &[&str]) -> Option<(u64, bool)> {
    let number = |text: &str| -> Option<u32> {
        let named = names.iter().position(|n| n.eq_ignore_ascii_case(text));
        named.map_or_else(|| text.parse().ok(), |i| u32::try_from(i).ok().map(|i| i + low))
    };
    let (mut set, mut star) = (0u64, false);
    for part in text.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, step.parse::<u32>().ok().filter(|s| *s > 0)?),
            None => (part, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if matches!(range, "*" | "?") => {
                star |= step == 1;
                (low, high)
            }
            Some((from, to)) => (number(from)?, number(to)?),
            None => {
                let n = number(range)?;
                (n, if part.contains('/') { high } else { n })
            }
        };
        if from < low || to > high || from > to {
            return None;
        }
        (from..=to).step_by(step as usize).for_each(|n| set |= 1 << n);
    }
    Some((set, star))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_come_due_by_the_clocks_of_their_zone() {
        let at = |t: &str| Time::parse(t).unwrap();
        for (zone, schedule, now, last, next) in [
            ("Asia/Shanghai", "0 2 * * *", "2026-11-24T08:00:00Z", "2026-11-23T18:00:00Z", "2026-11-24T18:00:00Z"),
            ("Asia/Shanghai", "*/5 * * * *", "2026-11-24T08:01:00Z", "2026-11-24T08:00:00Z", "2026-11-24T08:05:00Z"),
            ("Asia/Kolkata", "0 9 * * MON", "2026-11-24T08:00:00Z", "2026-11-23T03:30:00Z", "2026-11-30T03:30:00Z"),
            ("America/New_York", "30 23 31 12 *", "2026-11-24T08:00:00Z", "2026-01-01T04:30:00Z", "2027-01-01T04:30:00Z"),
            // The clocks go forward on 29 March at 2, and back on 25 October at 3.
            ("Europe/Berlin", "30 0 * * *", "2026-03-29T12:00:00Z", "2026-03-28T23:30:00Z", "2026-03-29T22:30:00Z"),
            ("Europe/Berlin", "30 0 * * *", "2026-10-25T12:00:00Z", "2026-10-24T22:30:00Z", "2026-10-25T23:30:00Z"),
            ("Europe/Berlin", "30 2 29 3 *", "2026-03-29T12:00:00Z", "2025-03-29T01:30:00Z", "2027-03-29T00:30:00Z"),
        ] {
            let (schedule_, zone_) = (Schedule::parse(schedule).unwrap(), zone.parse().unwrap());
            assert_eq!(schedule_.last_in(zone_, at(now)), Some(at(last)), "{schedule} in {zone} before {now}");
            assert_eq!(schedule_.next_in(zone_, at(now)), Some(at(next)), "{schedule} in {zone} after {now}");
        }
    }

    #[test]
    fn schedules_come_due_as_the_controller_has_them() {
        let at = |t: &str| Time::parse(t).unwrap();
        for (schedule, now, last, next) in [
            ("*/15 * * * *", "2026-11-24T08:50:10Z", "2026-11-24T08:45:00Z", "2026-11-24T09:00:00Z"),
            ("0 2 * * *", "2026-11-24T02:00:00Z", "2026-11-24T02:00:00Z", "2026-11-25T02:00:00Z"),
            ("30 1 1 * *", "2026-11-24T08:00:00Z", "2026-11-01T01:30:00Z", "2026-12-01T01:30:00Z"),
            ("0 9 * * MON-FRI", "2026-11-28T10:00:00Z", "2026-11-27T09:00:00Z", "2026-11-30T09:00:00Z"),
            ("0 0 * * 7", "2026-11-24T08:00:00Z", "2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z"),
            // Either of the two days is enough where both are given.
            ("0 0 13 * 5", "2026-11-24T08:00:00Z", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z"),
            ("0 0 ? jan,Jul *", "2026-11-24T08:00:00Z", "2026-07-31T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("5/20 * * * *", "2026-11-24T08:00:00Z", "2026-11-24T07:45:00Z", "2026-11-24T08:05:00Z"),
            ("0 0 29 2 *", "2026-11-24T08:00:00Z", "2024-02-29T00:00:00Z", "2028-02-29T00:00:00Z"),
            ("@hourly", "2026-11-24T08:59:59Z", "2026-11-24T08:00:00Z", "2026-11-24T09:00:00Z"),
        ] {
            let s = Schedule::parse(schedule).unwrap();
            assert_eq!((s.last(at(now)), s.next(at(now))), (Some(at(last)), Some(at(next))), "{schedule}");
        }
        assert_eq!(Schedule::parse("0 0 31 2 *").unwrap().last(at("2026-11-24T08:00:00Z")), None);
        for bad in ["", "* * * *", "* * * * * *", "61 * * * *", "a * * * *", "*/0 * * * *", "@every 5m", "TZ=Asia/Tokyo 0 2 * * *"]
        {
            assert_eq!(Schedule::parse(bad), None, "{bad}");
        }
    }
}
