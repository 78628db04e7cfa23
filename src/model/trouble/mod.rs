//! What goes wrong between us and a cluster: a value, which is kept, compared, and put into words where it is shown. The English stands
//! here, for whoever has no language; `app::text` has the Chinese of each variant.

mod credentials;
mod kubeconfig;
mod os;
mod way;

pub use credentials::{Asked, Credentials, ISSUER, Pem, Plugin, Printed, Provider, TOKEN_URL, Url};
pub use kubeconfig::{Address, Fault, Kubeconfig, Proxy};
pub use os::{Os, Sort};
pub use way::{Answerer, Foreign, Unread, Way};

use std::fmt;
use std::sync::Arc;

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// What a server says of it, in its words.
    Server(String),
    /// No answer came within so many seconds.
    Timeout(u64),
    /// The answer is larger than so many MiB.
    TooLarge(usize),
    /// What is no path of the API.
    Path(String),
    /// A write in read-only mode.
    ReadOnly,
    /// The connection could not be made, or broke.
    Way(Way),
    /// The answer cannot be read.
    Unread(Unread),
    /// What answers is no API server.
    Foreign(Box<Foreign>),
    /// The server does not know the user, in its words.
    Refused(Box<Self>),
    /// The way to the server, or the credentials for it, cannot be had.
    Credentials(Box<Credentials>),
    /// The API server has no such collection.
    NotServed(String),
    /// A fault of ours, which came again.
    Broken(String),
}

impl Trouble {
    /// What a server says, as it is kept where it may be asked for often.
    pub fn said(words: impl Into<String>) -> Arc<Self> {
        Arc::new(Self::Server(words.into()))
    }
}

/// In English.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(words) => f.write_str(words),
            Self::Timeout(seconds) => write!(f, "no answer within {seconds} s"),
            Self::TooLarge(most) => write!(f, "more than {most} MiB in one answer: given up"),
            Self::Path(path) => write!(f, "nothing is asked: {path:?} is no path of the API"),
            Self::ReadOnly => f.write_str("read-only: nothing is sent but reads"),
            Self::Way(why) => why.fmt(f),
            Self::Unread(why) => write!(f, "an answer that cannot be read: {why}"),
            Self::Foreign(what) => what.fmt(f),
            Self::Refused(why) => write!(f, "the credentials were refused: {why}"),
            Self::Credentials(why) => why.fmt(f),
            Self::NotServed(what) => write!(f, "the API server does not serve {what}"),
            Self::Broken(what) => write!(f, "internal error of dogwatch: {what}; :ctx connects again"),
        }
    }
}
