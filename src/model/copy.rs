//! Files that are copied into a container or out of one.

use super::change::reason::FileReason;

/// How a copy goes: bytes that have gone over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CopyNews {
    /// So many by now.
    pub bytes: u64,
    /// So many in all, where that is known before.
    pub of: Option<u64>,
}

/// Something of this machine that is copied into a container.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Its mode.
    pub mode: u32,
    /// Bytes of its files.
    pub bytes: u64,
    /// Bytes that its archive has at most.
    pub archive: u64,
}

/// What was copied.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What was left out: how many, and the first of them with the reason.
    pub left_out: (u64, Vec<(String, FileReason)>),
}
