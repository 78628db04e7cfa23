//! A folder for one text that is never kept, such as a Secret's: nobody else may look into it, and it goes with all that an editor has put
//! beside the text. What a run that was killed has left goes when the next one begins.

use super::drafts::LARGEST;
use crate::files;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What its name begins with.
const PREFIX: &str = "secret-";
/// A file in it that is locked as long as somebody has to do with it.
const LOCK: &str = "lock";

/// One. It goes when it is dropped.
#[derive(Debug)]
pub(super) struct Private {
    folder: PathBuf,
    text: PathBuf,
    _lock: File,
}

impl Private {
    /// Makes one below a folder, with a text in it.
    pub(super) fn new(below: &Path, name: &str, text: &str) -> std::io::Result<Self> {
        files::folder(below)?;
        let mut number = 0u32;
        let folder = loop {
            let folder = below.join(format!("{PREFIX}{}-{number}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => break folder,
                Err(e) if e.kind() == ErrorKind::AlreadyExists && number < 1000 => number += 1,
                Err(e) => return Err(e),
            }
        };
        let new = |path: &Path| files::open(path, OpenOptions::new().write(true).create_new(true).mode(0o600));
        let lock = new(&folder.join(LOCK))?;
        // Where there are no locks there is one less to be sure of.
        let _no_locks = lock.try_lock();
        let path = folder.join(name);
        let it = Self { text: path.clone(), folder, _lock: lock };
        new(&path)?.write_all(text.as_bytes())?;
        Ok(it)
    }

    /// The text's file.
    pub(super) fn text(&self) -> &Path {
        &self.text
    }

    /// Its text as it is now.
    pub(super) fn read(&self) -> std::io::Result<String> {
        files::read_text(&self.text, LARGEST)
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        // On a disk that remembers, what was there is written over before it goes.
        if let Ok(meta) = fs::metadata(&self.text)
            && let Ok(mut file) = files::open(&self.text, OpenOptions::new().write(true))
        {
            let blank = vec![0; usize::try_from(meta.len().min(LARGEST)).unwrap_or(0)];
            let _ = file.write_all(&blank).and_then(|()| file.sync_all());
        }
        if let Err(e) = fs::remove_dir_all(&self.folder) {
            tracing::warn!("{}: {e}", self.folder.display());
        }
    }
}

/// Removes what runs that are no more have left.
pub(super) fn sweep(below: &Path) {
    let entries = fs::read_dir(below).into_iter().flatten().flatten();
    for folder in entries.map(|e| e.path()).filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(PREFIX))) {
        let lock = files::open(&folder.join(LOCK), OpenOptions::new().read(true));
        let is_held = lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock)));
        if !is_held && let Err(e) = fs::remove_dir_all(&folder) {
            tracing::warn!("{}: {e}", folder.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn it_is_its_users_alone_and_goes_with_all_that_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("edit");
        let one = Private::new(&below, "db.yaml", "hunter2\n").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(one.text()), mode(one.text().parent().unwrap())), (0o600, 0o700));
        fs::write(one.text().with_extension("swp"), "hunter2").unwrap();
        assert_eq!(one.read().unwrap(), "hunter2\n");
        let other = Private::new(&below, "db.yaml", "x").unwrap();
        // Who has to do with one keeps it.
        sweep(&below);
        assert!(one.text().exists() && other.text().exists());
        drop((one, other));
        assert_eq!(fs::read_dir(&below).unwrap().count(), 0);
        // One that was left by a run that was killed.
        let left = below.join("secret-1-0");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("lock"), "").unwrap();
        fs::write(left.join("db.yaml"), "hunter2").unwrap();
        fs::write(below.join("kept.yaml"), "").unwrap();
        sweep(&below);
        assert_eq!(fs::read_dir(&below).unwrap().count(), 1);
    }
}
