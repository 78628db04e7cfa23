//! A filter at work on a buffer: which lines pass is found once and kept by block, so that a new line costs one look, and a new filter is
//! worked through in portions, newest first, without holding up the keys.

mod around;

use super::block::Block;
use super::buffer::{Body, Buffer, Line, LineId};
use super::filter::Filter;
use around::Strand;
use std::collections::VecDeque;

/// What is shown of a log.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rule {
    /// What must hold of a line.
    pub filter: Filter,
    /// Whether what goes on with a line is folded under it.
    pub folded: bool,
    /// What is shown around the lines that pass.
    pub around: Around,
}

/// What is shown around the lines that pass a filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Around {
    /// This many lines of its stream (the same pod and container) before and after each.
    Lines(u8),
    /// Every line: the filter only says what to look for.
    All,
}

impl Default for Around {
    fn default() -> Self {
        Self::Lines(0)
    }
}

/// What is known of one block.
#[derive(Clone, Debug, Default)]
struct Sieve {
    uid: u64,
    edits: u32,
    /// Its lines that were looked at, from its first.
    looked: usize,
    /// The places of the log lines that pass. Empty without a filter.
    matches: Vec<u16>,
    /// The places of what is shown, marks and gaps among them.
    hits: Vec<u16>,
    /// The places of what could be shown around matches. Empty where nothing is shown around them.
    base: Vec<u16>,
    /// The same by stream, where only so many lines of each are shown.
    strands: Vec<Strand>,
    /// Hits of the blocks before it.
    start: usize,
    /// Matches of which it was told before it was looked at.
    owed: Vec<u16>,
    /// Whether lines were looked at since the hits around its matches were found.
    fresh: bool,
}

/// The rule and what it has found.
#[derive(Clone, Debug, Default)]
pub struct FilterIndex {
    rule: Rule,
    sieves: Vec<Sieve>,
    /// The newest block that was ever seen: names only grow.
    newest: Option<u64>,
    revision: Option<u64>,
    done: bool,
    /// The number of the first line that was kept when it was last aligned.
    start: u64,
    /// Streams of which lines were given up since lines around matches were last found.
    lost: Vec<u32>,
}

impl FilterIndex {
    /// A rule that has not been held against anything yet.
    pub fn new(rule: Rule) -> Self {
        Self { rule, ..Self::default() }
    }

    /// The filter.
    pub const fn filter(&self) -> &Filter {
        &self.rule.filter
    }

    /// Tells the filter whose a source's lines are.
    pub fn know(&mut self, source: u32, pod: &str, container: &str) {
        self.rule.filter.know(source, pod, container);
    }

    /// Looks at what is new, newest first, until about `budget` bytes are read. Whether all has been looked at.
    pub fn refresh(&mut self, buffer: &Buffer, budget: usize) -> bool {
        if self.done && self.revision == Some(buffer.revision()) {
            return true;
        }
        self.align(buffer.blocks());
        let mut left = budget;
        let mut heads = Vec::new();
        self.done = true;
        for (block, sieve) in buffer.blocks().iter().zip(&mut self.sieves).rev() {
            if sieve.looked == block.len() {
                continue;
            }
            if left == 0 {
                self.done = false;
                break;
            }
            left = left.saturating_sub(sieve.look(block, &self.rule, &mut heads));
        }
        heads.into_iter().for_each(|id| self.found_under(buffer, id));
        match self.rule.surroundings() {
            None => {}
            Some(Around::Lines(n)) => self.surround(buffer.blocks(), usize::from(n)),
            Some(Around::All) => {
                for sieve in self.sieves.iter_mut().filter(|s| s.fresh) {
                    sieve.hits.clone_from(&sieve.base);
                    sieve.fresh = false;
                }
            }
        }
        let mut start = 0;
        for sieve in &mut self.sieves {
            sieve.start = start;
            start += sieve.hits.len();
        }
        self.revision = Some(buffer.revision());
        self.done
    }

    /// One sieve for each block, in their order: blocks go in front, come at the end, and now and then one becomes two.
    fn align(&mut self, blocks: &VecDeque<Block>) {
        let same =
            self.sieves.len() == blocks.len() && self.sieves.iter().zip(blocks).all(|(s, b)| s.uid == b.uid && s.edits == b.edits);
        if same {
            return;
        }
        let mut known = std::mem::take(&mut self.sieves).into_iter().peekable();
        let newest = self.newest;
        self.sieves = Vec::with_capacity(blocks.len());
        // What is folded lies in its first line's block or in the next: when the one is looked at anew, so is the other.
        let paired = self.rule.folded && self.rule.filter.seeks_text();
        let mut renewed = false;
        let mut gone = Vec::new();
        for block in blocks {
            let mut found = None;
            if Some(block.uid) <= newest {
                while let Some(sieve) = known.next_if(|s| s.uid != block.uid) {
                    gone.extend(sieve.sources());
                }
                found = known.next_if(|s| s.uid == block.uid).filter(|s| s.edits == block.edits);
            }
            let anew = found.is_none();
            found = found.filter(|_| !(paired && renewed));
            renewed = anew;
            self.sieves.push(found.unwrap_or_else(|| Sieve { uid: block.uid, edits: block.edits, ..Sieve::default() }));
            self.newest = self.newest.max(Some(block.uid));
        }
        // What was given up may have been what other lines of its stream were shown for.
        let start = blocks.front().map_or(0, |b| b.start);
        if start != self.start {
            gone.extend(known.flat_map(|s| s.sources().collect::<Vec<_>>()));
            gone.sort_unstable();
            gone.dedup();
            self.lost.append(&mut gone);
            self.start = start;
        }
    }

    /// A folded line passes: the line that it goes on with is shown for it.
    fn found_under(&mut self, buffer: &Buffer, id: LineId) {
        let Some(head) = buffer.find(id).map(|line| buffer.head_of(line)).filter(|head| !head.goes_on) else { return };
        if !self.rule.filter.is_of_row(&head) {
            return;
        }
        let blocks = buffer.blocks();
        let at = blocks.partition_point(|b| b.first_id().is_some_and(|first| first <= head.id)).saturating_sub(1);
        let (Some(block), Some(sieve)) = (blocks.get(at), self.sieves.get_mut(at)) else { return };
        let place = place(block.before(head.id));
        // Where its block is looked at later, it is found again.
        if usize::from(place) >= sieve.looked {
            return sieve.owed.push(place);
        }
        sieve.found(place);
    }

    /// Whether everything has been looked at.
    pub const fn is_done(&self) -> bool {
        self.done
    }

    /// Log lines that pass.
    pub fn texts(&self) -> usize {
        self.sieves.iter().map(|s| s.matches.len()).sum()
    }

    fn len(&self) -> usize {
        self.sieves.last().map_or(0, |s| s.start + s.hits.len())
    }
}

fn place(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

impl Rule {
    /// What is to be shown around matches, if anything.
    fn surroundings(&self) -> Option<Around> {
        (!self.filter.is_empty() && self.around != Around::Lines(0)).then_some(self.around)
    }
}

impl Sieve {
    /// Looks at the block's lines that it has not seen; gives the bytes read. Folded lines that pass are told by name.
    fn look(&mut self, block: &Block, rule: &Rule, heads: &mut Vec<LineId>) -> usize {
        let mut read = 0;
        let (filtered, seeks_text, around) = (!rule.filter.is_empty(), rule.filter.seeks_text(), rule.surroundings().is_some());
        while let Some(line) = block.get(self.looked) {
            let at = place(self.looked);
            self.looked += 1;
            self.fresh = true;
            read += 16;
            let text_len = if let Body::Text(text) = line.body { Some(text.len()) } else { None };
            let folded = rule.folded && line.goes_on;
            if around && !folded {
                self.base.push(at);
            }
            // What dogwatch itself has to say is never filtered away: a gap may hide a match.
            let Some(text_len) = text_len else {
                self.hits.push(at);
                continue;
            };
            // What is folded counts where its text is looked for: all else it has from its first line.
            if folded && !seeks_text {
                continue;
            }
            read += if filtered { text_len } else { 0 };
            let passes = || if folded { rule.filter.passes_terms(&line) } else { rule.filter.passes(&line) };
            match (filtered && !passes(), folded) {
                (true, _) => {}
                (false, true) => heads.push(line.id),
                (false, false) if filtered => self.found(at),
                (false, false) => self.hits.push(at),
            }
        }
        let owed = std::mem::take(&mut self.owed);
        owed.into_iter().for_each(|at| if usize::from(at) < self.looked { self.found(at) } else { self.owed.push(at) });
        read
    }

    /// Takes in a match.
    fn found(&mut self, at: u16) {
        for places in [&mut self.matches, &mut self.hits] {
            if let Err(index) = places.binary_search(&at) {
                places.insert(index, at);
            }
        }
        self.fresh = true;
    }
}

/// The lines that a pane can show, numbered from the oldest: all of a buffer, or those that pass.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    pub(super) buffer: &'a Buffer,
    pub(super) filter_index: Option<&'a FilterIndex>,
}

impl<'a> Shown<'a> {
    pub(super) fn len(&self) -> usize {
        self.filter_index.map_or_else(|| self.buffer.len(), FilterIndex::len)
    }

    /// The line of a rank. `None` beyond the end, and where the buffer has changed since the last refresh.
    pub(super) fn get(&self, rank: usize) -> Option<Line<'a>> {
        let Some(filter_index) = self.filter_index else { return self.buffer.get(rank) };
        let (at, place) = self.place(filter_index, rank)?;
        let sieve = filter_index.sieves.get(at)?;
        let block = self.buffer.blocks().get(at).filter(|b| b.uid == sieve.uid && b.edits == sieve.edits)?;
        block.get(usize::from(place))
    }

    /// The block and the place in it of a rank.
    fn place(&self, filter_index: &FilterIndex, rank: usize) -> Option<(usize, u16)> {
        let at = filter_index.sieves.partition_point(|s| s.start <= rank).checked_sub(1)?;
        let sieve = filter_index.sieves.get(at)?;
        Some((at, *sieve.hits.get(rank - sieve.start)?))
    }

    /// Whether the line of a rank passes a filter itself, and is not only shown around one that does. `None` without a filter.
    pub(super) fn is_match(&self, rank: usize) -> Option<bool> {
        let filter_index = self.filter_index.filter(|s| !s.rule.filter.is_empty())?;
        let (at, place) = self.place(filter_index, rank)?;
        Some(filter_index.sieves[at].matches.binary_search(&place).is_ok())
    }

    /// The rank of the nearest match behind this rank, or before it.
    pub(super) fn next_match(&self, rank: usize, forward: bool) -> Option<usize> {
        let filter_index = self.filter_index?;
        let (at, place) = self.place(filter_index, rank)?;
        let rank_in = |i: usize, place: u16| {
            let sieve = &filter_index.sieves[i];
            sieve.hits.binary_search(&place).ok().map(|p| sieve.start + p)
        };
        let here = &filter_index.sieves[at].matches;
        if forward {
            let next = here.get(here.partition_point(|p| *p <= place)).map(|p| (at, *p));
            let next = next
                .or_else(|| (at + 1..filter_index.sieves.len()).find_map(|i| Some((i, *filter_index.sieves[i].matches.first()?))));
            next.and_then(|(i, p)| rank_in(i, p))
        } else {
            let last = here.partition_point(|p| *p < place).checked_sub(1).and_then(|i| here.get(i)).map(|p| (at, *p));
            let last = last.or_else(|| (0..at).rev().find_map(|i| Some((i, *filter_index.sieves[i].matches.last()?))));
            last.and_then(|(i, p)| rank_in(i, p))
        }
    }

    /// The rank of a line, or of the first one shown after it.
    pub(super) fn rank_of(&self, id: LineId) -> usize {
        let Some(filter_index) = self.filter_index else { return self.buffer.index_of(id) };
        let blocks = self.buffer.blocks();
        let at = blocks.partition_point(|b| b.first_id().is_some_and(|first| first <= id)).saturating_sub(1);
        let (Some(block), Some(sieve)) = (blocks.get(at), filter_index.sieves.get(at)) else { return 0 };
        let before = block.before(id);
        sieve.start + sieve.hits.partition_point(|p| usize::from(*p) < before)
    }
}

#[cfg(test)]
#[path = "filter_index_tests.rs"]
mod tests;
