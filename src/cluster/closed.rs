//! Requests for Secrets, told by their paths: nobody who asks can forget that they are.

use crate::wipe;
use http::header;
use http::request::Builder;

/// What is or goes to a Secret leaves nothing behind: from now on memory is wiped as it is given back, and the connection ends with the answer,
/// with all buffers that it came through. In the metadata alone there may be a copy of all of it.
pub(super) fn closed(path: &str, builder: Builder) -> Builder {
    if !is_secret(path) {
        return builder;
    }
    wipe::begin();
    builder.header(header::CONNECTION, "close")
}

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
