//! Points in time and how their age is written.

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// What kubectl writes for the age of what has no time.
pub const UNKNOWN: &str = "<unknown>";
/// `0001-01-01T00:00:00Z`, Go's zero time, in milliseconds since the Unix epoch.
const GO_ZERO_MS: i64 = -62_135_596_800_000;

/// A point in time: milliseconds since the Unix epoch, in UTC. Eight bytes, so that it can stand in every row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(i64);

impl Time {
    /// The time that lies `ms` milliseconds after the Unix epoch.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// The time that lies `secs` seconds after the Unix epoch.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Reads RFC 3339 text such as `2026-07-24T20:20:35.123456789Z`, as the API writes it. `None` if it is anything else, and for Go's zero
    /// time, which is how the API writes a time that nobody has set.
    pub fn parse(text: &str) -> Option<Self> {
        let time = DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis();
        (time != GO_ZERO_MS).then_some(Self(time))
    }

    /// Whether it stands for a time that is not known: the epoch, which no object of a cluster is as old as.
    pub const fn is_unknown(self) -> bool {
        self.0 == 0
    }

    /// The system clock, in whole milliseconds. For the edges only (the runtime, watch tasks, the command line): the core is told.
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the clock")]
    pub fn system() -> Self {
        Self(Utc::now().timestamp_millis())
    }

    /// Milliseconds from `earlier` to this; negative when `earlier` lies after it.
    pub const fn since(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This time and `ms` milliseconds more.
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The same as a chrono value; the epoch when it is out of chrono's range.
    pub fn to_chrono(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0).single().unwrap_or_default()
    }

    /// RFC 3339 with whole seconds and `Z`, as Kubernetes writes `metav1.Time`.
    pub fn rfc3339(self) -> String {
        self.to_chrono().to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// Age at `now`, as kubectl's AGE column writes it: `<unknown>` for a time that is not known.
    pub fn age(self, now: Time) -> String {
        if self.is_unknown() { UNKNOWN.to_owned() } else { human_duration(now.since(self)) }
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_chrono().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.to_chrono().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Time::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("not an RFC 3339 time: {text:?}")))
    }
}

/// The difference between this machine's clock and the cluster's that is worth a word (milliseconds).
pub const SKEW_MS: i64 = 30_000;

/// A word about clocks that differ, where that matters. `ms` is by how much the cluster's is ahead; negative where it is behind.
pub fn skew_words(ms: i64) -> Option<String> {
    (ms.abs() > SKEW_MS).then(|| {
        let side = if ms < 0 { "ahead of" } else { "behind" };
        format!("This machine's clock is {} {side} the cluster's; ages go by the cluster's", human_duration(ms.abs()))
    })
}

/// A duration in milliseconds in kubectl's words: `34s`, `2m5s`, `47m`, `3h20m`, `26h`, `2d4h`, `12d`, `1y30d`.
/// The rule is `HumanDuration` of k8s.io/apimachinery/pkg/util/duration.
pub fn human_duration(ms: i64) -> String {
    let seconds = ms / 1000;
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    let pair = |a: i64, ua: char, b: i64, ub: char| if b == 0 { format!("{a}{ua}") } else { format!("{a}{ua}{b}{ub}") };
    match seconds {
        ..-1 => "<invalid>".into(),
        -1 => "0s".into(),
        0..120 => format!("{seconds}s"),
        _ if minutes < 10 => pair(minutes, 'm', seconds % 60, 's'),
        _ if minutes < 180 => format!("{minutes}m"),
        _ if hours < 8 => pair(hours, 'h', minutes % 60, 'm'),
        _ if hours < 48 => format!("{hours}h"),
        _ if hours < 24 * 8 => pair(hours / 24, 'd', hours % 24, 'h'),
        _ if hours < 24 * 365 * 2 => format!("{}d", hours / 24),
        _ if hours < 24 * 365 * 8 => pair(hours / 24 / 365, 'y', hours / 24 % 365, 'd'),
        _ => format!("{}y", hours / 24 / 365),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_written_as_kubectl_does() {
        // Each pair is what HumanDuration of apimachinery gives.
        for (secs, want) in [
            (-2, "<invalid>"),
            (-1, "0s"),
            (0, "0s"),
            (119, "119s"),
            (120, "2m"),
            (125, "2m5s"),
            (599, "9m59s"),
            (600, "10m"),
            (179 * 60, "179m"),
            (180 * 60, "3h"),
            (200 * 60, "3h20m"),
            (8 * 3600, "8h"),
            (47 * 3600, "47h"),
            (48 * 3600, "2d"),
            (52 * 3600, "2d4h"),
            (8 * 86400, "8d"),
            (729 * 86400, "729d"),
            (730 * 86400, "2y"),
            (760 * 86400, "2y30d"),
            (8 * 365 * 86400, "8y"),
        ] {
            assert_eq!(human_duration(secs * 1000), want, "{secs} s");
        }
    }

    #[test]
    fn clocks_that_differ_are_told_of_where_it_matters() {
        for (ms, want) in [
            (0, None),
            (30_000, None),
            (-30_000, None),
            (-600_400, Some("This machine's clock is 10m ahead of the cluster's; ages go by the cluster's")),
            (45_000, Some("This machine's clock is 45s behind the cluster's; ages go by the cluster's")),
        ] {
            assert_eq!(skew_words(ms).as_deref(), want, "{ms}");
        }
    }

    #[test]
    fn times_are_read_and_written() {
        let t = Time::parse("2026-07-24T20:20:35.123456789Z").unwrap();
        assert_eq!(t.millis() % 1000, 123);
        assert_eq!(t.rfc3339(), "2026-07-24T20:20:35Z");
        assert_eq!(Time::parse("2026-07-24T22:20:35+02:00").unwrap().rfc3339(), "2026-07-24T20:20:35Z");
        for none in ["yesterday", "", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z", "0001-01-01T01:00:00+01:00"] {
            assert_eq!(Time::parse(none), None, "{none}");
        }
        assert_eq!(Time::default().age(t), "<unknown>");
    }
}
