//! A page on its way, and what is done while it does not come.

use super::pace::{LASTS, LATE};
use super::page::{Tell, page};
use super::request::pages_of;
use super::{Halt, Reflector, Sink, Source};
use crate::cluster::error::ApiError;
use crate::cluster::link::Heard;
use crate::model::trouble::Way;
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, sleep_until};

/// A page of which fewer bytes have come between two looks is asked for once more.
const LITTLE: usize = 32 << 10;

/// A page on its way in a task of its own; dropped, it is abandoned.
pub(super) struct Fetch {
    body: JoinHandle<Result<Bytes, ApiError>>,
    /// The token of the page after it, where that is known before the page is whole.
    next: Option<oneshot::Receiver<String>>,
    /// Its own token.
    token: String,
    /// Bytes that have come of it.
    came: Arc<AtomicUsize>,
}

impl Drop for Fetch {
    fn drop(&mut self) {
        self.body.abort();
    }
}

/// What has come of a page.
pub(super) enum Came {
    /// The token of the next.
    Token(String),
    /// All of it.
    Body(Bytes),
}

impl<S: Source, K: Sink<S>> Reflector<S, K> {
    pub(super) fn fetch(&self, token: &str) -> Fetch {
        let path = format!("{}{}", self.source.collection(), pages_of(self.page_size(), token));
        let session = self.session.clone();
        let (tell, next) = oneshot::channel();
        let came = Arc::<AtomicUsize>::default();
        let tell = Tell { next: Some(tell), came: came.clone() };
        let body = tokio::spawn(async move { page(&session, &path, S::FORM.0, tell).await });
        Fetch { body, next: Some(next), token: token.to_owned(), came }
    }

    /// Waits for a page, unless there is reason to ask anew. One that is late is in doubt: it is said, and where little comes of it, it is asked
    /// for once more beside the first, by one of those in trouble often and by the others seldom.
    pub(super) async fn arrive(&mut self, fetch: &mut Fetch, begun: Instant) -> Result<Came, Halt> {
        // What is shown as live is in doubt when the next word about it is overdue, anything else when this takes long.
        let overdue = self.doubtful_at().filter(|_| self.is_live());
        let late = overdue.unwrap_or(begun + Duration::from_secs(LASTS.into()) + LATE);
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
                        self.doubt(Way::NoEnd).await?;
                    }
                    // What is overdue is said at once, but one that has only been asked for is waited for a moment.
                    if begun.elapsed() < LATE {
                        try_at = begun + LATE;
                        continue;
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

fn page_of(body: Result<Result<Bytes, ApiError>, JoinError>) -> Result<Came, Halt> {
    match body {
        Ok(body) => body.map(Came::Body).map_err(Halt::Failed),
        Err(_) => Err(Halt::Failed(ApiError::Transport(Way::Abandoned))),
    }
}
