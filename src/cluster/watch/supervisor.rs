//! All watches of a session: those that are wanted run, the others do not.

use super::scope::Objects;
use crate::cluster::browse::Browsing;
use crate::cluster::heartbeat::beat;
use crate::cluster::metrics::Meter;
use crate::cluster::outlet::Outlet;
use crate::cluster::reflector::Reflector;
use crate::cluster::session::Session;
use crate::model::SessionId;
use crate::model::feed::{Feed, Scope};
use crate::model::table::BrowseWish;
use crate::model::usage::UseScope;
use std::collections::HashMap;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The heartbeat and the watches of one session. Dropped, all of them end.
#[derive(Debug)]
pub struct Watches {
    session: Session,
    out: Outlet,
    tasks: HashMap<Scope, JoinHandle<()>>,
    heartbeat: JoinHandle<()>,
    browsing: Option<Browsing>,
    meter: Option<Meter>,
}

impl Watches {
    /// Starts the heartbeat; every feed carries `id`, so that what a former session still had on its way can be told apart. Must be
    /// called within a tokio runtime.
    pub fn start(session: Session, id: SessionId, tx: mpsc::Sender<(SessionId, Feed)>) -> Self {
        let out = Outlet::new(id, tx);
        let heartbeat = tokio::spawn(beat(session.clone(), out.clone()));
        Self { session, out, tasks: HashMap::new(), heartbeat, browsing: None, meter: None }
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
                let reflector = Reflector::new(self.session.clone(), Objects::new(scope.clone()), self.out.clone());
                self.tasks.insert(scope.clone(), tokio::spawn(reflector.run()));
            }
        }
    }

    /// Lists and watches a kind as a table, in place of the one before; `None` ends it.
    pub fn browse(&mut self, wish: Option<BrowseWish>) {
        // The former one ends first.
        self.browsing = None;
        self.browsing = wish.map(|w| Browsing::start(&self.session, w, &self.out));
    }

    /// Makes the scopes whose use is polled these.
    pub fn measure(&mut self, scopes: &[UseScope]) {
        if self.meter.is_none() && scopes.is_empty() {
            return;
        }
        let (session, out) = (&self.session, &self.out);
        self.meter.get_or_insert_with(|| Meter::start(session.clone(), out.clone())).set(scopes);
    }

    /// Makes the client anew, with credentials read anew, and has everything that watches try again at once, whoever started it.
    pub fn reconnect(&self) {
        self.session.renew();
        self.session.link().renewed();
    }

    /// Objects and lines so far that could not be read and are not among the rows.
    pub fn unread(&self) -> u64 {
        self.session.link().unread()
    }
}

impl Drop for Watches {
    fn drop(&mut self) {
        self.heartbeat.abort();
        for task in self.tasks.values() {
            task.abort();
        }
    }
}
