//! Log lines on their way from a stream to the buffer.

mod remark;

pub use remark::{Remark, Waits, span_words};

use super::reason::EndWhy;
use super::trouble::Trouble;
use super::{Name, Time, Uid};
use std::sync::Arc;

/// One container whose log is followed. Its number is given by the application and is never used twice in a session.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LogSource {
    /// The number by which its lines name it.
    pub id: u32,
    /// The pod's namespace.
    pub namespace: Name,
    /// The pod's name.
    pub pod: Name,
    /// The pod's UID: a pod of the same name made later is another source.
    pub uid: Uid,
    /// The container.
    pub container: Name,
}

/// What is wanted of one source now. A list of these is the whole wish: a stream that is not in it is closed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogWish {
    /// Which container.
    pub source: LogSource,
    /// The container's restart count: when it grows, the stream that had ended is opened again. Where it is not 0 when the log is first
    /// opened, the previous run's log is read before the present one's.
    pub incarnation: u32,
    /// The log of the container's previous run instead; read once, not followed.
    pub previous: bool,
    /// Whether the container runs or may run soon: an ended one is read to its end and not asked again.
    pub running: bool,
    /// How the run that is read ended, once that is known: said at the end of its log.
    pub ended: Option<EndWhy>,
    /// How many lines to begin with, where the span counts them.
    pub tail: u32,
    /// Which part of the log is wanted. It stays the same for the life of a view: a view with another span has another number.
    pub span: LogSpan,
}

/// Which part of a log is wanted.
///
/// What a stream owes it, when it is opened for the first time (one that is resumed goes on where it was, whatever the span):
/// - `Tail`: `tailLines` is the wish's `tail`;
/// - `Head`: no `tailLines` and no `sinceTime`; it is read from its first line, `tail` lines of it are handed on, and a remark says that
///   there are more; it is not followed;
/// - `Since`: `sinceTime` is that time, no `tailLines`;
/// - `All`: neither.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LogSpan {
    /// The last lines, and what comes.
    #[default]
    Tail,
    /// The first lines.
    Head,
    /// What was written since, and what comes.
    Since(Time),
    /// All that there is, and what comes.
    All,
}

/// A run of a container whose last lines are wanted, since it ended badly.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LastRun {
    /// The pod's namespace.
    pub namespace: Name,
    /// The pod's name.
    pub pod: Name,
    /// The pod's UID.
    pub uid: Uid,
    /// The container.
    pub container: Name,
    /// How often it had been started again.
    pub restarts: u32,
    /// Whether the run is the one before the present one, which the container has or waits for.
    pub previous: bool,
}

/// Pods by their labels, for their logs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogSelection {
    /// The namespaces that are looked in; none for all.
    pub namespaces: Vec<Name>,
    /// The label selector as the API takes it: `app=web,tier!=x`.
    pub labels: Name,
}

/// The pods that a [`LogSelection`] means now, or why that cannot be known.
pub type Selected = Result<Vec<Uid>, Arc<Trouble>>;

/// One line, or a word about the stream where a line would stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogLine {
    /// The number of its [`LogSource`].
    pub source: u32,
    /// When it was written: nanoseconds since the Unix epoch, from the API's timestamp.
    pub nanos: i64,
    /// What it is.
    pub body: LogBody,
}

/// What stands in a [`LogLine`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LogBody {
    /// The container's own text, raw: no timestamp, no newline, at most [`MAX_LINE`] bytes, lossy UTF-8.
    Text(Box<str>),
    /// A remark of dogwatch: `ended: exit 1`, `waits: ErrImagePull`.
    Remark(Arc<Remark>),
}

impl From<Remark> for LogBody {
    fn from(remark: Remark) -> Self {
        Self::Remark(Arc::new(remark))
    }
}

impl LogBody {
    /// Bytes that it counts for on its way.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Remark(remark) => remark.bytes(),
        }
    }
}

/// Streams that are open at once: the API server holds a connection for each. More are left out, and that is said.
pub const MAX_STREAMS: usize = 200;

/// Bytes of one line that are kept; the rest is cut off and said so.
pub const MAX_LINE: usize = 64 * 1024;
