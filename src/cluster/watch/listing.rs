//! The list of a scope, page by page. The next page is on its way while one is read.

use super::batch::MAX_ROWS;
use super::page::page;
use super::request::{PAGE, THIN_PAGE, list_path};
use super::task::{Halt, Task};
use crate::cluster::error::ApiError;
use crate::cluster::link::Ear;
use crate::cluster::session::JSON;
use crate::cluster::wire::Decoder;
use crate::model::feed::{Delta, Feed};
use bytes::Bytes;
use tokio::sync::oneshot;
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

impl Listing {
    /// Whether nothing of it has come yet.
    pub(super) const fn is_new(&self) -> bool {
        self.received == 0
    }
}

/// A page on its way in a task of its own; dropped, it is abandoned.
struct Fetch {
    body: JoinHandle<Result<Bytes, ApiError>>,
    /// The token of the page after it, where that is known before the page is whole.
    next: Option<oneshot::Receiver<String>>,
}

impl Drop for Fetch {
    fn drop(&mut self) {
        self.body.abort();
    }
}

/// What has come of a page.
enum Came {
    /// The token of the next.
    Token(String),
    /// All of it.
    Body(Bytes),
}

impl Task {
    /// Lists the whole scope and leaves the position from which to watch.
    pub(super) async fn list(&mut self) -> Result<(), Halt> {
        if self.is_new() {
            self.starting(0, None).await?;
        }
        let mut fetch = self.fetch(&self.listing.token);
        loop {
            // The next is asked for as soon as its token is known: while this page arrives, or at least before it is read.
            let (mut next, mut next_fetch) = (None, None);
            let body = loop {
                match arrive(&mut fetch, &mut self.ear).await? {
                    Came::Token(token) if token.is_empty() => {}
                    Came::Token(token) => (next_fetch, next) = (Some(self.fetch(&token)), Some(token)),
                    Came::Body(body) => break body,
                }
            };
            if next.is_none() {
                // A head that cannot be read is told of by the reading itself.
                next = Decoder::head(&body).map(|h| h.next).filter(|t| !t.is_empty());
                next_fetch = next.as_deref().map(|token| self.fetch(token));
            }
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
        let most = if self.session.is_thin() { THIN_PAGE } else { PAGE };
        let (session, path) = (self.session.clone(), list_path(&self.scope, self.version(), token, most));
        let (tell, next) = oneshot::channel();
        Fetch { body: tokio::spawn(async move { page(&session, &path, JSON, Some(tell)).await }), next: Some(next) }
    }
}

/// Waits for a page, unless there is reason to ask anew.
async fn arrive(fetch: &mut Fetch, ear: &mut Ear) -> Result<Came, Halt> {
    loop {
        let Fetch { body, next } = fetch;
        let told = async {
            match next {
                Some(next) => next.await.ok(),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            token = told => {
                fetch.next = None;
                if let Some(token) = token {
                    return Ok(Came::Token(token));
                }
            }
            body = body => return match body {
                Ok(body) => body.map(Came::Body).map_err(Halt::Failed),
                Err(_) => Err(Halt::Failed(ApiError::Transport("the request was abandoned".into()))),
            },
            heard = ear.kicked() => return Err(heard.into()),
        }
    }
}
