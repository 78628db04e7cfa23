//! Log lines without a network: how they are kept, ordered, cleaned, filtered, wrapped and scrolled.
//!
//! The byte side (`cluster::logs`) hands over [`LogLine`](crate::model::logs::LogLine)s; the application pushes them into a
//! [`Buffer`] and asks a [`View`] for the rows that fit its pane. Nothing here does I/O, sleeps or asks a clock, and only
//! what a pane shows is ever cleaned or wrapped.

pub mod ansi;
mod block;
pub mod buffer;
pub mod digest;
pub mod export;
pub mod failing;
pub mod fields;
pub mod filter;
pub mod filter_index;
pub mod fit;
mod fold;
pub mod head;
pub mod histogram;
pub mod level;
pub mod moves;
pub mod pattern;
pub mod rows;
pub mod text_style;
pub mod view;
pub mod when;
pub mod wrap;

pub use buffer::{Body, Buffer, Line, LineId};
pub use digest::Digest;
pub use filter::Filter;
pub use filter_index::Around;
pub use fit::Fit;
pub use histogram::LevelHistogram;
pub use level::Level;
pub use moves::Scroll;
pub use rows::{Column, RowKind, Say, Shape, Span, ViewRow};
pub use text_style::{Colour, Styled, TextStyle};
pub use view::{Layout, Position, RULE, View};
