//! Makes files of what comes out of a container.

use super::place::Place;
use super::rules::{below_a_link, inside, stays};
use super::{Told, failed, leave_out, reason, shown};
use crate::model::change::reason::FileReason;
use crate::model::trouble::Os;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::HashMap;
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
/// Bytes of the longest name and the longest link that are taken: Linux has none that are longer.
const NAME: usize = 4096;
/// Bytes of the longest part of a name, as every file system here has it.
const PART: usize = 255;
/// Bytes that are kept until the end, of folders and links.
const KEPT: usize = 64 << 20;
/// Of these, what one of them takes beside its names.
const EACH: usize = 128;

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
    pub fn keep(mut self) -> Result<(Told, PathBuf), FileReason> {
        self.place.keep()?;
        let at = self.place.path().to_owned();
        // The deepest first: one that cannot be entered is entered no more.
        self.folders.sort_by_key(|(path, ..)| Reverse(path.components().count()));
        for (path, mode, time) in &self.folders {
            let path = if path.as_os_str().is_empty() { at.clone() } else { at.join(path) };
            let stamped = File::open(&path).and_then(|folder| {
                stamp(&folder, *time)?;
                folder.set_permissions(Permissions::from_mode(*mode))
            });
            if let Err(e) = stamped {
                leave_out(&mut self.told, &path, FileReason::Stamp(Os::of(&crate::files::words(&e))));
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
            None => return Err(io::Error::new(ErrorKind::InvalidData, FileReason::LongName)),
        }
        Ok(n)
    }
}

/// Makes what an archive has of `top`, with modes and times. Symbolic links are made last, and nothing is made below the name of one: so none is
/// ever on the way to anything.
///
/// # Errors
/// When the archive breaks off, is of something else, or cannot be written; then nothing is left.
pub fn unpack(mut place: Place, top: &str, from: impl Read) -> Result<Came, FileReason> {
    let root = place.make()?;
    let left = Rc::new(Cell::new(HEADS));
    let mut archive = Archive::new(Bounded { from, left: left.clone() });
    let mut making =
        Making { top: top.to_owned(), root, told: Told::default(), folders: Vec::new(), links: HashMap::new(), kept: 0 };
    let broken = |e: io::Error| FileReason::Broken(Box::new(reason(&e)));
    let mut members = archive.entries().map_err(broken)?;
    let (mut count, mut folder) = (0, false);
    loop {
        left.set(HEADS);
        let Some(member) = members.next() else { break };
        left.set(u64::MAX);
        let mut member = member.map_err(broken)?;
        count += 1;
        if count > MOST {
            return Err(FileReason::ManyMembers(MOST));
        }
        let name = member.path_bytes().into_owned();
        let at = inside(&name, top).map_err(|why| FileReason::Stray(why, shown(Path::new(OsStr::from_bytes(&name)))))?;
        if !folder && (!at.as_os_str().is_empty() || member.header().entry_type() == EntryType::Directory) {
            place.is_for_folder()?;
            folder = true;
        }
        making.one(&at, &mut member)?;
        // What is not of use is read all the same.
        io::copy(&mut member, &mut io::sink()).map_err(broken)?;
    }
    left.set(u64::MAX);
    // What fills up the last record is for nobody.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(broken)?;
    making.link_all();
    if fs::symlink_metadata(&making.root).is_err() {
        return Err(FileReason::Nothing(making.told.left_out.1.into_iter().next().map(Box::new)));
    }
    let Making { told, folders, .. } = making;
    Ok(Came { place, told, folders })
}

/// Makes a file of all that comes.
///
/// # Errors
/// When it cannot be written; then nothing is left.
pub fn unpack_plain(mut place: Place, mut from: impl Read) -> Result<Came, FileReason> {
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
    /// Where each leads; nothing where it is not made, since it leads out.
    links: HashMap<PathBuf, Option<Vec<u8>>>,
    /// Bytes of both.
    kept: usize,
}

impl Making {
    fn path(&self, at: &Path) -> PathBuf {
        if at.as_os_str().is_empty() { self.root.clone() } else { self.root.join(at) }
    }

    fn one<R: Read>(&mut self, at: &Path, member: &mut tar::Entry<'_, R>) -> Result<(), FileReason> {
        let head = member.header();
        let (kind, mode) = (head.entry_type(), head.mode().unwrap_or(0o644) & MODES);
        let time = head.mtime().ok().and_then(|s| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(s)));
        let target = member.link_name_bytes().map(|t| t.into_owned()).unwrap_or_default();
        let path = self.path(at);
        // The whole path counts, with the folder that it is made in.
        if path.as_os_str().len() >= NAME || at.iter().any(|part| part.len() > PART) || target.len() >= NAME {
            leave_out(&mut self.told, at, FileReason::TooLong);
            return Ok(());
        }
        if below_a_link(at, &self.links) {
            leave_out(&mut self.told, at, FileReason::BelowLink);
            return Ok(());
        }
        let fails = |e: io::Error| failed(if at.as_os_str().is_empty() { Path::new("it") } else { at }, &e);
        match kind {
            EntryType::Directory => {
                self.folder(&path).map_err(fails)?;
                self.links.remove(at);
                self.keeps(at.as_os_str().len())?;
                self.folders.push((at.to_owned(), mode, time));
            }
            EntryType::Regular | EntryType::Continuous => {
                self.above(&path).map_err(fails)?;
                // The later one of a name is the one that counts.
                self.links.remove(at);
                self.clear(&path).map_err(fails)?;
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
                        // The later one of a name counts here too; a link to itself is there already.
                        if of != path {
                            self.clear(&path).map_err(fails)?;
                            fs::hard_link(of, &path).map_err(fails)?;
                        }
                        self.links.remove(at);
                        self.told.files += 1;
                    }
                    None => leave_out(&mut self.told, at, FileReason::OtherLink),
                }
            }
            EntryType::Symlink => {
                let target = stays(at, &target).then_some(target);
                if target.is_none() {
                    leave_out(&mut self.told, at, FileReason::LinkOut);
                }
                self.keeps(at.as_os_str().len() + target.as_ref().map_or(0, Vec::len))?;
                self.links.insert(at.to_owned(), target);
            }
            EntryType::Char | EntryType::Block | EntryType::Fifo => leave_out(&mut self.told, at, FileReason::Device),
            EntryType::XGlobalHeader => {}
            other => return Err(FileReason::OfUnknownKind(char::from(other.as_byte()))),
        }
        Ok(())
    }

    fn folder(&self, path: &Path) -> io::Result<()> {
        match fs::symlink_metadata(path) {
            Ok(meta) if meta.is_dir() => Ok(()),
            Ok(_) => Err(io::Error::new(ErrorKind::NotADirectory, FileReason::FileAsWell)),
            Err(_) => DirBuilder::new().recursive(true).mode(0o700).create(path),
        }
    }

    /// Takes away a file that came earlier by this name.
    fn clear(&self, path: &Path) -> io::Result<()> {
        if fs::symlink_metadata(path).is_ok_and(|m| m.is_file()) { fs::remove_file(path) } else { Ok(()) }
    }

    fn above(&self, path: &Path) -> io::Result<()> {
        match path.parent() {
            Some(parent) if path != self.root => self.folder(parent),
            _ => Ok(()),
        }
    }

    /// Counts what is kept until the end.
    fn keeps(&mut self, bytes: usize) -> Result<(), FileReason> {
        self.kept += bytes + EACH;
        if self.kept > KEPT {
            return Err(FileReason::ManyNames(KEPT >> 20));
        }
        Ok(())
    }

    /// The folders above it, looked at one by one: names that differ here may be the same to a file system, and one of them a link by now.
    fn above_link(&self, at: &Path) -> io::Result<()> {
        let mut path = self.root.clone();
        self.folder(&path)?;
        for part in at.parent().iter().flat_map(|above| above.components()) {
            path.push(part);
            self.folder(&path)?;
        }
        Ok(())
    }

    /// Makes the links, the deepest first: what is above one is a folder then, and can become nothing else.
    fn link_all(&mut self) {
        let links = std::mem::take(&mut self.links);
        let mut order: Vec<(&PathBuf, &Vec<u8>)> = links.iter().filter_map(|(at, target)| Some((at, target.as_ref()?))).collect();
        order.sort_by_cached_key(|(at, _)| (Reverse(at.components().count()), *at));
        for (at, target) in order {
            // The link above may have come after this one.
            if below_a_link(at, &links) {
                leave_out(&mut self.told, at, FileReason::BelowLink);
                continue;
            }
            let made = self.above_link(at).and_then(|()| std::os::unix::fs::symlink(OsStr::from_bytes(target), self.path(at)));
            if let Err(e) = made {
                leave_out(&mut self.told, at, reason(&e));
            }
        }
    }
}
