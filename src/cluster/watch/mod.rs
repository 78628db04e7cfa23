//! Watches: each scope is kept known by a task of its own, from its first list to its last event. Rows and states go into one bounded
//! channel as [`Feed`]; decoding, conversion and coalescing are done here, off the main loop.

pub(super) mod backoff;
mod batch;
mod listing;
pub(super) mod pace;
pub(super) mod page;
pub(super) mod request;
mod stream;
mod supervisor;
pub(super) mod task;
#[cfg(test)]
pub(super) mod tests;

pub use supervisor::Watches;

use super::error::ApiError;
use super::session::{JSON, Session};
use super::wire::Decoder;
use crate::model::feed::{Feed, Row, Scope};
use tokio::sync::mpsc;

/// The receiver of what the watches tell is gone: nothing is left to be done.
#[derive(Debug)]
pub(super) struct Closed;

/// Where feeds go: the application's channel, each with the session's number.
#[derive(Clone, Debug)]
pub(super) struct Outlet {
    id: u64,
    tx: mpsc::Sender<(u64, Feed)>,
}

impl Outlet {
    pub(super) fn new(id: u64, tx: mpsc::Sender<(u64, Feed)>) -> Self {
        Self { id, tx }
    }

    /// Sends, waiting while the channel is full.
    pub(super) async fn send(&self, feed: Feed) -> Result<(), Closed> {
        self.tx.send((self.id, feed)).await.map_err(|_| Closed)
    }
}

/// Lists a scope once, page by page, for a look without a screen. Begun anew, once, where the list grows too old on its way.
/// A kind that the server has under an older version alone is listed under that.
pub async fn list_once(session: &Session, scope: &Scope) -> Result<Vec<Row>, ApiError> {
    match (list_under(session, scope, "v1", Decoder::new(scope.kind)).await, scope.kind.older_version()) {
        (Err(e), Some(older)) if e.is_not_found() => {
            let mut decoder = Decoder::new(scope.kind);
            decoder.serves_older(true);
            list_under(session, scope, older, decoder).await
        }
        (listed, _) => listed,
    }
}

async fn list_under(session: &Session, scope: &Scope, version: &str, mut decoder: Decoder) -> Result<Vec<Row>, ApiError> {
    let (mut rows, mut token, mut begun_anew, mut most) = (Vec::new(), String::new(), false, request::PAGE);
    loop {
        let body = match page::page(session, &request::list_path(scope, version, &token, most), JSON, page::Tell::default()).await {
            Err(e) if e.is_gone() && !token.is_empty() && !begun_anew => {
                begun_anew = true;
                rows.clear();
                token.clear();
                continue;
            }
            Err(ApiError::TooLarge { .. }) if let Some(fewer) = request::fewer(most) => {
                most = fewer;
                continue;
            }
            body => body?,
        };
        let mut page = decoder.page(&body)?;
        rows.append(&mut page.rows);
        if page.skipped > 0 {
            tracing::warn!(scope = scope.words(), skipped = page.skipped, "objects that cannot be read");
        }
        if page.head.next.is_empty() {
            return Ok(rows);
        }
        token = page.head.next;
    }
}
