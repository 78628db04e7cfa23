//! Sending: journal, patch, and what the answer, or its absence, means.
//!
//! Nothing is sent twice unless the server said that it did not take it. After silence the object is read until it tells.

use super::error::ChangeError;
use super::gate::{Pen, Prepared, TRIES};
use super::object::{self, Object};
use super::step::Step;
use super::{diff, warn};
use crate::cluster::error::ApiError;
use crate::cluster::session::Session;
use crate::journal::{Entry, EntryId, JournalError, Receipt};
use crate::model::Time;
use crate::model::change::{Outcome, Target};
use crate::model::revision::Difference;
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// For the answer to a patch; admission webhooks alone may take 10 s each.
    pub(super) write: Duration,
    /// For one look at the object.
    pub(super) look: Duration,
    /// For finding out whether an unanswered patch took.
    pub(super) settle: Duration,
    /// Between the first two looks.
    pub(super) pause: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let (write, look) = (Duration::from_secs(30), Duration::from_secs(5));
        Self { write, look, settle: Duration::from_secs(20), pause: Duration::from_millis(250) }
    }
}

/// How a change that was carried out ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carried {
    /// The outcome.
    pub outcome: Outcome,
    /// Its journal entry; `None` where it did not come to that, and so nothing was sent.
    pub entry: Option<EntryId>,
    /// Why its outcome could not be written to the journal. The entry itself is there.
    pub trouble: Option<JournalError>,
}

impl Pen {
    pub(super) async fn carry_out(&self, session: &Session, prepared: Prepared) -> Carried {
        let unsent = |reason: String| Carried { outcome: Outcome::Refused { reason }, entry: None, trouble: None };
        let Prepared { preview, object, step } = prepared;
        let (target, change, now) = (&preview.intent.target, &preview.intent.change, Time::system());
        let step = step.at(now);
        if let Some(reason) = warn::nothing_to_do(&object, change, &step) {
            return unsent(reason);
        }
        let journal = match &self.journal {
            Ok(journal) => journal,
            Err(e) => return unsent(format!("nothing was sent: {e}")),
        };
        let entry = Entry {
            time: now,
            context: target.context.clone(),
            user: self.user.clone(),
            namespace: target.namespace.clone(),
            kind: target.kind.kind().word().into(),
            name: target.name.clone(),
            uid: target.uid.clone(),
            change: change.clone(),
            patch: step.patch(target, &object).note(),
        };
        let (id, receipt) = match journal.begin_async(entry).await {
            Ok(begun) => begun,
            Err(e) => return unsent(format!("nothing was sent: {e}")),
        };
        let outcome = self.send(session, target, &step, object, &receipt).await;
        let trouble = journal.finish_async(id.clone(), outcome.clone(), Time::system()).await.err();
        Carried { outcome, entry: Some(id), trouble }
    }

    async fn send(&self, session: &Session, target: &Target, step: &Step, mut object: Object, receipt: &Receipt) -> Outcome {
        let refused = |reason: String| Outcome::Refused { reason };
        for attempt in 1..=TRIES {
            let patch = step.patch(target, &object);
            let path = patch.send_path();
            let sent = self.writer.patch(receipt, &path, patch.kind.content_type(), patch.bytes(), self.pace.write);
            let error = match sent.await {
                Ok(answer) => return Outcome::Taken { generation: generation_after(&answer, &object) },
                Err(error) => error,
            };
            if never_sent(&error) {
                return refused(format!("nothing was sent: {error}"));
            }
            if unanswered(&error) {
                return self.find_out(session, target, step, &object, &error).await;
            }
            if !matches!(error.code(), Some(409 | 422)) {
                return refused(object::said(error, target).to_string());
            }
            // The server took nothing: a precondition did not hold, or it does not like the patch. The object tells which.
            match object::fetch(session, target, self.pace.look).await {
                Err(e @ (ChangeError::Gone(_) | ChangeError::Replaced(_))) => return refused(e.to_string()),
                Ok(fresh) if fresh.generation() != object.generation() => {
                    return refused(format!("it changed since you looked{}: look again", list(&diff::objects(&object, &fresh))));
                }
                // Only the status moved, as it does all the time while pods come and go.
                Ok(fresh) if error.is_conflict() => object = fresh,
                _ => return refused(error.to_string()),
            }
            sleep(self.pace.pause / 5 * attempt).await;
        }
        refused(format!("its status changed at every one of {TRIES} tries: try again"))
    }

    /// No answer came. Reads the object until it says whether the patch took, or until the time is up.
    async fn find_out(&self, session: &Session, target: &Target, step: &Step, sent: &Object, error: &ApiError) -> Outcome {
        let until = Instant::now() + self.pace.settle;
        let mut pause = self.pace.pause;
        let seen = loop {
            let seen = match object::fetch(session, target, self.pace.look).await {
                Ok(fresh) => match judge(step, sent, &fresh, error) {
                    Some(outcome) => return outcome,
                    None => true,
                },
                Err(e @ (ChangeError::Gone(_) | ChangeError::Replaced(_))) => {
                    return Outcome::Unknown { reason: format!("no answer came ({error}), and {e}") };
                }
                Err(_) => false,
            };
            if Instant::now() + pause > until {
                break seen;
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(2));
        };
        let waited = self.pace.settle.as_secs();
        if seen {
            Outcome::Refused { reason: format!("no answer came ({error}), and {waited} s later it had had no effect") }
        } else {
            Outcome::Unknown { reason: format!("no answer came ({error}), nor to any question since: look again when it is live") }
        }
    }
}

/// What the object, read after a patch that was not answered, says of it. `None`: it may still be under way.
fn judge(step: &Step, sent: &Object, fresh: &Object, error: &ApiError) -> Option<Outcome> {
    if fresh.generation() == sent.generation() {
        // Its precondition was this resourceVersion, so once that has passed without it, it can never be taken.
        let passed = fresh.resource_version() != sent.resource_version();
        return passed.then(|| Outcome::Refused { reason: format!("no answer came ({error}); it was not taken: try again") });
    }
    if step.is_done(fresh) {
        return Some(Outcome::Taken { generation: fresh.generation() });
    }
    let reason = format!("no answer came ({error}), and something else changed it{}", list(&diff::objects(sent, fresh)));
    Some(Outcome::Unknown { reason })
}

/// The generation after a patch that was taken. `/scale` does not tell it, but since its precondition held it is the next one.
fn generation_after(answer: &[u8], before: &Object) -> i64 {
    let json: Value = serde_json::from_slice(answer).unwrap_or_default();
    json.pointer("/metadata/generation").and_then(Value::as_i64).unwrap_or_else(|| before.generation() + 1)
}

/// Whether the request cannot have left: no connection came about, or nothing to sign it with.
fn never_sent(error: &ApiError) -> bool {
    match error {
        ApiError::Auth(_) | ApiError::ReadOnly => true,
        ApiError::Transport(words) => ["Connection refused", "cannot be resolved", "No route to host", "Network is unreachable"]
            .iter()
            .any(|w| words.contains(w)),
        _ => false,
    }
}

/// Whether it may have been taken although there is no such answer. A 5xx can come from a proxy or from a store that was too slow.
/// That a webhook could not be called is the API server's own word before it keeps anything.
fn unanswered(error: &ApiError) -> bool {
    let turned_away = matches!(error, ApiError::Status { message, .. } if message.contains("failed calling webhook"));
    error.is_unanswered() || (error.code().is_some_and(|code| code >= 500) && !turned_away)
}

/// Up to three differences in words, as ` (spec.replicas: 2 → 3)`; nothing where there are none.
///
/// An outcome goes to the journal, and variables, arguments and annotations may hold secrets: of those only the path is told.
fn list(differences: &[Difference]) -> String {
    if differences.is_empty() {
        return String::new();
    }
    let words = |v: &Option<String>| match v {
        Some(v) if v.chars().count() > 60 => format!("{}…", v.chars().take(60).collect::<String>()),
        Some(v) => v.clone(),
        None => "nothing".into(),
    };
    let told = |d: &Difference| match d.path.starts_with("spec.") || d.path.ends_with(".image") {
        true => format!("{}: {} → {}", d.path, words(&d.old), words(&d.new)),
        false => d.path.clone(),
    };
    let mut all: Vec<String> = differences.iter().take(3).map(told).collect();
    if differences.len() > 3 {
        all.push(format!("and {} more", differences.len() - 3));
    }
    format!(" ({})", all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_without_what_may_be_secret() {
        let difference = |path: &str| Difference { path: path.into(), old: Some("a".into()), new: None };
        assert_eq!(list(&[]), "");
        let some = ["containers[web].image", "containers[web].env[PASSWORD].value", "spec.replicas", "x", "y"].map(difference);
        assert_eq!(
            list(&some),
            " (containers[web].image: a → nothing, containers[web].env[PASSWORD].value, spec.replicas: a → nothing, and 2 more)"
        );
    }
}
