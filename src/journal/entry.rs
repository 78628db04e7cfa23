//! Entries and their lines: what is written down of a change, and reading it again.

use crate::model::change::{Change, Ends, Outcome, Reason};
use crate::model::promotion::{PlanEnd, PlanNote, PlanRecord};
use crate::model::resource::Resource;
use crate::model::{Name, Time, Uid, WorkloadKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

/// Names an entry, also among those of other dogwatches that write to the same file.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(String);

impl EntryId {
    /// One that was read.
    pub(super) fn known(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Time, process, a counter and chance: homes may be shared between machines, where process numbers repeat.
    pub(super) fn fresh(time: Time) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self(format!("{:x}-{:x}-{count:x}-{:08x}", time.millis(), std::process::id(), fastrand::u32(..)))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is said of the request itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PatchNote {
    /// The method; `None` for PATCH.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Path and query.
    pub path: String,
    /// Its content type.
    #[serde(rename = "type")]
    pub content_type: String,
    /// The body, where it can hold no secret. A pod template can (in `env`), so a rollback's is left out: its revisions tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// What is written down before a change is sent.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// When.
    pub time: Time,
    /// The kubeconfig context.
    pub context: Name,
    /// The kubeconfig's user.
    pub user: Name,
    /// The object's namespace; empty for one without.
    pub namespace: Name,
    /// Its kind, as the API writes it.
    pub kind: Name,
    /// Its name.
    pub name: Name,
    /// Its UID.
    pub uid: Uid,
    /// What is to be done to it.
    pub change: Change,
    /// Why it is sent by itself, where nobody was asked about it alone.
    pub why: Option<Reason>,
    /// The request.
    pub patch: PatchNote,
    /// The entry of the plan that it is a part of.
    pub plan: Option<Name>,
}

impl Entry {
    /// When what it tells of has happened, once it was accepted. The journal names kinds alone: those of workloads are theirs.
    pub fn ends(&self) -> Ends {
        let workload = WorkloadKind::ALL.into_iter().find(|kind| *kind.kind().word() == *self.kind);
        let other = || Resource::new("", "", "", &self.kind, true);
        self.change.ends(&workload.map_or_else(other, Resource::from))
    }
}

/// An entry as it was read, with its outcome.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Its id.
    pub id: EntryId,
    /// What was written before.
    pub entry: Entry,
    /// When and how it ended, as far as it is known: what was accepted is followed by a second line when it has happened, or what held
    /// it. `None` where that was never written: it is under way, or the program was killed.
    pub end: Option<(Time, Outcome)>,
}

/// A journal as it was read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct History {
    /// The entries, oldest first.
    pub records: Vec<Record>,
    /// The plans that some of them are parts of, oldest first.
    pub plans: Vec<PlanRecord>,
    /// Lines that could not be read: torn, or of another program or version.
    pub skipped: usize,
}

// The shape of the lines. `v` lets a later version tell its own from these.
#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
#[allow(clippy::large_enum_variant, reason = "one lives at a time, for as long as its line takes")]
enum Line {
    Begin {
        v: u32,
        id: EntryId,
        time: Time,
        context: Name,
        user: Name,
        namespace: Name,
        kind: Name,
        name: Name,
        uid: String,
        change: Change,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Reason>,
        patch: PatchNote,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plan: Option<Name>,
    },
    End {
        v: u32,
        id: EntryId,
        time: Time,
        outcome: Outcome,
    },
    Plan {
        v: u32,
        id: EntryId,
        time: Time,
        user: Name,
        note: PlanNote,
    },
    PlanEnd {
        v: u32,
        id: EntryId,
        time: Time,
        end: PlanEnd,
    },
}

const VERSION: u32 = 1;

pub(super) fn begin_line(id: &EntryId, entry: &Entry) -> String {
    let entry = entry.clone();
    write(&Line::Begin {
        v: VERSION,
        id: id.clone(),
        time: entry.time,
        context: entry.context,
        user: entry.user,
        namespace: entry.namespace,
        kind: entry.kind,
        name: entry.name,
        uid: entry.uid.to_string(),
        change: entry.change,
        why: entry.why.map(|why| Reason::Words(unquoted(&why.to_string()))),
        patch: entry.patch,
        plan: entry.plan,
    })
}

pub(super) fn plan_line(id: &EntryId, time: Time, user: &Name, note: &PlanNote) -> String {
    write(&Line::Plan { v: VERSION, id: id.clone(), time, user: user.clone(), note: note.clone() })
}

pub(super) fn plan_end_line(id: &EntryId, end: &PlanEnd, time: Time) -> String {
    let end = match end {
        PlanEnd::Stopped { step, reason } => PlanEnd::Stopped { step: *step, reason: without_value(reason) },
        end @ (PlanEnd::Done | PlanEnd::Left) => end.clone(),
    };
    write(&Line::PlanEnd { v: VERSION, id: id.clone(), time, end })
}

/// Whether a line is of a plan, and not of a change.
pub(super) fn is_of_plan(line: &[u8]) -> bool {
    line.starts_with(br#"{"event":"plan"#)
}

pub(super) fn end_line(id: &EntryId, outcome: &Outcome, time: Time) -> String {
    write(&Line::End { v: VERSION, id: id.clone(), time, outcome: without_values(outcome.clone()) })
}

/// An outcome without the values that a server quotes in a refusal: any of them may be a secret.
fn without_values(mut outcome: Outcome) -> Outcome {
    let without = without_value;
    match &mut outcome {
        Outcome::Taken { note, .. } | Outcome::Done { note } => {
            if let Some(note) = note {
                *note = without(note);
            }
        }
        Outcome::Held { reason }
        | Outcome::Failed { reason }
        | Outcome::Undone { reason }
        | Outcome::Refused { reason }
        | Outcome::Partial { reason }
        | Outcome::Unknown { reason } => *reason = without(reason),
    }
    outcome
}

fn without_value(reason: &Reason) -> Reason {
    Reason::Words(unquoted(&reason.to_string()))
}

/// Kubernetes' field errors say `Invalid value: "…": why`, and so do those for doubles and for values that are not supported.
fn unquoted(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(" value: ") {
        let (head, tail) = rest.split_at(at + " value: ".len());
        out.push_str(head);
        let quoted = tail.strip_prefix('"');
        let end = match quoted {
            Some(inner) => {
                let mut escaped = false;
                let end = inner.bytes().position(|b| {
                    let ends = b == b'"' && !escaped;
                    escaped = b == b'\\' && !escaped;
                    ends
                });
                end.map_or(tail.len(), |end| end + 2)
            }
            // A number, or an object as Go prints it: up to the reason.
            None => tail.find(": ").unwrap_or(tail.len()),
        };
        out.push_str(crate::model::hide::HIDDEN);
        rest = &tail[end..];
    }
    out + rest
}

#[cfg(test)]
mod value_tests {
    use super::*;

    #[test]
    fn no_value_that_a_server_quotes_is_written() {
        for (said, written) in [
            (r#"x: Invalid value: "SECRET \" SECRET": must be a name"#, "x: Invalid value: (hidden): must be a name"),
            (
                r#"a: Unsupported value: "SECRET": supported values: "A", "B""#,
                "a: Unsupported value: (hidden): supported values: \"A\", \"B\"",
            ),
            (r#"a: Duplicate value: map[a:SECRET]"#, "a: Duplicate value: (hidden)"),
            (
                r#"a: Invalid value: -4: must be 0 or more, b: Invalid value: "SECRET"#,
                "a: Invalid value: (hidden): must be 0 or more, b: Invalid value: (hidden)",
            ),
            ("it is gone", "it is gone"),
        ] {
            for outcome in [Outcome::Refused { reason: said.into() }, Outcome::Unknown { reason: said.into() }] {
                let line = end_line(&EntryId::fresh(Time::from_secs(1)), &outcome, Time::from_secs(1));
                assert!(!line.contains("SECRET"), "{line}");
            }
            assert_eq!(unquoted(said), written);
        }
    }
}

fn write(line: &Line) -> String {
    // Neither a map with keys that are no strings nor a failing Serialize is in there, so this cannot fail.
    let mut text = serde_json::to_string(line).unwrap_or_default();
    text.push('\n');
    text
}

/// Pairs beginnings with their ends, part by part, oldest first.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    since: Option<Time>,
    history: History,
    // `None` for an entry from before `since`: remembered, so that its end is not taken for a stray line.
    place: HashMap<EntryId, Option<usize>>,
    strays: usize,
}

impl Pairing {
    pub(super) fn since(since: Option<Time>) -> Self {
        Self { since, ..Self::default() }
    }

    /// Takes the lines of one part. A last line without an end is one of its own, never the beginning of the next part.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        let history = &mut self.history;
        for line in bytes.split(|b| *b == b'\n').filter(|l| !l.trim_ascii().is_empty()) {
            match serde_json::from_slice::<Line>(line) {
                Ok(Line::Begin { id, time, context, user, namespace, kind, name, uid, change, why, patch, plan, .. }) => {
                    if self.since.is_some_and(|s| time < s) {
                        self.place.insert(id, None);
                        continue;
                    }
                    let uid = Uid::new(&uid);
                    let entry = Entry { time, context, user, namespace, kind, name, uid, change, why, patch, plan };
                    self.place.insert(id.clone(), Some(history.records.len()));
                    history.records.push(Record { id, entry, end: None });
                }
                Ok(Line::End { id, time, outcome, .. }) => match self.place.get(&id) {
                    Some(Some(i)) => history.records[*i].end = Some((time, outcome)),
                    Some(None) => {}
                    None => self.strays += 1,
                },
                Ok(Line::Plan { id, time, user, note, .. }) => {
                    if self.since.is_none_or(|s| time >= s) {
                        history.plans.push(PlanRecord { id: id.to_string().as_str().into(), time, user, note, end: None });
                    }
                }
                // One that went on after it was stopped has another end later.
                Ok(Line::PlanEnd { id, time, end, .. }) => {
                    let id = id.to_string();
                    if let Some(plan) = history.plans.iter_mut().find(|p| *p.id == *id) {
                        plan.end = Some((time, end));
                    }
                }
                Err(_) => history.skipped += 1,
            }
        }
    }

    /// What was read. An end without its beginning is a line that could not be read, unless parts were `cut` off that may have had it.
    pub(super) fn done(mut self, cut: bool) -> History {
        if !cut {
            self.history.skipped += self.strays;
        }
        // Two writers' lines may stand a little out of order.
        self.history.records.sort_by_key(|r| r.entry.time);
        self.history.plans.sort_by_key(|p| p.time);
        self.history
    }
}
