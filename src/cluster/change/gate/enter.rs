//! Going into a pod: a change of its own kind. It is asked about and written down as every other, and lasts until either end is left; the
//! journal gets its second line then. What is typed and shown is nobody's but the user's: it is in no journal and no log.

use super::Gate;
use super::debug::{Containers, Unbegun};
use super::runtimes::{is_missing, is_runtimes};
use super::send::never_sent;
use super::sender;
use crate::cluster::attach::{self, PROTOCOLS, Talk};
use crate::cluster::change::reads;
use crate::cluster::change::verbs::debug;
use crate::cluster::change::verbs::enter::{self, Try};
use crate::cluster::error::ApiError;
use crate::cluster::path::PodPath;
use crate::cluster::upgrade::{self, Socket};
use crate::journal::{JournalError, PatchNote, Receipt};
use crate::model::change::reason::{InsideReason, Refusal};
use crate::model::change::{Change, Consent, Outcome, Preview, Reason, Stream};
use crate::model::process::{End, ProcessNews, ToProcess};
use crate::model::{Time, human_duration};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

/// The most that a runtime writes of its own where a program is not there.
const COMPLAINT: usize = 2 << 10;
/// For how long a program may be silent until it is taken to be there: a runtime complains at once.
const SILENT: Duration = Duration::from_secs(2);
/// How often it is looked whether anybody still waits for a stream that is being opened.
const LOOKED: Duration = Duration::from_millis(200);
/// How it went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entered {
    /// How it ended.
    pub end: End,
    /// Whether its program is not in the container.
    pub missing: bool,
    /// Why its end could not be written to the journal.
    pub trouble: Option<JournalError>,
}

impl super::writer::Writer {
    /// Opens a stream that the journal has written down, by the first of these protocols that the server speaks.
    pub(super) async fn open(
        &self,
        _: &Receipt,
        path: &PodPath,
        protocols: &[&'static str],
        deadline: Duration,
    ) -> Result<(Socket, &'static str), ApiError> {
        upgrade::open(&self.0.wire, path, protocols, deadline).await
    }

    /// One to a program.
    pub(super) async fn enter(
        &self,
        receipt: &Receipt,
        path: &PodPath,
        deadline: Duration,
    ) -> Result<(Socket, &'static str), ApiError> {
        self.open(receipt, path, &PROTOCOLS, deadline).await
    }
}

impl Gate {
    /// Goes into the pod of a preview, once, and speaks with what is there until it ends. `size` is that of its terminal, where it has one: columns
    /// and rows. It is left by dropping the other end of `told`. Run it
    /// in a task of its own: it writes its end to the journal whoever has gone meanwhile.
    pub async fn enter(
        &self,
        preview: Preview,
        consent: &Consent,
        size: (u16, u16),
        mut told: Receiver<ToProcess>,
        news: Sender<ProcessNews>,
    ) -> Entered {
        let refused = |why: Reason| Entered { end: End::Failed(why), missing: false, trouble: None };
        let Some(sender) = &self.sender else { return refused(Refusal::ReadOnly.into()) };
        if let Err(why) = self.consented(&preview, consent) {
            sender.take_entry(preview.intent.id);
            return refused(why.into());
        }
        let (target, change) = (&preview.intent.target, &preview.intent.change);
        if sender.take_entry(preview.intent.id).is_none_or(|kept| kept != preview) {
            return refused(Refusal::Stale.into());
        }
        let tries = match enter::tries(target, change) {
            Ok(tries) => tries,
            Err(e) => return refused(e.into()),
        };
        // No stream can be opened on the condition that the pod is still the one that was looked at: it is looked at once more.
        let object = match reads::fetch(&self.session, target, sender.pace.look).await {
            Ok(object) => object,
            Err(why) => return refused(why.into()),
        };
        let begins = change.spec().stream == Some(Stream::Beside);
        let request = match begins.then(|| debug::request(target, &object, change)).transpose() {
            Ok(request) => request,
            Err(e) => return refused(e.into()),
        };
        let begun = Time::system();
        let noted = request.as_ref().map_or_else(|| note(tries.first()), sender::note);
        let entry = sender::entry(begun, &sender.user, target, change, noted);
        let (journal, id, receipt) = match sender.book.begin(entry, consent).await {
            Ok(begun) => begun,
            Err(e) => return refused(Refusal::Unsent(e.into()).into()),
        };
        let mut containers = Containers::new((&self.session, sender, &receipt), (target, change), &object.json);
        let begun_beside = match &request {
            Some(request) => containers.begin(request, &told, &news).await,
            None => Ok(()),
        };
        let begun_well = begun_beside.is_ok();
        let (taken, (program, talk)) = match begun_beside {
            Ok(()) => (begins, self.try_all(&sender.writer, &receipt, (tries, size), &mut told, &news).await),
            Err(Unbegun { end, taken }) => (taken, (String::new(), Talk { end, spoke: false })),
        };
        let Talk { mut end, spoke } = talk;
        if matches!(end, End::Lost(_))
            && let Err(why) = reads::fetch(&self.session, target, sender.pace.look).await
            && why.is_gone()
        {
            end = End::Lost(why.into());
        }
        let attached = matches!(change, Change::Attach { .. }) || begins && begun_well;
        if end == End::Exited(0) && attached {
            let code = containers.exit_code(&told).await;
            end = code.map_or_else(|| End::Lost(InsideReason::NoExitCode.into()), End::Exited);
        }
        if begins
            && matches!(end, End::Failed(_))
            && let Some(why) = containers.why_not(&news).await
        {
            end = why;
        }
        let missing = matches!(change, Change::Exec { .. }) && matches!(&end, End::Failed(why) if is_missing(&why.to_string()));
        if let (Change::Shell { shells, container }, true) = (change, is_not_there(&end, spoke)) {
            end = End::Failed(InsideReason::NoneOf(shells.clone(), container.clone()).into());
        }
        if let (Change::Exec { container, .. }, true) = (change, missing) {
            end = End::Failed(InsideReason::Missing(program.clone(), container.clone()).into());
        }
        let left = if taken { containers.take_away().await } else { None };
        let outcome = with_left(outcome((&end, spoke), taken, &program, Time::system().since(begun)), left.as_ref());
        if let Some(why) = left {
            end = End::Failed(Reason::from(end).and(why));
        }
        let trouble = journal.finish_async(id, outcome, Time::system()).await.err();
        Entered { end, missing, trouble }
    }

    /// One program after another, until one is there.
    async fn try_all(
        &self,
        writer: &super::writer::Writer,
        receipt: &Receipt,
        (tries, size): (Vec<Try>, (u16, u16)),
        told: &mut Receiver<ToProcess>,
        news: &Sender<ProcessNews>,
    ) -> (String, Talk) {
        let ended = |end| Talk { end, spoke: false };
        let mut last = (String::new(), ended(End::Failed(InsideReason::NoProgram.into())));
        let deadline = self.sender.as_ref().map_or(Duration::ZERO, |s| s.pace.write);
        for one in tries {
            let size = one.terminal.then_some(size);
            let opened = tokio::select! {
                opened = writer.enter(receipt, &one.path, deadline) => opened,
                () = left(told) => return (one.program, ended(End::Closed)),
            };
            let talk = match opened {
                Ok(socket) if one.looks => look_and_talk(socket, size, &one.program, told, news).await,
                Ok(socket) => {
                    if news.send(ProcessNews::Opened(one.program.clone())).await.is_err() {
                        return (one.program, ended(End::Closed));
                    }
                    attach::talk(socket, size, async {}, told, news).await
                }
                // It may have been begun all the same.
                Err(e @ (ApiError::Timeout(_) | ApiError::Transport(_))) if !never_sent(&e) => ended(End::Lost(Reason::from(&e))),
                Err(e) => ended(End::Failed(Reason::from(&e))),
            };
            let missing = one.looks && is_not_there(&talk.end, talk.spoke);
            last = (one.program, talk);
            if !missing {
                break;
            }
        }
        last
    }
}

/// Speaks with a program that may not be there: it is told to be open with the first that it writes, so that nothing is seen of one that is
/// not. What a runtime writes of its own in that case is taken for the failure that it is.
async fn look_and_talk(
    socket: (Socket, &'static str),
    size: Option<(u16, u16)>,
    program: &str,
    told: &mut Receiver<ToProcess>,
    news: &Sender<ProcessNews>,
) -> Talk {
    // What is typed meanwhile is for the one that is there.
    let there = Notify::new();
    let (tx, mut rx) = channel(4);
    let mut held = Vec::new();
    let hands = async {
        let mut open = false;
        loop {
            let next = if open { Ok(rx.recv().await) } else { timeout(SILENT, rx.recv()).await };
            let one = match next {
                Ok(Some(one)) => one,
                Ok(None) => return open,
                // One that waits for the first word is there.
                Err(_) => ProcessNews::Output(Vec::new()),
            };
            if !open {
                if let ProcessNews::Output(bytes) = &one
                    && !bytes.is_empty()
                    && held.len() + bytes.len() <= COMPLAINT
                    && is_runtimes(&[&held[..], bytes].concat())
                {
                    held.extend_from_slice(bytes);
                    continue;
                }
                open = true;
                there.notify_one();
                let before = (!held.is_empty()).then(|| ProcessNews::Output(std::mem::take(&mut held)));
                for one in std::iter::once(ProcessNews::Opened(program.to_owned())).chain(before) {
                    if news.send(one).await.is_err() {
                        return true;
                    }
                }
            }
            if news.send(one).await.is_err() {
                return true;
            }
        }
    };
    let talks = async {
        let talk = attach::talk(socket, size, there.notified(), told, &tx).await;
        drop(tx);
        talk
    };
    let (Talk { end, .. }, spoke) = futures::join!(talks, hands);
    let said = String::from_utf8_lossy(&held).into_owned();
    let end = if matches!(end, End::Exited(126 | 127)) && is_missing(&said) { End::Failed(said.into()) } else { end };
    Talk { end, spoke }
}

/// Comes back when nobody waits for what is being opened any more.
pub(super) async fn left(told: &Receiver<ToProcess>) {
    while !told.is_closed() {
        tokio::time::sleep(LOOKED).await;
    }
}

/// Whether a program was not there: what fails once it has spoken is another failure.
fn is_not_there(end: &End, spoke: bool) -> bool {
    matches!(end, End::Failed(why) if !spoke && is_missing(&why.to_string()))
}

/// What the journal says of the request: the change tells the rest.
fn note(first: Option<&Try>) -> PatchNote {
    note_of(first.map_or("", |t| t.path.text()))
}

/// The same, of a path.
pub(super) fn note_of(path: &str) -> PatchNote {
    let path = path.split('?').next().unwrap_or_default().to_owned();
    PatchNote { method: Some("GET".into()), path, content_type: "websocket".into(), body: None }
}

/// What the journal says of its end.
pub(super) fn outcome((end, spoke): (&End, bool), taken: bool, program: &str, took: i64) -> Outcome {
    let after = InsideReason::After(program.to_owned(), Box::new(end.clone()), human_duration(took)).into();
    match end {
        End::Exited(_) | End::Closed => Outcome::Done { note: Some(after) },
        End::Failed(_) if taken => Outcome::Failed { reason: after },
        End::Failed(why) if !spoke => Outcome::Refused { reason: why.clone() },
        End::Failed(_) | End::Lost(_) => Outcome::Unknown { reason: after },
    }
}

/// The same where something may be left of it in the cluster: what was done then is not all undone.
fn with_left(outcome: Outcome, left: Option<&Reason>) -> Outcome {
    let Some(left) = left else { return outcome };
    let also = |reason: Reason| reason.and(left.clone());
    match outcome {
        Outcome::Taken { note, .. } | Outcome::Done { note } => {
            Outcome::Partial { reason: note.map_or_else(|| left.clone(), also) }
        }
        Outcome::Held { reason }
        | Outcome::Failed { reason }
        | Outcome::Undone { reason }
        | Outcome::Refused { reason }
        | Outcome::Partial { reason } => Outcome::Partial { reason: also(reason) },
        Outcome::Unknown { reason } => Outcome::Unknown { reason: also(reason) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_left_is_not_done() {
        let left = Reason::from("Pod x may be left");
        for (outcome, want) in [
            (Outcome::Done { note: Some("ok".into()) }, Outcome::Partial { reason: Reason::from("ok").and(left.clone()) }),
            (Outcome::Done { note: None }, Outcome::Partial { reason: left.clone() }),
            (Outcome::Failed { reason: "no".into() }, Outcome::Partial { reason: Reason::from("no").and(left.clone()) }),
            (Outcome::Refused { reason: "no".into() }, Outcome::Partial { reason: Reason::from("no").and(left.clone()) }),
            (Outcome::Unknown { reason: "?".into() }, Outcome::Unknown { reason: Reason::from("?").and(left.clone()) }),
        ] {
            assert_eq!(with_left(outcome.clone(), Some(&left)), want);
            assert_eq!(with_left(outcome.clone(), None), outcome);
        }
    }

    #[test]
    fn the_journal_has_the_exit_code_and_the_time() {
        let says = |outcome: Outcome| serde_json::to_value(outcome).unwrap();
        for (end, want) in [
            (End::Exited(0), Outcome::Done { note: Some("sh: exit code 0 after 2m10s".into()) }),
            (End::Exited(137), Outcome::Done { note: Some("sh: exit code 137 after 2m10s".into()) }),
            (End::Closed, Outcome::Done { note: Some("sh: closed by dogwatch after 2m10s".into()) }),
            (End::Failed("no".into()), Outcome::Refused { reason: "no".into() }),
            (End::Lost("x".into()), Outcome::Unknown { reason: "sh: connection lost: x after 2m10s".into() }),
        ] {
            assert_eq!(says(outcome((&end, false), false, "sh", 130_000)), says(want));
        }
        // What fails while it runs was not refused.
        let failed = outcome((&End::Failed("no".into()), true), false, "sh", 130_000);
        assert_eq!(says(failed), says(Outcome::Unknown { reason: "sh: no after 2m10s".into() }));
        // Nor was what the server has taken.
        let failed = outcome((&End::Failed("no".into()), false), true, "", 130_000);
        assert_eq!(says(failed), says(Outcome::Failed { reason: "no after 2m10s".into() }));
    }
}
