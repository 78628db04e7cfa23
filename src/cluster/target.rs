//! What one context leads to, read whole: two of them that are equal lead to the same server in the same way as the same user.

use crate::cluster::plugin::Exec;
use http::{HeaderName, HeaderValue, Uri};
use rustls::pki_types::CertificateDer;
use std::path::PathBuf;

/// Server, proxy, trust and user. It holds keys and tokens, so it cannot be printed.
#[derive(Clone, PartialEq)]
pub(in crate::cluster) struct Target {
    /// Where the API server is: scheme, host, and the path before those of the API.
    pub server: Uri,
    /// The proxy in between.
    pub proxy: Option<Uri>,
    /// Whom the server's certificate is believed.
    pub trust: Trust,
    /// The name that its certificate must have, where that is not the host.
    pub server_name: Option<String>,
    /// The user's certificate.
    pub identity: Option<Identity>,
    /// What else the user shows.
    pub credential: Credential,
    /// Headers of every request: whom the user acts as.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The demo cluster of this program: the one server that gets credentials over plain HTTP, on this machine alone.
    pub demo: bool,
    /// The files that were read for it, beside the kubeconfig.
    pub files: Vec<PathBuf>,
}

/// Whom a server's certificate is believed.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::cluster) enum Trust {
    /// The system's authorities.
    System,
    /// These certificates.
    Anchors(Vec<CertificateDer<'static>>),
    /// Anybody: `insecure-skip-tls-verify`.
    Anything,
}

/// A client certificate with its chain, and its key, both in PEM.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::cluster) struct Identity {
    pub certificate: Vec<u8>,
    pub key: Vec<u8>,
}

/// What goes into the header `Authorization`.
#[derive(Clone, PartialEq)]
pub(in crate::cluster) enum Credential {
    None,
    /// Name and password.
    Basic(String, String),
    Token(String),
    /// Read again while it is used; `first` is what it held, or what stands for it while it cannot be read.
    TokenFile {
        path: PathBuf,
        first: String,
    },
    /// A program that gives a token or a certificate.
    Exec(Box<Exec>),
    /// A token that an identity provider gives anew.
    Oidc(Box<Oidc>),
}

/// The settings of the auth provider `oidc`; what is not set is empty.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::cluster) struct Oidc {
    pub issuer: String,
    pub client_id: String,
    /// A public client has none.
    pub client_secret: String,
    pub id_token: String,
    pub refresh_token: String,
    /// Whom the provider's certificate is believed.
    pub trust: Trust,
}

impl Target {
    pub(in crate::cluster) const fn new(server: Uri) -> Self {
        Self {
            server,
            proxy: None,
            trust: Trust::System,
            server_name: None,
            identity: None,
            credential: Credential::None,
            headers: Vec::new(),
            demo: false,
            files: Vec::new(),
        }
    }
}

impl Credential {
    /// Whether it is a token that no header can carry.
    pub(in crate::cluster) fn is_wrong(&self) -> bool {
        let token = match self {
            Self::Token(token) | Self::TokenFile { first: token, .. } => token,
            Self::None | Self::Basic(..) | Self::Exec(_) | Self::Oidc(_) => return false,
        };
        HeaderValue::from_str(token).is_err()
    }
}
