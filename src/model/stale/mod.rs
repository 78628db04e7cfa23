//! Stale config: what a container has read of a ConfigMap or a Secret, against when that was last written. Environment variables and files
//! that are mounted by `subPath` are as they were when the container started; the files of a volume are renewed by the kubelet.

#[cfg(test)]
mod tests;

use super::entries::Changed;
use super::resource::Resource;
use super::soon::Holder;
use super::trouble::Trouble;
use super::{Name, Time, Uid};
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long the kubelet may take to renew the files of a volume: its sync period and what its cache adds, in milliseconds.
pub const RENEWS_MS: i64 = 90_000;

/// A ConfigMap or a Secret.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Source {
    /// Its namespace.
    pub namespace: Name,
    /// Whether it is a Secret.
    pub secret: bool,
    /// Its name.
    pub name: Name,
}

impl Source {
    /// Its kind.
    pub fn resource(&self) -> Resource {
        if self.secret {
            Resource::new("", "v1", "secrets", "Secret", true)
        } else {
            Resource::new("", "v1", "configmaps", "ConfigMap", true)
        }
    }
}

/// How a container gets at it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reads {
    /// Into environment variables, which are set when it starts.
    Env,
    /// As a file that is mounted by `subPath`: the one that was there when it started.
    SubPath,
    /// As an init container, which is over.
    Init,
    /// As files of a volume, which the kubelet renews.
    Volume,
}

/// Whether an object may be without the key that is read of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lacks {
    /// It may not: the container would not start.
    No,
    /// It may: it is optional.
    Optional,
    /// It may: another source of the same volume has it then.
    Elsewhere,
}

/// What a container reads, and since when it has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use {
    /// Of which object.
    pub source: Source,
    /// Which key of it; `None` for all.
    pub key: Option<Name>,
    /// Whether it may be without that key.
    pub lacks: Lacks,
    /// How.
    pub reads: Reads,
    /// When the container started; `None` while it does not run: what it reads next is as it is then.
    pub since: Option<Time>,
}

/// A pod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reader {
    /// Who controls it; itself, where nobody does.
    pub holder: Holder,
    /// What its containers read.
    pub uses: Vec<Use>,
}

/// An object that is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// Its UID.
    pub uid: Uid,
    /// When each key was last written, and by whom, as far as that is noted.
    pub keys: BTreeMap<Name, Changed>,
    /// When anything of it was last written, as far as that is noted.
    pub last: Option<Time>,
}

/// How a container stands to what it reads; the worse first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// It was written after it was read, and is never read again.
    Stale(Reads),
    /// The files of its volume are about to be renewed.
    Coming,
    /// When it was written is not noted.
    Unknown,
    /// The files of its volume were renewed; whether its program has read them again is not known.
    Renewed,
}

/// A workload and an object that it reads, where these two do not agree or that cannot be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The workload, or whatever controls the pods.
    pub holder: Holder,
    /// What is read.
    pub source: Source,
    /// The UID of that.
    pub uid: Uid,
    /// How it stands: that of the worst pod.
    pub state: State,
    /// Who wrote last what is read, and when.
    pub changed: Option<Changed>,
    /// How many pods stand so.
    pub pods: usize,
    /// How many pods of it read the object.
    pub of: usize,
}

/// Which namespaces are looked at: all at once, and those that are known, where that is not allowed; or these.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StaleWish {
    /// Whether all are meant.
    pub all: bool,
    /// These, or those that are known.
    pub namespaces: Vec<Name>,
}

/// What could not be looked at, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unseen {
    /// Objects of a kind, in a namespace; in all where it is empty.
    Unread(&'static str, Name, Arc<Trouble>),
    /// There are more of a kind than are looked at: only so many were.
    More(&'static str, usize),
    /// Only so many of so many namespaces were looked at.
    Namespaces(usize, usize),
}

/// What a look has found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StaleFound {
    /// The rows, the worse first.
    pub rows: Vec<Row>,
    /// Pods that were looked at.
    pub pods: usize,
    /// What could not be.
    pub unseen: Vec<Unseen>,
}

/// Who wrote last what is read.
fn last<'a>(of: &Use, written: &'a Written) -> Option<&'a Changed> {
    match &of.key {
        Some(key) => written.keys.get(key),
        None => written.keys.values().max_by_key(|c| c.at),
    }
}

/// How a container stands to what it reads; `None` where the two agree or it does not run.
fn judge(of: &Use, written: &Written, now: Time) -> Option<State> {
    let since = of.since?;
    let Some(changed) = last(of, written) else {
        // Where nothing was written since, no key was either. But who takes a key away need not be noted with a time: one that must have
        // been there, and is not among those that are noted, may have gone since.
        let settled = written.last.is_some_and(|last| match of.lacks {
            Lacks::No => last <= since && (of.key.is_none() || written.keys.is_empty()),
            Lacks::Optional => last <= since,
            Lacks::Elsewhere => true,
        });
        return (!settled).then_some(State::Unknown);
    };
    // Both are told to the second. What was written within the second of the start is taken for read.
    if changed.at <= since {
        return None;
    }
    Some(match of.reads {
        Reads::Volume if now.since(changed.at) < RENEWS_MS => State::Coming,
        Reads::Volume => State::Renewed,
        Reads::Env | Reads::SubPath | Reads::Init => State::Stale(of.reads),
    })
}

/// Holds what pods read against when it was written. What is not among `written` is not there, or may not be read.
pub fn rows(readers: &[Reader], written: &BTreeMap<Source, Written>, now: Time) -> Vec<Row> {
    let mut out = Vec::new();
    for reader in readers {
        let mut by: BTreeMap<&Source, Vec<&Use>> = BTreeMap::new();
        for of in &reader.uses {
            by.entry(&of.source).or_default().push(of);
        }
        for (source, uses) in by {
            let Some(written) = written.get(source) else { continue };
            let state = |of: &&Use| judge(of, written, now).map(|state| (state, last(of, written).cloned()));
            let worst = uses.iter().filter_map(state).min_by_key(|(state, _)| *state);
            let (state, changed) = worst.map_or((None, None), |(state, changed)| (Some(state), changed));
            // Those that agree count among all of them.
            let (state, pods) = (state.unwrap_or(State::Renewed), usize::from(state.is_some()));
            let (holder, source, uid) = (reader.holder.clone(), source.clone(), written.uid.clone());
            out.push(Row { holder, source, uid, state, changed, pods, of: 1 });
        }
    }
    join(out.into_iter())
}

/// The rows with each holder in the place of what it controls: the Deployment in that of its ReplicaSets.
pub fn folded(rows: &[Row], owner: impl Fn(&Uid) -> Option<Holder>) -> Vec<Row> {
    let one = |row: &Row| Row { holder: owner(&row.holder.uid).unwrap_or_else(|| row.holder.clone()), ..row.clone() };
    join(rows.iter().map(one))
}

/// One row of all that are about the same two.
fn join(all: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut by: BTreeMap<(String, Source), Row> = BTreeMap::new();
    for row in all {
        let key = (row.holder.uid.to_string(), row.source.clone());
        match by.get_mut(&key) {
            None => drop(by.insert(key, row)),
            Some(have) => {
                have.of += row.of;
                if row.pods == 0 {
                    continue;
                }
                match (have.pods, row.state.cmp(&have.state)) {
                    (0, _) | (_, Ordering::Less) => {
                        (have.state, have.changed, have.pods) = (row.state, row.changed, row.pods);
                    }
                    (_, Ordering::Equal) => {
                        have.pods += row.pods;
                        have.changed = later(have.changed.take(), row.changed);
                    }
                    (_, Ordering::Greater) => {}
                }
            }
        }
    }
    let mut out: Vec<Row> = by.into_values().filter(|row| row.pods > 0).collect();
    let at = |row: &Row| Reverse(row.changed.as_ref().map(|c| c.at));
    out.sort_by(|a, b| {
        let names = |r: &Row| (r.holder.namespace.clone(), r.holder.name.clone(), r.source.clone());
        (rank(a.state), at(a), names(a)).cmp(&(rank(b.state), at(b), names(b)))
    });
    out
}

/// All that is stale stands together, however it was read.
const fn rank(state: State) -> u8 {
    match state {
        State::Stale(_) => 0,
        State::Coming => 1,
        State::Unknown => 2,
        State::Renewed => 3,
    }
}

fn later(a: Option<Changed>, b: Option<Changed>) -> Option<Changed> {
    [a, b].into_iter().flatten().max_by_key(|c| c.at)
}
