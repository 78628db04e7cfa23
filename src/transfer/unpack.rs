//! Makes files of what comes out of a container.

use super::place::Place;
use super::rules::{inside, stays};
use super::{Told, failed, leave_out, shown};
use std::cell::Cell;
use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, FileTimes, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, SystemTime};
use tar::{Archive, EntryType};

/// The modes that are kept: whose program it runs as is not for an archive to say.
const MODES: u32 = 0o777;
/// What stands between two members at most: heads and long names.
const HEADS: u64 = 1 << 20;
/// Members of one archive.
const MOST: u64 = 4 << 20;

/// Something that came and is whole, without its name yet.
#[derive(Debug)]
pub struct Came {
    place: Place,
    told: Told,
    /// Folders get their modes and times last: what is made in them changes those.
    folders: Vec<(PathBuf, u32, Option<SystemTime>)>,
}

impl Came {
    /// Gives it its name; gives what came, and its path.
    ///
    /// # Errors
    /// When it cannot have it; then nothing is left.
    pub fn keep(mut self) -> Result<(Told, PathBuf), String> {
        self.place.keep()?;
        let at = self.place.path().to_owned();
        // The deepest first: one that cannot be entered is entered no more.
        self.folders.sort_by_key(|(path, ..)| std::cmp::Reverse(path.components().count()));
        for (path, mode, time) in &self.folders {
            let path = if path.as_os_str().is_empty() { at.clone() } else { at.join(path) };
            let stamped = File::open(&path).and_then(|folder| {
                stamp(&folder, *time)?;
                folder.set_permissions(Permissions::from_mode(*mode))
            });
            if let Err(e) = stamped {
                leave_out(&mut self.told, &path, &format!("its mode and time: {}", crate::files::words(&e)));
            }
        }
        Ok((std::mem::take(&mut self.told), at))
    }
}

fn stamp(file: &File, time: Option<SystemTime>) -> io::Result<()> {
    time.map_or(Ok(()), |time| file.set_times(FileTimes::new().set_modified(time)))
}

/// Counts what may be read until the next member begins, so that no name is longer than the memory.
struct Bounded<R> {
    from: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(into)?;
        match self.left.get().checked_sub(n as u64) {
            Some(left) => self.left.set(left),
            None => return Err(io::Error::new(ErrorKind::InvalidData, "a name in the archive is too long")),
        }
        Ok(n)
    }
}

/// Makes what an archive has of `top`, with modes and times. Links are made last: until then nothing can be made through one.
///
/// # Errors
/// When the archive breaks off, is of something else, or cannot be written; then nothing is left.
pub fn unpack(mut place: Place, top: &str, from: impl Read) -> Result<Came, String> {
    let root = place.make()?;
    let left = Rc::new(Cell::new(HEADS));
    let mut archive = Archive::new(Bounded { from, left: left.clone() });
    let mut making = Making { top: top.to_owned(), root, told: Told::default(), folders: Vec::new(), links: Vec::new() };
    let broken = |e: io::Error| format!("the archive is broken: {}", crate::model::text::clean(&crate::files::words(&e)));
    let mut members = archive.entries().map_err(broken)?;
    let mut count = 0;
    loop {
        left.set(HEADS);
        let Some(member) = members.next() else { break };
        left.set(u64::MAX);
        let mut member = member.map_err(broken)?;
        count += 1;
        if count > MOST {
            return Err(format!("it has more than {MOST} files"));
        }
        let name = member.path_bytes().into_owned();
        let at = inside(&name, top).map_err(|why| {
            format!("nothing is taken from an archive with {}: {}", why.words(), shown(Path::new(OsStr::from_bytes(&name))))
        })?;
        making.one(&at, &mut member)?;
        // What is not of use is read all the same.
        io::copy(&mut member, &mut io::sink()).map_err(broken)?;
    }
    left.set(u64::MAX);
    // What fills up the last record is for nobody.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(broken)?;
    making.link_all();
    if fs::symlink_metadata(&making.root).is_err() {
        return Err(making.told.left_out.1.pop().map_or_else(|| "nothing came".into(), |why| format!("nothing came: {why}")));
    }
    let Making { told, folders, .. } = making;
    Ok(Came { place, told, folders })
}

/// Makes a file of all that comes.
///
/// # Errors
/// When it cannot be written; then nothing is left.
pub fn unpack_plain(mut place: Place, mut from: impl Read) -> Result<Came, String> {
    let it = place.make()?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&it).map_err(|e| failed(&it, &e))?;
    let bytes = io::copy(&mut from, &mut file).map_err(|e| failed(place.path(), &e))?;
    // Nothing is known of the mode that it has there.
    file.set_permissions(Permissions::from_mode(0o644)).map_err(|e| failed(&it, &e))?;
    Ok(Came { place, told: Told { files: 1, bytes, ..Told::default() }, folders: Vec::new() })
}

struct Making {
    top: String,
    root: PathBuf,
    told: Told,
    folders: Vec<(PathBuf, u32, Option<SystemTime>)>,
    links: Vec<(PathBuf, Vec<u8>)>,
}

impl Making {
    fn path(&self, at: &Path) -> PathBuf {
        if at.as_os_str().is_empty() { self.root.clone() } else { self.root.join(at) }
    }

    fn one<R: Read>(&mut self, at: &Path, member: &mut tar::Entry<'_, R>) -> Result<(), String> {
        let head = member.header();
        let (kind, mode) = (head.entry_type(), head.mode().unwrap_or(0o644) & MODES);
        let time = head.mtime().ok().and_then(|s| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(s)));
        let target = member.link_name_bytes().map(|t| t.into_owned()).unwrap_or_default();
        let path = self.path(at);
        let fails = |e: io::Error| failed(if at.as_os_str().is_empty() { Path::new("it") } else { at }, &e);
        match kind {
            EntryType::Directory => {
                self.folder(&path).map_err(fails)?;
                self.folders.push((at.to_owned(), mode, time));
            }
            EntryType::Regular | EntryType::Continuous => {
                self.above(&path).map_err(fails)?;
                // The later one of a name is the one that counts.
                if fs::symlink_metadata(&path).is_ok_and(|m| m.is_file()) {
                    fs::remove_file(&path).map_err(fails)?;
                }
                let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(fails)?;
                self.told.bytes += io::copy(member, &mut file).map_err(fails)?;
                stamp(&file, time).map_err(fails)?;
                file.set_permissions(Permissions::from_mode(mode)).map_err(fails)?;
                self.told.files += 1;
            }
            EntryType::Link => {
                let of = inside(&target, &self.top).ok().map(|of| self.path(&of));
                // No link is there yet that it could lead through.
                match of.filter(|of| fs::symlink_metadata(of).is_ok_and(|m| m.is_file())) {
                    Some(of) => {
                        self.above(&path).map_err(fails)?;
                        fs::hard_link(of, &path).map_err(fails)?;
                        self.told.files += 1;
                    }
                    None => leave_out(&mut self.told, at, "a link to something else"),
                }
            }
            EntryType::Symlink if stays(at, &target) => self.links.push((at.to_owned(), target)),
            EntryType::Symlink => leave_out(&mut self.told, at, "a link that leads out of the folder"),
            EntryType::Char | EntryType::Block | EntryType::Fifo => leave_out(&mut self.told, at, "a device or pipe"),
            EntryType::XGlobalHeader => {}
            other => return Err(format!("the archive has something of an unknown kind: {:?}", char::from(other.as_byte()))),
        }
        Ok(())
    }

    fn folder(&self, path: &Path) -> io::Result<()> {
        match fs::symlink_metadata(path) {
            Ok(meta) if meta.is_dir() => Ok(()),
            Ok(_) => Err(io::Error::new(ErrorKind::NotADirectory, "it is a file as well")),
            Err(_) => DirBuilder::new().recursive(true).mode(0o700).create(path),
        }
    }

    fn above(&self, path: &Path) -> io::Result<()> {
        match path.parent() {
            Some(parent) if path != self.root => self.folder(parent),
            _ => Ok(()),
        }
    }

    fn link_all(&mut self) {
        for (at, target) in std::mem::take(&mut self.links) {
            let path = self.path(&at);
            let made = self.above(&path).and_then(|()| std::os::unix::fs::symlink(OsStr::from_bytes(&target), &path));
            if let Err(e) = made {
                leave_out(&mut self.told, &at, &crate::files::words(&e));
            }
        }
    }
}
