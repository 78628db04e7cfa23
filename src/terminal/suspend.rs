//! Giving the terminal away for a while: to the shell by Ctrl-Z, or to another program.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use signal_hook::consts::SIGTSTP;
use signal_hook::low_level::emulate_default_handler;
use tokio::sync::mpsc::Sender;

use super::error::TerminalError;
use super::event::TerminalEvent;
use super::input::Input;
use super::{guard, modes, tty};

/// Whether another program has the terminal.
static LENT: AtomicBool = AtomicBool::new(false);
/// When it gave it back.
static RETURNED: Mutex<Option<Instant>> = Mutex::new(None);
/// How long a signal of its keys may be on its way: on a busy machine it is heard when the other program has long ended of it.
const LATE: Duration = Duration::from_secs(2);
/// Whether the SIGCONT that comes next is the answer to a stop of our own.
static STOPPED: AtomicBool = AtomicBool::new(false);

/// Stops the program, as Ctrl-Z does elsewhere, and comes back when the shell lets it go on. The next frame must be drawn whole.
///
/// # Errors
/// When no shell could let it go on, or the terminal cannot be left or entered.
pub fn suspend(input: &Input) -> Result<(), TerminalError> {
    if !job::can_go_on() {
        return Err(TerminalError::NoShell);
    }
    let (entered, plain) = (guard::is_entered(), guard::is_plain());
    // What is typed from now on is for the shell.
    input.pause();
    let left = if plain { guard::rest_plain() } else { guard::leave() };
    let stopped = left.and_then(|()| {
        STOPPED.store(true, Ordering::SeqCst);
        // The whole program stands still in here.
        emulate_default_handler(SIGTSTP)
    });
    if entered {
        let taken = guard::enter();
        input.resume();
        taken.map_err(TerminalError::io("enter"))?;
    }
    if plain {
        let taken = guard::go_on_plain();
        input.resume();
        taken.map_err(TerminalError::io("enter"))?;
    }
    stopped.map_err(TerminalError::io("leave"))
}

/// Whether the program goes on after a stop of its own; asked once.
pub(super) fn was_own_stop() -> bool {
    STOPPED.swap(false, Ordering::SeqCst)
}

/// Lets another program have the terminal while `other` runs it. The next frame must be drawn whole.
///
/// # Errors
/// When the terminal cannot be left or entered.
pub fn hand_over<T>(input: &Input, other: impl FnOnce() -> T) -> Result<T, TerminalError> {
    let left = lend(input);
    let result = other();
    take_back(input)?;
    left?;
    Ok(result)
}

/// Leaves the terminal to another program, such as an editor, until [`take_back`]: nothing is read or drawn, and what its user does
/// there with Ctrl-C is between them and that program. The rest of this program goes on.
///
/// # Errors
/// When the terminal cannot be left.
pub fn lend(input: &Input) -> Result<(), TerminalError> {
    LENT.store(true, Ordering::SeqCst);
    input.pause();
    let left = guard::leave().map_err(TerminalError::io("leave"));
    modes::keep();
    left
}

/// Has the terminal as it was when it was lent, whatever the program that had it has left behind: a line can be asked for.
pub fn tidy() {
    modes::put_back();
    // Where it cannot be written to, nobody reads what follows.
    let _ = tty::write_now(guard::AFTER.as_bytes());
}

/// Takes the terminal again after [`lend`]. The next frame must be drawn whole.
///
/// # Errors
/// When it cannot be entered.
pub fn take_back(input: &Input) -> Result<(), TerminalError> {
    // What is found now is what is given back at the end.
    modes::put_back();
    let entered = guard::enter();
    input.resume();
    *RETURNED.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    LENT.store(false, Ordering::SeqCst);
    entered.map_err(TerminalError::io("enter"))
}

/// Lets a program elsewhere, such as a shell in a pod, have the terminal after [`lend`], until [`take_back_plain`]: what is typed goes into the
/// channel as it comes, with the size, and [`write_plain`](super::write_plain) writes.
///
/// # Errors
/// When the system refuses.
pub fn lend_plain(input: &Input, typed: Sender<TerminalEvent>) -> Result<(), TerminalError> {
    guard::begin_plain().map_err(TerminalError::io("enter"))?;
    input.plain(Some(typed));
    Ok(())
}

/// Takes the terminal again after [`lend_plain`]. What was typed and not taken is dropped: it was meant for what has ended.
///
/// # Errors
/// As [`take_back`].
pub fn take_back_plain(input: &Input) -> Result<(), TerminalError> {
    input.plain(None);
    let left = guard::end_plain().map_err(TerminalError::io("leave"));
    take_back(input)?;
    left
}

/// Whether another program has the terminal, or had it a moment ago: the signals of its keys reach this one too, and are not meant for it.
pub(super) fn is_lent() -> bool {
    let returned = *RETURNED.lock().unwrap_or_else(PoisonError::into_inner);
    LENT.load(Ordering::SeqCst) || returned.is_some_and(|at| at.elapsed() < LATE)
}

/// Whether there is a shell. The kernel drops a stop from the terminal where there is none, but one's own stop it obeys.
mod job {
    use std::fs;

    /// Parent, process group and session of a process.
    fn family(process: &str) -> Option<(String, String, String)> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name may hold blanks and brackets, but nothing after the last bracket is the name.
        let (_, rest) = stat.rsplit_once(')')?;
        let mut fields = rest.split_whitespace().skip(1).map(str::to_owned);
        Some((fields.next()?, fields.next()?, fields.next()?))
    }

    /// Whether an ancestor of another job of the same session is there: that is the shell.
    pub fn can_go_on() -> bool {
        let Some((mut parent, group, session)) = family("self") else {
            // No /proc: not Linux, and nothing is known.
            return true;
        };
        for _ in 0..64 {
            let Some((next, parent_group, parent_session)) = family(&parent) else { return false };
            if parent_session != session {
                return false;
            }
            if parent_group != group {
                return true;
            }
            parent = next;
        }
        false
    }
}
