//! What goes into the header `Authorization` of a request, and how it stays good.

use crate::cluster::auth;
use crate::cluster::kubeconfig::read_file;
use crate::cluster::target::{Credential, Target};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, Response};
use kube::Config;
use kube::client::{Body, Client, ClientBuilder, ConfigExt};
use kube::config::{AuthInfo, AuthProviderConfig};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long a token file is taken as read. kubectl takes a minute; a request that was refused has it read anew in any case.
const FILE: Duration = Duration::from_secs(10);

/// The header's source.
pub(super) enum Authorization {
    Fixed(Option<HeaderValue>),
    /// A token file: when it was read last, and what it held.
    File(PathBuf, Mutex<(Instant, HeaderValue)>),
    /// The auth provider `oidc`, which kube knows: a client whose answers carry the header that its request would have had.
    Provider(Client),
}

impl Authorization {
    /// Of a target; `token` is what its exec plugin gave.
    pub(super) fn new(target: &Target, token: Option<String>) -> Result<Self, String> {
        Ok(match &target.credential {
            Credential::None => Self::Fixed(None),
            Credential::Basic(name, password) => {
                Self::Fixed(Some(sensitive(&format!("Basic {}", STANDARD.encode(format!("{name}:{password}"))))?))
            }
            Credential::Token(token) => Self::Fixed(Some(bearer(token)?)),
            Credential::TokenFile { path, first } if first.is_empty() => {
                return Err(format!("token file {}: it is empty", path.display()));
            }
            Credential::TokenFile { path, first } => Self::File(path.clone(), Mutex::new((Instant::now(), bearer(first)?))),
            Credential::Exec(_) => Self::Fixed(token.as_deref().map(bearer).transpose()?),
            Credential::Oidc(settings) => {
                let mut config = Config::new(target.server.clone());
                let provider = AuthProviderConfig { name: "oidc".into(), config: settings.clone(), other: BTreeMap::default() };
                config.auth_info = AuthInfo { auth_provider: Some(provider), ..AuthInfo::default() };
                let layer = config.auth_layer().map_err(|e| auth::failure(&e))?;
                let Some(layer) = layer else { return Ok(Self::Fixed(None)) };
                let echo = tower::service_fn(|request: Request<Body>| async move {
                    let mut response = Response::new(Body::empty());
                    if let Some(value) = request.headers().get(AUTHORIZATION) {
                        response.headers_mut().insert(AUTHORIZATION, value.clone());
                    }
                    Ok::<_, tower::BoxError>(response)
                });
                Self::Provider(ClientBuilder::new(echo, "default").with_layer(&layer).build())
            }
        })
    }

    /// The header for the next request.
    pub(super) async fn header(&self) -> Result<Option<HeaderValue>, tower::BoxError> {
        match self {
            Self::Fixed(value) => Ok(value.clone()),
            Self::File(path, read) => {
                let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
                if read.0.elapsed() >= FILE {
                    read.0 = Instant::now();
                    // What was there goes on while it cannot be read, as for kubectl.
                    if let Some(value) = read_file(path).ok().and_then(|b| bearer(String::from_utf8_lossy(&b).trim()).ok()) {
                        read.1 = value;
                    }
                }
                Ok(Some(read.1.clone()))
            }
            Self::Provider(client) => {
                let answer = client.send(Request::new(Body::empty())).await?;
                Ok(answer.headers().get(AUTHORIZATION).cloned())
            }
        }
    }
}

fn bearer(token: &str) -> Result<HeaderValue, String> {
    sensitive(&format!("Bearer {token}"))
}

fn sensitive(text: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_str(text).map_err(|_| "the token contains characters that are not allowed".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}
