//! The terminal: the only room that writes to it.

mod emit;
mod glyph;
mod sgr;
mod writer;

pub use writer::{Drawn, Screen};
