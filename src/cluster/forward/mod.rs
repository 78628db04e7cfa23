//! Forwarding a port: a listener on this machine, and for each connection a stream of its own to a pod that is there by then. Who may open
//! such streams is for the gate to say; here they are asked for by a [`Dial`].

mod pods;
mod relay;
#[cfg(test)]
mod tests;

pub(super) use pods::{Aim, PodPort, Which};
pub(super) use relay::PROTOCOLS;

use super::error::{ApiError, way};
use super::session::Session;
use crate::model::change::reason::ForwardReason;
use crate::model::forward::{ForwardFault, ForwardNews, PodFault, Standing};
use crate::model::text::clean;
use crate::model::{Name, Time, Uid};
use pods::{Chosen, Known};
use relay::{Count, End, Said};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use tokio_tungstenite::WebSocketStream;

/// How long a connection waits for a pod.
const WAITS: Duration = Duration::from_secs(10);
/// Between two tries of one forward to reach a pod after one that failed, whoever makes them.
const AGAIN: Duration = Duration::from_secs(1);
/// Connections that are open at once; more wait to be accepted.
const MOST: usize = 128;
/// Between two words of how it goes.
const TELLS: Duration = Duration::from_millis(400);

/// Opens a stream to a port of a pod.
pub(super) trait Dial: Send + Sync + 'static {
    /// What carries it.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Opens one.
    fn dial(&self, pod: &Name, port: u16) -> impl Future<Output = Result<WebSocketStream<Self::Stream>, ApiError>> + Send;
}

/// Listens on this machine.
///
/// # Errors
/// Why that cannot be, with what to do.
pub(super) async fn listen(address: &str, port: u16) -> Result<TcpListener, ForwardReason> {
    let ip = match address {
        "localhost" => IpAddr::from([127, 0, 0, 1]),
        text => text.parse().map_err(|_| ForwardReason::NoAddress(clean(text).into_owned()))?,
    };
    let at = SocketAddr::new(ip, port);
    TcpListener::bind(at).await.map_err(|e| match e.kind() {
        io::ErrorKind::AddrInUse => ForwardReason::InUse(at.to_string()),
        io::ErrorKind::PermissionDenied => ForwardReason::NoRight(at.to_string()),
        io::ErrorKind::AddrNotAvailable => ForwardReason::NotHere(ip.to_string()),
        _ => ForwardReason::CannotListen(at.to_string(), e.to_string()),
    })
}

/// Serves a listener until `ended` comes. How it goes is told by `news`, at last with all that went over it.
pub(super) async fn serve<D: Dial>(
    listener: TcpListener,
    (session, aim, dial): (Session, Aim, D),
    ended: impl Future<Output = ()>,
    news: watch::Sender<ForwardNews>,
) {
    let (known, pods) = watch::channel(Known::default());
    let mut tasks = JoinSet::new();
    tasks.spawn(pods::watch(session, aim.clone(), known));
    hand_on(listener, pods, (aim, dial), ended, news).await;
}

/// The same, with pods that are known from elsewhere.
async fn hand_on<D: Dial>(
    listener: TcpListener,
    mut pods: watch::Receiver<Known>,
    (aim, dial): (Aim, D),
    ended: impl Future<Output = ()>,
    news: watch::Sender<ForwardNews>,
) {
    let local = listener.local_addr().map(|at| at.to_string()).unwrap_or_default();
    let shared = Arc::new(Shared {
        aim,
        dial,
        pods: pods.clone(),
        state: Mutex::new(State { chosen: None, failed: None, standing: Standing::Starting, error: None, next: Instant::now() }),
        counts: Counts::default(),
        trouble: AtomicBool::new(false),
        changed: Notify::new(),
    });
    let mut ended = std::pin::pin!(ended);
    let slots = Arc::new(Semaphore::new(MOST));
    let mut connections = JoinSet::new();
    shared.look();
    let mut tell_at = Some(Instant::now());
    loop {
        let free = async {
            let slot = slots.clone().acquire_owned().await;
            (listener.accept().await, slot)
        };
        tokio::select! {
            (accepted, slot) = free => match (accepted, slot) {
                (Ok((tcp, _)), Ok(slot)) => {
                    let shared = shared.clone();
                    connections.spawn(async move {
                        shared.connection(tcp).await;
                        drop(slot);
                    });
                }
                (Err(e), _) => {
                    shared.failed(ForwardFault::NotAccepted(way(&e)));
                    sleep(AGAIN).await;
                }
                (Ok(_), Err(_)) => return,
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            Ok(()) = pods.changed() => {
                pods.borrow_and_update();
                shared.look();
            }
            () = shared.changed.notified() => tell_at = tell_at.or_else(|| Some(Instant::now() + TELLS)),
            () = sleep_until(tell_at.unwrap_or_else(Instant::now)), if tell_at.is_some() => {
                tell_at = None;
                if news.send(shared.news(&local)).is_err() {
                    return;
                }
            }
            () = &mut ended => {
                // What has come since was not told yet, and the journal is to have all.
                let _ = news.send(shared.news(&local));
                return;
            }
        }
    }
}

struct State {
    /// The pod of the last connection, or of the next.
    chosen: Option<Chosen>,
    /// The pod that was last not reached, and why.
    failed: Option<(Uid, ForwardFault)>,
    standing: Standing,
    error: Option<(Time, ForwardFault)>,
    /// When a pod may be tried again after one that was not reached.
    next: Instant,
}

#[derive(Default)]
struct Counts {
    open: AtomicU32,
    connections: AtomicU64,
    received: AtomicU64,
    sent: AtomicU64,
}

struct Shared<D> {
    aim: Aim,
    dial: D,
    pods: watch::Receiver<Known>,
    state: Mutex<State>,
    counts: Counts,
    /// Whether a pod was not reached since one last was.
    trouble: AtomicBool,
    changed: Notify,
}

impl<D: Dial> Count for Shared<D> {
    fn received(&self, bytes: usize) {
        self.reached();
        self.counts.received.fetch_add(bytes as u64, Ordering::Relaxed);
        self.changed.notify_one();
    }

    fn sent(&self, bytes: usize) {
        self.counts.sent.fetch_add(bytes as u64, Ordering::Relaxed);
        self.changed.notify_one();
    }
}

impl<D: Dial> Shared<D> {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn news(&self, local: &str) -> ForwardNews {
        let state = self.state();
        let counts = &self.counts;
        ForwardNews {
            local: local.to_owned(),
            standing: state.standing,
            pod: state.chosen.as_ref().map(|c| (c.name.clone(), c.uid.clone(), c.port)),
            open: counts.open.load(Ordering::Relaxed),
            connections: counts.connections.load(Ordering::Relaxed),
            received: counts.received.load(Ordering::Relaxed),
            sent: counts.sent.load(Ordering::Relaxed),
            error: state.error.clone(),
        }
    }

    fn failed(&self, why: ForwardFault) {
        self.state().error = Some((Time::system(), why));
        self.changed.notify_one();
    }

    /// A pod was reached: the next one that is not is tried again at once.
    fn reached(&self) {
        if self.trouble.swap(false, Ordering::Relaxed) {
            self.state().failed = None;
        }
    }

    /// Looks which pod there is to go to, and takes it.
    fn look(&self) -> Option<Chosen> {
        let known = self.pods.borrow().clone();
        let mut state = self.state();
        let chosen = self.aim.choose(&known, state.chosen.as_ref().map(|c| &c.uid), state.failed.as_ref().map(|(uid, _)| uid));
        let gone =
            matches!(self.aim.which, Which::Named(_)) && known.pods.as_ref().is_some_and(std::collections::BTreeMap::is_empty);
        let standing = match (&chosen, state.standing) {
            (Some(_), _) => Standing::Ready,
            (None, _) if known.pods.is_none() => Standing::Starting,
            (None, Standing::Gone(since)) if gone => Standing::Gone(since),
            (None, _) if gone => Standing::Gone(Time::system()),
            (None, Standing::Waiting(since)) => Standing::Waiting(since),
            (None, _) => Standing::Waiting(Time::system()),
        };
        let changed = standing != state.standing || chosen.is_some() && chosen != state.chosen;
        state.standing = standing;
        // Which pod it was is told for as long as there is no other.
        if chosen.is_some() {
            state.chosen.clone_from(&chosen);
        }
        drop(state);
        if changed {
            self.changed.notify_one();
        }
        chosen
    }

    /// Waits for a pod to go to.
    async fn pod(&self) -> Option<Chosen> {
        let mut pods = self.pods.clone();
        loop {
            let next = {
                let mut state = self.state();
                let now = Instant::now();
                // After one that was not reached, the tries of all connections come one by one.
                match state.failed {
                    Some(_) if state.next > now => Some(state.next),
                    Some(_) => {
                        state.next = now + AGAIN;
                        None
                    }
                    None => None,
                }
            };
            if let Some(next) = next {
                sleep_until(next).await;
                continue;
            }
            pods.borrow_and_update();
            if let Some(chosen) = self.look() {
                return Some(chosen);
            }
            pods.changed().await.ok()?;
        }
    }

    async fn connection(&self, mut tcp: TcpStream) {
        self.counts.connections.fetch_add(1, Ordering::Relaxed);
        self.counts.open.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_one();
        let _ = tcp.set_nodelay(true);
        if let Err(why) = self.carry(&mut tcp).await {
            self.failed(why);
            // What was cut short is no end that a client may take for one.
            let _ = tcp.set_zero_linger();
        }
        drop(tcp);
        self.counts.open.fetch_sub(1, Ordering::Relaxed);
        self.changed.notify_one();
    }

    async fn carry(&self, tcp: &mut TcpStream) -> Result<(), ForwardFault> {
        let until = Instant::now() + WAITS;
        let mut said: Said = Some(Vec::new());
        loop {
            let Ok(chosen) = timeout_at(until, self.pod()).await else {
                // There was a pod, and it was not reached; or there was none.
                let last = self.state().failed.as_ref().map(|(_, why)| why.clone());
                let why = last.filter(|_| self.look().is_some()).unwrap_or_else(|| self.aim.lacks(&self.pods.borrow()));
                return Err(ForwardFault::Waited(WAITS.as_secs(), why.into()));
            };
            let Some(chosen) = chosen else { return Ok(()) };
            let why = match timeout_at(until, self.dial.dial(&chosen.name, chosen.port)).await {
                Err(_) => PodFault::Late,
                // Nothing that comes with time.
                Ok(Err(e)) if matches!(e.code(), Some(400..=403)) || e == ApiError::ReadOnly => {
                    return Err(ForwardFault::Trouble(e.trouble().into()));
                }
                Ok(Err(e)) => PodFault::Trouble(e.trouble().into()),
                Ok(Ok(socket)) => match relay::relay(tcp, socket, &mut said, self).await {
                    End::Closed => {
                        self.reached();
                        return Ok(());
                    }
                    End::Lost(why) => return Err(ForwardFault::Pod(chosen.name, why)),
                    End::Unreached(why) => why,
                },
            };
            let why = ForwardFault::Pod(chosen.name, why);
            self.failed(why.clone());
            let mut state = self.state();
            // The first goes to another pod at once, where there is one.
            state.next = if state.failed.is_some() { Instant::now() + AGAIN } else { Instant::now() };
            state.failed = Some((chosen.uid, why));
            self.trouble.store(true, Ordering::Relaxed);
        }
    }
}
