//! The loop: drain all messages, update, draw at most 30 times a second, sleep. No network call runs on it.

mod about;
mod changes;
mod child;
mod copies;
mod drafts;
mod editor;
mod ending;
mod forwards;
mod keys;
mod kubeconfig;
mod memory;
mod outside;
mod overview;
mod own;
mod plain;
mod plans;
mod private;
mod processes;
mod save;
mod screenshot;
mod sessions;
mod sign_in;
mod soak;
mod soon;
mod turns;

pub use editor::Editor;
pub use kubeconfig::Kubeconfig;

use crate::app::drafts::{DraftMsg, EditFile, EditorEnd};
use crate::app::messages::Level;
use crate::app::msg::Saved;
use crate::app::text::{OutsideText, Text};
use crate::app::{Effect, Msg, Start, State, settle, start, update};
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::session::Mode;
use crate::config::Paths;
use crate::files;
use crate::model::change::reason::TerminalReason;
use crate::model::change::{Consent, Hidden, Preview};
use crate::model::feed::Feed;
use crate::model::logs::LogLine;
use crate::model::text::clean;
use crate::model::trouble::Os;
use crate::model::{SessionId, Time};
use crate::terminal::{self, ClipboardError, Env, Guard, Input, LARGEST_COPY, Options, Screen, TerminalError, TerminalEvent, Tty};
use crate::theme::Theme;
use crate::views;
use outside::Outside;
use ratatui::buffer::Buffer;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use zeroize::Zeroizing;

/// Between two frames, unless a key was pressed.
const FRAME: Duration = Duration::from_millis(33);
/// What a frame may take of a thin line to the terminal, in bytes a second: what comes by itself must not stand in the way of what a key
/// brings, in buffers that nobody here sees.
const PACE: usize = 48 << 10;
/// The longest that a frame is put off for that: what is followed is shown within 300 ms.
const LONGEST: Duration = Duration::from_millis(200);
/// Messages of each source that are taken in between two looks at the keys.
const BURST: usize = 64;

/// What the dashboard is started with.
#[derive(Debug)]
pub struct Run {
    /// The state's beginning.
    pub start: Start,
    /// All contexts.
    pub contexts: Contexts,
    /// Whether changes may be sent.
    pub mode: Mode,
    /// The theme, already in the terminal's colours.
    pub theme: Theme,
    /// The terminal's environment.
    pub env: Env,
    /// The folders; `None` where there is no home: then nothing is remembered and no journal is kept.
    pub paths: Option<Paths>,
    /// The user's editor.
    pub editor: Editor,
    /// The kubeconfig for programs that are run from here.
    pub kubeconfig: Kubeconfig,
    /// Whether to panic once the first frame is drawn, and where: for the tests of what follows from that.
    pub panic: Option<String>,
}

struct Loop {
    state: State,
    screen: Screen<Tty>,
    theme: Theme,
    env: Env,
    input: Input,
    outside: Outside,
    editor: Editor,
    /// Whether another program has the terminal: nothing is drawn then, and all else goes on.
    away: bool,
    /// The program in a pod that has it.
    plain: Option<(SessionId, u64)>,
    code: Option<u8>,
}

/// Runs the dashboard until it is left; gives the exit code.
///
/// # Errors
/// When the terminal cannot be had or is lost.
pub async fn run(run: Run) -> Result<u8, TerminalError> {
    run.env.check()?;
    let guard = Guard::enter(Options::default())?;
    let (terminal_tx, mut keys) = mpsc::channel::<TerminalEvent>(256);
    let input = terminal::read_input(terminal_tx.clone())?;
    terminal::on_end(child::end_all);
    terminal::watch_signals(terminal_tx, input.clone())?;
    let (tx, mut answers) = mpsc::channel::<Msg>(256);
    let (feed_tx, mut feeds) = mpsc::channel::<(SessionId, Feed)>(256);
    let (log_tx, mut logs) = mpsc::channel::<(SessionId, u64, Vec<LogLine>)>(64);
    let size = crossterm::terminal::size().map_err(io("ask for the size of"))?;
    let screen = Screen::new(Tty::open().map_err(io("open"))?, size);
    let rules = (run.start.guards.clone(), run.start.zone);
    let (running, mut processes) = processes::Running::new();
    let mut outside = Outside::new((run.contexts, run.kubeconfig), run.mode, run.paths, rules, tx, feed_tx, (log_tx, running));
    outside.home.clone_from(&run.editor.home);
    let mut this = Loop {
        state: State::new(run.start),
        screen,
        theme: run.theme,
        env: run.env,
        input,
        outside,
        editor: run.editor,
        away: false,
        plain: None,
        code: None,
    };
    // The first frame comes before any answer from the network, and before anything is asked.
    this.take(Msg::Resize(size.0, size.1));
    this.draw()?;
    let worker = run.panic.as_deref() == Some("worker");
    if run.panic.as_deref() == Some("memory") {
        std::alloc::handle_alloc_error(std::alloc::Layout::new::<[u64; 1000]>());
    }
    assert!(run.panic.is_none() || worker, "DOGWATCH_PANIC is set");
    this.outside.recall();
    this.outside.recall_forwards();
    this.outside.recall_plan();
    let effects = start(&mut this.state);
    this.effects(effects);
    if worker {
        tokio::spawn(async move { assert!(!worker, "DOGWATCH_PANIC is set") });
    }

    // However it ends: what runs is ended in its order, and that is written down.
    let looped = async {
        let (mut drawn_at, mut rest) = (Instant::now(), FRAME);
        let (mut dirty, mut urgent) = (true, true);
        while this.code.is_none() {
            if dirty && !this.away && (urgent || drawn_at.elapsed() >= rest) {
                rest = until_next(this.draw()?);
                (drawn_at, dirty, urgent) = (Instant::now(), false, false);
            }
            let wake = if dirty && !this.away { drawn_at + rest } else { this.wakes_at() };
            tokio::select! {
                biased;
                Some(event) = keys.recv() => {
                    this.terminal(event)?;
                    (dirty, urgent) = (true, true);
                }
                Some(msg) = answers.recv() => {
                    this.answered(msg);
                    (dirty, urgent) = (true, true);
                }
                Some((session, feed)) = feeds.recv() => {
                    this.take(Msg::Feed(session, feed));
                    dirty = true;
                }
                Some((session, id, news)) = processes.recv() => {
                    this.process_told(session, id, news);
                    dirty = true;
                }
                Some((session, view, lines)) = logs.recv() => {
                    this.take(Msg::Logs(session, view, lines));
                    dirty = true;
                }
                () = sleep_until(wake) => {
                    if !dirty || this.away {
                        this.take(Msg::Tick);
                        dirty = true;
                    }
                }
            }
            if let Some(what) = terminal::contained() {
                this.take(Msg::Broken(what));
                dirty = true;
            }
            // What has come meanwhile goes into the same frame; a key's own frame waits for nothing.
            for _ in 0..if urgent { 0 } else { BURST } {
                let feed = feeds.try_recv().ok();
                let lines = logs.try_recv().ok();
                let news = processes.try_recv().ok();
                if feed.is_none() && lines.is_none() && news.is_none() {
                    break;
                }
                if let Some((session, feed)) = feed {
                    this.take(Msg::Feed(session, feed));
                }
                if let Some((session, id, news)) = news {
                    this.process_told(session, id, news);
                }
                if let Some((session, view, lines)) = lines {
                    this.take(Msg::Logs(session, view, lines));
                }
                dirty = true;
                if !keys.is_empty() {
                    break;
                }
            }
        }
        Ok::<(), TerminalError>(())
    }
    .await;
    terminal::note_ending(ending::within());
    drop(guard);
    // What is typed goes to no pod any more: its program is left.
    this.input.plain(None);
    drop(processes);
    let Outside { processes, copies, forwards, .. } = &mut this.outside;
    ending::end(processes, copies, forwards).await;
    looped?;
    Ok(this.code.unwrap_or(0))
}

/// How long the next frame has to wait behind one of so many bytes, unless a key asks for it.
fn until_next(bytes: usize) -> Duration {
    Duration::from_secs_f64(bytes as f64 / PACE as f64).clamp(FRAME, LONGEST)
}

fn io(what: &'static str) -> impl FnOnce(std::io::Error) -> TerminalError {
    move |source| TerminalError::Io { what, source }
}

/// What only the loop can do: it has the terminal.
enum Here {
    /// Give the terminal to the user's editor, for the draft of this number.
    Edit(u64, EditFile),
    /// [`Effect::Copy`].
    Copy(String),
    /// [`Effect::CopyHidden`].
    CopyHidden(Hidden),
    /// [`Effect::CopyLine`].
    CopyLine(String, Text),
    /// [`Effect::Redraw`].
    Redraw,
    /// [`Effect::Screenshot`].
    Screenshot,
    /// [`Effect::EnterPlain`].
    Plain(SessionId, Box<(Preview, Consent)>, String),
    /// [`Effect::SignIn`].
    SignIn(SessionId),
    /// [`Effect::Suspend`].
    Suspend,
    /// [`Effect::Quit`].
    Quit,
}

impl Loop {
    /// When something changes by itself: an age at the next whole second, or what the state waits for.
    fn wakes_at(&self) -> Instant {
        let now = Time::system();
        let second = 1000 - now.millis().rem_euclid(1000);
        let own = self.state.wakes_at().map_or(i64::MAX, |t| t.since(now).max(1));
        Instant::now() + Duration::from_millis(second.min(own).max(1) as u64)
    }

    /// Draws what has changed; gives the bytes that were sent.
    fn draw(&mut self) -> Result<usize, TerminalError> {
        let effects = settle(&mut self.state, Time::system());
        self.effects(effects);
        let (state, theme) = (&self.state, &self.theme);
        self.screen.wish_mouse(state.mouse_wish());
        let drawn = self.screen.draw(|buffer, _| views::render(state, theme, buffer)).map_err(io("draw on"))?;
        self.take(Msg::Drawn);
        Ok(drawn.bytes)
    }

    fn take(&mut self, msg: Msg) {
        if let Msg::Feed(session, feed) = &msg {
            self.outside.heard(*session, feed);
        }
        let effects = update(&mut self.state, msg, Time::system());
        self.effects(effects);
    }

    fn terminal(&mut self, event: TerminalEvent) -> Result<(), TerminalError> {
        match event {
            // Pressed before another program had the terminal, and read after.
            TerminalEvent::Key(_) | TerminalEvent::Mouse(_) | TerminalEvent::Paste(_) if self.away => {}
            TerminalEvent::Key(key) => {
                if let Some(key) = keys::key(key) {
                    self.take(Msg::Key(key));
                }
            }
            TerminalEvent::Mouse(mouse) => self.take(Msg::Mouse(mouse)),
            TerminalEvent::Paste(text) => self.take(Msg::Paste(text)),
            TerminalEvent::Resize(w, h) => {
                if (self.screen.area().width, self.screen.area().height) != (w, h) {
                    self.screen.resize(w, h);
                }
                self.take(Msg::Resize(w, h));
            }
            TerminalEvent::Resumed => self.screen.force_full_redraw(),
            TerminalEvent::FocusGained | TerminalEvent::FocusLost | TerminalEvent::Bytes(_) => {}
            TerminalEvent::Terminate(signal) => self.code = Some(u8::try_from(128 + signal).unwrap_or(1)),
            TerminalEvent::Closed => self.code = Some(129),
        }
        Ok(())
    }

    fn effects(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match self.outside.carry_out(effect) {
                None => {}
                Some(Here::Quit) => self.code = Some(0),
                Some(Here::Redraw) => self.screen.force_full_redraw(),
                Some(Here::Screenshot) => self.screenshot(),
                Some(Here::Suspend) => self.suspend(),
                Some(Here::Edit(id, file)) => self.edit(id, file),
                Some(Here::Plain(session, entry, line)) => self.hand_over(session, *entry, &line),
                Some(Here::SignIn(session)) => self.sign_in(session),
                Some(Here::Copy(text)) => {
                    let text = text.split('\n').map(clean).collect::<Vec<_>>().join("\n");
                    let told = OutsideText::Copied(text.lines().next().unwrap_or_default().to_owned());
                    self.copy(&text, (Level::Info, told.into()));
                }
                Some(Here::CopyLine(line, told)) => self.copy(&clean(&line), (Level::Warn, told)),
                Some(Here::CopyHidden(text)) => {
                    let text = Zeroizing::new(harmless(text.reveal()));
                    self.copy(&text, (Level::Info, OutsideText::CopiedHidden(text.len()).into()));
                }
            }
        }
    }

    /// Saves what is on the screen now that what asked for it has gone.
    fn screenshot(&mut self) {
        let mut frame = Buffer::empty(self.screen.area());
        views::render(&self.state, &self.theme, &mut frame);
        let saved = match screenshot::write(self.outside.paths.as_ref(), &frame, Time::system()) {
            Ok(path) => Saved::Done(path),
            Err(why) => Saved::Failed(why),
        };
        self.take(Msg::Saved(String::new(), saved));
    }

    fn suspend(&mut self) {
        let result = terminal::suspend(&self.input);
        self.screen.force_full_redraw();
        if let Err(e) = result {
            self.take(Msg::Note(Level::Warn, Text::Server(e.to_string())));
        }
    }

    /// Gives the terminal to the user's editor. Its end comes as a message.
    fn edit(&mut self, id: u64, file: EditFile) {
        let about = self.outside.about(id);
        if self.away {
            let end = EditorEnd { path: None, text: file.text, fault: Some(TerminalReason::Taken.into()) };
            return self.take(Msg::Draft(DraftMsg::Closed(id, end)));
        }
        match self.editor.write(&file, about.as_ref(), &self.outside.held) {
            Err(end) => self.take(Msg::Draft(DraftMsg::Closed(id, end))),
            Ok(written) => {
                let lent = terminal::lend(&self.input);
                self.away = true;
                if let Err(e) = lent {
                    self.take(Msg::Note(Level::Warn, Text::Server(e.to_string())));
                }
                self.outside.edit(id, written);
            }
        }
    }

    /// An answer from outside. The end of the editor brings the terminal back first.
    fn answered(&mut self, msg: Msg) {
        if self.away && self.plain.is_none() && matches!(msg, Msg::Draft(DraftMsg::Closed(..))) {
            self.away = false;
            let taken = terminal::take_back(&self.input);
            self.screen.force_full_redraw();
            if let Err(e) = taken {
                self.take(Msg::Note(Level::Error, Text::Server(e.to_string())));
            }
        }
        self.take(msg);
    }

    /// What is copied will be pasted, into a shell as it may be: it is cleaned line by line here, last of all, as what is drawn is.
    fn copy(&mut self, text: &str, told: (Level, Text)) {
        let note = match terminal::copy_sequence(text, self.env.multiplexer()) {
            Ok(sequence) => match self.screen.send(&sequence) {
                // No terminal says whether it has taken it.
                Ok(()) => told,
                Err(e) => (Level::Error, OutsideText::NotCopied(Os::of(&files::words(&e))).into()),
            },
            Err(ClipboardError::TooLong { size }) => (Level::Error, OutsideText::TooMuchToCopy(size, LARGEST_COPY).into()),
        };
        self.take(Msg::Note(note.0, note.1));
    }
}

/// A value as it is, but for what could do something to a shell that it is pasted into: tabs and ends of lines stay.
fn harmless(text: &str) -> String {
    let plain = |piece: &str| clean(piece).into_owned();
    let line = |line: &str| {
        let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
        line.split('\t').map(plain).collect::<Vec<_>>().join("\t") + end
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_copied_as_it_is_but_for_what_a_shell_would_obey() {
        assert_eq!(harmless("a\tb\r\n\tc\n"), "a\tb\r\n\tc\n");
        assert!(!harmless("a\x1b[201~rm").contains('\x1b'));
    }

    #[test]
    fn large_frames_are_few_and_none_waits_for_long() {
        assert_eq!((until_next(0), until_next(500)), (FRAME, FRAME));
        assert_eq!(until_next(PACE / 8).as_millis(), 125);
        assert_eq!(until_next(1 << 20), LONGEST);
    }
}
