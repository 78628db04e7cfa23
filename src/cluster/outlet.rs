//! The way of what the watches and the heartbeat tell to the application.

use super::reflector::Closed;
use crate::model::SessionId;
use crate::model::feed::Feed;
use tokio::sync::mpsc;

/// Where feeds go: the application's channel, each with the session's number.
#[derive(Clone, Debug)]
pub(super) struct Outlet {
    id: SessionId,
    tx: mpsc::Sender<(SessionId, Feed)>,
}

impl Outlet {
    pub(super) fn new(id: SessionId, tx: mpsc::Sender<(SessionId, Feed)>) -> Self {
        Self { id, tx }
    }

    /// Sends, waiting while the channel is full.
    pub(super) async fn send(&self, feed: Feed) -> Result<(), Closed> {
        self.tx.send((self.id, feed)).await.map_err(|_| Closed)
    }
}
