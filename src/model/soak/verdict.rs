//! What is said of a release that was watched, once that is over. The English stands here: for the journal, and for whoever has no language.

use super::{Ended, Finding, SoakNews, Unread};
use crate::model::change::Reason;
use crate::model::human_duration;
use std::fmt;

/// Findings that are named in one line.
const NAMED: usize = 2;

/// What is said of a release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// How its watch ended.
    pub ended: Ended,
    /// New pods that were ready then, of how many.
    pub ready: (u32, u32),
    /// For how long it was watched, in milliseconds.
    pub watch: i64,
    /// Restarts of the new pods that were let pass: those on the way to being ready.
    pub restarts: u32,
    /// Whether there were logs of old pods, so that an error can be called new.
    pub compared: bool,
    /// What could not be read, and so was not judged.
    pub unread: Vec<Unread>,
}

impl Verdict {
    /// That of the last news.
    pub fn of(ended: Ended, news: Option<&SoakNews>, watch: i64) -> Self {
        let ready = news.map_or((0, 0), |n| (n.new.ready, n.new.pods));
        let unread = news.map(|n| n.unread.iter().map(|(what, _)| *what).collect()).unwrap_or_default();
        let (restarts, compared) = news.map_or((0, false), |n| (n.new.restarts, n.compared));
        Self { ended, ready, watch, restarts, compared, unread }
    }

    /// Whether errors of the new pods were held against those of the old ones.
    pub fn judges_errors(&self) -> bool {
        self.compared && !self.unread.iter().any(|u| matches!(u, Unread::OldLogs | Unread::NewLogs | Unread::Pods))
    }

    /// The findings that one line names, and how many there are besides.
    pub fn named(&self) -> (&[Finding], usize) {
        let Ended::Bad(findings) = &self.ended else { return (&[], 0) };
        let named = findings.len().min(NAMED);
        (&findings[..named], findings.len() - named)
    }

    /// Why it is taken back, for the journal.
    pub fn why_back(&self) -> Reason {
        let (named, more) = self.named();
        Reason::Words(format!("bad release: {}", list(named, more)))
    }
}

fn list(named: &[Finding], more: usize) -> String {
    let more = (more > 0).then(|| format!("{more} more"));
    named.iter().map(ToString::to_string).chain(more).collect::<Vec<_>>().join("; ")
}

/// In English.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ended {
            Ended::Good => {
                let (ready, of) = self.ready;
                write!(f, "good: {ready}/{of} ready")?;
                match self.restarts {
                    _ if self.unread.contains(&Unread::Pods) => {}
                    0 => f.write_str(", no restart")?,
                    1 => f.write_str(", 1 restart before it was ready")?,
                    n => write!(f, ", {n} restarts before they were ready")?,
                }
                f.write_str(if self.judges_errors() { ", no new error" } else { ", errors not compared" })?;
                write!(f, " in {}", human_duration(self.watch))?;
                let unread: Vec<String> = self.unread.iter().map(ToString::to_string).collect();
                if unread.is_empty() { Ok(()) } else { write!(f, "; not judged: {}", unread.join(", ")) }
            }
            Ended::Bad(_) => {
                let (named, more) = self.named();
                write!(f, "bad: {}", list(named, more))
            }
            Ended::Replaced => f.write_str("not judged: somebody changed it again, or deleted it"),
            Ended::Unknown(why) => write!(f, "not known whether it is good: {why}"),
        }
    }
}

/// In English.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(why) => write!(f, "failed: {why}"),
            Self::NotReady { ready, of, why } if why.is_empty() => write!(f, "not ready in time: {ready}/{of}"),
            Self::NotReady { ready, of, why } => write!(f, "not ready in time: {ready}/{of}, {why}"),
            Self::Restarted { pod, container, times, why } => {
                let times = if *times == 1 { "once".to_owned() } else { format!("{times} times") };
                let why = if why.is_empty() { String::new() } else { format!(": {why}") };
                write!(f, "{container} in {pod} restarted {times}{why}")
            }
            Self::Unready { pod, why } => write!(f, "{pod} is ready no more: {why}"),
            Self::Warned { reason, message, times } => write!(f, "{reason} ({times}×): {message}"),
            Self::NewError { line, times: 1, .. } => write!(f, "a new error: {line}"),
            Self::NewError { line, times, .. } => write!(f, "a new error, {times} times: {line}"),
        }
    }
}

/// In English.
impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pods => "pods",
            Self::OldLogs => "logs of the old pods",
            Self::NewLogs => "logs of the new pods",
            Self::Events => "events",
            Self::Metrics => "metrics",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(ended: Ended) -> Verdict {
        Verdict { ended, ready: (3, 3), watch: 300_000, restarts: 0, compared: true, unread: Vec::new() }
    }

    #[test]
    fn a_verdict_is_one_line() {
        let restarted = |times| Finding::Restarted { pod: "web-1".into(), container: "web".into(), times, why: "OOMKilled".into() };
        let error = Finding::NewError { pattern: "no <*>".into(), line: "no disk".into(), times: 4 };
        for (ended, want) in [
            (Ended::Good, "good: 3/3 ready, no restart, no new error in 5m"),
            (Ended::Bad(vec![restarted(1)]), "bad: web in web-1 restarted once: OOMKilled"),
            (
                Ended::Bad(vec![restarted(2), error.clone(), error.clone()]),
                "bad: web in web-1 restarted 2 times: OOMKilled; a new error, 4 times: no disk; 1 more",
            ),
            (Ended::Replaced, "not judged: somebody changed it again, or deleted it"),
        ] {
            assert_eq!(verdict(ended).to_string(), want);
        }
        let unread = Verdict { unread: vec![Unread::OldLogs, Unread::Events], ..verdict(Ended::Good) };
        let want = "good: 3/3 ready, no restart, errors not compared in 5m; not judged: logs of the old pods, events";
        assert_eq!(unread.to_string(), want);
        let once = Verdict { restarts: 1, compared: false, ..verdict(Ended::Good) };
        assert_eq!(once.to_string(), "good: 3/3 ready, 1 restart before it was ready, errors not compared in 5m");
        let back = verdict(Ended::Bad(vec![error])).why_back();
        assert_eq!(back.to_string(), "bad release: a new error, 4 times: no disk");
    }
}
