//! The task that keeps one part of a table known: list, watch, and what comes after each way in which these can end.

use crate::cluster::body::Lines;
use crate::cluster::error::ApiError;
use crate::cluster::link::{Ear, Heard, Link};
use crate::cluster::session::{Session, TABLE};
use crate::cluster::throttle::{Called, Queue};
use crate::cluster::watch::backoff::{asked, delay, jitter, stale};
use crate::cluster::watch::pace::{GATHER, LASTS_IN_DOUBT, LATE, QUIET, SETTLED, SEVERED, TOO_SHORT, TRUSTED};
use crate::cluster::watch::page::{Tell, page};
use crate::cluster::watch::request::{HEAD_DEADLINE, PAGE, fewer, pages_of, watching_for};
use crate::cluster::watch::task::AHEAD;
use crate::cluster::watch::{Closed, Outlet};
use crate::cluster::wire::{TableDecoder, TableEvent, TablePage};
use crate::model::feed::{Feed, WatchState};
use crate::model::table::{BrowseWish, Column, TableFeed, TableRow};
use crate::model::{Time, Uid};
use futures::StreamExt;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// Seconds between two lists where there is no watch.
const POLL_SECS: u32 = 30;
/// Time until a denied list is tried again.
const REPROBE: Duration = Duration::from_secs(30);

/// Why a list or a watch came to its end.
#[derive(Debug)]
enum End {
    Closed,
    /// There is reason to try anew at once.
    Kicked,
    /// The watch ended as it should, or its stream broke.
    Over,
    /// The stream was silent while the server did not answer the heartbeat.
    Severed(ApiError),
    /// The server has left out a word that was due.
    Silent,
    Failed(ApiError),
}

impl From<Closed> for End {
    fn from(_: Closed) -> Self {
        Self::Closed
    }
}

/// Rows of a watch that were not sent yet: the last word of each object.
#[derive(Default)]
struct Gathered {
    rows: HashMap<Uid, Option<TableRow>>,
    due: Option<Instant>,
}

pub(super) struct Part {
    session: Session,
    wish: Arc<BrowseWish>,
    part: usize,
    out: Outlet,
    ear: Ear,
    link: Arc<Link>,
    decoder: TableDecoder,
    columns: Vec<Column>,
    /// The resourceVersion up to which everything is known; `None` where a list is needed.
    position: Option<String>,
    /// Whether a list has ever come to its end.
    listed: bool,
    /// Whether it can be watched.
    watches: bool,
    lived: Duration,
    /// The last word of the server about what is shown; `None` after a failure.
    heard: Option<(Instant, Time)>,
    /// Whether the server has left out a word that was due: then an open stream alone says nothing.
    doubted: bool,
    /// It was let in since another has come through: if it lists, the watch that goes on from there is no further try.
    paid: bool,
    /// Whether there is reason to believe that the next try comes through.
    called: Called,
    /// For how many seconds the watch was asked.
    lasts: u32,
    failures: u32,
    started: Time,
    stale_since: Option<Time>,
    state: WatchState,
}

impl Part {
    pub(super) fn new(session: Session, wish: Arc<BrowseWish>, part: usize, link: &Arc<Link>, out: Outlet) -> Self {
        Self {
            session,
            watches: wish.watch,
            wish,
            part,
            out,
            ear: link.listen(),
            link: link.clone(),
            decoder: TableDecoder::default(),
            columns: Vec::new(),
            position: None,
            listed: false,
            lived: Duration::ZERO,
            heard: None,
            doubted: false,
            paid: false,
            called: Called::No,
            lasts: 0,
            failures: 0,
            started: Time::system(),
            stale_since: None,
            state: WatchState::Waiting,
        }
    }

    /// Runs until the application is gone or it is aborted.
    pub(super) async fn run(mut self) {
        while let Ok(pause) = self.step().await {
            if pause.is_zero() {
                continue;
            }
            tokio::select! {
                () = sleep(pause) => {}
                heard = self.ear.called() => {
                    self.called = if heard == Heard::Recovered { Called::Through } else { Called::Return };
                    if heard != Heard::Recovered {
                        self.failures = 0;
                        self.heed(heard);
                    }
                }
            }
        }
    }

    /// Waits until the server may be asked again, where this is not the first time or there is trouble.
    async fn turn(&mut self) {
        let (called, paid) = (std::mem::take(&mut self.called), std::mem::take(&mut self.paid));
        if paid {
            return;
        }
        if called != Called::No && self.session.believes(Queue::Watches, called) {
            self.paid = called == Called::Through;
        } else if called != Called::No || self.failures > 0 {
            self.session.wait(Queue::Watches).await;
        }
    }

    fn heard(&mut self) {
        self.heard = Some((Instant::now(), Time::system()));
        self.doubted = false;
    }

    async fn live(&mut self) -> Result<(), Closed> {
        self.stale_since = None;
        self.set(WatchState::Live).await
    }

    /// A server that knows another past is listed anew.
    fn heed(&mut self, heard: Heard) {
        if heard == Heard::Rewritten {
            self.position = None;
        }
    }

    /// One list or watch, and how long to wait after it.
    async fn step(&mut self) -> Result<Duration, Closed> {
        if self.position.is_none()
            && let Err(end) = self.list().await
        {
            return self.after(end, false).await;
        }
        if !self.watches {
            return self.poll().await;
        }
        let end = self.watch().await;
        self.after(end, true).await
    }

    async fn after(&mut self, end: End, watching: bool) -> Result<Duration, Closed> {
        let lived = std::mem::take(&mut self.lived);
        if lived >= TRUSTED {
            self.failures = 0;
        }
        match end {
            End::Closed => Err(Closed),
            End::Kicked => {
                (self.failures, self.called) = (0, Called::Return);
                Ok(Duration::ZERO)
            }
            End::Silent => {
                let known = self.heard.map(|(_, at)| at);
                self.doubted = true;
                self.trouble(ApiError::Transport("the watch is silent, so a new one is opened".into()), known).await
            }
            End::Over if lived < TOO_SHORT && self.failures > 0 => {
                self.trouble(ApiError::Transport("the server ends the watch at once".into()), None).await
            }
            End::Over => self.silently(lived),
            End::Severed(e) => self.trouble(e, Some(self.link.answered())).await,
            End::Failed(e) if e.is_gone() => {
                self.position = None;
                if self.failures == 0 && lived >= TRUSTED {
                    // That a past is forgotten now and then is how the API works.
                    return Ok(Duration::ZERO);
                }
                if self.failures == 0 { self.silently(lived) } else { self.trouble(e, None).await }
            }
            End::Failed(e) if watching && matches!(e.code(), Some(403 | 405)) => {
                self.watches = false;
                self.poll().await
            }
            End::Failed(e) if e.is_unauthorized() && self.failures == 0 => self.silently(lived),
            End::Failed(e) if e.is_forbidden() => {
                (self.stale_since, self.position) = (None, None);
                self.set(WatchState::Denied { error: e.to_string().into() }).await?;
                Ok(jitter(REPROBE))
            }
            End::Failed(e) => {
                // A position that the server does not take must not be offered for ever.
                match e.code() {
                    Some(429 | 500..) if self.failures < 3 => {}
                    Some(_) => self.position = None,
                    None => {}
                }
                self.trouble(e, None).await
            }
        }
    }

    /// Tried again without a word: balancers cut long streams. If that fails it is said then.
    fn silently(&mut self, lived: Duration) -> Result<Duration, Closed> {
        if lived < TOO_SHORT {
            self.failures = self.failures.max(1);
        }
        if lived < TRUSTED {
            self.called = Called::Break;
        }
        Ok(Duration::ZERO)
    }

    async fn poll(&mut self) -> Result<Duration, Closed> {
        (self.position, self.stale_since, self.failures) = (None, None, 0);
        self.set(WatchState::Polling { every: POLL_SECS }).await?;
        Ok(jitter(Duration::from_secs(POLL_SECS.into())))
    }

    /// It failed, and is tried again after a while. `known` is until when what is shown was known to be so, if that is not now.
    async fn trouble(&mut self, error: ApiError, known: Option<Time>) -> Result<Duration, Closed> {
        self.failures = self.failures.saturating_add(1);
        self.heard = None;
        let mut pause = delay(self.failures, &error);
        // One of them goes ahead, and calls the others.
        if self.part == 0 && !error.is_unauthorized() && self.ear.down().is_none() {
            pause = pause.min(jitter(AHEAD).max(asked(&error)));
        }
        let until = if self.listed { known.unwrap_or_else(Time::system) } else { self.started };
        let state = stale(&mut self.stale_since, until, pause, &error);
        self.set(state).await?;
        Ok(pause)
    }

    async fn set(&mut self, state: WatchState) -> Result<(), Closed> {
        if self.state == state {
            return Ok(());
        }
        self.state = state.clone();
        self.tell(TableFeed::State(self.part, state)).await
    }

    async fn tell(&self, feed: TableFeed) -> Result<(), Closed> {
        self.out.send(Feed::Browsed(self.wish.id, feed)).await
    }

    fn path(&self, query: &str) -> String {
        format!("{}?{query}", self.wish.resource.path(self.wish.namespaces.get(self.part).map(|ns| &**ns)))
    }

    /// Lists the whole part and leaves the position from which to watch.
    async fn list(&mut self) -> Result<(), End> {
        if self.state == WatchState::Waiting {
            self.set(WatchState::Starting { listed: 0, of: None }).await?;
        }
        self.turn().await;
        let (mut token, mut received, mut most) = (String::new(), 0, PAGE);
        loop {
            let path = self.path(&pages_of(most, &token));
            let body = tokio::select! {
                body = page(&self.session, &path, TABLE, Tell::default()) => match (body, fewer(most)) {
                    (Err(ApiError::TooLarge { .. }), Some(fewer)) => {
                        most = fewer;
                        continue;
                    }
                    (body, _) => body.map_err(End::Failed)?,
                },
                heard = self.ear.kicked() => {
                    self.heed(heard);
                    return Err(End::Kicked);
                }
            };
            let read = self.decoder.page(&body).map_err(End::Failed)?;
            let head = read.head.clone();
            if self.watches && head.resource_version.is_empty() && !read.rows.is_empty() {
                return Err(End::Failed(ApiError::Decode("a list without a resourceVersion".into())));
            }
            if token.is_empty() {
                self.tell(TableFeed::Begins(self.part)).await?;
            }
            received += read.rows.len();
            self.put(read).await?;
            if head.next.is_empty() {
                self.tell(TableFeed::Ends(self.part)).await?;
                (self.position, self.listed) = (Some(head.resource_version), true);
                self.heard();
                return Ok(());
            }
            if !self.listed {
                self.set(WatchState::Starting { listed: received, of: head.remaining.map(|n| received + n) }).await?;
            }
            token = head.next;
        }
    }

    async fn put(&mut self, page: TablePage) -> Result<(), Closed> {
        self.name_columns(page.columns).await?;
        if page.rows.is_empty() { Ok(()) } else { self.tell(TableFeed::Put(self.part, page.rows)).await }
    }

    async fn name_columns(&mut self, columns: Vec<Column>) -> Result<(), Closed> {
        if columns.is_empty() || columns == self.columns {
            return Ok(());
        }
        self.columns.clone_from(&columns);
        self.tell(TableFeed::Columns(columns)).await
    }

    async fn watch(&mut self) -> End {
        let position = self.position.clone().unwrap_or_default();
        self.turn().await;
        self.lasts = if self.doubted || self.heard.is_none() { LASTS_IN_DOUBT } else { self.link.lasts() };
        let path = self.path(&watching_for(&position, self.lasts));
        let stream = tokio::select! {
            stream = self.session.open_table(&path, HEAD_DEADLINE) => match stream {
                Ok(stream) => stream,
                Err(e) => return End::Failed(e),
            },
            heard = self.ear.kicked() => {
                self.heed(heard);
                return End::Kicked;
            }
        };
        // The stream goes on from what is known: that it is open is no news by itself.
        if self.heard.is_some() && self.live().await.is_err() {
            return End::Closed;
        }
        let opened = Instant::now();
        let mut gathered = Gathered::default();
        let end = match self.follow(stream, &mut gathered).await {
            Ok(end) | Err(end) => end,
        };
        self.lived = opened.elapsed();
        // What had come is true, however the stream ended.
        if self.flush(&mut gathered).await.is_err() { End::Closed } else { end }
    }

    async fn follow(
        &mut self,
        mut stream: impl futures::Stream<Item = Result<bytes::Bytes, ApiError>> + Unpin,
        gathered: &mut Gathered,
    ) -> Result<End, End> {
        let (mut lines, mut last) = (Lines::default(), Instant::now());
        let opened = last;
        loop {
            let down = self.ear.down();
            let silent = last + if down.is_some() { SEVERED } else { QUIET };
            let due = gathered.due.unwrap_or(silent);
            let (live, known) = (self.state == WatchState::Live, down.is_none());
            let late = Duration::from_secs(self.link.lasts().into()) + LATE;
            let doubtful = self.heard.map(|(at, _)| at + late).filter(|_| known && live);
            let settled = (known && !live && !self.doubted).then_some(opened + SETTLED);
            // One that is in doubt and has not spoken by its end is tried anew.
            let over = (known && self.doubted).then(|| opened + Duration::from_secs(self.lasts.into()) + LATE);
            tokio::select! {
                // In this order, so that a torrent of events cannot hold back what is due.
                biased;
                heard = self.ear.hear() => {
                    let rewritten = heard == Heard::Rewritten;
                    if rewritten || heard == Heard::Renewed || heard == Heard::Up && last.elapsed() >= SEVERED {
                        self.heed(heard);
                        return Ok(End::Kicked);
                    }
                }
                () = sleep_until(due), if gathered.due.is_some() => self.flush(gathered).await?,
                chunk = stream.next() => {
                    let Some(Ok(chunk)) = chunk else {
                        if chunk.is_none() && opened.elapsed() + LATE >= Duration::from_secs(self.lasts.into()) {
                            // It ended when it was asked to: the server fed it until now.
                            self.heard();
                        }
                        return Ok(End::Over);
                    };
                    last = Instant::now();
                    lines.push(&chunk).map_err(|e| self.lost(e))?;
                    while let Some(line) = lines.next().map_err(|e| self.lost(e))? {
                        self.take(&line, gathered).await?;
                        self.heard();
                        if self.state != WatchState::Live {
                            self.live().await?;
                        }
                    }
                }
                () = sleep_until(doubtful.or(over).unwrap_or(silent)), if doubtful.or(over).is_some() => return Ok(End::Silent),
                () = sleep_until(settled.unwrap_or(silent)), if settled.is_some() => {
                    self.heard();
                    self.live().await?;
                }
                () = sleep_until(silent) => {
                    return Ok(down.map_or(End::Over, |why| End::Severed(ApiError::Transport(why.to_string()))));
                }
            }
        }
    }

    async fn take(&mut self, line: &[u8], gathered: &mut Gathered) -> Result<(), End> {
        let mut version = match self.decoder.event(line).map_err(|e| self.lost(e))? {
            TableEvent::Put(page) => {
                gathered.rows.extend(page.rows.into_iter().map(|r| (r.uid.clone(), Some(r))));
                self.name_columns(page.columns).await?;
                page.head.resource_version
            }
            TableEvent::Gone(page) => {
                gathered.rows.extend(page.rows.into_iter().map(|r| (r.uid, None)));
                page.head.resource_version
            }
            TableEvent::Bookmark(version) => version,
            TableEvent::Failed(e) => return Err(self.lost(e)),
        };
        if !gathered.rows.is_empty() {
            gathered.due.get_or_insert_with(|| Instant::now() + GATHER);
        }
        if !version.is_empty() {
            self.position = Some(std::mem::take(&mut version));
        }
        if gathered.rows.len() >= PAGE { Ok(self.flush(gathered).await?) } else { Ok(()) }
    }

    /// What the stream would have told cannot be known any more: only a list can tell.
    fn lost(&mut self, error: ApiError) -> End {
        self.position = None;
        End::Failed(error)
    }

    async fn flush(&mut self, gathered: &mut Gathered) -> Result<(), Closed> {
        gathered.due = None;
        let (mut rows, mut gone) = (Vec::new(), Vec::new());
        for (uid, row) in gathered.rows.drain() {
            match row {
                Some(row) => rows.push(row),
                None => gone.push(uid),
            }
        }
        if !rows.is_empty() {
            self.tell(TableFeed::Put(self.part, rows)).await?;
        }
        if gone.is_empty() { Ok(()) } else { self.tell(TableFeed::Gone(gone)).await }
    }
}
