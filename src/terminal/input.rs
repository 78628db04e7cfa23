//! The thread that reads the terminal.
//!
//! It has a small event loop of its own, so that keys are read however busy the program's is, that it costs nothing while nothing
//! happens, and that it lets go of the terminal at once when another program is to have it.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::fd::AsFd;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::sleep;

use super::decode::{Decoder, Pending};
use super::error::TerminalError;
use super::event::TerminalEvent;

/// How long the rest of a sequence may take: the pieces of a key come together or hardly apart, and Esc must not feel slow.
const SEQUENCE_WAIT: Duration = Duration::from_millis(25);
/// How long a paste may stop before it counts as ended.
const PASTE_WAIT: Duration = Duration::from_secs(2);
/// How long the thread may take to answer.
const ANSWER_WAIT: Duration = Duration::from_millis(500);
/// Events that wait because the program does not take them; beyond, the terminal has to wait.
const MOST_WAITING: usize = 256;

/// Starts reading the terminal. Events go into the channel; the thread ends when the channel does, or the terminal.
///
/// # Errors
/// When the system has no thread or descriptor left.
pub fn read_input(events: Sender<TerminalEvent>) -> Result<Input, TerminalError> {
    let (orders, inbox) = channel(8);
    let (ready, started) = sync_channel(1);
    let run = move || match Reader::new(events, inbox) {
        Ok((runtime, mut reader)) => {
            let _ = ready.send(Ok(()));
            runtime.block_on(reader.run());
        }
        Err(error) => drop(ready.send(Err(error))),
    };
    thread::Builder::new().name("input".to_owned()).spawn(run).map_err(TerminalError::io("read"))?;
    started.recv().unwrap_or_else(|_| Err(ErrorKind::BrokenPipe.into())).map_err(TerminalError::io("read"))?;
    Ok(Input { orders })
}

/// Holds the reading thread by its sleeve.
#[derive(Debug, Clone)]
pub struct Input {
    orders: Sender<Order>,
}

#[derive(Debug)]
enum Order {
    Pause(SyncSender<()>),
    Resume,
    Plain(Option<Sender<TerminalEvent>>),
}

impl Input {
    /// Stops reading; true when the thread has said that it has let go, so that another program can read every key.
    pub fn pause(&self) -> bool {
        let (answer, answered) = sync_channel(1);
        self.orders.try_send(Order::Pause(answer)).is_ok() && answered.recv_timeout(ANSWER_WAIT).is_ok()
    }

    /// From now on what is typed goes there as it comes, with the size; `None`: nowhere, until [`Input::resume`].
    pub fn plain(&self, to: Option<Sender<TerminalEvent>>) {
        let _ = self.orders.try_send(Order::Plain(to));
    }

    /// Reads on. The size of the terminal is told, since it may have changed.
    pub fn resume(&self) {
        let _ = self.orders.try_send(Order::Resume);
    }
}

enum Happened {
    Order(Option<Order>),
    Resized,
    Read(io::Result<Vec<u8>>),
    Silence,
}

struct Reader {
    terminal: AsyncFd<File>,
    resized: Signal,
    events: Sender<TerminalEvent>,
    inbox: Receiver<Order>,
    decoder: Decoder,
    waiting: VecDeque<TerminalEvent>,
    /// Where what is typed goes undecoded.
    plain: Option<Sender<TerminalEvent>>,
    paused: bool,
    closed: bool,
}

impl Reader {
    fn new(events: Sender<TerminalEvent>, inbox: Receiver<Order>) -> io::Result<(runtime::Runtime, Self)> {
        let runtime = runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let inside = runtime.enter();
        let file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
        // Deprecated because the compiler cannot see that the descriptor outlives it, which a File does; its successor is unsafe.
        #[allow(deprecated)]
        let terminal = AsyncFd::with_interest(file, Interest::READABLE)?;
        let resized = signal(SignalKind::window_change())?;
        drop(inside);
        let (decoder, waiting) = (Decoder::default(), VecDeque::new());
        let reader = Self { terminal, resized, events, inbox, decoder, waiting, plain: None, paused: false, closed: false };
        Ok((runtime, reader))
    }

    async fn run(&mut self) {
        while !(self.closed && self.waiting.is_empty()) {
            let reads = !self.paused && !self.closed && self.waiting.len() < MOST_WAITING;
            let wait = match self.decoder.pending() {
                Some(Pending::Sequence) => SEQUENCE_WAIT,
                _ => PASTE_WAIT,
            };
            let to = self.plain.clone().unwrap_or_else(|| self.events.clone());
            // Nothing is done inside, so that nothing is lost when one of them wins over the others.
            let happened = tokio::select! {
                biased;
                order = self.inbox.recv() => Happened::Order(order),
                place = to.reserve(), if !self.waiting.is_empty() => {
                    match (place, self.waiting.pop_front()) {
                        (Ok(place), Some(event)) => place.send(event),
                        // Whoever it was meant for has ended.
                        (Err(_), _) if self.plain.is_some() => self.obey(Order::Plain(None)),
                        (Ok(_) | Err(_), _) => {}
                    }
                    continue;
                }
                () = self.events.closed() => return,
                _ = self.resized.recv(), if !self.paused => Happened::Resized,
                bytes = read(&self.terminal), if reads => Happened::Read(bytes),
                () = sleep(wait), if reads && self.decoder.pending().is_some() => Happened::Silence,
            };
            match happened {
                Happened::Order(None) => return,
                Happened::Order(Some(order)) => self.obey(order),
                Happened::Resized => self.tell_size(),
                Happened::Read(Ok(bytes)) if self.plain.is_some() => self.waiting.push_back(TerminalEvent::Bytes(bytes)),
                Happened::Read(Ok(bytes)) => self.decoder.feed(&bytes, &mut self.waiting),
                Happened::Read(Err(_)) => {
                    self.closed = true;
                    self.plain = None;
                    self.waiting.push_back(TerminalEvent::Closed);
                }
                Happened::Silence => self.decoder.flush(&mut self.waiting),
            }
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Pause(answer) => {
                self.paused = true;
                let _ = answer.send(());
            }
            Order::Resume => {
                self.paused = false;
                self.tell_size();
            }
            Order::Plain(to) => {
                self.paused = to.is_none();
                self.plain = to;
                (self.decoder, self.waiting) = (Decoder::default(), VecDeque::new());
                if !self.paused {
                    self.tell_size();
                }
            }
        }
    }

    /// Only the last of a burst of sizes counts.
    fn tell_size(&mut self) {
        if let Ok((columns, rows)) = crossterm::terminal::size() {
            self.waiting.retain(|event| !matches!(event, TerminalEvent::Resize(..)));
            self.waiting.push_back(TerminalEvent::Resize(columns, rows));
        }
    }
}

/// Reads what is there; an error when the terminal is gone.
async fn read(terminal: &AsyncFd<File>) -> io::Result<Vec<u8>> {
    let mut buffer = [0; 4096];
    loop {
        let mut ready = terminal.readable().await?;
        // The descriptor blocks, since it shares its mode with the one that is written to: so one read for each readiness.
        match terminal.get_ref().read(&mut buffer) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                if count < buffer.len() {
                    ready.clear_ready();
                }
                return Ok(buffer[..count].to_vec());
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => ready.clear_ready(),
            Err(error) => return Err(error),
        }
    }
}
