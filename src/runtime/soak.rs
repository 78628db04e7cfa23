//! Releases that are watched: each in a task of its own, which ends with its session.

use super::outside::Outside;
use crate::app::msg::Msg;
use crate::cluster::soak;
use crate::model::SessionId;
use crate::model::soak::{Soak, SoakNews};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A release that is watched. Dropped, it is watched no longer.
pub(super) struct Watched(JoinHandle<()>);

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Outside {
    /// Watches a release until it is over.
    pub(super) fn soak(&mut self, session: SessionId, soak: Soak) {
        let Some(open) = self.open.get_mut(&session) else { return };
        open.soaks.retain(|(_, watched)| !watched.0.is_finished());
        let (id, of, tx) = (soak.id, open.session.clone(), self.tx.clone());
        let task = tokio::spawn(async move {
            // Of news that wait for their turn the last are told.
            let (told, mut news) = watch::channel(None::<SoakNews>);
            let hear = move |news| drop(told.send(Some(news)));
            let tell = async {
                while news.changed().await.is_ok() {
                    let last = news.borrow_and_update().clone();
                    if let Some(last) = last
                        && tx.send(Msg::Soak(session, last)).await.is_err()
                    {
                        return;
                    }
                }
            };
            let watched = async move { soak::watch(&of, &soak, &hear).await };
            let (ended, ()) = tokio::join!(watched, tell);
            let _ = tx.send(Msg::Soaked(session, id, ended)).await;
        });
        open.soaks.push((id, Watched(task)));
    }

    /// Watches it no longer.
    pub(super) fn end_soak(&mut self, session: SessionId, id: u64) {
        if let Some(open) = self.open.get_mut(&session) {
            open.soaks.retain(|(of, _)| *of != id);
        }
    }
}
