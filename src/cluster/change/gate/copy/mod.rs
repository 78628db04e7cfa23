//! Copying files: a change that lasts until all is over. It is asked about and written down as every other; the journal gets its second line
//! with what was copied, never with what was in it. Files of this machine are for [`Here`]; what stands here is the other end: programs of
//! the container, begun one after another. What goes in is made in a new folder beside its place, and has its name when it is whole.

mod into;
mod list;
mod out;
mod run;
#[cfg(test)]
mod tests;

use super::{Gate, enter};
use crate::cluster::change::reads;
use crate::cluster::change::verbs::copy;
use crate::journal::JournalError;
use crate::model::change::reason::{self, CopyReason, FileReason, Refusal, Without};
use crate::model::change::{Change, Consent, Outcome, Preview, Reason};
use crate::model::copy::{CopyNews, Source, Told};
use crate::model::forward::bytes;
use crate::model::{Time, human_duration};
use run::{ENDS_WITHIN, Work};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::sync::watch;

/// How what is copied is sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Form {
    /// As an archive, in which it has this name.
    Archive(String),
    /// As the bytes of one file.
    Plain,
}

/// This machine's end of a copy. What it makes has its name once it is kept, and goes where it is not.
pub trait Here: Send {
    /// What goes into the container.
    fn source(&mut self) -> impl Future<Output = Result<Source, FileReason>> + Send;
    /// Writes it to a stream, until all is written or nobody takes it any more.
    fn give(&mut self, form: Form, to: Sender<Vec<u8>>) -> impl Future<Output = Result<Told, FileReason>> + Send;
    /// Whether there is a place for what comes out of the container by this name.
    fn place(&mut self, name: &str) -> impl Future<Output = Result<(), FileReason>> + Send;
    /// Makes something of a stream, until it ends.
    fn take(&mut self, form: Form, from: Receiver<Vec<u8>>) -> impl Future<Output = Result<(), FileReason>> + Send;
    /// Gives what was made its name; gives what it is, and its path.
    fn keep(&mut self) -> impl Future<Output = Result<(Told, String), FileReason>> + Send;
}

/// How a copy ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copied {
    /// Its outcome, as the journal has it.
    pub outcome: Outcome,
    /// Why its end could not be written to the journal.
    pub trouble: Option<JournalError>,
}

/// Why it did not come about.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Broken {
    /// It was ended from here.
    Stopped,
    /// Nothing has its name, and why.
    Failed(Reason),
    /// Nothing has its name, something may be left of it, and why.
    Left(Reason),
    /// Whether it has its name is not known.
    Unknown(Reason),
}

impl From<CopyReason> for Broken {
    fn from(why: CopyReason) -> Self {
        Self::Failed(why.into())
    }
}

/// What is said of this machine.
impl From<FileReason> for Broken {
    fn from(why: FileReason) -> Self {
        Self::Failed(why.into())
    }
}

impl Gate {
    /// How long a copy may take for its end once it is stopped: until then it takes away what it has made by halves.
    pub const COPY_ENDS_WITHIN: Duration = ENDS_WITHIN;

    /// Carries out the copy of a preview, once. It is ended by `stop`, or where whoever could send that is gone. Run it in a task of its own: it
    /// writes its end to the journal whoever has gone meanwhile.
    pub async fn copy(
        &self,
        preview: Preview,
        consent: &Consent,
        mut here: impl Here,
        stop: watch::Receiver<bool>,
        news: watch::Sender<CopyNews>,
    ) -> Copied {
        let refused = |reason: Reason| Copied { outcome: Outcome::Refused { reason }, trouble: None };
        let Some(sender) = &self.sender else { return refused(Refusal::ReadOnly.into()) };
        if let Err(why) = self.consented(&preview, consent) {
            sender.take_entry(preview.intent.id);
            return refused(why.into());
        }
        let (target, change) = (&preview.intent.target, &preview.intent.change);
        if sender.take_entry(preview.intent.id).is_none_or(|kept| kept != preview) {
            return refused(Refusal::Stale.into());
        }
        // No stream can be opened on the condition that the pod is still the one that was looked at: it is looked at once more.
        if let Err(why) = reads::fetch(&self.session, target, sender.pace.look).await {
            return refused(why.into());
        }
        let container = change.container().unwrap_or_default();
        let first = match copy::path(target, container, &[], false) {
            Ok(path) => path,
            Err(e) => return refused(Reason::from(&e)),
        };
        // What cannot be on this machine is known before anything is sent.
        let looked = if let Change::CopyOut { from, .. } = change {
            let (_, name) = copy::split(from).unwrap_or_default();
            here.place(name).await.map(|()| Source::default())
        } else {
            here.source().await
        };
        let source = match looked {
            Ok(source) => source,
            Err(why) => return refused(why.into()),
        };
        let begun = Time::system();
        let entry = super::sender::entry(begun, &sender.user, target, change, enter::note_of(first.text()));
        let (journal, id, receipt) = match sender.book.begin(entry, consent).await {
            Ok(begun) => begun,
            Err(e) => return refused(CopyReason::NotBegun(e.into()).into()),
        };
        let mut work = Work {
            writer: &sender.writer,
            receipt: &receipt,
            target,
            container,
            deadline: sender.pace.write,
            stop,
            news: &news,
            closes: true,
            by_shell: false,
        };
        let ended = if let Change::CopyIn { to, replace, .. } = change {
            news.send_modify(|n| n.of = Some(source.bytes));
            work.copy_in(&source, (to, *replace), &mut here).await
        } else if let Change::CopyOut { from, .. } = change {
            work.copy_out(from, &mut here).await
        } else {
            Err(Broken::Failed(Refusal::Without(change.does(), Box::new(target.clone()), Without::Copying).into()))
        };
        // What was made and not kept goes now.
        drop(here);
        let outcome = outcome(ended, news.borrow().bytes, Time::system().since(begun));
        let trouble = journal.finish_async(id, outcome.clone(), Time::system()).await.err();
        Copied { outcome, trouble }
    }
}

/// What the journal says of its end.
fn outcome(ended: Result<(Told, String), Broken>, over: u64, took: i64) -> Outcome {
    let (over, took) = (bytes(over), human_duration(took));
    match ended {
        Ok((told, place)) => {
            let Told { files, bytes: size, left_out } = told;
            let copied = Box::new(reason::Copied { files, size: bytes(size), left_out, took, place });
            Outcome::Done { note: Some(CopyReason::Done(copied).into()) }
        }
        Err(Broken::Stopped) => Outcome::Failed { reason: CopyReason::Stopped(took, over).into() },
        Err(Broken::Failed(why)) => Outcome::Failed { reason: why },
        Err(Broken::Left(why)) => Outcome::Partial { reason: why },
        Err(Broken::Unknown(why)) => Outcome::Unknown { reason: why },
    }
}
