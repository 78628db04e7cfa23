//! What can be made to go wrong, for tests and for those who want to see how a dashboard takes it.

use super::resources::Res;
use super::shared::Shared;
use std::sync::{Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::watch;

/// The knobs of a running demo cluster. Each holds until it is turned back; the cuts happen once.
#[derive(Debug)]
pub struct Faults {
    settings: Mutex<Settings>,
    /// Bumped with each setting, so that those who hang or refuse look again.
    pub(super) turned: watch::Sender<u64>,
    pub(super) watches: watch::Sender<u64>,
    pub(super) connections: watch::Sender<u64>,
    shared: Mutex<Weak<Shared>>,
}

#[derive(Debug, Default, Clone)]
struct Settings {
    refuse: bool,
    hang: bool,
    hang_after: Option<usize>,
    answers: Vec<(String, u16)>,
    no_watch: Vec<String>,
}

impl Default for Faults {
    fn default() -> Self {
        let sender = || watch::Sender::new(0);
        Self { settings: Mutex::default(), turned: sender(), watches: sender(), connections: sender(), shared: Mutex::default() }
    }
}

impl Faults {
    fn settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings());
        self.turned.send_modify(|n| *n += 1);
    }

    pub(super) fn belong_to(&self, shared: Weak<Shared>) {
        *self.shared.lock().unwrap_or_else(PoisonError::into_inner) = shared;
    }

    /// Refuses new connections, as a host whose server is down; open ones go on. `drop_connections` ends those.
    pub fn refuse(&self, on: bool) {
        self.turn(|s| s.refuse = on);
    }

    /// Accepts connections and requests and never answers; open streams fall silent.
    pub fn hang(&self, on: bool) {
        self.turn(|s| (s.hang, s.hang_after) = (on, None));
    }

    /// Lets so many bytes more through the streams of processes, both ways together, and hangs with the next ones.
    pub fn hang_after(&self, bytes: usize) {
        self.turn(|s| s.hang_after = Some(bytes));
    }

    /// Answers requests whose path and query contain `part` with an HTTP status; `None` lifts it.
    pub fn answer(&self, part: &str, status: Option<u16>) {
        self.turn(|s| {
            s.answers.retain(|(p, _)| p != part);
            s.answers.extend(status.map(|code| (part.to_owned(), code)));
        });
    }

    /// Forbids everyone to watch a resource (by its plural), while listing it stays allowed.
    pub fn deny_watch(&self, plural: &str, on: bool) {
        self.turn(|s| {
            s.no_watch.retain(|p| p != plural);
            if on {
                s.no_watch.push(plural.to_owned());
            }
        });
    }

    /// Lifts everything.
    pub fn clear(&self) {
        self.turn(|s| *s = Settings::default());
    }

    /// Ends all open watches, as a server that closes its connections.
    pub fn drop_watches(&self) {
        self.watches.send_modify(|n| *n += 1);
    }

    /// Ends all connections at once, in the middle of whatever they are.
    pub fn drop_connections(&self) {
        self.connections.send_modify(|n| *n += 1);
    }

    /// Forgets the history, so that watches of an older version are answered with 410. Open watches have seen it and go on.
    pub fn compact(&self) {
        let shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner).upgrade();
        if let Some(shared) = shared {
            shared.world().store.compact();
        }
    }

    pub(super) fn refusing(&self) -> bool {
        self.settings().refuse
    }

    pub(super) fn hanging(&self) -> bool {
        self.settings().hang
    }

    pub(super) fn answer_for(&self, path: &str) -> Option<u16> {
        self.settings().answers.iter().find(|(part, _)| path.contains(part.as_str())).map(|(_, code)| *code)
    }

    pub(super) fn denies_watch(&self, res: Res) -> bool {
        self.settings().no_watch.iter().any(|p| p == res.info().plural)
    }

    /// Waits while the cluster hangs, and whether it does with these bytes of a process' stream.
    pub(super) async fn pass(&self, bytes: usize) {
        let rest = {
            let mut settings = self.settings();
            let rest = settings.hang_after.map(|left| left.checked_sub(bytes));
            settings.hang_after = rest.flatten();
            rest
        };
        if rest == Some(None) {
            self.hang(true);
        }
        self.thaw().await;
    }

    /// Waits while the cluster hangs.
    pub(super) async fn thaw(&self) {
        let mut turned = self.turned.subscribe();
        while self.hanging() {
            if turned.changed().await.is_err() {
                return;
            }
        }
    }
}
