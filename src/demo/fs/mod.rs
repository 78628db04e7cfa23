//! The file system of a container: what its image has and what was written since, in memory and bounded. It goes with the container.

mod content;
mod errno;
mod image;
pub mod tar;
#[cfg(test)]
mod tests;

pub use content::Content;
pub use errno::Errno;
pub use image::{Facts, fill};

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that one container may hold.
const MOST_BYTES: usize = 160 << 20;
/// Bytes that all containers of a cluster may hold together.
const MOST_BYTES_ALL: usize = 256 << 20;
/// Files, folders and links that one container may hold.
const MOST_NODES: usize = 20_000;
/// What a node costs besides its bytes, so that many empty files are not free.
const NODE_BYTES: usize = 256;
/// Links that are followed on one way.
const MOST_LINKS: usize = 16;
/// What takes whatever is written to it, and keeps nothing.
const DEVICES: [&str; 3] = ["/dev/null", "/dev/tty", "/dev/zero"];
/// The longest path, as PATH_MAX has it.
const MOST_PATH: usize = 4096;

/// What stands at a path.
#[derive(Debug)]
pub enum Kind {
    /// A folder.
    Dir,
    /// A file.
    File(Content),
    /// A symbolic link, and where it leads.
    Link(String),
}

/// A file, folder or link.
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Permission bits.
    pub mode: u32,
    /// Time of the last change, in seconds since 1970.
    pub mtime: i64,
}

/// A file system. Paths in its methods are absolute.
#[derive(Debug)]
pub struct Files {
    nodes: BTreeMap<String, Node>,
    bytes: usize,
    all: Arc<AtomicUsize>,
}

impl Drop for Files {
    fn drop(&mut self) {
        self.all.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// `path` as seen from `cwd`, without `.`, `..` and empty parts; links are not looked at.
pub fn absolute(cwd: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { split(cwd).collect() };
    for part in split(path) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

fn split(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|p| !p.is_empty())
}

/// The folder that a path stands in, and its last part.
pub fn parent(path: &str) -> (&str, &str) {
    match path.rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some((dir, name)) => (dir, name),
        None => ("/", path),
    }
}

fn join(dir: &str, name: &str) -> String {
    if dir == "/" { format!("/{name}") } else { format!("{dir}/{name}") }
}

impl Files {
    /// An empty one, whose bytes count towards those of all.
    pub fn new(all: Arc<AtomicUsize>) -> Self {
        let root = Node { kind: Kind::Dir, mode: 0o755, mtime: 0 };
        Self { nodes: BTreeMap::from([("/".to_owned(), root)]), bytes: 0, all }
    }

    fn charge(&mut self, bytes: usize) -> Result<(), Errno> {
        // Counted first: other containers may write at the same time.
        let all = self.all.fetch_add(bytes, Ordering::Relaxed);
        if self.bytes + bytes > MOST_BYTES || all + bytes > MOST_BYTES_ALL {
            self.all.fetch_sub(bytes, Ordering::Relaxed);
            return Err(Errno::Full);
        }
        self.bytes += bytes;
        Ok(())
    }

    fn refund(&mut self, bytes: usize) {
        self.bytes -= bytes;
        self.all.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// The path that a path leads to, its links followed; the last part may be missing, and is followed only when `last`.
    pub fn resolve(&self, path: &str, last: bool) -> Result<String, Errno> {
        if path.len() > MOST_PATH {
            return Err(Errno::TooLong);
        }
        let mut rest: Vec<String> = split(path).rev().map(str::to_owned).collect();
        let (mut at, mut links) = ("/".to_owned(), 0);
        while let Some(part) = rest.pop() {
            if part == "." {
                continue;
            }
            if part == ".." {
                at = parent(&at).0.to_owned();
                continue;
            }
            let next = join(&at, &part);
            match self.nodes.get(&next).map(|n| &n.kind) {
                Some(Kind::Link(to)) if last || !rest.is_empty() => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(Errno::Loop);
                    }
                    if to.starts_with('/') {
                        at = "/".into();
                    }
                    rest.extend(split(to).rev().map(str::to_owned));
                }
                Some(Kind::File(_)) if !rest.is_empty() => return Err(Errno::NotDir),
                None if !rest.is_empty() => return Err(Errno::Missing),
                _ => at = next,
            }
        }
        Ok(at)
    }

    /// What stands at a path, links followed.
    pub fn get(&self, path: &str) -> Result<&Node, Errno> {
        let at = self.resolve(path, true)?;
        self.nodes.get(&at).ok_or(Errno::Missing)
    }

    /// What stands at a path itself.
    pub fn get_link(&self, path: &str) -> Result<&Node, Errno> {
        let at = self.resolve(path, false)?;
        self.nodes.get(&at).ok_or(Errno::Missing)
    }

    /// Whether a folder is at a path, links followed.
    pub fn is_dir(&self, path: &str) -> bool {
        self.get(path).is_ok_and(|n| matches!(n.kind, Kind::Dir))
    }

    /// A file's content, links followed.
    pub fn file(&self, path: &str) -> Result<&Content, Errno> {
        match &self.get(path)?.kind {
            Kind::File(content) => Ok(content),
            Kind::Dir => Err(Errno::IsDir),
            Kind::Link(_) => Err(Errno::Loop),
        }
    }

    /// The names in a folder, in order.
    pub fn names(&self, path: &str) -> Result<Vec<String>, Errno> {
        let at = self.resolve(path, true)?;
        match self.nodes.get(&at).map(|n| &n.kind) {
            None => return Err(Errno::Missing),
            Some(Kind::Dir) => {}
            Some(Kind::File(_) | Kind::Link(_)) => return Err(Errno::NotDir),
        }
        let prefix = if at == "/" { at } else { format!("{at}/") };
        let mut names = Vec::new();
        let mut from = Bound::Excluded(prefix.clone());
        while let Some((path, _)) = self.nodes.range((from, Bound::Unbounded)).next()
            && let Some(rest) = path.strip_prefix(&prefix)
        {
            // What is deeper is passed over at once, however much it is: behind the slash comes the zero.
            from = match rest.split_once('/') {
                Some((name, _)) => Bound::Included(format!("{prefix}{name}0")),
                None => {
                    names.push(rest.to_owned());
                    Bound::Excluded(path.clone())
                }
            };
        }
        Ok(names)
    }

    /// Everything below a path with the path itself, in order; `MOST_NODES` at most, since there are no more.
    pub fn below(&self, path: &str) -> Vec<String> {
        let prefix = if path == "/" { "/".to_owned() } else { format!("{path}/") };
        let own = self.nodes.contains_key(path).then(|| path.to_owned());
        let inner = self.nodes.range::<str, _>((Bound::Excluded(prefix.as_str()), Bound::Unbounded));
        let inner = inner.take_while(|(p, _)| p.starts_with(&prefix)).map(|(p, _)| p.clone());
        own.into_iter().chain(inner).collect()
    }

    fn place(&self, path: &str, follow: bool) -> Result<String, Errno> {
        let at = self.resolve(path, follow)?;
        let (dir, name) = parent(&at);
        if name.len() > 255 {
            return Err(Errno::TooLong);
        }
        match self.nodes.get(dir).map(|n| &n.kind) {
            Some(Kind::Dir) => Ok(at),
            Some(Kind::File(_) | Kind::Link(_)) => Err(Errno::NotDir),
            None => Err(Errno::Missing),
        }
    }

    fn add(&mut self, at: String, node: Node) -> Result<(), Errno> {
        if self.nodes.len() >= MOST_NODES {
            return Err(Errno::Full);
        }
        self.charge(NODE_BYTES + at.len())?;
        self.nodes.insert(at, node);
        Ok(())
    }

    /// Makes a file empty, or an empty file.
    pub fn create(&mut self, path: &str, now: i64) -> Result<(), Errno> {
        let at = self.place(path, true)?;
        match self.nodes.get_mut(&at) {
            Some(Node { kind: Kind::Dir, .. }) => Err(Errno::IsDir),
            Some(Node { kind: Kind::File(content), mtime, .. }) => {
                let gone = content.len();
                *content = Content::default();
                *mtime = now;
                self.refund(gone);
                Ok(())
            }
            Some(Node { kind: Kind::Link(_), .. }) => Err(Errno::Loop),
            None => self.add(at, Node { kind: Kind::File(Content::default()), mode: 0o644, mtime: now }),
        }
    }

    /// Writes at the end of a file, which is made when it is not there.
    pub fn append(&mut self, path: &str, bytes: &[u8], now: i64) -> Result<(), Errno> {
        let at = self.place(path, true)?;
        if !self.nodes.contains_key(&at) {
            self.create(&at, now)?;
        }
        if DEVICES.contains(&at.as_str()) {
            return Ok(());
        }
        self.charge(bytes.len())?;
        match self.nodes.get_mut(&at) {
            Some(Node { kind: Kind::File(content), mtime, .. }) => {
                content.append(bytes);
                *mtime = now;
                Ok(())
            }
            _ => {
                self.refund(bytes.len());
                Err(Errno::IsDir)
            }
        }
    }

    /// Makes a file of bytes. What stood in it stays when there is no room for them.
    pub fn write(&mut self, path: &str, bytes: &[u8], now: i64) -> Result<(), Errno> {
        self.charge(bytes.len())?;
        self.refund(bytes.len());
        self.create(path, now)?;
        self.append(path, bytes, now)
    }

    /// Makes a folder.
    pub fn mkdir(&mut self, path: &str, now: i64) -> Result<(), Errno> {
        let at = self.place(path, true)?;
        if self.nodes.contains_key(&at) {
            return Err(Errno::Exists);
        }
        self.add(at, Node { kind: Kind::Dir, mode: 0o755, mtime: now })
    }

    /// Makes a folder and those above it, as far as they are not there.
    pub fn mkdirs(&mut self, path: &str, now: i64) -> Result<(), Errno> {
        let mut at = String::new();
        for part in split(path) {
            at = format!("{at}/{part}");
            match self.mkdir(&at, now) {
                Ok(()) => {}
                Err(Errno::Exists) if self.is_dir(&at) => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// Makes a symbolic link.
    pub fn link(&mut self, path: &str, to: &str, now: i64) -> Result<(), Errno> {
        let at = self.place(path, false)?;
        if self.nodes.contains_key(&at) {
            return Err(Errno::Exists);
        }
        if to.len() > MOST_PATH {
            return Err(Errno::TooLong);
        }
        self.add(at, Node { kind: Kind::Link(to.to_owned()), mode: 0o777, mtime: now })
    }

    /// Sets permission bits and time of what stands at a path itself.
    pub fn stamp(&mut self, path: &str, mode: Option<u32>, mtime: Option<i64>) -> Result<(), Errno> {
        let at = self.resolve(path, false)?;
        let node = self.nodes.get_mut(&at).ok_or(Errno::Missing)?;
        node.mode = mode.unwrap_or(node.mode) & 0o7777;
        node.mtime = mtime.unwrap_or(node.mtime);
        Ok(())
    }

    fn take(&mut self, at: &str) -> Option<Node> {
        let node = self.nodes.remove(at)?;
        let bytes = if let Kind::File(content) = &node.kind { content.len() } else { 0 };
        self.refund(NODE_BYTES + at.len() + bytes);
        Some(node)
    }

    /// Takes a file, link or empty folder away; a full one only with all that is in it.
    pub fn remove(&mut self, path: &str, all: bool) -> Result<(), Errno> {
        let at = self.resolve(path, false)?;
        if at == "/" {
            return Err(Errno::Busy);
        }
        if !self.nodes.contains_key(&at) {
            return Err(Errno::Missing);
        }
        let below = self.below(&at);
        if below.len() > 1 && !all {
            return Err(Errno::NotEmpty);
        }
        for path in below {
            self.take(&path);
        }
        Ok(())
    }

    /// Moves what stands at a path; a file that stands at the new one goes. When there is no room for longer paths, all stays as it was.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), Errno> {
        let (from, to) = (self.resolve(from, false)?, self.place(to, false)?);
        if !self.nodes.contains_key(&from) {
            return Err(Errno::Missing);
        }
        if from == to {
            return Ok(());
        }
        if from == "/" || to.starts_with(&format!("{from}/")) {
            return Err(Errno::Busy);
        }
        if self.nodes.get(&to).is_some_and(|n| matches!(n.kind, Kind::Dir)) {
            return Err(Errno::IsDir);
        }
        let all = self.below(&from);
        let moved = |path: &String| format!("{to}{}", &path[from.len()..]);
        if all.iter().any(|path| moved(path).len() > MOST_PATH) {
            return Err(Errno::TooLong);
        }
        // Only the paths differ in what they take.
        self.charge(all.len() * to.len().saturating_sub(from.len()))?;
        self.take(&to);
        for path in &all {
            if let Some(node) = self.nodes.remove(path) {
                self.nodes.insert(moved(path), node);
            }
        }
        self.refund(all.len() * from.len().saturating_sub(to.len()));
        Ok(())
    }
}
