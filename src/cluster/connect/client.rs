//! A client for a target: kube's, over connections that are made here.

use super::credential::Authorization;
use super::tls;
use super::verify::Shown;
use crate::cluster::target::Target;
use crate::model::trouble::Credentials;
use http::header::AUTHORIZATION;
use http::uri::{PathAndQuery, Uri};
use http::{HeaderValue, Request};
use hyper::rt::{Read, Write};
use hyper_rustls::{FixedServerNameResolver, HttpsConnectorBuilder};
use hyper_timeout::TimeoutConnector;
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::legacy::connect::{Connection, HttpConnector};
use hyper_util::rt::TokioExecutor;
use kube::Client;
use kube::client::Body;
use percent_encoding::percent_decode_str;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::sync::Arc;
use std::time::Duration;
use tower::{BoxError, Service};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(8);

/// A client for a target; `token` is what its user was given, and in `shown` stands the certificate that the server shows.
///
/// # Errors
/// Why there can be none, in words that name the file or the setting, and hold no secret.
pub(super) async fn client(target: Target, token: Option<String>, shown: Shown) -> Result<Client, Credentials> {
    // Reading the system's authorities takes a moment.
    let built = tokio::task::spawn_blocking(move || build(&target, token, &shown)).await;
    built.map_err(|_| Credentials::NoServer)?
}

fn build(target: &Target, token: Option<String>, shown: &Shown) -> Result<Client, Credentials> {
    let authorization = Authorization::new(target, token)?;
    let secure = tls::config(target, target.identity.as_ref(), Some(shown))?;
    let mut direct = HttpConnector::new();
    direct.enforce_http(false);
    let Some(proxy) = &target.proxy else { return over(direct, secure, target, authorization) };
    let user = proxy.authority().and_then(|a| a.as_str().rsplit_once('@')).map(|(user, _)| user.to_owned());
    let address = without_user(proxy)?;
    match proxy.scheme_str() {
        Some("socks5") => {
            let mut way = SocksV5::new(address, direct);
            if let Some((name, password)) = user.as_deref().map(|u| u.split_once(':').unwrap_or((u, ""))) {
                way = way.with_auth(decoded(name), decoded(password));
            }
            over(way, secure, target, authorization)
        }
        Some("https") => {
            let to_proxy = tls::config(target, None, None)?;
            let to_proxy =
                HttpsConnectorBuilder::new().with_tls_config(to_proxy).https_or_http().enable_http1().wrap_connector(direct);
            over(with_user(Tunnel::new(address, to_proxy), user)?, secure, target, authorization)
        }
        _ => over(with_user(Tunnel::new(address, direct), user)?, secure, target, authorization),
    }
}

/// The proxy's address alone: its user goes another way.
fn without_user(proxy: &Uri) -> Result<Uri, Credentials> {
    let authority = proxy.authority().ok_or(Credentials::ProxyAddress)?.as_str();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let port = match proxy.port_u16() {
        Some(_) => String::new(),
        None => match proxy.scheme_str() {
            Some("socks5") => ":1080".into(),
            Some("https") => ":443".into(),
            _ => ":80".into(),
        },
    };
    let authority = format!("{}{port}", host.trim_end_matches(':'));
    let uri = Uri::builder().scheme(proxy.scheme_str().unwrap_or("http")).authority(authority).path_and_query("/").build();
    uri.map_err(|_| Credentials::ProxyAddress)
}

fn with_user<C>(tunnel: Tunnel<C>, user: Option<String>) -> Result<Tunnel<C>, Credentials> {
    use base64::Engine;
    let Some(user) = user else { return Ok(tunnel) };
    let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(decoded(&user)));
    let mut value = HeaderValue::from_str(&basic).map_err(|_| Credentials::ProxyUser)?;
    value.set_sensitive(true);
    Ok(tunnel.with_auth(value))
}

/// A part of a URL without its escapes; one that is none stays as it is.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A client over connections of this kind.
fn over<C>(way: C, secure: ClientConfig, target: &Target, authorization: Authorization) -> Result<Client, Credentials>
where
    C: Service<Uri> + Clone + Send + Sync + 'static,
    C::Response: Connection + Read + Write + Send + Unpin + 'static,
    C::Future: Send + 'static,
    C::Error: std::error::Error + Send + Sync + 'static,
{
    let mut builder = HttpsConnectorBuilder::new().with_tls_config(secure).https_or_http();
    if let Some(name) = &target.server_name {
        let name = ServerName::try_from(name.clone()).map_err(|_| Credentials::ServerName)?;
        builder = builder.with_server_name_resolver(FixedServerNameResolver::new(name));
    }
    let mut connector = TimeoutConnector::new(builder.enable_http1().wrap_connector(way));
    connector.set_connect_timeout(Some(CONNECT));
    let http: Http<_, Body> = Http::builder(TokioExecutor::new()).build(connector);
    let (base, headers, authorization) = (target.server.clone(), target.headers.clone(), Arc::new(authorization));
    let service = tower::service_fn(move |mut request: Request<Body>| {
        let (http, authorization) = (http.clone(), authorization.clone());
        let uri = below(&base, request.uri());
        for (name, value) in &headers {
            request.headers_mut().append(name, value.clone());
        }
        async move {
            *request.uri_mut() = uri?;
            if let Some(value) = authorization.header() {
                request.headers_mut().insert(AUTHORIZATION, value);
            }
            http.request(request).await.map_err(BoxError::from)
        }
    });
    Ok(Client::new(service, "default"))
}

/// A request's path below the server's own.
fn below(base: &Uri, path: &Uri) -> Result<Uri, http::Error> {
    let asked = path.path_and_query().map_or("/", PathAndQuery::as_str);
    let prefix = base.path().trim_end_matches('/');
    let mut parts = base.clone().into_parts();
    parts.path_and_query = Some(format!("{prefix}{asked}").parse::<PathAndQuery>()?);
    Ok(Uri::from_parts(parts)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_below_the_servers_own() {
        for (base, path, want) in [
            ("https://a:1/", "/api/v1/pods?limit=1", "https://a:1/api/v1/pods?limit=1"),
            ("https://a/k8s/c-1", "/version", "https://a/k8s/c-1/version"),
            ("http://[::1]:8080/x/", "/", "http://[::1]:8080/x/"),
        ] {
            assert_eq!(below(&base.parse().unwrap(), &path.parse().unwrap()).unwrap().to_string(), want);
        }
    }

    #[test]
    fn a_proxys_user_is_no_part_of_its_address() {
        for (url, want) in [
            ("http://u:p%40@proxy:3128", "http://proxy:3128/"),
            ("http://proxy", "http://proxy:80/"),
            ("socks5://[::1]", "socks5://[::1]:1080/"),
            ("https://p/", "https://p:443/"),
        ] {
            assert_eq!(without_user(&url.parse().unwrap()).unwrap().to_string(), want);
        }
        assert_eq!(["a%40b", "%zz", "%4", "é", "%+A"].map(decoded), ["a@b", "%zz", "%4", "é", "%+A"]);
    }
}
