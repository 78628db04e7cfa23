//! What the pods write, read in bounded pieces and kept as counts of patterns. Of each container the beginning is read, the end where there is
//! more than that, and from then on what is new.

use crate::cluster::body::TEXT;
use crate::cluster::error::ApiError;
use crate::cluster::logs::stamp;
use crate::cluster::path::encode;
use crate::cluster::session::Session;
use crate::logs::failing::{self, Failing};
use crate::logs::{ansi, pattern};
use crate::model::pod::{Container, ContainerRole, ContainerState, Pod};
use crate::model::soak::{Lines, Said};
use crate::model::trouble::Trouble;
use crate::model::{Name, Time, Uid};
use bytes::Bytes;
use futures::StreamExt;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long a log may take to come.
const DEADLINE: Duration = Duration::from_secs(6);
/// Bytes of one reading.
const BYTES: usize = 256 << 10;
/// Lines of the end of a log that has more than its beginning, and their bytes.
const TAIL: (usize, usize) = (2_000, 512 << 10);
/// Logs that are read in one look, in the first one, and at once; and how many that could not be read before.
const READS: usize = 6;
const FIRST: usize = 24;
const AT_ONCE: usize = 4;
const RETRIES: usize = 2;
/// Time between two readings of a log of a new pod, and of an old one.
const NEW: Duration = Duration::from_secs(4);
const OLD: Duration = Duration::from_secs(8);
/// The same after failures.
const RETRY: (Duration, Duration) = (Duration::from_secs(4), Duration::from_secs(30));
/// Full readings in a row after which the rest is passed over.
const BEHIND: u32 = 3;
/// Bytes of a line that are looked at.
const LINE: usize = 4_096;
/// Logs that are known.
const MOST: usize = 400;

/// What is read of a log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// Its beginning.
    Head,
    /// Its end.
    Tail,
    /// What is new.
    Since,
    /// What is new of the run before.
    Previous,
}

/// A container's log.
struct Book {
    part: Part,
    /// The last line's time, in nanoseconds.
    last: Option<i64>,
    due: Instant,
    failures: u32,
    trouble: Option<Arc<Trouble>>,
    full: u32,
    restarts: u32,
    new: bool,
    /// Whether the last line was of a failure, which a trace may follow.
    failing: bool,
}

/// The logs of all containers of the workload's pods.
pub(super) struct Books {
    begun: Time,
    books: HashMap<(Uid, Name), Book>,
    lines: Lines,
    first: bool,
}

/// A reading that is to be done.
struct Task {
    key: (Uid, Name),
    pod: Name,
    path: String,
    bytes: usize,
}

/// Whether a container has ever run, so that there is a log.
fn has_run(container: &Container) -> bool {
    match &container.state {
        ContainerState::Running { .. } | ContainerState::Terminated(_) => true,
        ContainerState::Waiting { .. } | ContainerState::Unknown => container.last.is_some(),
    }
}

impl Books {
    pub(super) fn new(begun: Time) -> Self {
        Self { begun, books: HashMap::new(), lines: Lines::default(), first: true }
    }

    /// What the server's clock had when the watch began.
    pub(super) const fn begun(&mut self, begun: Time) {
        self.begun = begun;
    }

    /// What was written so far.
    pub(super) const fn lines(&self) -> &Lines {
        &self.lines
    }

    /// Why a log of an old pod, and one of a new pod, cannot be read at present.
    pub(super) fn troubles(&self) -> (Option<Arc<Trouble>>, Option<Arc<Trouble>>) {
        let of = |new: bool| self.books.values().filter(|b| b.new == new).find_map(|b| b.trouble.clone());
        (of(false), of(true))
    }

    /// Reads what is due of the logs of these pods, of which each is new or not.
    pub(super) async fn read(&mut self, session: &Session, pods: &[(Pod, bool)]) {
        self.meet(pods);
        let tasks = self.due(pods);
        self.first = false;
        let asked = tasks.into_iter().map(|task| async move {
            let answer = session.get_within(&task.path, TEXT, DEADLINE).await;
            (task, answer)
        });
        let answers: Vec<(Task, Result<Bytes, ApiError>)> = futures::stream::iter(asked).buffered(AT_ONCE).collect().await;
        for (task, answer) in answers {
            self.came(&task, answer);
        }
    }

    /// Takes note of containers that are there, and of runs that began since. A pod that has gone takes its troubles with it.
    fn meet(&mut self, pods: &[(Pod, bool)]) {
        let now = Instant::now();
        self.books.retain(|(uid, _), _| pods.iter().any(|(pod, _)| pod.uid == *uid));
        for (pod, new) in pods {
            for container in pod.containers.iter().filter(|c| c.role != ContainerRole::Ephemeral && has_run(c)) {
                let key = (pod.uid.clone(), container.name.clone());
                if !self.books.contains_key(&key) && self.books.len() >= MOST {
                    self.lines.cut(&pod.uid);
                    continue;
                }
                // What it wrote last before it ended stands in the run before.
                let met = if container.last.is_some() { Part::Previous } else { Part::Head };
                let book = self.books.entry(key).or_insert_with(|| Book {
                    part: met,
                    last: None,
                    due: now,
                    failures: 0,
                    trouble: None,
                    full: 0,
                    restarts: container.restarts,
                    new: *new,
                    failing: false,
                });
                book.new = *new;
                if container.restarts > book.restarts {
                    (book.part, book.due) = (Part::Previous, now);
                }
                book.restarts = container.restarts;
            }
        }
    }

    /// What is to be read now: what may soon be gone first, then what waits longest.
    fn due(&self, pods: &[(Pod, bool)]) -> Vec<Task> {
        let now = Instant::now();
        let leaving = |uid: &Uid| pods.iter().any(|(pod, _)| pod.uid == *uid && pod.deleting);
        let mut due: Vec<(&(Uid, Name), &Book)> = self.books.iter().filter(|(_, b)| b.due <= now).collect();
        due.sort_by_key(|((uid, _), b)| (!leaving(uid), b.part != Part::Head || b.new, b.due));
        let mut retries = 0;
        let most = if self.first { FIRST } else { READS };
        let due = due.into_iter().filter(|(_, b)| {
            retries += usize::from(b.failures > 0);
            b.failures == 0 || retries <= RETRIES
        });
        due.take(most).filter_map(|(key, book)| task(key, book, pods)).collect()
    }

    fn came(&mut self, task: &Task, answer: Result<Bytes, ApiError>) {
        let Some(book) = self.books.get_mut(&task.key) else { return };
        let now = Instant::now();
        let pace = if book.new { NEW } else { OLD };
        let body = match answer {
            Ok(body) => body,
            // The run before was cleared away, or its kubelet has no log of it.
            Err(e) if book.part == Part::Previous && matches!(e.code(), Some(400 | 404)) => {
                (book.part, book.due) = (Part::Since, now);
                if book.last.is_none() {
                    book.part = Part::Head;
                }
                return;
            }
            Err(e) => {
                book.failures += 1;
                let wait = RETRY.0 * 2u32.saturating_pow(book.failures.saturating_sub(1)).min(16);
                book.due = now + wait.min(RETRY.1);
                // A pod that goes, and a container that has not begun, have none, and that is as it should be.
                book.trouble = (!matches!(e.code(), Some(400 | 404))).then(|| e.trouble().into());
                return;
            }
        };
        (book.failures, book.trouble) = (0, None);
        let full = body.len() >= task.bytes;
        let before = book.last;
        self.lines.read(&task.key.0);
        take(book, &mut self.lines, task, &body, self.begun);
        let next = match book.part {
            Part::Head if full => Part::Tail,
            Part::Previous if before.is_none() => Part::Head,
            Part::Head | Part::Tail | Part::Since | Part::Previous => Part::Since,
        };
        if full && book.part == Part::Head {
            // Between its beginning and its end something is passed over.
            self.lines.cut(&task.key.0);
        }
        let since = book.part == Part::Since && full;
        book.full = if since { book.full + 1 } else { 0 };
        let stands = before.map(stamp::second) == book.last.map(stamp::second);
        if since && (book.full >= BEHIND || stands) {
            // It is written faster than it is read: the rest is passed over, up to its end.
            self.lines.cut(&task.key.0);
            (book.part, book.full) = (Part::Tail, 0);
        } else {
            book.part = next;
        }
        book.due = if full || book.part == Part::Tail || before.is_none() && next == Part::Head { now } else { now + pace };
    }
}

fn task(key: &(Uid, Name), book: &Book, pods: &[(Pod, bool)]) -> Option<Task> {
    let (pod, _) = pods.iter().find(|(pod, _)| pod.uid == key.0)?;
    let since = book.last.map_or_else(String::new, |nanos| format!("&sinceTime={}", encode(&stamp::since(stamp::second(nanos)))));
    let (what, bytes) = match book.part {
        Part::Head => (String::new(), BYTES),
        Part::Tail => (format!("&tailLines={}", TAIL.0), TAIL.1),
        Part::Since => (since, BYTES),
        Part::Previous => (format!("&previous=true&tailLines={}{since}", TAIL.0), BYTES),
    };
    let (namespace, name, container) = (encode(&pod.namespace), encode(&pod.name), encode(&key.1));
    let path =
        format!("/api/v1/namespaces/{namespace}/pods/{name}/log?container={container}&timestamps=true&limitBytes={bytes}{what}");
    Some(Task { key: key.clone(), pod: pod.name.as_ref().into(), path, bytes })
}

/// Takes in the lines that were not had before.
fn take(book: &mut Book, lines: &mut Lines, task: &Task, body: &[u8], begun: Time) {
    let had = book.last;
    let full = body.len() >= task.bytes;
    let mut rows = body.split(|b| *b == b'\n').peekable();
    while let Some(row) = rows.next() {
        // The last line of a reading that is full is a part of one, and comes again.
        if full && rows.peek().is_none() {
            break;
        }
        let Some((nanos, text)) = stamp::split(row) else { continue };
        if had.is_some_and(|had| nanos <= had) {
            continue;
        }
        book.last = book.last.max(Some(nanos));
        let text = String::from_utf8_lossy(&text[..text.len().min(LINE)]);
        let plain = ansi::plain(&text);
        let found = failing::find(&plain);
        // A trace below the line that has told of its failure is a part of that.
        let error = match found {
            Some(Failing::Level) => true,
            Some(Failing::Trace) => !book.failing,
            None => false,
        };
        book.failing = found.is_some() || book.failing && failing::continues(&plain);
        // Its own name differs from pod to pod, and may have no digit.
        let own = plain.replace(&*task.pod, "0");
        let since = Time::from_millis(nanos.div_euclid(1_000_000)) >= begun;
        lines.add(&task.key.0, Said { pattern: &pattern::of(&own), line: &plain, error, since });
    }
}

#[cfg(test)]
#[path = "logs_tests.rs"]
mod tests;
