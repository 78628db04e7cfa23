//! What is wrong with a file of this machine that is kept or written here: a value, with its English; `app::text` has the Chinese.

use super::naming::NameError;
use super::trouble::Os;
use std::fmt;
use std::path::Path;

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileFault {
    /// There is no home folder.
    NoHome,
    /// The system does not let it.
    Os(String, Os),
    /// It cannot be understood, or not be made, in a library's words.
    Words(String, String),
    /// What somebody has written in it.
    Entry(String, Entry),
    /// The same, where it is to be mended before the file is written.
    Unmended(String, Entry),
    /// What is to be written into it.
    New(Entry),
    /// It is open to others, and stays so.
    Open(String, Os),
}

/// What was lost for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Loss {
    /// All that the file has: it is not known.
    Unread(FileFault),
    /// The same, and the file will be written anew.
    Anew(FileFault),
    /// Some of it, which is passed over.
    PassedOver(FileFault),
}

/// What somebody has written that cannot be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// This is no name of a namespace.
    Namespace(String, NameError),
    /// This is no name of a forward.
    ForwardName(String),
    /// A forward to a kind that has none.
    ForwardKind(String, String),
    /// A forward into what is no namespace.
    ForwardNamespace(String, String, NameError),
}

impl Loss {
    /// Why.
    pub const fn why(&self) -> &FileFault {
        let (Self::Unread(why) | Self::Anew(why) | Self::PassedOver(why)) = self;
        why
    }
}

impl FileFault {
    /// What the system says of a file, without the error's number.
    pub fn os(path: &Path, words: &str) -> Self {
        Self::Os(path.display().to_string(), Os::of(words))
    }

    /// Why others still may do something with a file, as the system says it.
    pub fn open(path: &Path, words: &str) -> Self {
        Self::Open(path.display().to_string(), Os::of(words))
    }

    /// What a library says of a file.
    pub fn words(path: &Path, words: impl ToString) -> Self {
        Self::Words(path.display().to_string(), words.to_string())
    }
}

/// In English.
impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHome => f.write_str("there is no home folder for it"),
            Self::Os(path, why) => write!(f, "{path}: {why}"),
            Self::Words(path, why) => write!(f, "{path}: {why}"),
            Self::Entry(path, entry) => write!(f, "{path}: {entry}"),
            Self::Unmended(path, entry) => write!(f, "{path}: {entry}: mend it first"),
            Self::New(entry) => entry.fmt(f),
            Self::Open(path, why) => write!(f, "{path} is open to others and cannot be made private: {why}"),
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Namespace(name, why) => write!(f, "{name:?} is no name of a namespace: {why}"),
            Self::ForwardName(name) => write!(f, "{name:?} is no name of a forward: letters, digits, - _ ."),
            Self::ForwardKind(name, kind) => write!(f, "forward {name:?}: kind {kind:?} is none that can be forwarded to"),
            Self::ForwardNamespace(name, namespace, why) => write!(f, "forward {name:?}: namespace {namespace:?}: {why}"),
        }
    }
}
