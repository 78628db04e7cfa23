//! Paths, bounds and what is given back.

use super::*;

fn files() -> (Files, Arc<AtomicUsize>) {
    let all = Arc::new(AtomicUsize::new(0));
    (Files::new(all.clone()), all)
}

#[test]
fn paths_are_read_as_a_kernel_reads_them() {
    for (cwd, path, want) in
        [("/", "a", "/a"), ("/a/b", "../c", "/a/c"), ("/a", "/x//y/./z", "/x/y/z"), ("/a", "../../..", "/"), ("/a", "", "/a")]
    {
        assert_eq!(absolute(cwd, path), want, "{cwd} {path}");
    }
}

#[test]
fn what_is_written_is_read_and_counted_and_given_back() {
    let (mut f, all) = files();
    f.mkdirs("/a/b", 1).unwrap();
    f.write("/a/b/x", b"one", 2).unwrap();
    f.append("/a/b/x", b" two", 3).unwrap();
    f.link("/l", "a/b", 4).unwrap();
    assert_eq!(f.file("/l/x").unwrap().to_vec(), b"one two");
    assert_eq!(f.names("/l").unwrap(), ["x"]);
    assert_eq!(f.names("/").unwrap(), ["a", "l"]);
    assert_eq!(f.get("/a/b/x").unwrap().mtime, 3);
    f.rename("/a/b", "/c").unwrap();
    assert_eq!(f.file("/c/x").unwrap().len(), 7);
    for (got, want) in [
        (f.mkdir("/c", 1), Errno::Exists),
        (f.remove("/c", false), Errno::NotEmpty),
        (f.remove("/none", true), Errno::Missing),
        (f.mkdir("/c/x/y", 1), Errno::NotDir),
        (f.create("/c", 1), Errno::IsDir),
        (f.write("/no/x", b"", 1), Errno::Missing),
        (f.remove("/", true), Errno::Busy),
    ] {
        assert_eq!(got.unwrap_err(), want);
    }
    f.link("/loop", "loop", 1).unwrap();
    assert_eq!(f.get("/loop").unwrap_err(), Errno::Loop);
    for path in ["/c", "/l", "/a", "/loop"] {
        f.remove(path, true).unwrap();
    }
    assert_eq!((f.bytes, all.load(Ordering::Relaxed)), (0, 0));
}

#[test]
fn nothing_grows_without_end() {
    let (mut f, all) = files();
    let block = vec![0u8; 1 << 20];
    let mut written = 0;
    while f.append("/big", &block, 1).is_ok() {
        written += 1;
        assert!(written <= MOST_BYTES >> 20);
    }
    assert_eq!(f.append("/other", &block, 1), Err(Errno::Full));
    // Another container of the same cluster finds what is left for all.
    let mut second = Files::new(all.clone());
    let mut more = 0;
    while second.append("/big", &block, 1).is_ok() {
        more += 1;
    }
    assert!(written + more <= MOST_BYTES_ALL >> 20 && more > 0, "{written} {more}");
    f.remove("/big", false).unwrap();
    let mut n = 0;
    while f.create(&format!("/{n}"), 1).is_ok() {
        n += 1;
    }
    assert!(n < MOST_NODES);
    drop((f, second));
    assert_eq!(all.load(Ordering::Relaxed), 0);
}

#[test]
fn what_is_moved_is_there_before_or_after() {
    let (mut f, all) = files();
    f.mkdirs("/a/b", 1).unwrap();
    f.write("/a/b/x", b"one", 1).unwrap();
    f.write("/to", b"old", 1).unwrap();
    let held = f.bytes;
    // Full but for less than the longer paths need.
    all.fetch_add(MOST_BYTES_ALL - held - 10, Ordering::Relaxed);
    let long = format!("/{}", "n".repeat(200));
    for (from, to, want) in [("/a", long.as_str(), Errno::Full), ("/a/b/x", &long, Errno::Full)] {
        assert_eq!(f.rename(from, to), Err(want), "{from}");
        assert_eq!(f.file("/a/b/x").unwrap().to_vec(), b"one");
        assert_eq!((f.bytes, f.names("/").unwrap()), (held, vec!["a".to_owned(), "to".to_owned()]));
    }
    f.rename("/a/b/x", "/to").unwrap();
    assert_eq!(f.file("/to").unwrap().to_vec(), b"one");
    f.rename("/a", "/to2").unwrap();
    assert!(f.is_dir("/to2/b") && f.get("/a").is_err());
    let deep = format!("/{}", vec!["d".repeat(200); 18].join("/"));
    all.fetch_sub(MOST_BYTES_ALL - held - 10, Ordering::Relaxed);
    f.mkdirs(&deep, 1).unwrap();
    let inner = format!("/{}/{}", "i".repeat(250), "j".repeat(250));
    f.mkdirs(&inner, 1).unwrap();
    assert_eq!(f.rename(&inner[..251], &format!("{deep}/{}", "k".repeat(250))), Err(Errno::TooLong));
    for name in f.names("/").unwrap() {
        f.remove(&format!("/{name}"), true).unwrap();
    }
    assert_eq!((f.bytes, all.load(Ordering::Relaxed)), (0, 0));
}

#[test]
fn devices_keep_nothing() {
    let (mut f, _) = files();
    f.mkdirs("/dev", 1).unwrap();
    for path in DEVICES {
        f.write(path, b"", 1).unwrap();
        let before = f.bytes;
        f.append(path, b"gone", 1).unwrap();
        f.write(path, b"gone", 1).unwrap();
        assert_eq!((f.bytes, f.file(path).unwrap().len()), (before, 0), "{path}");
    }
}

/// Whatever stands between a folder's entries in the order of all paths, and however deep.
#[test]
fn the_names_in_a_folder_are_those_of_its_own_entries() {
    let (mut f, _) = files();
    let parts = ["a", "a.b", "a-", "a0", "a00", "a温", "b"];
    for one in parts {
        for two in parts {
            f.mkdirs(&format!("/{one}/{two}/x/y"), 1).unwrap();
        }
    }
    f.mkdirs("/b/empty", 1).unwrap();
    for dir in f.below("/") {
        let own = f.nodes.keys().filter(|p| *p != "/" && parent(p).0 == dir).map(|p| parent(p).1.to_owned());
        assert_eq!(f.names(&dir).unwrap(), own.collect::<Vec<_>>(), "{dir}");
    }
}
