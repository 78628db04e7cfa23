//! Sending, once: what was looked at and agreed to, and what became of it where no answer came.

use super::bench::Bench;
use super::ends::{Ending, is_denied};
use super::signals::Signals;
use crate::cluster::session::READ_DEADLINE;
use crate::journal::EntryId;
use crate::model::change::{Change, Consent, Outcome, Preview, Reason};
use crate::model::naming::segment;
use crate::model::{Time, Uid};
use crate::terminal::complain;
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Between two looks for a server that does not answer.
const PAUSE: Duration = Duration::from_secs(2);

/// What became of it.
pub(super) struct Sent {
    /// The generation after it where it was taken, else how it ended and why.
    pub(super) taken: Result<i64, (Ending, String)>,
    /// Its entry in the journal, where it came to that.
    pub(super) entry: Option<EntryId>,
}

/// Sends a change. A signal does not cut it short: it is followed by nothing more.
pub(super) async fn send(bench: &Bench, preview: Preview, consent: Consent, within: Duration, signals: &mut Signals) -> Sent {
    let until = Instant::now() + within;
    let (gate, sent) = (bench.gate.clone(), preview.clone());
    let mut task = tokio::spawn(async move { gate.carry_out(sent, &consent, &|_| {}).await });
    let mut left = None;
    let carried = loop {
        tokio::select! {
            carried = &mut task => break carried,
            signal = signals.next() => match left.replace(signal) {
                None => complain("it is being sent: waiting for the answer; once more to leave it at that"),
                Some(_) => {
                    let why = "left before its answer came: whether it was taken is not known";
                    return Sent { taken: Err((Ending::Left(signal), why.into())), entry: None };
                }
            },
        }
    };
    let carried = match carried {
        Ok(carried) => carried,
        Err(e) => return Sent { taken: Err((Ending::Unknown, e.to_string())), entry: None },
    };
    if let Some(trouble) = &carried.trouble {
        complain(&trouble.to_string());
    }
    let refused = |reason: &Reason| {
        let ending = if is_denied(reason) { Ending::Denied } else { Ending::Failed };
        Err((ending, reason.to_string()))
    };
    let taken = match &carried.outcome {
        Outcome::Taken { generation, .. } => Ok(*generation),
        Outcome::Done { .. } => Ok(0),
        Outcome::Refused { reason } => refused(reason),
        Outcome::Held { reason } | Outcome::Failed { reason } | Outcome::Undone { reason } | Outcome::Partial { reason } => {
            Err((Ending::Failed, reason.to_string()))
        }
        Outcome::Unknown { reason } if left.is_some() => Err((Ending::Unknown, reason.to_string())),
        Outcome::Unknown { reason } => {
            complain(&format!("{reason}; asking until it answers"));
            find_out(bench, &preview, until, signals).await.map_err(|ending| (ending, reason.to_string()))
        }
    };
    let taken = match (taken, left) {
        // It was sent, and nobody waits for what becomes of it.
        (Ok(_), Some(signal)) => Err((Ending::Left(signal), "left: it was taken, and is not followed".to_owned())),
        (taken, _) => taken,
    };
    Sent { taken, entry: carried.entry }
}

/// Nobody has answered for a while. Asks until somebody does, and reads of the object whether it took.
async fn find_out(bench: &Bench, preview: &Preview, until: Instant, signals: &mut Signals) -> Result<i64, Ending> {
    let target = &preview.intent.target;
    let path = format!("{}/{}", target.resource.path(Some(&target.namespace)), segment(&target.name));
    loop {
        if let Ok(body) = bench.session.get(&path, READ_DEADLINE).await {
            let json: Value = serde_json::from_slice(&body).unwrap_or_default();
            let generation = json.pointer("/metadata/generation").and_then(Value::as_i64).unwrap_or(0);
            let uid = json.pointer("/metadata/uid").and_then(Value::as_str).unwrap_or_default();
            let ending = match Uid::new(uid) == target.uid {
                true if took(&preview.intent.change, &json, generation > preview.generation) => {
                    let _ = bench.gate.conclude(preview.intent.id, Outcome::taken(generation)).await;
                    return Ok(generation);
                }
                true if generation == preview.generation => Ending::Failed,
                true => Ending::Unknown,
                false => Ending::Replaced,
            };
            return Err(ending);
        }
        tokio::select! {
            () = sleep(PAUSE) => {}
            signal = signals.next() => return Err(Ending::Left(signal)),
        }
        if Instant::now() > until {
            return Err(Ending::Unknown);
        }
    }
}

/// Whether the object is as the change would have it. What leaves no value that is known tells it by having been written.
fn took(change: &Change, json: &Value, written: bool) -> bool {
    let list = |init: bool| {
        let pointer = if init { "/spec/template/spec/initContainers" } else { "/spec/template/spec/containers" };
        json.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    if let Change::SetImages { swaps } = change {
        return swaps.iter().all(|s| list(s.init).iter().any(|c| c["name"] == *s.container && c["image"] == *s.to));
    }
    if let Change::Scale { to, .. } = change {
        return json.pointer("/spec/replicas").and_then(Value::as_u64) == Some(u64::from(*to));
    }
    written
}

/// How long ago that was, in seconds.
pub(super) fn seconds(since: Time) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of hours")]
    let ms = Time::system().since(since) as f64;
    ms / 1000.0
}
