//! What may stand in the place of a file, and what becomes of it.

use super::*;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;
use std::time::{Duration, Instant};

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_is_no_plain_file_is_named_at_once_and_read_by_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    pipe(&at("pipe"));
    fs::create_dir(at("folder")).unwrap();
    let _socket = UnixListener::bind(at("socket")).unwrap();
    symlink(at("pipe"), at("link")).unwrap();
    symlink("/dev/zero", at("device")).unwrap();
    fs::write(at("text"), "text").unwrap();
    fs::write(at("bytes"), [0xff, 0xfe]).unwrap();
    File::create(at("large")).unwrap().set_len(4 << 30).unwrap();
    symlink(at("text"), at("good link")).unwrap();
    let begun = Instant::now();
    for (name, want) in [
        ("pipe", "it is a pipe, no plain file"),
        ("link", "it is a pipe, no plain file"),
        ("folder", "it is a folder, no plain file"),
        ("socket", "it is a socket, no plain file"),
        ("device", "it is a device, no plain file"),
        ("large", "it is larger than 1 MiB"),
        ("bytes", "it is no UTF-8 text"),
        ("none", "No such file or directory"),
    ] {
        assert_eq!(words(&read_text(&at(name), 1 << 20).unwrap_err()), want, "{name}");
    }
    for name in ["pipe", "link", "folder", "socket", "device"] {
        assert!(open(&at(name), OpenOptions::new().append(true).create(true)).is_err(), "{name}");
        assert!(open(&at(name), OpenOptions::new().write(true).create(true).truncate(true)).is_err(), "{name}");
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "something was waited for");
    for name in ["text", "good link"] {
        assert_eq!(read_text(&at(name), 4).unwrap(), "text");
        assert_eq!(words(&read(&at(name), 3).unwrap_err()), "it is larger than 0 KiB");
    }
    // One that says nothing of its size.
    assert!(!read(Path::new("/proc/self/status"), 1 << 20).unwrap().is_empty());
    assert!(read(Path::new("/proc/self/status"), 8).is_err());
}

#[test]
fn what_is_ours_is_shut_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let (own, file) = (folder.path().join("a/b"), folder.path().join("a/b/file"));
    super::folder(&own).unwrap();
    fs::write(&file, "x").unwrap();
    for (path, open, want) in [(&own, 0o755, 0o700), (&own, 0o700, 0o700), (&file, 0o664, 0o600), (&file, 0o400, 0o400)] {
        fs::set_permissions(path, Permissions::from_mode(open)).unwrap();
        assert_eq!((shut(path).is_ok(), mode(path)), (true, want), "{open:o}");
    }
    assert!(shut(&folder.path().join("none")).is_ok());
    assert!(shut(&file.join("below a file")).is_ok());
}

#[test]
fn a_file_takes_anothers_place_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    replace(&path, b"new").unwrap();
    assert_eq!((fs::read_to_string(&path).unwrap().as_str(), mode(&path)), ("new", 0o600));
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(replace(&path, b"newer").is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}
