//! The journal's file: private to its user, appended to in whole lines, on the disk before a call returns.

use super::LOCK_WAIT;
use super::error::{self, JournalError};
use super::parts;
use crate::files::{self, Lock};
use crate::model::change::reason::JournalAct;
use crate::model::filed::FileFault;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The bytes of a part that are read, its last ones: one that could not be rotated may have any size.
const MOST: u64 = 64 << 20;

/// A journal on the disk.
#[derive(Debug)]
pub(super) struct Place {
    /// The file that is written.
    pub(super) path: PathBuf,
    /// The size in bytes that it may reach before it is rotated.
    pub(super) bytes: u64,
    /// How long its lock is waited for.
    pub(super) wait: Duration,
}

/// Makes the folder and the file where they are missing, and all parts private.
pub(super) fn prepare(dir: &Path, path: &Path) -> Result<(), JournalError> {
    files::folder(dir).map_err(|e| error::io(path, JournalAct::MakeFolder, &e))?;
    let file = open(path).map_err(|e| error::io(path, JournalAct::Open, &e))?;
    // The new file's name must be on the disk too.
    sync_folder(path);
    make_private(&file).map_err(|e| error::io(path, JournalAct::Shut, &e))?;
    for part in (1..=parts::KEPT).map(|n| parts::part(path, n)) {
        // What is written from now on is private; an old part of somebody else's is no reason to stop.
        if let Err(e) = files::shut(&part) {
            tracing::warn!("{}", FileFault::open(&part, &files::words(&e)));
        }
    }
    Ok(())
}

fn make_private(file: &File) -> io::Result<()> {
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// Appends one line, which ends with its line break, by a single write, and waits until it is on the disk.
///
/// The file is opened anew each time, and with the lock: one that was rotated, moved away or deleted since is made again.
pub(super) fn append(place: &Place, line: &str) -> Result<(), JournalError> {
    let path = &place.path;
    let write = || -> io::Result<()> {
        let lock = Lock::take(path, place.wait);
        let (mut file, mut size, mut torn) = look(path)?;
        // A line that was cut short (full disk, kill) must not swallow this one.
        let length = line.len() as u64 + u64::from(torn);
        if lock.is_some() && size > 0 && size + length > place.bytes {
            match parts::rotate(path) {
                Ok(()) => (file, size, torn) = look(path)?,
                // Better a journal that is too long than none.
                Err(e) => tracing::warn!("{} cannot be rotated: {e}", path.display()),
            }
        }
        // Before another can append to it: its lines must not be lost with the name of the file. Without the lock that is not known.
        if size == 0 || lock.is_none() {
            sync_folder(path);
        }
        write_whole(&mut file, &if torn { format!("\n{line}") } else { line.to_owned() })?;
        drop(lock);
        file.sync_data()
    };
    write().map_err(|e| error::io(path, JournalAct::Write, &e))
}

pub(super) fn write_whole(file: &mut File, text: &str) -> io::Result<()> {
    loop {
        match file.write(text.as_bytes()) {
            Ok(n) if n == text.len() => return Ok(()),
            Ok(_) => return Err(io::Error::new(ErrorKind::StorageFull, "only a part of the line could be written")),
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// A folder that cannot be synced (some network file systems) is no reason to stop.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent().and_then(|dir| File::open(dir).ok()) {
        let _ = folder.sync_all();
    }
}

/// Hands the bytes of each part over, oldest first; says whether older parts may have been dropped.
pub(super) fn read(path: &Path, mut each: impl FnMut(&[u8])) -> Result<bool, JournalError> {
    let mut all = parts::open_all(path)?;
    let newest = all.files.len().saturating_sub(1);
    for (i, (part, mut file)) in std::mem::take(&mut all.files).into_iter().enumerate() {
        let mut bytes = Vec::new();
        let failed = |e| error::io(&part, JournalAct::Read, &e);
        let from = file.metadata().map_err(failed)?.len().saturating_sub(MOST);
        file.seek(SeekFrom::Start(from)).map_err(failed)?;
        Read::by_ref(&mut file).take(MOST).read_to_end(&mut bytes).map_err(failed)?;
        if from > 0 {
            all.cut = true;
            let whole = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |end| end + 1);
            bytes.drain(..whole);
        }
        // A line without its end may be one that is being written just now: whoever writes it has the lock.
        if i == newest && bytes.last().is_some_and(|b| *b != b'\n') {
            let _lock = Lock::take(path, LOCK_WAIT);
            Read::by_ref(&mut file).take(MOST).read_to_end(&mut bytes).map_err(failed)?;
        }
        each(&bytes);
    }
    Ok(all.cut)
}

fn open(path: &Path) -> io::Result<File> {
    files::open(path, OpenOptions::new().read(true).append(true).create(true).mode(0o600))
}

/// The file opened for appending, its size, and whether its last line has no end.
fn look(path: &Path) -> io::Result<(File, u64, bool)> {
    let mut file = open(path)?;
    let meta = file.metadata()?;
    if meta.len() == 0 {
        return Ok((file, 0, false));
    }
    let mut last = [0u8];
    file.seek(SeekFrom::Start(meta.len() - 1))?;
    file.read_exact(&mut last)?;
    Ok((file, meta.len(), last != *b"\n"))
}
