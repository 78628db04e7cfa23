//! One change from its sending to its end.

use super::back::{conclude, take_back};
use super::bench::Bench;
use super::ends::Ending;
use super::follow::follow;
use super::look::nothing;
use super::report::{Place, Report};
use super::send::{seconds, send};
use super::signals::Signals;
use super::words;
use super::{Found, Way, limit};
use crate::model::change::{Change, Consent, Preview};
use crate::model::soak::Soak;
use crate::model::{Time, human_duration};
use crate::terminal::complain;
use serde_json::{Map, Value};

/// Carries out what was looked at and agreed to, and follows it. `back` is the revision to go back to where it fails.
pub(super) async fn act(
    bench: &Bench,
    found: &Found,
    preview: Preview,
    consent: Consent,
    way: &Way,
    back: Option<u64>,
    signals: &mut Signals,
) -> Report {
    let begun = Time::system();
    let mut report = Report::new(way.what, Place::from(&found.target));
    (report.from, report.to) = ends_of(&preview.intent.change);
    let (id, of) = (preview.intent.id, wanted(&preview.intent.change, found));
    let mut generation = 0;
    report.sent = nothing(&preview).is_none();
    if report.sent {
        let sent = send(bench, preview, consent, limit(way.timeout), signals).await;
        report.journal = sent.entry.map(|entry| entry.to_string());
        match sent.taken {
            Ok(taken) => (generation, report.moved) = (taken, true),
            Err((ending, why)) => {
                if matches!(ending, Ending::Left(_)) {
                    let reason = why.as_str().into();
                    conclude(bench, id, crate::model::change::Outcome::Held { reason }).await;
                }
                report.ended(&ending, Some(why));
                report.seconds = seconds(begun);
                return report;
            }
        }
    } else {
        bench.gate.forget(id);
        complain("  nothing is sent: it is so already");
    }
    let target = found.target.clone();
    let soak = Soak { id, target, generation, ready_within: way.timeout, watch: way.watch, canary: false };
    let followed = follow(bench, &soak, of, signals).await;
    let (ending, why) = followed.ending();
    if report.sent {
        conclude(bench, id, followed.outcome(&human_duration(Time::system().since(begun)))).await;
    }
    report.findings = followed.findings.iter().map(words::document).collect();
    report.unread = followed.unread.iter().map(|(what, why)| format!("{}: {why}", words::unread(*what))).collect();
    report.stands.clone_from(&followed.stands);
    report.ended(&ending, why.clone());
    if ending == Ending::Failed
        && report.sent
        && let Some(to) = back
    {
        let why = why.unwrap_or_default();
        let back = take_back(bench, found, to, &why, way.timeout, signals).await;
        if back.outcome == Ending::Good.word() {
            report.ended(&Ending::TakenBack, Some(why));
        }
        report.taken_back = Some(back);
    }
    report.seconds = seconds(begun);
    report
}

/// How many pods are wanted after it.
fn wanted(change: &Change, found: &Found) -> u32 {
    if let Change::Scale { to, .. } = change { *to } else { found.replicas }
}

/// What it was before, and what it is to be: images by container, a number of replicas, a revision.
pub(super) fn ends_of(change: &Change) -> (Value, Value) {
    if let Change::SetImages { swaps } = change {
        let side = |of: fn(&crate::model::change::ImageSwap) -> &String| {
            Value::Object(swaps.iter().map(|s| (s.container.clone(), of(s).as_str().into())).collect::<Map<_, _>>())
        };
        return (side(|s| &s.from), side(|s| &s.to));
    }
    if let Change::Scale { from, to } = change {
        return ((*from).into(), (*to).into());
    }
    if let Change::RollBack { from, to } = change {
        return ((*from).into(), (*to).into());
    }
    (Value::Null, Value::Null)
}
