//! Text that may hold secrets and so is in no debug line, no journal and no log.

use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A text that is carried and never shown by itself, and wiped when nobody holds it any more. Comparing it takes its whole text.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Hidden(Arc<Zeroizing<String>>);

impl Hidden {
    /// Hides a text.
    pub fn new(text: String) -> Self {
        Self(Arc::new(Zeroizing::new(text)))
    }

    /// The text, for those who send it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes)", self.0.len())
    }
}
