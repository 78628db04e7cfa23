//! All watches of a session: those that are wanted run, the others do not.

use super::Outlet;
use super::task::Task;
use crate::cluster::browse::Browsing;
use crate::cluster::heart::beat;
use crate::cluster::link::Link;
use crate::cluster::session::Session;
use crate::model::feed::{Feed, Scope};
use crate::model::table::BrowseWish;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The heartbeat and the watches of one session. Dropped, all of them end.
#[derive(Debug)]
pub struct Watches {
    session: Session,
    out: Outlet,
    link: Arc<Link>,
    unread: Arc<AtomicU64>,
    tasks: HashMap<Scope, JoinHandle<()>>,
    heart: JoinHandle<()>,
    browsing: Option<Browsing>,
}

impl Watches {
    /// Starts the heartbeat; every feed carries `id`, so that what a former session still had on its way can be told apart. Must be
    /// called within a tokio runtime.
    pub fn start(session: Session, id: u64, tx: mpsc::Sender<(u64, Feed)>) -> Self {
        let (out, link) = (Outlet::new(id, tx), Link::new());
        let heart = tokio::spawn(beat(session.clone(), link.clone(), out.clone()));
        Self { session, out, link, unread: Arc::default(), tasks: HashMap::new(), heart, browsing: None }
    }

    /// Makes the scopes that are watched these: what is missing is started, what is not wanted any more is ended. A scope that stays
    /// is not touched.
    pub fn set(&mut self, wanted: &[Scope]) {
        self.tasks.retain(|scope, task| {
            let keep = wanted.contains(scope) && !task.is_finished();
            if !keep {
                task.abort();
            }
            keep
        });
        for scope in wanted {
            if !self.tasks.contains_key(scope) {
                let task = Task::new(self.session.clone(), scope.clone(), self.out.clone(), self.link.clone(), self.unread.clone());
                self.tasks.insert(scope.clone(), tokio::spawn(task.run()));
            }
        }
    }

    /// Lists and watches a kind as a table, in place of the one before; `None` ends it.
    pub fn browse(&mut self, wish: Option<BrowseWish>) {
        // The former one ends first.
        self.browsing = None;
        self.browsing = wish.map(|w| Browsing::start(&self.session, w, &self.link, &self.out));
    }

    /// Makes the client anew, with credentials read anew, and has everything try again at once.
    pub fn reconnect(&self) {
        self.session.renew();
        self.link.renewed();
    }

    /// Objects and lines so far that could not be read and are not among the rows.
    pub fn unread(&self) -> u64 {
        self.unread.load(Ordering::Relaxed)
    }
}

impl Drop for Watches {
    fn drop(&mut self) {
        self.heart.abort();
        for task in self.tasks.values() {
            task.abort();
        }
    }
}
