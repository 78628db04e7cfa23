//! A frame as something to keep: plain text, text with colours, or a picture.
//!
//! Used by `:screenshot` and for the pictures in the documentation. The same frame always gives the
//! same bytes. It writes no file; the caller says where.

mod ansi;
mod color;
mod picture;
mod runs;
mod svg;
mod text;

pub use ansi::ansi;
pub use svg::{SvgOptions, svg};
pub use text::text;

#[cfg(test)]
mod tests;
