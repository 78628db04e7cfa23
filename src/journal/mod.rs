//! The record of changes: an entry is on disk before the request it tells of is sent.
//!
//! One JSON line is appended before a change is sent and one after its outcome is known; the second refers to the first by its id. A
//! line is one `write` to a file opened for appending, so that two dogwatches at once, and a kill at any step, leave whole lines or one
//! torn line that is passed over. A file that has reached its size is rotated, and all that is kept is read as one; an entry may have
//! begun in one part and ended in a later one. Used by `cluster::change` to write, by `dogwatch journal` and the journal view to read.

mod entry;
mod error;
mod file;
mod parts;

pub use entry::{Entry, EntryId, History, PatchNote, Record};
pub use error::JournalError;

use crate::model::change::Outcome;
use crate::model::promotion::{PlanEnd, PlanNote, PlanRecord};
use crate::model::{Name, Time};
use entry::Pairing;
use file::Place;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The file's name within its folder, `$XDG_STATE_HOME/dogwatch`.
pub const FILE: &str = "journal.jsonl";

/// The size in bytes that the file may reach before it is rotated.
pub const SIZE: u64 = 8 << 20;

/// How long the lock is waited for. Its holder needs milliseconds, so one that has it longer was stopped or hangs.
const LOCK_WAIT: Duration = Duration::from_secs(2);

/// Proof that the journal has written an entry down. Only the journal makes one, and no write can be sent without it.
#[derive(Debug)]
pub struct Receipt(());

/// The journal. Its methods block on the disk: from async code use those that end in `_async`.
#[derive(Debug)]
pub struct Journal {
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    File(Place),
    Memory(Mutex<Vec<u8>>),
}

impl Journal {
    /// Opens the journal in a folder, which is made with mode 0700 where it is missing; the files have mode 0600. Fails where it could
    /// not be written to, so that it is known before the first change and not in the middle of it.
    pub fn open(dir: &Path) -> Result<Self, JournalError> {
        let path = dir.join(FILE);
        file::prepare(dir, &path)?;
        Ok(Self { sink: Sink::File(Place { path, bytes: SIZE, wait: LOCK_WAIT }) })
    }

    /// A journal that is kept in memory and lost at the end: for tests, and for a user who was asked and goes on without a file.
    pub const fn memory() -> Self {
        Self { sink: Sink::Memory(Mutex::new(Vec::new())) }
    }

    /// The same, rotated at another size than [`SIZE`].
    pub fn sized(mut self, bytes: u64) -> Self {
        if let Sink::File(place) = &mut self.sink {
            place.bytes = bytes;
        }
        self
    }

    /// Where it is kept; `None` for one in memory.
    pub fn path(&self) -> Option<&Path> {
        match &self.sink {
            Sink::File(place) => Some(&place.path),
            Sink::Memory(_) => None,
        }
    }

    /// Writes down what is about to be sent. When this returns the entry is on the disk.
    pub fn begin(&self, entry: &Entry) -> Result<(EntryId, Receipt), JournalError> {
        let id = EntryId::fresh(entry.time);
        self.append(&entry::begin_line(&id, entry))?;
        Ok((id, Receipt(())))
    }

    /// Writes down how it ended.
    pub fn finish(&self, id: &EntryId, outcome: &Outcome, time: Time) -> Result<(), JournalError> {
        self.append(&entry::end_line(id, outcome, time))
    }

    /// Writes down a plan whose steps are about to be sent, each with an entry of its own. Gives what those name it by.
    pub fn begin_plan(&self, user: &Name, note: &PlanNote, time: Time) -> Result<Name, JournalError> {
        let id = EntryId::fresh(time);
        self.append(&entry::plan_line(&id, time, user, note))?;
        Ok(id.to_string().as_str().into())
    }

    /// Writes down how a plan ended.
    pub fn end_plan(&self, id: &Name, end: &PlanEnd, time: Time) -> Result<(), JournalError> {
        self.append(&entry::plan_end_line(&EntryId::known(id), end, time))
    }

    /// The entries begun at `since` or later (all without it), oldest first, each with its outcome where one was written.
    pub fn read(&self, since: Option<Time>) -> Result<History, JournalError> {
        match &self.sink {
            Sink::File(place) => read(&place.path, since),
            Sink::Memory(bytes) => {
                let mut pairing = Pairing::since(since);
                pairing.feed(&bytes.lock().unwrap_or_else(PoisonError::into_inner));
                Ok(pairing.done(false))
            }
        }
    }

    /// [`Journal::begin`] off the async threads.
    pub async fn begin_async(self: &Arc<Self>, entry: Entry) -> Result<(EntryId, Receipt), JournalError> {
        let journal = self.clone();
        off_thread(move || journal.begin(&entry)).await
    }

    /// [`Journal::finish`] off the async threads.
    pub async fn finish_async(self: &Arc<Self>, id: EntryId, outcome: Outcome, time: Time) -> Result<(), JournalError> {
        let journal = self.clone();
        off_thread(move || journal.finish(&id, &outcome, time)).await
    }

    /// [`Journal::begin_plan`] off the async threads.
    pub async fn begin_plan_async(self: &Arc<Self>, user: Name, note: PlanNote, time: Time) -> Result<Name, JournalError> {
        let journal = self.clone();
        off_thread(move || journal.begin_plan(&user, &note, time)).await
    }

    /// [`Journal::end_plan`] off the async threads.
    pub async fn end_plan_async(self: &Arc<Self>, id: Name, end: PlanEnd, time: Time) -> Result<(), JournalError> {
        let journal = self.clone();
        off_thread(move || journal.end_plan(&id, &end, time)).await
    }

    fn append(&self, line: &str) -> Result<(), JournalError> {
        match &self.sink {
            Sink::File(place) => file::append(place, line),
            Sink::Memory(bytes) => {
                bytes.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(line.as_bytes());
                Ok(())
            }
        }
    }
}

/// Reads a journal with all its parts, `path` being the file that is written, without opening them for writing. Where there are none it is
/// empty.
pub fn read(path: &Path, since: Option<Time>) -> Result<History, JournalError> {
    let mut pairing = Pairing::since(since);
    let cut = file::read(path, |bytes| pairing.feed(bytes))?;
    Ok(pairing.done(cut))
}

/// The newest plan, where it was not finished. What is of changes alone is not read for it.
pub fn unfinished(path: &Path) -> Result<Option<PlanRecord>, JournalError> {
    let mut pairing = Pairing::since(None);
    file::read(path, |bytes| {
        for line in bytes.split_inclusive(|b| *b == b'\n').filter(|line| entry::is_of_plan(line)) {
            pairing.feed(line);
        }
    })?;
    Ok(pairing.done(true).plans.pop().filter(|plan| plan.end.is_none()))
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T, JournalError> + Send + 'static) -> Result<T, JournalError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| Err(JournalError::Stopped(e.to_string())))
}

#[cfg(test)]
mod rotation_tests;
#[cfg(test)]
mod tests;
