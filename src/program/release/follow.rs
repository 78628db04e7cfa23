//! Following a change until it can be called good, with a line on stderr whenever something is new.

use super::bench::Bench;
use super::signals::Signals;
use super::words;
use crate::cluster::soak;
use crate::model::Time;
use crate::model::soak::{Ended, Finding, Soak, SoakNews, Stage, Unread};
use crate::terminal::complain;
use chrono::FixedOffset;
use std::sync::{Mutex, PoisonError};

/// What came of it.
pub(super) struct Followed {
    /// How it ended; else the signal by which it was left.
    pub(super) end: Result<Ended, i32>,
    /// What was found, whether it was called good or not.
    pub(super) findings: Vec<Finding>,
    /// What could not be read.
    pub(super) unread: Vec<(Unread, String)>,
    /// Where it stood last.
    pub(super) stands: String,
}

/// Follows a change. `of` is how many pods are wanted.
pub(super) async fn follow(bench: &Bench, soak: &Soak, of: u32, signals: &mut Signals) -> Followed {
    let teller = Mutex::new(Teller::new(&super::ends::place(&soak.target), of, bench.zone));
    let hear = |news: SoakNews| {
        let mut teller = teller.lock().unwrap_or_else(PoisonError::into_inner);
        teller.hear(&news, Time::system()).iter().for_each(|line| complain(line));
    };
    let end = tokio::select! {
        ended = soak::watch(&bench.session, soak, &hear) => Ok(ended),
        signal = signals.next() => Err(signal),
    };
    let teller = teller.into_inner().unwrap_or_else(PoisonError::into_inner);
    let findings = match &end {
        Ok(Ended::Bad(findings)) => findings.clone(),
        Ok(Ended::Good | Ended::Replaced | Ended::Unknown(_)) | Err(_) => teller.findings,
    };
    Followed { end, findings, unread: teller.unread, stands: teller.stands }
}

/// What was told already.
struct Teller {
    place: String,
    of: u32,
    zone: FixedOffset,
    stands: String,
    stage: String,
    findings: Vec<Finding>,
    said: Vec<Finding>,
    unread: Vec<(Unread, String)>,
    silent: bool,
}

impl Teller {
    fn new(place: &str, of: u32, zone: FixedOffset) -> Self {
        let (stands, stage) = ("nothing is known of its pods yet".to_owned(), String::new());
        let (findings, said, unread) = (Vec::new(), Vec::new(), Vec::new());
        Self { place: place.to_owned(), of, zone, stands, stage, findings, said, unread, silent: false }
    }

    /// The lines for what is new.
    fn hear(&mut self, news: &SoakNews, now: Time) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        let stands = self.standing(news);
        let stage = match news.stage {
            Stage::Rolling | Stage::Ended(_) => String::new(),
            Stage::Watching(None) => ", watched".to_owned(),
            Stage::Watching(Some(until)) => format!(", watched until {}", self.clock(until)),
        };
        // That it is over is told by the verdict.
        let news_of_stage = stage != self.stage && !matches!(news.stage, Stage::Ended(_));
        if news.silent.is_none() && (stands != self.stands || news_of_stage) {
            said.push(format!("{stands}{stage}"));
            (self.stands, self.stage) = (stands, stage);
        }
        for finding in &news.findings {
            if !self.said.iter().any(|f| words::same(f) == words::same(finding)) {
                said.push(words::finding(finding));
                self.said.push(finding.clone());
            }
        }
        self.findings.clone_from(&news.findings);
        for (what, why) in &news.unread {
            if !self.unread.iter().any(|(w, _)| w == what) {
                said.push(format!("not judged: {}: {why}", words::unread(*what)));
                self.unread.push((*what, why.to_string()));
            }
        }
        match &news.silent {
            Some((since, why)) if !self.silent => said.push(format!("no answer since {}: {why}", self.clock(*since))),
            None if self.silent => said.push("it answers again".to_owned()),
            Some(_) | None => {}
        }
        self.silent = news.silent.is_some();
        let (clock, place) = (self.clock(now), &self.place);
        said.into_iter().map(|words| format!("{clock} {place}  {words}")).collect()
    }

    fn standing(&self, news: &SoakNews) -> String {
        if self.of == 0 {
            return "no pods are wanted".to_owned();
        }
        let old = match news.old.pods {
            0 => String::new(),
            1 => ", 1 old pod".to_owned(),
            n => format!(", {n} old pods"),
        };
        format!("{} of {} ready{old}", news.new.ready, self.of)
    }

    fn clock(&self, time: Time) -> String {
        time.to_chrono().with_timezone(&self.zone).format("%H:%M:%S").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::soak::Side;
    use crate::model::trouble::Trouble;

    fn news(ready: u32, old: u32) -> SoakNews {
        let side = |pods, ready| Side { pods, ready, ..Side::default() };
        SoakNews {
            id: 1,
            stage: Stage::Rolling,
            findings: Vec::new(),
            old: side(old, old),
            new: side(ready, ready),
            unread: Vec::new(),
            silent: None,
            compared: true,
        }
    }

    #[test]
    fn a_line_is_said_when_something_is_new() {
        let mut teller = Teller::new("iot deploy/web", 3, FixedOffset::east_opt(3600).unwrap());
        let now = Time::from_secs(4);
        let mut told = |news: SoakNews| teller.hear(&news, now).join("\n");
        assert_eq!(told(news(1, 2)), "01:00:04 iot deploy/web  1 of 3 ready, 2 old pods");
        assert_eq!(told(news(1, 2)), "");
        let restarted = |times| Finding::Restarted { pod: "p".into(), container: "app".into(), times, why: "OOMKilled".into() };
        let with = |finding: Finding| SoakNews { findings: vec![finding], ..news(1, 2) };
        assert_eq!(told(with(restarted(1))), "01:00:04 iot deploy/web  app of p was restarted once: OOMKilled");
        assert_eq!(told(with(restarted(1))), "");
        assert_eq!(told(with(restarted(2))), "01:00:04 iot deploy/web  app of p was restarted 2 times: OOMKilled");
        let silent = SoakNews { silent: Some((Time::from_secs(2), Trouble::said("refused"))), ..news(0, 0) };
        assert_eq!(told(silent.clone()), "01:00:04 iot deploy/web  no answer since 01:00:02: refused");
        assert_eq!(told(silent), "", "what is not known has not changed");
        assert_eq!(told(news(1, 2)), "01:00:04 iot deploy/web  it answers again");
        let watched = SoakNews { stage: Stage::Watching(Some(Time::from_secs(300))), ..news(3, 0) };
        assert_eq!(told(watched), "01:00:04 iot deploy/web  3 of 3 ready, watched until 01:05:00");
        let unread = SoakNews { unread: vec![(Unread::Events, Trouble::said("forbidden"))], ..news(3, 0) };
        let said = told(SoakNews { stage: Stage::Ended(Ended::Good), ..unread });
        assert_eq!(said, "01:00:04 iot deploy/web  not judged: events: forbidden");
    }
}
