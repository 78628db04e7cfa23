//! The list of a scope, page by page. The next page is on its way while one is read.

use super::batch::MAX_ROWS;
use super::pace::{LASTS, LATE};
use super::page::{Tell, page};
use super::request::{PAGE, THIN_PAGE, fewer, list_path};
use super::task::{Halt, Task};
use crate::cluster::error::ApiError;
use crate::cluster::link::Heard;
use crate::cluster::session::JSON;
use crate::cluster::wire::Decoder;
use crate::model::feed::{Delta, Feed};
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

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
    /// Its own token.
    token: String,
    /// Bytes that have come of it.
    came: Arc<AtomicUsize>,
}

/// A page of which fewer bytes have come between two looks is asked for once more.
const LITTLE: usize = 32 << 10;
const LATE_LIST: &str = "listed anew, and the list does not come to its end";

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
        self.turn().await?;
        if self.is_new() {
            self.starting(0, None).await?;
        }
        let mut fetch = self.fetch(&self.listing.token);
        let begun = Instant::now();
        loop {
            // The next is asked for as soon as its token is known: while this page arrives, or at least before it is read.
            let (mut next, mut next_fetch) = (None, None);
            let body = loop {
                match self.arrive(&mut fetch, begun).await? {
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
                    self.link.has_listed(&self.scope);
                    self.heard();
                    return Ok(());
                }
            }
        }
    }

    /// Objects that are asked for at once.
    fn page_size(&self) -> usize {
        self.most.min(if self.session.is_thin() { THIN_PAGE } else { PAGE })
    }

    /// Where a page was too large it is asked for again with fewer objects; `false` where it should have fit.
    pub(super) fn asks_for_fewer(&mut self) -> bool {
        let fewer = fewer(self.page_size());
        self.most = fewer.unwrap_or(self.most);
        fewer.is_some()
    }

    fn fetch(&self, token: &str) -> Fetch {
        let most = self.page_size();
        let (session, path) = (self.session.clone(), list_path(&self.scope, self.version(), token, most));
        let (tell, next) = oneshot::channel();
        let came = Arc::<AtomicUsize>::default();
        let tell = Tell { next: Some(tell), came: came.clone() };
        let body = tokio::spawn(async move { page(&session, &path, JSON, tell).await });
        Fetch { body, next: Some(next), token: token.to_owned(), came }
    }

    /// Waits for a page, unless there is reason to ask anew. One that is late is in doubt: it is said, and where little comes of it, it is asked
    /// for once more beside the first, by one watch often and by the others seldom.
    async fn arrive(&mut self, fetch: &mut Fetch, begun: Instant) -> Result<Came, Halt> {
        let late = self.doubtful_at().unwrap_or(begun + Duration::from_secs(LASTS.into()) + LATE);
        let mut try_at = late;
        let (mut other, mut came): (Option<Fetch>, usize) = (None, 0);
        loop {
            let Fetch { body, next, .. } = fetch;
            let told = async {
                match next {
                    Some(next) => next.await.ok(),
                    None => std::future::pending().await,
                }
            };
            let beside = async {
                match &mut other {
                    Some(other) => (&mut other.body).await,
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
                body = body => return page_of(body),
                body = beside => {
                    other = None;
                    // What fails beside it says nothing that the first will not say.
                    if let Ok(Ok(body)) = body {
                        return Ok(Came::Body(body));
                    }
                }
                heard = self.ear.called() => match heard {
                    Heard::Recovered => try_at = try_at.min(Instant::now().max(late)),
                    heard => return Err(heard.into()),
                },
                () = sleep_until(try_at) => {
                    if self.is_live() {
                        self.doubt(LATE_LIST).await?;
                    }
                    let now = fetch.came.load(Ordering::Relaxed);
                    if now.saturating_sub(came) < LITTLE {
                        other = Some(self.fetch(&fetch.token));
                    }
                    came = now;
                    try_at = Instant::now() + self.next_try();
                }
            }
        }
    }
}

fn page_of(body: Result<Result<Bytes, ApiError>, tokio::task::JoinError>) -> Result<Came, Halt> {
    match body {
        Ok(body) => body.map(Came::Body).map_err(Halt::Failed),
        Err(_) => Err(Halt::Failed(ApiError::Transport("the request was abandoned".into()))),
    }
}
