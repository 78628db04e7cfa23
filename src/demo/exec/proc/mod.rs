//! A process in a container: its ends, its terminal, and what it knows of where it runs. What it runs is in `programs` and `shell`.

pub mod edit;
mod io;
pub mod keys;
mod piped;
mod site;

pub use io::{Event, Input, Io, Output, Std};
pub use site::Site;

use crate::demo::fs::{Errno, Files, absolute};
use bytes::Bytes;
pub use piped::Piped;
use std::sync::{Arc, MutexGuard};

/// Bytes of all variables together.
const MOST_VARIABLES: usize = 1 << 20;
/// Variables: whoever sets one looks at all of them.
const MOST_NAMES: usize = 1000;
/// Bytes that `/dev/zero` gives at once.
const ZEROS: usize = 32 << 10;

/// Why a program ends before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Who ran it is gone.
    Gone,
    /// Ctrl-C.
    Interrupt,
    /// It cannot go on, whoever started it: the code, and what is said of it.
    Failed(i32, &'static str),
    /// It said so: `exit N`.
    Exit(i32),
}

impl Stop {
    /// What was written found no room.
    pub const FULL: Stop = Stop::Failed(1, "write error: No space left on device");
    /// A word, a line or all variables have become too long.
    pub const TOO_LONG: Stop = Stop::Failed(2, "argument too long");
    /// Commands stand too deep in each other.
    pub const TOO_DEEP: Stop = Stop::Failed(2, "can't fork: Resource temporarily unavailable");
}

/// How a program ends: with a code, or before.
pub type Ended = Result<i32, Stop>;

/// Where a program reads.
#[derive(Debug)]
pub enum Source {
    /// From who ran it.
    Outside,
    /// What another wrote.
    Kept(Piped),
    /// From a file, and from where on.
    File(String, usize),
}

/// Where a program writes.
#[derive(Debug)]
pub enum Sink {
    /// To who ran it.
    Outside(Std),
    /// At the end of a file.
    File(String),
    /// Into memory, for another command.
    Kept(Piped),
}

/// A process.
#[derive(Debug)]
pub struct Proc {
    /// Its ends.
    pub io: Io,
    /// Where it runs.
    pub site: Arc<Site>,
    /// Its variables, in order.
    pub env: Vec<(String, String)>,
    /// The folder it is in.
    pub cwd: String,
    /// Standard input.
    pub input: Source,
    /// Standard output.
    pub out: Sink,
    /// Standard error.
    pub err: Sink,
    /// What of all that its commands write for each other is there at this time.
    piped: Piped,
}

impl Proc {
    /// A new one in a container.
    pub fn new(io: Io, site: Arc<Site>) -> Self {
        let mut env = site.env.clone();
        if io.tty {
            env.push(("TERM".into(), "xterm".into()));
        }
        Self {
            cwd: site.dir.clone(),
            env,
            site,
            io,
            input: Source::Outside,
            out: Sink::Outside(Std::Out),
            err: Sink::Outside(Std::Err),
            piped: Piped::default(),
        }
    }

    /// Where something is put for another command.
    pub fn pipe(&self) -> Piped {
        self.piped.another()
    }

    /// The container's files.
    pub fn files(&self) -> MutexGuard<'_, Files> {
        self.site.files()
    }

    /// A path as seen from where the process is.
    pub fn path(&self, path: &str) -> String {
        absolute(&self.cwd, path)
    }

    /// A variable; empty when it is not set.
    pub fn var(&self, name: &str) -> &str {
        self.env.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.as_str())
    }

    /// Sets a variable, where there is room for it.
    pub fn set_var(&mut self, name: &str, value: &str) -> Result<(), Stop> {
        let others: usize = self.env.iter().filter(|(k, _)| k != name).map(|(k, v)| k.len() + v.len() + 1).sum();
        if others + name.len() + value.len() > MOST_VARIABLES {
            return Err(Stop::TOO_LONG);
        }
        match self.env.iter().position(|(k, _)| k == name) {
            Some(at) => value.clone_into(&mut self.env[at].1),
            None if self.env.len() >= MOST_NAMES => return Err(Stop::TOO_LONG),
            None => self.env.push((name.to_owned(), value.to_owned())),
        }
        Ok(())
    }

    /// Whether it reads and writes a terminal.
    pub fn on_terminal(&self) -> bool {
        self.io.tty && matches!(self.out, Sink::Outside(_)) && matches!(self.input, Source::Outside)
    }

    /// Writes to standard output.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.io.breathe().await?;
        put(&mut self.io, &self.site, &mut self.out, bytes).await
    }

    /// Writes text to standard output.
    pub async fn say(&mut self, text: &str) -> Result<(), Stop> {
        self.write(text.as_bytes()).await
    }

    /// Writes a line to standard error, and returns the code.
    pub async fn fail(&mut self, code: i32, line: &str) -> Ended {
        self.io.breathe().await?;
        put(&mut self.io, &self.site, &mut self.err, format!("{line}\n").as_bytes()).await?;
        Ok(code)
    }

    /// The next bytes of standard input; none at its end.
    pub async fn read(&mut self, most: usize) -> Result<Bytes, Stop> {
        match &mut self.input {
            Source::Kept(piped) => Ok(piped.read(most)),
            Source::File(path, at) => {
                let path = path.clone();
                let bytes = block(&self.site, &path, *at).unwrap_or_default();
                *at += bytes.len();
                Ok(bytes.into())
            }
            Source::Outside if self.io.tty => edit::cooked(&mut self.io).await,
            Source::Outside => self.io.chunk(most).await,
        }
    }

    /// A file's bytes from a place on, a block at most; none at its end.
    pub fn block(&self, path: &str, at: usize) -> Result<Vec<u8>, Errno> {
        block(&self.site, path, at)
    }

    /// Now, in seconds since 1970.
    pub fn now(&self) -> i64 {
        self.site.clock.now().secs()
    }

    /// Waits, unless Ctrl-C comes.
    pub async fn sleep(&mut self, ms: u64) -> Result<(), Stop> {
        let wait = self.site.paced(ms);
        self.io.sleep(wait).await
    }
}

fn block(site: &Site, path: &str, at: usize) -> Result<Vec<u8>, Errno> {
    let files = site.files();
    let content = files.file(path)?;
    Ok(if path == "/dev/zero" { vec![0; ZEROS] } else { content.at(at).to_vec() })
}

async fn put(io: &mut Io, site: &Site, sink: &mut Sink, bytes: &[u8]) -> Result<(), Stop> {
    match sink {
        Sink::Outside(std) => io.say(*std, bytes).await,
        Sink::File(path) => {
            let now = site.clock.now().secs();
            site.files().append(path, bytes, now).map_err(|_| Stop::FULL)
        }
        Sink::Kept(piped) => piped.push(bytes),
    }
}
