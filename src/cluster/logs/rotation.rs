//! Where a log was rotated while it was followed. A kubelet goes on with the new file within the same answer, and what it had not read of
//! the old one by then is lost to everybody; it tells nobody. The first line of the present file tells where that was: asked for now and
//! then while much comes, since only a log that grows fast is rotated under its reader's eyes.

use super::stamp;
use super::stream::Stream;
use crate::model::logs::{LogBody, LogLine, LogSpan, Remark};
use futures::StreamExt;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::timeout;

/// Bytes of text between two looks: a tenth of what kubelets rotate at, unless they are told otherwise (`containerLogMaxSize`, 10 MiB).
const BETWEEN: usize = 1 << 20;
/// What a line counts at the least, so that not too many of them come between two looks.
const LEAST: usize = 128;
/// Timestamps that are remembered: those between two looks, and as many again where one came to nothing.
const REMEMBERED: usize = 2 * BETWEEN / LEAST;
/// The longest look.
const LOOK: Duration = Duration::from_secs(2);

/// What is known of a log's files.
#[derive(Debug, Default)]
pub(super) struct Rotations {
    /// The time of the first line that the present file is known to begin with; before the first look, of the first line that was read.
    begun: Option<i64>,
    /// Bytes that came since the last look.
    unseen: usize,
    /// The times of the lines since the last look, and of the one before them.
    times: VecDeque<i64>,
    /// Where it is already said that something is missing: the time of the line after it.
    told: Option<i64>,
}

impl Rotations {
    /// Takes note of lines that came; `true` where it is time to look.
    pub(super) fn read(&mut self, lines: &[LogLine]) -> bool {
        for line in lines {
            let LogBody::Text(text) = &line.body else { continue };
            self.begun.get_or_insert(line.nanos);
            self.unseen += text.len().max(LEAST);
            if self.times.len() == REMEMBERED {
                self.times.pop_front();
            }
            self.times.push_back(line.nanos);
        }
        self.unseen >= BETWEEN
    }

    /// A gap was marked before a line of this time.
    pub(super) const fn told(&mut self, first: i64) {
        self.told = Some(first);
    }

    /// The present file begins at `first`: gives the time of the line before it, where that is a rotation which nothing was said of.
    fn found(&mut self, first: i64) -> Option<i64> {
        let last = self.times.back().copied()?;
        let before = self.times.iter().rev().find(|t| **t < first).copied();
        self.times.clear();
        self.times.push_back(last);
        // One that lies ahead is found again when it has been read.
        if self.begun.is_some_and(|begun| first <= begun) || last < first {
            return None;
        }
        self.begun = Some(first);
        before.filter(|_| self.told != Some(first))
    }
}

impl Stream {
    /// Looks where the present file begins, and says so where that is a rotation in what was read.
    pub(super) async fn look_for_rotation(&mut self) {
        if self.wish.previous || self.wish.span == LogSpan::Head {
            return;
        }
        self.rotations.unseen = 0;
        let Ok(Some(first)) = timeout(LOOK, self.first_time()).await else { return };
        let Some(before) = self.rotations.found(first) else { return };
        let missing = Remark::Rotated((first - before) as u64 / 1_000_000 + 1);
        // Between the two lines, which have long been handed on.
        let mark = LogLine { source: self.wish.source.id, nanos: first - 1, body: missing.into() };
        let _nobody_reads = self.send(vec![mark]).await;
    }

    /// The time of the first line of the present file.
    pub(super) async fn first_time(&self) -> Option<i64> {
        let path = self.path("&limitBytes=64");
        let mut stream = self.shared.session.clone().open_stream(&path, LOOK).await.ok()?;
        let mut head = Vec::new();
        while head.len() < 64
            && let Some(Ok(bytes)) = stream.next().await
        {
            head.extend_from_slice(&bytes);
        }
        stamp::split(&head).map(|(nanos, _)| nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(nanos: i64) -> LogLine {
        LogLine { source: 1, nanos, body: LogBody::Text("x".repeat(BETWEEN / 4).into()) }
    }

    #[test]
    fn a_rotation_is_told_once_and_only_where_it_was_passed() {
        let mut rotations = Rotations::default();
        assert!(!rotations.read(&[line(10), line(20), line(30)]) && rotations.read(&[line(40)]));
        rotations.unseen = 0;
        assert_eq!(rotations.found(10), None, "the file that was begun with");
        assert!(!rotations.read(&[line(50)]), "a while must pass until the next look");
        assert_eq!(rotations.found(60), None, "it lies ahead");
        assert!(rotations.read(&[line(60), line(70), line(80), line(90)]));
        assert_eq!((rotations.found(60), rotations.found(60)), (Some(50), None), "the line before it came before the last look");
        rotations.read(&[line(100)]);
        rotations.told(100);
        assert_eq!((rotations.found(100), rotations.begun), (None, Some(100)), "that was said");
    }

    #[test]
    fn little_is_remembered_of_each_of_many_logs() {
        let mut rotations = Rotations::default();
        let short = |nanos| LogLine { source: 1, nanos, body: LogBody::Text("x".into()) };
        for round in 0..10 {
            let mut at = round * 100_000;
            while !rotations.read(&[short(at)]) {
                at += 1;
            }
            // Every other look comes to nothing.
            rotations.unseen = 0;
            if round % 2 == 0 {
                assert_eq!(rotations.found(0), None);
            }
            assert!(rotations.times.len() <= REMEMBERED && rotations.times.capacity() * size_of::<i64>() <= 256 << 10);
        }
    }
}
