//! The gate itself: revisions for everybody, preview and carrying out for those who have a writer.

use super::around::{self, Around};
use super::edit::Edits;
use super::error::ChangeError;
use super::leave::Followed;
use super::object::{self, Object};
use super::send::{Carried, Pace};
use super::step::Step;
use super::undo::{self, Done, Memory};
use super::writer::Writer;
use super::{apply, diff, history, marks, trigger, warn};
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::journal::{Journal, JournalError};
use crate::model::change::{Change, Consent, Intent, Outcome, Preview, Progress, Target};
use crate::model::guard::Guards;
use crate::model::revision::Revision;
use crate::model::{Name, Time};
use chrono::{FixedOffset, Offset};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// How many previews wait for their user's answer at most; the oldest is forgotten first.
const WAITING: usize = 256;
/// How often a rehearsal or a change is written anew because the object's status moved in between.
pub(super) const TRIES: u32 = 6;

/// The one way to change a cluster. Cheap to ask for revisions; previews and changes need the writer of a session that may write.
pub struct Gate {
    pub(super) session: Session,
    pub(super) pen: Option<Pen>,
    pub(super) edits: Edits,
    guards: Guards,
    zone: FixedOffset,
    /// Namespaces that the text which was planned last makes before it needs them.
    pub(super) coming: Mutex<Vec<Name>>,
}

/// What is needed to change something, and does not exist in read-only mode: all that sends is a method of this or needs its parts.
pub(super) struct Pen {
    pub(super) writer: Writer,
    pub(super) journal: Result<Arc<Journal>, JournalError>,
    /// Takes the entries that the journal cannot, once the user was asked and goes on.
    pub(super) spare: Arc<Journal>,
    /// Why the journal last took no entry.
    pub(super) trouble: Mutex<Option<JournalError>>,
    pub(super) user: Name,
    pub(super) pace: Pace,
    waiting: Mutex<Vec<Prepared>>,
    pub(super) memory: Memory,
    stops: Mutex<HashMap<u64, Arc<Notify>>>,
    /// Changes that were accepted and are followed to their end.
    pub(super) followed: Mutex<Followed>,
    /// When an object that is going was last read.
    pub(super) reads: tokio::sync::Mutex<Option<tokio::time::Instant>>,
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
    /// A gate for a session. `user` is the kubeconfig's name of its user, for the journal. Where the journal cannot be written a preview
    /// says so, and a change is sent only with the [`Consent`] of a user who was told.
    pub fn new(session: Session, writer: Option<Writer>, journal: Result<Arc<Journal>, JournalError>, user: Name) -> Self {
        let pen = writer.map(|writer| Pen {
            writer,
            journal,
            spare: Arc::new(Journal::memory()),
            trouble: Mutex::default(),
            user,
            pace: Pace::default(),
            waiting: Mutex::default(),
            memory: Memory::default(),
            stops: Mutex::default(),
            followed: Mutex::default(),
            reads: tokio::sync::Mutex::default(),
        });
        let zone = chrono::Utc.fix();
        Self { session, pen, edits: Edits::default(), guards: Guards::default(), zone, coming: Mutex::default() }
    }

    /// The same gate under these guard rules, with the user's time zone for their freeze windows.
    #[must_use]
    pub fn guarded(mut self, guards: Guards, zone: FixedOffset) -> Self {
        (self.guards, self.zone) = (guards, zone);
        self
    }

    /// The same gate with the memory of another: what was changed before its session was left can still be taken back.
    #[must_use]
    pub fn remembering(mut self, memory: Memory) -> Self {
        if let Some(pen) = &mut self.pen {
            pen.memory = memory;
        }
        self
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

    /// Looks at a change without making it: reads the object afresh, asks for permission, has the server rehearse the very request, and
    /// says what would differ and what speaks against it. It can then be carried out, or is to be [forgotten](Gate::forget).
    pub async fn preview(&self, mut intent: Intent) -> Result<Preview, ChangeError> {
        let pen = self.pen.as_ref().ok_or(ChangeError::ReadOnly)?;
        let done = intent.undoes.map(|id| pen.done(id).ok_or(ChangeError::NothingToUndo)).transpose()?;
        if let Some(done) = &done {
            undo::aim(&mut intent, done);
        }
        let (object, permitted) = futures::join!(
            object::fetch(&self.session, &intent.target, READ_DEADLINE),
            super::permission::check(&self.session, &intent.target, &intent.change)
        );
        let mut object = object?;
        permitted?;
        if let Some(done) = &done {
            undo::check(&mut intent, done, &object)?;
        }
        self.edits.check(&intent, &object)?;
        let around = around::read(&self.session, &intent.target, &intent.change, &object).await?;
        fill_in(&mut intent, &object, &around)?;
        let (target, change) = (&intent.target, &intent.change);
        let mut tries = 1;
        let (step, after, said) = loop {
            let step = Step::new(target, change, &object, &around, Time::system())?;
            match pen.rehearse(target, &step, &object).await {
                Ok((answer, warned)) => {
                    let mut said: Vec<String> = warned.iter().map(|w| format!("the server warns: {w}")).collect();
                    said.extend(step.lost(&answer));
                    break (step.clone(), rehearsed(&step, &object, answer), said);
                }
                // Some admission webhooks cannot take part in a dry run, and the server then refuses it: no reason not to change it.
                Err(ApiError::Status { code: 400, message, .. }) if message.contains("dry run") || message.contains("dryRun") => {
                    break (step.clone(), step.applied(&object), vec![format!("no dry run: {message}")]);
                }
                // A budget that lets no pod go now may let one go later: said as a warning.
                Err(e) if matches!(step, Step::Evict(_)) && e.code() == Some(429) => {
                    break (step.clone(), object.clone(), vec![format!("it would be refused now: {e}")]);
                }
                Err(e) if e.is_conflict() && tries < TRIES && !matches!(step, Step::Apply(_)) => {
                    tries += 1;
                    object = object::fetch(&self.session, target, READ_DEADLINE).await?;
                }
                Err(e) if apply::lacks_namespace(&step, &object, &e) => {
                    break (step.clone(), step.applied(&object), vec![self.coming(target)?]);
                }
                Err(e @ ApiError::Status { code: 400 | 409 | 422, .. }) => return Err(ChangeError::Refused(e.to_string())),
                Err(e) => return Err(object::said(e, target)),
            }
        };
        let mut warnings = warn::warnings(&object, change, &step, &around);
        warnings.extend(intent.notes.iter().cloned());
        warnings.extend(said);
        let preview = Preview {
            resource_version: object.resource_version().to_owned(),
            generation: object.generation(),
            differences: diff::objects(&object, &after),
            touches: warn::touches(&object, &step),
            warnings,
            reaches: step.reaches(),
            unwritten: pen.unwritten(),
            intent,
        };
        pen.keep(Prepared { preview: preview.clone(), object, step });
        Ok(preview)
    }

    /// Carries out what was previewed, once. It ends within a minute, but for a drain, with an outcome and both journal lines written; run
    /// it in a task of its own, so that nothing that is closed in the meantime cuts it short. `progress` hears how far a drain is.
    pub async fn carry_out(&self, preview: Preview, consent: &Consent, progress: &(dyn Fn(Progress) + Send + Sync)) -> Carried {
        let refused = |reason: String| Carried { outcome: Outcome::Refused { reason }, entry: None, trouble: None };
        let Some(pen) = &self.pen else { return refused(ChangeError::ReadOnly.to_string()) };
        // The screen has asked by these rules; what was not answered as they want it goes no further, whoever asks.
        let decision = self.guards.decide_all(preview.subjects(), consent.count, Time::system(), self.zone);
        if !consent.suffices(decision.ask, &preview.intent) {
            pen.take(preview.intent.id);
            return refused(
                decision.why.map_or_else(|| "nothing was sent: it was not confirmed".into(), |w| format!("nothing was sent: {w}")),
            );
        }
        match pen.take(preview.intent.id) {
            Some(prepared) if prepared.preview == preview => pen.carry_out(&self.session, prepared, consent, progress).await,
            _ => refused("the preview is too old; start again".into()),
        }
    }

    /// Forgets a preview whose user said no.
    pub fn forget(&self, intent: u64) {
        self.pen.as_ref().and_then(|pen| pen.take(intent));
    }

    /// Ends a drain before its last pod has gone.
    pub fn stop(&self, intent: u64) {
        if let Some(stop) = self.pen.as_ref().and_then(|pen| lock(&pen.stops).get(&intent).cloned()) {
            stop.notify_one();
        }
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pen {
    /// What the server would answer, and what it warns of.
    async fn rehearse(&self, target: &Target, step: &Step, object: &Object) -> Result<(Value, Vec<String>), ApiError> {
        let (answer, warned) = self.writer.rehearse(&step.request(target, object), self.pace.write).await?;
        Ok((object::parse(&answer)?, warned))
    }

    fn keep(&self, prepared: Prepared) {
        let mut waiting = lock(&self.waiting);
        waiting.retain(|p| p.preview.intent.id != prepared.preview.intent.id);
        if waiting.len() >= WAITING {
            waiting.remove(0);
        }
        waiting.push(prepared);
    }

    fn take(&self, intent: u64) -> Option<Prepared> {
        let mut waiting = lock(&self.waiting);
        let at = waiting.iter().position(|p| p.preview.intent.id == intent)?;
        Some(waiting.remove(at))
    }

    fn done(&self, intent: u64) -> Option<Done> {
        lock(&self.memory.0).iter().find(|d| d.intent == intent).cloned()
    }

    /// Why an entry could not be written now, as far as that is known.
    fn unwritten(&self) -> Option<String> {
        match &self.journal {
            Err(e) => Some(e.to_string()),
            Ok(_) => lock(&self.trouble).as_ref().map(ToString::to_string),
        }
    }

    /// Notes how a change of many requests is stopped, while it runs.
    pub(super) fn stoppable(&self, intent: u64) -> Arc<Notify> {
        lock(&self.stops).entry(intent).or_default().clone()
    }

    pub(super) fn ended(&self, intent: u64) {
        lock(&self.stops).remove(&intent);
    }
}

/// Fills in what the intent left open and the look knows: the last revision that was whole, the name of a job, the values that labels have.
fn fill_in(intent: &mut Intent, object: &Object, around: &Around) -> Result<(), ChangeError> {
    match &mut intent.change {
        Change::RollBack { from, to } => {
            let revisions = history::revisions(object, around.holders.clone());
            if *from == 0 {
                *from = revisions.iter().find(|r| r.current).map_or(0, |r| r.number);
            }
            if *to == 0 {
                let whole = crate::model::revision::likely(&revisions).filter(|n| n != from);
                *to = whole.ok_or_else(|| ChangeError::NotPossible(format!("{} has no earlier revision", intent.target)))?;
            }
        }
        Change::Trigger { job } if job.is_empty() => *job = trigger::name(&intent.target.name, fastrand::u32(..)),
        Change::Label { marks } => *marks = marks::filled("labels", marks, object),
        Change::Annotate { marks } => *marks = marks::filled("annotations", marks, object),
        _ => {}
    }
    Ok(())
}

/// The object as the rehearsal left it. `/scale` answers with a Scale, which says no more than the number.
fn rehearsed(step: &Step, object: &Object, answer: Value) -> Object {
    if step.answers_with_object() {
        return Object { workload: object.workload, json: answer };
    }
    let mut after = object.clone();
    if let (Step::Scale(_), Some(replicas)) = (step, answer.pointer("/spec/replicas")) {
        object::set(&mut after.json, &["spec", "replicas"], replicas.clone());
    }
    after
}
