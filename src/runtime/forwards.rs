//! Port-forwards, each a task of its own that outlives the view and the session that it was begun in; and those that are saved.

use super::outside::Outside;
use crate::app::messages::Level;
use crate::app::msg::Msg;
use crate::app::text::{ForwardText, OutsideText};
use crate::config::{Paths, forwards};
use crate::model::SessionId;
use crate::model::change::reason::Refusal;
use crate::model::change::{Consent, Outcome, Preview, Reason};
use crate::model::filed::{FileFault, Loss};
use crate::model::forward::{ForwardNews, SavedForward};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long their ends are waited for when the program ends: a line of the journal each.
pub(super) const LAST: Duration = Duration::from_secs(5);

/// Those that run, by session and intent.
#[derive(Default)]
pub(super) struct Forwards(pub(super) HashMap<(SessionId, u64), Running>);

/// What stops one, until that was done, and its task.
type Running = (Option<oneshot::Sender<()>>, JoinHandle<()>);

impl Forwards {
    /// Ends all, and waits for their lines in the journal.
    pub(super) async fn end_all(&mut self) {
        let tasks: Vec<_> = self.0.drain().map(|(_, (stop, task))| (drop(stop), task).1).collect();
        let _ = timeout(LAST, futures::future::join_all(tasks)).await;
    }
}

impl Outside {
    /// Begins one.
    pub(super) fn forward(&mut self, session: SessionId, preview: Preview, consent: Consent) {
        let (id, tx) = (preview.intent.id, self.tx.clone());
        let Some(gate) = self.gate_of(session) else {
            let reason = Refusal::Anew.into();
            return drop(tokio::spawn(async move { tx.send(Msg::ForwardEnded(session, id, Outcome::Refused { reason })).await }));
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let (news, mut told) = watch::channel(ForwardNews::default());
        let teller = tx.clone();
        let tells = async move {
            while told.changed().await.is_ok() {
                let now = told.borrow_and_update().clone();
                if teller.send(Msg::Forwarded(session, id, now)).await.is_err() {
                    return;
                }
            }
        };
        let task = tokio::spawn(async move {
            // Left by dropping the other end as well.
            let ended = async { drop(stopped.await) };
            let (end, ()) = tokio::join!(gate.forward(preview, &consent, ended, news), tells);
            if let Some(trouble) = end.trouble {
                let _ = tx.send(Msg::Note(Level::Error, Reason::from(trouble).into())).await;
            }
            let _ = tx.send(Msg::ForwardEnded(session, id, end.outcome)).await;
        });
        self.forwards.0.retain(|_, (_, task)| !task.is_finished());
        self.forwards.0.insert((session, id), (Some(stop), task));
    }

    /// Ends one; the word of its end follows.
    pub(super) fn end_forward(&mut self, session: SessionId, id: u64) {
        // Dropped, what stops it stops it; its task is waited for all the same where the program ends now.
        if let Some((stop, _)) = self.forwards.0.get_mut(&(session, id)) {
            drop(stop.take());
        }
    }

    /// Reads those that are saved.
    pub(super) fn recall_forwards(&self) {
        let (Some(paths), tx) = (self.paths.clone(), self.tx.clone()) else { return };
        tokio::task::spawn_blocking(move || {
            let (all, lost) = forwards::load(&paths.forwards());
            if !all.is_empty() {
                drop(tx.blocking_send(Msg::SavedForwards(all)));
            }
            let text = |loss| match loss {
                Loss::Unread(why) | Loss::Anew(why) => OutsideText::ForwardsUnread(why),
                Loss::PassedOver(why) => OutsideText::PassedOver(why),
            };
            if let Some(text) = lost.map(text) {
                drop(tx.blocking_send(Msg::Note(Level::Warn, text.into())));
            }
        });
    }

    /// Keeps one by its name.
    pub(super) fn save_forward(&self, saved: SavedForward) {
        let (paths, tx) = (self.paths.clone(), self.tx.clone());
        tokio::task::spawn_blocking(move || {
            let write = |paths: Option<Paths>| match paths {
                Some(paths) => forwards::save(&paths.forwards(), &saved),
                None => Err(FileFault::NoHome),
            };
            let note = match write(paths) {
                Ok(()) => (Level::Good, ForwardText::Saved(saved.name, saved.target.context)),
                Err(why) => (Level::Error, ForwardText::NotKept(why)),
            };
            drop(tx.blocking_send(Msg::Note(note.0, note.1.into())));
        });
    }
}
