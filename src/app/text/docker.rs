//! What is made of what runs with Docker.

use crate::model::docker::{Said, Source};

/// What is made of what runs with Docker.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DockerText {
    /// What a text was, how many objects it became, how much of it is left to its user, and what else is said.
    Made(Source, usize, usize, usize),
    /// Nothing can be made of it; the key opens it in the editor.
    Nothing(String),
    /// So many remarks are not seen here; the key shows all.
    More(usize, String),
    /// What is said of one line.
    Said(Said),
}
