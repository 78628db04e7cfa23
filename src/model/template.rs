//! What a pod template has beside its images, as far as it is told from another's.

use super::Name;
use std::sync::Arc;

/// A part of a pod template: where it stands, and a mark of what stands there. From the mark nobody can tell that.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Part {
    /// Where: `env.LEVEL`, `resources`.
    pub path: Name,
    /// Which of the template's containers it is of, by their order among the images; [`Part::POD`] for none.
    pub container: u16,
    /// The same for the same text, as long as this run lasts.
    pub mark: u32,
}

impl Part {
    /// Of no container, but of the pod as a whole.
    pub const POD: u16 = u16::MAX;
}

/// All parts of a template.
pub type Parts = Arc<[Part]>;
