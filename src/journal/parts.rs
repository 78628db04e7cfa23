//! The journal's parts: `journal.jsonl` is written, `journal.jsonl.1` (the newest) to `.4` (the oldest) are what it was.
//!
//! A rotation moves each part one number up, the last first, and only with the lock. Killed between two of its renames it leaves a gap,
//! which the next one fills instead of dropping the oldest part; killed after its last it leaves no `journal.jsonl`, which the next
//! append makes. Reading needs no lock: a part only ever moves up, so who opens them from the newest to the oldest meets each at least
//! once, and knows one met twice by its inode.

use super::error::{self, JournalError};
use crate::files::{self, beside};
use crate::model::change::reason::JournalAct;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// How many parts are kept beside the one that is written.
pub(super) const KEPT: u32 = 4;

/// The part of that number.
pub(super) fn part(journal: &Path, number: u32) -> PathBuf {
    beside(journal, &number.to_string())
}

/// Moves all parts up by one, as far as the first gap; without a gap the oldest goes. For the holder of the lock only.
pub(super) fn rotate(journal: &Path) -> io::Result<()> {
    let gap = (1..=KEPT).find(|n| fs::symlink_metadata(part(journal, *n)).is_err()).unwrap_or(KEPT);
    for number in (2..=gap).rev() {
        fs::rename(part(journal, number - 1), part(journal, number))?;
    }
    fs::rename(journal, part(journal, 1))
}

/// The parts as they are opened for reading, oldest first.
#[derive(Debug)]
pub(super) struct Parts {
    /// Each with its path, for errors.
    pub(super) files: Vec<(PathBuf, File)>,
    /// Whether older ones may have been dropped, so that an end can be without its beginning.
    pub(super) cut: bool,
}

/// Opens all parts; none of them has to be there.
pub(super) fn open_all(journal: &Path) -> Result<Parts, JournalError> {
    let mut files: Vec<(PathBuf, File)> = Vec::new();
    let mut seen = Vec::new();
    let mut cut = false;
    for number in 0..=KEPT {
        let path = if number == 0 { journal.to_owned() } else { part(journal, number) };
        match open(&path) {
            Ok((file, id)) => {
                cut |= number == KEPT;
                if !seen.contains(&id) {
                    seen.push(id);
                    files.push((path, file));
                }
            }
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            Err(e) => return Err(error::io(&path, JournalAct::Read, &e)),
        }
    }
    files.reverse();
    Ok(Parts { files, cut })
}

fn open(path: &Path) -> io::Result<(File, (u64, u64))> {
    let file = files::open(path, OpenOptions::new().read(true))?;
    let meta = file.metadata()?;
    Ok((file, (meta.dev(), meta.ino())))
}
