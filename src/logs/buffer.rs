//! The lines that are kept: bounded in bytes, in the order of their times, the oldest given up first and counted.
//!
//! **Order.** A line stands where its time says, however late it comes: several pods' tails arrive one after the other, and a
//! container's previous log comes after its present one. Lines of equal time stand in the order of their coming. A source's own order is
//! never turned round by timestamps that run back a little (two writers to one log, a clock that was set): such a line is put
//! right behind the one before it. Only a step back of more than [`STEP_BACK`] is taken as another run of the source and goes by its time.
//!
//! **Numbers.** A [`LineId`] names a line for ever and sorts as the lines stand, so that a scroll position holds its line whatever is
//! put in before it or given up. An *index* counts from the oldest line still kept, and is good until the next push.
//!
//! **Memory.** Lines live in blocks of a few hundred: 32 bytes a line and one text allocation a block, with remarks as values beside it. A
//! push in the middle moves one block's entries, and giving up frees a block whole. [`Buffer::bytes`] counts everything that is reserved, and
//! never passes the bound.

use super::ansi;
use super::block::Block;
use super::fold::{Before, Place};
use super::level::Level;
use crate::model::logs::{LogBody, LogLine, Remark};
use std::collections::{HashMap, VecDeque};
use std::ops::Range;

/// The bound where nobody sets another.
pub const DEFAULT_BOUND: usize = 64 << 20;
/// How far a source's timestamps may run back (nanoseconds) and still be put behind the line before.
pub const STEP_BACK: i64 = 2_000_000_000;

/// A line's name, for ever. Sorts as the lines stand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LineId {
    /// Its place in time: nanoseconds since the Unix epoch.
    pub(super) key: i64,
    /// Its place among lines of that time: how many were pushed before it.
    pub(super) seq: u64,
}

/// A line as it stands in the buffer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line<'a> {
    /// Its name.
    pub id: LineId,
    /// Whose it is.
    pub source: u32,
    /// When it was written, by its own timestamp.
    pub nanos: i64,
    /// Its level: its own, or that of the line it goes on with. `None` where none is named.
    pub level: Option<Level>,
    /// Whether it goes on with its source's line before it, as a stack trace does.
    pub goes_on: bool,
    /// What it says.
    pub body: Body<'a>,
}

/// As [`LogBody`], borrowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Body<'a> {
    /// The container's own text, raw.
    Text(&'a str),
    /// A remark of dogwatch.
    Remark(&'a Remark),
}

/// A source's last line: where it stands in time, and what could go on with it.
#[derive(Clone, Copy, Debug)]
struct Last {
    key: i64,
    before: Before,
}

/// How far behind a line those that go on with it are looked for: other sources' lines stand between.
const REACH: usize = 256;

/// What became of a line that was pushed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pushed {
    /// Its name.
    pub id: LineId,
    /// Its level.
    pub level: Option<Level>,
    /// Whether it goes on with the line before it.
    pub goes_on: bool,
}

/// The lines.
#[derive(Clone, Debug)]
pub struct Buffer {
    blocks: VecDeque<Block>,
    bytes: usize,
    bound: usize,
    /// Text a block may hold: less where the bound is small, so that giving up one block gives up little.
    most_text: usize,
    pushed: u64,
    dropped: u64,
    revision: u64,
    next_uid: u64,
    /// Each source's last line.
    last: HashMap<u32, Last>,
}

impl Default for Buffer {
    fn default() -> Self {
        Self::new(DEFAULT_BOUND)
    }
}

impl Buffer {
    /// An empty buffer that never takes more than `bound` bytes.
    pub fn new(bound: usize) -> Self {
        Self {
            blocks: VecDeque::new(),
            bytes: 0,
            bound,
            most_text: text_of(bound),
            pushed: 0,
            dropped: 0,
            revision: 0,
            next_uid: 0,
            last: HashMap::new(),
        }
    }

    /// Puts a line where its time says, and gives up the oldest ones where the bound is passed.
    pub fn push(&mut self, line: &LogLine) -> Pushed {
        let last = self.last.entry(line.source).or_insert_with(|| Last { key: i64::MIN, before: Before::default() });
        let runs_back = line.nanos < last.key && last.key.saturating_sub(line.nanos) <= STEP_BACK;
        last.key = if runs_back { last.key } else { line.nanos };
        let place = if let LogBody::Text(text) = &line.body {
            last.before.next(line.nanos, &ansi::plain(text))
        } else {
            last.before.cut();
            Place { level: None, goes_on: false }
        };
        let id = LineId { key: last.key, seq: self.pushed };
        self.pushed += 1;
        self.revision += 1;
        self.place(line, id, place);
        self.give_up();
        Pushed { id, level: place.level, goes_on: place.goes_on }
    }

    /// Pushes lines in turn.
    pub fn extend<'a>(&mut self, lines: impl IntoIterator<Item = &'a LogLine>) {
        lines.into_iter().for_each(|line| {
            self.push(line);
        });
    }

    fn place(&mut self, line: &LogLine, id: LineId, place: Place) {
        let more = line.body.bytes();
        loop {
            // The last block that begins before it, else the first.
            let at = self.blocks.partition_point(|b| b.first_id().is_some_and(|first| first < id)).saturating_sub(1);
            let is_last = at + 1 >= self.blocks.len();
            match self.blocks.get_mut(at) {
                Some(block) if !block.is_full(more, self.most_text) => {
                    self.bytes -= block.bytes();
                    block.insert(line, id, place);
                    self.bytes += block.bytes();
                    // Lines after it have moved on by one.
                    self.blocks.range_mut(at + 1..).for_each(|b| b.start += 1);
                    return;
                }
                None => self.add_block(0, self.dropped),
                Some(block) => {
                    let (start, len) = (block.start, block.len() as u64);
                    let (behind, before) = (block.last_id() < Some(id), block.first_id() > Some(id));
                    if behind && (is_last || len < 2) {
                        self.add_block(at + 1, start + len);
                        self.fill(at + 1, line, id, place);
                        return;
                    }
                    if len < 2 && before {
                        self.add_block(at, start);
                        self.fill(at, line, id, place);
                        return;
                    }
                    self.split(at);
                }
            }
        }
    }

    /// The first line of a block that was just added.
    fn fill(&mut self, at: usize, line: &LogLine, id: LineId, place: Place) {
        if let Some(block) = self.blocks.get_mut(at) {
            self.bytes -= block.bytes();
            block.insert(line, id, place);
            self.bytes += block.bytes();
        }
        self.blocks.range_mut(at + 1..).for_each(|b| b.start += 1);
    }

    fn add_block(&mut self, at: usize, start: u64) {
        let block = Block::new(self.next_uid, start);
        self.next_uid += 1;
        self.bytes += block.bytes();
        self.blocks.insert(at, block);
    }

    fn split(&mut self, at: usize) {
        let Some(block) = self.blocks.remove(at) else { return };
        self.bytes -= block.bytes();
        let (left, right) = block.split(self.next_uid);
        self.next_uid += 2;
        self.bytes += left.bytes() + right.bytes();
        self.blocks.insert(at, right);
        self.blocks.insert(at, left);
    }

    fn give_up(&mut self) {
        while self.bytes() > self.bound
            && let Some(block) = self.blocks.pop_front()
        {
            self.bytes -= block.bytes();
            self.dropped += block.len() as u64;
            if self.blocks.is_empty() {
                self.blocks = VecDeque::new();
            }
        }
        if self.last.len() > 4096 {
            // Sources that have long gone; at worst the order of a few lines of equal age is by their times alone.
            self.last = HashMap::new();
        }
    }

    /// Sets another bound, and gives up what is over it.
    pub fn set_bound(&mut self, bound: usize) {
        self.bound = bound;
        self.most_text = text_of(bound);
        self.revision += 1;
        self.give_up();
    }

    /// Forgets everything, the counts too. Names given before mean nothing afterwards.
    pub fn clear(&mut self) {
        let (uid, revision) = (self.next_uid, self.revision);
        *self = Self { next_uid: uid, revision: revision + 1, ..Self::new(self.bound) };
    }

    /// The most it may take.
    pub const fn bound(&self) -> usize {
        self.bound
    }

    /// The memory it takes: texts, entries, blocks, and what they have reserved.
    pub fn bytes(&self) -> usize {
        let spare = self.blocks.capacity().saturating_sub(self.blocks.len());
        self.bytes + spare * size_of::<Block>() + self.last.capacity() * size_of::<(u32, Last, u8)>()
    }

    /// Lines kept.
    pub fn len(&self) -> usize {
        usize::try_from(self.pushed - self.dropped).unwrap_or(usize::MAX)
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Lines ever pushed: those kept and those given up.
    pub const fn pushed(&self) -> u64 {
        self.pushed
    }

    /// Lines given up for the bound.
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Grows with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The oldest line's name.
    pub fn first_id(&self) -> Option<LineId> {
        self.blocks.front().and_then(Block::first_id)
    }

    /// The newest line's name.
    pub fn last_id(&self) -> Option<LineId> {
        self.blocks.back().and_then(Block::last_id)
    }

    /// The line at an index, counted from the oldest that is kept.
    pub fn get(&self, index: usize) -> Option<Line<'_>> {
        let place = self.dropped + index as u64;
        let block = self.blocks.get(self.blocks.partition_point(|b| b.start <= place).checked_sub(1)?)?;
        block.get(usize::try_from(place - block.start).ok()?)
    }

    /// The line of a name, if it is still kept.
    pub fn find(&self, id: LineId) -> Option<Line<'_>> {
        self.get(self.index_of(id)).filter(|line| line.id == id)
    }

    /// The index of a line; of the next one that is kept where it has been given up; the length where there is none after it.
    pub fn index_of(&self, id: LineId) -> usize {
        let at = self.blocks.partition_point(|b| b.first_id().is_some_and(|first| first <= id)).saturating_sub(1);
        let place = self.blocks.get(at).map(|b| b.start + b.before(id) as u64 - self.dropped);
        usize::try_from(place.unwrap_or(0)).unwrap_or(usize::MAX)
    }

    /// The lines that go on with this one, as far as they are near and at most `most` of them.
    pub fn rest_of(&self, line: &Line<'_>, most: usize) -> Vec<Line<'_>> {
        let from = self.index_of(line.id) + 1;
        let mut left = REACH.max(most);
        let near = self.range(from..usize::MAX).take_while(|_| {
            left = left.saturating_sub(1);
            left > 0
        });
        near.filter(|l| l.source == line.source).take_while(|l| l.goes_on).take(most).collect()
    }

    /// The line that this one goes on with; itself where it goes on with none.
    pub fn head_of<'a>(&'a self, line: Line<'a>) -> Line<'a> {
        if !line.goes_on {
            return line;
        }
        let at = self.index_of(line.id);
        let before = self.range(at.saturating_sub(REACH * 4)..at).rev().filter(|l| l.source == line.source);
        before.take_while(|l| matches!(l.body, Body::Text(_))).find(|l| !l.goes_on).unwrap_or(line)
    }

    /// The index of the first line at or after a time.
    pub fn index_at(&self, nanos: i64) -> usize {
        self.index_of(LineId { key: nanos, seq: 0 })
    }

    /// Lines by index.
    pub fn range(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = Line<'_>> {
        let end = range.end.min(self.len());
        (range.start.min(end)..end).filter_map(|index| self.get(index))
    }

    pub(super) const fn blocks(&self) -> &VecDeque<Block> {
        &self.blocks
    }
}

/// The text a block holds under a bound: a sixty-fourth, within reason.
const fn text_of(bound: usize) -> usize {
    let part = bound / 64;
    if part > 32 << 10 {
        32 << 10
    } else if part < 512 {
        512
    } else {
        part
    }
}

#[cfg(test)]
#[path = "buffer_tests.rs"]
mod tests;
