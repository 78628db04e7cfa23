//! What the operating system says to a container runtime, as far as it is known here.

use crate::model::Name;
use std::fmt;

/// Why a file or folder of a container cannot be had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Errno {
    /// It is no folder.
    NotFolder,
    /// It is not there.
    NotThere,
    /// The user may not.
    NotAllowed,
    /// Nothing can be written there.
    ReadOnly,
    /// It makes no sense.
    Invalid,
    /// No such program is in the path.
    NoProgram,
    /// The program is none of this machine.
    Format,
    /// It is a folder.
    Folder,
    /// In others' words.
    Words(Name),
}

/// Their words, and ours where they are others.
static KNOWN: [(Errno, &str, &str); 8] = [
    (Errno::NotFolder, "not a directory", "not a directory"),
    (Errno::NoProgram, "executable file not found", "executable file not found"),
    (Errno::NotThere, "no such file or directory", "no such file or directory"),
    (Errno::NotAllowed, "permission denied", "permission denied"),
    (Errno::ReadOnly, "read-only file system", "read-only file system"),
    (Errno::Invalid, "invalid argument", "invalid argument"),
    (Errno::Format, "exec format error", "exec format error (other platform?)"),
    (Errno::Folder, "is a directory", "is a directory"),
];

impl Errno {
    /// The first of these that the words tell of.
    pub fn among(all: &[Self], words: &str) -> Option<Self> {
        let said = |errno: &Self| KNOWN.iter().any(|(known, said, _)| known == errno && words.contains(said));
        all.iter().find(|errno| said(errno)).cloned()
    }

    /// Of its words alone.
    pub fn of(words: &str) -> Self {
        KNOWN.iter().find(|(.., ours)| *ours == words).map_or_else(|| Self::Words(words.into()), |(known, ..)| known.clone())
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::NotFolder
            | Self::NotThere
            | Self::NotAllowed
            | Self::ReadOnly
            | Self::Invalid
            | Self::NoProgram
            | Self::Format
            | Self::Folder => f.write_str(KNOWN.iter().find(|(known, ..)| known == self).map_or("", |(.., ours)| ours)),
        }
    }
}
