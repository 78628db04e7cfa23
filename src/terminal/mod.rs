//! The terminal: entering and leaving it, reading keys, drawing frames, and giving it back whatever happens.
//!
//! The only room that writes to standard output and error. The runtime uses it like this:
//!
//! 1. [`install_panic_hook`], then [`Guard::enter`], [`read_input`] and [`watch_signals`];
//! 2. a [`Screen`] on a [`Tty`], drawn by the loop; after [`TerminalEvent::Resumed`], [`suspend`] or [`hand_over`] it is
//!    told to [`Screen::force_full_redraw`];
//! 3. the guard is dropped, and the program ends.
//!
//! It knows nothing of clusters, themes or views, and asks the environment nothing.

mod abort;
mod capabilities;
mod clipboard;
mod decode;
mod emit;
mod error;
mod event;
mod glyph;
mod guard;
mod input;
mod modes;
mod output;
mod panic;
mod sgr;
mod signals;
mod suspend;
mod tty;
mod writer;

pub use capabilities::{Env, Multiplexer};
pub use clipboard::{ClipboardError, LARGEST_COPY, copy_sequence};
pub use error::TerminalError;
pub use event::TerminalEvent;
pub use guard::{Guard, Options, enter, is_entered, leave};
pub use input::{Input, read_input};
pub use output::{announce, ask, complain, print};
pub use panic::{contained, install_panic_hook};
pub use signals::{note_ending, on_end, watch_signals};
pub use suspend::{hand_over, lend, lend_plain, suspend, take_back, take_back_plain, tidy};
pub use tty::{Tty, write_plain};
pub use writer::{Drawn, Screen};
