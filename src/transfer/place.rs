//! Where something gets its name on this machine, and the new folder beside it in which it is made until it is whole.

use super::{failed, shown};
use crate::files;
use crate::model::change::reason::FileReason;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// The name of what is made, in its folder: nobody else's word.
const IT: &str = "it";

/// A place for something that comes, and what is made of it. Left alone, what was made goes.
#[derive(Debug)]
pub struct Place {
    at: PathBuf,
    replace: bool,
    folder: Option<PathBuf>,
}

impl Place {
    /// The place that was typed: a folder that is there, or ends with `/`, gets it by its own name. `replace` says whether a file that is there may
    /// go.
    ///
    /// # Errors
    /// When there is something already, or no folder to put it into.
    pub fn new(typed: &str, name: &str, replace: bool) -> Result<Self, FileReason> {
        let path = files::whole(typed);
        let into = typed.ends_with('/') || path.is_dir();
        let at = if into { path.join(name) } else { path };
        let parent = at.parent().filter(|_| at.file_name().is_some()).ok_or_else(|| FileReason::NoName(shown(&at)))?;
        if !parent.is_dir() {
            return Err(FileReason::NoFolder(shown(parent)));
        }
        let this = Self { at, replace, folder: None };
        this.is_free()?;
        Ok(this)
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.at
    }

    fn is_free(&self) -> Result<(), FileReason> {
        match fs::symlink_metadata(&self.at) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
            Err(e) => Err(failed(&self.at, &e)),
            Ok(meta) if self.replace && meta.is_file() => Ok(()),
            Ok(meta) if meta.is_dir() => Err(FileReason::FolderThere(shown(&self.at))),
            Ok(_) => Err(FileReason::There(shown(&self.at))),
        }
    }

    /// Whether what comes may be a folder: none takes the place of a file.
    ///
    /// # Errors
    /// When a file is there.
    pub(super) fn is_for_folder(&self) -> Result<(), FileReason> {
        match fs::symlink_metadata(&self.at) {
            Ok(meta) if self.replace && meta.is_file() => Err(FileReason::IsFile(shown(&self.at))),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Where it is made: in a new folder that is its user's alone.
    pub(super) fn make(&mut self) -> Result<PathBuf, FileReason> {
        let parent = self.at.parent().unwrap_or(Path::new("/"));
        let folder = parent.join(format!(".dogwatch-{:08x}", fastrand::u32(..)));
        DirBuilder::new().mode(0o700).create(&folder).map_err(|e| failed(parent, &e))?;
        let it = folder.join(IT);
        self.folder = Some(folder);
        Ok(it)
    }

    /// Gives what was made its name.
    pub(super) fn keep(&mut self) -> Result<(), FileReason> {
        let Some(it) = self.folder.as_ref().map(|f| f.join(IT)) else { return Err(FileReason::Nothing(None)) };
        let file = fs::symlink_metadata(&it).map_err(|e| failed(&it, &e))?.is_file();
        if self.replace && file {
            return fs::rename(&it, &self.at).map_err(|e| failed(&self.at, &e));
        }
        match renameat_with(CWD, &it, CWD, &self.at, RenameFlags::NOREPLACE) {
            Ok(()) => Ok(()),
            Err(Errno::EXIST) => Err(FileReason::ThereMeanwhile(shown(&self.at))),
            // Not every file system knows how.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                self.is_free()?;
                fs::rename(&it, &self.at).map_err(|e| failed(&self.at, &e))
            }
            Err(e) => Err(failed(&self.at, &e.into())),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.take() {
            let _gone = fs::remove_dir_all(folder);
        }
    }
}
