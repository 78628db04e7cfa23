//! A connection that is handed over by the API server (HTTP 101) and is a WebSocket from then on: a stream into a pod. It is asked for by the
//! session's own connection, with its credentials, locks and deadlines, and what comes over it is bounded message by message.

use super::body::Received;
use super::error::ApiError;
use super::path::PodPath;
use super::session::Wire;
use crate::model::trouble::Unread;
use http::{HeaderValue, Request, Response, header};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// The stream.
pub(super) type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// The longest message that is taken: API servers send at most some 32 KiB at once.
const MESSAGE: usize = 1 << 20;
/// What may wait to be sent.
const UNSENT: usize = 256 << 10;
/// How much is read and written at once: a stream for typing, of which there may be many.
const AT_ONCE: usize = 16 << 10;

/// Opens a stream. `protocols` are those that are spoken, the best first; gives the one that the server chose too. The deadline is for the
/// answer to it; how long the stream may be silent is the caller's to say.
pub(super) async fn open(
    wire: &Wire,
    path: &PodPath,
    protocols: &[&'static str],
    deadline: Duration,
) -> Result<(Socket, &'static str), ApiError> {
    let key = generate_key();
    let request = Request::get(path.text())
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_VERSION, "13")
        .header(header::SEC_WEBSOCKET_KEY, &key)
        .header(header::SEC_WEBSOCKET_PROTOCOL, protocols.join(", "))
        .body(Vec::new())
        .map_err(ApiError::unread)?;
    let response = wire.switch(request, deadline).await.map_err(swallowed)?;
    let protocol = agreed(&response, &key, protocols)?;
    let handed = tokio::time::timeout(deadline, hyper::upgrade::on(response)).await.map_err(|_| ApiError::Timeout(deadline))?;
    let io = TokioIo::new(handed.map_err(|e| ApiError::Transport(super::error::way(&e)))?);
    let config = WebSocketConfig::default()
        .read_buffer_size(AT_ONCE)
        .write_buffer_size(0)
        .max_write_buffer_size(UNSENT)
        .max_message_size(Some(MESSAGE))
        .max_frame_size(Some(MESSAGE));
    Ok((WebSocketStream::from_raw_socket(io, Role::Client, Some(config)).await, protocol))
}

/// Between here and the API server something may take the wish for a stream away: it is then asked for as any read, which is a bad one.
fn swallowed(error: ApiError) -> ApiError {
    match error {
        ApiError::Status { code: 400, message, .. } if message.to_lowercase().contains("upgrade") => ApiError::Swallowed(message),
        error => error,
    }
}

/// The protocol that the server has agreed to speak.
fn agreed(response: &Response<Received>, key: &str, protocols: &[&'static str]) -> Result<&'static str, ApiError> {
    let value =
        |name: header::HeaderName| response.headers().get(name).and_then(|v: &HeaderValue| v.to_str().ok()).unwrap_or_default();
    if !value(header::UPGRADE).eq_ignore_ascii_case("websocket")
        || value(header::SEC_WEBSOCKET_ACCEPT) != derive_accept_key(key.as_bytes())
    {
        return Err(ApiError::Decode(Unread::NoWebSocket));
    }
    let chosen = value(header::SEC_WEBSOCKET_PROTOCOL);
    let protocol = protocols.iter().find(|p| **p == chosen).copied();
    protocol.ok_or_else(|| ApiError::Decode(Unread::NoProtocol(protocols.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_that_was_swallowed_is_told() {
        let status =
            |code: u16, message: &str| ApiError::from_response(code, format!(r#"{{"message":"{message}"}}"#).as_bytes(), None);
        let error = swallowed(status(400, "Upgrade request required"));
        let said =
            "something between here and the API server (a proxy or balancer) lets no WebSocket through: Upgrade request required";
        assert_eq!((&*error.to_string(), error.code(), error.is_unanswered()), (said, Some(400), false));
        for other in [status(400, "container web is not valid"), status(403, "upgrade forbidden"), ApiError::ReadOnly] {
            assert_eq!(swallowed(other.clone()), other);
        }
    }
}
