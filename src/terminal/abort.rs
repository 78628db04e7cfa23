//! The program aborts: memory that is not there, a stack that is full, somebody's `kill -ABRT`. No destructor runs and no other thread is asked,
//! so the terminal is given back within the signal's handler itself, by nothing but system calls.
//!
//! The one place with `unsafe` code: that a handler does only what a handler may is for its author to see to.
#![allow(unsafe_code)]

use std::io;
use std::sync::OnceLock;

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::SIGABRT;
use signal_hook::low_level::{emulate_default_handler, register};

use super::guard;

/// What is said: why it is, a handler cannot find out.
const WORDS: &str = "dogwatch: aborted: no memory was left, its stack was full, or it was told to\n";

/// How the terminal was before the dashboard took it. Read by the handler, which may wait for nothing.
static BEFORE: OnceLock<Termios> = OnceLock::new();

/// Keeps how the terminal is, before its modes are changed.
pub(super) fn remember() {
    if let Ok(modes) = tcgetattr(rustix::stdio::stdin()) {
        let _kept_already = BEFORE.set(modes);
    }
}

/// Makes an abort give the terminal back.
///
/// # Errors
/// When the system refuses.
pub(super) fn install() -> io::Result<()> {
    // SAFETY: the handler takes no lock and no memory: atomics, tcsetattr, write, and what signal-hook says may be called from one.
    unsafe { register(SIGABRT, aborts) }.map(drop)
}

fn aborts() {
    if let Some(leave) = guard::was_taken() {
        if let Some(modes) = BEFORE.get() {
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, modes);
        }
        for text in [leave, WORDS] {
            let mut left = text.as_bytes();
            while let Ok(written @ 1..) = rustix::io::write(rustix::stdio::stdout(), left) {
                left = left.get(written..).unwrap_or_default();
            }
        }
    }
    let _ = emulate_default_handler(SIGABRT);
}
