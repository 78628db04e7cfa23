//! The state of the screen and how it changes. `update` is pure: no I/O, no clock; what is to be done outside goes out as values.

pub mod advice;
mod aftermath;
mod autoscaled;
pub mod browse;
mod build;
pub mod changes;
pub mod clock;
pub mod commands;
mod difference;
pub mod drafts;
pub mod field;
pub mod filter;
mod follow;
pub mod i18n;
pub mod layout;
mod leaving;
pub mod list;
pub mod logs;
pub mod messages;
pub mod modes;
pub mod msg;
pub mod numbers;
pub mod paper;
pub mod remembered;
pub mod rows;
pub mod scope;
pub mod state;
mod subjects;
mod trials;
mod update;

pub use msg::{Effect, Msg};
pub use state::{Start, State};
pub use update::{settle, start, update};
