//! The only thing that can send a write, and only with the journal's receipt for it.

use crate::cluster::body::OBJECT;
use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::closed::closed;
use crate::cluster::error::ApiError;
use crate::cluster::path::ApiPath;
use crate::cluster::session::WriteAccess;
use crate::journal::Receipt;
use bytes::Bytes;
use http::{Method, header};
use std::time::Duration;

/// Sends writes, with the gate's receipts for them.
#[derive(Debug)]
pub(super) struct Writer(pub(super) WriteAccess);

impl Writer {
    /// Sends a request that the journal has written down. Never retried: whether an unanswered one took is for the caller to find out.
    pub(super) async fn send(&self, _: &Receipt, request: &Request, deadline: Duration) -> Result<Bytes, ApiError> {
        self.0.wire.fetch(http_request(&request.send_path(), request, request.bytes())?, OBJECT, deadline).await
    }

    /// The same request as a server-side dry run: the server does all but keep it. Also what it warns of.
    pub(super) async fn dry_run(&self, request: &Request, deadline: Duration) -> Result<(Bytes, Vec<String>), ApiError> {
        let path = request.dry_run_path();
        if !path.contains("?dryRun=All") {
            return Err(ApiError::ReadOnly);
        }
        self.0.wire.fetch_warned(http_request(&path, request, request.dry_run_bytes())?, OBJECT, deadline).await
    }
}

fn http_request(path: &str, request: &Request, body: Vec<u8>) -> Result<http::Request<Vec<u8>>, ApiError> {
    let method = match request.form {
        Form::Merge | Form::Strategic | Form::Json | Form::Apply => Method::PATCH,
        Form::Post => Method::POST,
        Form::Delete => Method::DELETE,
    };
    let builder = http::Request::builder()
        .method(method)
        .uri(ApiPath::new(path)?.text())
        .header(header::CONTENT_TYPE, request.form.content_type())
        .header(header::ACCEPT, "application/json");
    closed(path, builder).body(body).map_err(ApiError::unread)
}
