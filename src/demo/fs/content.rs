//! The bytes of a file, in blocks: a file that grows is never copied.

/// The size of a block.
const BLOCK: usize = 64 << 10;

/// A file's bytes.
#[derive(Debug, Default, Clone)]
pub struct Content {
    blocks: Vec<Vec<u8>>,
    len: usize,
}

impl Content {
    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Adds bytes at the end.
    pub fn append(&mut self, mut bytes: &[u8]) {
        self.len += bytes.len();
        while !bytes.is_empty() {
            if self.blocks.last().is_none_or(|b| b.len() == BLOCK) {
                self.blocks.push(Vec::new());
            }
            let Some(last) = self.blocks.last_mut() else { return };
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - last.len()));
            last.extend_from_slice(now);
            bytes = later;
        }
    }

    /// Bytes from a place on, up to the end of the block; none at the end.
    pub fn at(&self, offset: usize) -> &[u8] {
        self.blocks.get(offset / BLOCK).and_then(|b| b.get(offset % BLOCK..)).unwrap_or_default()
    }

    /// All of them.
    pub fn to_vec(&self) -> Vec<u8> {
        self.blocks.concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_what_was_written() {
        let mut c = Content::default();
        let mut want = Vec::new();
        for i in 0..500u32 {
            let piece: Vec<u8> = (0..i * 7 % 3000).map(|n| (n * i) as u8).collect();
            c.append(&piece);
            want.extend_from_slice(&piece);
        }
        assert!(want.len() > 4 * BLOCK && c.len() == want.len());
        assert_eq!(c.to_vec(), want);
        let (mut at, mut read) = (0, Vec::new());
        while !c.at(at).is_empty() {
            read.extend_from_slice(c.at(at));
            at = read.len();
        }
        assert_eq!(read, want);
        assert_eq!(c.at(want.len()), b"");
    }
}
