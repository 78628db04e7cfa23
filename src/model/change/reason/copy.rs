//! Files that are copied: what came of it.

use super::{FileReason, Reason};
use crate::model::change::Verb;
use std::fmt;

/// Files that were copied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copied {
    /// How many.
    pub files: u64,
    /// Their bytes.
    pub size: String,
    /// What was left out: how many, and the first of them with the reason.
    pub left_out: (u64, Vec<(String, FileReason)>),
    /// After how long.
    pub took: String,
    /// Where they are.
    pub place: String,
}

/// What came of files that are copied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CopyReason {
    /// They are there.
    Done(Box<Copied>),
    /// It was ended from here: after how long, and after how many bytes.
    Stopped(String, String),
    /// It was ended from here, and this may be left in the container.
    StoppedLeft(String),
    /// Why not; and this may be left in the container.
    Left(Box<Reason>, String),
    /// The connection broke, and this may be left in the container.
    LostLeft(Box<Reason>, String),
    /// The connection broke, and whether this is there is not known.
    LostNaming(Box<Reason>, String),
    /// It was not begun, and why.
    NotBegun(Box<Reason>),
    /// What was asked about copies nothing.
    NoCopy(Verb),
    /// The container is of Windows.
    Windows(String),
    /// The path in a container is no whole one.
    NotWhole,
    /// The path in a container has no name of its own, and one below it has.
    ChooseBelow(String),
    /// The path has no name of its own.
    NoName(String),
    /// The container lacks programs to copy into it.
    NoPrograms(String),
    /// Something is there already.
    Taken(String),
    /// A folder is to go into a container without tar.
    NoTarInto(String),
    /// A folder is to come out of a container without tar.
    NoTarOut(String),
    /// Nothing can go into the container.
    NothingInto(String),
    /// Nothing can come out of the container.
    NothingOut(String),
    /// The file has another length by now: bytes of how many.
    Changed(u64, u64),
    /// A program ended with this code and said nothing.
    Exited(String, i32),
    /// The container's shell knows no such program.
    NotFound(String),
    /// A program did not answer within so many seconds.
    NoAnswer(u64),
    /// A folder of the container has too many names.
    TooMany,
    /// The container has no ls.
    NoList,
    /// Guard rules ask about commands.
    NotListed,
}

impl fmt::Display for Copied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, size, left_out: (count, first), took, place } = self;
        match files {
            1 => write!(f, "1 file, {size}")?,
            files => write!(f, "{files} files, {size}")?,
        }
        if *count > 0 {
            let first: Vec<String> = first.iter().map(|(name, why)| format!("{name} ({why})")).collect();
            write!(f, "; left out {count}: {}", first.join(", "))?;
        }
        write!(f, " in {took}, to {place}")
    }
}

/// In English.
impl fmt::Display for CopyReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(copied) => copied.fmt(f),
            Self::Stopped(took, over) => write!(f, "stopped after {took} and {over}; nothing was left behind"),
            Self::StoppedLeft(what) => write!(f, "stopped; {what} may be left in the container"),
            Self::Left(why, what) => write!(f, "{why}; {what} may be left in the container"),
            Self::LostLeft(why, what) => write!(f, "connection lost: {why}; {what} may be left in the container"),
            Self::LostNaming(why, what) => write!(f, "connection lost: {why}; whether {what} is there is not known"),
            Self::NotBegun(why) => write!(f, "nothing was copied: {why}"),
            Self::NoCopy(verb) => write!(f, "cannot {verb}: it copies nothing"),
            Self::Windows(container) => {
                let advice = "files are copied with Linux containers alone; :shell goes into it";
                write!(f, "container {container} is of Windows: {advice}")
            }
            Self::NotWhole => f.write_str("a path in a container begins with /"),
            Self::ChooseBelow(path) => write!(f, "{path} has no name of its own: choose a file or folder below it"),
            Self::NoName(path) => write!(f, "{path} has no name of its own"),
            Self::NoPrograms(container) => {
                write!(f, "container {container} has not the programs (test, mkdir, mv, rm) that copying into it takes")
            }
            Self::Taken(at) => {
                write!(f, "{at} is in the container already: choose another name, or, of a file, replace it")
            }
            Self::NoTarInto(container) => {
                write!(f, "container {container} has no tar: only single files can be copied into it")
            }
            Self::NoTarOut(container) => {
                write!(f, "container {container} has no tar: only single files can be copied out of it")
            }
            Self::NothingInto(container) => {
                write!(f, "container {container} has neither tar nor sh: nothing can be copied into it")
            }
            Self::NothingOut(container) => {
                write!(f, "container {container} has neither tar nor cat: nothing can be copied out of it")
            }
            Self::Changed(bytes, all) => write!(f, "the file has changed meanwhile: {bytes} bytes of {all}"),
            Self::Exited(program, code) => write!(f, "{program} ended with exit code {code}"),
            Self::NotFound(program) => write!(f, "executable file not found: {program}"),
            Self::NoAnswer(seconds) => write!(f, "no answer within {seconds} s"),
            Self::TooMany => f.write_str("it holds too many names: type the whole path"),
            Self::NoList => f.write_str("the container has no ls: type the whole path"),
            Self::NotListed => f.write_str("nothing is listed where commands are asked about: type the whole path"),
        }
    }
}
