//! Messages of schedulers, kubelets, container runtimes, registries and admission, read so that what is said begins with the cause:
//! `image not found: web:1.9`, `no node fits: cpu 0 of 3`, `exceeded quota: compute: pods 3 + 1 of 3`.
//!
//! Pure, by table. A message that is not known stays as it is, but for what every such message begins with.

mod admission;
mod container;
mod image;
mod scheduler;
mod volume;

pub use admission::refused;
pub use container::{core, unmade};
pub use image::{UNPULLED, unpulled};
pub use scheduler::unscheduled;
pub use volume::hindered;

/// A cause in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// What is wrong: `image not found`.
    pub what: String,
    /// With what, or how much: `web:1.9`; may be empty.
    pub detail: String,
}

impl Told {
    fn new(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { what: what.into(), detail: detail.into() }
    }

    /// Both in one line.
    pub fn words(&self) -> String {
        if self.detail.is_empty() { self.what.clone() } else { format!("{}: {}", self.what, self.detail) }
    }
}

/// The text between the first pair of double quotes.
fn quoted(text: &str) -> Option<&str> {
    text.split_once('"')?.1.split_once('"').map(|(inside, _)| inside)
}
