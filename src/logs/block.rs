//! A stretch of the buffer: a few hundred lines in order, their texts in one allocation.

use super::buffer::{Body, Line, LineId};
use super::fold::Place;
use super::level::Level;
use crate::model::logs::{LogBody, LogLine, Remark};
use std::sync::Arc;

/// Lines in one block.
const MOST_LINES: usize = 512;
/// Texts and entries grow by steps and not by doubling: what is not used counts against the bound too.
const TEXT_STEP: usize = 4096;
const LINE_STEP: usize = 64;

/// One line's place: 32 bytes.
#[derive(Clone, Copy, Debug)]
struct Entry {
    nanos: i64,
    seq: u64,
    source: u32,
    /// How far its place was moved behind its time (nanoseconds), to keep its source's order.
    lift: u32,
    /// Where its text begins; of a remark, which of them it is.
    offset: u32,
    /// Length, level and kind: `len << 5 | level << 2 | kind`.
    shape: u32,
}

impl Entry {
    const fn id(&self) -> LineId {
        LineId { key: self.nanos.saturating_add(self.lift as i64), seq: self.seq }
    }

    const fn range(&self) -> std::ops::Range<usize> {
        let start = self.offset as usize;
        start..start + (self.shape >> 5) as usize
    }
}

const TEXT: u32 = 0;
const MARK: u32 = 1;
/// A text that goes on with the one before it.
const MORE: u32 = 2;

const LEVELS: [Option<Level>; 6] =
    [None, Some(Level::Error), Some(Level::Warn), Some(Level::Info), Some(Level::Debug), Some(Level::Trace)];

/// The block. `uid` names it and `edits` counts what was put between its lines, so that what was computed from it can be kept.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) uid: u64,
    pub(super) edits: u32,
    /// The place of its first line among all lines ever kept.
    pub(super) start: u64,
    entries: Vec<Entry>,
    text: String,
    remarks: Vec<Arc<Remark>>,
    /// Bytes of them.
    remarked: usize,
}

impl Block {
    pub(super) const fn new(uid: u64, start: u64) -> Self {
        Self { uid, edits: 0, start, entries: Vec::new(), text: String::new(), remarks: Vec::new(), remarked: 0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Bytes of memory, what is reserved but not used included.
    pub(super) const fn bytes(&self) -> usize {
        let remarks = self.remarked + self.remarks.capacity() * size_of::<Arc<Remark>>();
        size_of::<Self>() + self.text.capacity() + self.entries.capacity() * size_of::<Entry>() + remarks
    }

    /// Whether another line of so many bytes should stand elsewhere.
    pub(super) const fn is_full(&self, more: usize, most_text: usize) -> bool {
        let len = self.entries.len();
        len >= MOST_LINES || (len > 0 && self.text.len() + self.remarked + more > most_text)
    }

    pub(super) fn first_id(&self) -> Option<LineId> {
        self.entries.first().map(Entry::id)
    }

    pub(super) fn last_id(&self) -> Option<LineId> {
        self.entries.last().map(Entry::id)
    }

    /// How many of its lines stand before `id`.
    pub(super) fn before(&self, id: LineId) -> usize {
        self.entries.partition_point(|e| e.id() < id)
    }

    /// Takes a text in; gives where it begins.
    fn hold(&mut self, text: &str) -> u32 {
        let offset = self.text.len();
        if self.text.capacity() - offset < text.len() {
            self.text.reserve_exact(text.len().max(TEXT_STEP));
        }
        self.text.push_str(text);
        u32::try_from(offset).unwrap_or(u32::MAX)
    }

    /// Takes a remark in; gives which of them it is.
    fn keep(&mut self, remark: &Arc<Remark>) -> u32 {
        self.remarks.push(remark.clone());
        self.remarked += remark.bytes();
        u32::try_from(self.remarks.len() - 1).unwrap_or(u32::MAX)
    }

    fn remark(&self, entry: &Entry) -> Option<&Arc<Remark>> {
        self.remarks.get(entry.offset as usize).filter(|_| entry.shape & 3 == MARK)
    }

    /// Puts a line where its id says.
    pub(super) fn insert(&mut self, line: &LogLine, id: LineId, place: Place) {
        let (kind, offset, len) = match &line.body {
            LogBody::Text(text) => (if place.goes_on { MORE } else { TEXT }, self.hold(text), text.len()),
            LogBody::Remark(remark) => (MARK, self.keep(remark), 0),
        };
        if self.entries.capacity() == self.entries.len() {
            self.entries.reserve_exact(LINE_STEP);
        }
        let entry = Entry {
            nanos: line.nanos,
            seq: id.seq,
            source: line.source,
            lift: u32::try_from(id.key.saturating_sub(line.nanos)).unwrap_or(u32::MAX),
            offset,
            shape: u32::try_from(len << 5).unwrap_or(0)
                | (LEVELS.iter().position(|l| *l == place.level).unwrap_or(0) as u32) << 2
                | kind,
        };
        let at = self.before(id);
        if at == self.entries.len() {
            self.entries.push(entry);
        } else {
            self.entries.insert(at, entry);
            self.edits += 1;
        }
    }

    /// Its two halves, as blocks with new names.
    pub(super) fn split(self, uid: u64) -> (Self, Self) {
        let middle = self.entries.len() / 2;
        let half = |entries: &[Entry], uid: u64, start: u64| {
            let mut block = Self::new(uid, start);
            block.text.reserve_exact(entries.iter().map(|e| e.range().len()).sum::<usize>() + TEXT_STEP);
            block.entries.reserve_exact(entries.len() + LINE_STEP);
            for entry in entries {
                let offset = match self.remark(entry) {
                    Some(remark) => block.keep(remark),
                    None => block.hold(self.text.get(entry.range()).unwrap_or_default()),
                };
                block.entries.push(Entry { offset, ..*entry });
            }
            block
        };
        let (left, right) = self.entries.split_at(middle);
        (half(left, uid, self.start), half(right, uid + 1, self.start + middle as u64))
    }

    pub(super) fn get(&self, at: usize) -> Option<Line<'_>> {
        let entry = self.entries.get(at)?;
        let body = match self.remark(entry) {
            Some(remark) => Body::Remark(remark),
            None => Body::Text(self.text.get(entry.range()).unwrap_or_default()),
        };
        Some(Line {
            id: entry.id(),
            source: entry.source,
            nanos: entry.nanos,
            level: LEVELS.get((entry.shape >> 2 & 7) as usize).copied().flatten(),
            goes_on: entry.shape & 3 == MORE,
            body,
        })
    }
}
