//! Answers of what is no API server: login pages, balancers' error pages, redirects. They must not be taken for news of a cluster, and who
//! looks at the screen is told in words what answers there.

use super::body::FAILURE;
use super::error::ApiError;
use crate::model::text::clean;
use crate::model::trouble::{Answerer, Foreign};
use http::{HeaderMap, StatusCode, Uri, header};
use std::time::Duration;

/// Characters of a page's title that are told.
const TITLE: usize = 60;
/// Words by which a page, or the address that it sends on to, is known to ask for a sign-in.
const SIGN_IN: [&str; 10] = ["login", "log in", "log-in", "sign in", "signin", "sign-in", "password", "sso", "oauth", "saml"];

/// Whether an answer's head tells that no API server gave it: it sends on to elsewhere, or is of a form that the API never has. `logs` tells
/// that plain text was asked for. An answer without a type is looked at by whoever reads it.
pub(super) fn is_foreign(status: StatusCode, headers: &HeaderMap, logs: bool) -> bool {
    if status.is_redirection() {
        return true;
    }
    match media_type(headers) {
        None => false,
        // Failures are told in plain text too, by the API server itself where it has no time for more.
        Some(kind) if kind == "text/plain" => !logs && status.is_success(),
        Some(kind) if !status.is_success() => kind == "text/html" || kind == "application/xhtml+xml",
        Some(kind) => {
            !(kind.ends_with("json")
                || kind.contains("kubernetes.protobuf")
                || kind.contains("cbor")
                || kind == "application/octet-stream" && logs)
        }
    }
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let kind = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    (!kind.is_empty()).then_some(kind)
}

/// Whether a failure's body, whatever its type is said to be, is a page.
pub(super) fn is_page(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    start.starts_with(b"<")
}

/// What is told of such an answer. `at` is the server as the kubeconfig names it.
pub(super) fn told(at: &str, status: StatusCode, headers: &HeaderMap, body: &[u8], retry_after: Option<Duration>) -> ApiError {
    let code = status.as_u16();
    let text = String::from_utf8_lossy(&body[..body.len().min(FAILURE)]);
    let location = headers.get(header::LOCATION).and_then(|v| v.to_str().ok());
    let asks = |text: &str| {
        let lower = text.to_lowercase();
        SIGN_IN.iter().any(|w| lower.contains(w))
    };
    let title = title(&text);
    let login = location.is_some_and(asks) || status.is_success() && asks(&text) || title.as_deref().is_some_and(asks);
    let what = match (login, status.is_redirection()) {
        (true, _) => Answerer::Login,
        (false, true) => Answerer::Redirect,
        (false, false) if is_page(body) => Answerer::Page,
        (false, false) => Answerer::Else,
    };
    let host = |to: &str| to.parse::<Uri>().ok().and_then(|u| u.authority().map(|a| clean(a.host()).into_owned()));
    let to = location.filter(|_| status.is_redirection()).and_then(host);
    let refused = (!status.is_success()).then_some(code);
    ApiError::Foreign { code, what: Box::new(Foreign { what, at: at.to_owned(), code: refused, to, title }), retry_after }
}

/// A page's title, cleaned.
fn title(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let from = lower.find("<title")?;
    let from = from + lower[from..].find('>')? + 1;
    let to = from + lower[from..].find("</title")?;
    let mut title = text[from..to].split_whitespace().collect::<Vec<_>>().join(" ");
    for (entity, c) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&middot;", "·"), ("&amp;", "&")]
    {
        title = title.replace(entity, c);
    }
    let title: String = clean(&title).trim().chars().take(TITLE).collect();
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "https://k8s.example:6443";

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        list.iter().map(|(k, v)| (header::HeaderName::from_static(k), v.parse().unwrap())).collect()
    }

    #[test]
    fn what_no_api_server_gives_is_known_by_its_head() {
        let html = "text/html; charset=utf-8";
        for (code, kind, logs, foreign) in [
            (200, "application/json", false, false),
            (200, "application/json;stream=watch", false, false),
            (200, "Application/JSON; charset=utf-8", false, false),
            (200, "application/vnd.kubernetes.protobuf;stream=watch", false, false),
            (200, "", false, false),
            (200, html, false, true),
            (200, html, true, true),
            (200, "text/plain", false, true),
            (200, "text/plain", true, false),
            (200, "application/xml", false, true),
            (302, "", false, true),
            (307, "application/json", false, true),
            (403, "application/json", false, false),
            (403, html, false, true),
            (429, "text/plain; charset=utf-8", false, false),
            (502, html, false, true),
            (503, "text/plain", false, false),
        ] {
            let list = if kind.is_empty() { Vec::new() } else { vec![("content-type", kind)] };
            assert_eq!(is_foreign(StatusCode::from_u16(code).unwrap(), &headers(&list), logs), foreign, "{code} {kind} {logs}");
        }
    }

    #[test]
    fn what_answers_instead_is_said_in_words() {
        for (code, location, body, want) in [
            (
                200,
                "",
                "<html><head><TITLE lang=en>\n Sign in &amp; go\u{1b}[31m\u{202e} </TITLE>",
                "A login page answers at https://k8s.example:6443, not a Kubernetes API server (\"Sign in & go[31m\")",
            ),
            (
                200,
                "",
                "<!doctype html><form>Password:</form>",
                "A login page answers at https://k8s.example:6443, not a Kubernetes API server",
            ),
            (
                200,
                "",
                "<html><title>It works!</title>",
                "A web page answers at https://k8s.example:6443, not a Kubernetes API server (\"It works!\")",
            ),
            (200, "", "hello", "Something else answers at https://k8s.example:6443, not a Kubernetes API server"),
            (
                302,
                "https://sso.corp.example/login?next=/version",
                "",
                "A login page answers at https://k8s.example:6443, not a Kubernetes API server (HTTP 302 to sso.corp.example)",
            ),
            (
                301,
                "https://other.example/version",
                "",
                "A redirect answers at https://k8s.example:6443, not a Kubernetes API server (HTTP 301 to other.example)",
            ),
            (302, "/ui/", "", "A redirect answers at https://k8s.example:6443, not a Kubernetes API server (HTTP 302)"),
            (
                502,
                "",
                "<html><head><title>502 Bad Gateway</title></head>",
                "A web page answers at https://k8s.example:6443, not a Kubernetes API server (HTTP 502 \"502 Bad Gateway\")",
            ),
        ] {
            let list = if location.is_empty() { Vec::new() } else { vec![("location", location)] };
            let error = told(AT, StatusCode::from_u16(code).unwrap(), &headers(&list), body.as_bytes(), None);
            assert_eq!(error.to_string(), want);
            assert!(error.code().is_none() && error.is_unanswered());
        }
    }
}
