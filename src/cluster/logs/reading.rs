//! One reading of a log, from its opening to its end: bytes in, new lines out.

use super::lines::{Raw, Splitter, text};
use super::resume_point::{Replay, ResumePoint, hash};
use super::stamp;
use crate::model::Name;
use crate::model::logs::{LogBody, LogLine};
use crate::model::text::clean;

/// The longest line that is waited for to end, with a timestamp and without one: without, it is no line of a log and soon too long for words.
const LONGEST: (usize, usize) = (64 << 20, 64 << 10);
/// Different words of the kubelet in one batch; a broken log repeats them.
const MOST_WORDS: usize = 4;

/// The reading.
#[derive(Debug)]
pub(super) struct Reading {
    source: u32,
    splitter: Splitter,
    replay: Replay,
    /// Where the log had come to before, until the first new line shows whether it goes on from there.
    before: Option<ResumePoint>,
}

/// What some bytes brought.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Lines that were not had before.
    pub(super) lines: Vec<LogLine>,
    /// The kubelet's own words, which have no timestamp.
    pub(super) words: Vec<Name>,
    /// Before `lines` something may be missing: where the log had come to, and when it goes on.
    pub(super) unmet: Option<(ResumePoint, i64)>,
}

/// What stands behind the last line's end.
#[derive(Debug)]
pub(super) enum Rested {
    /// An unfinished line that was not had before, and its hash.
    Line(LogLine, u32),
    /// The kubelet's words.
    Word(Name),
}

impl Reading {
    /// A reading that goes on from a place, read again from that place's second on.
    pub(super) fn new(source: u32, place: &ResumePoint) -> Self {
        Self::since(source, place, None)
    }

    /// The same, read again from another second on.
    pub(super) fn since(source: u32, place: &ResumePoint, from: Option<i64>) -> Self {
        Self { source, splitter: Splitter::default(), replay: place.replay(from), before: Some(place.clone()) }
    }

    /// Whether the last line that was had came again.
    pub(super) const fn met(&self) -> bool {
        self.replay.met()
    }

    /// Takes in bytes. The place moves on with each new line.
    pub(super) fn feed(&mut self, place: &mut ResumePoint, bytes: &[u8]) -> Batch {
        let mut batch = Batch::default();
        let (source, replay, before) = (self.source, &mut self.replay, &mut self.before);
        self.splitter.feed(bytes, |raw| {
            let Some((nanos, bytes)) = stamp::split(raw.bytes) else {
                if let Some(words) = words(raw)
                    && batch.words.len() < MOST_WORDS
                    && !batch.words.contains(&words)
                {
                    batch.words.push(words);
                }
                return;
            };
            let hash = hash(bytes, raw.cut);
            if replay.had(nanos, hash) {
                return;
            }
            if let Some(before) = before.take()
                && !replay.met()
            {
                batch.unmet = Some((before, nanos));
            }
            place.saw(nanos, hash);
            batch.lines.push(LogLine { source, nanos, body: LogBody::Text(text(bytes, raw.cut)) });
        });
        batch
    }

    /// Whether what comes is a line that never ends.
    pub(super) fn is_endless(&self) -> bool {
        let held = self.splitter.unended();
        held > LONGEST.1 && (held > LONGEST.0 || self.splitter.rest().is_some_and(|raw| stamp::split(raw.bytes).is_none()))
    }

    /// What stands behind the last line's end, once there are no more bytes. A place that is given moves on with it.
    pub(super) fn rest(&mut self, place: Option<&mut ResumePoint>) -> Option<Rested> {
        let raw = self.splitter.rest()?;
        let Some((nanos, bytes)) = stamp::split(raw.bytes) else { return words(raw).map(Rested::Word) };
        let hash = hash(bytes, raw.cut);
        if self.replay.had(nanos, hash) {
            return None;
        }
        if let Some(place) = place {
            place.saw(nanos, hash);
        }
        Some(Rested::Line(LogLine { source: self.source, nanos, body: LogBody::Text(text(bytes, raw.cut)) }, hash))
    }
}

fn words(raw: Raw<'_>) -> Option<Name> {
    let text = text(raw.bytes, raw.cut);
    let text = clean(text.trim());
    (!text.is_empty()).then(|| text.as_ref().into())
}
