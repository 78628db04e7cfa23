//! The list of a collection, page by page. The next page is on its way while one is read.

use super::batch::MAX_ROWS;
use super::fetch::{Came, Fetch};
use super::request::{PAGE, THIN_PAGE, fewer};
use super::{Halt, Reflector, Sink, Source};
use crate::cluster::wire::head;
use crate::model::feed::Delta;
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

impl<S: Source, K: Sink<S>> Reflector<S, K> {
    /// Lists the whole collection and leaves the position from which to watch.
    pub(super) async fn list(&mut self) -> Result<(), Halt> {
        self.turn().await?;
        if self.is_new() {
            self.starting(0, None).await?;
        }
        let mut fetch = self.fetch(&self.listing.token);
        let begun = Instant::now();
        loop {
            // The next is asked for as soon as its token is known: while this page arrives, or at least before it is read.
            let (mut next, mut next_fetch): (Option<String>, Option<Fetch>) = (None, None);
            let body = loop {
                match self.arrive(&mut fetch, begun).await? {
                    Came::Token(token) if token.is_empty() => {}
                    Came::Token(token) => (next_fetch, next) = (Some(self.fetch(&token)), Some(token)),
                    Came::Body(body) => break body,
                }
            };
            if next.is_none() {
                // A head that cannot be read is told of by the reading itself.
                next = head(&body).map(|h| h.next).filter(|t| !t.is_empty());
                next_fetch = next.as_deref().map(|token| self.fetch(token));
            }
            let page = self.source.page(&body).map_err(|e| {
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
                    self.sink.told(&mut self.source, std::mem::take(&mut batch)).await?;
                    rows = 0;
                }
                batch.push(Delta::Put(row));
                rows += 1;
            }
            if last {
                batch.push(Delta::ListEnds);
            }
            self.sink.told(&mut self.source, batch).await?;
            let of = if last { Some(received) } else { page.head.remaining.map(|n| received + n) };
            self.starting(received, of).await?;
            match (next_fetch, next) {
                (Some(f), Some(token)) => {
                    fetch = f;
                    self.listing = Listing { token, received };
                }
                _ => {
                    self.reached(page.head.resource_version);
                    self.listing = Listing::default();
                    self.has_listed();
                    return Ok(());
                }
            }
        }
    }

    /// Objects that are asked for at once.
    pub(super) fn page_size(&self) -> usize {
        self.most.min(if self.session.is_thin() { THIN_PAGE } else { PAGE })
    }

    /// Where a page was too large it is asked for again with fewer objects; `false` where it should have fit.
    pub(super) fn asks_for_fewer(&mut self) -> bool {
        let fewer = fewer(self.page_size());
        self.most = fewer.unwrap_or(self.most);
        fewer.is_some()
    }
}
