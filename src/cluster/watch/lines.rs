//! Lines out of a stream of chunks that are cut anywhere.

use crate::cluster::error::ApiError;
use bytes::{Bytes, BytesMut};

/// The longest line that is taken: far above what etcd can hold, so that it is hit only by what is no watch.
pub(super) const MAX_LINE: usize = 16 * 1024 * 1024;

/// Collects chunks and gives whole lines. What stands after the last newline when the stream ends is not a line: it was cut.
#[derive(Debug, Default)]
pub(in crate::cluster) struct Lines {
    held: BytesMut,
    /// Bytes at the start of `held` that are known to hold no newline.
    searched: usize,
}

impl Lines {
    /// Takes the next chunk.
    pub(in crate::cluster) fn push(&mut self, chunk: &[u8]) -> Result<(), ApiError> {
        self.held.extend_from_slice(chunk);
        if self.searched > MAX_LINE {
            return Err(ApiError::Decode("a line of more than 16 MiB".into()));
        }
        Ok(())
    }

    /// The next whole line, without its end; empty ones are passed over.
    pub(in crate::cluster) fn next(&mut self) -> Option<Bytes> {
        loop {
            let Some(i) = self.held[self.searched..].iter().position(|b| *b == b'\n') else {
                self.searched = self.held.len();
                return None;
            };
            let end = self.searched + i;
            let mut line = self.held.split_to(end + 1).freeze();
            self.searched = 0;
            line.truncate(end);
            if !line.trim_ascii().is_empty() {
                return Some(line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_wherever_the_chunks_are_cut() {
        let text = "{\"a\":1}\n\r\n{\"b\":\"温度\"}\n{\"c\":3}\n{\"cut";
        for size in 1..text.len() {
            let (mut lines, mut got) = (Lines::default(), Vec::new());
            for chunk in text.as_bytes().chunks(size) {
                lines.push(chunk).unwrap();
                while let Some(line) = lines.next() {
                    got.push(String::from_utf8(line.to_vec()).unwrap());
                }
            }
            assert_eq!(got, ["{\"a\":1}", "{\"b\":\"温度\"}", "{\"c\":3}"], "chunks of {size}");
        }
    }

    #[test]
    fn a_line_without_an_end_is_refused() {
        let chunk = vec![b'x'; 1024 * 1024];
        let mut lines = Lines::default();
        let refused = (0..20).any(|_| {
            let refused = lines.push(&chunk).is_err();
            assert!(lines.next().is_none());
            refused
        });
        assert!(refused);
    }
}
