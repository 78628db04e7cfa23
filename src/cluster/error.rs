//! What can go wrong with a request, in one line that says the cause first.

use crate::model::Time;
use crate::model::change::Reason;
use crate::model::text::clean;
use crate::model::trouble::{Credentials, Foreign, Os, Trouble, Unread, Way};
use serde::Deserialize;
use std::error::Error as StdError;
use std::fmt::Display;
use std::time::Duration;

/// Why a request to the API server gave no answer that can be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ApiError {
    /// The server answered with a failure: a `Status` object, or a body that is none.
    #[error("{message}")]
    Status {
        /// The HTTP status code.
        code: u16,
        /// The Status object's reason, such as `Forbidden`; empty where there was none.
        reason: String,
        /// Its message.
        message: String,
        /// What the header `Retry-After` asked for.
        retry_after: Option<Duration>,
    },
    /// No answer came in time.
    #[error("{}", self.trouble())]
    Timeout(Duration),
    /// The connection could not be made or broke.
    #[error("{0}")]
    Transport(Way),
    /// The credentials could not be read: exec plugin, token file, certificate.
    #[error("{0}")]
    Auth(Box<Credentials>),
    /// The answer was not what the API promises.
    #[error("{}", self.trouble())]
    Decode(Unread),
    /// The answer, or a line of it, is longer than it may be, and was given up.
    #[error("{}", self.trouble())]
    TooLarge {
        /// How many bytes it may have.
        most: usize,
    },
    /// What answered was no API server: a login page, a balancer's page, a redirect.
    #[error("{what}")]
    Foreign {
        /// The HTTP status code.
        code: u16,
        /// What answers where.
        what: Box<Foreign>,
        /// What the header `Retry-After` asked for.
        retry_after: Option<Duration>,
    },
    /// What is no path of the API: a name in it is none. It was not sent.
    #[error("{}", self.trouble())]
    Path(String),
    /// A stream was asked for, and something between here and the server takes the wish for it away; what was answered, with code 400.
    #[error("{}", self.trouble())]
    Swallowed(String),
    /// A write in read-only mode. It was not sent.
    #[error("{}", Trouble::ReadOnly)]
    ReadOnly,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct StatusBody {
    reason: Option<String>,
    message: Option<String>,
}

/// A server's message without what it quotes of the object: the whole patched object before `: why`, or the bytes around the place where it
/// could not be read. Either may be a Secret's, and both bury what is wrong.
fn without_object(message: &str) -> String {
    const PATCH: &str = "patch: Invalid value: \"";
    let message = message.split_once(", error found in #").map_or(message, |(said, _)| said);
    let Some((before, quoted)) = message.split_once(PATCH) else { return message.to_owned() };
    let mut escaped = false;
    let end = quoted.bytes().position(|b| {
        let ends = b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
        ends
    });
    let why = end.map_or("", |end| quoted[end + 1..].trim_start_matches([':', ' ']));
    format!("{before}patch: {why}")
}

/// What a header `Retry-After` asks for: seconds, or a date.
pub(super) fn after(value: &str) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = Time::from_millis(chrono::DateTime::parse_from_rfc2822(value).ok()?.timestamp_millis());
    Some(Duration::from_millis(date.since(Time::system()).max(0).unsigned_abs()))
}

impl ApiError {
    /// The failure in a response with this code and body. `retry_after` is the header's value.
    pub fn from_response(code: u16, body: &[u8], retry_after: Option<&str>) -> Self {
        let status: StatusBody = serde_json::from_slice(body).unwrap_or_default();
        let message = status.message.filter(|m| !m.is_empty()).unwrap_or_else(|| {
            let text = String::from_utf8_lossy(&body[..body.len().min(200)]).trim().to_owned();
            if text.is_empty() || text.starts_with('{') || text.starts_with('<') {
                format!("HTTP {code}")
            } else {
                format!("HTTP {code}: {text}")
            }
        });
        Self::Status {
            code,
            reason: status.reason.unwrap_or_default(),
            message: clean(&without_object(&message)).into_owned(),
            retry_after: retry_after.and_then(after),
        }
    }

    /// An answer that its reader cannot read, in that one's words.
    pub fn unread<E: Display>(why: E) -> Self {
        Self::Decode(Unread::Words(clean(&why.to_string()).into_owned()))
    }

    /// What went wrong, as a value that is shown.
    pub fn trouble(&self) -> Trouble {
        match self {
            Self::Status { message, .. } => Trouble::Server(message.clone()),
            Self::Timeout(after) => Trouble::Timeout(after.as_secs()),
            Self::Transport(why) => Trouble::Way(why.clone()),
            Self::Auth(why) => Trouble::Credentials(why.clone()),
            Self::Decode(why) => Trouble::Unread(why.clone()),
            Self::TooLarge { most } => Trouble::TooLarge(most >> 20),
            Self::Foreign { what, .. } => Trouble::Foreign(what.clone()),
            Self::Path(path) => Trouble::Path(path.clone()),
            Self::Swallowed(answer) => Trouble::Way(Way::Swallowed(answer.clone())),
            Self::ReadOnly => Trouble::ReadOnly,
        }
    }

    /// The HTTP status code, where the server answered.
    pub const fn code(&self) -> Option<u16> {
        match self {
            Self::Status { code, .. } => Some(*code),
            Self::Swallowed(_) => Some(400),
            Self::Timeout(_)
            | Self::Transport(_)
            | Self::Auth(_)
            | Self::Decode(_)
            | Self::TooLarge { .. }
            | Self::Foreign { .. }
            | Self::Path(_)
            | Self::ReadOnly => None,
        }
    }

    /// What the server asks to be left alone for (`Retry-After`).
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } | Self::Foreign { retry_after, .. } => *retry_after,
            Self::Timeout(_)
            | Self::Transport(_)
            | Self::Auth(_)
            | Self::Decode(_)
            | Self::Path(_)
            | Self::Swallowed(_)
            | Self::TooLarge { .. }
            | Self::ReadOnly => None,
        }
    }

    /// Whether an API server has said this, and no other: a failure with a reason of the API's.
    pub fn is_of_api(&self) -> bool {
        matches!(self, Self::Status { reason, .. } if !reason.is_empty())
    }

    /// 403: the user may not.
    pub fn is_forbidden(&self) -> bool {
        self.code() == Some(403)
    }

    /// 401: the credentials are not, or no longer, good.
    pub fn is_unauthorized(&self) -> bool {
        self.code() == Some(401)
    }

    /// 410, or a Status with the reason `Expired`: the resourceVersion or continue token is too old.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Status { code: 410, .. })
            || matches!(self, Self::Status { reason, .. } if reason == "Expired" || reason == "Gone")
    }

    /// 409.
    pub fn is_conflict(&self) -> bool {
        self.code() == Some(409)
    }

    /// 404.
    pub fn is_not_found(&self) -> bool {
        self.code() == Some(404)
    }

    /// Whether it cannot be known if the request took effect: it may have been sent, and no answer came.
    pub const fn is_unanswered(&self) -> bool {
        matches!(self, Self::Timeout(_) | Self::Transport(_) | Self::Decode(_) | Self::TooLarge { .. } | Self::Foreign { .. })
    }
}

impl From<&ApiError> for Reason {
    fn from(error: &ApiError) -> Self {
        Self::Trouble(Box::new(error.trouble()))
    }
}

impl From<kube::Error> for ApiError {
    fn from(error: kube::Error) -> Self {
        let why = way(&error);
        match error {
            kube::Error::Api(status) => Self::Status {
                code: status.code,
                reason: status.reason.clone(),
                message: clean(&status.message).into_owned(),
                retry_after: None,
            },
            kube::Error::Auth(_) | kube::Error::InferKubeconfig(_) | kube::Error::RustlsTls(_) => {
                Self::Auth(Box::new(Credentials::Words(why.to_string())))
            }
            _ => Self::Transport(why),
        }
    }
}

/// The innermost cause, and before it what it happened to where the cause alone would not say.
pub fn cause_first(error: &(dyn StdError + 'static)) -> String {
    way(error).to_string()
}

/// As [`cause_first`], as a value.
pub fn way(error: &(dyn StdError + 'static)) -> Way {
    let mut chain: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(e) = next {
        chain.push(e.to_string());
        next = e.source();
    }
    let innermost = chain.last().cloned().unwrap_or_default();
    let whole = chain.join(": ");
    if whole.contains("certificate") || whole.contains("tls") {
        // rustls' own sentence, which names what is wrong with the certificate.
        let words = chain.iter().rev().find(|m| m.contains("certificate") || m.contains("tls")).unwrap_or(&innermost);
        Way::Os(Os::Words(plain(words)))
    } else if innermost == "deadline has elapsed" {
        // tokio's words, of the one deadline that is not ours to name: that of the connection.
        Way::NotInTime
    } else if whole.contains("dns error") {
        Way::NoHost(clean(&without_documentation(&innermost)).into_owned())
    } else {
        // `Connection refused (os error 111)` without its number.
        Way::Os(Os::of(&plain(innermost.split(" (os error").next().unwrap_or_default())))
    }
}

/// A library's sentence without what it says of itself.
fn plain(words: &str) -> String {
    let words = without_documentation(words);
    clean(words.trim_start_matches("ServiceError: ").trim_start_matches("client error ")).into_owned()
}

/// A library's sentence without the address of its documentation, which tells its programmers something and nobody else.
fn without_documentation(words: &str) -> String {
    let address = |w: &&str| !(w.contains("://docs.rs/") || w.contains("://github.com/"));
    let kept: Vec<&str> = words.split(' ').filter(address).collect();
    kept.join(" ").trim_end_matches([':', ' ', '(', ';', ',']).trim_end_matches(" see").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_library_quotes_its_documentation() {
        let rustls = std::io::Error::new(
            std::io::ErrorKind::UnexpectedEof,
            "peer closed connection without sending TLS close_notify: https://docs.rs/rustls/latest/rustls/manual/_03_howto/index.html#unexpected-eof",
        );
        assert_eq!(cause_first(&rustls), "peer closed connection without sending TLS close_notify");
        for (words, want) in [
            ("it broke", "it broke"),
            ("it broke, see https://docs.rs/x/y#z", "it broke"),
            ("it broke (https://github.com/a/b/issues/1) twice", "it broke twice"),
            ("GET https://10.0.0.1:6443/api: refused", "GET https://10.0.0.1:6443/api: refused"),
        ] {
            assert_eq!(without_documentation(words).trim_end_matches(','), want);
        }
    }

    #[test]
    fn what_a_server_quotes_of_an_object_is_left_out() {
        // As a 1.20 says it of a Secret: a merge patch, a strategic one, a new object.
        for (message, want) in [
            (
                r#"The request is invalid: patch: Invalid value: "{\"data\":{\"a\":\"!SECRET!\\\"\"}}": v1.Secret.ObjectMeta: v1.ObjectMeta.TypeMeta: Kind: Data: decode base64: illegal base64 data at input byte 0, error found in #10 byte of ...|"!SECRET!"},"kind":"|..., bigger context ...|{"data":{"a":"!SECRET!"}|..."#,
                "The request is invalid: patch: v1.Secret.ObjectMeta: v1.ObjectMeta.TypeMeta: Kind: Data: decode base64: illegal base64 data at input byte 0",
            ),
            (
                r#"patch: Invalid value: "map[data:map[a:!SECRET!]]": error decoding from json: illegal base64 data at input byte 0"#,
                "patch: error decoding from json: illegal base64 data at input byte 0",
            ),
            (
                r#"Secret in version "v1" cannot be handled as a Secret: v1.Secret.StringData: ReadString: expects " or n, but found 1, error found in #10 byte of ...|ta":{"a":17,"b x":"S|..., bigger context ...|{"a":17,"b x":"SECRETZ"}}|..."#,
                r#"Secret in version "v1" cannot be handled as a Secret: v1.Secret.StringData: ReadString: expects " or n, but found 1"#,
            ),
            (r#"patch: Invalid value: "{\"a\":\"SECRET"#, "patch: "),
            ("spec.replicas: Invalid value: -4: must be 0 or more", "spec.replicas: Invalid value: -4: must be 0 or more"),
        ] {
            let body = serde_json::json!({"message": message}).to_string();
            let error = ApiError::from_response(422, body.as_bytes(), None).to_string();
            assert!(error.ends_with(want) && !error.contains("SECRET"), "{error}");
        }
    }

    #[test]
    fn a_status_is_read_and_anything_else_is_told_by_its_code() {
        let body = br#"{"kind":"Status","reason":"Forbidden","message":"deployments.apps is forbidden","code":403}"#;
        let e = ApiError::from_response(403, body, None);
        assert!(e.is_forbidden());
        assert_eq!(e.to_string(), "deployments.apps is forbidden");
        assert_eq!(ApiError::from_response(502, b"<html>bad gateway</html>", None).to_string(), "HTTP 502");
        assert_eq!(ApiError::from_response(503, b"upstream\x1b[2J gone", None).to_string(), "HTTP 503: upstream[2J gone");
        let busy = ApiError::from_response(429, b"{}", Some("7"));
        assert!(matches!(busy, ApiError::Status { retry_after: Some(d), .. } if d.as_secs() == 7));
    }
}
