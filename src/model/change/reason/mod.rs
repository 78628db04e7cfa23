//! Why a change ended as it did, and why one cannot be looked at or sent. The English stands here: for the journal, and for whoever has no
//! language.

mod copy;
mod document;
mod file;
mod forward;
mod held;
mod inside;
mod journal;
mod refusal;
mod sent;
mod terminal;

pub use copy::{Copied, CopyReason};
pub use document::DocumentReason;
pub use file::{FileReason, Stray};
pub use forward::{Closed, ForwardReason};
pub use held::{Awaits, Held, HeldBy, USERS, shown};
pub use inside::{End, InsideReason};
pub use journal::{JournalAct, JournalAdvice, JournalReason};
pub use refusal::{Denied, Halted, Moved, MovedField, Nothing, Refusal, Without};
pub use sent::{DrainReason, Instead, LeavingReason, SentReason, Standing};
pub use terminal::TerminalReason;

use crate::model::reason::Why;
use crate::model::trouble::Trouble;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Why something ended as it did, or cannot be; or what there is to tell of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// Words that were put together elsewhere: those of a server, of a line of the journal.
    Words(String),
    /// What went wrong on the way to the server, or there.
    Trouble(Box<Trouble>),
    /// How its object is.
    Health(Box<Why>),
    /// One and another.
    Both(Box<Self>, Box<Self>),
    /// It is not begun.
    Refusal(Refusal),
    /// What a text asks for cannot be done.
    Document(DocumentReason),
    /// What became of a request.
    Sent(SentReason),
    /// How far a drain has come.
    Drain(DrainReason),
    /// What holds an object that is to go.
    Held(Held),
    /// What became of an object that is to go.
    Leaving(LeavingReason),
    /// What is in pods.
    Inside(InsideReason),
    /// Port-forwards.
    Forward(ForwardReason),
    /// Files that are copied.
    Copy(CopyReason),
    /// Why a file or an archive is not taken.
    File(FileReason),
    /// What is wrong with the journal.
    Journal(JournalReason),
    /// Programs that get the terminal.
    Terminal(TerminalReason),
}

impl Reason {
    /// The same, and another.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::Both(Box::new(self), Box::new(other))
    }
}

/// In English.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Trouble(trouble) => trouble.fmt(f),
            Self::Health(why) => why.fmt(f),
            Self::Both(one, other) => write!(f, "{one}; {other}"),
            Self::Refusal(reason) => reason.fmt(f),
            Self::Document(reason) => reason.fmt(f),
            Self::Sent(reason) => reason.fmt(f),
            Self::Drain(reason) => reason.fmt(f),
            Self::Held(held) => held.fmt(f),
            Self::Leaving(reason) => reason.fmt(f),
            Self::Inside(reason) => reason.fmt(f),
            Self::Forward(reason) => reason.fmt(f),
            Self::Copy(reason) => reason.fmt(f),
            Self::File(reason) => reason.fmt(f),
            Self::Journal(reason) => reason.fmt(f),
            Self::Terminal(reason) => reason.fmt(f),
        }
    }
}

/// The journal has the English words, and gives them back as such.
impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::Words)
    }
}

impl From<Why> for Reason {
    fn from(why: Why) -> Self {
        Self::Health(Box::new(why))
    }
}

impl From<String> for Reason {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<&str> for Reason {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

macro_rules! subjects {
    ($($subject:ident($inner:ident)),*) => {
        $(impl From<$inner> for Reason {
            fn from(reason: $inner) -> Self {
                Self::$subject(reason)
            }
        }

        impl From<$inner> for Box<Reason> {
            fn from(reason: $inner) -> Self {
                Self::new(reason.into())
            }
        })*
    };
}

subjects!(
    Refusal(Refusal),
    Document(DocumentReason),
    Sent(SentReason),
    Drain(DrainReason),
    Held(Held),
    Leaving(LeavingReason),
    Inside(InsideReason),
    Forward(ForwardReason),
    Copy(CopyReason),
    File(FileReason),
    Journal(JournalReason),
    Terminal(TerminalReason)
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_has_the_words_and_gives_them_back() {
        let reason = Reason::from(Refusal::Stale).and(LeavingReason::GoneAfter("5s".into()).into());
        let line = serde_json::to_string(&reason).unwrap();
        assert_eq!(line, r#""the preview is too old; start again; gone after 5s""#);
        assert_eq!(serde_json::from_str::<Reason>(&line).unwrap(), Reason::Words(reason.to_string()));
    }
}
