//! The dashboard without a terminal, in this process: the real watches, the real state, the real frame. What is said here of the screen
//! is read from a frame that was drawn, and what is said of the store is held against what the server lists.

use crate::support::ground::LONG;
use crate::support::truth;
use crate::support::world::FIRST;
use dogwatch::app::state::{Context, Start};
use dogwatch::app::{Effect, Msg, State, settle, start, update};
use dogwatch::cluster::kubeconfig::{ContextInfo, Contexts};
use dogwatch::cluster::rights;
use dogwatch::cluster::session::{Mode, Session};
use dogwatch::cluster::watch::Watches;
use dogwatch::command::{Key, Keymap};
use dogwatch::model::feed::{LinkState, Scope, WatchState};
use dogwatch::model::{Lang, Time};
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// How soon after the end of a fault everything must be known again, as it is promised.
pub const PROMISED: Duration = Duration::from_secs(2);
/// What a busy machine may take beside that.
pub const BUSY: Duration = Duration::from_secs(25);

struct Seat {
    state: Mutex<State>,
    bell: Condvar,
}

impl Seat {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }
}

/// Somebody's dashboard.
pub struct Desk {
    seat: Arc<Seat>,
    tx: mpsc::UnboundedSender<Msg>,
    runtime: Option<tokio::runtime::Runtime>,
    truth: Session,
}

impl Desk {
    /// On the current context of `config`, all namespaces in view. `truth` is the kubeconfig of a way to the server without faults.
    pub fn open(config: &str, truth: &str) -> Self {
        let contexts = Contexts::from_text(config).unwrap();
        let first = contexts.pick(None).unwrap();
        let of = |c: &ContextInfo| Context {
            insecure: c.insecure,
            name: c.name.clone(),
            cluster: c.cluster.clone(),
            user: c.user.clone(),
            namespace: c.namespace.clone(),
        };
        let begin = Start {
            guards: dogwatch::model::guard::Guards::default(),
            depends: Default::default(),
            contexts: contexts.list().iter().map(of).collect(),
            context: of(&first),
            beside: Vec::new(),
            namespaces: Vec::new(),
            all_namespaces: true,
            readonly: false,
            keymap: Keymap::default(),
            doors: dogwatch::views::DOORS,
            known: Vec::new(),
            remembered: Some(HashMap::new()),
            log_tail: 100,
            log_bytes: 1 << 20,
            shells: vec!["bash".into(), "sh".into()],
            plain_shell: false,
            mouse: false,
            debug_tool: Default::default(),
            watch: dogwatch::model::soak::WATCH_MS,
            saved: Default::default(),
            own: Default::default(),
            environments: Vec::new(),
            zone: chrono::FixedOffset::east_opt(0).unwrap(),
            lang: Lang::En,
            now: Time::system(),
        };
        let mut state = State::new(begin);
        update(&mut state, Msg::Resize(160, 48), Time::system());
        let seat = Arc::new(Seat { state: Mutex::new(state), bell: Condvar::new() });
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (session, _) = Session::open(contexts, &first.name, Mode::new(true));
        let (tx, rx) = mpsc::unbounded_channel();
        runtime.spawn(sit(seat.clone(), session, tx.clone(), rx));
        Self { seat, tx, runtime: Some(runtime), truth: truth::session(truth) }
    }

    /// Presses keys by name, each on the screen as it is then: `"j j Enter"`.
    pub fn keys(&self, keys: &str) {
        for key in keys.split_whitespace() {
            let key: Key = key.parse().unwrap();
            self.tx.send(Msg::Key(key)).unwrap();
        }
    }

    /// Namespaces that are favourites: `1`, `2` and so on lead to them.
    pub fn remember(&self, favourites: &[&str]) {
        let mut state = self.seat.lock();
        let context = state.cluster.context.name.clone();
        let favourites = favourites.iter().map(|f| (*f).to_owned()).collect();
        state.remembered.entry(context).or_default().favourites = favourites;
    }

    pub fn look<T>(&self, at: impl FnOnce(&State) -> T) -> T {
        at(&self.seat.lock())
    }

    /// Waits until the state is as wanted; gives how long that took.
    pub fn wait(&self, what: &str, mut wanted: impl FnMut(&State) -> bool) -> Duration {
        let begun = Instant::now();
        let mut state = self.seat.lock();
        while !wanted(&state) {
            let left = LONG.checked_sub(begun.elapsed());
            let left =
                left.unwrap_or_else(|| panic!("waited in vain for {what}; the screen:\n{}\n{:#?}", screen(&state), states(&state)));
            state = self.seat.bell.wait_timeout(state, left).unwrap_or_else(|e| e.into_inner()).0;
        }
        begun.elapsed()
    }

    /// Waits for a text on the screen; gives the screen.
    pub fn wait_text(&self, wanted: &str) -> String {
        let mut found = String::new();
        self.wait(&format!("{wanted:?} on the screen"), |state| {
            found = screen(state);
            found.contains(wanted)
        });
        found
    }

    /// Waits until the server answers and every watch is live.
    pub fn wait_live(&self) -> Duration {
        self.wait("everything to be live", live)
    }

    /// Help opens and closes: whatever goes on outside, keys are answered.
    pub fn keys_answer(&self) {
        self.keys("?");
        self.wait_text("─ Help");
        self.keys("Esc");
        self.wait("Help to be gone", |s| !screen(s).contains("─ Help"));
    }

    /// Waits until everything is live and the store equals what the server lists, and holds the time since `begun` against the promise.
    pub fn equal_again(&self, begun: Instant) -> Duration {
        let took = self.equal_by(begun, begun + PROMISED + LONG);
        // What one such look takes where nothing is wrong: on a busy machine that is most of it.
        let look = Instant::now();
        self.equal_by(look, look + LONG);
        let most = PROMISED + BUSY + look.elapsed() * 5;
        assert!(took < most, "known again after {took:?}, and {most:?} may be");
        told("known again", took);
        took
    }

    /// The same with time as long as it may take at the start.
    pub fn equal_at_last(&self) {
        self.equal_by(Instant::now(), Instant::now() + LONG);
    }

    fn equal_by(&self, begun: Instant, end: Instant) -> Duration {
        let runtime = self.runtime.as_ref().unwrap();
        loop {
            let scopes: Vec<Scope> = self.look(|s| s.cluster.store.scopes().map(|(scope, _)| scope.clone()).collect());
            let truth = runtime.block_on(truth::listed(&self.truth, &scopes));
            let state = self.seat.lock();
            let mut found = match truth {
                Ok(truth) => truth::differences(&state.cluster.store, &truth, Time::system()),
                Err(e) => vec![e],
            };
            if scopes.is_empty() || !live(&state) {
                found.push(format!("not live: {:#?}", states(&state)));
            }
            if found.is_empty() {
                return begun.elapsed();
            }
            assert!(
                Instant::now() < end,
                "after {:?} it is not as the server says:\n{}\n{}",
                begun.elapsed(),
                found.join("\n"),
                screen(&state)
            );
            // Until something happens here; or there, which only another list can tell.
            drop(self.seat.bell.wait_timeout(state, Duration::from_millis(50)));
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Says how long something took, to whoever runs the tests with `--nocapture`.
#[allow(clippy::print_stdout, reason = "a measure for people")]
pub fn told(what: &str, took: Duration) {
    println!("{what} after {:.2} s", took.as_secs_f64());
}

/// Whether the server answers and every watch is live.
fn live(state: &State) -> bool {
    matches!(state.cluster.store.link(), LinkState::Up { .. })
        && state.cluster.store.scopes().count() > 0
        && state.cluster.store.scopes().all(|(scope, w)| *w == WatchState::Live && state.cluster.store.complete(scope))
}

fn states(state: &State) -> Vec<String> {
    let mut all: Vec<String> = state.cluster.store.scopes().map(|(scope, w)| format!("{}: {w:?}", scope.words())).collect();
    all.push(format!("{:?}", state.cluster.store.link()));
    all
}

pub fn screen(state: &State) -> String {
    let (w, h) = state.screen;
    let mut buffer = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, w, h));
    let theme = dogwatch::theme::Theme::load("dark", &[]).unwrap();
    dogwatch::views::render(state, &theme, &mut buffer);
    dogwatch::export::text(&buffer)
}

/// The loop, as the runtime has it, without a terminal and without what only looks closer.
async fn sit(seat: Arc<Seat>, session: Session, tx: mpsc::UnboundedSender<Msg>, mut keys: mpsc::UnboundedReceiver<Msg>) {
    let (feed_tx, mut feeds) = mpsc::channel(256);
    let mut watches = Watches::start(session.clone(), FIRST, feed_tx);
    let first = start(&mut seat.lock());
    let mut effects = first;
    loop {
        for effect in effects {
            match effect {
                Effect::Watch(_, scopes) => watches.set(&scopes),
                Effect::Reconnect(_) => watches.reconnect(),
                Effect::Review(_, namespace) => {
                    let (session, tx) = (session.clone(), tx.clone());
                    tokio::spawn(async move {
                        let _closed = tx.send(Msg::Rights(FIRST, rights::review(&session, &namespace).await));
                    });
                }
                _ => {}
            }
        }
        let msg = tokio::select! {
            Some((id, feed)) = feeds.recv() => Msg::Feed(id, feed),
            Some(msg) = keys.recv() => msg,
            () = tokio::time::sleep(Duration::from_millis(100)) => Msg::Tick,
        };
        let mut state = seat.lock();
        let now = Time::system();
        effects = update(&mut state, msg, now);
        effects.extend(settle(&mut state, now));
        update(&mut state, Msg::Drawn, now);
        drop(state);
        seat.bell.notify_all();
    }
}
