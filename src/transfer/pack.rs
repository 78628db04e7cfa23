//! Reads what goes into a container.

use super::{Told, failed, leave_out, shown};
use crate::files;
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

/// A thing in a folder that is walked.
struct Found {
    /// Its path below what is copied; empty for that itself.
    below: PathBuf,
    path: PathBuf,
    meta: Metadata,
}

/// All that there is, folders before what is in them; links are not followed.
fn walk(root: &Path) -> Result<Vec<Found>, String> {
    let meta = fs::metadata(root).map_err(|e| failed(root, &e))?;
    let mut found = vec![Found { below: PathBuf::new(), path: root.to_owned(), meta }];
    let mut at = 0;
    while let Some(one) = found.get(at) {
        at += 1;
        if !one.meta.is_dir() {
            continue;
        }
        let (below, path) = (one.below.clone(), one.path.clone());
        let entries = fs::read_dir(&path).map_err(|e| failed(&path, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| failed(&path, &e))?;
            let meta = fs::symlink_metadata(entry.path()).map_err(|e| failed(&entry.path(), &e))?;
            found.push(Found { below: below.join(entry.file_name()), path: entry.path(), meta });
            if found.len() > MOST {
                return Err(format!("{} has more than {MOST} files: copy its folders one by one", shown(root)));
            }
        }
    }
    Ok(found)
}

/// Looks at what a typed path names.
///
/// # Errors
/// When it cannot be read, or is nothing that can be copied.
pub fn look(typed: &str) -> Result<Looked, String> {
    let path = files::whole(typed);
    let meta = fs::metadata(&path).map_err(|e| failed(&path, &e))?;
    let real = fs::canonicalize(&path).map_err(|e| failed(&path, &e))?;
    let named = path.file_name().or(real.file_name()).and_then(|n| n.to_str());
    let name = named.ok_or_else(|| format!("{} has no name that can be sent", shown(&path)))?.to_owned();
    if !meta.is_dir() && !meta.is_file() {
        return Err(format!("{} is neither a file nor a folder", shown(&path)));
    }
    if meta.is_file() {
        File::open(&real).map_err(|e| failed(&path, &e))?;
    }
    let (mut bytes, mut archive) = (0, END);
    for one in walk(&real)? {
        let name = (name.len() + one.below.as_os_str().len()) as u64;
        let size = if one.meta.is_file() { one.meta.len() } else { 0 };
        bytes += size;
        // Its head, and for a long name and a long link the heads and names before it.
        let heads = 5 * BLOCK + (name + one.meta.len().min(4096)).next_multiple_of(BLOCK) * 2;
        archive += heads * if one.meta.is_dir() { 2 } else { 1 } + size.next_multiple_of(BLOCK);
    }
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
            return Err(io::Error::new(ErrorKind::UnexpectedEof, format!("{} became shorter meanwhile", shown(self.path))));
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
pub fn pack(what: &Looked, name: &str, to: impl Write) -> Result<Told, String> {
    let mut archive = Builder::new(to);
    let mut told = Told::default();
    let found = walk(&what.path)?;
    let inner = |one: &Found| if one.below.as_os_str().is_empty() { PathBuf::from(name) } else { Path::new(name).join(&one.below) };
    for one in &found {
        let fails = |e: io::Error| failed(&one.path, &e);
        let inner = inner(one);
        let kind = one.meta.file_type();
        if kind.is_dir() {
            let mut head = head(&one.meta, EntryType::Directory, 0);
            // What is in it has to be made first.
            head.set_mode(one.meta.permissions().mode() & MODES | 0o700);
            archive.append_data(&mut head, &inner, io::empty()).map_err(fails)?;
        } else if kind.is_symlink() {
            let target = fs::read_link(&one.path).map_err(fails)?;
            archive.append_link(&mut head(&one.meta, EntryType::Symlink, 0), &inner, &target).map_err(fails)?;
        } else if kind.is_file() {
            // It may have become another since it was looked at.
            let file = files::open(&one.path, OpenOptions::new().read(true)).map_err(fails)?;
            let meta = file.metadata().map_err(fails)?;
            let size = meta.len();
            let exact = Exact { file, left: size, path: &one.path };
            archive.append_data(&mut head(&meta, EntryType::Regular, size), &inner, exact).map_err(fails)?;
            (told.files, told.bytes) = (told.files + 1, told.bytes + size);
        } else {
            leave_out(&mut told, &one.below, "a device, pipe or socket");
        }
    }
    // Once more, the deepest first: making what is in a folder changes its time, and not every tar sets that again at its end.
    for one in found.iter().rev().filter(|one| one.meta.is_dir()) {
        let mut head = head(&one.meta, EntryType::Directory, 0);
        archive.append_data(&mut head, inner(one), io::empty()).map_err(|e| failed(&one.path, &e))?;
    }
    archive.into_inner().and_then(|mut to| to.flush()).map_err(|e| failed(&what.path, &e))?;
    Ok(told)
}

/// Writes the bytes of one file.
///
/// # Errors
/// As [`pack`].
pub fn plain(what: &Looked, mut to: impl Write) -> Result<Told, String> {
    let fails = |e: io::Error| failed(&what.path, &e);
    let mut file = files::open(&what.path, OpenOptions::new().read(true)).map_err(fails)?;
    let bytes = io::copy(&mut file, &mut to).and_then(|n| to.flush().map(|()| n)).map_err(fails)?;
    Ok(Told { files: 1, bytes, ..Told::default() })
}
