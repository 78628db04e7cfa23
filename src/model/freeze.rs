//! Freeze windows: times of the week, of the day or of the calendar in which a rule denies changes.

use crate::model::text::clean;
use crate::model::{Name, Time};
use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, Timelike, Weekday};
use std::fmt;
use std::str::FromStr;

const DAY: u32 = 24 * 60;
const WEEK: u32 = 7 * DAY;

/// A window in local time. Its first minute belongs to it, its last moment does not: after `Fri 16:00 - Mon 08:00` it is open again at
/// 08:00:00. A day or a date without a time is meant whole, as first and as last: `2026-12-24 - 2026-12-27` has all of the 27th.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Freeze {
    words: Name,
    span: Span,
}

// Minutes: of the day, or of a week that begins on Monday.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Span {
    Daily { from: u32, len: u32 },
    Weekly { from: u32, len: u32 },
    Dates { from: NaiveDateTime, to: NaiveDateTime },
}

/// One side of a window.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Time(u32),
    Day(Weekday, Option<u32>),
    Date(NaiveDate, Option<u32>),
}

impl Freeze {
    /// Whether it is closed for changes at `now` where `zone` is.
    pub fn holds(&self, now: Time, zone: FixedOffset) -> bool {
        let utc = now.to_chrono().naive_utc();
        let local = utc.checked_add_offset(zone).unwrap_or(utc);
        let minute = local.hour() * 60 + local.minute();
        match self.span {
            Span::Daily { from, len } => (minute + DAY - from) % DAY < len,
            Span::Weekly { from, len } => (local.weekday().num_days_from_monday() * DAY + minute + WEEK - from) % WEEK < len,
            Span::Dates { from, to } => from <= local && local < to,
        }
    }
}

/// As it was written.
impl fmt::Display for Freeze {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl FromStr for Freeze {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| {
            format!(
                "{text:?} {what}; a window is written like \"Fri 16:00 - Mon 08:00\", \"Sat - Sun\", \"22:00 - 06:00\" or \
                 \"2026-12-24 - 2026-12-27 12:00\", in local time"
            )
        };
        let tokens: Vec<&str> = text.split_whitespace().collect();
        let mut sides = tokens.split(|t| matches!(*t, "-" | "–"));
        let (first, last) = match (sides.next(), sides.next(), sides.next()) {
            (Some(first), last, None) => (first, last),
            _ => return Err(wrong("has more than two sides")),
        };
        let from = side(first).map_err(|what| wrong(&what))?;
        let to = last.map_or(Ok(from), side).map_err(|what| wrong(&what))?;
        let alone = last.is_none();
        let span = match (from, to) {
            (Side::Time(_) | Side::Day(_, Some(_)) | Side::Date(_, Some(_)), _) if alone => return Err(wrong("has no end")),
            (Side::Time(DAY) | Side::Day(_, Some(DAY)) | Side::Date(_, Some(DAY)), _) => {
                return Err(wrong("begins at 24:00: only an end can be that"));
            }
            (Side::Time(from), Side::Time(to)) => length(from, to, DAY, false).map(|len| Span::Daily { from, len }),
            (Side::Day(first, at), Side::Day(last, until)) => {
                let from = first.num_days_from_monday() * DAY + at.unwrap_or(0);
                let to = last.num_days_from_monday() * DAY + until.unwrap_or(DAY);
                length(from, to, WEEK, until.is_none()).map(|len| Span::Weekly { from, len })
            }
            (Side::Date(first, at), Side::Date(last, until)) => {
                let (from, to) = (moment(first, at.unwrap_or(0)), moment(last, until.unwrap_or(DAY)));
                if to < from {
                    return Err(wrong("ends before it begins"));
                }
                (from < to).then_some(Span::Dates { from, to })
            }
            _ => return Err(wrong("mixes times, weekdays and dates: both sides must be of one sort")),
        };
        let span = span.ok_or_else(|| wrong("begins and ends at the same moment"))?;
        Ok(Self { words: clean(text.trim()).into(), span })
    }
}

/// Minutes from one to the other, forward; `None` where there are none. `whole` says that the end is that of a whole day, so that a full
/// turn is meant where both meet.
fn length(from: u32, to: u32, turn: u32, whole: bool) -> Option<u32> {
    match (to + turn - from) % turn {
        0 if whole || to == from + turn => Some(turn),
        0 => None,
        len => Some(len),
    }
}

fn moment(date: NaiveDate, minutes: u32) -> NaiveDateTime {
    let midnight = NaiveDateTime::from(date);
    midnight.checked_add_signed(chrono::TimeDelta::minutes(i64::from(minutes))).unwrap_or(midnight)
}

fn side(tokens: &[&str]) -> Result<Side, String> {
    match tokens {
        [] => Err("has an empty side".into()),
        [one] => time(one)
            .map(Side::Time)
            .or_else(|| weekday(one).map(|d| Side::Day(d, None)))
            .or_else(|| date(one).map(|d| Side::Date(d, None)))
            .ok_or_else(|| format!("is no window: {one:?} is no time, weekday or date")),
        [day, at] => {
            let minutes = time(at).ok_or_else(|| format!("is no window: {at:?} is no time of the day"))?;
            weekday(day)
                .map(|d| Side::Day(d, Some(minutes)))
                .or_else(|| date(day).map(|d| Side::Date(d, Some(minutes))))
                .ok_or_else(|| format!("is no window: {day:?} is no weekday or date"))
        }
        more => Err(format!("is no window: {:?} is too much for one side", more.join(" "))),
    }
}

/// `HH:MM` up to 24:00, in minutes.
fn time(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |t: &str, lens: std::ops::RangeInclusive<usize>| {
        (lens.contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<u32>().ok()).flatten()
    };
    let (h, m) = (number(hours, 1..=2)?, number(minutes, 2..=2)?);
    (m < 60 && h * 60 + m <= DAY).then_some(h * 60 + m)
}

/// `Fri` or `Friday`, in any case.
fn weekday(text: &str) -> Option<Weekday> {
    text.parse().ok()
}

/// `2026-12-24`.
fn date(text: &str) -> Option<NaiveDate> {
    let digits = text.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b });
    digits.eq(*b"0000-00-00").then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}
