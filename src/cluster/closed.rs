//! Requests for Secrets, told by their paths: nobody who asks can forget that they are.

use crate::wipe;
use http::header;
use http::request::Builder;

/// What is or goes to a Secret leaves nothing behind: the connection ends with the answer, with all buffers that it came through, and from now on
/// memory is wiped as it is given back. In the metadata alone there may be a copy of all of it. The look at certificates is the one that nobody
/// has asked for: every run would wipe all its memory for that, and large lists would take twice the room.
pub(super) fn closed(path: &str, builder: Builder) -> Builder {
    if !is_secret(path) {
        return builder;
    }
    if !path.contains(CERTIFICATES) {
        wipe::begin();
    }
    builder.header(header::CONNECTION, "close")
}

/// What the list of TLS Secrets is asked for with.
pub(super) const CERTIFICATES: &str = "fieldSelector=type%3Dkubernetes.io%2Ftls";

/// Whether a path is that of Secrets, or of one.
fn is_secret(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').collect();
    matches!(segments[..], ["", "api", "v1", "namespaces", _, "secrets", ..] | ["", "api", "v1", "secrets", ..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    #[test]
    fn a_secret_is_told_by_its_path() {
        for (path, want) in [
            ("/api/v1/namespaces/iot/secrets/db?fieldManager=dogwatch", true),
            ("/api/v1/namespaces/iot/secrets?limit=250", true),
            ("/api/v1/secrets?watch=true", true),
            ("/api/v1/namespaces/secrets/pods/secrets", false),
            ("/apis/x.io/v1/namespaces/iot/secrets/db", false),
        ] {
            let request = closed(path, Request::get(path)).body(()).unwrap();
            assert_eq!((is_secret(path), request.headers().contains_key(header::CONNECTION)), (want, want), "{path}");
        }
    }
}
