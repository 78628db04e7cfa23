//! A program of the container, with what goes in and what comes out of it.

use super::super::runtimes::{is_missing, is_runtimes};
use super::super::send::never_sent;
use super::super::writer::Writer;
use super::Broken;
use crate::cluster::attach::{self, closes};
use crate::cluster::change::verbs::copy;
use crate::cluster::error::ApiError;
use crate::journal::Receipt;
use crate::model::change::reason::CopyReason;
use crate::model::change::{Reason, Target};
use crate::model::copy::CopyNews;
use crate::model::process::{End, ProcessNews, ToProcess};
use crate::model::text::clean;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::watch;

/// What is kept of what a program says: no path is longer, and what tar says of files that are written to has some hundred lines in it.
const SAID: usize = 16 << 10;
/// Characters of a line of it that a message has at most.
const SHOWN: usize = 500;
/// Pieces on their way, in each direction.
const ON_THE_WAY: usize = 16;
/// How long a program that is told no more may take for its end, once it is stopped.
const LAST: Duration = Duration::from_secs(1);
/// How long a program that makes something or takes it away may take, once it is stopped.
const LEFT: Duration = Duration::from_secs(3);
/// Within which a copy ends once it is stopped: the making of its folder, what is under way, and the taking away of what it has made.
pub(super) const ENDS_WITHIN: Duration = Duration::from_secs(LAST.as_secs() + 2 * LEFT.as_secs());

/// What a copy works with.
pub(super) struct Work<'a> {
    pub(super) writer: &'a Writer,
    pub(super) receipt: &'a Receipt,
    pub(super) target: &'a Target,
    pub(super) container: &'a str,
    pub(super) deadline: Duration,
    pub(super) stop: watch::Receiver<bool>,
    pub(super) news: &'a watch::Sender<CopyNews>,
    /// Whether a program can be told that its input has ended, as the last stream was.
    pub(super) closes: bool,
    /// Whether its shell has the programs that stand in no folder of it, as that of a bare busybox has.
    pub(super) by_shell: bool,
}

/// The command as a shell runs it: it has programs that stand in no folder, as that of a bare busybox.
pub(super) fn through_shell<'a>(command: &[&'a str]) -> Vec<&'a str> {
    [&["sh", "-c", "\"$0\" \"$@\""], command].concat()
}

/// What a program reads. A piece without a byte says that it was all: where the stream cannot say that, and where it breaks off, whoever reads
/// does not take it for the end.
pub(super) struct Input {
    pub(super) from: Receiver<Vec<u8>>,
    /// Bytes that it is told to read.
    pub(super) all: u64,
    /// Whether those that are missing at the end are nothing to it, as they are to an archive.
    pub(super) pads: bool,
}

/// How a program ended.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) end: End,
    /// How its output began.
    pub(super) output: Vec<u8>,
    /// How what it complains of began.
    pub(super) errors: Vec<u8>,
    /// Whether it complained of more.
    pub(super) more: bool,
}

impl Ran {
    /// One of which nothing was heard.
    const fn silent(end: End) -> Self {
        Self { end, output: Vec::new(), errors: Vec::new(), more: false }
    }

    pub(super) const fn is_well(&self) -> bool {
        matches!(self.end, End::Exited(0))
    }

    /// Whether there is no such program.
    pub(super) fn is_missing(&self) -> bool {
        let said = |bytes: &[u8]| !bytes.is_empty() && is_runtimes(bytes) && is_missing(&String::from_utf8_lossy(bytes));
        match &self.end {
            End::Failed(why) => is_missing(&why.to_string()),
            End::Exited(126 | 127) => said(&self.output) || said(&self.errors),
            End::Exited(_) | End::Lost(_) | End::Closed => false,
        }
    }

    /// What it complains of, in one line.
    pub(super) fn said(&self) -> String {
        let said = String::from_utf8_lossy(&self.errors);
        let first = said.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default();
        clean(first).chars().take(SHOWN).collect()
    }

    /// Why it failed.
    pub(super) fn why(&self, program: &str) -> Broken {
        Broken::Failed(self.reason(program))
    }

    /// The same, alone.
    pub(super) fn reason(&self, program: &str) -> Reason {
        let said = self.said();
        match &self.end {
            End::Exited(code) if said.is_empty() => CopyReason::Exited(program.to_owned(), *code).into(),
            End::Exited(_) => said.into(),
            end @ (End::Failed(_) | End::Lost(_) | End::Closed) => end.clone().into(),
        }
    }
}

/// Keeps the beginning, at most so many bytes; whether something was cut off.
pub(super) fn keep(kept: &mut Vec<u8>, bytes: &[u8], most: usize) -> bool {
    let n = bytes.len().min(most.saturating_sub(kept.len()));
    kept.extend_from_slice(&bytes[..n]);
    n < bytes.len()
}

impl Work<'_> {
    /// Whether it was ended from here.
    pub(super) fn is_stopped(&self) -> bool {
        *self.stop.borrow() || self.stop.has_changed().is_err()
    }

    /// Runs a program to its end, whatever is told meanwhile: it makes something or takes it away, and takes a moment. What takes longer than the
    /// deadline is lost, and so is what takes long where it is stopped.
    pub(super) async fn brief(&mut self, command: &[&str]) -> Ran {
        let mut stop = self.stop.clone();
        let left = async {
            told_to_stop(&mut stop, true).await;
            tokio::time::sleep(LEFT).await;
        };
        tokio::select! {
            ran = self.within(command, false) => ran,
            () = left => Ran::silent(End::Lost(unanswered(LEFT))),
        }
    }

    /// Asks a program something, unless it is stopped meanwhile.
    pub(super) async fn ask(&mut self, command: &[&str]) -> Ran {
        self.within(command, true).await
    }

    async fn within(&mut self, command: &[&str], stops: bool) -> Ran {
        let deadline = self.deadline;
        let ran = tokio::time::timeout(deadline, self.find(command, stops)).await;
        ran.unwrap_or_else(|_| Ran::silent(End::Lost(unanswered(deadline))))
    }

    /// Runs a program; one that stands in no folder is looked for in the shell, as are all after it where it is there.
    async fn find(&mut self, command: &[&str], stops: bool) -> Ran {
        let ran = self.begin(command, (None, None), stops).await;
        if self.by_shell || !ran.is_missing() {
            return ran;
        }
        self.by_shell = true;
        let again = self.begin(command, (None, None), stops).await;
        if again.is_missing() {
            self.by_shell = false;
            return ran;
        }
        again
    }

    /// Runs a program that is the copy itself: what it reads and writes is counted. It is left when it is stopped.
    pub(super) async fn run(&mut self, command: &[&str], input: Option<Input>, output: Option<Sender<Vec<u8>>>) -> Ran {
        self.begin(command, (input, output), true).await
    }

    async fn begin(&mut self, command: &[&str], streams: (Option<Input>, Option<Sender<Vec<u8>>>), stops: bool) -> Ran {
        if !self.by_shell {
            return self.carry_out(command, streams, stops).await;
        }
        let mut ran = self.carry_out(&through_shell(command), streams, stops).await;
        if ran.end == End::Exited(127) {
            ran.end = End::Failed(CopyReason::NotFound(command.first().copied().unwrap_or_default().to_owned()).into());
        }
        ran
    }

    async fn carry_out(&mut self, command: &[&str], (input, output): (Option<Input>, Option<Sender<Vec<u8>>>), stops: bool) -> Ran {
        let mut stop = self.stop.clone();
        let path = match copy::path(self.target, self.container, command, input.is_some()) {
            Ok(path) => path,
            Err(e) => return Ran::silent(End::Failed(Reason::from(&e))),
        };
        let opened = tokio::select! {
            opened = self.writer.enter(self.receipt, &path, self.deadline) => opened,
            () = told_to_stop(&mut stop, stops) => return Ran::silent(End::Closed),
        };
        let (socket, protocol) = match opened {
            Ok(opened) => opened,
            // It may have been begun all the same.
            Err(e @ (ApiError::Timeout(_) | ApiError::Transport(_))) if !never_sent(&e) => {
                return Ran::silent(End::Lost(Reason::from(&e)));
            }
            Err(e) => return Ran::silent(End::Failed(Reason::from(&e))),
        };
        self.closes = closes(protocol);
        let (tell, mut told) = channel(ON_THE_WAY);
        let (tx, mut rx) = channel(ON_THE_WAY);
        let news = self.news;
        let (closes, reads) = (self.closes, input.is_some());
        let stopped = async {
            told_to_stop(&mut stop, stops).await;
            // One that reads is told no more, and comes to its end by that.
            if reads && closes {
                tokio::time::sleep(LAST).await;
            }
        };
        let stop_feeding = self.stop.clone();
        let feeds = async {
            if let Some(input) = input
                && !feed(input, &tell, (news, stop_feeding), closes).await
            {
                return;
            }
            // As long as the other end is there, it is listened to.
            std::future::pending::<()>().await;
        };
        let talks = async {
            let end = tokio::select! {
                talk = attach::carry((socket, protocol), &mut told, &tx) => talk.end,
                () = feeds => End::Closed,
                () = stopped => End::Closed,
            };
            drop(tx);
            end
        };
        let hears = async move {
            let (mut kept, mut errors, mut more) = (Vec::new(), Vec::new(), false);
            while let Some(one) = rx.recv().await {
                match one {
                    ProcessNews::Output(bytes) => {
                        keep(&mut kept, &bytes, SAID);
                        let Some(output) = &output else { continue };
                        news.send_modify(|n| n.bytes += bytes.len() as u64);
                        if output.send(bytes).await.is_err() {
                            break;
                        }
                    }
                    ProcessNews::Errors(bytes) => more |= keep(&mut errors, &bytes, SAID),
                    ProcessNews::Waits(_) | ProcessNews::Opened(_) | ProcessNews::Ended(_) => {}
                }
            }
            (kept, errors, more)
        };
        let (end, (output, errors, more)) = futures::join!(talks, hears);
        Ran { end, output, errors, more }
    }
}

/// How it is told that nothing was heard of a program.
fn unanswered(within: Duration) -> Reason {
    CopyReason::NoAnswer(within.as_secs()).into()
}

/// Comes back when it is to stop, where it can be. Whoever could send that is gone: that stops it as well.
async fn told_to_stop(stop: &mut watch::Receiver<bool>, stops: bool) {
    if !stops {
        std::future::pending::<()>().await;
    }
    drop(stop.wait_for(|stop| *stop).await);
}

/// Hands on what a program is to read; `false` where it has to be left for its input to end.
async fn feed(
    Input { mut from, all, pads }: Input,
    tell: &Sender<ToProcess>,
    (news, mut stop): (&watch::Sender<CopyNews>, watch::Receiver<bool>),
    closes: bool,
) -> bool {
    let (mut sent, mut whole) = (0, false);
    loop {
        let bytes = tokio::select! {
            bytes = from.recv() => bytes,
            _ = stop.wait_for(|stop| *stop) => None,
        };
        let Some(bytes) = bytes else { break };
        if bytes.is_empty() {
            whole = true;
            break;
        }
        let n = bytes.len() as u64;
        if tell.send(ToProcess::Input(bytes)).await.is_err() {
            return true;
        }
        sent += n;
        news.send_modify(|news| news.bytes = sent.min(news.of.unwrap_or(u64::MAX)));
    }
    // Whoever gives hears that nobody takes any more.
    drop(from);
    if closes {
        let _ = tell.send(ToProcess::NoMore).await;
        return true;
    }
    let missing = all.checked_sub(sent).filter(|missing| whole && (pads || *missing == 0));
    let Some(mut missing) = missing else { return false };
    while missing > 0 {
        let n = missing.min(64 << 10);
        if tell.send(ToProcess::Input(vec![0; usize::try_from(n).unwrap_or(0)])).await.is_err() {
            break;
        }
        missing -= n;
    }
    true
}
