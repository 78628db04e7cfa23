//! The auth provider `oidc`: an id token is used while it is good, and had anew at its identity provider for the refresh token, as kubectl
//! does it. The provider is a server like another, so what it answers is bounded, in bytes and in time.

use super::client::client;
use super::verify::Shown;
use crate::cluster::body::{PROVIDER, Received};
use crate::cluster::error::ApiError;
use crate::cluster::id_token::{Style, Tokens, until};
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::target::{Oidc, Target};
use crate::model::Time;
use crate::model::text::clean;
use crate::model::trouble::{Asked, Credentials, Provider, Url};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::uri::{PathAndQuery, Uri};
use http::{Request, StatusCode};
use kube::Client;
use kube::client::Body;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::timeout;

/// How long it may take in all to have a token anew.
const DEADLINE: Duration = Duration::from_secs(15);
/// How long the body of a refusal is looked at.
const LOOKING: Duration = Duration::from_secs(2);
/// Characters of a provider's own words that are told.
const WORDS: usize = 120;
/// What a form has to have escaped.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// The id token for the next requests, and until when it is good. Whoever asks meanwhile waits for the same.
///
/// # Errors
/// Which provider, and what is wrong, without any token.
pub(super) async fn token(user: &Oidc, contexts: &Contexts) -> Result<(String, Time), Credentials> {
    let tokens = contexts.tokens.of(user);
    let mut tokens = tokens.lock().await;
    let got = good(user, contexts, &mut tokens).await;
    got.map(|until| (tokens.id.clone(), until)).map_err(|why| {
        let at = address(&user.issuer).ok().map(|at| clean(&shown(&at)).into_owned());
        Credentials::Provider(at, Box::new(why))
    })
}

async fn good(user: &Oidc, contexts: &Contexts, tokens: &mut Tokens) -> Result<Time, Provider> {
    if !tokens.id.is_empty() {
        let until = until(&tokens.id).ok_or(Provider::NoJwt)?;
        if Time::system() < until {
            return Ok(until);
        }
    }
    for (field, value) in [("refresh-token", &tokens.refresh), ("idp-issuer-url", &user.issuer), ("client-id", &user.client_id)] {
        if value.is_empty() {
            return Err(Provider::CannotRefresh(field));
        }
    }
    address(&user.issuer).map_err(Provider::Issuer)?;
    let refreshed = timeout(DEADLINE, refresh(user, contexts, tokens)).await;
    refreshed.unwrap_or_else(|_| Err(Provider::Timeout(DEADLINE.as_secs())))
}

async fn refresh(user: &Oidc, contexts: &Contexts, tokens: &mut Tokens) -> Result<Time, Provider> {
    // What is known goes on where it leads to a token.
    let (endpoint, style) = match tokens.endpoint.take() {
        Some(endpoint) => (endpoint, tokens.style.take()),
        None => (discovered(user, contexts).await.map_err(Provider::Configuration)?, None),
    };
    let provider = provider(&endpoint, user, contexts).await.map_err(Provider::Endpoint)?;
    let mut refused = None;
    let styles: &[Style] = if let Some(style) = &style { std::slice::from_ref(style) } else { &[Style::Header, Style::Form] };
    for style in styles {
        let request = request(&endpoint, *style, user, &tokens.refresh).map_err(Provider::Endpoint)?;
        let (status, body) = ask(&provider, request).await.map_err(Provider::Endpoint)?;
        if status.is_success() {
            let until = taken(&body, tokens).map_err(Provider::Endpoint)?;
            (tokens.endpoint, tokens.style) = (Some(endpoint), Some(*style));
            return Ok(until);
        }
        let refusal = Refusal::read(status, &body, &[&tokens.refresh, &tokens.id, &user.client_secret]);
        // One that knows the token to be bad has known the client, and may not know it in the other way.
        refused = Some(refused.filter(Refusal::is_of_token).unwrap_or(refusal));
    }
    Err(Provider::Endpoint(refused.map_or(Asked::NoToken, Refusal::told)))
}

/// Where tokens are had, as the provider says it at the place that all of them have for it (OpenID Connect Discovery 1.0, 4).
async fn discovered(user: &Oidc, contexts: &Contexts) -> Result<Uri, Asked> {
    #[derive(Deserialize)]
    struct Configuration {
        token_endpoint: Option<String>,
    }
    let url = format!("{}/.well-known/openid-configuration", user.issuer.trim_end_matches('/'));
    let url = address(&url).map_err(Asked::Url)?;
    let request = Request::get(path(&url)).header(ACCEPT, "application/json").body(Vec::new()).map_err(words)?;
    let (status, body) = ask(&provider(&url, user, contexts).await?, request).await?;
    if !status.is_success() {
        return Err(Asked::Http(status.as_u16()));
    }
    let read: Configuration = serde_json::from_slice(&body).map_err(|_| Asked::NoJson)?;
    let endpoint = read.token_endpoint.filter(|e| !e.is_empty()).ok_or(Asked::NoTokenUrl)?;
    address(&endpoint).map_err(Asked::TokenUrl)
}

/// What a library says, in one line.
fn words(why: impl std::error::Error) -> Asked {
    Asked::Words(clean(&why.to_string()).into_owned())
}

/// An address that secrets may go to: over TLS, or to this machine.
fn address(url: &str) -> Result<Uri, Url> {
    let uri: Uri = url.parse().map_err(|_| Url::None)?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let here = host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match uri.scheme_str() {
        _ if host.is_empty() => Err(Url::None),
        Some("https") => Ok(uri),
        Some("http") if here => Ok(uri),
        _ => Err(Url::NoTls),
    }
}

fn path(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", PathAndQuery::as_str)
}

/// Scheme, host and port; what may stand before the host is no part of them.
fn origin(uri: &Uri) -> String {
    let authority = uri.authority().map_or("", |a| a.as_str());
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{}://{host}", uri.scheme_str().unwrap_or("https"))
}

/// A provider as it is named on the screen.
fn shown(uri: &Uri) -> String {
    format!("{}{}", origin(uri), uri.path().trim_end_matches('/'))
}

/// A client for the server of an address of the provider.
async fn provider(url: &Uri, user: &Oidc, contexts: &Contexts) -> Result<Client, Asked> {
    let mut target = Target::new(origin(url).parse().map_err(|_| Asked::Url(Url::None))?);
    target.trust = user.trust.clone();
    let failed = |why| Asked::Client(Box::new(why));
    target.proxy = contexts.proxy(&target.server).map_err(failed)?;
    client(target, None, Shown::default()).await.map_err(failed)
}

/// The question for a new token (RFC 6749, 6).
fn request(endpoint: &Uri, style: Style, user: &Oidc, refresh: &str) -> Result<Request<Vec<u8>>, Asked> {
    let escaped = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
    let mut form = format!("grant_type=refresh_token&refresh_token={}", escaped(refresh));
    let (id, secret) = (escaped(&user.client_id), escaped(&user.client_secret));
    let request =
        Request::post(path(endpoint)).header(ACCEPT, "application/json").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = match style {
        Style::Header => {
            let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
            let mut value = HeaderValue::from_str(&basic).map_err(words)?;
            value.set_sensitive(true);
            request.header(AUTHORIZATION, value)
        }
        Style::Form => {
            form += &format!("&client_id={id}");
            if !secret.is_empty() {
                form += &format!("&client_secret={secret}");
            }
            request
        }
    };
    request.body(form.into_bytes()).map_err(words)
}

/// A code, and all of a good answer's body, or the beginning of another's.
async fn ask(provider: &Client, request: Request<Vec<u8>>) -> Result<(StatusCode, Bytes), Asked> {
    let failed = |e: ApiError| Asked::Trouble(Box::new(e.trouble()));
    let answer = provider.send(request.map(Body::from)).await.map_err(|e| failed(e.into()))?;
    let (head, body) = Received::of(answer).into_parts();
    let body = if head.status.is_success() {
        body.gather(PROVIDER).whole().await.map_err(failed)?
    } else {
        timeout(LOOKING, body.beginning()).await.unwrap_or_default().freeze()
    };
    Ok((head.status, body))
}

/// Takes what the provider gave; until when the id token is good.
fn taken(body: &[u8], tokens: &mut Tokens) -> Result<Time, Asked> {
    #[derive(Deserialize)]
    struct Given {
        id_token: Option<String>,
        refresh_token: Option<String>,
    }
    let given: Given = serde_json::from_slice(body).map_err(|_| Asked::NoJson)?;
    // Also where the rest is of no use: the one that was sent may be used up.
    if let Some(refresh) = given.refresh_token.filter(|t| !t.is_empty()) {
        tokens.refresh = refresh;
    }
    let id = given.id_token.filter(|t| !t.is_empty()).ok_or(Asked::NoToken)?;
    let until = until(&id).ok_or(Asked::NoJwt)?;
    tokens.id = id;
    Ok(until)
}

/// Why a provider gives no token.
struct Refusal {
    status: StatusCode,
    /// A code of RFC 6749, 5.2; empty where there was none.
    error: String,
    /// What it says of it, in one line; empty where it says nothing, or what nobody may see.
    said: String,
}

impl Refusal {
    fn read(status: StatusCode, body: &[u8], secrets: &[&str]) -> Self {
        #[derive(Deserialize, Default)]
        struct Read {
            error: Option<String>,
            error_description: Option<String>,
        }
        let read: Read = serde_json::from_slice(body).unwrap_or_default();
        let line = |text: Option<String>| {
            let text = text.unwrap_or_default();
            let secret = secrets.iter().any(|s| !s.is_empty() && text.contains(s));
            let words: String = if secret { String::new() } else { clean(&text).trim().chars().take(WORDS).collect() };
            words
        };
        Self { status, error: line(read.error), said: line(read.error_description) }
    }

    fn is_of_token(&self) -> bool {
        self.error == "invalid_grant"
    }

    fn told(self) -> Asked {
        let what = match (self.error.as_str(), self.said.as_str()) {
            ("", _) => return Asked::Http(self.status.as_u16()),
            (error, "") => error.to_owned(),
            (error, said) => format!("{error}: {said}"),
        };
        if self.is_of_token() { Asked::RefreshRefused(what) } else { Asked::Refused(what) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::target::Trust;

    fn user(secret: &str) -> Oidc {
        Oidc {
            issuer: "https://idp".into(),
            client_id: "dog:watch".into(),
            client_secret: secret.into(),
            id_token: String::new(),
            refresh_token: String::new(),
            trust: Trust::System,
        }
    }

    #[test]
    fn secrets_go_over_tls_or_stay_on_this_machine() {
        for (url, want) in [
            ("https://idp.example", Ok("https://idp.example")),
            ("https://u:p@idp.example:8443/realms/a/?p=1#f", Ok("https://idp.example:8443/realms/a")),
            ("HTTPS://idp", Ok("https://idp")),
            ("http://127.0.0.1:5556/dex", Ok("http://127.0.0.1:5556/dex")),
            ("http://[::1]:5556/dex", Ok("http://[::1]:5556/dex")),
            ("http://idp.example", Err(Url::NoTls)),
            ("http://127.0.0.1.example", Err(Url::NoTls)),
            ("http://127.0.0.1@idp.example", Err(Url::NoTls)),
            ("http://10.0.0.1", Err(Url::NoTls)),
            ("ftp://127.0.0.1", Err(Url::NoTls)),
            ("idp.example", Err(Url::NoTls)),
            ("https://", Err(Url::None)),
            ("/realms", Err(Url::None)),
            ("https://a b", Err(Url::None)),
            ("", Err(Url::None)),
        ] {
            assert_eq!(address(url).map(|uri| shown(&uri)).as_deref().map_err(|e| *e), want, "{url}");
        }
    }

    #[test]
    fn a_client_shows_itself_in_the_one_way_or_the_other() {
        let endpoint: Uri = "https://idp/token?p=1".parse().unwrap();
        let of = |style, secret: &str| {
            let request = request(&endpoint, style, &user(secret), "r/+ &").unwrap();
            let basic = request.headers().get(AUTHORIZATION).map(|v| v.to_str().unwrap().to_owned());
            (request.uri().to_string(), basic, String::from_utf8(request.into_body()).unwrap())
        };
        let form = "grant_type=refresh_token&refresh_token=r%2F%2B%20%26";
        // What stands in the header is escaped, too (RFC 6749, 2.3.1): dog%3Awatch:s%3D.
        let basic = Some("Basic ZG9nJTNBd2F0Y2g6cyUzRA==".to_owned());
        assert_eq!(of(Style::Header, "s="), ("/token?p=1".into(), basic, form.into()));
        let with = |more: &str| ("/token?p=1".to_owned(), None, format!("{form}{more}"));
        assert_eq!(of(Style::Form, "s="), with("&client_id=dog%3Awatch&client_secret=s%3D"));
        assert_eq!(of(Style::Form, ""), with("&client_id=dog%3Awatch"));
    }

    #[test]
    fn a_refusal_is_told_in_one_line_without_a_secret() {
        let long = format!(r#"{{"error":"server_error","error_description":"{}"}}"#, "é".repeat(1000));
        let long_want = format!("the request was refused (server_error: {})", "é".repeat(WORDS));
        for (code, body, want) in [
            (400, r#"{"error":"invalid_grant"}"#, "the refresh token was refused (invalid_grant)"),
            (
                400,
                r#"{"error":"invalid_grant","error_description":"Token\r\nis\u001b[31m not\u202e active "}"#,
                "the refresh token was refused (invalid_grant: Token is[31m not active)",
            ),
            (
                400,
                r#"{"error":"invalid_grant","error_description":"CANARY-1 is not active"}"#,
                "the refresh token was refused (invalid_grant)",
            ),
            (401, r#"{"error":"invalid_client","error_description":null}"#, "the request was refused (invalid_client)"),
            (401, r#"{"error":"CANARY-1"}"#, "HTTP 401"),
            (400, r#"{"error":{"code":7}}"#, "HTTP 400"),
            (502, "<html><title>CANARY-1</title>", "HTTP 502"),
            (503, "", "HTTP 503"),
            (500, &long, &long_want),
        ] {
            let refusal = Refusal::read(StatusCode::from_u16(code).unwrap(), body.as_bytes(), &["", "CANARY-1"]);
            assert_eq!(refusal.told().to_string(), want, "{body}");
        }
    }

    #[test]
    fn what_is_given_is_taken_and_a_new_refresh_token_in_any_case() {
        // {"exp":1687965593}
        let jwt = "e30.eyJleHAiOjE2ODc5NjU1OTN9.s";
        let good = format!(r#"{{"id_token":"{jwt}","access_token":"a","expires_in":5}}"#);
        let both = format!(r#"{{"id_token":"{jwt}","refresh_token":"new"}}"#);
        for (body, want, refresh) in [
            (&*good, Ok(1_687_965_583_000), "old"),
            (&both, Ok(1_687_965_583_000), "new"),
            (r#"{"refresh_token":"new"}"#, Err(Asked::NoToken), "new"),
            (r#"{"id_token":"x","refresh_token":""}"#, Err(Asked::NoJwt), "old"),
            ("[]", Err(Asked::NoJson), "old"),
            ("", Err(Asked::NoJson), "old"),
        ] {
            let mut tokens = Tokens { id: "before".into(), refresh: "old".into(), endpoint: None, style: None };
            assert_eq!(taken(body.as_bytes(), &mut tokens).map(Time::millis), want, "{body}");
            assert_eq!((&*tokens.refresh, &*tokens.id), (refresh, if want.is_ok() { jwt } else { "before" }), "{body}");
        }
    }
}
