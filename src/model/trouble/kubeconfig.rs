//! What is wrong with a kubeconfig, by file, line and field. None of it holds a value of the file that may be secret.

use super::{Os, Pem};
use crate::model::naming::NameError;
use std::fmt;

/// What is wrong with a kubeconfig.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kubeconfig {
    /// Something in it.
    In {
        /// The file.
        file: String,
        /// The line; 0 where it is not known.
        line: u64,
        /// The field; empty where it is none in particular.
        field: String,
        /// What is wrong.
        fault: Fault,
    },
    /// It cannot be read.
    File(String, Os),
    /// It is larger than so many MiB.
    Larger(String, u64),
    /// It is no text.
    NoText(String),
    /// It is not there any more.
    Gone(String),
    /// These files have no such context any more.
    NoContext(String, String),
    /// It could not be read, for a fault of ours.
    Unread,
}

/// What is wrong with a field.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum Fault {
    /// As the parser says it, without values.
    Words(String),
    NoKubeconfig,
    MustBe(&'static str),
    MustBeList,
    MustBeMap,
    MustBeText,
    MustBeTexts,
    MustBeBool,
    /// Two of a name; the line of the first.
    Two(String, u64),
    NoNamespace(NameError),
    NoCluster(String),
    Address(Address),
    Proxy(Proxy),
    Pem(Pem),
    NoBase64,
    /// The file that it names cannot be read.
    File(String, Os),
    Both(&'static str, &'static str),
    RootsAndInsecure,
    BasicAndToken,
    ProviderAndExec,
    NoKey,
    Token,
    NoUser,
    HeaderKey,
    HeaderValue,
    /// This auth plugin is no more, and that exec plugin takes its place.
    Removed(&'static str, &'static str),
    NoProvider,
    ExecNeeds,
    ExecNeedsMode,
    Mode,
    Version,
    VariableNeedsName,
    NoVariable,
    Zero,
}

/// What is wrong with a server's address.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum Address {
    Empty,
    Neither,
    Blank,
    Holds(char),
    Scheme(String),
    Path,
    NoBracket,
    NoIpv6,
    Zone,
    Ipv6,
    NoHost,
    NoAscii,
    Port,
}

/// What is wrong with a proxy's address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum Proxy {
    /// In a kubeconfig.
    Begins,
    /// In the environment.
    Scheme,
    NoAddress,
}

impl fmt::Display for Kubeconfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::In { file, line, field, fault } => {
                let words = if field.is_empty() { fault.to_string() } else { format!("{field}: {fault}") };
                if *line > 0 { write!(f, "{file}: line {line}: {words}") } else { write!(f, "{file}: {words}") }
            }
            Self::File(file, os) => write!(f, "{file}: {os}"),
            Self::Larger(file, most) => write!(f, "{file}: is larger than {most} MiB"),
            Self::NoText(file) => write!(f, "{file}: is not UTF-8 text"),
            Self::Gone(files) => write!(f, "{files}: not there any more"),
            Self::NoContext(files, context) => write!(f, "{files}: no context named {context:?} any more"),
            Self::Unread => f.write_str("the kubeconfig cannot be read"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::NoKubeconfig => f.write_str("is not a kubeconfig"),
            Self::MustBe(want) => write!(f, "must be {want}"),
            Self::MustBeList => f.write_str("must be a list"),
            Self::MustBeMap => f.write_str("must be a map"),
            Self::MustBeText => f.write_str("must be text; put it in quotes"),
            Self::MustBeTexts => f.write_str("must be a list of texts; put them in quotes"),
            Self::MustBeBool => f.write_str("must be true or false, without quotes"),
            Self::Two(name, line) => write!(f, "two of the name {name:?}; the first stands in line {line}"),
            Self::NoNamespace(why) => write!(f, "is not a valid namespace name: {why}"),
            Self::NoCluster(name) => write!(f, "no cluster named {name:?}"),
            Self::Address(why) => why.fmt(f),
            Self::Proxy(why) => why.fmt(f),
            Self::Pem(why) => why.fmt(f),
            Self::NoBase64 => f.write_str("is not base64"),
            Self::File(file, os) => write!(f, "{file}: {os}"),
            Self::Both(with_data, field) => write!(f, "{with_data} and {field} are both specified; leave one out"),
            Self::RootsAndInsecure => f.write_str("specifying a root certificates file with the insecure flag is not allowed"),
            Self::BasicAndToken => f.write_str("username/password or a token may be set, but not both"),
            Self::ProviderAndExec => f.write_str("cannot be provided in combination with an exec plugin"),
            Self::NoKey => f.write_str("client-key-data or client-key must be specified beside it"),
            Self::Token => f.write_str("the token contains characters that are not allowed"),
            Self::NoUser => f.write_str("requesting uid, groups or user-extra without impersonating a user"),
            Self::HeaderKey => f.write_str("has a key that is not allowed in a header"),
            Self::HeaderValue => f.write_str("has characters that are not allowed in a header"),
            Self::Removed(name, other) => {
                write!(f, "the {name} auth plugin has been removed; use the exec plugin {other} instead")
            }
            Self::NoProvider => f.write_str("no auth provider of that name; oidc is the only one"),
            Self::ExecNeeds => f.write_str("must be specified to use an exec plugin"),
            Self::ExecNeedsMode => f.write_str("must be specified to use an exec plugin: Never, IfAvailable or Always"),
            Self::Mode => f.write_str("is Never, IfAvailable or Always"),
            Self::Version => f.write_str("is client.authentication.k8s.io/v1 or v1beta1"),
            Self::VariableNeedsName => f.write_str("an environment variable must have one"),
            Self::NoVariable => f.write_str("is not a valid environment variable name"),
            Self::Zero => f.write_str("holds a zero byte"),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty; it must name the API server"),
            Self::Neither => f.write_str("must be a URL or host:port"),
            Self::Blank => f.write_str("must be a URL or host:port; it holds a blank"),
            Self::Holds(c) => write!(f, "must be a URL or host:port; it holds {c:?}"),
            Self::Scheme(scheme) => write!(f, "unsupported scheme {scheme:?}; it is https or http"),
            Self::Path => f.write_str("its path cannot be read"),
            Self::NoBracket => f.write_str("has a [ without its ]"),
            Self::NoIpv6 => f.write_str("has no IPv6 address in its brackets"),
            Self::Zone => f.write_str("an IPv6 address with a zone is not supported"),
            Self::Ipv6 => f.write_str("an IPv6 address stands in brackets, as in https://[::1]:6443"),
            Self::NoHost => f.write_str("names no host"),
            Self::NoAscii => f.write_str("the host's name is not ASCII; write it as xn--…"),
            Self::Port => f.write_str("the port is not a number from 0 to 65535"),
        }
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Begins => "must begin with http://, https:// or socks5://",
            Self::Scheme => "a proxy begins with http://, https:// or socks5://",
            Self::NoAddress => "is not a proxy address",
        })
    }
}
