//! Files that are copied by key, by the real program: into a container and out of it again, on the demo cluster here, on a real one in `lab`.

use super::incident::{renewed, suffixes, swap_to, written};
use super::inside::{go_to_pods, journal, wait};
use crate::support::ground::{Ground, LONG, find_web};
use crate::support::pty::{Pty, keys};
use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// As far as a copy comes that is to be ended.
const SOME: usize = 2 << 20;

/// A folder with what folders have: modes, times, a link, wide and long names, nothing at all, and more than one message takes.
pub fn folder(at: &Path) {
    fs::create_dir_all(at.join("sub/empty")).unwrap();
    for (i, (name, len, mode)) in
        [("nothing", 0, 0o600), ("run.sh", 511, 0o755), ("温度 1", 100_000, 0o640), ("sub/big", 3_000_000, 0o444)]
            .into_iter()
            .enumerate()
    {
        let bytes: Vec<u8> = (0..len).map(|n: u32| (n * 7 + n / 251) as u8).collect();
        fs::write(at.join(name), bytes).unwrap();
        stamp(&at.join(name), mode, 1_000_000_000 + i as u64);
    }
    symlink("run.sh", at.join("link")).unwrap();
    stamp(&at.join("sub/empty"), 0o700, 1_100_000_001);
    stamp(&at.join("sub"), 0o750, 1_100_000_002);
    stamp(at, 0o755, 1_100_000_003);
}

fn stamp(path: &Path, mode: u32, secs: u64) {
    let file = File::open(path).unwrap();
    file.set_times(FileTimes::new().set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(secs))).unwrap();
    file.set_permissions(Permissions::from_mode(mode)).unwrap();
}

/// All that is below a folder: mode, time in seconds and content; of a link only where it leads.
pub fn all(root: &Path) -> BTreeMap<PathBuf, (u32, u64, Vec<u8>)> {
    let (mut found, mut open) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(path) = open.pop() {
        let meta = fs::symlink_metadata(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let time = meta.modified().unwrap().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let (mode, time, content) = if meta.is_symlink() {
            (0, 0, fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes())
        } else if meta.is_file() {
            (meta.permissions().mode() & 0o777, time, fs::read(&path).unwrap())
        } else {
            open.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            (meta.permissions().mode() & 0o777, time, b"folder".to_vec())
        };
        found.insert(path.strip_prefix(root).unwrap().to_owned(), (mode, time, content));
    }
    found
}

/// Fills in the form and sends it.
pub fn copy(pty: &mut Pty, into: bool, there: &str, here: &Path, replace: bool) {
    pty.send("t");
    wait(pty, "Copy files");
    if into {
        pty.send(keys::BACK_TAB);
        pty.send(" ");
        wait(pty, "into the container");
        pty.send(keys::TAB);
    }
    pty.send(there);
    pty.send(keys::DOWN);
    pty.send(&keys::paste(here.to_str().unwrap()));
    if replace {
        pty.send(keys::TAB);
        pty.send(" ");
        wait(pty, "yes: a file");
    }
    pty.send(keys::ENTER);
}

/// A path is completed by what the container has.
fn completes(pty: &mut Pty) {
    pty.send("t");
    wait(pty, "Copy files");
    pty.send("/et\t");
    wait(pty, "in container  /etc/ ");
    pty.send("host\t");
    wait(pty, "in container  /etc/host");
    pty.send("no-such-name\t");
    wait(pty, "nothing there begins like that");
    assert!(journal(pty).contains("\"ls\""), "a listing is a command: {}", journal(pty));
    pty.send(keys::ESC);
    pty.wait_for(|s| !s.contains("Copy files"), LONG).unwrap();
}

/// What is said of the state of the copy that is seen, once it has ended.
fn state(screen: &str) -> Option<String> {
    if !screen.contains("Copies ─") {
        return None;
    }
    let told = screen.split_once("│ state     ")?.1;
    Some(told.lines().map(|l| l.trim_matches(['│', ' '])).collect::<Vec<_>>().join(" "))
}

/// Waits for the end of the copy that is seen.
pub fn ended(pty: &Pty, with: &str) {
    let ended = |s: &str| state(s).is_some_and(|state| state.contains(with));
    pty.wait_for(ended, LONG).unwrap_or_else(|screen| panic!("it has not ended with {with}:\n{screen}"));
}

/// Waits until the one that is under way has come some way: it tells MiB, and not only of its pace.
fn goes(pty: &Pty) {
    let some = |s: &str| {
        let under_way = |l: &&str| l.starts_with("│▌◐");
        s.contains("Copies (1)") && s.lines().find(under_way).is_some_and(|l| l.split_whitespace().any(|w| w == "MiB"))
    };
    pty.wait_for(some, LONG).unwrap_or_else(|screen| panic!("it does not go on:\n{screen}"));
}

/// The same, and leaves it.
pub fn ends(pty: &mut Pty, with: &str) {
    ended(pty, with);
    pty.send(keys::ESC);
    wait(pty, "Pods of");
}

/// Runs a command in the pod, and waits for what it says.
fn says(pty: &mut Pty, command: &str, said: &str) {
    pty.send(&format!(":exec {command}\r"));
    wait(pty, &format!("│ {said}"));
    pty.send(keys::ESC);
    wait(pty, "Pods of");
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A folder goes in and comes out as it was, and nothing that is there is replaced unasked.
pub fn goes_in_and_out(ground: &Ground) {
    let dir = tempfile::tempdir().unwrap();
    let (from, back) = (dir.path().join("from"), dir.path().join("back"));
    folder(&from);
    let mut pty = ground.start(110, 34, &[]);
    go_to_pods(&mut pty);
    completes(&mut pty);
    copy(&mut pty, true, "/tmp/in", &from, false);
    ends(&mut pty, "4 files, 3.0 MiB in");
    copy(&mut pty, false, "/tmp/in", &back, false);
    ends(&mut pty, "4 files, 3.0 MiB in");
    assert_eq!(all(&back), all(&from));
    copy(&mut pty, false, "/tmp/in", &back.join("again"), false);
    ends(&mut pty, "4 files, 3.0 MiB in");
    assert_eq!(all(&back.join("again")), all(&from));
    copy(&mut pty, false, "/tmp/in/run.sh", &back.join("run.sh"), false);
    ends(&mut pty, "choose another name, or replace it");
    // A folder that is there gets it by its own name, and once.
    copy(&mut pty, true, "/tmp/in", &from.join("run.sh"), false);
    ends(&mut pty, "is in the container already");
    fs::write(from.join("run.sh"), "new").unwrap();
    copy(&mut pty, true, "/tmp/in", &from.join("run.sh"), true);
    ends(&mut pty, "1 file, 3 B in");
    copy(&mut pty, false, "/tmp/in/link", &back.join("run.sh"), true);
    ends(&mut pty, "1 file, 3 B in");
    assert_eq!(fs::read(back.join("run.sh")).unwrap(), b"new", "what a link names is copied");
    copy(&mut pty, false, "/tmp/none", &back.join("none"), false);
    ends(&mut pty, "o such file");
    assert_eq!(
        (names(dir.path()), names(&from)),
        (vec!["back".into(), "from".into()], vec!["link".into(), "nothing".into(), "run.sh".into(), "sub".into(), "温度 1".into()])
    );
    says(&mut pty, "sh -c 'echo left: $(ls -A /tmp | grep -c dogwatch)'", "left: 0");
    let written = journal(&pty);
    assert!(written.contains(r#""change":"copy-in""#) && written.contains("4 files, 3.0 MiB in"), "{written}");
    assert!(written.contains("/tmp/in") && written.contains("\"to\""), "{written}");
}

#[test]
fn a_folder_goes_into_a_container_and_comes_out_again() {
    goes_in_and_out(&Ground::demo());
}

#[test]
fn a_copy_that_is_ended_leaves_nothing() {
    let ground = Ground::demo();
    let dir = tempfile::tempdir().unwrap();
    let mut pty = ground.start(110, 34, &[]);
    go_to_pods(&mut pty);
    says(&mut pty, "sh -c 'head -c 150000000 /dev/zero > /tmp/big; ls /tmp'", "big");
    // It cannot end before it is ended.
    ground.faults().hang_after(SOME);
    copy(&mut pty, false, "/tmp/big", &dir.path().join("big"), false);
    goes(&pty);
    assert_eq!(names(dir.path()).len(), 1, "{:?}", names(dir.path()));
    assert!(!dir.path().join("big").exists());
    pty.send(keys::ESC);
    ended(&pty, "nothing was left behind");
    assert!(names(dir.path()).is_empty(), "{:?}", names(dir.path()));
    ground.faults().hang(false);
    pty.send(keys::ESC);
    wait(&pty, "Pods of");
    // Into the container as well.
    says(&mut pty, "sh -c 'rm /tmp/big; echo gone'", "gone");
    let huge = dir.path().join("huge");
    File::create(&huge).unwrap().set_len(90 << 20).unwrap();
    ground.faults().hang_after(SOME);
    copy(&mut pty, true, "/tmp/huge", &huge, false);
    goes(&pty);
    pty.send(keys::ESC);
    wait(&pty, "is being ended");
    ground.faults().hang(false);
    ended(&pty, "stopped after");
    pty.send(keys::ESC);
    wait(&pty, "Pods of");
    says(&mut pty, "sh -c 'echo left: $(ls -A /tmp | grep -c -i huge) $(ls -A /tmp | grep -c dogwatch)'", "left: 0 0");
}

#[test]
fn read_only_copies_nothing() {
    let ground = Ground::demo();
    let mut pty = ground.start(110, 34, &["--readonly"]);
    go_to_pods(&mut pty);
    pty.send("t");
    wait(&pty, "read-only mode");
    assert!(ground.requests().since(0).iter().all(|r| !r.contains("/exec")));
}

#[test]
fn without_tar_one_file_goes_over_plain_streams() {
    let ground = Ground::demo();
    let dir = tempfile::tempdir().unwrap();
    let (from, back) = (dir.path().join("from"), dir.path().join("back"));
    folder(&from);
    let image = format!("{}-notar", ground.image());
    let mut pty = ground.start(110, 34, &[]);
    find_web(&mut pty);
    let old = suffixes(&ground);
    swap_to(&mut pty, &image);
    written(&pty, "is on rev", 1);
    // No pod of before is left that the cursor could stand on.
    let new = renewed(&ground, &old);
    let only = |s: &str| new.iter().all(|p| s.contains(p)) && !old.iter().any(|p| s.contains(p));
    pty.wait_for(only, LONG).unwrap_or_else(|screen| panic!("not {new:?} alone:\n{screen}"));
    pty.send("\r");
    wait(&pty, "s shell");
    copy(&mut pty, true, "/tmp/in", &from, false);
    ends(&mut pty, "has no tar: only single files");
    copy(&mut pty, false, "/etc", &back, false);
    ends(&mut pty, "has no tar: only single files");
    copy(&mut pty, true, "/tmp/", &from.join("sub/big"), false);
    ends(&mut pty, "1 file, 2.9 MiB in");
    copy(&mut pty, false, "/tmp/big", &back, false);
    ends(&mut pty, "1 file, 2.9 MiB in");
    assert_eq!(fs::read(&back).unwrap(), fs::read(from.join("sub/big")).unwrap());
    assert_eq!(names(dir.path()), ["back", "from"]);
}
