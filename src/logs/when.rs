//! Times as a reader types them: `@20:15`, `20:15:30`, `-5m`, `2026-07-24 20:15`.

use crate::model::Time;
use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// The time that was typed, in the user's zone. A time of the day is the last one that has been: at 00:10, `23:50` was yesterday.
/// `None` for what is no time.
pub fn read(typed: &str, now: Time, zone: FixedOffset) -> Option<Time> {
    let text = typed.trim().trim_start_matches('@').trim();
    if let Some(ago) = text.strip_prefix('-') {
        return ago_ms(ago).map(|ms| now.plus(-ms));
    }
    let here = now.to_chrono().with_timezone(&zone).naive_local();
    let local = match clock(text) {
        Some(time) => {
            let today = here.date().and_time(time);
            if today > here { today - TimeDelta::days(1) } else { today }
        }
        None => dated(text)?,
    };
    let utc = local.checked_sub_offset(zone)?;
    Some(Time::from_millis(utc.and_utc().timestamp_millis()))
}

fn clock(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|f| NaiveTime::parse_from_str(text, f).ok())
}

fn dated(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    Some(NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?.and_time(clock(time.trim_end_matches('Z'))?))
}

fn ago_ms(text: &str) -> Option<i64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit = match unit {
        "s" => 1000,
        "m" | "" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_typed() {
        let now = Time::parse("2026-07-24T20:20:00Z").unwrap();
        let east = FixedOffset::east_opt(8 * 3600).unwrap();
        let utc = FixedOffset::east_opt(0).unwrap();
        for (typed, zone, want) in [
            ("@20:15", utc, "2026-07-24T20:15:00Z"),
            ("20:15:30", utc, "2026-07-24T20:15:30Z"),
            ("@23:50", utc, "2026-07-23T23:50:00Z"),
            ("@04:15", east, "2026-07-24T20:15:00Z"),
            ("-5m", utc, "2026-07-24T20:15:00Z"),
            ("-5", utc, "2026-07-24T20:15:00Z"),
            ("@-2h", utc, "2026-07-24T18:20:00Z"),
            ("-1d", utc, "2026-07-23T20:20:00Z"),
            ("2026-07-20 08:00", utc, "2026-07-20T08:00:00Z"),
            ("2026-07-20", utc, "2026-07-20T00:00:00Z"),
        ] {
            assert_eq!(read(typed, now, zone).map(Time::rfc3339), Some(want.to_owned()), "{typed}");
        }
        for typed in ["", "@", "25:00", "-", "-5y", "soon", "-99999999999999999d", "2026-13-01", "+999999-01-01"] {
            assert_eq!(read(typed, now, utc), None, "{typed}");
        }
    }
}
