//! What goes wrong on the way to a server, and with what it answers.

use super::{Os, Trouble};
use std::fmt;
use std::sync::Arc;

/// Why a connection could not be made, or broke.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Way {
    /// As the system or a library says it.
    Os(Os),
    /// It was not made in time.
    NotInTime,
    /// The host's name means nothing, in the resolver's words.
    NoHost(String),
    /// There is no memory for the answer.
    NoMemory,
    /// Too many large answers at once.
    TooMany,
    /// The server answers, and cannot reach what it keeps.
    Storage(Box<Trouble>),
    /// The server ends each watch at once.
    AtOnce,
    /// The request was given up.
    Abandoned,
    /// The watch is not answered.
    Unanswered,
    /// The watch is silent, and opened anew.
    Silent,
    /// The list does not come to its end.
    NoEnd,
    /// Something between here and the server takes the wish for a WebSocket away; what was answered then.
    Swallowed(String),
    /// Nothing has come for so many seconds.
    NothingFor(u64),
    /// The stream of a process was closed before the word of its end.
    NoLastWord,
    /// A message of a stream was not whole.
    HalfMessage,
    /// A message of a stream is too large.
    LargeMessage,
    /// The server did not answer the heartbeat either.
    Down(Arc<Trouble>),
}

/// Why an answer cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unread {
    /// In the words of who reads it.
    Words(String),
    /// It is packed, and cannot be unpacked.
    Packed(String),
    /// It is no log.
    NoLog,
    /// It is no list.
    NoList,
    /// It is no object.
    NoObject,
    /// The group and version have no such kind.
    NoKind(String, String),
    /// An object without the key that is asked for.
    NoKey,
    /// A value is no text.
    NoText,
    /// A value is no base64.
    NoBase64,
    /// A list without items.
    NoItems,
    /// A list without a resourceVersion.
    NoVersion,
    /// The events of a watch contradict each other.
    OutOfOrder,
    /// The object was deleted, and another made.
    Recreated(String),
    /// The connection was handed over, and is no WebSocket.
    NoWebSocket,
    /// It speaks none of these protocols.
    NoProtocol(String),
}

/// What answers in the place of an API server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answerer {
    /// A page to log in.
    Login,
    /// Something that sends on to elsewhere.
    Redirect,
    /// A page.
    Page,
    /// Something else.
    Else,
    /// Something that does not say of which version it is.
    NoVersion,
}

/// An answer of what is no API server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Foreign {
    /// What answers.
    pub what: Answerer,
    /// Where.
    pub at: String,
    /// The HTTP status code, where it is that of a failure.
    pub code: Option<u16>,
    /// The host that it sends on to.
    pub to: Option<String>,
    /// The page's title.
    pub title: Option<String>,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Os(os) => os.fmt(f),
            // tokio's deadline of the connection, which is not ours to name.
            Self::NotInTime => f.write_str("no connection could be made in time"),
            Self::NoHost(why) => write!(f, "the host's name cannot be resolved: {why}"),
            Self::NoMemory => f.write_str("there is no memory for the answer"),
            Self::TooMany => f.write_str("too many large answers at once"),
            Self::Storage(why) => write!(f, "it cannot reach its storage: {why}"),
            Self::AtOnce => f.write_str("the server ends the watch at once"),
            Self::Abandoned => f.write_str("the request was abandoned"),
            Self::Unanswered => f.write_str("the watch is not answered"),
            Self::Silent => f.write_str("the watch is silent, so a new one is opened"),
            Self::NoEnd => f.write_str("listed anew, and the list does not come to its end"),
            Self::Swallowed(answer) => {
                write!(f, "something between here and the API server (a proxy or balancer) lets no WebSocket through: {answer}")
            }
            Self::NothingFor(seconds) => write!(f, "nothing has come for {seconds} s"),
            Self::NoLastWord => f.write_str("it was closed without a word of how the process ended"),
            Self::HalfMessage => f.write_str("the server ended it in the middle of a message"),
            Self::LargeMessage => f.write_str("more came in one message than is taken"),
            Self::Down(why) => why.fmt(f),
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Packed(why) => write!(f, "packed: {why}"),
            Self::NoLog => f.write_str("the answer is no log"),
            Self::NoList => f.write_str("the answer is not a list"),
            Self::NoObject => f.write_str("the answer is no object"),
            Self::NoKind(version, kind) => write!(f, "{version} has no {kind}"),
            Self::NoKey => f.write_str("it has no such key any more"),
            Self::NoText => f.write_str("the value is no text"),
            Self::NoBase64 => f.write_str("the value is no base64"),
            Self::NoItems => f.write_str("a list without items"),
            Self::NoVersion => f.write_str("a list without a resourceVersion"),
            Self::OutOfOrder => f.write_str("the watch's events are out of order"),
            Self::Recreated(what) => write!(f, "{what} was deleted and created again meanwhile"),
            Self::NoWebSocket => f.write_str("the connection was handed over, but not as a WebSocket"),
            Self::NoProtocol(protocols) => write!(f, "the server speaks none of {protocols} over WebSockets"),
        }
    }
}

impl Foreign {
    /// What hangs on the sentence, in brackets; `to` is the word before a host.
    pub fn more(&self, to: &str) -> String {
        let code = self.code.map(|code| format!("HTTP {code}"));
        let host = self.to.as_ref().map(|host| format!("{to} {host}"));
        let title = self.title.as_ref().map(|title| format!("\"{title}\""));
        let more: Vec<String> = [code, host, title].into_iter().flatten().collect();
        if more.is_empty() { String::new() } else { format!(" ({})", more.join(" ")) }
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, more) = match self.what {
            Answerer::Login => ("A login page", self.more("to")),
            Answerer::Redirect => ("A redirect", self.more("to")),
            Answerer::Page => ("A web page", self.more("to")),
            Answerer::Else => ("Something else", self.more("to")),
            Answerer::NoVersion => ("Something else", " (no version in /version)".to_owned()),
        };
        let at = &self.at;
        write!(f, "{what} answers at {at}, not a Kubernetes API server{more}")
    }
}
