//! Ports as channels of a WebSocket: two for each, one for bytes and one for errors.
//! After k8s.io/kubelet/pkg/cri/streaming/portforward/websocket.go.

use super::page::{End, serve};
use super::{Pod, Socket};
use crate::demo::exec::channels::{frame, goodbye};
use crate::demo::shared::Shared;
use bytes::Bytes;
use futures::stream::FuturesUnordered;
use futures::{SinkExt, StreamExt};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

/// Messages that wait for a port, and for the network.
const WAITING: usize = 4;

/// Carries ports until they are closed.
pub async fn run(shared: &Arc<Shared>, pod: &Pod, ports: &[u16], socket: Socket) {
    let (mut sink, mut stream) = socket.split();
    let (out, mut written) = mpsc::channel::<Message>(WAITING);
    let mut inputs = Vec::new();
    let serving = FuturesUnordered::new();
    for (i, port) in ports.iter().enumerate() {
        let (data, errors) = (u8::try_from(2 * i).unwrap_or(u8::MAX), u8::try_from(2 * i + 1).unwrap_or(u8::MAX));
        for channel in [data, errors] {
            if sink.send(frame(channel, &port.to_le_bytes())).await.is_err() {
                return;
            }
        }
        let (to_port, from) = mpsc::channel(WAITING);
        inputs.push(Some(to_port));
        let (to, mut answered) = mpsc::channel::<Bytes>(WAITING);
        let out = out.clone();
        serving.push(async move {
            let served = serve(pod, *port, from, to);
            let passed = async {
                while let Some(bytes) = answered.recv().await {
                    if out.send(frame(data, &bytes)).await.is_err() {
                        return;
                    }
                }
            };
            if let (End::Refused(why), ()) = tokio::join!(served, passed) {
                let _ = out.send(frame(errors, why.as_bytes())).await;
            }
        });
    }
    drop(out);
    let writing = async {
        while let Some(message) = written.recv().await {
            shared.faults.thaw().await;
            if sink.send(message).await.is_err() {
                return;
            }
        }
        let _ = sink.send(goodbye()).await;
    };
    let reading = async {
        while let Some(Ok(message)) = stream.next().await {
            let Message::Binary(bytes) = message else {
                if message.is_close() {
                    return;
                }
                continue;
            };
            let Some((channel, _)) = bytes.split_first() else { continue };
            let port = inputs.get_mut(usize::from(channel / 2)).filter(|_| channel % 2 == 0 && bytes.len() > 1);
            if let Some(slot) = port
                && let Some(to) = slot
                && to.send(bytes.slice(1..)).await.is_err()
            {
                *slot = None;
            }
        }
    };
    tokio::select! {
        () = reading => {}
        _ = async { tokio::join!(serving.collect::<Vec<()>>(), writing) } => {}
    }
}
