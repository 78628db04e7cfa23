//! Plans in the journal: each is written down before its first step is sent, and how it ended.

use super::Gate;
use crate::journal::JournalError;
use crate::model::change::Consent;
use crate::model::change::reason::{Reason, Refusal};
use crate::model::promotion::{PlanEnd, PlanNote};
use crate::model::{Name, Time};

impl Gate {
    /// Writes a plan down. Gives what its steps name it by: nothing where the journal cannot be written, and its user was told and goes on.
    ///
    /// # Errors
    /// When it cannot be written, or nothing may be sent.
    pub async fn begin_plan(&self, note: PlanNote, consent: &Consent) -> Result<Name, Reason> {
        let sender = self.sender.as_ref().ok_or(Refusal::ReadOnly)?;
        let begun = match &sender.book.journal {
            Ok(journal) => journal.begin_plan_async(sender.user.clone(), note, Time::system()).await,
            Err(e) => Err(e.clone()),
        };
        match begun {
            Err(e) if !consent.unwritten => Err(Refusal::Unsent(e.into()).into()),
            Err(_) => Ok(Name::default()),
            Ok(id) => Ok(id),
        }
    }

    /// Writes down how a plan ended; of one that was never written nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn end_plan(&self, id: Name, end: PlanEnd) -> Result<(), JournalError> {
        match self.sender.as_ref().map(|sender| &sender.book.journal) {
            Some(Ok(journal)) if !id.is_empty() => journal.end_plan_async(id, end, Time::system()).await,
            Some(Ok(_) | Err(_)) | None => Ok(()),
        }
    }
}
