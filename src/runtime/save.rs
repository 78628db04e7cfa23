//! Writing a file that the user asked for: for nobody else to read, and never over another without their word.

use crate::app::msg::{Save, Saved};
use crate::files;
use crate::model::filed::FileFault;
use std::fs::{OpenOptions, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Writes it; an error names the file.
pub(super) fn write(save: &Save) -> Saved {
    let path = files::whole(&save.path);
    match write_to(&path, save) {
        Ok(()) => Saved::Done(path.display().to_string()),
        Err(e) if e.kind() == ErrorKind::AlreadyExists && !save.overwrite => Saved::Exists,
        Err(e) => Saved::Failed(FileFault::os(&path, &files::words(&e))),
    }
}

fn write_to(path: &Path, save: &Save) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    let mut file = if save.overwrite {
        files::open(path, options.create(true).truncate(true))?
    } else {
        options.create_new(true).open(path)?
    };
    // A file that was there keeps its mode when it is opened.
    file.set_permissions(Permissions::from_mode(0o600))?;
    for piece in save.lines.pieces() {
        file.write_all(piece.as_bytes())?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::Buffer;
    use crate::logs::export::LogExport;
    use crate::model::logs::{LogBody, LogLine};
    use crate::model::trouble::Os;

    fn lines(text: &str) -> LogExport {
        let mut buffer = Buffer::default();
        buffer.push(&LogLine { source: 0, nanos: 0, body: LogBody::Text(text.into()) });
        let mut taken = LogExport::of(vec!["web-1/web".into()], 0);
        buffer.range(0..1).for_each(|line| taken.push(&line));
        taken
    }

    #[test]
    fn a_file_is_its_owners_and_none_is_written_over_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a log.txt");
        let save = |text: &str, overwrite| Save { path: path.display().to_string(), lines: lines(text), overwrite };
        let is = |text: &str| std::fs::read_to_string(&path).unwrap() == format!("1970-01-01T00:00:00.000Z web-1/web {text}\n");
        assert_eq!(write(&save("one", false)), Saved::Done(path.display().to_string()));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(write(&save("two", false)), Saved::Exists);
        assert!(is("one"));
        std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        assert_eq!(write(&save("2", true)), Saved::Done(path.display().to_string()));
        assert!(is("2"));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let Saved::Failed(why) = write(&Save { path: "/nowhere/at/all.log".into(), lines: lines(""), overwrite: false }) else {
            panic!("it cannot be written")
        };
        assert_eq!(why, FileFault::Os("/nowhere/at/all.log".into(), Os::NotThere));
    }
}
