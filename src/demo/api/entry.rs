//! Who is let in. The server listens on a port that every user and every web page of the machine can reach, so that each request names one of
//! its users by a token, and none is taken that a browser could be made to send.

use super::header;
use crate::demo::failure::Failure;
use crate::demo::users::{Tokens, User};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::request::Parts;
use http::uri::Authority;
use std::net::{IpAddr, SocketAddr};

/// Media types of what the API takes: objects, and patches. Forms and plain text, which a page can send without asking, are none of them.
const TYPES: [&str; 7] = [
    "application/json",
    "application/yaml",
    "application/vnd.kubernetes.protobuf",
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
];

/// The token that stands before a path, as the kubeconfig's servers have it, and the path that is left.
fn split(path: &str) -> (Option<&str>, &str) {
    match path.strip_prefix("/as/") {
        Some(rest) => {
            let (token, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            (Some(token), if rest.is_empty() { "/" } else { rest })
        }
        None => (None, path),
    }
}

/// A path without the token before it.
pub fn bare(path: &str) -> &str {
    split(path).1
}

/// Who asks, and the path that is left. The header counts, and where there is none the path: kubectl sends no token over plain HTTP, so that
/// the kubeconfig's servers carry it in their path (`/as/TOKEN`). Nothing is answered without one, discovery and health included: what asks
/// for these has the kubeconfig as well.
pub fn user<'a>(head: &'a Parts, tokens: &Tokens) -> Result<(User, &'a str), Failure> {
    let (before, rest) = split(head.uri.path());
    let token = match head.headers.get(AUTHORIZATION) {
        Some(value) => value.to_str().ok().and_then(|v| v.strip_prefix("Bearer ")).map(str::trim),
        None => before,
    };
    let user = token.and_then(|t| tokens.user(t)).ok_or_else(Failure::unauthorized)?;
    Ok((user, rest))
}

/// Whether a request is meant for this server. A page whose name was made to lead here (DNS rebinding) still sends that name as its host. Ports
/// do not count: one that is forwarded, by ssh say, is another at the near end.
pub fn host(head: &Parts, at: SocketAddr) -> Result<(), Failure> {
    let mut named = head.headers.get_all(HOST).iter();
    let text = match (head.uri.authority(), named.next(), named.next()) {
        (Some(authority), ..) => authority.as_str(),
        (None, Some(value), None) => value.to_str().unwrap_or_default(),
        (None, ..) => return Err(Failure::bad_request("exactly one Host header is needed")),
    };
    if text.parse::<Authority>().is_ok_and(|a| !text.contains('@') && ours(a.host(), at.ip())) {
        return Ok(());
    }
    let message =
        format!("the demo cluster is not called {text:?}: it answers to localhost and to the address on which it listens");
    Err(Failure::forbidden(message, "", "", ""))
}

/// Whether a host is this server: the loopback by name or address, or the address on which it listens. Listening on all addresses it answers
/// to each, but to no name: what a name leads to is somebody else's to say.
fn ours(host: &str, listens: IpAddr) -> bool {
    let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    match bare.parse::<IpAddr>() {
        Ok(ip) => {
            let ip = ip.to_canonical();
            ip.is_loopback() || ip == listens.to_canonical() || listens.is_unspecified()
        }
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether a body, where there is one, is of a type that the API takes. One of no type is JSON, as for a real server.
pub fn media_type(head: &Parts, body: bool) -> Result<(), Failure> {
    let full = header(head, CONTENT_TYPE.as_str());
    let kind = full.split(';').next().unwrap_or_default().trim();
    let known = if kind.is_empty() { !head.headers.contains_key(CONTENT_TYPE) } else { TYPES.contains(&kind) };
    if !body || known { Ok(()) } else { Err(Failure::media_type(kind, &TYPES.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(uri: &str, headers: &[(&str, &str)]) -> Parts {
        let request = headers.iter().fold(http::Request::post(uri), |r, (name, value)| r.header(*name, *value));
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn only_a_token_says_who_asks() {
        let tokens = Tokens::draw().unwrap();
        let bearer = |token: &str| vec![("authorization", format!("Bearer {token}"))];
        let with = |path: &str, headers: &[(&str, String)]| {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
            user(&parts(path, &headers), &tokens).map(|(u, rest)| (u, rest.to_owned())).map_err(|f| f.code)
        };
        let as_viewer = format!("/as/{}", tokens.viewer);
        for path in ["/", "/version", "/healthz", "/livez", "/readyz", "/api", "/apis", "/openapi/v3", "/api/v1/pods", "/none"] {
            assert_eq!(with(path, &bearer(&tokens.dev)), Ok((User::Dev, path.into())));
            assert_eq!(with(&format!("{as_viewer}{path}"), &[]), Ok((User::Viewer, path.into())));
            assert_eq!(with(&format!("{as_viewer}{path}"), &bearer(&tokens.admin)), Ok((User::Admin, path.into())));
            assert_eq!(with(path, &[]), Err(401), "{path}");
            for bad in
                ["admin", "viewer", "demo-admin-token", "", &tokens.admin[1..], &tokens.admin.to_uppercase().replace('0', "1")]
            {
                assert_eq!(with(path, &bearer(bad)), Err(401), "{path} {bad}");
                assert_eq!(with(&format!("/as/{bad}{path}"), &[]), Err(401), "{path} {bad}");
                assert_eq!(with(&format!("{as_viewer}{path}"), &bearer(bad)), Err(401), "a bad header is not passed over");
            }
            let basic = [("authorization", format!("Basic {}", tokens.admin))];
            assert_eq!(with(path, &basic), Err(401));
        }
        assert_eq!(with(&as_viewer, &[]), Ok((User::Viewer, "/".into())));
        assert_ne!(Tokens::draw().unwrap(), tokens, "each run draws its own");
        assert!(tokens.admin != tokens.dev && tokens.dev != tokens.viewer && tokens.admin.len() == 32);
    }

    #[test]
    fn a_host_that_is_not_ours_is_refused() {
        let (near, all) = ("127.0.0.1:8080", "0.0.0.0:8080");
        for (at, good, hosts) in [
            (near, true, &["127.0.0.1:8080", "localhost:8080", "LocalHost", "[::1]:8080", "127.0.0.1:9000", "127.1.2.3"][..]),
            (
                near,
                false,
                &["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example:8080", "10.0.0.1:8080"],
            ),
            (
                near,
                false,
                &["", "localhost@evil.example", "evil@localhost", "a b", "127.0.0.1:8080, evil.example", "[::2]", "localhost."],
            ),
            ("10.0.0.1:8080", true, &["10.0.0.1:8080", "127.0.0.1:8080", "localhost:8080"]),
            ("10.0.0.1:8080", false, &["10.0.0.2:8080", "evil.example:8080"]),
            ("[::1]:8080", true, &["[::1]:8080", "[::ffff:127.0.0.1]:8080", "localhost:8080"]),
            (all, true, &["10.0.0.2:8080", "127.0.0.1:8080", "[fd00::1]:8080", "localhost:8080"]),
            (all, false, &["evil.example:8080"]),
        ] {
            for name in hosts {
                let got = host(&parts("/version", &[("host", name)]), at.parse().unwrap());
                assert_eq!(got.map_err(|f| f.code), if good { Ok(()) } else { Err(403) }, "{name:?} at {at}");
            }
        }
        let at = near.parse().unwrap();
        for headers in [&[][..], &[("host", "localhost"), ("host", "evil.example")]] {
            assert_eq!(host(&parts("/", headers), at).unwrap_err().code, 400);
        }
        // Of a request through a proxy the address counts, whatever stands beside it.
        let proxied = host(&parts("http://evil.example/version", &[("host", "localhost")]), at);
        assert_eq!(proxied.unwrap_err().code, 403);
    }

    #[test]
    fn what_a_page_can_send_without_asking_is_refused() {
        for (kind, good) in [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("application/apply-patch+yaml", true),
            ("text/plain", false),
            ("text/plain;charset=UTF-8", false),
            ("application/x-www-form-urlencoded", false),
            ("multipart/form-data; boundary=x", false),
            ("application/json, text/plain", false),
            ("", false),
            (";application/json", false),
        ] {
            let head = parts("/", &[("content-type", kind)]);
            assert_eq!(media_type(&head, true).map_err(|f| f.code), if good { Ok(()) } else { Err(415) }, "{kind:?}");
            assert!(media_type(&head, false).is_ok());
        }
        assert!(media_type(&parts("/", &[]), true).is_ok());
    }
}
