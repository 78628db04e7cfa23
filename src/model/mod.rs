//! Slim domain types: one file a kind. Nothing here does I/O or asks a clock.

pub mod time;
