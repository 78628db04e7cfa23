//! Ports as streams of a SPDY/3.1 connection that a WebSocket carries, as kubectl has it since 1.31: for each connection a stream of bytes and one
//! of errors, told apart by their headers. After k8s.io/kubelet/pkg/cri/streaming/portforward/httpstream.go.

use super::page::{End, serve};
use super::wire::{Frame, Frames, data, ping, reply};
use super::{Pod, Socket};
use crate::demo::exec::channels::goodbye;
use crate::demo::shared::Shared;
use bytes::Bytes;
use futures::stream::FuturesUnordered;
use futures::{SinkExt, StreamExt};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

/// Messages that wait for a connection, and for the network.
const WAITING: usize = 4;
/// Connections at a time.
const MOST: usize = 256;

/// Two streams that belong together.
#[derive(Debug, Default)]
struct Pair {
    data: Option<u32>,
    errors: Option<u32>,
    port: u16,
}

/// What the other side has said so far.
#[derive(Debug, Default)]
struct Heard {
    /// By the number that both streams of a connection carry.
    pairs: HashMap<String, Pair>,
    /// Where bytes of a stream go.
    inputs: HashMap<u32, mpsc::Sender<Bytes>>,
    /// Bytes that came before the other stream of their connection, and whether that was all.
    early: HashMap<u32, (Vec<Bytes>, bool)>,
}

/// A connection that is to be served.
struct Opened {
    data: u32,
    errors: u32,
    port: u16,
    from: mpsc::Receiver<Bytes>,
}

/// Carries connections until the other side leaves.
pub async fn run(shared: &Arc<Shared>, pod: &Pod, socket: Socket) {
    let (mut sink, mut stream) = socket.split();
    let (out, mut written) = mpsc::channel::<Vec<u8>>(WAITING);
    let writing = async {
        while let Some(bytes) = written.recv().await {
            shared.faults.thaw().await;
            if sink.send(Message::Binary(bytes.into())).await.is_err() {
                return;
            }
        }
    };
    let serving = async {
        let (mut frames, mut heard) = (Frames::default(), Heard::default());
        let mut open = FuturesUnordered::new();
        loop {
            let message = tokio::select! {
                message = stream.next() => message,
                Some(done) = open.next(), if !open.is_empty() => {
                    heard.inputs.remove(&done);
                    continue;
                }
            };
            let Some(Ok(message)) = message else { return };
            let bytes = match message {
                Message::Binary(bytes) => bytes,
                Message::Close(_) => return,
                _ => continue,
            };
            frames.push(&bytes);
            loop {
                let frame = match frames.next() {
                    Ok(Some(frame)) => frame,
                    Ok(None) => break,
                    Err(why) => {
                        tracing::debug!("a SPDY stream to the demo: {why}");
                        return;
                    }
                };
                // While one connection does not take what is sent to it, the others are served on.
                let taken = heard.take(frame, &out, open.len());
                tokio::pin!(taken);
                let opened = loop {
                    tokio::select! {
                        taken = &mut taken => break taken,
                        Some(_) = open.next(), if !open.is_empty() => {}
                    }
                };
                match opened {
                    Ok(Some(opened)) => open.push(connection(pod, opened, out.clone())),
                    Ok(None) => {}
                    Err(()) => return,
                }
            }
        }
    };
    tokio::select! {
        () = writing => return,
        () = serving => {}
    }
    let _ = sink.send(goodbye()).await;
}

impl Heard {
    /// Takes a frame. `Err` when the connection is over.
    async fn take(&mut self, frame: Frame, out: &mpsc::Sender<Vec<u8>>, open: usize) -> Result<Option<Opened>, ()> {
        match frame {
            Frame::Open { stream, headers } => {
                out.send(reply(stream, self.pairs.is_empty() && self.inputs.is_empty() && open == 0 && stream == 1))
                    .await
                    .map_err(|_| ())?;
                let of = |key: &str| headers.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.as_str());
                let port = of("port").parse().unwrap_or(0);
                if self.pairs.len() + open > MOST {
                    return Err(());
                }
                let pair = self.pairs.entry(of("requestid").to_owned()).or_default();
                pair.port = port;
                match of("streamtype") {
                    "error" => pair.errors = Some(stream),
                    "data" => pair.data = Some(stream),
                    _ => return Err(()),
                }
                let (Some(data), Some(errors)) = (pair.data, pair.errors) else { return Ok(None) };
                self.pairs.remove(of("requestid"));
                let (to, from) = mpsc::channel(WAITING);
                let (early, over) = self.early.remove(&data).unwrap_or_default();
                for bytes in early {
                    let _ = to.try_send(bytes);
                }
                if !over {
                    self.inputs.insert(data, to);
                }
                Ok(Some(Opened { data, errors, port, from }))
            }
            Frame::Data { stream, bytes, last } => {
                match self.inputs.get(&stream) {
                    Some(to) => {
                        let gone = !bytes.is_empty() && to.send(bytes).await.is_err();
                        if gone || last {
                            self.inputs.remove(&stream);
                        }
                    }
                    None if self.pairs.values().any(|p| p.data == Some(stream)) => {
                        let early = self.early.entry(stream).or_default();
                        if early.0.len() < WAITING && !bytes.is_empty() {
                            early.0.push(bytes);
                        }
                        early.1 |= last;
                    }
                    None => {}
                }
                Ok(None)
            }
            Frame::Reset(stream) => {
                self.inputs.remove(&stream);
                Ok(None)
            }
            Frame::Ping(id) => {
                out.send(ping(id)).await.map_err(|_| ())?;
                Ok(None)
            }
            Frame::Goaway => Err(()),
            Frame::Other => Ok(None),
        }
    }
}

/// Serves one connection; returns its stream when it is over.
async fn connection(pod: &Pod, opened: Opened, out: mpsc::Sender<Vec<u8>>) -> u32 {
    let (to, mut answered) = mpsc::channel::<Bytes>(WAITING);
    let served = serve(pod, opened.port, opened.from, to);
    let passed = async {
        while let Some(bytes) = answered.recv().await {
            if out.send(data(opened.data, &bytes, false)).await.is_err() {
                return;
            }
        }
    };
    if let (End::Refused(why), ()) = tokio::join!(served, passed) {
        let _ = out.send(data(opened.errors, why.as_bytes(), false)).await;
    }
    let _ = out.send(data(opened.errors, &[], true)).await;
    let _ = out.send(data(opened.data, &[], true)).await;
    opened.data
}
