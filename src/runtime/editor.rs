//! The user's editor: a file of theirs alone, the program that edits it, and what it left.

use super::about::{About, Held};
use super::drafts::LARGEST;
use super::private::{Private, sweep};
use crate::app::drafts::{EditFile, EditorEnd};
use crate::files;
use crate::model::change::reason::{FileReason, TerminalReason};
use crate::model::change::{Hidden, Reason};
use crate::model::trouble::Os;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The longest name of a file, without what tells it from others.
const LONGEST: usize = 150;

/// The user's editor and where the files for it are kept.
#[derive(Clone, Debug)]
pub struct Editor {
    /// The program, with its arguments, as its variable has it.
    pub program: String,
    /// The folder for the files; `None` where there is no home.
    pub folder: Option<PathBuf>,
    /// The user's home.
    pub home: Option<PathBuf>,
}

/// A file that is ready to be edited.
#[derive(Debug)]
pub(super) struct Written {
    program: String,
    path: PathBuf,
    given: Hidden,
    /// The folder of a text that is kept by nobody.
    private: Option<Private>,
}

impl Editor {
    /// Writes the file: into the one where the text was kept, else into a new one. Beside it stands of which object it is.
    pub(super) fn write(&self, file: &EditFile, about: Option<&About>, held: &Held) -> Result<Written, EditorEnd> {
        let end = |fault: Reason| EditorEnd { path: None, text: file.text.clone(), fault: Some(fault) };
        let Some(folder) = &self.folder else { return Err(end(TerminalReason::NoFolder.into())) };
        let wrong = |path: &Path, e: std::io::Error| end(at(path, &e));
        if file.secret {
            sweep(folder);
            let name = format!("{}.yaml", plain(&file.stem));
            let private = Private::new(folder, &name, file.text.reveal()).map_err(|e| wrong(folder, e))?;
            let path = private.text().to_owned();
            return Ok(Written { program: self.program.clone(), path, given: file.text.clone(), private: Some(private) });
        }
        files::folder(folder).map_err(|e| wrong(folder, e))?;
        let mut options = OpenOptions::new();
        options.write(true).mode(0o600);
        let (mut out, path) = match &file.path {
            Some(path) => (files::open(path, options.create(true).truncate(true)).map_err(|e| wrong(path, e))?, path.clone()),
            None => new_file(options.create_new(true), folder, &file.stem).map_err(|e| wrong(folder, e))?,
        };
        out.write_all(file.text.reveal().as_bytes()).map_err(|e| wrong(&path, e))?;
        if let Some(about) = about {
            held.write(&path, about).map_err(|e| wrong(&path, e))?;
        }
        Ok(Written { program: self.program.clone(), path, given: file.text.clone(), private: None })
    }
}

/// What the system says of a file.
fn at(path: &Path, error: &std::io::Error) -> Reason {
    FileReason::At(path.display().to_string(), Box::new(FileReason::Os(Os::of(&files::words(error))))).into()
}

/// A name of a file.
fn plain(stem: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    stem.trim_start_matches('.').chars().map(plain).take(LONGEST).collect()
}

/// A file that was not there, so that what was kept earlier stays.
fn new_file(options: &OpenOptions, folder: &Path, stem: &str) -> std::io::Result<(std::fs::File, PathBuf)> {
    let stem = plain(stem);
    let mut number = 1u32;
    loop {
        let more = if number > 1 { format!(".{number}") } else { String::new() };
        let path = folder.join(format!("{stem}{more}.yaml"));
        match options.open(&path) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists && number < 1000 => number += 1,
            other => return other.map(|file| (file, path)),
        }
    }
}

impl Written {
    /// Runs the editor in the terminal until it ends, and reads what it left.
    pub(super) fn edit(self) -> EditorEnd {
        let Self { program, path, given, private } = self;
        let ran = command(&program, &path).status();
        let fault = match ran {
            Err(e) => Some(TerminalReason::NotStarted(program, e.to_string())),
            Ok(status) if status.success() => None,
            Ok(status) if status.code() == Some(127) => Some(TerminalReason::NotFound(program)),
            Ok(status) => Some(TerminalReason::Failed(program, status.to_string())),
        };
        if let Some(private) = private {
            let read = private.read();
            let unread = |e: &std::io::Error| Reason::Words(format!("{}: {}", path.display(), files::words(e)));
            let fault = fault.map(Reason::from).or_else(|| read.as_ref().err().map(unread));
            return EditorEnd { path: None, text: read.map_or(given, Hidden::new), fault };
        }
        match files::read_text(&path, LARGEST) {
            Ok(text) => EditorEnd { path: Some(path), text: Hidden::new(text), fault: fault.map(Reason::from) },
            Err(e) => {
                let fault = fault.map_or_else(|| at(&path, &e), Reason::from);
                EditorEnd { path: Some(path), text: given, fault: Some(fault) }
            }
        }
    }
}

/// The editor with the file. One with arguments or quotes is the shell's to read, as everywhere else.
fn command(program: &str, path: &Path) -> Command {
    if program.chars().all(|c| c.is_ascii_alphanumeric() || "/._-+".contains(c)) {
        let mut command = Command::new(program);
        command.arg(path);
        return command;
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{program} \"$@\"")).arg(program).arg(path);
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn editor(folder: &Path, program: &str) -> Editor {
        Editor { program: program.into(), folder: Some(folder.join("edit")), home: None }
    }

    fn file(text: &str) -> EditFile {
        EditFile { path: None, stem: "lab/../x.iot.Pod.web 1".into(), text: Hidden::new(text.into()), secret: false }
    }

    #[test]
    fn a_file_is_its_users_alone_and_takes_the_place_of_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let editor = editor(folder.path(), "true");
        let first = editor.write(&file("one\n"), None, &Held::default()).unwrap();
        let second = editor.write(&file("two\n"), None, &Held::default()).unwrap();
        assert_eq!(first.path.file_name().unwrap(), "lab_.._x.iot.Pod.web_1.yaml");
        assert_ne!(first.path, second.path);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&first.path), mode(&folder.path().join("edit"))), (0o600, 0o700));
        let again = editor.write(&EditFile { path: Some(first.path.clone()), ..file("3\n") }, None, &Held::default()).unwrap();
        assert_eq!((&again.path, std::fs::read_to_string(&first.path).unwrap()), (&first.path, "3\n".to_owned()));
        let end = Editor { folder: None, ..editor }.write(&file("x"), None, &Held::default()).unwrap_err();
        assert_eq!(end.fault, Some(TerminalReason::NoFolder.into()));
    }

    #[test]
    fn what_the_editor_left_is_read() {
        let folder = tempfile::tempdir().unwrap();
        for (program, text, fault) in [
            ("true", "a: 1\n", None),
            ("sed -i s/1/2/", "a: 2\n", None),
            ("sh -c 'sed -i s/1/3/ \"$0\"; exit 3'", "a: 3\n", Some("exit status: 3")),
            ("rm", "a: 1\n", Some("No such file")),
            ("no-such-editor", "a: 1\n", Some("cannot be started")),
            ("no-such-editor --wait", "a: 1\n", Some("was not found")),
        ] {
            let end = editor(folder.path(), program).write(&file("a: 1\n"), None, &Held::default()).unwrap().edit();
            assert_eq!(end.text.reveal(), text, "{program}");
            match fault {
                None => assert_eq!(end.fault, None, "{program}"),
                Some(words) => assert!(end.fault.as_ref().unwrap().to_string().contains(words), "{program}: {:?}", end.fault),
            }
        }
    }
}
