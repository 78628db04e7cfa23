//! What a reflector says while it waits for its turn to ask again.

use super::server::Server;
use crate::cluster::outlet::Outlet;
use crate::cluster::reflector::Reflector;
use crate::cluster::throttle::Queue;
use crate::cluster::watch::scope::Objects;
use crate::model::SessionId;
use crate::model::feed::{Feed, Scope, WatchState};
use crate::model::trouble::{Trouble, Way};
use crate::model::{Kind, Time};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

/// Turns that are given at once.
const BURST: usize = 6;

#[tokio::test]
async fn what_waits_for_its_turn_is_in_doubt_when_a_word_is_due() {
    for (ago, doubted) in [(0, false), (20, true)] {
        let server = Server::start().await;
        let session = server.session();
        for _ in 0..BURST {
            session.wait(Queue::Watches).await;
        }
        let (tx, mut rx) = mpsc::channel(8);
        let mut reflector = Reflector::new(session, Objects::new(Scope::all(Kind::Pod)), Outlet::new(SessionId(1), tx));
        reflector.live().await.unwrap();
        reflector.failures = 1;
        reflector.heard = Some((Instant::now().checked_sub(Duration::from_secs(ago)).unwrap(), Time::system()));
        let turn = timeout(Duration::from_millis(200), reflector.turn()).await;
        assert!(turn.is_err(), "it is nobody's turn yet");
        let mut last = None;
        while let Ok((_, Feed::Watch(_, state))) = rx.try_recv() {
            last = Some(state);
        }
        match last {
            Some(WatchState::Stale { error, .. }) => assert_eq!((doubted, &*error), (true, &Trouble::Way(Way::Unanswered))),
            other => assert_eq!((doubted, other), (false, Some(WatchState::Live))),
        }
        assert!(!reflector.doubted, "no stream was silent: the next one need only stay open");
    }
}

#[tokio::test]
async fn what_was_only_listed_is_no_proof_of_now() {
    for (state, ago, known) in [
        (WatchState::Polling { every: 15 }, 0, true),
        (WatchState::Polling { every: 15 }, 5, false),
        (WatchState::Live, 5, true),
        (WatchState::Live, 20, false),
    ] {
        let server = Server::start().await;
        let (tx, _rx) = mpsc::channel(8);
        let mut reflector = Reflector::new(server.session(), Objects::new(Scope::all(Kind::Pod)), Outlet::new(SessionId(1), tx));
        reflector.state = state.clone();
        reflector.heard = Some((Instant::now().checked_sub(Duration::from_secs(ago)).unwrap(), Time::system()));
        reflector.forgets_what_is_old().await.unwrap();
        assert_eq!(reflector.heard.is_some(), known, "{state:?} {ago}");
    }
}
