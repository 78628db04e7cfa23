//! Files that may be anything. What stands in the user's folders, or is named by the user, may be a pipe that never answers, a device, or larger
//! than the memory: it is looked at before it is opened, opened without waiting, and read to a bound. Files and folders of ours are their
//! user's alone. Used by whoever reads a file whole; it waits for the disk, so nobody calls it on the thread that draws.

pub(crate) mod lock;

pub use lock::Lock;

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What others may not have.
const OTHERS: u32 = 0o077;

/// A path as it was typed, from the root on: `~/` is the home folder.
pub fn whole(typed: &str) -> PathBuf {
    match (typed.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => std::path::absolute(typed).unwrap_or_else(|_| typed.into()),
    }
}

/// A file beside another: its name with an ending more.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".");
    name.push(ending);
    name.into()
}

/// Opens a plain file, or makes one where the options say so. It never waits for another process, and opens no device.
///
/// # Errors
/// When it cannot be opened, or is anything but a plain file: then the error says what it is.
pub fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    match fs::metadata(path) {
        Ok(meta) => plain(&meta)?,
        Err(e) if e.kind() == ErrorKind::NotFound => {}
        Err(e) => return Err(e),
    }
    // It may have become another since it was looked at.
    let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0);
    let file = options.custom_flags(flags).open(path)?;
    plain(&file.metadata()?)?;
    Ok(file)
}

fn plain(meta: &Metadata) -> io::Result<()> {
    let kind = meta.file_type();
    if kind.is_file() {
        return Ok(());
    }
    let others = [(kind.is_dir(), "a folder"), (kind.is_fifo(), "a pipe"), (kind.is_socket(), "a socket")];
    let what = others.iter().find(|(is, _)| *is).map_or("a device", |(_, what)| what);
    let error = if kind.is_dir() { ErrorKind::IsADirectory } else { ErrorKind::InvalidInput };
    Err(io::Error::new(error, format!("it is {what}, no plain file")))
}

/// The bytes of a plain file of at most `most` bytes.
///
/// # Errors
/// As [`open`], and when it is larger.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open(path, OpenOptions::new().read(true))?;
    let larger = || {
        let (size, unit) = if most >= 1 << 20 { (most >> 20, "MiB") } else { (most >> 10, "KiB") };
        io::Error::new(ErrorKind::FileTooLarge, format!("it is larger than {size} {unit}"))
    };
    // What is said of its size need not be so, as in /proc.
    if file.metadata()?.len() > most {
        return Err(larger());
    }
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(larger()) } else { Ok(bytes) }
}

/// As [`read`], as text.
///
/// # Errors
/// As [`read`], and when it is no UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read(path, most)?).map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is no UTF-8 text"))
}

/// Makes a folder of ours where it is missing, with those above it: for its user alone.
///
/// # Errors
/// When it cannot be made.
pub fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Takes from others what they may do with a file or folder of ours; one that is not there is nobody's.
///
/// # Errors
/// Why they still may.
pub fn shut(path: &Path) -> io::Result<()> {
    let shut = || -> io::Result<()> {
        let meta = fs::metadata(path)?;
        let mode = meta.permissions().mode();
        if (meta.is_file() || meta.is_dir()) && mode & OTHERS != 0 {
            fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS & 0o777))?;
        }
        Ok(())
    };
    match shut() {
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(()),
        shut => shut,
    }
}

/// Puts a file in the place of another in one step, so that whoever reads meanwhile has the one or the other. It is its user's alone.
///
/// # Errors
/// When it cannot be written; then the old one is there still.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(path, &format!("new{}", std::process::id()));
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    // What a run that was killed left has the name of one that is gone.
    let _nothing_there = fs::remove_file(&new);
    write().inspect_err(|_| drop(fs::remove_file(&new)))
}

/// An error without its number.
pub fn words(e: &io::Error) -> String {
    e.to_string().split(" (os error").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
