//! The three ways of changing an object in part.

pub mod json_patch;
pub mod merge;
pub mod strategic;
