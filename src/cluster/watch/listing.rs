//! The list of a scope, page by page. The next page is on its way while one is read.

use super::batch::MAX_ROWS;
use super::request::{list_path, page};
use super::task::{Halt, Task};
use crate::cluster::error::ApiError;
use crate::cluster::link::Ear;
use crate::cluster::wire::Decoder;
use crate::model::feed::{Delta, Feed};
use bytes::Bytes;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// A list under way. It outlives a failed page: the next try goes on from its token, unless that has expired.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// The token of the page that comes next; empty for the first.
    token: String,
    /// Objects received so far.
    received: usize,
}

/// A page on its way in a task of its own; dropped, it is abandoned.
struct Fetch(JoinHandle<Result<Bytes, ApiError>>);

impl Drop for Fetch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Task {
    /// Lists the whole scope and leaves the position from which to watch.
    pub(super) async fn list(&mut self) -> Result<(), Halt> {
        if self.is_new() {
            self.starting(0, None).await?;
        }
        let mut fetch = self.fetch(&self.listing.token);
        loop {
            let body = arrive(&mut fetch, &mut self.ear).await?;
            // Asked for before this page is read. A head that cannot be read is told of by the reading itself.
            let next = Decoder::head(&body).map(|h| h.next).filter(|t| !t.is_empty());
            let next_fetch = next.as_deref().map(|token| self.fetch(token));
            let page = self.decoder.page(&body).map_err(|e| {
                self.listing = Listing::default();
                Halt::Failed(e)
            })?;
            drop(body);
            self.count_unread(page.skipped);
            let last = next_fetch.is_none();
            let received = self.listing.received + page.rows.len() + page.skipped;
            let mut batch = Vec::with_capacity(page.rows.len().min(MAX_ROWS) + 2);
            if self.listing.token.is_empty() {
                batch.push(Delta::ListBegins);
            }
            let mut rows = 0;
            for row in page.rows {
                if rows == MAX_ROWS {
                    self.out.send(Feed::Batch(self.scope.clone(), std::mem::take(&mut batch))).await?;
                    rows = 0;
                }
                batch.push(Delta::Put(row));
                rows += 1;
            }
            if last {
                batch.push(Delta::ListEnds);
            }
            self.out.send(Feed::Batch(self.scope.clone(), batch)).await?;
            let of = if last { Some(received) } else { page.head.remaining.map(|n| received + n) };
            self.starting(received, of).await?;
            match (next_fetch, next) {
                (Some(f), Some(token)) => {
                    fetch = f;
                    self.listing = Listing { token, received };
                }
                _ => {
                    self.link.reached(&page.head.resource_version);
                    self.position = Some(page.head.resource_version);
                    self.listing = Listing::default();
                    (self.listed, self.listed_at) = (true, Instant::now());
                    return Ok(());
                }
            }
        }
    }

    fn fetch(&self, token: &str) -> Fetch {
        let (session, path) = (self.session.clone(), list_path(&self.scope, token));
        Fetch(tokio::spawn(async move { page(&session, &path).await }))
    }
}

/// Waits for a page, unless there is reason to ask anew.
async fn arrive(fetch: &mut Fetch, ear: &mut Ear) -> Result<Bytes, Halt> {
    tokio::select! {
        body = &mut fetch.0 => match body {
            Ok(body) => body.map_err(Halt::Failed),
            Err(_) => Err(Halt::Failed(ApiError::Transport("the request was abandoned".into()))),
        },
        heard = ear.kicked() => Err(heard.into()),
    }
}
