//! What is asked of the API server for a scope.

use crate::cluster::error::ApiError;
use crate::cluster::session::Session;
use crate::model::Kind;
use crate::model::feed::Scope;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use std::fmt::Write;
use std::time::Duration;
use tokio::time::timeout;

/// Objects asked for at once.
const PAGE: usize = 500;
/// How long the head of a page may take: a server that gathers a large page sends nothing before it is whole.
const HEAD_DEADLINE: Duration = Duration::from_secs(30);
/// How long a page's body may be silent. It may take long as a whole, over a thin link, as long as it comes.
const SILENCE: Duration = Duration::from_secs(10);

/// The path of a page of a scope's list. An empty token asks for the first.
pub(super) fn list_path(scope: &Scope, token: &str) -> String {
    let mut path = format!("{}?limit={PAGE}", scope.kind.path(scope.namespace.as_deref()));
    select(scope, &mut path);
    if !token.is_empty() {
        path.push_str("&continue=");
        escape(token, &mut path);
    }
    path
}

/// The path of a watch that goes on from a resourceVersion and that the server ends after so many seconds.
pub(super) fn watch_path(scope: &Scope, resource_version: &str, seconds: u32) -> String {
    let mut path = format!("{}?watch=true&allowWatchBookmarks=true", scope.kind.path(scope.namespace.as_deref()));
    select(scope, &mut path);
    let _infallible = write!(path, "&timeoutSeconds={seconds}&resourceVersion=");
    escape(resource_version, &mut path);
    path
}

/// A single namespace is a list of one: so it is allowed to those who may see it and no other.
fn select(scope: &Scope, path: &mut String) {
    if let (Kind::Namespace, Some(name)) = (scope.kind, &scope.namespace) {
        path.push_str("&fieldSelector=metadata.name%3D");
        escape(name, path);
    }
}

/// A text as a value of a query.
pub(in crate::cluster) fn escape(text: &str, path: &mut String) {
    for b in text.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => path.push(char::from(b)),
            _ => {
                let _infallible = write!(path, "%{b:02X}");
            }
        }
    }
}

/// Fetches a page.
pub(super) async fn page(session: &Session, path: &str) -> Result<Bytes, ApiError> {
    let mut stream = session.open_stream(path, HEAD_DEADLINE).await?;
    let mut body = BytesMut::new();
    while let Some(chunk) = timeout(SILENCE, stream.next()).await.map_err(|_| ApiError::Timeout(SILENCE))? {
        body.extend_from_slice(&chunk?);
    }
    Ok(body.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_what_the_api_expects() {
        assert_eq!(list_path(&Scope::all(Kind::Pod), ""), "/api/v1/pods?limit=500");
        let scope = Scope::of(Kind::Deployment, &"iot-dev".into());
        assert_eq!(list_path(&scope, "a+b/c="), "/apis/apps/v1/namespaces/iot-dev/deployments?limit=500&continue=a%2Bb%2Fc%3D");
        assert_eq!(
            watch_path(&scope, "77", 240),
            "/apis/apps/v1/namespaces/iot-dev/deployments?watch=true&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion=77"
        );
        let one = Scope::of(Kind::Namespace, &"iot-dev".into());
        assert_eq!(list_path(&one, ""), "/api/v1/namespaces?limit=500&fieldSelector=metadata.name%3Diot-dev");
    }
}
