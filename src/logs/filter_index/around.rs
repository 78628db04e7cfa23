//! Lines around matches: the neighbours in the match's own stream. Where several streams are merged, other pods' lines between them say
//! nothing of what led to it.

use super::{FilterIndex, Sieve};
use crate::logs::block::Block;
use crate::logs::buffer::Body;
use std::collections::{BTreeSet, VecDeque};

/// The lines of one stream in one block.
#[derive(Clone, Debug)]
pub(super) struct Strand {
    source: u32,
    /// The places of its log lines.
    places: Vec<u16>,
    /// Which of them match, as their numbers in `places`.
    matches: Vec<usize>,
}

impl Sieve {
    /// Takes its lines apart by stream.
    fn braid(&mut self, block: &Block) {
        self.strands.clear();
        for place in &self.base {
            let Some(line) = block.get(usize::from(*place)).filter(|l| matches!(l.body, Body::Text(_))) else { continue };
            let at = match self.strands.binary_search_by_key(&line.source, |s| s.source) {
                Ok(at) => at,
                Err(at) => {
                    self.strands.insert(at, Strand { source: line.source, places: Vec::new(), matches: Vec::new() });
                    at
                }
            };
            let strand = &mut self.strands[at];
            if self.matches.binary_search(place).is_ok() {
                strand.matches.push(strand.places.len());
            }
            strand.places.push(*place);
        }
    }

    fn strand(&self, source: u32) -> Option<&Strand> {
        self.strands.binary_search_by_key(&source, |s| s.source).ok().map(|at| &self.strands[at])
    }

    /// The streams that have lines in it.
    pub(super) fn sources(&self) -> impl Iterator<Item = u32> {
        self.strands.iter().map(|s| s.source)
    }
}

impl FilterIndex {
    /// Shows `n` lines of its stream before and after each match, over the borders of blocks.
    pub(super) fn surround(&mut self, blocks: &VecDeque<Block>, n: usize) {
        let count = self.sieves.len();
        for (sieve, block) in self.sieves.iter_mut().zip(blocks).filter(|(sieve, _)| sieve.fresh) {
            sieve.braid(block);
        }
        let mut stale = BTreeSet::new();
        for at in (0..count).filter(|i| self.sieves[*i].fresh) {
            stale.insert(at);
            for source in self.sieves[at].sources() {
                self.reach(source, (0..at).rev(), n, &mut stale);
                self.reach(source, at + 1..count, n, &mut stale);
            }
        }
        for source in std::mem::take(&mut self.lost) {
            self.reach(source, 0..count, n, &mut stale);
        }
        for at in stale {
            let mut hits: Vec<u16> = Vec::new();
            for strand in &self.sieves[at].strands {
                let shown = self.shown_of(strand, at, n);
                hits.extend(strand.places.iter().zip(shown).filter(|(_, shown)| *shown).map(|(place, _)| *place));
            }
            let sieve = &self.sieves[at];
            // What dogwatch itself has to say is always shown.
            let own = |p: &u16| blocks[at].get(usize::from(*p)).is_some_and(|l| !matches!(l.body, Body::Text(_)));
            hits.extend(sieve.base.iter().copied().filter(own));
            hits.sort_unstable();
            let sieve = &mut self.sieves[at];
            (sieve.hits, sieve.fresh) = (hits, false);
        }
    }

    /// The blocks among these that hold the stream's nearest `n` lines.
    fn reach(&self, source: u32, blocks: impl Iterator<Item = usize>, n: usize, out: &mut BTreeSet<usize>) {
        let mut left = n;
        for at in blocks {
            let Some(strand) = self.sieves[at].strand(source) else { continue };
            out.insert(at);
            left = left.saturating_sub(strand.places.len());
            if left == 0 {
                break;
            }
        }
    }

    /// Which of a stream's lines in the block at `at` stand within `n` lines of a match.
    fn shown_of(&self, strand: &Strand, at: usize, n: usize) -> Vec<bool> {
        let len = strand.places.len();
        let mut shown = vec![false; len];
        let mut light = |from: usize, to: usize| shown.iter_mut().take(to).skip(from).for_each(|s| *s = true);
        strand.matches.iter().for_each(|m| light(m.saturating_sub(n), m + n + 1));
        let mut between = 0;
        for before in self.sieves[..at].iter().rev().filter_map(|s| s.strand(strand.source)) {
            if let Some(m) = before.matches.last() {
                light(0, n.saturating_sub(before.places.len() - m + between - 1));
            }
            between += before.places.len();
            if between >= n {
                break;
            }
        }
        between = 0;
        for after in self.sieves[at + 1..].iter().filter_map(|s| s.strand(strand.source)) {
            if let Some(m) = after.matches.first() {
                light(len.saturating_sub(n.saturating_sub(m + between)), len);
            }
            between += after.places.len();
            if between >= n {
                break;
            }
        }
        shown
    }
}
