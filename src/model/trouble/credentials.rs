//! Why there is no client for a context: its kubeconfig, its certificates and tokens, and who signs in for it. None of it holds a secret.

use super::{Kubeconfig, Os, Proxy, Trouble};
use std::fmt;

/// The field with a provider's address.
pub const ISSUER: &str = "idp-issuer-url";
/// The provider's own word for where it gives tokens.
pub const TOKEN_URL: &str = "token_endpoint";

/// Why there is no client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Credentials {
    /// In a library's words.
    Words(String),
    /// A fault of ours.
    NoClient,
    /// A fault of ours, with one server.
    NoServer,
    /// The kubeconfig.
    Kubeconfig(Kubeconfig),
    /// The exec plugin of this name.
    Plugin(String, Plugin),
    /// The identity provider at this address, where that is one.
    Provider(Option<String>, Box<Provider>),
    /// A token that no header can carry.
    Token,
    /// A file with a token cannot be read.
    TokenFile(String, Os),
    /// It is empty.
    NoToken(String),
    /// A certificate or its key.
    Pem(Pem),
    /// The authorities of the system, in a library's words.
    Authorities(String),
    /// The name that the server's certificate is to have.
    ServerName,
    /// The proxy that a variable of the environment names.
    Proxy(&'static str, Proxy),
    /// A proxy's address.
    ProxyAddress,
    /// The user for a proxy.
    ProxyUser,
}

/// What is wrong with a certificate and its key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pem {
    /// There is none.
    NoCertificate,
    /// The key is none.
    NoKey,
    /// The key cannot be used, in a library's words.
    BadKey(String),
    /// The key is another's.
    Mismatch,
}

/// What is wrong with an exec plugin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Plugin {
    /// It is not there; how to have it.
    Missing(Option<String>),
    /// It may not be run.
    NotRun,
    /// It ended with a failure.
    Failed(String),
    /// Nothing is known of its end.
    Lost,
    /// There is no thread for it.
    NoThread(String),
    /// It could not be started or waited for.
    Os(Os),
    /// It printed more than so many MiB.
    TooMuch(u64),
    /// It took more than so many seconds.
    Late(u64),
    /// What it printed is no credential.
    Printed(Printed),
    /// Its certificate.
    Certificate(Pem),
}

/// What a plugin printed that is no credential.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum Printed {
    None,
    OtherVersion,
    NoStatus,
    Half,
    Neither,
    NoTime,
}

/// What is wrong with the auth provider `oidc`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Provider {
    /// Its token says nothing of its end.
    NoJwt,
    /// A field that a new token needs.
    CannotRefresh(&'static str),
    /// Its address.
    Issuer(Url),
    /// It does not answer within so many seconds.
    Timeout(u64),
    /// Its configuration.
    Configuration(Asked),
    /// Where it gives tokens.
    Endpoint(Asked),
}

/// What is wrong with an address that secrets go to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum Url {
    None,
    NoTls,
}

/// What came of a question to a provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asked {
    /// In a library's words.
    Words(String),
    /// No client could be made.
    Client(Box<Credentials>),
    /// No answer came.
    Trouble(Box<Trouble>),
    /// An address.
    Url(Url),
    /// The address that it gives tokens at.
    TokenUrl(Url),
    /// A status code that says no.
    Http(u16),
    /// The answer is none.
    NoJson,
    /// It tells nothing of where it gives tokens.
    NoTokenUrl,
    /// It has no token.
    NoToken,
    /// Its token says nothing of its end.
    NoJwt,
    /// The refresh token was refused, in the provider's words.
    RefreshRefused(String),
    /// The request was.
    Refused(String),
}

impl From<Kubeconfig> for Credentials {
    fn from(why: Kubeconfig) -> Self {
        Self::Kubeconfig(why)
    }
}

impl fmt::Display for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::NoClient => f.write_str("could not make a client for this context"),
            Self::NoServer => f.write_str("could not make a client for this server"),
            Self::Kubeconfig(why) => why.fmt(f),
            Self::Plugin(name, why) => why.say(name, f),
            Self::Provider(Some(at), why) => write!(f, "auth provider oidc {at}: {why}"),
            Self::Provider(None, why) => write!(f, "auth provider oidc: {why}"),
            Self::Token => f.write_str("the token contains characters that are not allowed"),
            Self::TokenFile(path, os) => write!(f, "token file {path}: {os}"),
            Self::NoToken(path) => write!(f, "token file {path}: it is empty"),
            Self::Pem(why) => why.fmt(f),
            Self::Authorities(why) => write!(f, "the system's certificate authorities cannot be loaded: {why}"),
            Self::ServerName => f.write_str("tls-server-name: is not a valid server name"),
            Self::Proxy(variable, why) => write!(f, "{variable}: {why}"),
            Self::ProxyAddress => f.write_str("the proxy's address cannot be used"),
            Self::ProxyUser => f.write_str("the proxy's user cannot be sent"),
        }
    }
}

impl fmt::Display for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCertificate => f.write_str("holds no certificate in PEM that can be read"),
            Self::NoKey => f.write_str("its key cannot be read: it is not a private key in PEM"),
            Self::BadKey(why) => write!(f, "its key cannot be used: {why}"),
            Self::Mismatch => f.write_str("private key does not match public key"),
        }
    }
}

impl Plugin {
    /// In English, with its name.
    fn say(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(None) => write!(f, "exec plugin {name} is not there"),
            Self::Missing(Some(hint)) => write!(f, "exec plugin {name} is not there: {hint}"),
            Self::NotRun => write!(f, "exec plugin {name} may not be run"),
            Self::Failed(status) => write!(f, "exec plugin {name} failed ({status}); :sign-in runs it on the terminal"),
            Self::Lost => write!(f, "exec plugin {name} failed"),
            Self::NoThread(why) => write!(f, "exec plugin {name}: no thread to run it on: {why}"),
            Self::Os(os) => write!(f, "exec plugin {name}: {os}"),
            Self::TooMuch(most) => write!(f, "exec plugin {name} printed more than {most} MiB, which is no credential"),
            Self::Late(seconds) => write!(
                f,
                "exec plugin {name} was ended: it took more than {seconds} s and may have been waiting for an answer; :sign-in runs it on the terminal"
            ),
            Self::Printed(what) => write!(f, "exec plugin {name} printed {what}"),
            Self::Certificate(why) => write!(f, "exec plugin {name}: its certificate {why}"),
        }
    }
}

impl fmt::Display for Printed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "no ExecCredential",
            Self::OtherVersion => "an ExecCredential of another version than the kubeconfig asks for",
            Self::NoStatus => "an ExecCredential without a status",
            Self::Half => "a certificate without its key, or a key without its certificate",
            Self::Neither => "neither a token nor a certificate",
            Self::NoTime => "an expiry that is not a time",
        })
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoJwt => f.write_str("the id-token is not a JWT with an expiry"),
            Self::CannotRefresh(field) => write!(f, "no valid id-token, and cannot refresh without {field}"),
            Self::Issuer(why) => write!(f, "{ISSUER}: {why}"),
            Self::Timeout(seconds) => write!(f, "no answer within {seconds} s"),
            Self::Configuration(why) => write!(f, "its configuration: {why}"),
            Self::Endpoint(why) => write!(f, "its token endpoint: {why}"),
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "is not a URL",
            Self::NoTls => "must begin with https://",
        })
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Client(why) => why.fmt(f),
            Self::Trouble(why) => why.fmt(f),
            Self::Url(why) => why.fmt(f),
            Self::TokenUrl(why) => write!(f, "{TOKEN_URL}: {why}"),
            Self::Http(code) => write!(f, "HTTP {code}"),
            Self::NoJson => f.write_str("the answer is not the JSON that is expected"),
            Self::NoTokenUrl => f.write_str("the answer has no token_endpoint"),
            Self::NoToken => f.write_str("the answer has no id_token"),
            Self::NoJwt => f.write_str("the id-token is not a JWT with an expiry"),
            Self::RefreshRefused(what) => write!(f, "the refresh token was refused ({what})"),
            Self::Refused(what) => write!(f, "the request was refused ({what})"),
        }
    }
}
