//! Sending, and what the answer, or its absence, means.
//!
//! Nothing is sent twice unless the server said that it did not take it. After silence the object is read until it tells.

use super::sender::Sender;
use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::told::list;
use crate::cluster::change::object::{self, Object, diff};
use crate::cluster::change::preview::TRIES;
use crate::cluster::change::reads;
use crate::cluster::change::verbs::{Answer, Step, trigger};
use crate::cluster::error::ApiError;
use crate::cluster::session::Session;
use crate::journal::Receipt;
use crate::model::change::reason::{Reason, Refusal, SentReason};
use crate::model::change::{Outcome, Target};
use crate::model::trouble::{Os, Way};
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, sleep};

impl Sender {
    /// Sends, and says how it ended; where it was taken, with the object before and after it.
    pub(super) async fn send(
        &self,
        session: &Session,
        target: &Target,
        step: &Step,
        mut object: Object,
        receipt: &Receipt,
    ) -> (Outcome, Option<(Object, Object)>) {
        let refused = |reason: Reason| (Outcome::Refused { reason }, None);
        for attempt in 1..=TRIES {
            // What is yet to be made has no precondition of its own: it must still not be there.
            if !object.exists() && matches!(reads::fetch(session, target, self.pace.look).await, Ok(o) if o.exists()) {
                return refused(SentReason::Exists(Box::new(target.clone())).into());
            }
            let error = match self.writer.send(receipt, &step.request(target, &object), self.pace.write).await {
                Ok(answer) => {
                    let generation = generation_after(&answer, &object, step);
                    let after = match object::parse(&answer) {
                        Ok(json) if step.answer() == Answer::Object => Object { workload: object.workload, json },
                        Ok(_) | Err(_) => step.applied(&object),
                    };
                    return (Outcome::taken(generation), Some((object, after)));
                }
                Err(error) => error,
            };
            if never_sent(&error) {
                return refused(Refusal::Unsent(words(&error)).into());
            }
            if unanswered(&error) {
                let (outcome, after) = self.find_out(session, target, step, &object, &error).await;
                return (outcome, after.map(|after| (object, after)));
            }
            if !matches!(error.code(), Some(409 | 422)) {
                return refused(reads::said(error, target).into());
            }
            // The server took nothing: a precondition did not hold, or it does not like the request. The object tells which.
            match reads::fetch(session, target, self.pace.look).await {
                Err(e) if e.is_gone() => return refused(e.into()),
                Ok(fresh) if fresh.essence() != object.essence() => {
                    return refused(Refusal::Moved(list(&diff::objects(&object, &fresh))).into());
                }
                // Only the status moved, as it does all the time while pods come and go.
                Ok(fresh) if error.is_conflict() && fresh.resource_version() != object.resource_version() => object = fresh,
                _ => return refused(Reason::from(&error)),
            }
            sleep(self.pace.pause / 5 * attempt).await;
        }
        refused(SentReason::Restless(TRIES).into())
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
        let goes = step.removes();
        let seen = loop {
            let seen = match self.look(session, target, step).await {
                Ok(fresh) => match judge(step, sent, &fresh, error) {
                    Some(outcome) => {
                        let taken = matches!(outcome, Outcome::Taken { .. });
                        return (outcome, taken.then_some(fresh));
                    }
                    None => true,
                },
                Err(e) if goes && e.is_gone() => return (Outcome::taken(0), None),
                Err(e) if e.is_gone() => {
                    let reason = SentReason::NotThere(Box::new(e.into()), words(error)).into();
                    return (Outcome::Unknown { reason }, None);
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
            Outcome::Refused { reason: SentReason::NoEffect(waited, words(error)).into() }
        } else {
            Outcome::Unknown { reason: SentReason::Silence(words(error)).into() }
        };
        (outcome, None)
    }

    /// Reads what tells whether the request took: the object, or the job that it was to make.
    async fn look(&self, session: &Session, target: &Target, step: &Step) -> Result<Object, ChangeError> {
        if let Step::Trigger(job) = step {
            return reads::fetch(session, &trigger::made(target, job), self.pace.look).await;
        }
        reads::fetch(session, target, self.pace.look).await
    }
}

/// Why no answer came.
fn words(error: &ApiError) -> Box<Reason> {
    Box::new(Reason::from(error))
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
        let passed = fresh.resource_version() != sent.resource_version() && step.is_locked();
        return passed.then(|| Outcome::Refused { reason: SentReason::NotTaken(words(error)).into() });
    }
    let moved = list(&diff::objects(sent, fresh));
    Some(Outcome::Unknown { reason: SentReason::Changed(moved, words(error)).into() })
}

/// The generation after a request that was taken. `/scale` does not tell it, but since its precondition held it is the next one.
fn generation_after(answer: &[u8], before: &Object, step: &Step) -> i64 {
    let json: Value = serde_json::from_slice(answer).unwrap_or_default();
    match step.answer() {
        Answer::Other => 0,
        Answer::Scale => before.generation() + 1,
        Answer::Object => json.pointer("/metadata/generation").and_then(Value::as_i64).unwrap_or(0),
    }
}

/// Whether the request cannot have left: no connection came about, or nothing to sign it with.
pub(super) fn never_sent(error: &ApiError) -> bool {
    match error {
        ApiError::Auth(_) | ApiError::ReadOnly => true,
        ApiError::Transport(Way::NoHost(_) | Way::Os(Os::Refused | Os::NoRoute | Os::Unreachable)) => true,
        // A library may say more than the system has said.
        ApiError::Transport(Way::Os(os)) => {
            let words = os.to_string();
            ["Connection refused", "No route to host", "Network is unreachable"].iter().any(|w| words.contains(w))
        }
        ApiError::Transport(_)
        | ApiError::Status { .. }
        | ApiError::Timeout(_)
        | ApiError::Decode(_)
        | ApiError::TooLarge { .. }
        | ApiError::Foreign { .. }
        | ApiError::Swallowed(_)
        | ApiError::Path(_) => false,
    }
}

/// Whether it may have been taken although there is no such answer. A 5xx can come from a proxy or from a store that was too slow.
/// That a webhook could not be called is the API server's own word before it keeps anything.
pub(super) fn unanswered(error: &ApiError) -> bool {
    let turned_away = matches!(error, ApiError::Status { message, .. } if message.contains("failed calling webhook"));
    error.is_unanswered() || (error.code().is_some_and(|code| code >= 500) && !turned_away)
}
