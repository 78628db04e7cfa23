//! Reads what goes into a container.

use super::{Told, failed, leave_out, shown};
use crate::files;
use crate::model::change::reason::FileReason;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tar::{Builder, EntryType, Header};

/// The modes that are kept.
const MODES: u32 = 0o777;
/// The unit of an archive.
const BLOCK: u64 = 512;
/// What an archive has after its last member at most.
const END: u64 = 20 * BLOCK;
/// Files of one copy.
const MOST: usize = 1 << 20;

/// Something of this machine that can be copied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Looked {
    /// Its whole path: links on the way to it are followed.
    pub path: PathBuf,
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

/// The path of something below what is copied.
fn at(root: &Path, below: &Path) -> PathBuf {
    if below.as_os_str().is_empty() { root.to_owned() } else { root.join(below) }
}

/// Goes over all that there is, folders before what is in them, each by its path below what is copied (empty for that itself) and its whole one;
/// links are not followed. Nothing is kept of a file; gives the folders, the deepest last.
fn walk(root: &Path, mut each: impl FnMut(&Path, &Path, &Metadata) -> Result<(), FileReason>) -> Result<Vec<PathBuf>, FileReason> {
    let meta = fs::metadata(root).map_err(|e| failed(root, &e))?;
    each(Path::new(""), root, &meta)?;
    let mut folders = if meta.is_dir() { vec![PathBuf::new()] } else { Vec::new() };
    let (mut next, mut count) = (0, 1);
    while let Some(folder) = folders.get(next).cloned() {
        next += 1;
        let path = at(root, &folder);
        for entry in fs::read_dir(&path).map_err(|e| failed(&path, &e))? {
            let entry = entry.map_err(|e| failed(&path, &e))?;
            count += 1;
            if count > MOST {
                return Err(FileReason::ManyFiles(shown(root), MOST));
            }
            let (below, path) = (folder.join(entry.file_name()), entry.path());
            let meta = fs::symlink_metadata(&path).map_err(|e| failed(&path, &e))?;
            each(&below, &path, &meta)?;
            if meta.is_dir() {
                folders.push(below);
            }
        }
    }
    Ok(folders)
}

/// Looks at what a typed path names.
///
/// # Errors
/// When it cannot be read, or is nothing that can be copied.
pub fn look(typed: &str) -> Result<Looked, FileReason> {
    let path = files::whole(typed);
    let meta = fs::metadata(&path).map_err(|e| failed(&path, &e))?;
    let real = fs::canonicalize(&path).map_err(|e| failed(&path, &e))?;
    let named = path.file_name().or(real.file_name()).and_then(|n| n.to_str());
    let name = named.ok_or_else(|| FileReason::Unsendable(shown(&path)))?.to_owned();
    if !meta.is_dir() && !meta.is_file() {
        return Err(FileReason::Neither(shown(&path)));
    }
    if meta.is_file() {
        File::open(&real).map_err(|e| failed(&path, &e))?;
    }
    let (mut bytes, mut archive) = (0, END);
    walk(&real, |below, _, meta| {
        let name = (name.len() + below.as_os_str().len()) as u64;
        let size = if meta.is_file() { meta.len() } else { 0 };
        bytes += size;
        // Its head, and for a long name and a long link the heads and names before it.
        let heads = 5 * BLOCK + (name + meta.len().min(4096)).next_multiple_of(BLOCK) * 2;
        archive += heads * if meta.is_dir() { 2 } else { 1 } + size.next_multiple_of(BLOCK);
        Ok(())
    })?;
    Ok(Looked { path: real, name, folder: meta.is_dir(), mode: meta.permissions().mode() & MODES, bytes, archive })
}

/// What has a size that is named before it is read.
struct Exact<'a> {
    file: File,
    left: u64,
    path: &'a Path,
}

impl Read for Exact<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let n = self.file.read(&mut into[..most])?;
        if n == 0 && self.left > 0 && !into.is_empty() {
            return Err(io::Error::new(ErrorKind::UnexpectedEof, FileReason::Shorter(shown(self.path))));
        }
        self.left -= n as u64;
        Ok(n)
    }
}

fn head(meta: &Metadata, kind: EntryType, size: u64) -> Header {
    let mut head = Header::new_gnu();
    head.set_entry_type(kind);
    head.set_mode(meta.permissions().mode() & MODES);
    head.set_size(size);
    let time = meta.modified().ok().and_then(|t| t.duration_since(SystemTime::UNIX_EPOCH).ok());
    head.set_mtime(time.map_or(0, |t: Duration| t.as_secs()));
    // Whose it is there is for who runs there: this machine's numbers mean nothing to it.
    head.set_uid(0);
    head.set_gid(0);
    head
}

/// Writes it as an archive, under another name. The times and modes go with it; links are sent as they are.
///
/// # Errors
/// When something cannot be read, or nobody takes it any more.
pub fn pack(what: &Looked, name: &str, to: impl Write) -> Result<Told, FileReason> {
    let mut archive = Builder::new(to);
    let mut told = Told::default();
    let inner = |below: &Path| if below.as_os_str().is_empty() { PathBuf::from(name) } else { Path::new(name).join(below) };
    let folders = walk(&what.path, |below, path, meta| {
        let fails = |e: io::Error| failed(path, &e);
        let inner = inner(below);
        let kind = meta.file_type();
        if kind.is_dir() {
            let mut head = head(meta, EntryType::Directory, 0);
            // What is in it has to be made first.
            head.set_mode(meta.permissions().mode() & MODES | 0o700);
            archive.append_data(&mut head, &inner, io::empty()).map_err(fails)?;
        } else if kind.is_symlink() {
            let target = fs::read_link(path).map_err(fails)?;
            archive.append_link(&mut head(meta, EntryType::Symlink, 0), &inner, &target).map_err(fails)?;
        } else if kind.is_file() {
            // It may have become another since it was looked at.
            let file = files::open(path, OpenOptions::new().read(true)).map_err(fails)?;
            let meta = file.metadata().map_err(fails)?;
            let size = meta.len();
            let exact = Exact { file, left: size, path };
            archive.append_data(&mut head(&meta, EntryType::Regular, size), &inner, exact).map_err(fails)?;
            (told.files, told.bytes) = (told.files + 1, told.bytes + size);
        } else {
            leave_out(&mut told, below, FileReason::Special);
        }
        Ok(())
    })?;
    // Once more, the deepest first: making what is in a folder changes its time, and not every tar sets that again at its end.
    for below in folders.iter().rev() {
        let path = at(&what.path, below);
        if let Ok(meta) = fs::metadata(&path) {
            let mut head = head(&meta, EntryType::Directory, 0);
            archive.append_data(&mut head, inner(below), io::empty()).map_err(|e| failed(&path, &e))?;
        }
    }
    archive.into_inner().and_then(|mut to| to.flush()).map_err(|e| failed(&what.path, &e))?;
    Ok(told)
}

/// Writes the bytes of one file, as many as it had when it was looked at.
///
/// # Errors
/// As [`pack`].
pub fn plain(what: &Looked, mut to: impl Write) -> Result<Told, FileReason> {
    let fails = |e: io::Error| failed(&what.path, &e);
    let file = files::open(&what.path, OpenOptions::new().read(true)).map_err(fails)?;
    let mut exact = Exact { file, left: what.bytes, path: &what.path };
    let bytes = io::copy(&mut exact, &mut to).and_then(|n| to.flush().map(|()| n)).map_err(fails)?;
    Ok(Told { files: 1, bytes, ..Told::default() })
}
