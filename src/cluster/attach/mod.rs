//! Speaking with a process in a container over an open stream, until either end of it is left: what it writes goes out as it comes, what it is
//! told goes in. Both ways are bounded: what is not taken here is not read from the connection either. Who may open such a stream is for the
//! gate to say.

mod frames;
#[cfg(test)]
mod tests;

pub(super) use frames::{PROTOCOLS, closes};

use super::error::way;
use super::upgrade::Socket;
use crate::cluster::silence::Silence;
use crate::model::change::Reason;
use crate::model::process::{End, ProcessNews, ToProcess};
use crate::model::trouble::{Trouble, Way};
use frames::Frame;
use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout_at};
use tokio_tungstenite::tungstenite::{Error, Message};

/// Between two questions whether the other end is there: also what keeps the stream alive in the tables of proxies and address translators.
const PING: Duration = Duration::from_secs(10);
/// Within which something has to come, once the other end was found to answer such questions, and how often that may fail.
const SLOT: Duration = Duration::from_secs(12);
const SILENT: u32 = 3;
/// What is handed on at once: the reader of it is asked for in pieces that are soon done.
const PIECE: usize = 4 << 10;
/// How long what the process wrote last may take after the word of its end: the channels are apart.
const LAST: Duration = Duration::from_secs(2);
/// How long is spent on leaving.
const LEAVING: Duration = Duration::from_secs(1);

/// How it went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Talk {
    /// How it ended.
    pub(super) end: End,
    /// Whether the process wrote anything: then it was begun.
    pub(super) spoke: bool,
}

/// Speaks until it ends. `size` is that of its terminal, where it has one; what is told goes in once it is ready, and is left for another one
/// until then. Whoever drops the other end of `told` leaves it.
pub(super) async fn talk(
    socket: (Socket, &'static str),
    size: Option<(u16, u16)>,
    ready: impl Future<Output = ()>,
    told: &mut Receiver<ToProcess>,
    news: &Sender<ProcessNews>,
) -> Talk {
    speak(socket, (size, PIECE), ready, told, news).await
}

/// As [`talk`], with a program without a terminal whose output is for no screen: it is handed on in the pieces that it comes in.
pub(super) async fn carry(socket: (Socket, &'static str), told: &mut Receiver<ToProcess>, news: &Sender<ProcessNews>) -> Talk {
    speak(socket, (None, usize::MAX), async {}, told, news).await
}

async fn speak(
    (socket, protocol): (Socket, &'static str),
    (size, most): (Option<(u16, u16)>, usize),
    ready: impl Future<Output = ()>,
    told: &mut Receiver<ToProcess>,
    news: &Sender<ProcessNews>,
) -> Talk {
    let (mut sink, mut stream) = socket.split();
    let (mut end, mut until) = (None, None::<Instant>);
    let untaken = AtomicBool::new(false);
    let mut silence = Silence::new(SLOT, SILENT, &untaken);
    let mut spoke = false;
    let listens = async {
        loop {
            let next = match until {
                Some(at) => timeout_at(at, stream.next()).await.map_err(|_| None),
                None => silence.next(&mut stream).await.map_err(Some),
            };
            let message = match next {
                Err(None) | Ok(None) => break,
                Err(Some(silent)) => return lost(Way::NothingFor(silent.as_secs())),
                Ok(Some(Err(e))) if end.is_none() => return End::Lost(Reason::Trouble(trouble(&e).into())),
                Ok(Some(Err(_))) => break,
                Ok(Some(Ok(message))) => message,
            };
            let bytes = match &message {
                Message::Binary(bytes) => &bytes[..],
                Message::Text(text) => text.as_bytes(),
                Message::Close(_) => break,
                Message::Pong(_) => {
                    silence.answered();
                    continue;
                }
                Message::Ping(_) | Message::Frame(_) => continue,
            };
            let (written, of): (_, fn(Vec<u8>) -> ProcessNews) = match frames::read(bytes) {
                Frame::Output(bytes) => (bytes, ProcessNews::Output),
                Frame::Errors(bytes) => (bytes, ProcessNews::Errors),
                Frame::End(how) => {
                    (end, until) = (Some(how), Some(Instant::now() + LAST));
                    continue;
                }
                Frame::Other => continue,
            };
            spoke = true;
            for piece in written.chunks(most) {
                if news.send(of(piece.to_vec())).await.is_err() {
                    return End::Closed;
                }
            }
        }
        end.unwrap_or_else(|| lost(Way::NoLastWord))
    };
    let end = tokio::select! {
        end = listens => end,
        end = tells((&mut sink, protocol, &untaken), size, ready, told) => {
            let _ = tokio::time::timeout(LEAVING, sink.close()).await;
            end
        }
    };
    Talk { end, spoke }
}

/// Tells the process what comes for it, and asks now and then whether the other end is there. Comes back where it is left or cannot be told
/// any more.
async fn tells(
    (sink, protocol, untaken): (&mut SplitSink<Socket, Message>, &str, &AtomicBool),
    size: Option<(u16, u16)>,
    ready: impl Future<Output = ()>,
    told: &mut Receiver<ToProcess>,
) -> End {
    if let Some((cols, rows)) = size {
        send(sink, (protocol, untaken), ToProcess::Size(cols, rows)).await;
    }
    ready.await;
    let mut ask = interval(PING);
    ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            told = told.recv() => match told {
                Some(told) => send(sink, (protocol, untaken), told).await,
                None => return End::Closed,
            },
            _ = ask.tick() => put(sink, Message::Ping(Vec::new().into()), untaken).await,
        }
    }
}

async fn send(sink: &mut SplitSink<Socket, Message>, (protocol, untaken): (&str, &AtomicBool), told: ToProcess) {
    for bytes in frames::write(told, protocol) {
        put(sink, Message::Binary(bytes.into()), untaken).await;
    }
}

/// Where it cannot be sent, why is told by what is read: the word of the end may be on its way.
async fn put(sink: &mut SplitSink<Socket, Message>, message: Message, untaken: &AtomicBool) {
    untaken.store(true, Ordering::Relaxed);
    if sink.send(message).await.is_err() {
        std::future::pending::<()>().await;
    }
    untaken.store(false, Ordering::Relaxed);
}

fn lost(why: Way) -> End {
    End::Lost(Reason::Trouble(Trouble::Way(why).into()))
}

fn trouble(error: &Error) -> Trouble {
    match error {
        Error::Protocol(_) => Trouble::Way(Way::HalfMessage),
        Error::Capacity(_) => Trouble::Way(Way::LargeMessage),
        error => Trouble::Way(way(error)),
    }
}
