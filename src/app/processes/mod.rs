//! What runs in pods and was begun from here: shells, attached programs, commands. Each goes on whoever looks at it, until it ends or is ended.

mod clamp;
pub mod keys;
pub mod lines;
mod mouse;
pub mod screen;
pub mod words;

use super::layout::{Area, full_area};
use super::text::{Ending, InsideText, Text, Word};
use crate::command::Key;
use crate::model::change::{Change, Stream, Target};
use crate::model::process::{End, MouseWish, ToProcess};
use crate::model::{Lang, SessionId, Time, human_duration};
use lines::Lines;
use screen::Screen;

/// How many that have ended are kept in the list.
const ENDED: usize = 5;

/// A program in a terminal of its own: a shell, or one that was attached to.
#[derive(Clone, Debug)]
pub struct Process {
    /// The intent's number.
    pub id: u64,
    /// The session that it was begun in.
    pub session: SessionId,
    /// The pod.
    pub target: Target,
    /// What was asked for.
    pub change: Change,
    /// Whether it is production.
    pub prod: bool,
    /// When it was begun.
    pub started: Time,
    /// Which program it is, once the stream to it is open.
    pub program: Option<String>,
    /// What it waits for until then, where that is told.
    pub waits: String,
    /// When and how it ended.
    pub ended: Option<(Time, End)>,
    /// Whether it has the real terminal, and no view.
    pub plain: bool,
    /// What it shows.
    pub screen: Screen,
}

impl Process {
    /// The word for it: `shell`, `attached`.
    pub fn word(&self, lang: Lang) -> &'static str {
        let word = match self.change.spec().stream {
            Some(Stream::Beside) => Word::Debug,
            Some(Stream::Here) => Word::Command,
            Some(Stream::Inside | Stream::Port | Stream::Files) | None if matches!(self.change, Change::Attach { .. }) => {
                Word::Attached
            }
            Some(Stream::Inside | Stream::Port | Stream::Files) | None => Word::Shell,
        };
        word.of(lang)
    }

    /// Whether it has a terminal: a program that was begun without one reads and writes lines as they are.
    pub const fn has_terminal(&self) -> bool {
        !matches!(self.change, Change::Attach { tty: false, .. })
    }

    /// Whether it reads what is typed.
    pub const fn reads(&self) -> bool {
        !matches!(self.change, Change::Attach { stdin: false, .. })
    }

    /// What a key tells it. Without a terminal nobody makes lines of what is typed, shows it, or ends it by Ctrl-d: that is done here.
    pub fn typed(&mut self, key: Key) -> ToProcess {
        if self.has_terminal() {
            return ToProcess::Input(keys::bytes(key, self.screen.application_keys()));
        }
        if key == Key::ctrl('d') {
            return ToProcess::NoMore;
        }
        self.plain(keys::bytes(key, false))
    }

    /// What a pasted text tells it.
    pub fn pasted(&mut self, text: &str) -> ToProcess {
        let bytes = self.screen.pasted(text);
        if self.has_terminal() { ToProcess::Input(bytes) } else { self.plain(bytes) }
    }

    fn plain(&mut self, mut bytes: Vec<u8>) -> ToProcess {
        bytes.iter_mut().filter(|b| **b == b'\r').for_each(|b| *b = b'\n');
        self.screen.take_lines(&bytes);
        ToProcess::Input(bytes)
    }

    /// Where it is: `lab-admin ▸ iot-prod ▸ gateway-1 ▸ gateway (sh)`.
    pub fn place(&self) -> String {
        let t = &self.target;
        let program = self.program.as_deref().filter(|p| !p.is_empty()).map(|p| format!(" ({p})")).unwrap_or_default();
        let place = if t.namespace.is_empty() { String::new() } else { format!("{} ▸ ", t.namespace) };
        format!("{} ▸ {place}{} ▸ {}{program}", t.context, t.name, self.inside())
    }

    /// What it goes into: a container, or the pod that was created for it; of a command its name.
    fn inside(&self) -> &str {
        if let Change::DebugNode { pod: of, .. } | Change::Command { name: of, .. } = &self.change {
            return of;
        }
        self.change.container().unwrap_or_default()
    }

    /// Where it stands on a screen.
    pub fn area(&self, size: (u16, u16), lang: Lang) -> Area {
        let a = full_area(size, self.word(lang), &self.place(), self.prod);
        Area { x: a.x.saturating_sub(1), w: a.w.saturating_add(2), ..a }
    }

    /// What it is to be told of the mouse while it is seen.
    pub fn mouse_wish(&self) -> MouseWish {
        let asks = self.ended.is_none() && self.has_terminal() && self.reads();
        if asks { self.screen.mouse_wish() } else { MouseWish::Nothing }
    }

    /// What stands of its end, and how long it took or takes.
    pub fn state(&self, now: Time) -> Text {
        let Some((at, end)) = &self.ended else { return InsideText::Runs(human_duration(now.since(self.started))).into() };
        let why = match end {
            End::Failed(why) | End::Lost(why) => Some(why.clone().into()),
            End::Exited(_) | End::Closed => None,
        };
        InsideText::Ended(Ending::of(end, self.program.is_some()), human_duration(at.since(self.started)), why).into()
    }
}

/// One pod of a command.
#[derive(Clone, Debug)]
pub struct Part {
    /// The intent's number.
    pub id: u64,
    /// The pod.
    pub target: Target,
    /// Whether it wrote anything: then it was begun.
    pub spoke: bool,
    /// How it ended.
    pub end: Option<End>,
}

/// A command that was run in one pod or several.
#[derive(Clone, Debug)]
pub struct Run {
    /// The number of its first intent.
    pub id: u64,
    /// The session that it was begun in.
    pub session: SessionId,
    /// The command, as it was typed; of the settings its name.
    pub command: String,
    /// Whether it runs on this machine, for the objects that are its parts.
    pub here: bool,
    /// The pods.
    pub parts: Vec<Part>,
    /// Whether one of them is production.
    pub prod: bool,
    /// When it was begun.
    pub started: Time,
    /// When the last of them ended.
    pub ended: Option<Time>,
    /// What they wrote.
    pub lines: Lines,
}

impl Run {
    /// How many go on, and the ends, counted: `1 running, 2 × exit code 0`. Why one was not begun stands among the lines, and differs from
    /// pod to pod.
    pub fn state(&self) -> Text {
        let mut counted: Vec<(Ending, usize)> = Vec::new();
        for (part, end) in self.parts.iter().filter_map(|p| p.end.as_ref().map(|end| (p, end))) {
            let ending = Ending::of(end, part.spoke);
            match counted.iter_mut().find(|(known, _)| *known == ending) {
                Some((_, n)) => *n += 1,
                None => counted.push((ending, 1)),
            }
        }
        InsideText::Counted(self.parts.iter().filter(|p| p.end.is_none()).count(), counted).into()
    }

    /// What one of them wrote.
    pub(super) fn wrote(&mut self, part: usize, error: bool, bytes: &[u8]) {
        if let Some(part) = self.parts.get_mut(part) {
            part.spoke = true;
        }
        self.lines.take(part, error, bytes);
    }

    /// Whether all ended well.
    pub fn is_well(&self) -> bool {
        self.parts.iter().all(|p| p.end == Some(End::Exited(0)))
    }
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Processes {
    /// Those with a terminal, the last one last.
    pub terminals: Vec<Process>,
    /// Commands, the last one last.
    pub runs: Vec<Run>,
}

impl Processes {
    /// One with a terminal.
    pub fn terminal(&self, id: u64) -> Option<&Process> {
        self.terminals.iter().find(|p| p.id == id)
    }

    /// As [`Processes::terminal`], to be changed.
    pub fn terminal_mut(&mut self, id: u64) -> Option<&mut Process> {
        self.terminals.iter_mut().find(|p| p.id == id)
    }

    /// A command.
    pub fn run(&self, id: u64) -> Option<&Run> {
        self.runs.iter().find(|r| r.id == id)
    }

    /// How many go on.
    pub fn running(&self) -> usize {
        self.running_where(|_| true)
    }

    /// How many go on in some sessions.
    pub(super) fn running_where(&self, is: impl Fn(SessionId) -> bool) -> usize {
        let terminals = self.terminals.iter().filter(|p| p.ended.is_none() && is(p.session)).count();
        terminals + self.runs.iter().filter(|r| r.ended.is_none() && is(r.session)).count()
    }

    /// The numbers of all streams that go on in a session.
    pub(super) fn all_going(&self, session: SessionId) -> Vec<u64> {
        let all = self.terminals.iter().map(|p| p.id).chain(self.runs.iter().map(|r| r.id));
        all.flat_map(|id| self.going(id)).filter(|(of, _)| *of == session).map(|(_, id)| id).collect()
    }

    /// How many of these are on this machine: what has the terminal is not among them, since nothing else is seen meanwhile.
    pub(super) fn running_here_where(&self, is: impl Fn(SessionId) -> bool) -> usize {
        self.runs.iter().filter(|r| r.ended.is_none() && r.here && is(r.session)).count()
    }

    /// What of one goes on still, by the session and the number of each stream: of a command that of each pod.
    pub fn going(&self, id: u64) -> Vec<(SessionId, u64)> {
        let terminal = self.terminal(id).filter(|p| p.ended.is_none()).map(|p| (p.session, id));
        let run = self.run(id).filter(|r| r.ended.is_none());
        let parts = run.into_iter().flat_map(|r| r.parts.iter().filter(|p| p.end.is_none()).map(|p| (r.session, p.id)));
        terminal.into_iter().chain(parts).collect()
    }

    /// Forgets one that has ended.
    pub fn forget(&mut self, id: u64) {
        self.terminals.retain(|p| p.id != id || p.ended.is_none());
        self.runs.retain(|r| r.id != id || r.ended.is_none());
    }

    /// Forgets the oldest of those that have ended, where they are too many.
    pub(super) fn trim(&mut self) {
        let ended = |n: usize| n.saturating_sub(ENDED);
        let mut many = ended(self.terminals.iter().filter(|p| p.ended.is_some()).count());
        self.terminals.retain(|p| {
            p.ended.is_none() || many == 0 || {
                many -= 1;
                false
            }
        });
        let mut many = ended(self.runs.iter().filter(|r| r.ended.is_some()).count());
        self.runs.retain(|r| {
            r.ended.is_none() || many == 0 || {
                many -= 1;
                false
            }
        });
    }
}
