//! Archives: USTAR with the long names of GNU and POSIX, as tar and Go's `archive/tar` write them.

use super::{Errno, Files, Kind, Node, absolute, parent};

/// The unit of an archive.
pub const BLOCK: usize = 512;
/// The longest name of a member that is taken.
const MOST_NAME: usize = 4096;

/// The head of a member, with a record for a long name before it.
pub fn header(name: &str, node: &Node) -> Vec<u8> {
    let (kind, size, link) = match &node.kind {
        Kind::Dir => (b'5', 0, ""),
        Kind::File(content) => (b'0', content.len(), ""),
        Kind::Link(to) => (b'2', 0, to.as_str()),
    };
    let mut out = Vec::new();
    for (long, kind) in [(link, b'K'), (name, b'L')] {
        if long.len() > 100 {
            out.extend(block("././@LongLink", kind, 0o644, long.len() + 1, 0, ""));
            out.extend_from_slice(long.as_bytes());
            out.push(0);
            out.resize(out.len().next_multiple_of(BLOCK), 0);
        }
    }
    out.extend(block(name, kind, node.mode, size, node.mtime, link));
    out
}

fn block(name: &str, kind: u8, mode: u32, size: usize, mtime: i64, link: &str) -> Vec<u8> {
    let mut b = vec![0u8; BLOCK];
    let mut put = |at: usize, most: usize, bytes: &[u8]| {
        let n = bytes.len().min(most);
        b[at..at + n].copy_from_slice(&bytes[..n]);
    };
    put(0, 100, name.as_bytes());
    put(100, 8, format!("{mode:07o}\0").as_bytes());
    put(108, 8, b"0000000\0");
    put(116, 8, b"0000000\0");
    put(124, 12, format!("{size:011o}\0").as_bytes());
    put(136, 12, format!("{:011o}\0", mtime.max(0)).as_bytes());
    put(148, 8, b"        ");
    put(156, 1, &[kind]);
    put(157, 100, link.as_bytes());
    put(257, 8, b"ustar  \0");
    put(265, 32, b"root");
    put(297, 32, b"root");
    let sum: u32 = b.iter().map(|x| u32::from(*x)).sum();
    b[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    b
}

/// How many bytes of nothing follow a file's own.
pub fn padding(size: usize) -> usize {
    size.next_multiple_of(BLOCK) - size
}

#[derive(Debug)]
enum State {
    /// A head is next.
    Head,
    /// Bytes of a file, or of nothing that is kept.
    Body { path: Option<String>, left: usize, pad: usize, time: i64 },
    /// A long name or a record of POSIX.
    Extra { kind: u8, left: usize, pad: usize, text: Vec<u8> },
    /// Bytes after a body.
    Pad(usize),
    /// Nothing more.
    Over,
}

/// Unpacks an archive as it comes, into a folder that it cannot leave.
#[derive(Debug)]
pub struct Unpacker {
    dir: Option<String>,
    keep_time: bool,
    head: Vec<u8>,
    state: State,
    long_name: Option<String>,
    long_link: Option<String>,
    long_time: Option<i64>,
    /// What could not be done, member by member, until somebody takes it away.
    pub errors: Vec<String>,
    /// The members, until somebody takes them away.
    pub names: Vec<String>,
}

impl Unpacker {
    /// Into a folder, or nowhere: then there are only the members' names. `keep_time` takes their times.
    pub fn new(dir: Option<&str>, keep_time: bool) -> Self {
        Self {
            dir: dir.map(str::to_owned),
            keep_time,
            head: Vec::with_capacity(BLOCK),
            state: State::Head,
            long_name: None,
            long_link: None,
            long_time: None,
            errors: Vec::new(),
            names: Vec::new(),
        }
    }

    /// Whether it ended where an archive may end.
    pub fn is_whole(&self) -> bool {
        self.is_over() || matches!(self.state, State::Head) && self.head.is_empty()
    }

    /// Whether its end has come: whatever follows is no part of it.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    fn failed(&mut self, name: &str, e: Errno) {
        self.errors.push(format!("tar: {name}: {}", e.text()));
    }

    /// Takes the next bytes. `Err` is what makes the rest useless.
    pub fn push(&mut self, files: &mut Files, mut bytes: &[u8], now: i64) -> Result<(), &'static str> {
        while !bytes.is_empty() {
            let used = match &mut self.state {
                State::Over => return Ok(()),
                State::Head => {
                    let n = bytes.len().min(BLOCK - self.head.len());
                    self.head.extend_from_slice(&bytes[..n]);
                    if self.head.len() == BLOCK {
                        let head = std::mem::take(&mut self.head);
                        self.member(files, &head, now)?;
                    }
                    n
                }
                State::Body { path, left, pad, time } => {
                    let n = bytes.len().min(*left);
                    *left -= n;
                    let failed = match path {
                        Some(path) => files.append(path, &bytes[..n], now).err().map(|e| (path.clone(), e)),
                        None => None,
                    };
                    if *left == 0 {
                        if let Some(path) = path {
                            // Writing has set another.
                            let _ = files.stamp(path, None, Some(*time));
                        }
                        self.state = State::Pad(*pad);
                    } else if failed.is_some() {
                        *path = None;
                    }
                    if let Some((path, e)) = failed {
                        self.failed(&path, e);
                        if e == Errno::Full {
                            return Err("write error: No space left on device");
                        }
                    }
                    n
                }
                State::Extra { left, text, .. } => {
                    let n = bytes.len().min(*left);
                    text.extend_from_slice(&bytes[..n]);
                    *left -= n;
                    if *left == 0 {
                        self.extra();
                    }
                    n
                }
                State::Pad(left) => {
                    let n = bytes.len().min(*left);
                    *left -= n;
                    if *left == 0 {
                        self.state = State::Head;
                    }
                    n
                }
            };
            bytes = &bytes[used..];
            if matches!(self.state, State::Pad(0)) {
                self.state = State::Head;
            }
        }
        Ok(())
    }

    fn extra(&mut self) {
        let State::Extra { kind, pad, text, .. } = std::mem::replace(&mut self.state, State::Head) else { return };
        self.state = State::Pad(pad);
        let plain = || until_nul(&text);
        match kind {
            b'L' => self.long_name = Some(plain()),
            b'K' => self.long_link = Some(plain()),
            _ => {
                // Records of `LENGTH KEY=VALUE\n`.
                let text = String::from_utf8_lossy(&text);
                for record in text.split('\n') {
                    let Some((key, value)) = record.split_once(' ').and_then(|(_, r)| r.split_once('=')) else { continue };
                    match key {
                        "path" => self.long_name = Some(value.to_owned()),
                        "linkpath" => self.long_link = Some(value.to_owned()),
                        "mtime" => {
                            self.long_time =
                                value.split('.').next().and_then(|v| v.parse().ok()).filter(|t| (0..1 << 36).contains(t))
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    fn member(&mut self, files: &mut Files, head: &[u8], now: i64) -> Result<(), &'static str> {
        if head.iter().all(|b| *b == 0) {
            self.state = State::Over;
            return Ok(());
        }
        let sum: u32 = head.iter().enumerate().map(|(i, b)| if (148..156).contains(&i) { 32 } else { u32::from(*b) }).sum();
        if octal(&head[148..156]) != Some(u64::from(sum)) {
            return Err("invalid tar magic");
        }
        let size = octal(&head[124..136]).and_then(|n| usize::try_from(n).ok()).ok_or("corrupted octal value in tar header")?;
        let kind = head[156];
        if matches!(kind, b'L' | b'K' | b'x') {
            if size > 2 * MOST_NAME {
                return Err("name too long");
            }
            self.state = State::Extra { kind, left: size, pad: padding(size), text: Vec::new() };
            if size == 0 {
                self.state = State::Head;
            }
            return Ok(());
        }
        let short = until_nul(&head[..100]);
        let prefix = if head[257..263] == *b"ustar\0" { until_nul(&head[345..500]) } else { String::new() };
        let short = if prefix.is_empty() { short } else { format!("{prefix}/{short}") };
        let name = self.long_name.take().unwrap_or(short);
        let link = self.long_link.take().unwrap_or_else(|| until_nul(&head[157..257]));
        let own = octal(&head[136..148]).and_then(|n| i64::try_from(n).ok());
        let time = self.long_time.take().or(own).filter(|_| self.keep_time).unwrap_or(now);
        let mode = octal(&head[100..108]).and_then(|n| u32::try_from(n).ok());
        self.names.push(name.clone());
        let body = |path: Option<String>| State::Body { path, left: size, pad: padding(size), time };
        let Some(dir) = &self.dir else {
            self.state = if size == 0 { State::Head } else { body(None) };
            return Ok(());
        };
        // From the folder on, and never above it.
        let path = absolute("/", &format!("{dir}/{}", absolute("/", &name)));
        let done = match kind {
            b'0' | 0 | b'7' => {
                let made = files.mkdirs(parent(&path).0, now).and_then(|()| files.create(&path, now));
                let made = made.and_then(|()| files.stamp(&path, mode, Some(time)));
                self.state = if size == 0 { State::Head } else { body(made.is_ok().then(|| path.clone())) };
                made
            }
            b'5' => {
                self.state = if size == 0 { State::Head } else { body(None) };
                let made = files.mkdirs(&path, now);
                if path == "/" { made } else { made.and_then(|()| files.stamp(&path, mode, Some(time))) }
            }
            b'2' => {
                self.state = if size == 0 { State::Head } else { body(None) };
                let _ = files.remove(&path, false);
                files.mkdirs(parent(&path).0, now).and_then(|()| files.link(&path, &link, time))
            }
            _ => {
                self.state = if size == 0 { State::Head } else { body(None) };
                Ok(())
            }
        };
        if let Err(e) = done {
            self.failed(&name, e);
        }
        Ok(())
    }
}

fn until_nul(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.split(|b| *b == 0).next().unwrap_or_default()).into_owned()
}

fn octal(bytes: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(bytes).ok()?;
    u64::from_str_radix(text.trim_matches([' ', '\0']), 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn files() -> Files {
        Files::new(Arc::default())
    }

    fn pack(files: &Files, root: &str) -> Vec<u8> {
        let mut out = Vec::new();
        for path in files.below(root) {
            let node = files.get_link(&path).unwrap();
            out.extend(header(path.trim_start_matches('/'), node));
            if let Kind::File(c) = &node.kind {
                out.extend(c.to_vec());
                out.resize(out.len() + padding(c.len()), 0);
            }
        }
        out.resize(out.len() + 2 * BLOCK, 0);
        out
    }

    #[test]
    fn what_is_packed_is_unpacked_however_it_comes() {
        let mut from = files();
        let long = format!("/d/{}", "中文-long-name-".repeat(12));
        from.mkdirs("/d/empty", 5).unwrap();
        for (path, size) in [("/d/a", 0usize), ("/d/b", 1), ("/d/c", 512), ("/d/e", 70_001), (long.as_str(), 513)] {
            let bytes: Vec<u8> = (0..size).map(|i| (i * 31 % 251) as u8).collect();
            from.write(path, &bytes, 7).unwrap();
        }
        from.stamp("/d/b", Some(0o755), Some(1_700_000_000)).unwrap();
        from.link("/d/l", "../d/b", 9).unwrap();
        let archive = pack(&from, "/d");
        for step in [1, 13, 511, 512, 4096, archive.len()] {
            let mut to = files();
            let mut u = Unpacker::new(Some("/x"), true);
            archive.chunks(step).for_each(|c| u.push(&mut to, c, 99).unwrap());
            assert!(u.is_whole() && u.errors.is_empty(), "{:?}", u.errors);
            for path in from.below("/d") {
                let (a, b) = (from.get_link(&path).unwrap(), to.get_link(&format!("/x{path}")).unwrap());
                assert_eq!((a.mode, a.mtime), (b.mode, b.mtime), "{path}");
                match (&a.kind, &b.kind) {
                    (Kind::File(a), Kind::File(b)) => assert_eq!(a.to_vec(), b.to_vec(), "{path}"),
                    (Kind::Link(a), Kind::Link(b)) => assert_eq!(a, b),
                    (a, b) => assert!(matches!((a, b), (Kind::Dir, Kind::Dir)), "{path}"),
                }
            }
        }
        let mut cut = Unpacker::new(Some("/x"), true);
        cut.push(&mut files(), &archive[..archive.len() / 2], 1).unwrap();
        assert!(!cut.is_whole());
    }

    #[test]
    fn nothing_of_an_archive_leaves_its_folder() {
        for name in ["../../etc/passwd", "/etc/passwd", "a/../../../etc/passwd"] {
            let node = Node { kind: Kind::File(super::super::Content::default()), mode: 0o644, mtime: 1 };
            let mut to = files();
            to.mkdirs("/in/side", 1).unwrap();
            let mut u = Unpacker::new(Some("/in/side"), false);
            u.push(&mut to, &header(name, &node), 1).unwrap();
            assert!(to.get("/in/side/etc/passwd").is_ok() && to.get("/etc/passwd").is_err(), "{name}");
        }
        assert!(Unpacker::new(Some("/"), false).push(&mut files(), &[b'x'; 512], 1).is_err());
    }
}
