//! Entering the screen and leaving it: every mode that is set here is undone here, once, from wherever it ends.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::error::TerminalError;
use super::{abort, tty};
use crate::model::process::MouseWish;

/// Alternate screen, bracketed paste, no cursor.
const ENTER: &str = "\x1b[?1049h\x1b[?2004h\x1b[?25l";
const FOCUS_ON: &str = "\x1b[?1004h";
/// The end of a frame that was cut off, plain colours, the mouse, no focus events, no paste brackets, the shell's screen, the cursor.
pub(super) const LEAVE: &str =
    "\x1b[?2026l\x1b[m\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// What a program that is cut off leaves behind, and its own end would have undone: the other screen, colours, signs, margins, keys, wrapping,
/// reports of the mouse and the focus, brackets of pastes, the cursor and its shape.
pub(super) const AFTER: &str = "\x1b[?2026l\x1b[?1047l\x1b[?47l\x1b[m\x1b(B\x0f\x1b7\x1b[r\x1b8\x1b[4l\x1b[?1l\x1b>\x1b[?7h\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\x1b[0 q\x1b[?25h";

/// What has the terminal tell of the mouse what is wished for, whatever it told before.
pub(super) const fn mouse(wish: MouseWish) -> &'static str {
    match wish {
        MouseWish::Nothing => "\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1006l",
        MouseWish::Buttons => "\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1006l\x1b[?1000h\x1b[?1006h",
        MouseWish::Drags => "\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1006l\x1b[?1002h\x1b[?1006h",
        MouseWish::Moves => "\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1006l\x1b[?1003h\x1b[?1006h",
    }
}

static ENTERED: AtomicBool = AtomicBool::new(false);
/// Whether a program elsewhere has the terminal as it is: raw, and nothing more.
static PLAIN: AtomicBool = AtomicBool::new(false);
static FOCUS: AtomicBool = AtomicBool::new(false);

/// What is asked of the terminal beside the screen. The mouse is left to the terminal but while a program
/// in view asks for it, or where the settings do: selecting text by it must work.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Whether to be told when the terminal's window gets or loses the focus.
    pub focus: bool,
}

/// Has the terminal for as long as it lives.
#[derive(Debug)]
#[must_use = "the terminal is left when this is dropped"]
pub struct Guard(());

impl Guard {
    /// Takes the terminal: raw mode, alternate screen, no cursor, bracketed paste.
    ///
    /// # Errors
    /// When standard input or output is not a terminal, it is taken already, or the system refuses.
    pub fn enter(options: Options) -> Result<Self, TerminalError> {
        if !io::stdin().is_terminal() {
            return Err(TerminalError::NotATerminal { stream: "standard input" });
        }
        if !io::stdout().is_terminal() {
            return Err(TerminalError::NotATerminal { stream: "standard output" });
        }
        if ENTERED.load(Ordering::SeqCst) {
            return Err(TerminalError::Taken);
        }
        // Colours are resolved by the theme; crossterm's own reading of NO_COLOR would wipe emphasis too.
        crossterm::style::force_color_output(true);
        FOCUS.store(options.focus, Ordering::SeqCst);
        enter().map_err(TerminalError::io("enter"))?;
        Ok(Self(()))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = leave();
    }
}

/// Whether the dashboard has the terminal.
pub fn is_entered() -> bool {
    ENTERED.load(Ordering::SeqCst)
}

/// Whether the dashboard has the terminal, or a program elsewhere, and from now on neither has: for a handler that gives it back by itself.
/// What gives it back.
pub(super) fn was_taken() -> Option<&'static str> {
    let plain = PLAIN.swap(false, Ordering::SeqCst).then_some(AFTER);
    if ENTERED.swap(false, Ordering::SeqCst) { Some(LEAVE) } else { plain }
}

/// Whether a program elsewhere has the terminal.
pub(super) fn is_plain() -> bool {
    PLAIN.load(Ordering::SeqCst)
}

/// Takes the terminal, which the dashboard has left, for a program elsewhere: every key is told as it comes.
///
/// # Errors
/// When the system refuses.
pub(super) fn begin_plain() -> io::Result<()> {
    abort::remember();
    PLAIN.store(true, Ordering::SeqCst);
    enable_raw_mode().inspect_err(|_| PLAIN.store(false, Ordering::SeqCst))
}

/// Gives it back, whatever the program has left behind. Nothing happens where none has it.
///
/// # Errors
/// As [`leave`].
pub(super) fn end_plain() -> io::Result<()> {
    if !PLAIN.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let written = tty::wait_for_frame(Duration::from_millis(100));
    let cooked = disable_raw_mode();
    let undone = tty::write_now(AFTER.as_bytes());
    drop(written);
    cooked.and(undone)
}

/// While it stops for the shell, the program elsewhere keeps what it has drawn and asked for; keys are the shell's.
pub(super) fn rest_plain() -> io::Result<()> {
    disable_raw_mode()
}

/// After [`rest_plain`], or a stop that nobody was told of.
pub(super) fn go_on_plain() -> io::Result<()> {
    disable_raw_mode().and_then(|()| enable_raw_mode())
}

/// Takes the terminal again after [`leave`]; nothing happens if it has it. The next frame must be drawn whole.
///
/// # Errors
/// When the system refuses.
pub fn enter() -> io::Result<()> {
    if ENTERED.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    abort::remember();
    let focus = if FOCUS.load(Ordering::SeqCst) { FOCUS_ON } else { "" };
    let entered = enable_raw_mode().and_then(|()| tty::write_now(format!("{ENTER}{focus}").as_bytes()));
    if entered.is_err() {
        let _ = leave();
    }
    entered
}

/// Gives the terminal back as it was; nothing happens if it has been given back. Can be called from any thread at any time.
///
/// # Errors
/// When the system refuses, such as when the terminal is gone; everything has been tried all the same.
pub fn leave() -> io::Result<()> {
    end_plain()?;
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let frame = tty::wait_for_frame(Duration::from_millis(100));
    // Raw mode first: it does not wait for a terminal that takes no bytes.
    let cooked = disable_raw_mode();
    let written = tty::write_now(LEAVE.as_bytes());
    drop(frame);
    cooked.and(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaving_is_harmless_at_any_time() {
        assert!(!is_entered());
        assert!(leave().is_ok());
        assert!(leave().is_ok());
        assert!(!is_entered());
    }

    #[test]
    fn undoes_what_it_does() {
        let mouse =
            [MouseWish::Buttons, MouseWish::Drags, MouseWish::Moves].map(|wish| mouse(wish).replace(mouse(MouseWish::Nothing), ""));
        let set = [ENTER, FOCUS_ON].into_iter().chain(mouse.iter().map(String::as_str));
        for mode in set.flat_map(|text| text.split("\x1b[?")).filter(|mode| !mode.is_empty()) {
            let (number, state) = mode.split_at(mode.len() - 1);
            let undo = if state == "h" { "l" } else { "h" };
            assert!(LEAVE.contains(&format!("\x1b[?{number}{undo}")), "{number} is never undone");
        }
    }
}
