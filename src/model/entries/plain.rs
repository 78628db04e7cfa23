//! A decoded value: in no debug line, no journal and no log, and wiped when nobody holds it any more.

use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The bytes of a value. A copy is one more who holds them, not more bytes.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Plain(Arc<Zeroizing<Vec<u8>>>);

impl Plain {
    /// Takes bytes over.
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(Arc::new(bytes))
    }

    /// The bytes, for who shows or copies them.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes)", self.0.len())
    }
}
