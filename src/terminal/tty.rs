//! The terminal as something to write to, without the locks and line buffers of the standard library's `stdout`.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsFd;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use super::guard;

/// Held while a frame is written, so that leaving the screen does not cut one in two.
static WRITING: Mutex<()> = Mutex::new(());

/// Writes to the terminal while the dashboard has it, and nowhere when it has been left: a frame that is late
/// must not be drawn over the shell's prompt.
#[derive(Debug)]
pub struct Tty {
    file: File,
}

impl Tty {
    /// The terminal that standard output goes to.
    ///
    /// # Errors
    /// When the system has no descriptor left.
    pub fn open() -> io::Result<Self> {
        Ok(Self { file: stdout()? })
    }
}

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        if guard::is_entered() { write_all(&self.file, bytes) } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes what a program elsewhere wrote, as it is, while that has the terminal; nowhere afterwards.
///
/// # Errors
/// When the terminal cannot be written to.
pub fn write_plain(bytes: &[u8]) -> io::Result<()> {
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    if guard::is_plain() { write_now(bytes) } else { Ok(()) }
}

/// Waits for a frame that is being written, but not for ever: the terminal may have stopped taking bytes.
pub(super) fn wait_for_frame(longest: Duration) -> Option<MutexGuard<'static, ()>> {
    const STEP: Duration = Duration::from_millis(2);
    let mut waited = Duration::ZERO;
    loop {
        match WRITING.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if waited >= longest => return None,
            Err(TryLockError::WouldBlock) => thread::sleep(STEP),
        }
        waited += STEP;
    }
}

/// Writes to the terminal whether or not the dashboard has it.
pub(super) fn write_now(bytes: &[u8]) -> io::Result<()> {
    write_all(&stdout()?, bytes)
}

fn stdout() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

fn write_all(mut file: &File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match file.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Another program has made the shared terminal non-blocking, as some do and forget.
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(Duration::from_millis(2)),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
