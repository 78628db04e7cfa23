//! A process over a WebSocket: the first byte of a message is its channel. After k8s.io/kubelet/pkg/cri/streaming/remotecommand and
//! k8s.io/apimachinery/pkg/util/remotecommand.

use super::proc::{Input, Io, Output, Std};
use super::status::Outcome;
use super::{Ends, Socket};
use crate::demo::shared::Shared;
use bytes::Bytes;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

const STDIN: u8 = 0;
const STDOUT: u8 = 1;
const STDERR: u8 = 2;
const ERROR: u8 = 3;
const RESIZE: u8 = 4;
/// Closes the channel that it names; since v5.
const CLOSE: u8 = 255;

/// Messages that wait for the process, and for the network.
const WAITING: usize = 4;
/// How long the other side may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// A version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// `v4.channel.k8s.io`.
    V4,
    /// `v5.channel.k8s.io`: standard input can be closed.
    V5,
}

impl Version {
    /// The first of the protocols that a client offers which is served, with its name.
    pub fn choose(offered: &str) -> Option<(Version, &'static str)> {
        offered.split(',').find_map(|name| match name.trim() {
            "v5.channel.k8s.io" => Some((Version::V5, "v5.channel.k8s.io")),
            "v4.channel.k8s.io" => Some((Version::V4, "v4.channel.k8s.io")),
            _ => None,
        })
    }
}

/// A message of a channel.
pub fn frame(channel: u8, bytes: &[u8]) -> Message {
    let mut all = Vec::with_capacity(bytes.len() + 1);
    all.push(channel);
    all.extend_from_slice(bytes);
    Message::Binary(all.into())
}

/// What says that all has been said. Clients take a close without a code for a fault.
pub fn goodbye() -> Message {
    Message::Close(Some(CloseFrame { code: CloseCode::Normal, reason: "".into() }))
}

/// Runs a process with its ends at the other side of a WebSocket. It ends with `killed` when its container does.
pub async fn converse<F, P>(
    shared: &Arc<Shared>,
    socket: Socket,
    ends: Ends,
    version: Version,
    mut over: watch::Receiver<()>,
    killed: Outcome,
    process: F,
) where
    F: FnOnce(Io) -> P,
    P: Future<Output = Outcome> + Send,
{
    let (mut sink, mut stream) = socket.split();
    let (to_process, input) = mpsc::channel(WAITING);
    let (output, from_process) = mpsc::channel(WAITING);
    // The first message says that all is ready.
    let first = if ends.stdout {
        STDOUT
    } else if ends.stderr {
        STDERR
    } else {
        ERROR
    };
    if sink.send(frame(first, &[])).await.is_err() {
        return;
    }
    let running = async {
        tokio::select! {
            outcome = process(Io::new(input, output, ends.tty)) => outcome,
            _ = over.changed() => killed,
        }
    };
    let both = async { tokio::join!(running, send(shared, &mut sink, from_process, ends)).0 };
    let outcome = tokio::select! {
        outcome = both => outcome,
        () = listen(shared, &mut stream, to_process, ends, version) => return,
    };
    shared.faults.thaw().await;
    let status = serde_json::to_vec(&outcome.status()).unwrap_or_default();
    let _ = sink.send(frame(ERROR, &status)).await;
    let _ = sink.send(goodbye()).await;
    // What is still under way is read, so that the last words are not lost with a connection that is reset.
    let _ = tokio::time::timeout(GOODBYE, async { while let Some(Ok(_)) = stream.next().await {} }).await;
}

/// Sends what the process writes, until it writes no more.
async fn send(shared: &Arc<Shared>, sink: &mut SplitSink<Socket, Message>, mut from: mpsc::Receiver<Output>, ends: Ends) {
    while let Some(Output { std, bytes }) = from.recv().await {
        let (channel, wanted) = match std {
            Std::Out => (STDOUT, ends.stdout),
            Std::Err => (STDERR, ends.stderr),
        };
        if !wanted {
            continue;
        }
        shared.faults.pass(bytes.len()).await;
        if sink.send(frame(channel, &bytes)).await.is_err() {
            return;
        }
    }
}

/// Hands over what comes, until the other side leaves.
async fn listen(shared: &Shared, stream: &mut SplitStream<Socket>, to: mpsc::Sender<Input>, ends: Ends, version: Version) {
    let sizes = to.clone();
    let mut to = Some(to);
    if !ends.stdin
        && let Some(to) = to.take()
    {
        // Who sends nothing has sent everything.
        let _ = to.send(Input::End).await;
    }
    while let Some(Ok(message)) = stream.next().await {
        let Message::Binary(bytes) = message else {
            if message.is_close() {
                return;
            }
            continue;
        };
        let Some((channel, rest)) = bytes.split_first() else { continue };
        match *channel {
            STDIN if !rest.is_empty() => {
                if let Some(to) = &to {
                    shared.faults.pass(rest.len()).await;
                    let _ = to.send(Input::Bytes(Bytes::copy_from_slice(rest))).await;
                }
            }
            RESIZE => {
                if let Some((columns, lines)) = size(rest) {
                    let _ = sizes.send(Input::Size(columns, lines)).await;
                }
            }
            CLOSE if version == Version::V5 && rest == [STDIN] => {
                if let Some(to) = to.take() {
                    let _ = to.send(Input::End).await;
                }
            }
            _ => {}
        }
    }
}

/// A size as `{"Width":80,"Height":24}`.
fn size(text: &[u8]) -> Option<(u16, u16)> {
    let value: serde_json::Value = serde_json::from_slice(text).ok()?;
    let of = |key: &str| value.get(key)?.as_u64().and_then(|n| u16::try_from(n).ok());
    Some((of("Width")?, of("Height")?))
}
