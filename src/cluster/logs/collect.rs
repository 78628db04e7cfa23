//! One collector for all streams of a view: few messages, each of a bounded size, and a full channel holds the streams back.

use super::Pace;
use crate::model::logs::LogLine;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::{Instant, sleep_until, timeout_at};

/// Lines in one message.
const MOST_LINES: usize = 2000;
/// Bytes of text in one message.
const MOST_BYTES: usize = 256 << 10;
/// What a stream hands over at once: a quarter of a message, or one line that is longer.
const PIECE_LINES: usize = MOST_LINES / 4;
const PIECE_BYTES: usize = MOST_BYTES / 4;

/// Bytes that a line counts for.
fn size(line: &LogLine) -> usize {
    line.body.bytes()
}

/// Cuts lines into pieces that a stream may hand over at once.
pub(super) fn pieces(lines: Vec<LogLine>) -> Vec<Vec<LogLine>> {
    let mut pieces: Vec<Vec<LogLine>> = Vec::new();
    let mut bytes = 0;
    for line in lines {
        bytes += size(&line);
        match pieces.last_mut() {
            Some(piece) if bytes <= PIECE_BYTES && piece.len() < PIECE_LINES => piece.push(line),
            _ => {
                bytes = size(&line);
                pieces.push(vec![line]);
            }
        }
    }
    pieces
}

/// Gathers what comes and sends it on, until either end is closed.
pub(super) async fn collect(view: u64, mut from: Receiver<Vec<LogLine>>, to: Sender<(u64, Vec<LogLine>)>, pace: Pace) {
    let mut sent = Instant::now().checked_sub(pace.message);
    let mut next = from.recv().await;
    while let Some(mut lines) = next.take() {
        let mut bytes: usize = lines.iter().map(size).sum();
        let due = sent.map_or_else(Instant::now, |at| at + pace.message);
        let mut open = true;
        while lines.len() + PIECE_LINES <= MOST_LINES && bytes + PIECE_BYTES <= MOST_BYTES {
            // At its time it goes, with what lies ready.
            let Ok(more) = timeout_at(due, from.recv()).await else { break };
            let Some(more) = more else {
                open = false;
                break;
            };
            bytes += more.iter().map(size).sum::<usize>();
            lines.extend(more);
        }
        if let Some(at) = sent {
            // A flood fills messages faster: they go as they are full, but not all at once.
            sleep_until(at + pace.full_message).await;
        }
        if to.send((view, lines)).await.is_err() {
            return;
        }
        sent = Some(Instant::now());
        next = if open { from.recv().await } else { None };
    }
}
