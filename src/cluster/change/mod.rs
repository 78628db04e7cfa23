//! The gate: every change to a cluster goes through here, and nothing else can send one.

mod writer;

pub use writer::Writer;
