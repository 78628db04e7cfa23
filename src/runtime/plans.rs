//! Plans in the journal: written before their first step, read again at the start.

use super::outside::Outside;
use crate::app::messages::Level;
use crate::app::msg::Msg;
use crate::journal;
use crate::model::change::{Consent, Reason};
use crate::model::promotion::{PlanEnd, PlanNote};
use crate::model::{Name, SessionId};

impl Outside {
    /// Writes a plan down.
    pub(super) fn begin_plan(&self, session: SessionId, id: u64, note: PlanNote, consent: Consent) {
        self.gate(session, move |gate| async move { Msg::PlanBegun(session, id, gate.begin_plan(note, &consent).await) });
    }

    /// Writes down how one ended; where its session is gone, by another: the journal is one.
    pub(super) fn end_plan(&self, session: SessionId, id: Name, end: PlanEnd) {
        let Some(open) = self.open.get(&session).or_else(|| self.open.values().next()) else { return };
        let (gate, tx) = (open.gate.clone(), self.tx.clone());
        tokio::spawn(async move {
            if let Err(trouble) = gate.end_plan(id, end).await {
                let _ = tx.send(Msg::Note(Level::Error, Reason::from(trouble).into())).await;
            }
        });
    }

    /// Looks whether the last plan of an earlier run was not finished. A journal that cannot be read says so where it is asked for.
    pub(super) fn recall_plan(&self) {
        let Some(path) = self.paths.as_ref().map(|paths| paths.state.join(journal::FILE)) else { return };
        let tx = self.tx.clone();
        tokio::task::spawn_blocking(move || {
            if let Ok(Some(plan)) = journal::unfinished(&path) {
                let _ = tx.blocking_send(Msg::PlanFound(Box::new(plan)));
            }
        });
    }
}
