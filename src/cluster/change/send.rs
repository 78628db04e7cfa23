//! Sending: journal, patch, and what the answer, or its absence, means.
//!
//! Nothing is sent twice unless the server said that it did not take it. After silence the object is read until it tells.

use super::drain::Work;
use super::error::ChangeError;
use super::gate::{Pen, Prepared, TRIES, lock};
use super::object::{self, Object};
use super::step::Step;
use super::undo::{Done, REMEMBERED};
use super::{diff, warn};
use crate::cluster::error::ApiError;
use crate::cluster::session::Session;
use crate::journal::{Entry, EntryId, Journal, JournalError, PatchNote, Receipt};
use crate::model::change::{Change, Consent, Outcome, Progress, Target};
use crate::model::resource::Resource;
use crate::model::revision::Difference;
use crate::model::{Name, Time};
use serde_json::Value;
use std::sync::Arc;
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
    pub(super) async fn carry_out(
        &self,
        session: &Session,
        prepared: Prepared,
        consent: &Consent,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Carried {
        let unsent = |reason: String| Carried { outcome: Outcome::Refused { reason }, entry: None, trouble: None };
        let Prepared { preview, object, step } = prepared;
        let (target, change, now) = (&preview.intent.target, &preview.intent.change, Time::system());
        let step = step.at(now);
        if let Some(reason) = warn::nothing_to_do(&object, change, &step) {
            return unsent(reason);
        }
        let entry = entry(now, &self.user, target, change, step.request(target, &object).note());
        let (journal, id, receipt) = match self.begin(entry, consent).await {
            Ok(begun) => begun,
            Err(e) => return unsent(format!("nothing was sent: {e}")),
        };
        let intent = preview.intent.id;
        lock(&self.followed).begun(intent, id.clone(), journal.clone());
        let (mut outcome, done) = self.send(session, target, &step, object, &receipt).await;
        if let Some((before, after)) = done {
            let mut all = lock(&self.memory.0);
            if all.len() >= REMEMBERED {
                all.remove(0);
            }
            all.push(Done { intent, before, after });
        }
        if let (Step::Drain(plan), Outcome::Taken { .. }) = (&step, &outcome) {
            let stop = self.stoppable(intent);
            let work = Work { pen: self, session, node: target, receipt: &receipt, id: intent, progress, stop: &stop };
            outcome = work.evict_all(plan).await;
            self.ended(intent);
        }
        let trouble = journal.finish_async(id.clone(), outcome.clone(), Time::system()).await.err();
        Carried { outcome, entry: Some(id), trouble }
    }

    /// Writes the entry down. Where the journal cannot take it, it goes to memory if the user was told and goes on, and nowhere otherwise.
    async fn begin(&self, entry: Entry, consent: &Consent) -> Result<(Arc<Journal>, EntryId, Receipt), JournalError> {
        let error = match &self.journal {
            Ok(journal) => match journal.begin_async(entry.clone()).await {
                Ok((id, receipt)) => {
                    *lock(&self.trouble) = None;
                    return Ok((journal.clone(), id, receipt));
                }
                Err(e) => {
                    *lock(&self.trouble) = Some(e.clone());
                    e
                }
            },
            Err(e) => e.clone(),
        };
        if !consent.unwritten {
            return Err(error);
        }
        let (id, receipt) = self.spare.begin_async(entry).await?;
        Ok((self.spare.clone(), id, receipt))
    }

    /// Sends, and says how it ended; where it was taken, with the object before and after it.
    async fn send(
        &self,
        session: &Session,
        target: &Target,
        step: &Step,
        mut object: Object,
        receipt: &Receipt,
    ) -> (Outcome, Option<(Object, Object)>) {
        let refused = |reason: String| (Outcome::Refused { reason }, None);
        for attempt in 1..=TRIES {
            // What is yet to be made has no precondition of its own: it must still not be there.
            if !object.exists() && matches!(object::fetch(session, target, self.pace.look).await, Ok(o) if o.exists()) {
                return refused(format!("{target} exists by now; look again"));
            }
            let error = match self.writer.send(receipt, &step.request(target, &object), self.pace.write).await {
                Ok(answer) => {
                    let generation = generation_after(&answer, &object, step);
                    let after = match object::parse(&answer) {
                        Ok(json) if step.answers_with_object() => Object { workload: object.workload, json },
                        _ => step.applied(&object),
                    };
                    return (Outcome::taken(generation), Some((object, after)));
                }
                Err(error) => error,
            };
            if never_sent(&error) {
                return refused(format!("nothing was sent: {error}"));
            }
            if unanswered(&error) {
                let (outcome, after) = self.find_out(session, target, step, &object, &error).await;
                return (outcome, after.map(|after| (object, after)));
            }
            if !matches!(error.code(), Some(409 | 422)) {
                return refused(object::said(error, target).to_string());
            }
            // The server took nothing: a precondition did not hold, or it does not like the request. The object tells which.
            match object::fetch(session, target, self.pace.look).await {
                Err(e @ (ChangeError::Gone(_) | ChangeError::Replaced(_))) => return refused(e.to_string()),
                Ok(fresh) if fresh.essence() != object.essence() => {
                    return refused(format!("it changed since you looked{}: look again", list(&diff::objects(&object, &fresh))));
                }
                // Only the status moved, as it does all the time while pods come and go.
                Ok(fresh) if error.is_conflict() && fresh.resource_version() != object.resource_version() => object = fresh,
                _ => return refused(error.to_string()),
            }
            sleep(self.pace.pause / 5 * attempt).await;
        }
        refused(format!("it changed at every one of {TRIES} tries; try again"))
    }

    /// No answer came. Reads the object until it says whether the request took, or until the time is up.
    async fn find_out(
        &self,
        session: &Session,
        target: &Target,
        step: &Step,
        sent: &Object,
        error: &ApiError,
    ) -> (Outcome, Option<Object>) {
        let until = Instant::now() + self.pace.settle;
        let mut pause = self.pace.pause;
        let goes = matches!(step, Step::Delete(..) | Step::Evict(_));
        let seen = loop {
            let seen = match self.look(session, target, step).await {
                Ok(fresh) => match judge(step, sent, &fresh, error) {
                    Some(outcome @ Outcome::Taken { .. }) => return (outcome, Some(fresh)),
                    Some(outcome) => return (outcome, None),
                    None => true,
                },
                Err(ChangeError::Gone(_) | ChangeError::Replaced(_)) if goes => return (Outcome::taken(0), None),
                Err(e @ (ChangeError::Gone(_) | ChangeError::Replaced(_))) => {
                    return (Outcome::Unknown { reason: format!("{e}, and no answer came ({error})") }, None);
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
        let outcome = if seen {
            Outcome::Refused { reason: format!("not taken: {waited} s later it had had no effect; no answer came ({error})") }
        } else {
            Outcome::Unknown { reason: format!("no answer came, nor to any question since; look again when it is live ({error})") }
        };
        (outcome, None)
    }

    /// Reads what tells whether the request took: the object, or the job that it was to make.
    async fn look(&self, session: &Session, target: &Target, step: &Step) -> Result<Object, ChangeError> {
        let Step::Trigger(job) = step else { return object::fetch(session, target, self.pace.look).await };
        let job = Target {
            resource: Resource::new("batch", "v1", "jobs", "Job", true),
            name: job.as_str().into(),
            uid: Target::unborn(),
            ..target.clone()
        };
        object::fetch(session, &job, self.pace.look).await
    }
}

/// What is written down before a change is sent.
pub(super) fn entry(time: Time, user: &Name, target: &Target, change: &Change, patch: PatchNote) -> Entry {
    Entry {
        time,
        context: target.context.clone(),
        user: user.clone(),
        namespace: target.namespace.clone(),
        kind: target.resource.kind.clone(),
        name: target.name.clone(),
        uid: target.uid.clone(),
        change: change.clone(),
        patch,
    }
}

/// What the object, read after a patch that was not answered, says of it. `None`: it may still be under way.
fn judge(step: &Step, sent: &Object, fresh: &Object, error: &ApiError) -> Option<Outcome> {
    if matches!(step, Step::Trigger(_)) {
        return fresh.exists().then(|| Outcome::taken(0));
    }
    if step.is_done(fresh) {
        return Some(Outcome::taken(fresh.generation()));
    }
    if fresh.essence() == sent.essence() {
        // Its precondition was this resourceVersion, so once that has passed without it, it can never be taken.
        let passed = fresh.resource_version() != sent.resource_version() && !matches!(step, Step::Evict(_));
        return passed.then(|| Outcome::Refused { reason: format!("not taken, try again: no answer came ({error})") });
    }
    let reason = format!("something else changed it{}, and no answer came ({error})", list(&diff::objects(sent, fresh)));
    Some(Outcome::Unknown { reason })
}

/// The generation after a request that was taken. `/scale` does not tell it, but since its precondition held it is the next one.
fn generation_after(answer: &[u8], before: &Object, step: &Step) -> i64 {
    let json: Value = serde_json::from_slice(answer).unwrap_or_default();
    match step {
        Step::Delete(..) | Step::Evict(_) | Step::Trigger(_) => 0,
        Step::Scale(_) => before.generation() + 1,
        _ => json.pointer("/metadata/generation").and_then(Value::as_i64).unwrap_or(0),
    }
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

/// What of an object may be written down with its values, by the end of its path: numbers, switches, images, what rollouts go by. All else
/// is told by its path alone: any other field, of any kind, may hold a secret.
const TOLD: [&str; 12] = [
    "image",
    "replicas",
    "paused",
    "suspend",
    "unschedulable",
    "minReadySeconds",
    "progressDeadlineSeconds",
    "terminationGracePeriodSeconds",
    "partition",
    "parallelism",
    "completions",
    "schedule",
];

/// Whether a path may be told with its values. A map's own keys, such as those of `data`, may have any name: they are never among them.
fn may_be_told(path: &str) -> bool {
    let spec = path.starts_with("spec.") || path.starts_with("containers[") || path.starts_with("initContainers[");
    let free = ["data", "stringData", "annotations", "labels", "env", "args", "command"];
    let parts = || path.split(['.', '[']);
    spec && !parts().any(|part| free.contains(&part)) && parts().next_back().is_some_and(|last| TOLD.contains(&last))
}

/// A value as it may be written down: a number, a switch, or an image or schedule, which are one short text.
fn told(value: Option<&str>) -> Option<String> {
    let Some(value) = value else { return Some("nothing".into()) };
    let short = value.chars().count() <= 160 && !value.contains(['\n', '{']);
    short.then(|| value.to_owned())
}

/// Up to three differences in words, as ` (spec.replicas: 2 → 3)`; nothing where there are none.
///
/// An outcome goes to the journal: only what [may be told](may_be_told) is told with its values, of the rest only the path.
pub(super) fn list(differences: &[Difference]) -> String {
    if differences.is_empty() {
        return String::new();
    }
    let line = |d: &Difference| match (told(d.old.as_deref()), told(d.new.as_deref())) {
        (Some(old), Some(new)) if may_be_told(&d.path) => format!("{}: {old} → {new}", d.path),
        _ => d.path.clone(),
    };
    let mut all: Vec<String> = differences.iter().take(3).map(line).collect();
    if differences.len() > 3 {
        all.push(format!("and {} more", differences.len() - 3));
    }
    format!(" ({})", all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_told_is() {
        for (path, told) in [
            ("spec.replicas", true),
            ("spec.paused", true),
            ("spec.suspend", true),
            ("spec.unschedulable", true),
            ("containers[web].image", true),
            ("initContainers[wait].image", true),
            ("spec.jobTemplate.spec.template.spec.containers[job].image", true),
            ("spec.jobTemplate.spec.template.spec.containers[job].env[PASSWORD].value", false),
            ("spec.containers[web].env[PASSWORD].value", false),
            ("containers[web].env[image].value", false),
            ("containers[web].env[image]", false),
            ("containers[web].args[0]", false),
            ("spec.password", false),
            ("spec.data.image", false),
            ("spec.connection.uri", false),
            ("data.image", false),
            ("data[replicas]", false),
            ("stringData.replicas", false),
            ("metadata.annotations[image]", false),
            ("deployment.annotations[replicas]", false),
            ("deployment.labels[image]", false),
            ("image", false),
        ] {
            assert_eq!(may_be_told(path), told, "{path}");
        }
        let long = Difference { path: "spec.image".into(), old: Some("x\ny".into()), new: Some("1".into()) };
        assert_eq!(list(&[long]), " (spec.image)", "what is no image is not told as one");
    }

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
