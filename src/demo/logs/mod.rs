//! What containers write: computed from who they are and when they started, so that nothing has to be kept.
//!
//! The n-th entry of a run has a time and a text that follow from (pod UID, container, restart, n). History, follow, tail, since and
//! previous are ranges of n.

pub mod styles;

use crate::demo::control::images::{Behaviour, behaviour};
use crate::demo::json;
use crate::model::time::Time;
use bytes::{BufMut, BytesMut};
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::Value;
use std::ops::Range;
use styles::Style;

/// Entries that the node keeps of a run, as log rotation does.
const KEPT: u64 = 5000;
/// Time between the first entries, while a program starts.
const START_MS: i64 = 130;
/// How long a release that writes new errors runs before the first.
const QUIET_MS: i64 = 5_000;
/// Time between the last ones, after the program was asked to end.
const FAREWELL_MS: i64 = 350;

/// One run of a container, from its start to its end.
#[derive(Debug, Clone)]
pub struct Run {
    /// The pod's UID.
    pub uid: String,
    /// The container's name.
    pub container: String,
    /// When it started.
    pub started: Time,
    /// When it ended, if it has.
    pub ended: Option<Time>,
    /// What tells this run's lines from another's.
    pub seed: u64,
    /// The program's version: the image's tag.
    pub version: String,
    /// The pod's name.
    pub pod: String,
    /// How it writes.
    pub style: Style,
    behaviour: Behaviour,
    reason: String,
    pace: f64,
    drain: Option<Time>,
    since: Option<DateTime<Utc>>,
}

impl Run {
    /// The run of a container of a pod.
    pub fn new(pod: &Value, container: &str, image: &str, restarts: i64, started: Time, ended: Option<Time>, reason: &str) -> Self {
        let uid = json::uid(pod).to_owned();
        let seed = json::fnv(format!("{uid}/{container}/{restarts}").as_bytes());
        Self {
            seed,
            container: container.into(),
            started,
            ended,
            version: image.rsplit_once(':').map_or("latest", |(_, t)| t).into(),
            pod: json::name(pod).into(),
            style: Style::of(container),
            behaviour: behaviour(image),
            reason: reason.into(),
            pace: 1.0,
            drain: None,
            since: None,
            uid,
        }
    }

    /// The same, with its waits shortened.
    pub fn paced(mut self, pace: f64) -> Self {
        self.pace = pace.max(0.01);
        self
    }

    /// The same without the lines before a time, to the nanosecond.
    pub fn since(mut self, at: Option<DateTime<Utc>>) -> Self {
        self.since = at;
        self
    }

    /// The same, ended.
    pub fn ended(mut self, at: Time, reason: &str) -> Self {
        self.ended = Some(at);
        self.reason = reason.into();
        self
    }

    /// The same, asked to end at a time: it says a few words more.
    pub fn drained(mut self, at: Option<Time>) -> Self {
        self.drain = at.filter(|_| self.ended.is_none());
        self
    }

    /// Whether it has been asked to end.
    pub fn is_drained(&self) -> bool {
        self.drain.is_some()
    }

    fn period(&self) -> i64 {
        self.scaled(self.style.period_ms()).max(1)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "periods are small")]
    fn scaled(&self, ms: i64) -> i64 {
        (ms as f64 / self.pace) as i64
    }

    /// The time of an entry. Times grow with the number.
    pub fn time(&self, n: u64) -> Time {
        if let Some(at) = self.drain
            && n >= self.before(at)
        {
            let i = i64::try_from(n - self.before(at)).unwrap_or(0);
            return at.plus(self.scaled(i * FAREWELL_MS) + 1);
        }
        let (head, n) = (self.style.head() as i64, i64::try_from(n).unwrap_or(i64::MAX));
        if let Some(end) = self.ended
            && n >= i64::try_from(self.before(end)).unwrap_or(i64::MAX)
        {
            return end.plus(999);
        }
        self.free(head, n)
    }

    /// The time of an entry while nothing ends the run.
    fn free(&self, head: i64, n: i64) -> Time {
        if n < head {
            return self.started.plus(self.scaled(n * START_MS));
        }
        let period = self.period();
        let jitter = (styles::mix(self.seed, n as u64) % period.unsigned_abs()) as i64;
        self.started.plus(self.scaled(head * START_MS) + (n - head) * period + jitter)
    }

    /// How many entries a run that does not end has written until (and with) a time.
    fn before(&self, at: Time) -> u64 {
        let head = self.style.head() as i64;
        let at = if self.ended == Some(at) { at.plus(999) } else { at };
        if at < self.started {
            return 0;
        }
        let past = at.since(self.started) - self.scaled(head * START_MS);
        let mut n = if past < 0 { 0 } else { head + past / self.period() };
        while self.free(head, n) <= at {
            n += 1;
        }
        while n > 0 && self.free(head, n - 1) > at {
            n -= 1;
        }
        n.unsigned_abs()
    }

    /// How many entries there are at a time.
    pub fn count(&self, now: Time) -> u64 {
        if let Some(at) = self.drain {
            let said = (0..styles::FAREWELL).filter(|i| at.plus(self.scaled(*i as i64 * FAREWELL_MS) + 1) <= now).count();
            return self.before(at.min(now)) + said as u64;
        }
        match self.ended {
            Some(end) => self.before(end) + self.last_words().is_some() as u64,
            None => self.before(now),
        }
    }

    /// The oldest entry that is still kept.
    pub fn kept(&self, now: Time) -> u64 {
        self.count(now).saturating_sub(KEPT)
    }

    /// The first entry at or after a time.
    pub fn first_since(&self) -> u64 {
        self.since.map_or(0, |t| self.before(Time::from_millis(t.timestamp_millis() - 1)))
    }

    /// What a program writes when it falls over.
    fn last_words(&self) -> Option<String> {
        match (self.behaviour, self.reason.as_str()) {
            (_, "Error") => Some(styles::fatal(self)),
            _ => None,
        }
    }

    /// The text of an entry: one line or several.
    fn text(&self, n: u64, at: Time) -> String {
        if let Some(t) = self.drain
            && n >= self.before(t)
        {
            return styles::farewell(self, n - self.before(t), at);
        }
        if let Some(end) = self.ended
            && n >= self.before(end)
        {
            return self.last_words().unwrap_or_default();
        }
        if self.fails_now(n, at) {
            return styles::publish_failed(self, n, at);
        }
        styles::text(self, n, at)
    }

    /// Whether an entry is one of the errors that are new in its release: every third, once it has been ready for a while.
    fn fails_now(&self, n: u64, at: Time) -> bool {
        self.behaviour == Behaviour::Noisy && n.is_multiple_of(3) && at.since(self.started) >= self.scaled(QUIET_MS)
    }
}

/// Writes entries, each line with its time in front when that is wanted.
pub fn lines(run: &Run, range: Range<u64>, timestamps: bool, out: &mut BytesMut) {
    for n in range {
        let at = run.time(n);
        let text = run.text(n, at);
        // The runtime stamps with nanoseconds; those below the millisecond are made up, and grow within an entry.
        let mut nanos = (styles::mix(run.seed ^ 0x5bd1, n) % 900_000) as i64;
        for line in text.lines() {
            let stamp = at.to_chrono() + Duration::nanoseconds(nanos);
            nanos += 1371;
            if run.since.is_some_and(|since| stamp < since) {
                continue;
            }
            if timestamps {
                out.put_slice(stamp.to_rfc3339_opts(SecondsFormat::Nanos, true).as_bytes());
                out.put_u8(b' ');
            }
            out.put_slice(line.as_bytes());
            out.put_u8(b'\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(container: &str) -> Run {
        let pod = json!({ "metadata": { "uid": "u1", "name": "p-1" } });
        Run::new(&pod, container, "registry.example/iot/x:1.0", 0, Time::from_secs(1_800_000_000), None, "")
    }

    #[test]
    fn times_grow_and_are_found_again() {
        for container in ["device-service", "gateway", "web", "user-service", "agent", "nacos", "sidecar", "other"] {
            let r = run(container);
            let mut last = Time::default();
            for n in 0..500 {
                let t = r.time(n);
                assert!(t >= last, "{container} {n}");
                last = t;
                assert!(r.count(t) > n, "{container} {n}");
                assert!(r.clone().since(Some(t.to_chrono())).first_since() <= n, "{container} {n}");
            }
        }
    }

    #[test]
    fn a_release_with_a_new_error_writes_it_once_it_runs() {
        for container in ["device-service", "gateway", "web", "user-service", "agent", "nacos", "sidecar", "other"] {
            let pod = json!({ "metadata": { "uid": "u1", "name": "p-1" } });
            let of = |tag: &str| {
                let image = format!("registry.example/iot/x:{tag}");
                let r = Run::new(&pod, container, &image, 0, Time::from_secs(1_800_000_000), None, "");
                let mut out = BytesMut::new();
                lines(&r, 0..r.count(r.started.plus(120_000)), false, &mut out);
                (r.clone(), String::from_utf8(out.to_vec()).unwrap())
            };
            let ((old, before), (new, after)) = (of("2.0.1"), of("2.1.0"));
            assert!(!before.contains("publish failed"), "{container}: {before}");
            assert!(after.lines().filter(|l| l.contains("mqtt: publish failed")).count() > 2, "{container}: {after}");
            let first = (0..).find(|n| new.text(*n, new.time(*n)).contains("publish failed")).unwrap();
            assert!(new.time(first).since(new.started) >= QUIET_MS);
            assert_eq!(old.count(old.started.plus(60_000)), new.count(new.started.plus(60_000)), "at the same times");
        }
    }

    #[test]
    fn who_is_asked_to_end_says_so_and_falls_silent() {
        let r = run("gateway");
        let at = r.started.plus(60_000);
        let d = r.clone().drained(Some(at));
        assert_eq!(d.count(at.plus(-1)), r.count(at.plus(-1)));
        let end = d.count(at.plus(3_600_000));
        assert_eq!(end, r.count(at) + styles::FAREWELL);
        let mut out = BytesMut::new();
        lines(&d, r.count(at)..end, false, &mut out);
        assert!(String::from_utf8(out.to_vec()).unwrap().contains("SIGTERM"));
        assert!((0..end - 1).all(|n| d.time(n) <= d.time(n + 1)));
    }

    #[test]
    fn a_run_that_crashed_says_why_and_is_the_same_each_time() {
        let r = run("device-service");
        let end = r.started.plus(3000);
        let r = r.ended(end, "Error");
        let all = |r: &Run| {
            let mut out = BytesMut::new();
            lines(r, 0..r.count(end.plus(60_000)), true, &mut out);
            String::from_utf8(out.to_vec()).unwrap()
        };
        assert_eq!(all(&r), all(&r.clone()));
        assert!(all(&r).contains("Caused by"), "{}", all(&r));
        assert!(all(&r).lines().all(|l| l.len() >= 31 && l.as_bytes()[30] == b' '));
    }
}
