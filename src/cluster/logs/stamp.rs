//! The timestamp before each line: read by hand, since a flood brings a hundred thousand of them a second.

use crate::model::Time;

const NANOS: i64 = 1_000_000_000;

/// The time (nanoseconds since the Unix epoch) that a line begins with, and what follows it and one blank. `None` where it begins with
/// none: such a line is the kubelet's and not the container's.
pub(in crate::cluster) fn split(line: &[u8]) -> Option<(i64, &[u8])> {
    let number = |range: std::ops::Range<usize>| {
        line.get(range)?.iter().try_fold(0i64, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0')))
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if !marks.iter().all(|(at, mark)| line.get(*at) == Some(mark)) {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut at = 19;
    let mut nanos = 0;
    if line.get(at) == Some(&b'.') {
        at += 1;
        let mut unit = NANOS / 10;
        while let Some(digit) = line.get(at).filter(|b| b.is_ascii_digit()) {
            nanos += i64::from(digit - b'0') * unit;
            unit /= 10;
            at += 1;
        }
    }
    let offset = match line.get(at)? {
        b'Z' => {
            at += 1;
            0
        }
        sign @ (b'+' | b'-') => {
            if line.get(at + 3) != Some(&b':') {
                return None;
            }
            let seconds = number(at + 1..at + 3)? * 3600 + number(at + 4..at + 6)? * 60;
            at += 6;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    let text = match line.get(at) {
        None => &[],
        Some(b' ') => &line[at + 1..],
        Some(_) => return None,
    };
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    Some((seconds.checked_mul(NANOS)?.checked_add(nanos)?, text))
}

/// Days from the Unix epoch to a date of the Gregorian calendar.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the day that leap years add comes last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The second that a time lies in.
pub(in crate::cluster) const fn second(nanos: i64) -> i64 {
    nanos.div_euclid(NANOS)
}

/// A second as `sinceTime` wants it.
pub(in crate::cluster) fn since(second: i64) -> String {
    Time::from_secs(second).rfc3339()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_read_as_chrono_reads_them() {
        let mut rng = fastrand::Rng::with_seed(5);
        for _ in 0..20_000 {
            let (secs, nanos) = (rng.i64(-2_000_000_000..8_000_000_000), rng.u32(0..1_000_000_000));
            let time = chrono::DateTime::from_timestamp(secs, nanos).unwrap();
            let zone = chrono::FixedOffset::east_opt(rng.i32(-14..15) * 3600 + rng.i32(0..2) * 1800).unwrap();
            let format =
                [chrono::SecondsFormat::Nanos, chrono::SecondsFormat::AutoSi, chrono::SecondsFormat::Secs][rng.usize(0..3)];
            let text = time.with_timezone(&zone).to_rfc3339_opts(format, rng.bool());
            let want = chrono::DateTime::parse_from_rfc3339(&text).unwrap();
            let line = format!("{text} hello  there");
            let (got, rest) = split(line.as_bytes()).unwrap();
            assert_eq!(got, want.timestamp() * NANOS + i64::from(want.timestamp_subsec_nanos()), "{text}");
            assert_eq!(rest, b"hello  there");
            assert_eq!(since(second(got)), Time::from_secs(want.timestamp()).rfc3339());
        }
    }

    #[test]
    fn what_does_not_begin_with_a_time_is_told_apart() {
        assert_eq!(split(b"2026-07-24T20:20:35.5Z"), Some((1_784_924_435_500_000_000, &b""[..])));
        assert_eq!(split(b"2026-07-24T20:20:35.1234567891Z x").map(|s| s.0 % NANOS), Some(123_456_789));
        assert_eq!(split(b"2026-07-24T20:20:35Z  indented").map(|s| s.1), Some(&b" indented"[..]));
        for line in [
            "",
            "unable to retrieve container logs for containerd://0123456789abcdef",
            "2026-07-24",
            "2026-07-24T20:20:35",
            "2026-07-24T20:20:35Zx",
            "2026-07-24 20:20:35Z x",
            "2026-13-24T20:20:35Z x",
            "2026-07-24T25:20:35Z x",
            "2026-07-24T20:20:35+0800 x",
            "x026-07-24T20:20:35Z x",
            "2026-07-24T20:20:35+",
        ] {
            assert_eq!(split(line.as_bytes()), None, "{line}");
        }
    }
}
