//! A file's lock, so that of several dogwatches one at a time writes it.
//!
//! It lies on a file of its own beside it that is never renamed, because the file itself is. It is advisory and never the reason that nothing
//! is written: it cannot always be had (a network file system without locks, a folder that cannot be written, a dogwatch that was stopped
//! while it held it).

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Waits for the lock of a file, so long at most; `None` where it cannot be had.
    pub fn take(file: &Path, wait: Duration) -> Option<Self> {
        let path = path(file);
        // Again where somebody deleted it meanwhile: what was locked is then not what the next one locks.
        for _ in 0..3 {
            let open = super::open(&path, OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600));
            let lock = hold(open.ok()?, wait)?;
            if let (Ok(held), Ok(there)) = (lock.0.metadata(), fs::metadata(&path))
                && (held.dev(), held.ino()) == (there.dev(), there.ino())
            {
                return Some(lock);
            }
        }
        None
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough: a child that is just being started has the file open too.
        let _ = self.0.unlock();
    }
}

/// The file that is locked for another.
pub(crate) fn path(file: &Path) -> PathBuf {
    super::beside(file, "lock")
}

fn hold(file: File, wait: Duration) -> Option<Lock> {
    match file.try_lock() {
        Ok(()) => return Some(Lock(file)),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(e)) if e.kind() == ErrorKind::Interrupted => {}
        Err(TryLockError::Error(_)) => return None,
    }
    // A wait for a lock has no deadline of its own. The thread outlives the deadline, and lets go of what it then gets.
    let (sender, receiver) = mpsc::channel();
    let waiting = thread::Builder::new().name("file-lock".into()).spawn(move || {
        loop {
            match file.lock() {
                Ok(()) => return drop(sender.send(Lock(file))),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    });
    waiting.ok()?;
    let lock = receiver.recv_timeout(wait).ok();
    if lock.is_none() {
        tracing::warn!("the lock of a file was not to be had within {} ms; it is written without", wait.as_millis());
    }
    lock
}
