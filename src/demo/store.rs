//! What the cluster holds: objects by resource, one monotone version for all of them, and a bounded history for watches.

use super::failure::Failure;
use super::json;
use super::resources::Res;
use crate::model::time::Time;
use bytes::Bytes;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, OnceLock};
use tokio::sync::watch;

/// How many events of each resource a watch can go back; older versions are answered with 410.
const HISTORY: usize = 2048;

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

/// One version of an object, and its text once somebody has asked for it.
#[derive(Debug)]
pub struct Object {
    /// The object.
    pub value: Value,
    text: OnceLock<Bytes>,
}

/// A shared version of an object.
pub type Obj = Arc<Object>;

impl Object {
    fn new(value: Value) -> Obj {
        Arc::new(Self { value, text: OnceLock::new() })
    }

    /// A value that is not kept in the store but treated like one that is.
    pub fn alone(value: Value) -> Obj {
        Self::new(value)
    }

    /// The object as JSON text, made once for all watches.
    pub fn text(&self) -> Bytes {
        self.text.get_or_init(|| serde_json::to_vec(&self.value).unwrap_or_default().into()).clone()
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
    /// Pages of lists that began before this version cannot be continued.
    floor: u64,
    tables: Vec<Table>,
    owners: HashMap<String, BTreeSet<(Res, Key)>>,
    changes: Vec<Change>,
}

impl Store {
    /// An empty store.
    pub fn new(seed: u64, now: Time) -> Self {
        let table = || Table { objects: BTreeMap::new(), log: VecDeque::new(), compacted: 0, lost: 0, tip: watch::Sender::new(0) };
        Self {
            now,
            rng: fastrand::Rng::with_seed(seed),
            version: 100_000,
            floor: 0,
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
        if value == old.value {
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
        self.tables[res as usize].objects.insert(key, object.clone());
        self.log(res, happened, object.clone(), old);
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
        self.log(res, Happened::Deleted, object.clone(), Some(old));
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

    fn log(&mut self, res: Res, happened: Happened, object: Obj, old: Option<Obj>) {
        let version = self.version;
        self.changes.push(Change { res, object: object.clone(), happened });
        let table = &mut self.tables[res as usize];
        table.log.push_back(Event { version, happened, object, old });
        if table.log.len() > HISTORY
            && let Some(first) = table.log.pop_front()
        {
            table.compacted = first.version;
            table.lost = first.version;
        }
        table.tip.send_replace(version);
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

    /// The oldest version whose list can be continued.
    pub fn floor(&self) -> u64 {
        self.floor
    }

    /// Wakes with each change of a resource.
    pub fn subscribe(&self, res: Res) -> watch::Receiver<u64> {
        self.tables[res as usize].tip.subscribe()
    }

    /// Forgets all history, so that every version before now is answered with 410.
    pub fn compact(&mut self) {
        self.version += 1;
        self.floor = self.version;
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
