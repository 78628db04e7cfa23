//! What is needed to change something: journal, writer, and what is remembered of changes on their way.

use super::book::Book;
use super::evictions::Work;
use super::leaving::Followed;
use super::memory::Memory;
use super::pace::Pace;
use super::writer::Writer;
use crate::cluster::change::lock::lock;
use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::preview::undo::Done;
use crate::cluster::change::preview::{Door, Prepared};
use crate::cluster::change::verbs::Step;
use crate::cluster::error::ApiError;
use crate::cluster::session::Session;
use crate::journal::{Entry, EntryId, Journal, JournalError, PatchNote};
use crate::model::change::reason::{Reason, Refusal};
use crate::model::change::{Change, Consent, Outcome, Preview, Progress, Target};
use crate::model::{Name, Time};
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// How many previews wait for their user's answer at most; the oldest is forgotten first.
const WAITING: usize = 256;

/// All that it takes, which does not exist in read-only mode: all that sends is a method of this or needs its parts.
pub(super) struct Sender {
    pub(super) writer: Writer,
    pub(super) book: Book,
    pub(super) user: Name,
    pub(super) pace: Pace,
    waiting: Mutex<Vec<Prepared>>,
    /// Streams into pods that were looked at and wait for their user's answer.
    entries: Mutex<Vec<Preview>>,
    pub(super) memory: Memory,
    pub(super) stops: Mutex<HashMap<u64, Arc<Notify>>>,
    /// Changes that were accepted and are followed to their end.
    pub(super) followed: Mutex<Followed>,
    /// When an object that is going was last read.
    pub(super) reads: tokio::sync::Mutex<Option<tokio::time::Instant>>,
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

impl Door for Sender {
    async fn dry_run(&self, request: &Request) -> Result<(Bytes, Vec<String>), ApiError> {
        self.writer.dry_run(request, self.pace.write).await
    }
}

impl Sender {
    /// A sender with nothing on its way.
    pub(super) fn new(writer: Writer, journal: Result<Arc<Journal>, JournalError>, user: Name) -> Self {
        Self {
            writer,
            book: Book::new(journal),
            user,
            pace: Pace::default(),
            waiting: Mutex::default(),
            entries: Mutex::default(),
            memory: Memory::default(),
            stops: Mutex::default(),
            followed: Mutex::default(),
            reads: tokio::sync::Mutex::default(),
        }
    }

    pub(super) async fn carry_out(
        &self,
        session: &Session,
        prepared: Prepared,
        (consent, why): (&Consent, Option<Reason>),
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Carried {
        let unsent = |reason: Refusal| Carried { outcome: Outcome::Refused { reason: reason.into() }, entry: None, trouble: None };
        let Prepared { preview, object, step } = prepared;
        let (target, change, now) = (&preview.intent.target, &preview.intent.change, Time::system());
        let step = step.at(now);
        if let Some(nothing) = step.nothing_to_do(&object) {
            return unsent(Refusal::Nothing(nothing));
        }
        let mut entry = Entry { why, ..entry(now, &self.user, target, change, note(&step.request(target, &object))) };
        entry.plan = preview.intent.part.as_ref().map(|part| part.plan.clone()).filter(|plan| !plan.is_empty());
        let (journal, id, receipt) = match self.book.begin(entry, consent).await {
            Ok(begun) => begun,
            Err(e) => return unsent(Refusal::Unsent(e.into())),
        };
        let intent = preview.intent.id;
        lock(&self.followed).begun(intent, id.clone(), journal.clone());
        let (mut outcome, done) = self.send(session, target, &step, object, &receipt).await;
        if let Some((before, after)) = done {
            self.memory.keep(Done { intent, before, after });
        }
        if let (Step::Drain(plan), Outcome::Taken { .. }) = (&step, &outcome) {
            let stop = self.stoppable(intent);
            let (writer, pace) = (&self.writer, self.pace);
            let work = Work { writer, pace, session, node: target, receipt: &receipt, id: intent, progress, stop: &stop };
            outcome = work.evict_all(plan).await;
            self.ended(intent);
        }
        let trouble = journal.finish_async(id.clone(), outcome.clone(), Time::system()).await.err();
        Carried { outcome, entry: Some(id), trouble }
    }

    pub(super) fn keep(&self, prepared: Prepared) {
        let mut waiting = lock(&self.waiting);
        waiting.retain(|p| p.preview.intent.id != prepared.preview.intent.id);
        if waiting.len() >= WAITING {
            waiting.remove(0);
        }
        waiting.push(prepared);
    }

    pub(super) fn take(&self, intent: u64) -> Option<Prepared> {
        let mut waiting = lock(&self.waiting);
        let at = waiting.iter().position(|p| p.preview.intent.id == intent)?;
        Some(waiting.remove(at))
    }

    pub(super) fn keep_entry(&self, preview: Preview) {
        let mut entries = lock(&self.entries);
        entries.retain(|p| p.intent.id != preview.intent.id);
        if entries.len() >= WAITING {
            entries.remove(0);
        }
        entries.push(preview);
    }

    pub(super) fn take_entry(&self, intent: u64) -> Option<Preview> {
        let mut entries = lock(&self.entries);
        let at = entries.iter().position(|p| p.intent.id == intent)?;
        Some(entries.remove(at))
    }

    /// Notes how a change of many requests is stopped, while it runs.
    fn stoppable(&self, intent: u64) -> Arc<Notify> {
        lock(&self.stops).entry(intent).or_default().clone()
    }

    fn ended(&self, intent: u64) {
        lock(&self.stops).remove(&intent);
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
        why: None,
        patch,
        plan: None,
    }
}

/// What the journal says of a request.
pub(super) fn note(request: &Request) -> PatchNote {
    // The usual PATCH goes without saying.
    let method = match request.form {
        Form::Post => Some("POST"),
        Form::Delete => Some("DELETE"),
        Form::Merge | Form::Strategic | Form::Json | Form::Apply => None,
    };
    PatchNote {
        method: method.map(str::to_owned),
        path: request.send_path(),
        content_type: request.form.content_type().to_owned(),
        body: (!request.private).then(|| request.body.clone()),
    }
}
