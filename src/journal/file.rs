//! The journal's file: private to its user, appended to in whole lines, on the disk before a call returns.

use super::error::JournalError;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Makes the folder and the file where they are missing, and the file private.
pub(super) fn prepare(dir: &Path, path: &Path) -> Result<(), JournalError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(|e| JournalError::io(path, "its folder cannot be made", &e))?;
    let file = open(path).map_err(|e| JournalError::io(path, "cannot be opened", &e))?;
    // The new file's name must be on the disk too. A folder that cannot be synced (some network file systems) is no reason to stop.
    if let Ok(folder) = File::open(dir) {
        let _ = folder.sync_all();
    }
    let meta = file.metadata().map_err(|e| JournalError::io(path, "cannot be looked at", &e))?;
    if meta.is_file() && meta.permissions().mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600)).map_err(|e| JournalError::io(path, "cannot be made private", &e))?;
    }
    Ok(())
}

/// Appends one line, which ends with its line break, by a single write, and waits until it is on the disk.
///
/// The file is opened anew each time: one that was moved away or deleted since is made again.
pub(super) fn append(path: &Path, line: &str) -> Result<(), JournalError> {
    let write = || -> io::Result<()> {
        let mut file = open(path)?;
        let torn = ends_torn(&mut file)?;
        // A line that was cut short (full disk, kill) must not swallow this one.
        let text = if torn { format!("\n{line}") } else { line.to_owned() };
        loop {
            match file.write(text.as_bytes()) {
                Ok(n) if n == text.len() => break,
                Ok(_) => return Err(io::Error::new(ErrorKind::StorageFull, "only a part of the line could be written")),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        file.sync_data()
    };
    write().map_err(|e| JournalError::io(path, "cannot be written", &e))
}

/// The whole file; empty where there is none.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, JournalError> {
    match fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(JournalError::io(path, "cannot be read", &e)),
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)
}

fn ends_torn(file: &mut File) -> io::Result<bool> {
    let meta = file.metadata()?;
    if !meta.is_file() || meta.len() == 0 {
        return Ok(false);
    }
    let mut last = [0u8];
    file.seek(SeekFrom::Start(meta.len() - 1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}
