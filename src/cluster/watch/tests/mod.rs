//! The watch of a scope against a server on loopback whose every answer the test gives itself. No test sleeps: each waits for a request
//! or a message, with a deadline.

mod lists;
mod streams;
mod supervision;

use super::list_once;
use super::scope::Objects;
use crate::cluster::link::Link;
use crate::cluster::outlet::Outlet;
use crate::cluster::reflector::Reflector;
use crate::cluster::reflector::tests::server::{self, Ask, DEADLINE, Open, Server, event, list};
use crate::model::Kind;
use crate::model::SessionId;
use crate::model::feed::{Delta, Feed, Row, Scope, WatchState};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// One task, its server and its receiver.
struct Rig {
    server: Server,
    rx: mpsc::Receiver<(SessionId, Feed)>,
    link: Arc<Link>,
    task: JoinHandle<()>,
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Rig {
    async fn start() -> Self {
        Self::start_of(Kind::Namespace).await
    }

    async fn start_of(kind: Kind) -> Self {
        let server = Server::start().await;
        let (tx, rx) = mpsc::channel(64);
        let session = server.session();
        let link = session.link().clone();
        let reflector = Reflector::new(session, Objects::new(Scope::all(kind)), Outlet::new(SessionId(1), tx));
        Self { server, rx, link, task: tokio::spawn(reflector.run()) }
    }

    /// A task whose list has come (`u1`, at 10) and whose watch is open and live.
    async fn live() -> (Self, Open) {
        let mut rig = Self::start().await;
        rig.ask("limit=500").await.json(&list(10, "", None, &["u1"]));
        let open = rig.ask("resourceVersion=10").await.stream();
        rig.until(WatchState::Live).await;
        (rig, open)
    }

    /// The next request, which must have this in its path.
    async fn ask(&mut self, part: &str) -> Ask {
        let ask = self.server.ask().await;
        assert!(ask.has(part), "{} has no {part}", ask.path);
        ask
    }

    async fn feed(&mut self) -> Feed {
        timeout(DEADLINE, self.rx.recv()).await.expect("no message came").expect("the task has ended").1
    }

    /// The next message, which must be rows, in short.
    async fn batch(&mut self) -> Vec<String> {
        match self.feed().await {
            Feed::Batch(_, deltas) => deltas.iter().map(short).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// The next message, which must be a state.
    async fn state(&mut self) -> WatchState {
        match self.feed().await {
            Feed::Watch(_, state) => state,
            other => panic!("{other:?}"),
        }
    }

    /// Passes over messages up to this state.
    async fn until(&mut self, wanted: WatchState) {
        loop {
            if matches!(self.feed().await, Feed::Watch(_, state) if state == wanted) {
                return;
            }
        }
    }
}

fn short(delta: &Delta) -> String {
    match delta {
        Delta::ListBegins => "[".into(),
        Delta::ListEnds => "]".into(),
        Delta::Gone(uid) => format!("-{uid}"),
        Delta::Put(Row::Namespace(n)) => format!("{}@{}", n.uid, n.phase),
        Delta::Put(other) => panic!("{other:?}"),
    }
}
