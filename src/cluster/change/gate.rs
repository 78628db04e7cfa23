//! The gate itself: revisions for everybody, preview and carrying out for those who have a writer.

use super::error::ChangeError;
use super::object::{self, Object};
use super::send::{Carried, Pace};
use super::step::Step;
use super::writer::Writer;
use super::{diff, history, warn};
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::journal::{Journal, JournalError};
use crate::model::change::{Change, Intent, Outcome, Preview, Target};
use crate::model::revision::Revision;
use crate::model::rights::Right;
use crate::model::text::clean;
use crate::model::{Name, Time};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

/// How many previews wait for their user's answer at most; the oldest is forgotten first.
const WAITING: usize = 256;
/// How often a rehearsal or a change is written anew because the object's status moved in between.
pub(super) const TRIES: u32 = 6;

/// The one way to change a cluster. Cheap to ask for revisions; previews and changes need the writer of a session that may write.
pub struct Gate {
    pub(super) session: Session,
    pub(super) pen: Option<Pen>,
}

/// What is needed to change something, and does not exist in read-only mode: all that sends is a method of this or needs its parts.
pub(super) struct Pen {
    pub(super) writer: Writer,
    pub(super) journal: Result<Arc<Journal>, JournalError>,
    pub(super) user: Name,
    pub(super) pace: Pace,
    waiting: Mutex<Vec<Prepared>>,
}

/// A preview with what it was made from. Only what was looked at can be sent, and it is sent as it was looked at.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) preview: Preview,
    pub(super) object: Object,
    pub(super) step: Step,
}

// Written by hand: objects may hold secrets, which no debug line may carry.
impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").field("context", &self.session.context).field("writes", &self.pen.is_some()).finish_non_exhaustive()
    }
}

impl Gate {
    /// A gate for a session. `user` is the kubeconfig's name of its user, for the journal. Without a journal that can be written nothing
    /// is sent: give [`Journal::memory`] once the user was asked and goes on without one.
    pub fn new(session: Session, writer: Option<Writer>, journal: Result<Arc<Journal>, JournalError>, user: Name) -> Self {
        let pen = writer.map(|writer| Pen { writer, journal, user, pace: Pace::default(), waiting: Mutex::default() });
        Self { session, pen }
    }

    /// Whether this gate can change anything.
    pub const fn writes(&self) -> bool {
        self.pen.is_some()
    }

    /// The revisions that the target can go back to, newest first, each with what going back would change in the pod template.
    pub async fn revisions(&self, target: &Target) -> Result<Vec<Revision>, ChangeError> {
        let object = object::fetch(&self.session, target, READ_DEADLINE).await?;
        let holders = history::fetch(&self.session, target, &object).await?;
        Ok(history::revisions(&object, holders))
    }

    /// Looks at a change without making it: reads the object afresh, asks for permission, has the server rehearse the very patch, and
    /// says what would differ and what speaks against it. It can then be carried out, or is to be [forgotten](Gate::forget).
    pub async fn preview(&self, intent: Intent) -> Result<Preview, ChangeError> {
        let pen = self.pen.as_ref().ok_or(ChangeError::ReadOnly)?;
        let target = &intent.target;
        let autoscalers = async {
            match intent.change {
                Change::Scale { .. } => warn::autoscalers(&self.session, target).await,
                _ => Vec::new(),
            }
        };
        let (object, permitted, autoscalers) = futures::join!(
            object::fetch(&self.session, target, READ_DEADLINE),
            permitted(&self.session, target, &intent.change),
            autoscalers
        );
        let mut object = object?;
        permitted?;
        let holders = match intent.change {
            Change::RollBack { .. } => history::fetch(&self.session, target, &object).await?,
            _ => Vec::new(),
        };
        let mut tries = 1;
        let (step, after, unrehearsed) = loop {
            let step = Step::new(target, &intent.change, &object, &holders, Time::system())?;
            match pen.rehearse(target, &step, &object).await {
                Ok(answer) => break (step.clone(), rehearsed(&step, &object, answer), None),
                // Some admission webhooks cannot take part in a dry run, and the server then refuses it: no reason not to change it.
                Err(ApiError::Status { code: 400, message, .. }) if message.contains("dry run") || message.contains("dryRun") => {
                    break (step.clone(), step.applied(&object), Some(format!("the server cannot rehearse it: {message}")));
                }
                Err(e) if e.is_conflict() && tries < TRIES => {
                    tries += 1;
                    object = object::fetch(&self.session, target, READ_DEADLINE).await?;
                }
                Err(e @ ApiError::Status { code: 400 | 409 | 422, .. }) => return Err(ChangeError::Refused(e.to_string())),
                Err(e) => return Err(object::said(e, target)),
            }
        };
        let mut warnings = warn::warnings(&object, &intent.change, &step);
        warnings.extend(autoscalers);
        warnings.extend(unrehearsed);
        warnings.extend(pen.journal.as_ref().err().map(|e| format!("it cannot be sent: {e}")));
        let preview = Preview {
            resource_version: object.resource_version().to_owned(),
            generation: object.generation(),
            differences: diff::objects(&object, &after),
            touches: warn::touches(&object, &step),
            warnings,
            intent,
        };
        pen.keep(Prepared { preview: preview.clone(), object, step });
        Ok(preview)
    }

    /// Carries out what was previewed, once. It ends within a minute, with an outcome and both journal lines written; run it in a task
    /// of its own, so that nothing that is closed in the meantime cuts it short.
    pub async fn carry_out(&self, preview: Preview) -> Carried {
        let refused = |reason: String| Carried { outcome: Outcome::Refused { reason }, entry: None, trouble: None };
        let Some(pen) = &self.pen else { return refused(ChangeError::ReadOnly.to_string()) };
        match pen.take(preview.intent.id) {
            Some(prepared) if prepared.preview == preview => pen.carry_out(&self.session, prepared).await,
            _ => refused("it was looked at too long ago: look again".into()),
        }
    }

    /// Forgets a preview whose user said no.
    pub fn forget(&self, intent: u64) {
        self.pen.as_ref().and_then(|pen| pen.take(intent));
    }
}

impl Pen {
    async fn rehearse(&self, target: &Target, step: &Step, object: &Object) -> Result<Value, ApiError> {
        let patch = step.patch(target, object);
        let answer =
            self.writer.rehearse(&patch.rehearsal_path(), patch.kind.content_type(), patch.bytes(), self.pace.write).await?;
        object::parse(&answer)
    }

    fn keep(&self, prepared: Prepared) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|p| p.preview.intent.id != prepared.preview.intent.id);
        if waiting.len() >= WAITING {
            waiting.remove(0);
        }
        waiting.push(prepared);
    }

    fn take(&self, intent: u64) -> Option<Prepared> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let at = waiting.iter().position(|p| p.preview.intent.id == intent)?;
        Some(waiting.remove(at))
    }
}

/// The object as the rehearsal left it. `/scale` answers with a Scale, which says no more than the number.
fn rehearsed(step: &Step, object: &Object, answer: Value) -> Object {
    if !matches!(step, Step::Scale(_)) {
        return Object { kind: object.kind, json: answer };
    }
    let mut after = object.clone();
    if let Some(replicas) = answer.pointer("/spec/replicas") {
        object::set(&mut after.json, &["spec", "replicas"], replicas.clone());
    }
    after
}

/// Asks whether the user may. A question that failed is no "no": the rehearsal needs the same right and will tell.
async fn permitted(session: &Session, target: &Target, change: &Change) -> Result<(), ChangeError> {
    let right = match change {
        Change::Scale { .. } => Right::Scale(target.kind),
        _ => Right::Patch(target.kind),
    };
    let (verb, group, resource, subresource) = right.attributes();
    let body = json!({
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {
            "verb": verb, "group": group, "resource": resource, "subresource": subresource,
            "namespace": &*target.namespace, "name": &*target.name,
        }},
    });
    let Ok(answer) = session.review(body.to_string().into_bytes(), READ_DEADLINE).await else { return Ok(()) };
    let answer = object::parse(&answer).unwrap_or_default();
    if answer.pointer("/status/allowed") != Some(&Value::Bool(false)) {
        return Ok(());
    }
    let slash = if subresource.is_empty() { String::new() } else { format!("/{subresource}") };
    let reason = answer.pointer("/status/reason").and_then(Value::as_str).filter(|r| !r.is_empty());
    let reason = reason.map_or(String::new(), |r| format!(": {}", clean(r)));
    Err(ChangeError::Denied(format!(
        "denied: you may not {verb} {resource}{slash} in {} of {}{reason}",
        target.namespace, target.context
    )))
}
