//! What runs in pods and was begun from here: shells, attached programs, commands. Each goes on whoever looks at it, until it ends or is ended.

pub mod keys;
pub mod lines;
pub mod screen;
pub mod words;

use super::i18n::tr;
use super::layout::full_room;
use super::messages::Level;
use super::msg::Effect;
use super::room::Room;
use super::state::State;
use super::text::Text;
use super::wish::Wish;
use crate::model::change::{Change, Consent, Preview, Target};
use crate::model::process::{End, ProcessNews, ToProcess};
use crate::model::{Lang, SessionId, Time, human_duration};
use lines::Lines;
use screen::Screen;

/// How many that have ended are kept in the list.
const ENDED: usize = 20;

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
    /// When and how it ended.
    pub ended: Option<(Time, End)>,
    /// What it shows.
    pub screen: Screen,
}

impl Process {
    /// The word for it: `shell`, `attached`.
    pub fn word(&self, lang: Lang) -> &'static str {
        tr(lang, if matches!(self.change, Change::Attach { .. }) { "attached" } else { "shell" })
    }

    /// Whether it reads what is typed.
    pub const fn reads(&self) -> bool {
        !matches!(self.change, Change::Attach { stdin: false, .. })
    }

    /// Where it is: `lab-admin ▸ iot-prod ▸ gateway-1 ▸ gateway (sh)`.
    pub fn place(&self) -> String {
        let t = &self.target;
        let program = self.program.as_deref().filter(|p| !p.is_empty()).map(|p| format!(" ({p})")).unwrap_or_default();
        format!("{} ▸ {} ▸ {} ▸ {}{program}", t.context, t.namespace, t.name, self.change.container().unwrap_or_default())
    }

    /// The columns and rows that it has on a screen.
    pub fn room(&self, size: (u16, u16), lang: Lang) -> (u16, u16) {
        // Its program is known later than its size: what it may take is kept for it.
        let (w, h) = full_room(size, self.word(lang), &self.place(), self.prod);
        (w.saturating_add(2), h)
    }

    /// What stands of its end, and how long it took or takes.
    pub fn state(&self, now: Time) -> String {
        match &self.ended {
            Some((at, end)) => {
                let took = human_duration(at.since(self.started));
                match end {
                    End::Exited(code) => format!("exit code {code} after {took}"),
                    End::Closed => format!("closed by dogwatch after {took}"),
                    End::Lost(why) => format!("connection lost after {took}: {why}"),
                    End::Failed(why) => why.clone(),
                }
            }
            None => human_duration(now.since(self.started)),
        }
    }
}

/// One pod of a command.
#[derive(Clone, Debug)]
pub struct Part {
    /// The intent's number.
    pub id: u64,
    /// The pod.
    pub target: Target,
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
    /// The command, as it was typed.
    pub command: String,
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
    /// The ends, counted: `2 of 3 exit code 0, 1 exit code 1`.
    pub fn ends(&self) -> Vec<(String, usize)> {
        let mut counted: Vec<(String, usize)> = Vec::new();
        for end in self.parts.iter().filter_map(|p| p.end.as_ref()) {
            // Why it was not begun stands among the lines, and differs from pod to pod.
            let words = match end {
                End::Failed(_) => "not started".to_owned(),
                End::Lost(_) => "connection lost".to_owned(),
                End::Exited(_) | End::Closed => end.words(),
            };
            match counted.iter_mut().find(|(w, _)| *w == words) {
                Some((_, n)) => *n += 1,
                None => counted.push((words, 1)),
            }
        }
        counted
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
        let terminals = self.terminals.iter().filter(|p| p.ended.is_none()).count();
        terminals + self.runs.iter().filter(|r| r.ended.is_none()).count()
    }

    /// Forgets one that has ended.
    pub fn forget(&mut self, id: u64) {
        self.terminals.retain(|p| p.id != id || p.ended.is_none());
        self.runs.retain(|r| r.id != id || r.ended.is_none());
    }

    fn trim(&mut self) {
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

impl State {
    /// Goes into pods: what was looked at and confirmed is begun, and shown.
    pub(super) fn enter(&mut self, session: SessionId, previews: Vec<Preview>, consent: &Consent, effects: &mut Vec<Effect>) {
        self.pods.unmark();
        self.processes.trim();
        let mut parts = Vec::new();
        for preview in previews {
            let (target, change) = (preview.intent.target.clone(), preview.intent.change.clone());
            let (id, prod) = (preview.intent.id, self.is_prod_target(&target));
            let mut size = (80, 24);
            if matches!(change, Change::Exec { .. }) {
                parts.push((Part { id, target, end: None }, change.clone(), prod));
            } else {
                let mut process = Process {
                    id,
                    session,
                    target,
                    change,
                    prod,
                    started: self.now,
                    program: None,
                    ended: None,
                    screen: Screen::new(size),
                };
                process.screen.resize(process.room(self.size, self.lang));
                size = process.screen.size();
                self.processes.terminals.push(process);
                self.open(&Wish::Terminal(id), effects);
            }
            effects.push(Effect::Enter(session, preview, consent.clone(), size));
        }
        let Some((first, change, _)) = parts.first() else { return };
        let command = if let Change::Exec { command, .. } = change { command.join(" ") } else { String::new() };
        let (id, prod) = (first.id, parts.iter().any(|(.., prod)| *prod));
        let parts = parts.into_iter().map(|(part, ..)| part).collect();
        let started = self.now;
        self.processes.runs.push(Run { id, session, command, parts, prod, started, ended: None, lines: Lines::default() });
        self.open(&Wish::Run(id), effects);
    }

    /// Gives the terminal that is seen the size that it has there.
    pub(super) fn fit_terminals(&mut self, effects: &mut Vec<Effect>) {
        let seen = self.views.iter().rev().find_map(Room::process);
        let (size, lang) = (self.size, self.lang);
        let Some(process) = seen.and_then(|id| self.processes.terminal_mut(id)).filter(|p| p.ended.is_none()) else { return };
        let room = process.room(size, lang);
        if process.screen.resize(room) {
            let (cols, rows) = process.screen.size();
            effects.push(Effect::Tell(process.session, process.id, ToProcess::Size(cols, rows)));
        }
    }

    /// News of one; whether more follows from it than that it is to be drawn.
    pub(super) fn process_told(&mut self, id: u64, news: ProcessNews, effects: &mut Vec<Effect>) -> bool {
        let now = self.now;
        if let Some(process) = self.processes.terminal_mut(id) {
            match news {
                ProcessNews::Opened(program) => process.program = Some(program),
                ProcessNews::Output(bytes) | ProcessNews::Errors(bytes) => {
                    // Where the program has no terminal, nobody makes of the end of a line the beginning of the next.
                    let raw = matches!(process.change, Change::Attach { tty: false, .. });
                    let answers = if raw { process.screen.take_lines(&bytes) } else { process.screen.take(&bytes) };
                    if !answers.is_empty() && process.reads() {
                        effects.push(Effect::Tell(process.session, id, ToProcess::Input(answers)));
                    }
                }
                ProcessNews::Ended(end) => {
                    process.ended = Some((now, end));
                    self.process_ended(id);
                    return true;
                }
            }
            return false;
        }
        let Some(run) = self.processes.runs.iter_mut().find(|r| r.parts.iter().any(|p| p.id == id)) else { return false };
        let Some(at) = run.parts.iter().position(|p| p.id == id) else { return false };
        match news {
            ProcessNews::Opened(_) => {}
            ProcessNews::Output(bytes) => run.lines.take(at, false, &bytes),
            ProcessNews::Errors(bytes) => run.lines.take(at, true, &bytes),
            ProcessNews::Ended(end) => {
                run.lines.end(at);
                if let End::Failed(why) | End::Lost(why) = &end {
                    run.lines.take(at, true, format!("{why}\n").as_bytes());
                }
                if let Some(part) = run.parts.get_mut(at) {
                    part.end = Some(end);
                }
                if run.parts.iter().all(|p| p.end.is_some()) {
                    run.ended = Some(now);
                    let id = run.id;
                    self.run_ended(id);
                }
                return true;
            }
        }
        false
    }

    /// Whether one is what is on top.
    fn is_seen(&self, id: u64) -> bool {
        self.top().is_some_and(|room| room.process() == Some(id))
    }

    /// The end of one with a terminal: it stands in its view, and is said where that is not seen. One that never began leaves no view.
    fn process_ended(&mut self, id: u64) {
        let seen = self.is_seen(id);
        let Some(process) = self.processes.terminal(id) else { return };
        let Some((_, end)) = &process.ended else { return };
        let (verb, target) = (process.change.verb(), process.target.clone());
        if let (End::Failed(why), None) = (end, &process.program) {
            let text = format!("{why} — cannot {verb} {target}");
            self.messages.say_about(self.now, Level::Error, Text::ready(text), &target);
            self.processes.forget(id);
            let number = self.views.numbered().find(|(_, room)| room.process() == Some(id)).map(|(number, _)| number);
            return self.views.put(number.unwrap_or_default(), None);
        }
        let level = match end {
            End::Exited(0) | End::Closed => Level::Good,
            End::Exited(_) => Level::Warn,
            End::Failed(_) | End::Lost(_) => Level::Error,
        };
        let text = format!("{}: {} ({verb} {target})", target.name, process.state(self.now));
        if seen {
            self.messages.note(self.now, level, Text::ready(text));
        } else {
            self.messages.say_about(self.now, level, Text::ready(text), &target);
        }
    }

    fn run_ended(&mut self, id: u64) {
        let seen = self.is_seen(id);
        let Some(run) = self.processes.run(id) else { return };
        let ends: Vec<String> = run.ends().into_iter().map(|(words, n)| format!("{n} × {words}")).collect();
        let (level, text) =
            (if run.is_well() { Level::Good } else { Level::Warn }, format!("{}: {}", run.command, ends.join(", ")));
        if seen {
            self.messages.note(self.now, level, Text::ready(text));
        } else {
            self.messages.say(self.now, level, Text::ready(text));
        }
    }
}
