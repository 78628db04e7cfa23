//! Files of this machine and archives from pods: why they are not taken, or not in full.

use crate::model::trouble::Os;
use std::fmt;

/// A name that no archive of what was asked for has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stray {
    /// It begins with `/`.
    Absolute,
    /// It has `..` in it.
    Up,
    /// It is of something else.
    Elsewhere,
}

/// Why a file, an archive or a part of it is not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileReason {
    /// What the system says.
    Os(Os),
    /// Of this path.
    At(String, Box<Self>),
    /// The path has no name.
    NoName(String),
    /// The path is of no folder.
    NoFolder(String),
    /// A folder is there already.
    FolderThere(String),
    /// Something is there already.
    There(String),
    /// It is a file, and what comes is a folder.
    IsFile(String),
    /// Something has come to be there meanwhile.
    ThereMeanwhile(String),
    /// Nothing came; what was left out, and why.
    Nothing(Option<Box<(String, Self)>>),
    /// The folder has more files than this.
    ManyFiles(String, usize),
    /// Its name is no text.
    Unsendable(String),
    /// It is neither a file nor a folder.
    Neither(String),
    /// The file became shorter while it was read.
    Shorter(String),
    /// It is a device, a pipe or a socket.
    Special,
    /// Its mode and time could not be set.
    Stamp(Os),
    /// A name in the archive has no end.
    LongName,
    /// The archive cannot be read.
    Broken(Box<Self>),
    /// The archive has more members than this.
    ManyMembers(u64),
    /// The archive has a name that was not asked for.
    Stray(Stray, String),
    /// Its name or link is longer than the system takes.
    TooLong,
    /// It is below a link.
    BelowLink,
    /// It is a link to something else.
    OtherLink,
    /// It is a link that leads out.
    LinkOut,
    /// It is a device or a pipe of the archive.
    Device,
    /// The archive has a member of another kind.
    OfUnknownKind(char),
    /// What is to be a folder is a file as well.
    FileAsWell,
    /// Folders and links have names of more than so many MiB.
    ManyNames(usize),
    /// Nothing was looked at before.
    NotLookedAt,
    /// No place was looked for before.
    NoPlace,
    /// The other end takes no more.
    TakesNoMore,
    /// It ended in a way that nobody foresaw.
    Unforeseen(String),
}

impl fmt::Display for Stray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absolute => "an absolute path",
            Self::Up => "a path with .. in it",
            Self::Elsewhere => "a path that was not asked for",
        })
    }
}

/// In English.
impl fmt::Display for FileReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Os(os) => os.fmt(f),
            Self::At(path, why) => write!(f, "{path}: {why}"),
            Self::NoName(path) => write!(f, "{path}: it has no name"),
            Self::NoFolder(path) => write!(f, "{path} is no folder of this machine"),
            Self::FolderThere(path) => write!(f, "the folder {path} is there already: choose another name"),
            Self::There(path) => write!(f, "{path} is there already: choose another name, or replace it"),
            Self::IsFile(path) => write!(f, "{path} is a file, and what comes is a folder: choose another name"),
            Self::ThereMeanwhile(path) => write!(f, "{path} has come to be there meanwhile"),
            Self::Nothing(None) => f.write_str("nothing came"),
            Self::Nothing(Some(first)) => write!(f, "nothing came: {} ({})", first.0, first.1),
            Self::ManyFiles(path, most) => write!(f, "{path} has more than {most} files: copy its folders one by one"),
            Self::Unsendable(path) => write!(f, "{path} has no name that can be sent"),
            Self::Neither(path) => write!(f, "{path} is neither a file nor a folder"),
            Self::Shorter(path) => write!(f, "{path} became shorter meanwhile"),
            Self::Special => f.write_str("a device, pipe or socket"),
            Self::Stamp(os) => write!(f, "its mode and time: {os}"),
            Self::LongName => f.write_str("a name in the archive is too long"),
            Self::Broken(why) => write!(f, "the archive is broken: {why}"),
            Self::ManyMembers(most) => write!(f, "it has more than {most} files"),
            Self::Stray(stray, name) => write!(f, "nothing is taken from an archive with {stray}: {name}"),
            Self::TooLong => f.write_str("its name or link is too long"),
            Self::BelowLink => f.write_str("below a link of the archive"),
            Self::OtherLink => f.write_str("a link to something else"),
            Self::LinkOut => f.write_str("a link that leads out of the folder"),
            Self::Device => f.write_str("a device or pipe"),
            Self::OfUnknownKind(kind) => write!(f, "the archive has something of an unknown kind: {kind:?}"),
            Self::FileAsWell => f.write_str("it is a file as well"),
            Self::ManyNames(most) => write!(f, "its folders and links have more than {most} MiB of names"),
            Self::NotLookedAt => f.write_str("nothing was looked at"),
            Self::NoPlace => f.write_str("it has no place"),
            Self::TakesNoMore => f.write_str("the other end takes no more"),
            Self::Unforeseen(how) => write!(f, "it ended in a way that nobody foresaw: {how}"),
        }
    }
}

/// It stands in an error of the system where only such can be returned.
impl std::error::Error for FileReason {}
