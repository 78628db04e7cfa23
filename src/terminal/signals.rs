//! Signals: the terminal is given back whatever the rest of the program is doing.
//!
//! They are waited for on a thread of their own, so that a stuck main loop, or a stuck runtime, cannot hold the terminal.

use std::future::pending;
use std::io::ErrorKind;
use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{channel, sync_channel};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{
    SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU, SIGXFSZ,
};
use tokio::runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::Sender;

use super::error::TerminalError;
use super::event::TerminalEvent;
use super::input::Input;
use super::{abort, guard, suspend};

/// How long the program may take to hear of it.
const GRACE: Duration = Duration::from_secs(1);
/// How long giving the terminal back may take: one that takes no bytes would hold it for ever.
const LEAVE_WAIT: Duration = Duration::from_millis(300);

/// Signals that mean nothing to the program, and end it as they end any other.
const OTHERS: [i32; 7] = [SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ];

/// How long the program may take to end what it has under way, in milliseconds; 0 while it does not end.
static ENDS: AtomicU64 = AtomicU64::new(0);

/// The program's main loop is over, and what it has under way is being ended: a signal that ends it leaves that the time
/// within which it is done.
pub fn note_ending(within: Duration) {
    ENDS.store(u64::try_from(within.as_millis()).unwrap_or(u64::MAX), Ordering::Release);
}

/// What is still done where a signal ends the program without its main loop.
static LAST: OnceLock<fn()> = OnceLock::new();

/// Has something done where a signal ends the program without its main loop: it may not wait for anything.
pub fn on_end(last: fn()) {
    let _ = LAST.set(last);
}

/// Starts waiting for signals:
/// - SIGTERM, SIGINT and SIGQUIT give the terminal back, tell the program, and end it after a second if it has not heard, see
///   [`note_ending`];
/// - SIGINT and SIGQUIT do nothing while another program has the terminal: they come from its keys;
/// - what else would end it by default, such as SIGUSR1 and SIGALRM, gives the terminal back and ends it; so does an abort;
/// - SIGHUP ends it at once, since the terminal is gone;
/// - SIGTSTP stops it and SIGCONT wakes it as a shell's user expects.
///
/// # Errors
/// When the system has no thread or descriptor left.
pub fn watch_signals(events: Sender<TerminalEvent>, input: Input) -> Result<(), TerminalError> {
    abort::install().map_err(TerminalError::io("watch"))?;
    let (ready, started) = sync_channel(1);
    let run = move || {
        let runtime = match runtime::Builder::new_current_thread().enable_io().enable_time().build() {
            Ok(runtime) => runtime,
            Err(error) => return drop(ready.send(Err(error))),
        };
        runtime.block_on(async {
            let signals = Signals::new();
            let result = signals.as_ref().map(|_| ()).map_err(|error| error.kind().into());
            let _ = ready.send(result);
            if let Ok(signals) = signals {
                signals.watch(&events, &input).await;
            }
        });
    };
    thread::Builder::new().name("signals".to_owned()).spawn(run).map_err(TerminalError::io("watch"))?;
    started.recv().unwrap_or_else(|_| Err(ErrorKind::BrokenPipe.into())).map_err(TerminalError::io("watch"))
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
    hang_up: Signal,
    stop: Signal,
    go_on: Signal,
    others: Vec<(i32, Signal)>,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        let on = |number| signal(SignalKind::from_raw(number));
        Ok(Self {
            terminate: on(SIGTERM)?,
            interrupt: on(SIGINT)?,
            quit: on(SIGQUIT)?,
            hang_up: on(SIGHUP)?,
            stop: on(SIGTSTP)?,
            go_on: on(SIGCONT)?,
            others: OTHERS.into_iter().map(|number| Ok((number, on(number)?))).collect::<std::io::Result<_>>()?,
        })
    }

    async fn watch(mut self, events: &Sender<TerminalEvent>, input: &Input) {
        let mut ending: Option<i32> = None;
        loop {
            let grace = async {
                match ending {
                    Some(number) => {
                        tokio::time::sleep(GRACE).await;
                        tokio::time::sleep(Duration::from_millis(ENDS.load(Ordering::Acquire))).await;
                        number
                    }
                    None => pending().await,
                }
            };
            let number = tokio::select! {
                number = grace => end(number),
                _ = self.hang_up.recv() => {
                    leave_soon();
                    end(SIGHUP)
                }
                number = first(&mut self.others) => {
                    leave_soon();
                    end(number)
                }
                _ = self.terminate.recv() => SIGTERM,
                _ = self.interrupt.recv() => SIGINT,
                _ = self.quit.recv() => SIGQUIT,
                _ = self.stop.recv() => {
                    stop(events, input);
                    continue;
                }
                _ = self.go_on.recv() => {
                    go_on(events);
                    continue;
                }
            };
            if matches!(number, SIGINT | SIGQUIT) && suspend::is_lent() {
                continue;
            }
            // Whoever asks twice does not want to wait.
            if ending.replace(number).is_some() {
                end(number);
            }
            leave_soon();
            // A full channel means a stuck program: the grace is all that helps.
            let _ = events.try_send(TerminalEvent::Terminate(number));
        }
    }
}

/// Waits for the first of some signals.
async fn first(signals: &mut [(i32, Signal)]) -> i32 {
    std::future::poll_fn(|context| {
        let came = signals.iter_mut().find_map(|(number, signal)| signal.poll_recv(context).is_ready().then_some(*number));
        came.map_or(std::task::Poll::Pending, std::task::Poll::Ready)
    })
    .await
}

/// Another process asks for a stop; without a shell it is not obeyed, as the kernel would have it.
fn stop(events: &Sender<TerminalEvent>, input: &Input) {
    if suspend::suspend(input).is_ok() && guard::is_entered() {
        let _ = events.try_send(TerminalEvent::Resumed);
    }
}

/// The program goes on. After a stop that could not be caught, the shell has had the terminal and changed it.
fn go_on(events: &Sender<TerminalEvent>) {
    if suspend::was_own_stop() {
        return;
    }
    if guard::is_plain() {
        let _ = guard::go_on_plain();
        return;
    }
    if !guard::is_entered() {
        return;
    }
    let _ = guard::leave();
    let _ = guard::enter();
    let _ = events.try_send(TerminalEvent::Resumed);
}

/// Gives the terminal back, but does not wait for ever.
fn leave_soon() {
    let (done, left) = channel();
    let leave = move || drop(done.send(guard::leave()));
    if thread::Builder::new().name("leave".to_owned()).spawn(leave).is_ok() {
        let _ = left.recv_timeout(LEAVE_WAIT);
    }
}

fn end(number: i32) -> ! {
    if let Some(last) = LAST.get() {
        last();
    }
    process::exit(128 + number)
}
