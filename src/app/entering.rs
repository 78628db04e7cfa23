//! What runs in pods, and commands of the settings: begun by a change that was confirmed, told of by its session, ended.

use super::messages::Level;
use super::msg::Effect;
use super::processes::lines::Lines;
use super::processes::screen::Screen;
use super::processes::{Part, Process, Run};
use super::room::Room;
use super::state::State;
use super::text::{Act, AskText, InsideText, OwnText, Text};
use super::wish::Wish;
use crate::model::SessionId;
use crate::model::change::{Change, Consent, Preview, Stream};
use crate::model::own;
use crate::model::process::{End, MouseWish, ProcessNews, ToProcess};

impl State {
    /// Goes into pods, or runs a command of the settings: what was looked at and confirmed is begun, and shown.
    pub(super) fn enter(&mut self, session: SessionId, previews: Vec<Preview>, consent: &Consent, effects: &mut Vec<Effect>) {
        self.panes.pods.unmark();
        if previews.iter().any(|p| matches!(p.intent.change, Change::Command { .. })) {
            self.panes.workloads.unmark();
            self.panes.browse.iter_mut().for_each(|browse| browse.marks.clear());
        }
        self.processes.trim();
        let mut parts = Vec::new();
        for preview in previews {
            let (target, change) = (preview.intent.target.clone(), preview.intent.change.clone());
            let (id, prod) = (preview.intent.id, self.guards.reaches_prod(&preview));
            let mut size = (80, 24);
            if matches!(change, Change::Exec { .. } | Change::Command { terminal: false, .. }) {
                parts.push((Part { id, target, spoke: false, end: None }, change.clone(), prod));
            } else {
                let here =
                    if let Change::Command { argv, variables, .. } = &change { Some(own::line(variables, argv)) } else { None };
                let plain = here.is_some() || self.plain_shell && matches!(change, Change::Shell { .. });
                let mut process = Process {
                    id,
                    session,
                    target,
                    change,
                    prod,
                    started: self.now,
                    program: None,
                    waits: String::new(),
                    ended: None,
                    plain,
                    screen: Screen::new(size),
                };
                if plain {
                    let words = match here {
                        Some(line) => Text::from(OwnText::OnTerminal(process.place(), line)),
                        None => InsideText::HandedOver(process.place()).into(),
                    };
                    let words = words.words(self.lang);
                    self.processes.terminals.push(process);
                    effects.push(Effect::EnterPlain(session, preview, consent.clone(), words));
                    continue;
                }
                let area = process.area(self.size, self.lang);
                process.screen.resize((area.w, area.h));
                size = process.screen.size();
                self.processes.terminals.push(process);
                self.open(&Wish::Terminal(id), effects);
            }
            effects.push(Effect::Enter(session, preview, consent.clone(), size));
        }
        let Some((first, change, _)) = parts.first() else { return };
        let here = change.own_name().is_some();
        let own = || change.own_name().unwrap_or_default().to_owned();
        let command = if let Change::Exec { command, .. } = change { command.join(" ") } else { own() };
        let (id, prod) = (first.id, parts.iter().any(|(.., prod)| *prod));
        let parts = parts.into_iter().map(|(part, ..)| part).collect();
        let started = self.now;
        self.processes.runs.push(Run { id, session, command, here, parts, prod, started, ended: None, lines: Lines::default() });
        self.open(&Wish::Run(id), effects);
    }

    /// Gives the terminal that is seen the size that it has there.
    pub(super) fn fit_terminals(&mut self, effects: &mut Vec<Effect>) {
        let seen = self.views.iter().rev().find_map(Room::process);
        let (size, lang) = (self.size, self.lang);
        let Some(process) = seen.and_then(|id| self.processes.terminal_mut(id)).filter(|p| p.ended.is_none()) else { return };
        let area = process.area(size, lang);
        // Only a terminal has a size.
        if process.screen.resize((area.w, area.h)) && process.has_terminal() {
            let (cols, rows) = process.screen.size();
            effects.push(Effect::Tell(process.session, process.id, ToProcess::Size(cols, rows)));
        }
    }

    /// News of one; whether more follows from it than that it is to be drawn.
    pub(super) fn process_told(&mut self, session: SessionId, id: u64, news: ProcessNews, effects: &mut Vec<Effect>) -> bool {
        let now = self.now;
        if let Some(process) = self.processes.terminal_mut(id).filter(|p| p.session == session) {
            match news {
                ProcessNews::Waits(why) => process.waits = why,
                ProcessNews::Opened(program) => {
                    process.program = Some(program);
                    if process.change.spec().stream == Some(Stream::Beside) {
                        self.messages.say(now, Level::Info, InsideText::PressEnter);
                    }
                }
                ProcessNews::Output(bytes) | ProcessNews::Errors(bytes) => {
                    // Where the program has no terminal, nobody makes of the end of a line the beginning of the next, and it asks none.
                    let terminal = process.has_terminal();
                    let answers = if terminal { process.screen.take(&bytes) } else { process.screen.take_lines(&bytes) };
                    if process.screen.was_lost() {
                        self.messages.note(now, Level::Warn, InsideText::ScreenLost);
                    }
                    if !answers.is_empty() && terminal && process.reads() {
                        effects.push(Effect::Tell(process.session, id, ToProcess::Input(answers)));
                    }
                }
                ProcessNews::Ended(end) => {
                    process.ended = Some((now, end));
                    self.process_ended(id);
                    self.news_of(session);
                    return true;
                }
            }
            return false;
        }
        let Some(run) = self.processes.runs.iter_mut().find(|r| r.session == session && r.parts.iter().any(|p| p.id == id)) else {
            return false;
        };
        let Some(at) = run.parts.iter().position(|p| p.id == id) else { return false };
        match news {
            ProcessNews::Opened(_) | ProcessNews::Waits(_) => {}
            ProcessNews::Output(bytes) => run.wrote(at, false, &bytes),
            ProcessNews::Errors(bytes) => run.wrote(at, true, &bytes),
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
                    self.news_of(session);
                }
                return true;
            }
        }
        false
    }

    /// What a program in a pod asks for of the mouse; `None` where none is seen.
    pub(super) fn program_mouse(&self) -> Option<MouseWish> {
        let seen = self.top().and_then(|room| room.process());
        seen.and_then(|id| self.processes.terminal(id)).map(Process::mouse_wish)
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
        let (act, state) = (Act { verb: process.change.does(), target: process.target.clone() }, process.state(self.now));
        let (target, plain) = (act.target.clone(), process.plain);
        if matches!((end, &process.program), (End::Failed(_), None)) {
            let text = AskText::Cannot(Box::new(act), state.into());
            self.messages.say_about(self.now, Level::Error, text, &target);
            self.processes.forget(id);
            return self.views.retain(|room| room.process() != Some(id));
        }
        let level = match end {
            End::Exited(0) | End::Closed => Level::Good,
            End::Exited(_) => Level::Warn,
            End::Failed(_) | End::Lost(_) => Level::Error,
        };
        let text = match process.change.own_name() {
            Some(name) => InsideText::EndOfCommand(name.to_owned(), state.into()),
            None => InsideText::EndOf(Box::new(act), state.into()),
        };
        if seen {
            self.messages.note(self.now, level, text);
        } else {
            self.messages.say_about(self.now, level, text, &target);
        }
        // What it showed is in no view to be read.
        if plain {
            self.processes.forget(id);
        }
    }

    fn run_ended(&mut self, id: u64) {
        let seen = self.is_seen(id);
        let Some(run) = self.processes.run(id) else { return };
        let level = if run.is_well() { Level::Good } else { Level::Warn };
        let text = InsideText::EndOfCommand(run.command.clone(), run.state().into());
        if seen {
            self.messages.note(self.now, level, text);
        } else {
            self.messages.say(self.now, level, text);
        }
    }
}
