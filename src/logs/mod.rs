//! Log lines without a network: how they are kept, ordered, cleaned, filtered, wrapped and scrolled.
//!
//! The byte side (`cluster::logs`) hands over [`LogLine`](crate::model::logs::LogLine)s; the application pushes them into a
//! [`Buffer`] and asks a [`View`] for the rows that fit its pane. Nothing here does I/O, sleeps or asks a clock, and only
//! what a pane shows is ever cleaned or wrapped.

pub mod ansi;
mod block;
pub mod buffer;
pub mod digest;
pub mod fields;
pub mod filter;
pub mod fit;
mod fold;
pub mod head;
pub mod ink;
pub mod level;
pub mod moves;
pub mod pattern;
pub mod pulse;
pub mod rows;
pub mod sift;
pub mod taken;
pub mod view;
pub mod when;
pub mod wrap;

pub use buffer::{Body, Buffer, Line, LineId};
pub use digest::Digest;
pub use filter::Filter;
pub use fit::Fit;
pub use ink::{Colour, Ink, Styled};
pub use level::Level;
pub use moves::Scroll;
pub use pulse::Pulse;
pub use rows::{Column, RowKind, Shape, Span, ViewRow};
pub use sift::Around;
pub use view::{Layout, Position, View};
