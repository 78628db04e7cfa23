//! Where it is written down before it happens: in the journal, else, for a user who was told, in memory.

use crate::cluster::change::lock::lock;
use crate::journal::{Entry, EntryId, Journal, JournalError, Receipt};
use crate::model::change::Consent;
use crate::model::change::reason::Reason;
use std::sync::{Arc, Mutex};

/// The journal, and what stands in for it.
pub(super) struct Book {
    pub(super) journal: Result<Arc<Journal>, JournalError>,
    /// Takes the entries that the journal cannot, once the user was asked and goes on.
    pub(super) spare: Arc<Journal>,
    /// Why the journal last took no entry.
    trouble: Mutex<Option<JournalError>>,
}

impl Book {
    pub(super) fn new(journal: Result<Arc<Journal>, JournalError>) -> Self {
        Self { journal, spare: Arc::new(Journal::memory()), trouble: Mutex::default() }
    }

    /// Writes the entry down. Where the journal cannot take it, it goes to memory if the user was told and goes on, and nowhere otherwise.
    pub(super) async fn begin(&self, entry: Entry, consent: &Consent) -> Result<(Arc<Journal>, EntryId, Receipt), JournalError> {
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

    /// Why an entry could not be written now, as far as that is known.
    pub(super) fn unwritten(&self) -> Option<Reason> {
        let trouble = match &self.journal {
            Err(e) => Some(e.clone()),
            Ok(_) => lock(&self.trouble).clone(),
        };
        trouble.map(Reason::from)
    }
}
