//! How the terminal takes keys: remembered while another program has it, and put back where that was cut off and has left it otherwise.

use rustix::stdio::stdin;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use std::sync::{Mutex, PoisonError};

static KEPT: Mutex<Option<Termios>> = Mutex::new(None);

/// Remembers them.
pub(super) fn keep() {
    *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = tcgetattr(stdin()).ok();
}

/// Puts them back as they were; nothing happens where none are remembered.
pub(super) fn put_back() {
    if let Some(modes) = &*KEPT.lock().unwrap_or_else(PoisonError::into_inner) {
        // A terminal that has gone has none.
        let _ = tcsetattr(stdin(), OptionalActions::Now, modes);
    }
}
