//! Going back to the revision before, where that was asked for.

use super::super::Failure;
use super::bench::Bench;
use super::consent::given;
use super::ends::Ending;
use super::follow::follow;
use super::look::{look, nothing};
use super::report::{Back, alarm};
use super::send::{seconds, send};
use super::signals::Signals;
use super::{Found, limit};
use crate::model::change::{Change, Outcome, Reason, Target};
use crate::model::soak::Soak;
use crate::model::{Time, human_duration};
use crate::terminal::complain;

/// The revision that a workload is on: what it would be taken back to.
pub(super) async fn present(bench: &Bench, target: &Target) -> Result<u64, Failure> {
    let revisions = bench.gate.revisions(target).await.map_err(|e| {
        let why: Reason = e.into();
        Failure::failed(format!("nothing was sent: what it would be taken back to cannot be read: {why}"))
    })?;
    let current = revisions.iter().find(|r| r.current).map(|r| r.number);
    current.ok_or_else(|| Failure::failed("nothing was sent: it has no revision yet that it could be taken back to"))
}

/// Takes a workload back to a revision, and follows it until that is available again.
pub(super) async fn take_back(
    bench: &Bench,
    found: &Found,
    to: u64,
    why: &str,
    timeout: Option<i64>,
    signals: &mut Signals,
) -> Back {
    let begun = Time::system();
    complain(&format!("taking it back to revision {to}: {why}"));
    let mut back = Back { to_revision: to, outcome: Ending::Failed.word(), reason: None, journal: None, seconds: 0.0 };
    let ended = tried(bench, found, to, why, timeout, signals, &mut back).await;
    if let Err(why) = &ended {
        alarm(&found.target, why);
        back.reason = Some(why.clone());
    } else {
        back.outcome = Ending::Good.word();
    }
    back.seconds = seconds(begun);
    back
}

async fn tried(
    bench: &Bench,
    found: &Found,
    to: u64,
    why: &str,
    timeout: Option<i64>,
    signals: &mut Signals,
    back: &mut Back,
) -> Result<(), String> {
    let preview = look(bench, &found.target, Change::RollBack { from: 0, to }).await.map_err(|f| f.1)?;
    let id = preview.intent.id;
    let mut generation = 0;
    let is_there = nothing(&preview).is_some();
    if !is_there {
        let consent = given(&preview.intent, 1);
        let sent = send(bench, preview, consent, limit(timeout), signals).await;
        back.journal = sent.entry.map(|entry| entry.to_string());
        generation = sent.taken.map_err(|(_, why)| why)?;
    }
    let soak = Soak { id, target: found.target.clone(), generation, ready_within: timeout, watch: 0, canary: false };
    let began = Time::system();
    let followed = follow(bench, &soak, found.replicas, signals).await;
    let took = human_duration(Time::system().since(began));
    let (ending, trouble) = followed.ending();
    let outcome = if ending == Ending::Good {
        let note = format!("taken back: {why}; {}, after {took}", followed.stands);
        Outcome::Done { note: Some(Reason::Words(note)) }
    } else {
        followed.outcome(&took)
    };
    if !is_there {
        conclude(bench, id, outcome).await;
    }
    if ending == Ending::Good { Ok(()) } else { Err(trouble.unwrap_or_else(|| ending.word().to_owned())) }
}

/// Writes down how it ended.
pub(super) async fn conclude(bench: &Bench, id: u64, outcome: Outcome) {
    if let Err(trouble) = bench.gate.conclude(id, outcome).await {
        complain(&Reason::from(trouble).to_string());
    }
}
