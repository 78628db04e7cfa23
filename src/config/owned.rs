//! A file that the program writes where its user says, and may write again: never over one that it did not write itself.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// How it is done instead.
const INSTEAD: &str = "name another path, or delete it first";

/// Writes a text that begins with `mark` to a path where nothing is, or a file that begins with it. It is its owner's alone.
///
/// # Errors
/// What is there instead and what to do, or why it cannot be written.
pub fn write(path: &Path, mark: &str, text: &str) -> Result<(), String> {
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => create(path, text).map_err(|e| match e.kind() {
            ErrorKind::AlreadyExists => format!("something was put there meanwhile; {INSTEAD}"),
            _ => words(&e),
        }),
        Err(e) => Err(words(&e)),
        Ok(meta) if meta.is_symlink() => Err(format!("is a link and is not written through; {INSTEAD}")),
        Ok(meta) if meta.is_dir() => Err("is a folder; name a file in it".into()),
        Ok(meta) if !meta.is_file() => Err(format!("is no ordinary file; {INSTEAD}")),
        Ok(_) => match begins_with(path, mark) {
            Ok(true) => replace(path, text).map_err(|e| words(&e)),
            Ok(false) => Err(format!("is there already and was not written by dogwatch; {INSTEAD}")),
            Err(e) => Err(format!("is there already and cannot be read ({}); {INSTEAD}", words(&e))),
        },
    }
}

fn words(e: &io::Error) -> String {
    e.to_string().split(" (os error").next().unwrap_or_default().to_owned()
}

fn begins_with(path: &Path, mark: &str) -> io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(mark.len() as u64).read_to_end(&mut head)?;
    Ok(head == mark.as_bytes())
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    // Nothing that is there is opened, also no link that leads nowhere.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// In its place in one step, so that who reads it meanwhile has the one or the other.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let beside = path.with_file_name(name);
    create(&beside, text).and_then(|()| fs::rename(&beside, path)).inspect_err(|_| drop(fs::remove_file(&beside)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    const MARK: &str = "# mark\n";

    #[test]
    fn it_writes_where_nothing_is_and_over_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config");
        for text in ["# mark\none\n", "# mark\ntwo\n"] {
            write(&path, MARK, text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn nothing_else_that_is_there_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let theirs = "apiVersion: v1\n# mark\n";
        for (name, text) in [("theirs", theirs), ("empty", ""), ("short", "# mar")] {
            fs::write(at(name), text).unwrap();
        }
        write(&at("own"), MARK, "# mark\n").unwrap();
        fs::create_dir(at("folder")).unwrap();
        symlink(at("theirs"), at("link")).unwrap();
        symlink(at("own"), at("link to own")).unwrap();
        symlink(at("nowhere"), at("dangling")).unwrap();
        let _socket = UnixListener::bind(at("socket")).unwrap();
        for name in ["theirs", "empty", "short", "folder", "link", "link to own", "dangling", "socket"] {
            let why = write(&at(name), MARK, "# mark\nnew\n").unwrap_err();
            assert!(why.contains("another path") || why.contains("name a file in it"), "{name}: {why}");
        }
        assert_eq!(fs::read_to_string(at("theirs")).unwrap(), theirs);
        assert_eq!(fs::read_to_string(at("own")).unwrap(), "# mark\n");
        assert!(!at("nowhere").exists());
        assert!(write(&at("none/config"), MARK, "# mark\n").is_err());
    }
}
