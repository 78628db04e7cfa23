//! What one command writes for another, kept until that has read it.

use super::Stop;
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that the commands of one process keep for each other, all together.
const MOST: usize = 8 << 20;

/// What one command writes for another.
#[derive(Debug, Default)]
pub struct Piped {
    bytes: Vec<u8>,
    at: usize,
    all: Arc<AtomicUsize>,
}

impl Piped {
    /// An empty one of the same process.
    pub fn another(&self) -> Self {
        Self { bytes: Vec::new(), at: 0, all: self.all.clone() }
    }

    /// Adds bytes, where there is room for them.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        if self.all.load(Ordering::Relaxed) + bytes.len() > MOST {
            return Err(Stop::FULL);
        }
        self.all.fetch_add(bytes.len(), Ordering::Relaxed);
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// The next bytes; none at the end.
    pub fn read(&mut self, most: usize) -> Bytes {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let read = Bytes::copy_from_slice(&rest[..rest.len().min(most)]);
        self.at += read.len();
        read
    }

    /// All of it as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        self.all.fetch_sub(self.bytes.len(), Ordering::Relaxed);
    }
}
