//! What the cluster holds: objects by resource, one monotone version for all of them, and a bounded history for watches.

use super::failure::Failure;
use super::json;
pub use super::object::{Facts, Obj, Object};
use super::resources::Res;
use crate::model::time::Time;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use tokio::sync::watch;

/// How many events of each resource a watch can go back; older versions are answered with 410.
const HISTORY: usize = 4096;
/// The version that everything begins with; there was nothing before it.
const FIRST: u64 = 100_000;
/// Writes after which what has been taken apart is put away again.
const SWEEP: usize = 1000;

/// Where an object stands within its resource. The order is that of etcd's keys, which lists follow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Namespace; empty for an object of the cluster.
    pub ns: String,
    /// Name.
    pub name: String,
}

impl Key {
    /// A key of its parts.
    pub fn new(ns: &str, name: &str) -> Self {
        Self { ns: ns.into(), name: name.into() }
    }

    /// The key of an object.
    pub fn of(object: &Value) -> Self {
        Self::new(json::namespace(object), json::name(object))
    }
}

/// What happened to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It is new.
    Added,
    /// It changed.
    Modified,
    /// It is gone.
    Deleted,
}

/// An entry of the history.
#[derive(Debug, Clone)]
pub struct Event {
    /// Version at which it happened.
    pub version: u64,
    /// Where.
    pub key: Key,
    /// What happened.
    pub happened: Happened,
    /// The object after it, or its last state when it is gone.
    pub object: Obj,
    /// The object before it.
    pub old: Option<Obj>,
}

/// A change that the controllers have not yet looked at.
#[derive(Debug, Clone)]
pub struct Change {
    /// Resource.
    pub res: Res,
    /// The object after the change.
    pub object: Obj,
    /// What happened.
    pub happened: Happened,
}

#[derive(Debug)]
struct Table {
    objects: BTreeMap<Key, Obj>,
    log: VecDeque<Event>,
    /// The newest version from which a watch can no longer start.
    compacted: u64,
    /// The newest event that is no longer in `log`.
    lost: u64,
    tip: watch::Sender<u64>,
}

/// All objects.
#[derive(Debug)]
pub struct Store {
    /// The time that is written into objects; whoever takes the lock sets it.
    pub now: Time,
    /// The seeded source of UIDs, names and delays.
    pub rng: fastrand::Rng,
    version: u64,
    /// Writes since the last sweep.
    written: usize,
    tables: Vec<Table>,
    owners: HashMap<String, BTreeSet<(Res, Key)>>,
    changes: Vec<Change>,
}

impl Store {
    /// An empty store.
    pub fn new(seed: u64, now: Time) -> Self {
        let table =
            || Table { objects: BTreeMap::new(), log: VecDeque::new(), compacted: FIRST, lost: 0, tip: watch::Sender::new(0) };
        Self {
            now,
            rng: fastrand::Rng::with_seed(seed),
            version: FIRST,
            written: 0,
            tables: Res::EVERY.iter().map(|_| table()).collect(),
            owners: HashMap::new(),
            changes: Vec::new(),
        }
    }

    /// The newest version of anything.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// An object.
    pub fn get(&self, res: Res, key: &Key) -> Option<&Obj> {
        self.tables[res as usize].objects.get(key)
    }

    /// All objects of a resource in a namespace (or in all, when empty), in order, beginning after `after`.
    pub fn range<'a>(&'a self, res: Res, ns: &'a str, after: Option<&Key>) -> impl Iterator<Item = (&'a Key, &'a Obj)> + use<'a> {
        use std::ops::Bound;
        let start = match after {
            Some(key) if ns.is_empty() || key.ns == ns => Bound::Excluded(key.clone()),
            _ => Bound::Included(Key::new(ns, "")),
        };
        self.tables[res as usize].objects.range((start, Bound::Unbounded)).take_while(move |(k, _)| ns.is_empty() || k.ns == ns)
    }

    /// The objects of a resource as they were at a version, in order, beginning after `after`; `None` when that is too long ago.
    pub fn at(&self, res: Res, ns: &str, after: Option<&Key>, version: u64) -> Option<Vec<Obj>> {
        let table = &self.tables[res as usize];
        if table.log.back().is_none_or(|e| e.version <= version) && version >= table.compacted {
            return Some(self.range(res, ns, after).map(|(_, o)| o.clone()).collect());
        }
        if version < table.compacted {
            return None;
        }
        let mut all: BTreeMap<&Key, &Obj> = self.range(res, ns, after).collect();
        let within = |k: &Key| (ns.is_empty() || k.ns == ns) && after.is_none_or(|a| k > a);
        for e in table.log.iter().rev().take_while(|e| e.version > version).filter(|e| within(&e.key)) {
            match &e.old {
                Some(old) => all.insert(&e.key, old),
                None => all.remove(&e.key),
            };
        }
        Some(all.into_values().cloned().collect())
    }

    /// How many objects a resource has.
    pub fn count(&self, res: Res) -> usize {
        self.tables[res as usize].objects.len()
    }

    /// The objects of a resource that an owner controls.
    pub fn owned(&self, uid: &str, res: Res) -> Vec<Obj> {
        let Some(all) = self.owners.get(uid) else { return Vec::new() };
        all.iter().filter(|(r, _)| *r == res).filter_map(|(r, k)| self.get(*r, k).cloned()).collect()
    }

    /// Everything that names an owner.
    pub fn dependents(&self, uid: &str) -> Vec<(Res, Key)> {
        self.owners.get(uid).map(|s| s.iter().cloned().collect()).unwrap_or_default()
    }

    /// A fresh UUID-shaped UID.
    pub fn fresh_uid(&mut self) -> String {
        let (a, b) = (self.rng.u64(..), self.rng.u64(..));
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            0x8000 | (b >> 48) & 0x3fff,
            b & 0xffff_ffff_ffff
        )
    }

    /// Adds an object. Identity, version and creation time are given here, unless creation time stands in it already (seeding).
    pub fn create(&mut self, res: Res, mut value: Value) -> Result<Obj, Failure> {
        let key = Key::of(&value);
        if self.get(res, &key).is_some() {
            return Err(Failure::exists(res, &key.name));
        }
        let old = value.get_mut("metadata").map(Value::take).unwrap_or_default();
        let mut meta = Map::new();
        meta.insert("name".into(), key.name.as_str().into());
        if !key.ns.is_empty() {
            meta.insert("namespace".into(), key.ns.as_str().into());
        }
        meta.insert("uid".into(), self.fresh_uid().into());
        meta.insert("resourceVersion".into(), Value::Null);
        if res.has_generation() {
            meta.insert("generation".into(), old.get("generation").cloned().unwrap_or(1.into()));
        }
        meta.insert("creationTimestamp".into(), self.now.rfc3339().into());
        if let Value::Object(old) = old {
            let given =
                |k: &str| matches!(k, "name" | "namespace" | "uid" | "resourceVersion" | "generation" | "deletionTimestamp");
            meta.extend(old.into_iter().filter(|(k, v)| !given(k) && !v.is_null()));
        }
        let mut whole = Map::new();
        whole.insert("apiVersion".into(), res.api_version().into());
        whole.insert("kind".into(), res.info().kind.into());
        whole.insert("metadata".into(), meta.into());
        if let Value::Object(rest) = value {
            whole.extend(rest.into_iter().filter(|(k, _)| !matches!(k.as_str(), "apiVersion" | "kind" | "metadata")));
        }
        Ok(self.put(res, key, whole.into(), None))
    }

    /// Changes an object in place. Nothing is written when the change changes nothing.
    pub fn update(&mut self, res: Res, key: &Key, change: impl FnOnce(&mut Value)) -> Option<Obj> {
        let old = self.get(res, key)?.clone();
        let mut value = old.value.clone();
        change(&mut value);
        if value == *old.value {
            return Some(old);
        }
        if res.has_generation() && value.get("spec") != old.value.get("spec") {
            let next = json::int_or(&old.value, "/metadata/generation", 1) + 1;
            json::set(&mut value, "/metadata/generation", next.into());
        }
        Some(self.put(res, key.clone(), value, Some(old)))
    }

    fn put(&mut self, res: Res, key: Key, mut value: Value, old: Option<Obj>) -> Obj {
        self.version += 1;
        json::set(&mut value, "/metadata/resourceVersion", self.version.to_string().into());
        let object = Object::new(value);
        if let Some(old) = &old {
            self.disown(res, &key, &old.value);
        }
        for owner in json::list(&object.value, "/metadata/ownerReferences") {
            self.owners.entry(json::text(owner, "/uid").into()).or_default().insert((res, key.clone()));
        }
        let happened = if old.is_some() { Happened::Modified } else { Happened::Added };
        self.tables[res as usize].objects.insert(key.clone(), object.clone());
        self.log(res, key, happened, object.clone(), old);
        object
    }

    /// Takes an object away for good.
    pub fn remove(&mut self, res: Res, key: &Key) -> Option<Obj> {
        let old = self.tables[res as usize].objects.remove(key)?;
        self.disown(res, key, &old.value);
        self.version += 1;
        let mut value = old.value.clone();
        json::set(&mut value, "/metadata/resourceVersion", self.version.to_string().into());
        let object = Object::new(value);
        self.log(res, key.clone(), Happened::Deleted, object.clone(), Some(old));
        Some(object)
    }

    fn disown(&mut self, res: Res, key: &Key, old: &Value) {
        for owner in json::list(old, "/metadata/ownerReferences") {
            let uid = json::text(owner, "/uid");
            if let Some(set) = self.owners.get_mut(uid) {
                set.remove(&(res, key.clone()));
                if set.is_empty() {
                    self.owners.remove(uid);
                }
            }
        }
    }

    fn log(&mut self, res: Res, key: Key, happened: Happened, object: Obj, old: Option<Obj>) {
        let version = self.version;
        self.changes.push(Change { res, object: object.clone(), happened });
        let table = &mut self.tables[res as usize];
        table.log.push_back(Event { version, key, happened, object: object.cold(), old: old.map(|o| o.cold()) });
        self.written += 1;
        if table.log.len() > HISTORY
            && let Some(first) = table.log.pop_front()
        {
            table.compacted = first.version;
            table.lost = first.version;
        }
        table.tip.send_replace(version);
        self.sweep(false);
    }

    /// What the controllers have not yet seen.
    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Whether the controllers have something to look at.
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Up to `most` events of a resource after a version; `Err` with the oldest version that can be asked for when it is compacted.
    /// A watch that is open already goes on over a compaction unless it has missed something.
    pub fn since(&self, res: Res, version: u64, most: usize, open: bool) -> Result<Vec<Event>, u64> {
        let table = &self.tables[res as usize];
        if version < if open { table.lost } else { table.compacted } {
            return Err(table.compacted);
        }
        let start = table.log.partition_point(|e| e.version <= version);
        Ok(table.log.iter().skip(start).take(most).cloned().collect())
    }

    /// Puts the values away that have been made since the last time, when there have been many writes (or `now`).
    pub fn sweep(&mut self, now: bool) {
        if self.written < SWEEP && !now {
            return;
        }
        self.written = 0;
        for change in self.changes.iter_mut().filter(|c| c.object.is_hot()) {
            change.object = change.object.cold();
        }
        for table in &mut self.tables {
            for object in table.objects.values_mut().filter(|o| o.is_hot()) {
                *object = object.cold();
            }
            for e in &mut table.log {
                if e.object.is_hot() {
                    e.object = e.object.cold();
                }
                if let Some(old) = e.old.as_mut().filter(|o| o.is_hot()) {
                    *old = old.cold();
                }
            }
        }
    }

    /// Wakes with each change of a resource.
    pub fn subscribe(&self, res: Res) -> watch::Receiver<u64> {
        self.tables[res as usize].tip.subscribe()
    }

    /// Forgets all history, so that every version before now is answered with 410.
    pub fn compact(&mut self) {
        self.version += 1;
        for table in &mut self.tables {
            if let Some(last) = table.log.back() {
                table.lost = last.version;
            }
            table.log.clear();
            table.compacted = self.version;
            table.tip.send_replace(self.version);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_of_the_past_is_what_was_there_then() {
        let mut s = Store::new(1, Time::from_secs(1_800_000_000));
        let object = |n: &str| json!({"metadata":{"name":n,"namespace":"a"},"data":{"v":"1"}});
        s.create(Res::ConfigMaps, object("x")).unwrap();
        s.create(Res::ConfigMaps, object("y")).unwrap();
        let then = s.version();
        let key = |n: &str| Key::new("a", n);
        s.update(Res::ConfigMaps, &key("x"), |o| o["data"]["v"] = "2".into());
        s.remove(Res::ConfigMaps, &key("y"));
        s.create(Res::ConfigMaps, object("z")).unwrap();
        s.sweep(true);
        let names = |v: u64, after: Option<&Key>| {
            let all = s.at(Res::ConfigMaps, "a", after, v).unwrap();
            all.iter().map(|o| format!("{}{}", json::name(&o.value), json::text(&o.value, "/data/v"))).collect::<Vec<_>>()
        };
        assert_eq!(names(then, None), ["x1", "y1"]);
        assert_eq!(names(then, Some(&key("x"))), ["y1"]);
        assert_eq!(names(s.version(), None), ["x2", "z1"]);
        s.compact();
        assert!(s.at(Res::ConfigMaps, "a", None, then).is_none());
    }
}
