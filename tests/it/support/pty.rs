//! The real program in a pseudo-terminal: keys go in, and what a terminal would show comes out.
//!
//! Waiting is for something to be on the screen, never for time to pass; whoever waits in vain is told the last screen.

use std::ffi::OsString;
use std::fmt;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// Keys that are no letters, as a terminal sends them.
pub mod keys {
    pub const ENTER: &str = "\r";
    pub const ESC: &str = "\x1b";
    pub const TAB: &str = "\t";
    pub const BACK_TAB: &str = "\x1b[Z";
    pub const BACKSPACE: &str = "\x7f";
    pub const DELETE: &str = "\x1b[3~";
    pub const UP: &str = "\x1b[A";
    pub const DOWN: &str = "\x1b[B";
    pub const RIGHT: &str = "\x1b[C";
    pub const LEFT: &str = "\x1b[D";
    pub const HOME: &str = "\x1b[H";
    pub const END: &str = "\x1b[F";
    pub const PAGE_UP: &str = "\x1b[5~";
    pub const PAGE_DOWN: &str = "\x1b[6~";

    /// Ctrl with a letter.
    pub fn ctrl(letter: char) -> String {
        char::from(letter as u8 & 0x1f).to_string()
    }

    /// A text as a terminal sends what is pasted.
    pub fn paste(text: &str) -> String {
        format!("\x1b[200~{text}\x1b[201~")
    }
}

/// How the program is to be started.
#[derive(Debug)]
pub struct Start {
    program: PathBuf,
    columns: u16,
    rows: u16,
    args: Vec<OsString>,
    env: Vec<(String, OsString)>,
}

impl Start {
    /// The program, in a terminal of 80×24.
    pub fn new() -> Self {
        Self::program(env!("CARGO_BIN_EXE_dogwatch"))
    }

    /// Another program, such as a shell that starts ours.
    pub fn program(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), columns: 80, rows: 24, args: Vec::new(), env: Vec::new() }
    }

    /// A terminal of another size.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// More arguments.
    pub fn args(mut self, args: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// A variable beside those that every program here gets; `COLORTERM` and `NO_COLOR` are not among them.
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    /// Starts it, in a home of its own.
    pub fn spawn(self) -> Pty {
        let home = tempfile::tempdir().expect("a folder for the home");
        let size = PtySize { rows: self.rows, cols: self.columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(&self.program);
        command.args(&self.args);
        command.cwd(home.path());
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", home.path());
        for (name, folder) in [("CONFIG", "config"), ("STATE", "state"), ("CACHE", "cache"), ("DATA", "data")] {
            command.env(format!("XDG_{name}_HOME"), home.path().join(folder));
        }
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("TZ", "UTC")] {
            command.env(name, value);
        }
        for (name, value) in &self.env {
            command.env(name, value);
        }
        let mut child = pair.slave.spawn_command(command).expect("the program starts");
        let pid = child.process_id().expect("a process has a number");
        // Ours would keep the terminal open after the program has ended.
        drop(pair.slave);

        let shared = Arc::new(Shared::new(self.columns, self.rows));
        let (reads, waits) = (shared.clone(), shared.clone());
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        thread::spawn(move || reads.read(&mut *reader));
        thread::spawn(move || {
            let status = child.wait();
            waits.change(|state| state.exit = status.ok());
        });
        let writer = pair.master.take_writer().expect("a writer");
        Pty { home, pid, shared, terminal: Some((pair.master, writer)) }
    }
}

/// What is known of the program, and a bell that rings when more is.
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// When the last of it came.
    last: Instant,
    exit: Option<ExitStatus>,
    /// The program and all that it started have let go of the terminal.
    closed: bool,
    /// The test lets go of the terminal.
    hung_up: bool,
}

impl Shared {
    fn new(columns: u16, rows: u16) -> Self {
        let parser = vt100::Parser::new(rows, columns, 0);
        let state = State { parser, raw: Vec::new(), last: Instant::now(), exit: None, closed: false, hung_up: false };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, how: impl FnOnce(&mut State)) {
        how(&mut self.lock());
        self.changed.notify_all();
    }

    fn read(&self, reader: &mut dyn Read) {
        let mut buffer = [0; 16 << 10];
        // A terminal without a program is an error, not an end, on Linux.
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            let now = Instant::now();
            self.change(|state| {
                state.last = now;
                state.raw.extend_from_slice(&buffer[..count]);
                state.parser.process(&buffer[..count]);
            });
            if self.lock().hung_up {
                return;
            }
        }
        self.change(|state| state.closed = true);
    }

    /// Waits until `ready` has something to give, or until it never will.
    fn wait<T>(&self, deadline: Duration, mut ready: impl FnMut(&mut State) -> Result<T, bool>) -> Option<T> {
        let end = Instant::now() + deadline;
        let mut state = self.lock();
        loop {
            match ready(&mut state) {
                Ok(found) => return Some(found),
                Err(never) if never => return None,
                Err(_) => {}
            }
            let left = end.checked_duration_since(Instant::now())?;
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// A program that runs in a pseudo-terminal; it is killed when this is dropped.
pub struct Pty {
    home: tempfile::TempDir,
    pid: u32,
    shared: Arc<Shared>,
    terminal: Option<(Box<dyn MasterPty + Send>, Box<dyn Write + Send>)>,
}

impl fmt::Debug for Pty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {}\n{}", self.pid, self.screen())
    }
}

/// Whether a screen has a text, on one row or broken over several as long messages are.
pub fn says(screen: &str, text: &str) -> bool {
    screen.contains(text) || screen.split_whitespace().collect::<Vec<_>>().join(" ").contains(text)
}

impl Pty {
    /// The rows of the screen, without the blanks at their ends.
    pub fn screen(&self) -> String {
        text(&self.shared.lock().parser)
    }

    /// Looks at the screen as the terminal holds it: colours, cursor, modes.
    pub fn look<T>(&self, at: impl FnOnce(&vt100::Screen) -> T) -> T {
        at(self.shared.lock().parser.screen())
    }

    /// Every byte that the program has sent.
    pub fn raw_output(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// How many bytes the program has sent.
    pub fn sent(&self) -> usize {
        self.shared.lock().raw.len()
    }

    /// Waits for whole frames until one is as wanted, and says when its last byte came and how many had come by then. Unlike a look at
    /// the screen as text it costs next to nothing, so that it can be used where time is measured.
    pub fn wait_frame(
        &self,
        mut wanted: impl FnMut(&vt100::Screen) -> bool,
        deadline: Duration,
    ) -> Result<(Instant, usize), String> {
        let found = self.shared.wait(deadline, |state| {
            let good = whole(&state.raw) && wanted(state.parser.screen());
            if good { Ok((state.last, state.raw.len())) } else { Err(state.closed) }
        });
        found.ok_or_else(|| self.complain("the frame that was waited for did not come", deadline))
    }

    /// The program's home: `config`, `state`, `cache` and `data` in it are the XDG folders.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The program's process.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Types. Nothing waits here: a key that must find a certain screen is sent after a wait for that screen.
    pub fn send(&mut self, keys: &str) {
        let (_, writer) = self.terminal.as_mut().expect("the terminal is not hung up");
        writer.write_all(keys.as_bytes()).and_then(|()| writer.flush()).expect("the terminal takes keys");
    }

    /// Waits for a screen, and gives it.
    pub fn wait_for(&self, mut wanted: impl FnMut(&str) -> bool, deadline: Duration) -> Result<String, String> {
        let found = self.shared.wait(deadline, |state| {
            if !whole(&state.raw) && !state.closed {
                return Err(false);
            }
            let screen = text(&state.parser);
            if wanted(&screen) { Ok(screen) } else { Err(state.closed) }
        });
        found.ok_or_else(|| self.complain("the screen that was waited for did not come", deadline))
    }

    /// Looks at each screen for a while, whatever is on it.
    pub fn look_on(&self, during: Duration, mut seen: impl FnMut(&str)) {
        let _over = self.shared.wait(during, |state| -> Result<(), bool> {
            if whole(&state.raw) {
                seen(&text(&state.parser));
            }
            Err(state.closed)
        });
    }

    /// Waits for a text on the screen.
    pub fn wait_text(&self, wanted: &str, deadline: Duration) -> Result<String, String> {
        self.wait_for(|screen| says(screen, wanted), deadline).map_err(|why| format!("{wanted:?}: {why}"))
    }

    /// Waits for the end of the program and of its output.
    pub fn wait_exit(&self, deadline: Duration) -> Result<ExitStatus, String> {
        let ended = self.shared.wait(deadline, |state| match &state.exit {
            Some(status) if state.closed || state.hung_up => Ok(status.clone()),
            _ => Err(false),
        });
        ended.ok_or_else(|| self.complain("the program did not end", deadline))
    }

    /// Gives the terminal another size, as a user who drags the window does.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.shared.change(|state| state.parser.screen_mut().set_size(rows, columns));
        let (master, _) = self.terminal.as_ref().expect("the terminal is not hung up");
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        master.resize(size).expect("the terminal takes a size");
    }

    /// Sends the program a signal by its name without SIG.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("sh").args(["-c", &format!("kill -s {name} {}", self.pid)]).status();
        assert!(sent.expect("sh is there").success(), "the program cannot be sent SIG{name}");
    }

    /// Takes the terminal away, as a lost connection does.
    pub fn hang_up(&mut self) {
        self.shared.change(|state| state.hung_up = true);
        // The reader looks up when the program draws.
        let (columns, rows) = self.look(|screen| (screen.size().1, screen.size().0));
        self.resize(columns + 1, rows);
        self.terminal = None;
    }

    /// Ends the program without asking it.
    pub fn kill(&self) {
        if self.shared.lock().exit.is_none() {
            let _ = Command::new("sh").args(["-c", &format!("kill -s KILL {}", self.pid)]).status();
        }
    }

    fn complain(&self, what: &str, deadline: Duration) -> String {
        let state = self.shared.lock();
        let ended = state.exit.as_ref().map(|status| format!("; it ended: {status}")).unwrap_or_default();
        format!("{what} within {deadline:?}{ended}; the last screen:\n{}", text(&state.parser))
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Whether the last frame has come whole: a terminal that knows synchronised output shows no other.
fn whole(raw: &[u8]) -> bool {
    const MARK: &[u8] = b"\x1b[?2026";
    let last = raw.windows(MARK.len()).rposition(|w| w == MARK);
    last.is_none_or(|at| raw.get(at + MARK.len()) == Some(&b'l'))
}

fn text(parser: &vt100::Parser) -> String {
    let screen = parser.screen();
    let rows: Vec<String> = screen.rows(0, screen.size().1).map(|row| row.trim_end().to_owned()).collect();
    rows.join("\n")
}
