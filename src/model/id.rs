//! What names an object: its UID, and shared strings for names that repeat.

use std::fmt;
use std::sync::Arc;

/// A shared string: namespaces, nodes, images, status words. Cloning costs a reference count.
pub type Name = Arc<str>;

/// The number of a session: one connection to one context. It is given once in a run, so that nothing of one session is taken for another's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct SessionId(pub u64);

impl SessionId {
    /// The one that is begun after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// An object's UID. Nearly always a UUID, and then 16 bytes; any other text the API sends is kept as it is.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Uid {
    /// A lower-case hyphenated UUID, as Kubernetes makes them.
    Uuid(u128),
    /// Anything else.
    Other(Name),
}

impl Uid {
    /// Reads a UID. Every text is one: what is not exactly a lower-case UUID is kept as text, so that it can be sent back unchanged.
    pub fn new(text: &str) -> Self {
        uuid(text).map_or_else(|| Self::Other(text.into()), Self::Uuid)
    }
}

fn uuid(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return None;
    }
    let mut value = 0u128;
    for (i, b) in bytes.iter().enumerate() {
        let digit = match (i, b) {
            (8 | 13 | 18 | 23, b'-') => continue,
            (8 | 13 | 18 | 23, _) => return None,
            (_, b'0'..=b'9') => b - b'0',
            (_, b'a'..=b'f') => b - b'a' + 10,
            _ => return None,
        };
        value = value << 4 | u128::from(digit);
    }
    Some(value)
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(text) => f.write_str(text),
            Self::Uuid(v) => {
                let part = |shift: u32, bits: u32| (v >> shift) & ((1u128 << bits) - 1);
                write!(
                    f,
                    "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
                    part(96, 32),
                    part(80, 16),
                    part(64, 16),
                    part(48, 16),
                    part(0, 48)
                )
            }
        }
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_is_written_as_it_was_read() {
        for text in [
            "0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001",
            "00000000-0000-0000-0000-000000000000",
            "0B7E1C2A-91D4-4F6B-8A11-00C0FFEE0001",
            "",
            "x",
            "mirror-1",
        ] {
            assert_eq!(Uid::new(text).to_string(), text);
        }
        assert!(matches!(Uid::new("0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001"), Uid::Uuid(_)));
    }
}
