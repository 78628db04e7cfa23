//! The gate itself: revisions for everybody, preview and carrying out for those who have a writer. This floor alone journals and sends.

mod book;
mod command;
mod copy;
mod debug;
mod enter;
mod evictions;
mod forward;
mod leaving;
mod memory;
mod onward;
mod pace;
mod plans;
mod runtimes;
mod send;
mod sender;
mod writer;

#[cfg(test)]
mod consent_tests;
#[cfg(test)]
mod enter_tests;
#[cfg(test)]
mod flow_tests;
#[cfg(test)]
mod secret_tests;

pub use copy::{Copied, Form, Here};
pub use enter::Entered;
pub use forward::Forwarded;
pub use leaving::Leaving;
pub use memory::Memory;
pub use sender::Carried;

use super::error::ChangeError;
use super::lock::lock;
use super::preview::edits::Edits;
use super::preview::plan::{Coming, Document};
use super::preview::{self, Known};
use super::reads::{self, autoscale, history, who};
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session, WriteAccess};
use crate::journal::{Journal, JournalError};
use crate::model::change::reason::Refusal;
use crate::model::change::{Change, Consent, Intent, Outcome, Piece, Preview, Progress, Stream, Target, Touched};
use crate::model::guard::Guards;
use crate::model::nodes::foresee::Forecast;
use crate::model::revision::Revision;
use crate::model::{Name, Time};
use book::Book;
use chrono::{FixedOffset, Offset};
use command::Commands;
use sender::Sender;
use std::sync::Arc;
use tokio::task::spawn_blocking;
use writer::Writer;

/// The one way to change a cluster. Cheap to ask for revisions; previews and changes need the writer of a session that may write.
pub struct Gate {
    session: Session,
    sender: Option<Sender>,
    commands: Commands,
    edits: Edits,
    guards: Guards,
    zone: FixedOffset,
    coming: Coming,
}

// Written by hand: objects may hold secrets, which no debug line may carry.
impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate")
            .field("context", &self.session.context)
            .field("writes", &self.sender.is_some())
            .finish_non_exhaustive()
    }
}

impl Gate {
    /// A gate for a session. `user` is the kubeconfig's name of its user, for the journal. Where the journal cannot be written a preview
    /// says so, and a change is sent only with the [`Consent`] of a user who was told.
    pub fn new(session: Session, access: Option<WriteAccess>, journal: Result<Arc<Journal>, JournalError>, user: Name) -> Self {
        let commands = Commands::new(Book::new(journal.clone()), user.clone());
        let sender = access.map(|access| Sender::new(Writer(access), journal, user));
        let zone = chrono::Utc.fix();
        Self { session, sender, commands, edits: Edits::default(), guards: Guards::default(), zone, coming: Coming::default() }
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
        if let Some(sender) = &mut self.sender {
            sender.memory = memory;
        }
        self
    }

    /// Whether this gate can change anything.
    pub const fn writes(&self) -> bool {
        self.sender.is_some()
    }

    /// The revisions that the target can go back to, newest first, each with what going back would change in the pod template.
    pub async fn revisions(&self, target: &Target) -> Result<Vec<Revision>, ChangeError> {
        let object = reads::fetch(&self.session, target, READ_DEADLINE).await?;
        let holders = history::fetch(&self.session, target, &object).await?;
        spawn_blocking(move || history::revisions(&object, holders)).await.map_err(|e| ApiError::unread(e).into())
    }

    /// What becomes of each pod of a node if it is drained.
    ///
    /// # Errors
    /// When its pods cannot be read.
    pub async fn foresee(&self, target: &Target) -> Result<Forecast, ChangeError> {
        preview::drain::foresee(&self.session, target).await
    }

    /// Looks at a change without making it: reads the object afresh, asks for permission, has the server try the very request, and
    /// says what would differ and what speaks against it. It can then be carried out, or is to be [forgotten](Gate::forget).
    pub async fn preview(&self, intent: Intent) -> Result<Preview, ChangeError> {
        if intent.target.context != self.session.context {
            return Err(Refusal::Elsewhere(Box::new(intent.target), self.session.context.clone()).into());
        }
        if intent.change.spec().stream == Some(Stream::Here) {
            return self.look_at_command(intent);
        }
        let sender = self.sender.as_ref().ok_or(Refusal::ReadOnly)?;
        let done = intent.undoes.map(|id| sender.memory.find(id).ok_or(Refusal::NothingToUndo)).transpose()?;
        if let Some(stream) = intent.change.spec().stream {
            let mut preview = match stream {
                Stream::Inside => preview::enter::look(&self.session, intent).await?,
                Stream::Beside => preview::debug::look(&self.session, sender, intent).await?,
                Stream::Files => preview::copy::look(&self.session, intent).await?,
                Stream::Port => preview::forward::look(&self.session, intent).await?.0,
                Stream::Here => return self.look_at_command(intent),
            };
            preview.unwritten = sender.book.unwritten();
            sender.keep_entry(preview.clone());
            return Ok(preview);
        }
        let known = Known { edits: &self.edits, coming: &self.coming, done };
        let mut prepared = preview::look(&self.session, sender, intent, known).await?;
        prepared.preview.unwritten = sender.book.unwritten();
        let preview = prepared.preview.clone();
        sender.keep(prepared);
        Ok(preview)
    }

    /// The changes that a text of one or more YAML documents asks for, in its order. `namespace` is for those that name none. Nothing is
    /// sent.
    ///
    /// # Errors
    /// When the text is no YAML, has no object in it, or the server cannot be asked what it serves.
    pub async fn plan(&self, text: &str, namespace: &Name) -> Result<Vec<Document>, ChangeError> {
        self.coming.plan(&self.session, text, namespace).await
    }

    /// The text of an object, or of a part of it, to be edited: YAML without what only the server writes, and its resourceVersion.
    pub async fn text(&self, part: &Piece) -> Result<(String, String), ChangeError> {
        self.edits.text(&self.session, part).await
    }

    /// The text of an object as it was handed out, by its version.
    pub fn handed(&self, part: &Piece, version: &str) -> Option<String> {
        self.edits.handed(part, version)
    }

    /// A text that was edited before, to be edited again: as it stands while the object is as it was handed out, else laid over the object
    /// as it is now, so that nothing that others changed meanwhile is taken back. Also the version that the answer is of. `base` is what was
    /// handed out then, where that was in an earlier run.
    ///
    /// # Errors
    /// When the object cannot be read.
    pub async fn text_again(
        &self,
        part: &Piece,
        version: &str,
        base: Option<&str>,
        text: &str,
    ) -> Result<(String, String), ChangeError> {
        self.edits.text_again(&self.session, part, version, base, text).await
    }

    /// The change that an edited text asks for: the merge patch between what was handed out and it. `None` where nothing was changed.
    pub fn edited(&self, part: &Piece, version: &str, text: &str) -> Result<Option<Change>, ChangeError> {
        self.edits.edited(part, version, text)
    }

    /// Kind and name of what the autoscalers of a namespace leave alone while it is at 0. Where they may not be listed: none.
    pub async fn off_at_zero(&self, namespace: &Name) -> Vec<(Name, Name)> {
        autoscale::off_at_zero(&self.session, namespace).await
    }

    /// The autoscaler, GitOps tool or field manager that set this field of the target last; `None` where that cannot be told.
    pub async fn who_changed(&self, target: &Target, touched: &Touched) -> Option<String> {
        who::changed(&self.session, target, touched).await
    }

    /// Carries out what was previewed, once. It ends within a minute, but for a drain, with an outcome and both journal lines written; run
    /// it in a task of its own, so that nothing that is closed in the meantime cuts it short. `progress` hears how far a drain is.
    pub async fn carry_out(&self, preview: Preview, consent: &Consent, progress: &(dyn Fn(Progress) + Send + Sync)) -> Carried {
        let refused = |reason: Refusal| Carried { outcome: Outcome::Refused { reason: reason.into() }, entry: None, trouble: None };
        let Some(sender) = &self.sender else { return refused(Refusal::ReadOnly) };
        if let Err(why) = self.consented(&preview, consent) {
            sender.take(preview.intent.id);
            return refused(why);
        }
        match sender.take(preview.intent.id) {
            Some(prepared) if prepared.preview == preview => {
                sender.carry_out(&self.session, prepared, (consent, None), progress).await
            }
            _ => refused(Refusal::Stale),
        }
    }

    /// Whether the answer is what the guard rules want. The screen has asked by them; what was not answered so goes no further, whoever asks.
    fn consented(&self, preview: &Preview, consent: &Consent) -> Result<(), Refusal> {
        // Of a plan it is as many as that has, whoever asks.
        let count = consent.count.max(preview.intent.part.as_ref().map_or(0, |part| part.of));
        let decision = self.guards.decide_all(preview.subjects(), count, Time::system(), self.zone);
        if consent.suffices(decision.ask.max(preview.least()), &preview.intent) {
            return Ok(());
        }
        Err(decision.why.map_or(Refusal::Unconfirmed, Refusal::Rule))
    }

    /// Forgets a preview whose user said no.
    pub fn forget(&self, intent: u64) {
        self.commands.take(intent);
        if let Some(sender) = &self.sender {
            sender.take(intent);
            sender.take_entry(intent);
        }
    }

    /// Ends a drain before its last pod has gone.
    pub fn stop(&self, intent: u64) {
        if let Some(stop) = self.sender.as_ref().and_then(|sender| lock(&sender.stops).get(&intent).cloned()) {
            stop.notify_one();
        }
    }
}
