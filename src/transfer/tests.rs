//! What comes back is what went, and nothing that a hostile archive has stands outside of its folder.

use super::*;
use std::collections::BTreeMap;
use std::fs::{self, FileTimes, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tar::{Builder, EntryType, Header};

/// All that is below a folder: kind, mode, time in seconds and content.
fn all(root: &Path) -> BTreeMap<PathBuf, (u32, u64, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(path) = open.pop() {
        let meta = fs::symlink_metadata(&path).unwrap();
        let content = if meta.is_symlink() {
            fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes()
        } else if meta.is_file() {
            fs::read(&path).unwrap()
        } else {
            open.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            b"folder".to_vec()
        };
        let time = meta.modified().unwrap().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let (mode, time) = if meta.is_symlink() { (0, 0) } else { (meta.permissions().mode() & 0o777, time) };
        found.insert(path.strip_prefix(root).unwrap().to_owned(), (mode, time, content));
    }
    found
}

fn set(path: &Path, mode: u32, secs: u64) {
    let time = FileTimes::new().set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(secs));
    let file = fs::File::open(path).unwrap();
    file.set_times(time).unwrap();
    file.set_permissions(Permissions::from_mode(mode)).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_folder_comes_back_as_it_went() {
    let dir = tempfile::tempdir().unwrap();
    let from = dir.path().join("from");
    let deep = from.join("sub").join("x".repeat(120)).join("y".repeat(100));
    fs::create_dir_all(&deep).unwrap();
    fs::create_dir(from.join("empty")).unwrap();
    for (name, len, mode) in [("a", 0, 0o600), ("b", 511, 0o755), ("c", 512, 0o400), ("温度", 100_000, 0o644)] {
        fs::write(from.join(name), vec![b'x'; len]).unwrap();
        set(&from.join(name), mode, 1_000_000_000 + len as u64);
    }
    fs::write(deep.join("z"), "deep").unwrap();
    for (at, to) in [("..data", "sub"), ("key", "..data/k"), ("sub/up", "../a")] {
        symlink(to, from.join(at)).unwrap();
    }
    set(&deep, 0o555, 5);
    set(&from.join("sub"), 0o711, 6);
    set(&from, 0o750, 7);
    let looked = look(text(&from)).unwrap();
    assert_eq!((&*looked.name, looked.folder), ("from", true));
    let mut bytes = Vec::new();
    let told = pack(&looked, "other", &mut bytes).unwrap();
    assert_eq!((told.files, told.bytes, told.left_out.0), (5, looked.bytes, 0));
    assert!(bytes.len() as u64 <= looked.archive, "{} of {}", bytes.len(), looked.archive);
    let place = Place::new(text(&dir.path().join("to")), "from", false).unwrap();
    let came = unpack(place, "other", &bytes[..]).unwrap();
    assert!(!dir.path().join("to").exists(), "it has its name before it is kept");
    let (again, at) = came.keep().unwrap();
    assert_eq!((again.files, again.bytes, at), (told.files, told.bytes, dir.path().join("to")));
    assert_eq!(all(&dir.path().join("to")), all(&from));
    assert_eq!(names(dir.path()), ["from", "to"]);
    // Those that nobody may write in would stay behind.
    for folder in ["from", "to"] {
        let deep = dir.path().join(folder).join("sub").join("x".repeat(120)).join("y".repeat(100));
        set(&deep, 0o755, 5);
    }
}

#[test]
fn a_file_goes_under_any_name_and_none_is_replaced_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::write(path("a"), "new").unwrap();
    set(&path("a"), 0o640, 9);
    fs::write(path("there"), "old").unwrap();
    fs::create_dir(path("folder")).unwrap();
    fs::write(path("folder/a"), "old").unwrap();
    let mut bytes = Vec::new();
    pack(&look(text(&path("a"))).unwrap(), "a", &mut bytes).unwrap();
    for (to, replace, want) in [
        ("b", false, Ok("b")),
        ("there", false, Err("is there already: choose another name, or replace it")),
        ("there", true, Ok("there")),
        ("folder", false, Err("folder/a is there already")),
        ("folder/", true, Ok("folder/a")),
        ("none/", false, Err("none is no folder of this machine")),
        ("none/b", false, Err("none is no folder of this machine")),
    ] {
        let typed = format!("{}/{to}", text(dir.path()));
        let made = Place::new(&typed, "a", replace).and_then(|place| unpack(place, "a", &bytes[..])).and_then(Came::keep);
        match (made, want) {
            (Ok((_, at)), Ok(want)) => {
                assert_eq!(at, path(want));
                assert_eq!(all(&at)[Path::new("")], (0o640, 9, b"new".to_vec()), "{to}");
            }
            (Err(why), Err(want)) => assert!(why.to_string().contains(want), "{why}"),
            (made, want) => panic!("{to}: {made:?} {want:?}"),
        }
    }
    // A folder is never replaced, nor one that came to be there meanwhile.
    assert!(Place::new(text(&path("folder")), "", true).is_err());
    let came = unpack(Place::new(text(&path("late")), "a", false).unwrap(), "a", &bytes[..]).unwrap();
    fs::write(path("late"), "other").unwrap();
    assert!(came.keep().unwrap_err().to_string().contains("has come to be there meanwhile"));
    assert_eq!(fs::read(path("late")).unwrap(), b"other");
    assert_eq!(names(dir.path()), ["a", "b", "folder", "late", "there"]);
}

/// An archive of members, whose names are written as they are.
fn archive(members: &[(EntryType, &str, &str)]) -> Vec<u8> {
    let mut archive = Builder::new(Vec::new());
    for (kind, name, content) in members {
        let mut head = Header::new_gnu();
        head.set_entry_type(*kind);
        head.set_mode(0o4777);
        head.set_mtime(1);
        head.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        let link = matches!(kind, EntryType::Symlink | EntryType::Link);
        if link {
            head.as_old_mut().linkname[..content.len()].copy_from_slice(content.as_bytes());
        }
        let content = if link { "" } else { content };
        head.set_size(content.len() as u64);
        head.set_cksum();
        archive.append(&head, content.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap()
}

#[test]
fn a_hostile_archive_makes_nothing_outside_of_its_folder() {
    use EntryType as E;
    let (file, folder, link, hard) = (E::Regular, E::Directory, E::Symlink, E::Link);
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    fs::write(&secret, "mine").unwrap();
    let (out, victim) = (text(outside.path()), text(&secret));
    for (members, want) in [
        (vec![(file, "/tmp/x", "")], Err("an absolute path")),
        (vec![(folder, "d", ""), (file, "../x", "")], Err("a path with .. in it")),
        (vec![(folder, "d", ""), (file, "d/../../x", "")], Err("a path with .. in it")),
        (vec![(folder, "d", ""), (file, "e/x", "")], Err("a path that was not asked for")),
        (vec![(link, "d", out), (file, "d/x", "evil")], Err("nothing came: it (a link")),
        (vec![(link, "d", out), (folder, "d", ""), (file, "d/x", "")], Ok(&["d", "d/x"][..])),
        (vec![(folder, "d", ""), (link, "d/l", out), (file, "d/l/x", "evil")], Ok(&["d"])),
        (vec![(folder, "d", ""), (link, "d/l", ".."), (link, "d/l/m", "../.."), (file, "d/l/m/x", "")], Ok(&["d"])),
        (
            vec![(folder, "d", ""), (folder, "d/b", ""), (link, "d/a", "."), (link, "d/a/a/b/x", "../../../secret")],
            Ok(&["d", "d/a", "d/b"]),
        ),
        (
            vec![(folder, "d", ""), (folder, "d/b", ""), (link, "d/a/a/b/x", "../../../secret"), (link, "d/a", ".")],
            Ok(&["d", "d/a", "d/b"]),
        ),
        (vec![(folder, "d", ""), (link, "d/a", "."), (folder, "d/a/b", ""), (hard, "d/a/h", "d/a")], Ok(&["d", "d/a"])),
        (vec![(folder, "d", ""), (link, "d/l", victim), (file, "d/l", "evil")], Ok(&["d", "d/l"])),
        (vec![(folder, "d", ""), (link, "d/l", "../../x")], Ok(&["d"])),
        (
            vec![(folder, "d", ""), (folder, "d/a", ""), (link, "d/a/up", ".."), (link, "d/x", "a/up/../..")],
            Ok(&["d", "d/a", "d/a/up"]),
        ),
        (vec![(folder, "d", ""), (hard, "d/h", victim)], Ok(&["d"])),
        (vec![(folder, "d", ""), (hard, "d/h", "../secret")], Ok(&["d"])),
        (vec![(folder, "d", ""), (file, "d/a", "1"), (hard, "d/h", "d/a")], Ok(&["d", "d/a", "d/h"])),
        (vec![(folder, "d", ""), (file, "d/a", "1"), (file, "d/h", "2"), (hard, "d/h", "d/a")], Ok(&["d", "d/a", "d/h"])),
        (vec![(folder, "d", ""), (file, "d/a", "1"), (hard, "d/a", "d/a")], Ok(&["d", "d/a"])),
        (vec![(folder, "d", ""), (link, "d/l", victim), (hard, "d/h", "d/l")], Ok(&["d"])),
        (vec![(folder, "d", ""), (E::Char, "d/c", ""), (E::Block, "d/b", ""), (E::Fifo, "d/f", "")], Ok(&["d"])),
        (vec![(folder, "d", ""), (file, "d/a", "1"), (file, "d/a", "2")], Ok(&["d", "d/a"])),
        (vec![(file, "d", "1"), (file, "d/a", "2")], Err("it is a file as well")),
        (vec![(folder, "d", ""), (folder, "d/a", ""), (file, "d/a", "2")], Err("a: File exists")),
        (vec![(link, "d", victim)], Err("nothing came: it (a link")),
        (vec![(E::GNUSparse, "d", "")], Err("")),
        (vec![(E::new(b'Q'), "d", "")], Err("unknown kind")),
        (vec![], Err("nothing came")),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::new(text(&dir.path().join("to")), "d", false).unwrap();
        let made = unpack(place, "d", &archive(&members)[..]).and_then(Came::keep);
        match (made, want) {
            (Ok((_, at)), Ok(want)) => {
                let found = all(&at);
                let wanted: Vec<PathBuf> =
                    want.iter().map(|n| n.strip_prefix("d").unwrap().trim_start_matches('/').into()).collect();
                assert_eq!(found.keys().cloned().collect::<Vec<_>>(), wanted, "{members:?}");
                // No bit that would run it as somebody else.
                assert!(found.keys().all(|k| fs::symlink_metadata(at.join(k)).unwrap().permissions().mode() & 0o7000 == 0));
            }
            (Err(why), Err(want)) => {
                assert!(why.to_string().contains(want), "{members:?}: {why}");
                assert!(names(dir.path()).is_empty(), "{members:?}: {:?}", names(dir.path()));
            }
            (made, want) => panic!("{members:?}: {made:?} {want:?}"),
        }
        assert_eq!((names(outside.path()), fs::read(&secret).unwrap()), (vec!["secret".into()], b"mine".to_vec()), "{members:?}");
    }
}

#[test]
fn an_archive_that_breaks_off_leaves_nothing() {
    let members = [(EntryType::Directory, "d", ""), (EntryType::Regular, "d/a", "some words"), (EntryType::Regular, "d/b", "more")];
    let whole = archive(&members);
    let mut long = Header::new_gnu();
    long.set_entry_type(EntryType::GNULongName);
    long.set_size(1 << 30);
    long.set_cksum();
    let endless = [long.as_bytes().to_vec(), vec![b'x'; 4 << 20]].concat();
    for broken in [&whole[..100], &whole[..600], &whole[..1030], &b"no archive at all, by no means ".repeat(40), &endless] {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::new(text(&dir.path().join("to")), "d", false).unwrap();
        let why = unpack(place, "d", broken).unwrap_err().to_string();
        assert!(!why.is_empty() && names(dir.path()).is_empty(), "{why}: {:?}", names(dir.path()));
    }
}

#[test]
fn plain_bytes_are_one_file() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a"), b"\0\xff\r\n").unwrap();
    let mut bytes = Vec::new();
    assert_eq!(plain(&look(text(&dir.path().join("a"))).unwrap(), &mut bytes).unwrap().bytes, 4);
    let came = unpack_plain(Place::new(text(&dir.path().join("b")), "a", false).unwrap(), &bytes[..]).unwrap();
    assert_eq!(came.keep().unwrap().0.files, 1);
    assert_eq!(fs::read(dir.path().join("b")).unwrap(), b"\0\xff\r\n");
    for (path, why) in [("none", "No such file"), ("/dev/null", "is neither a file nor a folder")] {
        let typed = if path.starts_with('/') { path.to_owned() } else { format!("{}/{path}", text(dir.path())) };
        assert!(look(&typed).unwrap_err().to_string().contains(why), "{path}");
    }
}

/// What a link leads to, as the system goes there, as far as there is anything; below `root` all the way, or nothing.
fn within(root: &Path, link: &Path) -> Option<PathBuf> {
    let mut at = link.parent().unwrap().to_owned();
    let parts = |path: &Path| -> Vec<_> { path.components().map(|c| c.as_os_str().to_owned()).rev().collect() };
    let mut left = parts(&fs::read_link(link).unwrap());
    for _ in 0..200 {
        let Some(part) = left.pop() else { return Some(at) };
        match part.to_str().unwrap() {
            "." => continue,
            ".." => at = at.parent()?.to_owned(),
            "/" => return None,
            name => at.push(name),
        }
        if at.is_symlink() {
            left.extend(parts(&fs::read_link(&at).unwrap()));
            at.pop();
        }
        if !at.starts_with(root) {
            return None;
        }
    }
    // In a ring: that leads nowhere.
    Some(at)
}

#[test]
fn whatever_an_archive_has_nothing_is_made_outside_and_no_link_leads_there() {
    use EntryType as E;
    let mut rng = fastrand::Rng::with_seed(11);
    // In memory, where that is to be had: it is done many times.
    let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let real = fs::canonicalize(dir.path()).unwrap();
    let (into, to) = (real.join("in"), real.join("in/to"));
    fs::create_dir_all(&into).unwrap();
    fs::write(real.join("a"), "mine").unwrap();
    let (mut links, mut left_out) = (0, 0);
    for round in 0..2000 {
        let mut members = vec![(E::Directory, "d".to_owned(), String::new())];
        for _ in 0..rng.usize(2..12) {
            let path = |rng: &mut fastrand::Rng, of: &[&str], most| -> String {
                (0..rng.usize(1..=most)).map(|_| format!("/{}", rng.choice(of).unwrap())).collect()
            };
            let kind = *rng.choice(&[E::Directory, E::Regular, E::Link, E::Symlink, E::Symlink, E::Symlink]).unwrap();
            let name = format!("d{}", path(&mut rng, &["a", "b", "a", "c"], 4));
            let content = match kind {
                E::Symlink => path(&mut rng, &["..", "..", ".", "a", "b"], 5)[usize::from(rng.u8(..8) > 0)..].to_owned(),
                E::Link => format!("d{}", path(&mut rng, &["a", "b", "c"], 3)),
                _ => String::new(),
            };
            members.push((kind, name, content));
        }
        let members: Vec<_> = members.iter().map(|(kind, name, content)| (*kind, &**name, &**content)).collect();
        let made = unpack(Place::new(text(&to), "d", false).unwrap(), "d", &archive(&members)[..]).and_then(Came::keep);
        if let Ok((told, at)) = made {
            left_out += told.left_out.0;
            for below in all(&at).keys().map(|below| at.join(below)).filter(|path| path.is_symlink()) {
                links += 1;
                assert!(within(&to, &below).is_some(), "round {round}: {below:?} of {members:?}");
            }
            fs::remove_dir_all(&at).unwrap();
        }
        assert!(names(&into).is_empty(), "round {round}: {members:?}");
        assert_eq!((names(&real), fs::read(real.join("a")).unwrap()), (vec!["a".into(), "in".into()], b"mine".to_vec()));
    }
    assert!(links > 500 && left_out > 500, "{links} links, {left_out} left out: that tries nothing");
}

#[test]
fn what_names_take_is_bounded() {
    let member = |kind, name: &str, target: &str| {
        let mut archive = Builder::new(Vec::new());
        let mut head = Header::new_gnu();
        head.set_entry_type(kind);
        head.set_mode(0o644);
        head.set_size(0);
        if kind == EntryType::Symlink {
            archive.append_link(&mut head, name, target).unwrap();
        } else {
            archive.append_data(&mut head, name, std::io::empty()).unwrap();
        }
        let mut bytes = archive.into_inner().unwrap();
        // Without its end.
        bytes.truncate(bytes.len() - 1024);
        bytes
    };
    let dir = tempfile::tempdir().unwrap();
    let taken = |bytes: Vec<u8>| {
        let bytes = [member(EntryType::Directory, "d", ""), bytes, member(EntryType::Regular, "d/a", ""), vec![0; 1024]].concat();
        let at = dir.path().join("to");
        let made = unpack(Place::new(text(&at), "d", false).unwrap(), "d", &bytes[..]).and_then(Came::keep);
        let came = if at.exists() { names(&at) } else { Vec::new() };
        let _ = fs::remove_dir_all(&at);
        made.map(|(told, _)| (told.left_out, came))
    };
    let long = |n: usize| "x/".repeat(n / 2);
    for bytes in [
        member(EntryType::Regular, &format!("d/{}", long(4200)), ""),
        member(EntryType::Directory, &format!("d/{}", long(600_000)), ""),
        member(EntryType::Symlink, &format!("d/{}", long(4200)), "a"),
        member(EntryType::Symlink, "d/l", &long(4200)),
        member(EntryType::Regular, &format!("d/{}", "z".repeat(256)), ""),
        // With the folder that it would be made in.
        member(EntryType::Regular, &format!("d/{}z", long(4090)), ""),
    ] {
        let (left_out, came) = taken(bytes).unwrap();
        assert!(left_out.0 == 1 && left_out.1[0].1 == FileReason::TooLong && left_out.1[0].0.len() < 400, "{left_out:?}");
        assert_eq!(came, ["a"]);
    }
    // The same for folders as for links.
    let many = member(EntryType::Symlink, "d/l", &long(4000)).repeat(17_000);
    assert!(taken(many).unwrap_err().to_string().contains("64 MiB of names"));
    let many = member(EntryType::Directory, &format!("d/{}", "y".repeat(90)), "").repeat(320_000);
    assert!(taken(many).unwrap_err().to_string().contains("64 MiB of names"));
    assert!(names(dir.path()).is_empty());
}

#[test]
fn a_folder_for_a_file_that_may_go_is_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("to");
    fs::write(&to, "old").unwrap();
    for member in ["d", "d/a"] {
        let kind = if member == "d" { EntryType::Directory } else { EntryType::Regular };
        // It is told before the rest comes: here none does.
        let head = archive(&[(kind, member, "")])[..512].to_vec();
        let rest = std::io::Read::chain(&head[..], NoMore);
        let why = unpack(Place::new(text(&to), "d", true).unwrap(), "d", rest).unwrap_err();
        assert!(why.to_string().ends_with("to is a file, and what comes is a folder: choose another name"), "{why}");
    }
    assert_eq!((names(dir.path()), fs::read(&to).unwrap()), (vec!["to".into()], b"old".to_vec()));
}

/// Nothing that is to be read.
struct NoMore;

impl std::io::Read for NoMore {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("more was asked for"))
    }
}

#[test]
fn plain_bytes_are_as_many_as_were_looked_at() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    fs::write(&path, "12345").unwrap();
    let looked = look(text(&path)).unwrap();
    let given = || {
        let mut bytes = Vec::new();
        plain(&looked, &mut bytes).map(|told| (told.bytes, bytes))
    };
    fs::write(&path, "1234567").unwrap();
    assert_eq!(given(), Ok((5, b"12345".to_vec())), "what is written to it meanwhile is for the next time");
    fs::write(&path, "123").unwrap();
    assert!(given().unwrap_err().to_string().contains("became shorter meanwhile"));
}
