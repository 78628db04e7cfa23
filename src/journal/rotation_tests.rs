use super::file::{Place, append};
use super::parts::{KEPT, part, rotate};
use super::tests::{entry, mode};
use super::*;
use crate::files::{Lock, lock};
use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::PathBuf;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

fn refused() -> Outcome {
    Outcome::Refused { reason: "no".into() }
}

fn names(history: &History) -> Vec<String> {
    history.records.iter().map(|r| r.entry.name.to_string()).collect()
}

/// The journal's files, the present one first.
fn files(dir: &Path) -> Vec<PathBuf> {
    let path = dir.join(FILE);
    let parts = (1..=KEPT + 2).map(|n| part(&path, n));
    std::iter::once(path.clone()).chain(parts).filter(|p| p.exists()).collect()
}

/// Returns when somebody waits for a journal's lock.
fn until_waited_for(journal: &Path) {
    let inode = fs::metadata(lock::path(journal)).unwrap().ino();
    let deadline = Instant::now() + Duration::from_secs(30);
    // A line of one that waits: `5: -> FLOCK  ADVISORY  WRITE 1234 fe:00:42 0 EOF`.
    let waits = |line: &str| line.contains("-> FLOCK") && line.contains(&format!(":{inode} "));
    while !fs::read_to_string("/proc/locks").unwrap().lines().any(waits) {
        assert!(Instant::now() < deadline, "nobody waits for the lock");
        std::thread::yield_now();
    }
}

#[test]
fn it_is_rotated_by_size_and_read_as_one() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap().sized(3000);
    let mut most = 0;
    for i in 0..60 {
        let (id, _) = journal.begin(&entry(i, &format!("n{i}"))).unwrap();
        journal.finish(&id, &refused(), Time::from_secs(i)).unwrap();
        let parts = files(dir.path());
        most = most.max(parts.len());
        for p in &parts {
            assert!(fs::metadata(p).unwrap().len() <= 3000, "{}", p.display());
            assert_eq!(mode(p), 0o600, "{}", p.display());
        }
        let history = journal.read(None).unwrap();
        assert_eq!(history.skipped, 0, "an end whose beginning was dropped is no mistake");
        assert!(history.records.iter().all(|r| r.end.is_some()));
        let kept = history.records.len() as i64;
        assert_eq!(names(&history), (i + 1 - kept..=i).map(|n| format!("n{n}")).collect::<Vec<_>>());
        assert!(kept == i + 1 || parts.len() == 5, "nothing goes before there are five files");
    }
    assert_eq!(most, 5);
    let late = journal.read(Some(Time::from_secs(55))).unwrap();
    assert_eq!((late.records.len(), late.skipped), (5, 0));
}

#[test]
fn an_end_is_written_to_the_present_file_and_finds_its_beginning() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let journal = Journal::open(dir.path()).unwrap().sized(2000);
    let other = Journal::open(dir.path()).unwrap().sized(2000);
    let (id, _) = journal.begin(&entry(0, "slow")).unwrap();
    for _ in 0..20 {
        if !part(&path, 2).exists() {
            other.begin(&entry(1, "x")).unwrap();
        }
    }
    journal.finish(&id, &refused(), Time::from_secs(9)).unwrap();
    assert!(fs::read_to_string(&path).unwrap().contains(&format!("\"id\":\"{id}\"")));
    assert!(fs::read_to_string(part(&path, 2)).unwrap().contains(&format!("\"id\":\"{id}\"")));
    let history = read(&path, None).unwrap();
    let slow = history.records.iter().find(|r| r.id == id).unwrap();
    assert_eq!((slow.end.clone(), history.skipped), (Some((Time::from_secs(9), refused())), 0));
}

#[test]
fn writers_and_a_reader_meet_every_entry_once_while_it_rotates() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let (writers, each, bytes) = (4, 20, 9000);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut reads, mut before) = (0, 0);
            while !done.load(Ordering::Acquire) {
                let history = read(&path, None).unwrap();
                let ids: HashSet<_> = history.records.iter().map(|r| &r.id).collect();
                assert_eq!((history.skipped, ids.len()), (0, history.records.len()));
                assert!(ids.len() >= before, "{} after {before}", ids.len());
                (reads, before) = (reads + 1, ids.len());
            }
            reads
        });
        let all: Vec<_> = (0..writers)
            .map(|writer| {
                let dir = dir.path();
                scope.spawn(move || {
                    let journal = Journal::open(dir).unwrap().sized(bytes);
                    for i in 0..each {
                        let (id, _) = journal.begin(&entry(i, &format!("w{writer}"))).unwrap();
                        journal.finish(&id, &refused(), Time::from_secs(i)).unwrap();
                    }
                })
            })
            .collect();
        let ends: Vec<_> = all.into_iter().map(|w| w.join()).collect();
        done.store(true, Ordering::Release);
        assert!(ends.iter().all(Result::is_ok));
        assert!(reader.join().unwrap() > 0);
    });
    let history = read(&path, None).unwrap();
    let ids: HashSet<_> = history.records.iter().map(|r| &r.id).collect();
    let count = (writers * each) as usize;
    assert_eq!((history.records.len(), ids.len(), history.skipped), (count, count, 0));
    assert!(history.records.iter().all(|r| r.end.is_some()));
    let parts = files(dir.path());
    assert!(parts.len() > 2, "it was rotated: {parts:?}");
    assert!(parts.iter().all(|p| fs::metadata(p).unwrap().len() <= bytes));
}

#[test]
fn a_part_that_moves_while_it_is_read_is_met_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let line = entry::begin_line(&EntryId::fresh(Time::from_secs(1)), &entry(1, "a"));
    let start = Barrier::new(2);
    for _ in 0..300 {
        fs::write(&path, &line).unwrap();
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                start.wait();
                (0..6).map(|_| read(&path, None).unwrap().records.len()).collect::<Vec<_>>()
            });
            start.wait();
            // As four rotations move it.
            for n in 1..=KEPT {
                let from = if n == 1 { path.clone() } else { part(&path, n - 1) };
                fs::rename(from, part(&path, n)).unwrap();
            }
            assert_eq!(reader.join().unwrap(), [1; 6]);
        });
        fs::remove_file(part(&path, KEPT)).unwrap();
    }
}

/// A kill between two renames leaves a gap; none of what is left may be lost, and the journal goes on.
#[test]
fn a_kill_at_any_step_of_a_rotation_loses_nothing() {
    for gap in 0..=KEPT {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        let journal = Journal::open(dir.path()).unwrap();
        // Five parts of one entry each, the oldest first.
        for i in 0..=i64::from(KEPT) {
            journal.begin(&entry(i, &format!("n{i}"))).unwrap();
            if i < i64::from(KEPT) {
                rotate(&path).unwrap();
            }
        }
        assert_eq!(names(&journal.read(None).unwrap()), ["n0", "n1", "n2", "n3", "n4"]);
        // As the kill leaves it: the oldest is gone, as it should, and those above the gap have moved.
        for n in (gap.max(1)..KEPT).rev() {
            fs::rename(part(&path, n), part(&path, n + 1)).unwrap();
        }
        if gap == 0 {
            fs::rename(&path, part(&path, 1)).unwrap();
        }
        let left = ["n1", "n2", "n3", "n4"].map(String::from);
        let kept = names(&journal.read(None).unwrap());
        assert!(kept.ends_with(&left), "gap {gap}: {kept:?}");

        let other = Journal::open(dir.path()).unwrap().sized(1);
        other.begin(&entry(9, "next")).unwrap();
        let after = names(&other.read(None).unwrap());
        let want: Vec<String> = left.iter().cloned().chain(["next".to_owned()]).collect();
        assert_eq!(after, want, "gap {gap}");
    }
}

#[test]
fn a_torn_line_stays_in_its_part() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let journal = Journal::open(dir.path()).unwrap().sized(600);
    journal.begin(&entry(1, "a")).unwrap();
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str("{\"event\":\"begin\",\"v\":1,\"id\":\"x\",\"ti");
    fs::write(&path, &text).unwrap();
    journal.begin(&entry(2, "b")).unwrap();
    assert_eq!(fs::read_to_string(part(&path, 1)).unwrap(), text);
    let history = journal.read(None).unwrap();
    assert_eq!((names(&history), history.skipped), (vec!["a".to_owned(), "b".to_owned()], 1));
}

#[test]
fn a_line_that_is_just_being_written_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let journal = Journal::open(dir.path()).unwrap();
    journal.begin(&entry(1, "a")).unwrap();
    let line = entry::begin_line(&EntryId::fresh(Time::from_secs(2)), &entry(2, "b"));
    let (first, rest) = line.split_at(100);
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    let writer = Lock::take(&path, Duration::from_secs(60)).unwrap();
    file.write_all(first.as_bytes()).unwrap();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| read(&path, None).unwrap());
        until_waited_for(&path);
        file.write_all(rest.as_bytes()).unwrap();
        drop(writer);
        let history = reader.join().unwrap();
        assert_eq!((names(&history), history.skipped), (vec!["a".to_owned(), "b".to_owned()], 0));
    });
}

#[test]
fn a_dogwatch_that_was_stopped_holding_the_lock_holds_up_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    drop(Journal::open(dir.path()).unwrap());
    let place = Place { path: path.clone(), bytes: 1, wait: Duration::from_millis(20) };
    append(&place, "a\n").unwrap();
    let stopped = File::open(lock::path(&path)).unwrap();
    stopped.lock().unwrap();
    append(&place, "b\n").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "a\nb\n", "written, and not rotated without the lock");
    stopped.unlock().unwrap();
    append(&Place { wait: Duration::from_secs(60), ..place }, "c\n").unwrap();
    assert_eq!((fs::read_to_string(&path).unwrap(), fs::read_to_string(part(&path, 1)).unwrap()), ("c\n".into(), "a\nb\n".into()));
}

#[test]
fn a_lock_that_was_deleted_under_its_waiter_is_taken_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let first = Lock::take(&path, Duration::from_secs(60)).unwrap();
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| Lock::take(&path, Duration::from_secs(60)).unwrap());
        until_waited_for(&path);
        fs::remove_file(lock::path(&path)).unwrap();
        File::create(lock::path(&path)).unwrap();
        drop(first);
        let _second = waiter.join().unwrap();
        let next = File::open(lock::path(&path)).unwrap();
        assert!(matches!(next.try_lock(), Err(TryLockError::WouldBlock)), "what is locked is what the next one would lock");
    });
}

#[test]
fn without_a_lock_it_is_written_and_grows() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap().sized(1);
    let lock = lock::path(&dir.path().join(FILE));
    fs::create_dir(&lock).unwrap();
    for i in 0..3 {
        journal.begin(&entry(i, "a")).unwrap();
    }
    assert_eq!((files(dir.path()).len(), journal.read(None).unwrap().records.len()), (1, 3));
    fs::remove_dir(&lock).unwrap();
    journal.begin(&entry(3, "a")).unwrap();
    assert_eq!((files(dir.path()).len(), journal.read(None).unwrap().records.len()), (2, 4));
}

#[test]
fn a_folder_that_cannot_be_written_stops_rotation_and_not_the_journal() {
    // Nothing can be made or renamed in this folder, not even by root, and its files can be written.
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_file().as_raw_fd()));
    let place = Place { path, bytes: 1, wait: Duration::from_secs(60) };
    append(&place, "a\n").unwrap();
    append(&place, "b\n").unwrap();
    assert_eq!(fs::read_to_string(file.path()).unwrap(), "a\nb\n");

    // A rename that fails.
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap().sized(1);
    for i in 0..4 {
        journal.begin(&entry(i, "a")).unwrap();
    }
    fs::create_dir_all(part(&dir.path().join(FILE), KEPT).join("in the way")).unwrap();
    journal.begin(&entry(4, "b")).unwrap();
    assert!(fs::read_to_string(dir.path().join(FILE)).unwrap().contains("\"name\":\"b\""));
    let error = journal.read(None).unwrap_err().to_string();
    assert!(error.contains("journal.jsonl.4") && error.contains("no plain file"), "{error}");

    // And one in which no journal can be made.
    let error = Journal::open(Path::new("/proc/self/fd/dogwatch")).unwrap_err().to_string();
    assert!(error.contains("/proc/self/fd/dogwatch/journal.jsonl: its folder cannot be made"), "{error}");
}

#[test]
fn what_takes_the_journals_place_begins_nothing_and_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let journal = Journal::open(dir.path()).unwrap().sized(400);
    journal.begin(&entry(1, "a")).unwrap();
    rotate(&path).unwrap();
    let pipe = dir.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // A device that takes everything would be a journal that keeps nothing.
    for (there, what) in
        [("/dev/null", "a device"), ("/dev/full", "a device"), (pipe.to_str().unwrap(), "a pipe"), ("/", "a folder")]
    {
        symlink(there, &path).unwrap();
        for error in [journal.begin(&entry(2, "b")).map(drop), Journal::open(dir.path()).map(drop), journal.read(None).map(drop)] {
            let error = error.unwrap_err().to_string();
            assert!(error.contains(&format!("it is {what}, no plain file; move away what stands there")), "{error}");
        }
        assert!(path.is_symlink() && files(dir.path()).len() == 2, "it is not rotated");
        fs::remove_file(&path).unwrap();
    }
    journal.begin(&entry(3, "c")).unwrap();
    assert_eq!(names(&journal.read(None).unwrap()), ["a", "c"]);
}

#[test]
fn of_a_journal_of_any_size_the_last_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let journal = Journal::open(dir.path()).unwrap();
    journal.begin(&entry(1, "a")).unwrap();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(4 << 30).unwrap();
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(b"\n").unwrap();
    file.write_all(entry::begin_line(&EntryId::fresh(Time::from_secs(2)), &entry(2, "b")).as_bytes()).unwrap();
    let history = journal.read(None).unwrap();
    assert_eq!(names(&history), ["b"]);
    // The next one begins a new part.
    journal.begin(&entry(3, "c")).unwrap();
    assert_eq!(
        (names(&journal.read(None).unwrap()), fs::metadata(&path).unwrap().len() < 1000),
        (vec!["b".into(), "c".into()], true)
    );
}

#[test]
fn old_parts_are_made_private_too() {
    let dir = tempfile::tempdir().unwrap();
    let old = part(&dir.path().join(FILE), 2);
    fs::write(&old, "").unwrap();
    fs::set_permissions(&old, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    Journal::open(dir.path()).unwrap();
    assert_eq!(mode(&old), 0o600);
}
