//! Environments: namespaces that a release goes through, and how what runs in one stands to what runs in the others.

pub mod grid;
pub mod group;
mod stage;
pub mod version;
