//! What dogwatch says in a log, between its lines: a value, which is put into words where it is shown. The English stands here, for files
//! and for whoever has no language; `app::text` has the Chinese of each.

use super::MAX_STREAMS;
use crate::model::Name;
use crate::model::reason::EndWhy;
use crate::model::trouble::Trouble;
use std::fmt;

/// What is said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remark {
    /// What others say where a line would stand, such as a kubelet.
    Words(Name),
    /// A run has ended; what the container waits for since.
    Ended(EndWhy, Option<Waits>),
    /// It waits.
    Waits(Waits),
    /// It has not started, as the server says it.
    NotStarted(Name),
    /// Another run has begun; how the one before it ended, where that is known.
    Again(Option<EndWhy>),
    /// Its pod is not there any more.
    Gone,
    /// The log cannot be read.
    Unread(Box<Trouble>),
    /// The server does not answer.
    NoAnswer(Box<Trouble>),
    /// It does again.
    Answers,
    /// The previous run's log cannot be read; why, where that is known.
    NoPrevious(Option<Box<Trouble>>),
    /// What comes is no log.
    Endless,
    /// There are more than so many first lines.
    More(u32),
    /// It was rotated here: milliseconds of which lines may be missing.
    Rotated(u64),
    /// What was written in so many milliseconds may be missing.
    Missing(u32),
    /// A clock was set back by more than can be followed.
    SetBack,
    /// So many logs are not followed; the first of them.
    LeftOut(usize, Vec<Name>),
}

/// What a container waits for before it is started again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waits {
    /// The reason, such as `CrashLoopBackOff`; empty where there is none.
    pub reason: Name,
    /// For how long from its end, as the kubelet says it.
    pub pause: Option<Name>,
}

/// Bytes that a trouble takes beside its words, at the most: values within values.
const NESTED: usize = 512;

impl Remark {
    /// Bytes of memory that it counts for.
    pub fn bytes(&self) -> usize {
        let nested = matches!(self, Self::Unread(_) | Self::NoAnswer(_) | Self::NoPrevious(Some(_)));
        let names = if let Self::LeftOut(_, names) = self { names.len() * 32 } else { 0 };
        size_of::<Self>() + if nested { NESTED } else { 0 } + names + 2 * self.to_string().len()
    }
}

/// How long a gap is, in words: `2.4 s`, `12 ms`, `< 1 ms`.
pub fn span_words(ms: u32) -> String {
    match ms {
        0 => "< 1 ms".into(),
        1..1000 => format!("{ms} ms"),
        _ => format!("{:.1} s", f64::from(ms) / 1000.0),
    }
}

/// In English.
impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Ended(end, None) => write!(f, "ended: {end}"),
            Self::Ended(end, Some(waits)) => write!(f, "ended: {end}; {waits}"),
            Self::Waits(waits) => waits.fmt(f),
            Self::NotStarted(why) => write!(f, "waits: {why}"),
            Self::Again(None) => f.write_str("started again"),
            Self::Again(Some(end)) => write!(f, "started again: it had ended with {end}"),
            Self::Gone => f.write_str("gone"),
            Self::Unread(why) => why.fmt(f),
            Self::NoAnswer(why) => write!(f, "no answer: {why}; resumes by itself"),
            Self::Answers => f.write_str("answers again"),
            Self::NoPrevious(None) => f.write_str("the previous run's log cannot be read"),
            Self::NoPrevious(Some(why)) => write!(f, "the previous run's log cannot be read: {why}"),
            Self::Endless => f.write_str("the answer is one line without an end"),
            Self::More(lines) => write!(f, "there are more than the first {lines} lines"),
            Self::Rotated(ms) => write!(f, "rotated here: lines of up to {ms} ms may be missing"),
            Self::Missing(ms) => {
                write!(f, "{} could not be read: rotated away, or of a run that is gone", span_words(*ms))
            }
            Self::SetBack => f.write_str("the clock of its node was set back too far to tell what was had: lines may be missing"),
            Self::LeftOut(count, names) => {
                let more = if *count > names.len() { ", …" } else { "" };
                let names = names.join(", ");
                write!(f, "left out: {MAX_STREAMS} logs are followed at once, not these {count}: {names}{more}")
            }
        }
    }
}

impl fmt::Display for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = if self.reason.is_empty() { "an unknown state" } else { &self.reason };
        match &self.pause {
            Some(pause) => write!(f, "waiting in {reason}, next try {pause} after that"),
            None => write!(f, "waiting in {reason}"),
        }
    }
}
