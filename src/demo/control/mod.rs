//! The controllers, the scheduler and the kubelets: one stepped loop over the store.
//!
//! A change of an object queues whatever has to look at it; a look may change further objects; what has to wait becomes a timer.
//! `World::run` does all that is due and says when it wants to be called again, so that nothing wakes while nothing happens, and a
//! past can be played through in no time before the first request.

pub mod autoscale;
pub mod budgets;
pub mod claims;
pub mod cron;
pub mod daemonset;
pub mod deployment;
pub mod endpoints;
pub mod ephemeral;
pub mod events;
pub mod garbage;
pub mod images;
pub mod jobs;
pub mod kubelet;
pub mod pod_status;
pub mod pods;
pub mod pulls;
pub mod replicaset;
pub mod revisions;
pub mod scheduler;
pub mod sets;
pub mod statefulset;
pub mod status;
pub mod usage;

use super::containers::Containers;
use super::json;
use super::resources::Res;
use super::store::{Change, Happened, Key, Store};
use crate::model::time::Time;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

/// Steps within one settling before the loop lets others in: a guard, not a limit that is met in practice.
const MOST_STEPS: usize = 200_000;

/// Something that has to look at an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    /// The controller of a resource looks at one of its objects.
    Sync(Res, Key),
    /// What an owner has left behind goes.
    Collect(String),
    /// A namespace that goes is emptied.
    Empty(String),
    /// The scheduler tries again what did not fit.
    Reschedule,
}

/// What happens by itself, act by act.
pub trait Play: std::fmt::Debug + Send {
    /// Does the next act.
    fn act(&mut self, w: &mut World);
}

/// What a timer does.
#[derive(Debug, Clone)]
pub enum Task {
    /// As a change of the object would.
    Sync(Res, Key),
    /// The next step of a pod's life.
    Pod(kubelet::Step),
    /// The scheduler tries again.
    Reschedule,
    /// The next act of the scenario.
    Script,
    /// The autoscaler looks.
    Autoscale,
    /// Old events go.
    Prune,
}

#[derive(Debug)]
struct Timer {
    at: Time,
    seq: u64,
    task: Task,
}

impl PartialEq for Timer {
    fn eq(&self, other: &Self) -> bool {
        self.seq == other.seq
    }
}
impl Eq for Timer {}
impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Timer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.seq).cmp(&(other.at, other.seq))
    }
}

/// The store and all that acts on it by itself.
#[derive(Debug)]
pub struct World {
    /// The objects.
    pub store: Store,
    /// How many times shorter waits are.
    pub pace: f64,
    timers: BinaryHeap<Reverse<Timer>>,
    seq: u64,
    queue: BTreeSet<Work>,
    /// Pods that drain, or did until lately, and since when.
    pub(super) draining: HashMap<String, Time>,
    /// Pods that found no node.
    pub(super) unscheduled: BTreeSet<Key>,
    /// Image and node pairs that need no pull.
    pub pulled: std::collections::HashSet<(String, String)>,
    /// When a Deployment last got on, to the millisecond.
    progress: HashMap<String, Time>,
    /// Events by what they tell, so that repeats are counted.
    pub(super) told: HashMap<u64, Key>,
    /// What each node has given away, in thousandths of a core and bytes.
    pub(super) used: HashMap<String, (i64, i64)>,
    /// Looks that are due later, each once.
    later: HashMap<(Res, Key), Time>,
    /// When the scheduler tries again.
    retry: Option<Time>,
    /// What the autoscaler lately held to be the right sizes.
    pub(super) recommended: HashMap<String, Vec<(Time, i64)>>,
    /// What the scenario does.
    pub script: Option<Box<dyn Play>>,
    next_ip: u32,
    /// The moment whose use stays, where it does not go up and down.
    pub steady: Option<Time>,
    /// What somebody has entered.
    pub containers: Containers,
    /// The nodes' names and addresses, as they were read last while the past was made.
    pub seats: Vec<(String, String)>,
}

impl World {
    /// A world around a store.
    pub fn new(store: Store) -> Self {
        Self {
            store,
            pace: 1.0,
            timers: BinaryHeap::new(),
            seq: 0,
            queue: BTreeSet::new(),
            draining: HashMap::new(),
            unscheduled: BTreeSet::new(),
            pulled: std::collections::HashSet::new(),
            progress: HashMap::new(),
            told: HashMap::new(),
            used: HashMap::new(),
            later: HashMap::new(),
            retry: None,
            recommended: HashMap::new(),
            script: None,
            next_ip: 10,
            steady: None,
            containers: Containers::default(),
            seats: Vec::new(),
        }
    }

    /// The time that things are stamped with.
    pub fn now(&self) -> Time {
        self.store.now
    }

    /// The time that pods' use is computed of.
    pub fn use_time(&self) -> Time {
        self.steady.unwrap_or_else(|| self.now())
    }

    /// Runs `task` after a wait, which the pace shortens.
    pub fn after(&mut self, ms: i64, task: Task) {
        let wait = self.paced(ms);
        self.seq += 1;
        self.timers.push(Reverse(Timer { at: self.store.now.plus(wait), seq: self.seq, task }));
    }

    /// Lets the controller of an object look at it after a wait, unless it will sooner anyway.
    pub(super) fn look_after(&mut self, ms: i64, res: Res, key: &Key) {
        let at = self.store.now.plus(self.paced(ms));
        let id = (res, key.clone());
        if self.later.get(&id).is_none_or(|t| *t > at || *t < self.store.now) {
            self.later.insert(id, at);
            self.after(ms, Task::Sync(res, key.clone()));
        }
    }

    /// Lets the scheduler try again after a wait, unless it will sooner anyway.
    pub(super) fn retry_after(&mut self, ms: i64) {
        let at = self.store.now.plus(self.paced(ms));
        if self.retry.is_none_or(|t| t > at || t < self.store.now) {
            self.retry = Some(at);
            self.after(ms, Task::Reschedule);
        }
    }

    /// A wait as the pace shortens it.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "waits are far below 2^52 ms")]
    pub fn paced(&self, ms: i64) -> i64 {
        (ms as f64 / self.pace) as i64
    }

    /// A wait between two bounds, drawn by the seed.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.store.rng.i64(low..=high)
    }

    /// Does everything that is due until `now`, and says when the next thing is.
    pub fn run(&mut self, now: Time) -> Option<Time> {
        self.settle();
        while let Some(Reverse(timer)) = self.timers.peek() {
            if timer.at > now {
                break;
            }
            let Some(Reverse(timer)) = self.timers.pop() else { break };
            if timer.at > self.store.now {
                self.store.now = timer.at;
            }
            self.fire(timer.task);
            self.settle();
        }
        if now > self.store.now {
            self.store.now = now;
        }
        self.timers.peek().map(|Reverse(t)| t.at)
    }

    fn fire(&mut self, task: Task) {
        match task {
            Task::Sync(res, key) => {
                self.later.remove(&(res, key.clone()));
                self.queue.insert(Work::Sync(res, key));
            }
            Task::Pod(step) => kubelet::step(self, &step),
            Task::Reschedule => {
                self.retry = None;
                self.queue.insert(Work::Reschedule);
            }
            Task::Script => {
                if let Some(mut script) = self.script.take() {
                    script.act(self);
                    self.script = Some(script);
                }
            }
            Task::Autoscale => autoscale::look(self),
            Task::Prune => {
                events::prune(self);
                self.store.sweep(true);
            }
        }
    }

    /// Lets the controllers look until none has anything left to do.
    fn settle(&mut self) {
        for _ in 0..MOST_STEPS {
            if self.store.has_changes() {
                for change in self.store.take_changes() {
                    self.route(&change);
                }
            }
            let Some(work) = self.queue.pop_first() else { return };
            match work {
                Work::Sync(Res::Deployments, key) => deployment::sync(self, &key),
                Work::Sync(Res::ReplicaSets, key) => replicaset::sync(self, &key),
                Work::Sync(Res::StatefulSets, key) => statefulset::sync(self, &key),
                Work::Sync(Res::DaemonSets, key) => daemonset::sync(self, &key),
                Work::Sync(Res::Jobs, key) => jobs::sync(self, &key),
                Work::Sync(Res::CronJobs, key) => cron::sync(self, &key),
                Work::Sync(Res::Services, key) => endpoints::sync(self, &key),
                Work::Sync(Res::PodDisruptionBudgets, key) => budgets::sync(self, &key),
                Work::Sync(Res::PersistentVolumeClaims, key) => claims::bind(self, &key),
                Work::Sync(..) => {}
                Work::Collect(uid) => self.collect(&uid),
                Work::Empty(ns) => self.empty(&ns),
                Work::Reschedule => scheduler::retry(self),
            }
        }
        tracing::error!("the demo's controllers do not come to rest");
    }

    /// Queues whoever a change concerns.
    fn route(&mut self, change: &Change) {
        let object = &change.object.value;
        let key = Key::of(object);
        let gone = change.happened == Happened::Deleted;
        match change.res {
            Res::Deployments
            | Res::ReplicaSets
            | Res::StatefulSets
            | Res::DaemonSets
            | Res::Jobs
            | Res::CronJobs
            | Res::PodDisruptionBudgets
            | Res::PersistentVolumeClaims
                if !gone =>
            {
                self.queue.insert(Work::Sync(change.res, key.clone()));
            }
            Res::Namespaces if change.happened == Happened::Added => {
                // The account that pods run as when they name none.
                let account = serde_json::json!({ "metadata": { "name": "default", "namespace": key.name } });
                let _ = self.store.create(Res::ServiceAccounts, account);
            }
            Res::Services => {
                self.queue.insert(Work::Sync(change.res, key.clone()));
            }
            Res::Pods => {
                kubelet::observe(self, &key, object, change.happened);
                self.tell_covering(&key.ns, &change.object);
            }
            Res::Nodes => {
                if gone {
                    self.forget_node(&key.name);
                } else {
                    self.taint(&key);
                }
                let all: Vec<Key> = self.store.range(Res::DaemonSets, "", None).map(|(k, _)| k.clone()).collect();
                self.queue.extend(all.into_iter().map(|k| Work::Sync(Res::DaemonSets, k)));
                self.queue.insert(Work::Reschedule);
            }
            _ => {}
        }
        if let Some(owner) = json::controller(object)
            && let Some(res) = Res::of_kind(json::text(owner, "/kind"))
        {
            self.queue.insert(Work::Sync(res, Key::new(&key.ns, json::text(owner, "/name"))));
        }
        if gone {
            let uid = json::uid(object);
            self.release_owners(object);
            self.progress.remove(uid);
            if !key.ns.is_empty()
                && self.store.get(Res::Namespaces, &Key::new("", &key.ns)).is_some_and(|n| json::deleting(&n.value))
            {
                self.queue.insert(Work::Empty(key.ns.clone()));
            }
            if change.res != Res::Events && !self.store.dependents(uid).is_empty() {
                self.queue.insert(Work::Collect(uid.to_owned()));
            }
        }
    }

    /// Lets the services and budgets that cover a pod look at it.
    fn tell_covering(&mut self, ns: &str, pod: &super::store::Obj) {
        let labels = pod.labels();
        let fits = |s: Option<super::selector::Labels>| s.is_some_and(|s| s.fits(Some(&labels)));
        let services = self.store.range(Res::Services, ns, None).filter(|(_, s)| fits(endpoints::selector(&s.value)));
        let budgets = self.store.range(Res::PodDisruptionBudgets, ns, None);
        let budgets = budgets.filter(|(_, b)| fits(super::selector::Labels::of_object(b.value.pointer("/spec/selector"))));
        let all: Vec<Work> = services
            .map(|(k, _)| Work::Sync(Res::Services, k.clone()))
            .chain(budgets.map(|(k, _)| Work::Sync(Res::PodDisruptionBudgets, k.clone())))
            .collect();
        self.queue.extend(all);
    }

    /// The next address for a pod.
    pub fn fresh_ip(&mut self, node: usize) -> String {
        self.next_ip += 1;
        // Each node has a subnet of its own, which grows into further ones when it is full.
        let (block, host) = (self.next_ip / 240, self.next_ip % 240 + 2);
        format!("10.{}.{}.{host}", 244 + block / 40 % 10, (node as u32 % 6 + 1) + block % 40 * 6)
    }

    /// Changes an object's `status`.
    pub(super) fn set_status(&mut self, res: Res, key: &Key, status: Value) {
        self.store.update(res, key, |o| json::set(o, "/status", status));
    }
}
