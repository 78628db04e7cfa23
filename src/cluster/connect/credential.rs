//! What goes into the header `Authorization` of a request, and how it stays good.

use crate::cluster::kubeconfig::read_file;
use crate::cluster::target::{Credential, Target};
use crate::model::text::clean;
use crate::model::trouble::Credentials;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
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
}

impl Authorization {
    /// Of a target; `token` is what its exec plugin or its identity provider gave.
    pub(super) fn new(target: &Target, token: Option<String>) -> Result<Self, Credentials> {
        Ok(match &target.credential {
            Credential::None => Self::Fixed(None),
            Credential::Basic(name, password) => {
                Self::Fixed(Some(sensitive(&format!("Basic {}", STANDARD.encode(format!("{name}:{password}"))))?))
            }
            Credential::Token(token) => Self::Fixed(Some(bearer(token)?)),
            Credential::TokenFile { path, first } if first.is_empty() => {
                return Err(Credentials::NoToken(clean(&path.to_string_lossy()).into_owned()));
            }
            Credential::TokenFile { path, first } => Self::File(path.clone(), Mutex::new((Instant::now(), bearer(first)?))),
            Credential::Exec(_) | Credential::Oidc(_) => Self::Fixed(token.as_deref().map(bearer).transpose()?),
        })
    }

    /// The header for the next request.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        match self {
            Self::Fixed(value) => value.clone(),
            Self::File(path, read) => {
                let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
                if read.0.elapsed() >= FILE {
                    read.0 = Instant::now();
                    // What was there goes on while it cannot be read, as for kubectl.
                    if let Some(value) = read_file(path).ok().and_then(|b| bearer(String::from_utf8_lossy(&b).trim()).ok()) {
                        read.1 = value;
                    }
                }
                Some(read.1.clone())
            }
        }
    }
}

fn bearer(token: &str) -> Result<HeaderValue, Credentials> {
    sensitive(&format!("Bearer {token}"))
}

fn sensitive(text: &str) -> Result<HeaderValue, Credentials> {
    let mut value = HeaderValue::from_str(text).map_err(|_| Credentials::Token)?;
    value.set_sensitive(true);
    Ok(value)
}
