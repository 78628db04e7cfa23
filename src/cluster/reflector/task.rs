//! The task that keeps one collection known: a list, a watch from there, and so on.

use super::listing::Listing;
use super::request::PAGE;
use super::{Closed, Halt, Sink, Source};
use crate::cluster::link::{Ear, Heard, Link, Member};
use crate::cluster::session::Session;
use crate::cluster::throttle::{Called, Queue};
use crate::model::Time;
use crate::model::feed::WatchState;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// One list-and-watch. Dropped, it is closed.
pub(in crate::cluster) struct Reflector<S, K> {
    pub(super) session: Session,
    /// What it asks for and reads.
    pub(super) source: S,
    /// Where that goes.
    pub(super) sink: K,
    pub(super) ear: Ear,
    pub(super) link: Arc<Link>,
    /// Itself among the others of the session.
    pub(super) member: Member,
    /// The resourceVersion up to which everything is known; `None` where a list is needed.
    pub(super) position: Option<String>,
    /// Objects asked for at once, at most: fewer where a page of them was too large.
    pub(super) most: usize,
    /// The list under way.
    pub(super) listing: Listing,
    /// Objects received of a list that comes as a stream, while it does.
    pub(super) streaming: Option<usize>,
    /// Whether it was tried to have the list as a stream, and that came to nothing.
    pub(super) plain: bool,
    /// Whether a list has ever come to its end.
    pub(super) listed: bool,
    /// When the others are told that it is out of trouble, if its stream goes on until then.
    pub(super) recovers_at: Option<Instant>,
    /// When the server last had forgotten the position.
    pub(super) forgotten_at: Option<Instant>,
    /// How long the last stream lived.
    pub(super) lived: Duration,
    /// When the last list came to its end.
    pub(super) listed_at: Instant,
    /// The last word of the server about what is shown: an event, a bookmark, a list that came to its end, a watch that ended when it should.
    /// `None` after a failure: then only a new word, or a stream that stays open, makes it known again.
    pub(super) heard: Option<(Instant, Time)>,
    /// Whether the server has left a word out that was due: then an open stream alone says nothing.
    pub(super) doubted: bool,
    /// It was let in since another has come through: if it lists, the watch that goes on from there is no further try.
    pub(super) paid: bool,
    /// Whether there is reason to believe that the next try comes through.
    pub(super) called: Called,
    /// For how many seconds the watch was asked.
    pub(super) lasts: u32,
    pub(super) failures: u32,
    pub(super) started: Time,
    pub(super) stale_since: Option<Time>,
    pub(super) denied_since: Option<Instant>,
    pub(super) state: WatchState,
    pub(super) said_unread: bool,
}

impl<S: Source, K: Sink<S>> Reflector<S, K> {
    /// Where the server knows another past all have to list anew: what the panes show at once, whatever else in its turn.
    pub(super) const REWRITTEN: Called = if S::MAIN { Called::Return } else { Called::Break };

    /// Nothing is asked before it runs.
    pub(in crate::cluster) fn new(session: Session, source: S, sink: K) -> Self {
        let link = session.link().clone();
        Self {
            ear: link.listen(),
            member: link.joins::<S>(),
            link,
            session,
            source,
            sink,
            position: None,
            most: PAGE,
            listing: Listing::default(),
            streaming: None,
            plain: false,
            listed: false,
            recovers_at: None,
            forgotten_at: None,
            lived: Duration::ZERO,
            listed_at: Instant::now(),
            heard: None,
            doubted: false,
            paid: false,
            called: Called::No,
            lasts: 0,
            failures: 0,
            started: Time::system(),
            stale_since: None,
            denied_since: None,
            state: WatchState::Waiting,
            said_unread: false,
        }
    }

    /// Runs until nobody is told any more, or it is aborted.
    pub(in crate::cluster) async fn run(mut self) {
        while let Ok(pause) = self.step().await {
            if pause.is_zero() {
                continue;
            }
            tokio::select! {
                () = sleep(pause) => {}
                heard = self.ear.called() => {
                    self.called = match heard {
                        Heard::Recovered => Called::Through,
                        Heard::Rewritten => Self::REWRITTEN,
                        Heard::Up | Heard::Renewed | Heard::Down => Called::Return,
                    };
                    if heard == Heard::Recovered {
                        continue;
                    }
                    self.failures = 0;
                    if heard == Heard::Rewritten || matches!(self.state, WatchState::Polling { .. }) {
                        self.forget();
                    }
                }
            }
        }
    }

    /// Nothing that was known is gone on from: only a list can tell.
    pub(super) fn forget(&mut self) {
        (self.position, self.listing) = (None, Listing::default());
    }

    /// One list or watch, and how long to wait after it.
    async fn step(&mut self) -> Result<Duration, Closed> {
        if matches!(self.state, WatchState::Polling { .. }) && self.listed_at.elapsed() >= Self::POLL {
            self.position = None;
        }
        if self.position.is_none() {
            // A list that was begun in pages goes on in pages.
            let streams = S::STREAMS && self.source.watches() && !self.plain && !self.session.is_thin() && self.listing.is_new();
            if streams && self.link.streams().await {
                let Err(halt) = self.watch().await;
                if self.streaming.take().is_none() {
                    return self.after(halt, true).await;
                }
                self.plain = true;
                match halt {
                    Halt::Failed(e) if matches!(e.code(), Some(400 | 403..=406 | 422)) => {
                        if matches!(e.code(), Some(400 | 422)) {
                            self.link.no_streams();
                        }
                    }
                    // It came too slowly as it was.
                    Halt::Kicked if self.session.is_thin() => {}
                    halt => return self.after(halt, false).await,
                }
            }
            if let Err(halt) = self.list().await {
                return self.after(halt, false).await;
            }
            self.plain = false;
        }
        if !self.source.watches() {
            return self.poll().await;
        }
        let Err(halt) = self.watch().await;
        self.after(halt, true).await
    }

    /// Waits until the server may be asked again, where this is not the first time or there is trouble.
    pub(super) async fn turn(&mut self) -> Result<(), Halt> {
        let called = std::mem::take(&mut self.called);
        let again = called != Called::No || self.failures > 0 || self.denied_since.is_some();
        let paid = std::mem::take(&mut self.paid);
        // The one that goes ahead for what the panes show waits for nobody.
        if !again || paid || S::MAIN && self.member.is_ahead() {
            return Ok(());
        }
        // A break lets all in at once that the panes show. Whatever else broke takes its turn, of which some are there at once.
        if (S::MAIN || called != Called::Break) && self.session.believes(Queue::Watches, called) {
            self.paid = called == Called::Through;
            return Ok(());
        }
        let session = self.session.clone();
        let turn = session.wait(Queue::Watches);
        tokio::pin!(turn);
        loop {
            let doubtful = self.doubtful_at().filter(|_| self.is_live());
            tokio::select! {
                () = &mut turn => return Ok(()),
                () = sleep_until(doubtful.unwrap_or_else(Instant::now)), if doubtful.is_some() => self.unheard().await?,
                heard = self.ear.called() => match heard {
                    // Who waits keeps his place where that is not believed.
                    Heard::Recovered if self.session.believes(Queue::Watches, Called::Through) => {
                        self.paid = true;
                        return Ok(());
                    }
                    Heard::Recovered => {}
                    heard => return Err(heard.into()),
                },
            }
        }
    }
}
