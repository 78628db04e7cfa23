//! One connection and the stream to a pod that belongs to it: bytes both ways until either end is left. The protocol is that of
//! `v4.channel.k8s.io` for port-forward: channel 0 has the bytes, channel 1 what went wrong, and each is opened by a message with the port.

use crate::cluster::error::way;
use crate::cluster::silence::Silence;
use crate::model::forward::PodFault;
use crate::model::trouble::Trouble;
use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// The protocol.
pub(in crate::cluster) const PROTOCOLS: [&str; 1] = ["v4.channel.k8s.io"];

const DATA: u8 = 0;
const ERROR: u8 = 1;
/// Bytes that are read at once.
const PIECE: usize = 32 << 10;
/// What is kept of what a client said, in case that nothing of it has reached a program: requests are smaller than this.
const SAID: usize = 64 << 10;
/// Between two questions whether the other end is there: also what keeps the stream alive in the tables of proxies and address translators.
const PING: Duration = Duration::from_secs(20);
/// Within which something has to come, once the other end was found to answer such questions, and how often that may fail.
const SLOT: Duration = Duration::from_secs(22);
const SILENT: u32 = 3;
/// How long a program may be silent to a client that has said all that it had to say: where it has answered since, and where it has not. The
/// protocol has no word for that, so nothing but the end of the stream could tell the program.
const LINGER: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(10)];
/// How long is spent on leaving.
const LEAVING: Duration = Duration::from_secs(1);
/// By which words the other end tells that it did not get through to a program, in small letters.
const UNREACHED: [&str; 2] = ["refused", "dial"];

/// How it ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// One of both has said all.
    Closed,
    /// Nothing has reached a program: it can be tried again.
    Unreached(PodFault),
    /// It broke.
    Lost(PodFault),
}

/// Where the bytes are counted.
pub(super) trait Count: Send + Sync {
    /// So many came from the pod.
    fn received(&self, bytes: usize);
    /// So many went to it.
    fn sent(&self, bytes: usize);
}

/// What a client has said so far to nobody; `None` once that is more than is kept, or somebody has heard it.
pub(super) type Said = Option<Vec<u8>>;

/// Hands the bytes on, both ways, until it ends.
pub(super) async fn relay<C, S>(client: &mut C, socket: WebSocketStream<S>, said: &mut Said, count: &impl Count) -> End
where
    C: AsyncRead + AsyncWrite + Unpin + Send,
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let (mut sink, mut stream) = socket.split();
    let (mut from, mut to) = tokio::io::split(client);
    let (came, asked) = (AtomicU64::new(0), AtomicU64::new(0));
    // What was said before goes first.
    let before = said.clone().unwrap_or_default();
    let said = tokio::sync::Mutex::new(said);
    let untaken = AtomicBool::new(false);
    let mut silence = Silence::new(SLOT, SILENT, &untaken);
    let down = async {
        let mut opened = [false; 2];
        loop {
            let message = match silence.next(&mut stream).await {
                Err(silent) => return End::Lost(PodFault::Silent(silent.as_secs())),
                Ok(None) => return End::Closed,
                Ok(Some(Err(e))) => return End::Lost(PodFault::Trouble(Trouble::Way(way(&e)).into())),
                Ok(Some(Ok(message))) => message,
            };
            let bytes = match &message {
                Message::Binary(bytes) => &bytes[..],
                Message::Text(text) => text.as_bytes(),
                Message::Close(_) => return End::Closed,
                Message::Pong(_) => {
                    silence.answered();
                    continue;
                }
                Message::Ping(_) | Message::Frame(_) => continue,
            };
            let Some((&channel, bytes)) = bytes.split_first() else { continue };
            let Some(opened) = opened.get_mut(usize::from(channel)) else { continue };
            if !std::mem::replace(opened, true) {
                continue;
            }
            match channel {
                ERROR if bytes.is_empty() => {}
                ERROR => {
                    let why = crate::model::text::clean(String::from_utf8_lossy(bytes).trim()).into_owned();
                    let lower = why.to_lowercase();
                    let unreached = said.lock().await.is_some() && UNREACHED.iter().any(|w| lower.contains(w));
                    let why = PodFault::Words(why);
                    return if unreached { End::Unreached(why) } else { End::Lost(why) };
                }
                DATA if bytes.is_empty() => {}
                _ => {
                    **said.lock().await = None;
                    came.fetch_add(1, Ordering::Relaxed);
                    count.received(bytes.len());
                    if to.write_all(bytes).await.is_err() {
                        // The client is gone.
                        return End::Closed;
                    }
                }
            }
        }
    };
    let up = async {
        for piece in before.chunks(PIECE) {
            put(&mut sink, piece, &untaken).await;
        }
        let mut ask = interval(PING);
        ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut buffer = vec![0; PIECE];
        loop {
            let n = tokio::select! {
                n = from.read(&mut buffer) => n.unwrap_or(0),
                _ = ask.tick() => {
                    send(&mut sink, Message::Ping(Vec::new().into()), &untaken).await;
                    continue;
                }
            };
            let piece = &buffer[..n];
            if piece.is_empty() {
                break;
            }
            {
                let mut said = said.lock().await;
                let fits = said.as_ref().is_some_and(|s| s.len() + n <= SAID);
                match &mut **said {
                    Some(said) if fits => said.extend_from_slice(piece),
                    kept => *kept = None,
                }
            }
            asked.store(came.load(Ordering::Relaxed), Ordering::Relaxed);
            put(&mut sink, piece, &untaken).await;
            count.sent(n);
        }
        // The client has said all: what the program still says is handed on.
        loop {
            let before = came.load(Ordering::Relaxed);
            let waits = before == asked.load(Ordering::Relaxed);
            tokio::time::sleep(LINGER[usize::from(waits)]).await;
            if came.load(Ordering::Relaxed) == before {
                return End::Closed;
            }
        }
    };
    let end = tokio::select! {
        end = down => end,
        end = up => end,
    };
    let _ = timeout(LEAVING, sink.close()).await;
    if end == End::Closed {
        let _ = timeout(LEAVING, to.shutdown()).await;
    }
    end
}

async fn put<S: AsyncRead + AsyncWrite + Unpin>(
    sink: &mut SplitSink<WebSocketStream<S>, Message>,
    bytes: &[u8],
    untaken: &AtomicBool,
) {
    let mut message = Vec::with_capacity(bytes.len() + 1);
    message.push(DATA);
    message.extend_from_slice(bytes);
    send(sink, Message::Binary(message.into()), untaken).await;
}

/// Where it cannot be sent, why is told by what is read: the word of what went wrong may be on its way.
async fn send<S: AsyncRead + AsyncWrite + Unpin>(
    sink: &mut SplitSink<WebSocketStream<S>, Message>,
    message: Message,
    untaken: &AtomicBool,
) {
    untaken.store(true, Ordering::Relaxed);
    if sink.send(message).await.is_err() {
        std::future::pending::<()>().await;
    }
    untaken.store(false, Ordering::Relaxed);
}
