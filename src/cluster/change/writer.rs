//! The only thing that can send a write, and only with the journal's receipt for it.

use crate::cluster::error::ApiError;
use crate::cluster::session::{ReadWrite, Wire};
use crate::journal::Receipt;
use bytes::Bytes;
use http::{Method, Request, header};
use std::sync::Arc;
use std::time::Duration;

/// Sends writes. Made by a session that is not read-only; its methods can be called from within `cluster::change` alone.
#[derive(Clone, Debug)]
pub struct Writer {
    wire: Arc<Wire>,
}

impl Writer {
    pub(in crate::cluster) fn new(wire: Arc<Wire>, _: ReadWrite) -> Self {
        Self { wire }
    }

    /// Sends a patch that the journal has written down. Never retried: whether an unanswered one took is for the caller to find out.
    pub(super) async fn patch(
        &self,
        _: &Receipt,
        path: &str,
        content_type: &str,
        body: Vec<u8>,
        deadline: Duration,
    ) -> Result<Bytes, ApiError> {
        self.wire.fetch(request(path, content_type, body)?, deadline).await
    }

    /// The same patch as a server-side dry run: the server does all but keep it. `path` must ask for `dryRun=All`.
    pub(super) async fn rehearse(
        &self,
        path: &str,
        content_type: &str,
        body: Vec<u8>,
        deadline: Duration,
    ) -> Result<Bytes, ApiError> {
        if !path.contains("dryRun=All") {
            return Err(ApiError::ReadOnly);
        }
        self.wire.fetch(request(path, content_type, body)?, deadline).await
    }
}

fn request(path: &str, content_type: &str, body: Vec<u8>) -> Result<Request<Vec<u8>>, ApiError> {
    let request = Request::builder()
        .method(Method::PATCH)
        .uri(path)
        .header(header::CONTENT_TYPE, content_type)
        .header(header::ACCEPT, "application/json");
    request.body(body).map_err(|e| ApiError::Decode(e.to_string()))
}
