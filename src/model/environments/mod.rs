//! Environments: namespaces that a release goes through, and how what runs in one stands to what runs in the others.

pub mod grid;
pub mod group;
pub mod named;
pub mod parts;
pub mod rules;
mod stage;
pub mod version;
