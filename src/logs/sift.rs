//! A filter at work on a buffer: which lines pass is found once and kept by block, so that a new line costs one look, and a new filter is
//! worked through in portions, newest first, without holding up the keys.

use super::block::Block;
use super::buffer::{Body, Buffer, Line, LineId};
use super::filter::Filter;
use std::collections::HashMap;

/// What is known of one block.
#[derive(Debug, Default)]
struct Sieve {
    uid: u64,
    edits: u32,
    /// Its lines that were looked at, from its first.
    looked: usize,
    /// The places of those that pass, marks and gaps among them.
    hits: Vec<u16>,
    /// How many hits are log lines and not dogwatch's own.
    texts: usize,
    /// Hits of the blocks before it.
    start: usize,
}

/// The filter and what it has found.
#[derive(Debug, Default)]
pub struct Sift {
    filter: Filter,
    sieves: Vec<Sieve>,
    revision: Option<u64>,
    done: bool,
}

impl Sift {
    /// A filter that has not looked at anything yet.
    pub fn new(filter: Filter) -> Self {
        Self { filter, ..Self::default() }
    }

    /// The filter.
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Looks at what is new, newest first, until about `budget` bytes are read. Whether all has been looked at.
    pub fn refresh(&mut self, buffer: &Buffer, budget: usize) -> bool {
        if self.done && self.revision == Some(buffer.revision()) {
            return true;
        }
        let mut known: HashMap<u64, Sieve> = std::mem::take(&mut self.sieves).into_iter().map(|s| (s.uid, s)).collect();
        let blocks = buffer.blocks();
        self.sieves = blocks
            .iter()
            .map(|block| {
                let known = known.remove(&block.uid).filter(|s| s.edits == block.edits);
                known.unwrap_or_else(|| Sieve { uid: block.uid, edits: block.edits, ..Sieve::default() })
            })
            .collect();
        let mut left = budget;
        self.done = true;
        for (block, sieve) in blocks.iter().zip(&mut self.sieves).rev() {
            if sieve.looked == block.len() {
                continue;
            }
            if left == 0 {
                self.done = false;
                break;
            }
            left = left.saturating_sub(sieve.look(block, &self.filter));
        }
        let mut start = 0;
        for sieve in &mut self.sieves {
            sieve.start = start;
            start += sieve.hits.len();
        }
        self.revision = Some(buffer.revision());
        self.done
    }

    /// Whether everything has been looked at.
    pub const fn is_done(&self) -> bool {
        self.done
    }

    /// Log lines that pass.
    pub fn texts(&self) -> usize {
        self.sieves.iter().map(|s| s.texts).sum()
    }

    fn len(&self) -> usize {
        self.sieves.last().map_or(0, |s| s.start + s.hits.len())
    }
}

impl Sieve {
    /// Looks at the block's lines that it has not seen; gives the bytes read.
    fn look(&mut self, block: &Block, filter: &Filter) -> usize {
        let mut read = 0;
        while let Some(line) = block.get(self.looked) {
            let (passes, len) = match line.body {
                Body::Text(text) => (filter.passes(text), text.len()),
                // What dogwatch itself has to say is never filtered away: a gap may hide a match.
                Body::Gap(..) | Body::Mark(_) => (true, 0),
            };
            if passes {
                self.hits.push(u16::try_from(self.looked).unwrap_or(u16::MAX));
                self.texts += usize::from(matches!(line.body, Body::Text(_)));
            }
            self.looked += 1;
            read += len + 16;
        }
        read
    }
}

/// The lines that a pane can show, numbered from the oldest: all of a buffer, or those that pass.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    pub(super) buffer: &'a Buffer,
    pub(super) sift: Option<&'a Sift>,
}

impl<'a> Shown<'a> {
    pub(super) fn len(&self) -> usize {
        self.sift.map_or_else(|| self.buffer.len(), Sift::len)
    }

    /// The line of a rank. `None` beyond the end, and where the buffer has changed since the last refresh.
    pub(super) fn get(&self, rank: usize) -> Option<Line<'a>> {
        let Some(sift) = self.sift else { return self.buffer.get(rank) };
        let at = sift.sieves.partition_point(|s| s.start <= rank).checked_sub(1)?;
        let sieve = sift.sieves.get(at)?;
        let place = *sieve.hits.get(rank - sieve.start)?;
        let block = self.buffer.blocks().get(at).filter(|b| b.uid == sieve.uid && b.edits == sieve.edits)?;
        block.get(usize::from(place))
    }

    /// The rank of a line, or of the first one shown after it.
    pub(super) fn rank_of(&self, id: LineId) -> usize {
        let Some(sift) = self.sift else { return self.buffer.index_of(id) };
        let blocks = self.buffer.blocks();
        let at = blocks.partition_point(|b| b.first_id().is_some_and(|first| first <= id)).saturating_sub(1);
        let (Some(block), Some(sieve)) = (blocks.get(at), sift.sieves.get(at)) else { return 0 };
        let before = block.before(id);
        sieve.start + sieve.hits.partition_point(|p| usize::from(*p) < before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::logs::{LogBody, LogLine};

    fn push(buffer: &mut Buffer, source: u32, nanos: i64, text: &str) {
        buffer.push(&LogLine { source, nanos, body: LogBody::Text(text.into()) });
    }

    fn shown(buffer: &Buffer, sift: &Sift) -> Vec<String> {
        let shown = Shown { buffer, sift: Some(sift) };
        (0..shown.len())
            .map(|rank| {
                let line = shown.get(rank).unwrap();
                assert_eq!(shown.rank_of(line.id), rank);
                match line.body {
                    Body::Text(t) => t.to_owned(),
                    other => format!("{other:?}"),
                }
            })
            .collect()
    }

    #[test]
    fn what_passes_is_what_a_plain_search_finds_whatever_happens_to_the_buffer() {
        let mut rng = fastrand::Rng::with_seed(3);
        let mut buffer = Buffer::new(200 << 10);
        let mut sift = Sift::new(Filter::parse("7"));
        for round in 0..300 {
            for _ in 0..rng.usize(0..40) {
                let nanos = round * 1000 - rng.i64(0..20_000);
                push(&mut buffer, rng.u32(0..3), nanos, &format!("{round}-{} {}", rng.u32(0..100), "x".repeat(rng.usize(0..100))));
            }
            while !sift.refresh(&buffer, 1000) {}
            let plain: Vec<String> = buffer
                .range(0..usize::MAX)
                .filter_map(|l| match l.body {
                    Body::Text(t) if t.contains('7') => Some(t.to_owned()),
                    _ => None,
                })
                .collect();
            assert_eq!(shown(&buffer, &sift), plain);
            assert_eq!(sift.texts(), plain.len());
        }
        assert!(buffer.dropped() > 0);
    }

    #[test]
    fn a_large_buffer_is_worked_through_in_portions_newest_first() {
        let mut buffer = Buffer::default();
        for i in 0..20_000 {
            push(&mut buffer, 1, i, &format!("line {i}"));
        }
        buffer.push(&LogLine { source: 1, nanos: 20_000, body: LogBody::Gap(5, "away".into()) });
        let mut sift = Sift::new(Filter::parse("line 1999"));
        assert!(!sift.refresh(&buffer, 1));
        assert_eq!(sift.texts(), 10, "the newest block is enough for 19990 to 19999");
        while !sift.refresh(&buffer, 1) {}
        assert_eq!(sift.texts(), 11);
        assert_eq!(shown(&buffer, &sift).last().map(String::as_str), Some("Gap(5, \"away\")"));
        assert!(sift.refresh(&buffer, 0) && sift.is_done());
    }
}
