//! Why an image could not be pulled. The words are those of the kubelet's image manager, of containerd, CRI-O and dockershim, and of
//! registries as these quote them.

use super::Told;
use crate::model::Name;
use crate::model::image::last_part;
use std::fmt;

/// Why an image could not be pulled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ImageWhy {
    /// It is not on the node, and may not be pulled.
    NotOnNode,
    /// Its name is none.
    BadName,
    /// Its signature was refused.
    Signature,
    /// The registry gives no more for now.
    RateLimit,
    /// The registry's certificate was refused.
    Certificate,
    /// The registry speaks HTTP, and HTTPS is wanted.
    Http,
    /// The node has no room for it.
    NoSpace,
    /// It was made for other machines.
    Platform,
    /// The registry does not answer.
    Unreachable,
    /// The registry has a trouble of its own.
    Failed,
    /// Its name says no registry.
    NoRegistry,
    /// It may not be had.
    Denied,
    /// It is not there.
    NotFound,
    /// What is said between two tries, where the cause was said with the try alone.
    Unpulled,
    /// This one, or there is no such repository.
    OrNoRepository(Name),
}

impl fmt::Display for ImageWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotOnNode => "image not on the node (pull policy Never)",
            Self::BadName => "image name not valid",
            Self::Signature => "image signature refused",
            Self::RateLimit => "image registry: rate limit reached",
            Self::Certificate => "image registry: certificate refused",
            Self::Http => "image registry speaks HTTP, not HTTPS",
            Self::NoSpace => "no disk space on the node for the image",
            Self::Platform => "image not made for this platform",
            Self::Unreachable => "image registry unreachable",
            Self::Failed => "image registry failed",
            Self::NoRegistry => "image name without a registry",
            Self::Denied => "image access denied",
            Self::NotFound => "image not found",
            Self::Unpulled => "image cannot be pulled",
            Self::OrNoRepository(name) => return write!(f, "{name}, or no such repository"),
        })
    }
}

/// What a wait for an image says. `reason` is the kubelet's (`ErrImagePull`), `image` the one of the spec.
pub fn unpulled(reason: &str, message: &str, image: &str) -> Option<Told> {
    let name = last_part(image);
    let words = said(message, image);
    let has = |all: &[&str]| all.iter().any(|w| words.contains(w));
    let code = |codes: &[&str]| words.split(' ').any(|w| codes.contains(&w));
    let what = match reason {
        "ErrImageNeverPull" => ImageWhy::NotOnNode,
        "InvalidImageName" => ImageWhy::BadName,
        "SignatureValidationFailed" => ImageWhy::Signature,
        _ if has(&["invalid reference format", "couldn't parse image", "repository name must be lowercase"]) => ImageWhy::BadName,
        _ if has(&["signature validation failed", "signature was required", "source image rejected"]) => ImageWhy::Signature,
        _ if has(&["toomanyrequests", "too many requests", "rate limit"]) || code(&["429"]) => ImageWhy::RateLimit,
        _ if has(&["x509", "certificate", "tls: failed to verify"]) => {
            return Some(with(&words, CERTIFICATES, ImageWhy::Certificate, name));
        }
        _ if has(&["server gave http response to https client"]) => ImageWhy::Http,
        _ if has(&["no space left on device"]) => ImageWhy::NoSpace,
        _ if has(&[
            "no match for platform",
            "no matching manifest for",
            "no image found in manifest list",
            "no image found in image index",
        ]) =>
        {
            ImageWhy::Platform
        }
        _ if has(UNREACHABLE) || code(&["eof"]) || reason == "RegistryUnavailable" => {
            return Some(with(&words, UNREACHABLE, ImageWhy::Unreachable, name));
        }
        _ if has(&["internal server error", "bad gateway", "service unavailable", "gateway timeout"])
            || code(&["500", "502", "503", "504"]) =>
        {
            ImageWhy::Failed
        }
        _ if has(&["short-name", "no unqualified-search registries"]) => ImageWhy::NoRegistry,
        // Registries say the same of a repository that is not there, so as not to tell who may see what.
        _ if has(&["repository does not exist or may require"]) => {
            return Some(Told::new(ImageWhy::Denied, ImageWhy::OrNoRepository(name.into())));
        }
        _ if has(DENIED) || code(&["401", "403"]) => ImageWhy::Denied,
        _ if has(&[
            "not found",
            "notfound",
            "manifest unknown",
            "name unknown",
            "no such image",
            "manifest_unknown",
            "name_unknown",
        ]) || code(&["404"]) =>
        {
            ImageWhy::NotFound
        }
        // What a kubelet before 1.31 says between two tries: the cause was said with the try.
        "ImagePullBackOff" if bare(message) => ImageWhy::Unpulled,
        _ => return None,
    };
    Some(Told::new(what, name))
}

/// Whether a kubelet says no more than that it waits before the next try.
fn bare(message: &str) -> bool {
    let text = message.trim();
    text.is_empty()
        || text.strip_prefix("Back-off pulling image \"").is_some_and(|rest| rest.find('"').is_some_and(|i| i + 1 == rest.len()))
}

const DENIED: &[&str] = &[
    "denied",
    "unauthorized",
    "forbidden",
    "authorization failed",
    "authentication required",
    "insufficient_scope",
    "no basic auth credentials",
    "incorrect username or password",
    "failed to authorize",
];

/// What is said of a registry that does not answer, the more telling first.
const UNREACHABLE: &[&str] = &[
    "no such host",
    "server misbehaving",
    "temporary failure in name resolution",
    "connection refused",
    "connection reset",
    "no route to host",
    "network is unreachable",
    "proxyconnect",
    "tls handshake timeout",
    "i/o timeout",
    "request canceled",
    "timeout exceeded",
    "deadline exceeded",
    "unexpected eof",
    "registry is unavailable",
];

const CERTIFICATES: &[&str] =
    &["signed by unknown authority", "has expired", "not yet valid", "is valid for", "legacy common name"];

/// The words with the one of these that the message has.
fn with(words: &str, known: &[&str], what: ImageWhy, name: String) -> Told {
    match known.iter().find(|k| words.contains(**k)) {
        Some(how) => Told::new(what, format!("{name} ({how})")),
        None => Told::new(what, name),
    }
}

/// The message in lower case without addresses and without the image, whose own words say nothing: `app:not-found` may be denied.
fn said(message: &str, image: &str) -> String {
    let mine = last_part(image).to_lowercase();
    let edge = |c: char| matches!(c, '"' | '\'' | ',' | ';' | ':' | '(' | ')' | '[' | ']' | '`');
    let lower = message.to_lowercase();
    let words = lower.split_whitespace().map(|w| w.trim_matches(edge));
    let own = |w: &&str| !w.is_empty() && (*w == "i/o" || !w.contains('/')) && *w != mine;
    words.filter(own).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: &str = "registry.example/iot/device-service:1.9.0-bad";

    #[test]
    fn what_runtimes_and_registries_say_of_an_image() {
        for (reason, message, want) in [
            // containerd
            (
                "ErrImagePull",
                r#"rpc error: code = NotFound desc = failed to pull and unpack image "registry.example/iot/device-service:1.9.0-bad": failed to resolve reference "registry.example/iot/device-service:1.9.0-bad": registry.example/iot/device-service:1.9.0-bad: not found"#,
                "image not found: device-service:1.9.0-bad",
            ),
            (
                "ImagePullBackOff",
                r#"Back-off pulling image "registry.example/iot/device-service:1.9.0-bad": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "registry.example/iot/device-service:1.9.0-bad": failed to resolve image: registry.example/iot/device-service:1.9.0-bad: not found"#,
                "image not found: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                r#"failed to pull and unpack image "registry.example/iot/device-service:1.9.0-bad": failed to resolve reference "registry.example/iot/device-service:1.9.0-bad": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"#,
                "image access denied: device-service:1.9.0-bad, or no such repository",
            ),
            (
                "ErrImagePull",
                r#"rpc error: code = Unknown desc = failed to pull and unpack image "x": failed to resolve reference "x": unexpected status from HEAD request to https://registry.example/v2/iot/device-service/manifests/1.9.0-bad: 401 Unauthorized"#,
                "image access denied: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                "rpc error: code = Unknown desc = failed to pull and unpack image: failed to resolve reference: failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://registry.example/token?service=x: 403 Forbidden",
                "image access denied: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                "failed to do request: Head \"https://registry.example/v2/iot/device-service/manifests/1.9.0-bad\": dial tcp: lookup registry.example on 10.0.0.2:53: no such host",
                "image registry unreachable: device-service:1.9.0-bad (no such host)",
            ),
            (
                "ErrImagePull",
                "failed to do request: Head \"https://registry.example/v2/\": dial tcp 10.1.2.3:443: connect: connection refused",
                "image registry unreachable: device-service:1.9.0-bad (connection refused)",
            ),
            (
                "ErrImagePull",
                "failed to do request: Head \"https://registry.example/v2/\": dial tcp 10.1.2.3:443: i/o timeout",
                "image registry unreachable: device-service:1.9.0-bad (i/o timeout)",
            ),
            (
                "ErrImagePull",
                "failed to do request: Head \"https://registry.example/v2/\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
                "image registry: certificate refused: device-service:1.9.0-bad (signed by unknown authority)",
            ),
            (
                "ErrImagePull",
                "x509: certificate has expired or is not yet valid: current time 2026-11-28T20:00:00Z is after 2026-01-01T00:00:00Z",
                "image registry: certificate refused: device-service:1.9.0-bad (has expired)",
            ),
            (
                "ErrImagePull",
                "failed to do request: Head \"https://registry.example:5000/v2/\": http: server gave HTTP response to HTTPS client",
                "image registry speaks HTTP, not HTTPS: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                "failed to copy: httpReadSeeker: failed open: unexpected status code https://registry.example/v2/x/manifests/sha256:aa: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit",
                "image registry: rate limit reached: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                r#"rpc error: code = NotFound desc = failed to pull and unpack image "x": no match for platform in manifest: not found"#,
                "image not made for this platform: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                "failed to extract layer sha256:aa: write /var/lib/containerd/x: no space left on device: unknown",
                "no disk space on the node for the image: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                "unexpected status from HEAD request to https://registry.example/v2/x: 503 Service Unavailable",
                "image registry failed: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
                "image registry unreachable: device-service:1.9.0-bad (deadline exceeded)",
            ),
            // containerd on 1.36
            (
                "ErrImagePull",
                r#"failed to pull and unpack image "registry.example/iot/device-service:1.9.0-bad": failed to resolve image: failed to do request: Head "https://registry.example/v2/iot/device-service/manifests/1.9.0-bad": dial tcp: lookup registry.example on 10.255.255.53:53: no such host"#,
                "image registry unreachable: device-service:1.9.0-bad (no such host)",
            ),
            (
                "InvalidImageName",
                r#"Failed to apply default image tag "lab/App:9": couldn't parse image name "lab/App:9": invalid reference format: repository name (lab/App) must be lowercase"#,
                "image name not valid: device-service:1.9.0-bad",
            ),
            // dockershim
            (
                "ErrImagePull",
                "rpc error: code = Unknown desc = Error response from daemon: manifest for registry.example/iot/device-service:1.9.0-bad not found: manifest unknown: manifest unknown",
                "image not found: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                "rpc error: code = Unknown desc = Error response from daemon: pull access denied for registry.example/iot/device-service, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
                "image access denied: device-service:1.9.0-bad, or no such repository",
            ),
            (
                "ErrImagePull",
                "rpc error: code = Unknown desc = Error response from daemon: Get https://registry.example/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
                "image registry unreachable: device-service:1.9.0-bad (request canceled)",
            ),
            (
                "ErrImagePull",
                "Error response from daemon: Get https://registry.example/v2/x/manifests/1: no basic auth credentials",
                "image access denied: device-service:1.9.0-bad",
            ),
            // CRI-O
            (
                "ErrImagePull",
                "rpc error: code = Unknown desc = reading manifest 1.9.0-bad in registry.example/iot/device-service: manifest unknown",
                "image not found: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                "initializing source docker://registry.example/iot/device-service:1.9.0-bad: reading manifest 1.9.0-bad in registry.example/iot/device-service: errors: denied: requested access to the resource is denied unauthorized: authentication required",
                "image access denied: device-service:1.9.0-bad",
            ),
            (
                "ErrImagePull",
                "initializing source docker://registry.example/x: pinging container registry registry.example: Get \"https://registry.example/v2/\": dial tcp: lookup registry.example: Temporary failure in name resolution",
                "image registry unreachable: device-service:1.9.0-bad (temporary failure in name resolution)",
            ),
            (
                "ErrImagePull",
                r#"short-name "device-service:1.9.0-bad" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf""#,
                "image name without a registry: device-service:1.9.0-bad",
            ),
            (
                "SignatureValidationFailed",
                "image pull failed for x because the signature validation failed: Source image rejected: A signature was required, but no signature exists",
                "image signature refused: device-service:1.9.0-bad",
            ),
            (
                "RegistryUnavailable",
                "image pull failed for x because the registry is unavailable: pinging container registry",
                "image registry unreachable: device-service:1.9.0-bad (registry is unavailable)",
            ),
            // The kubelet itself
            (
                "ErrImageNeverPull",
                r#"Container image "registry.example/iot/device-service:1.9.0-bad" is not present with pull policy of Never"#,
                "image not on the node (pull policy Never): device-service:1.9.0-bad",
            ),
            (
                "InvalidImageName",
                r#"Failed to apply default image tag "x:": couldn't parse image name "x:": invalid reference format"#,
                "image name not valid: device-service:1.9.0-bad",
            ),
            (
                "ImagePullBackOff",
                r#"Back-off pulling image "registry.example/iot/device-service:1.9.0-bad""#,
                "image cannot be pulled: device-service:1.9.0-bad",
            ),
            ("ImagePullBackOff", "", "image cannot be pulled: device-service:1.9.0-bad"),
        ] {
            assert_eq!(unpulled(reason, message, IMAGE).map(|told| told.to_string()).as_deref(), Some(want), "{message}");
        }
    }

    #[test]
    fn what_is_not_known_stays_unread() {
        for (reason, message) in
            [("ErrImagePull", "the moon is full"), ("ImageInspectError", "Failed to inspect image"), ("ImagePullBackOff", "x")]
        {
            assert_eq!(unpulled(reason, message, IMAGE), None, "{message}");
        }
    }

    #[test]
    fn the_words_of_the_images_own_name_say_nothing() {
        for image in ["r.example/denied/not-found:429", "app:not-found", "r.example/x509/toomanyrequests:denied"] {
            let message =
                format!("rpc error: code = Unknown desc = failed to resolve reference \"{image}\": {image}: manifest unknown");
            let want = format!("image not found: {}", last_part(image));
            assert_eq!(unpulled("ErrImagePull", &message, image).unwrap().to_string(), want);
        }
    }

    #[test]
    fn every_shape_of_name_is_shown_by_its_last_part() {
        let digest = format!("r.example/iot/web@sha256:{}", "ab".repeat(32));
        for (image, want) in [
            ("web", "web"),
            ("web:1", "web:1"),
            ("r.example:5000/a/b/web:1", "web:1"),
            ("r.example:5000/web", "web"),
            (digest.as_str(), "web@sha256:abababababab"),
        ] {
            assert_eq!(unpulled("ErrImagePull", "manifest unknown", image).unwrap().detail.to_string(), want);
        }
    }
}
