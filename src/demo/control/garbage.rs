//! The end of objects: propagation, finalizers, and namespaces with all that is in them.
//! After k8s.io/kubernetes/pkg/controller/garbagecollector and pkg/controller/namespace.

use super::{Work, World};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Key, Obj};
use serde_json::{Value, json};

const FOREGROUND: &str = "foregroundDeletion";

/// What becomes of the objects that the deleted one owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// They go after it.
    Background,
    /// They go before it.
    Foreground,
    /// They stay, without an owner.
    Orphan,
}

fn finalizers(o: &Value) -> &[Value] {
    json::list(o, "/metadata/finalizers")
}

impl World {
    /// Deletes an object and lets what it owns go its way.
    pub fn delete_with(&mut self, res: Res, key: &Key, grace: Option<i64>, policy: Policy) {
        let Some(object) = self.store.get(res, key).cloned() else { return };
        let uid = json::uid(&object.value).to_owned();
        match policy {
            Policy::Orphan => {
                for (res, key) in self.store.dependents(&uid) {
                    self.store.update(res, &key, |o| {
                        if let Some(Value::Array(owners)) = o.pointer_mut("/metadata/ownerReferences") {
                            owners.retain(|x| json::text(x, "/uid") != uid);
                        }
                        if json::list(o, "/metadata/ownerReferences").is_empty() {
                            json::unset(o, "/metadata/ownerReferences");
                        }
                    });
                }
                self.delete(res, key, grace);
            }
            Policy::Foreground if res != Res::Pods && !self.store.dependents(&uid).is_empty() => {
                self.store.update(res, key, |o| {
                    let mut all = finalizers(o).to_vec();
                    if !all.iter().any(|f| f == FOREGROUND) {
                        all.push(FOREGROUND.into());
                    }
                    json::set(o, "/metadata/finalizers", all.into());
                });
                self.mark(res, key, 0);
                self.queue.insert(Work::Collect(uid));
            }
            _ => {
                self.delete(res, key, grace);
            }
        }
    }

    /// Deletes an object: a pod on a node drains first, what has finalizers waits for them, everything else goes at once.
    pub fn delete(&mut self, res: Res, key: &Key, grace: Option<i64>) -> Option<Obj> {
        let object = self.store.get(res, key)?.clone();
        if res == Res::Namespaces {
            self.store.update(res, key, |o| json::set(o, "/status/phase", "Terminating".into()));
            self.queue.insert(Work::Empty(key.name.clone()));
            return self.mark(res, key, 0);
        }
        if !finalizers(&object.value).is_empty() {
            return self.mark(res, key, grace.unwrap_or(0));
        }
        if res != Res::Pods || json::text(&object.value, "/spec/nodeName").is_empty() || grace == Some(0) {
            return self.store.remove(res, key);
        }
        // Who is done has nothing to drain.
        if matches!(json::text(&object.value, "/status/phase"), "Succeeded" | "Failed") {
            return self.store.remove(res, key);
        }
        let grace = grace.unwrap_or_else(|| json::int_or(&object.value, "/spec/terminationGracePeriodSeconds", 30));
        self.mark(res, key, grace)
    }

    /// Marks an object as going; one that goes already is left as it is.
    fn mark(&mut self, res: Res, key: &Key, grace: i64) -> Option<Obj> {
        let at = self.now().plus(self.paced(grace * 1000)).rfc3339();
        self.store.update(res, key, |o| {
            if !json::deleting(o) {
                json::set(o, "/metadata/deletionTimestamp", at.into());
                json::set(o, "/metadata/deletionGracePeriodSeconds", grace.into());
            }
        })
    }

    /// Deletes what an owner controlled.
    pub(super) fn collect(&mut self, uid: &str) {
        for (res, key) in self.store.dependents(uid) {
            self.delete(res, &key, None);
        }
    }

    /// An owner that waited for its last dependent goes.
    pub(super) fn release_owners(&mut self, gone: &Value) {
        for owner in json::list(gone, "/metadata/ownerReferences") {
            let uid = json::text(owner, "/uid");
            let Some(res) = Res::of_kind(json::text(owner, "/kind")) else { continue };
            let ns = if res.info().namespaced { json::namespace(gone) } else { "" };
            let key = Key::new(ns, json::text(owner, "/name"));
            let waits = self.store.get(res, &key).is_some_and(|o| {
                json::uid(&o.value) == uid && json::deleting(&o.value) && finalizers(&o.value).iter().any(|f| f == FOREGROUND)
            });
            if !waits || !self.store.dependents(uid).is_empty() {
                continue;
            }
            let left = self.store.update(res, &key, |o| {
                let all: Vec<Value> = finalizers(o).iter().filter(|f| *f != FOREGROUND).cloned().collect();
                json::set(o, "/metadata/finalizers", all.into());
            });
            if left.is_some_and(|o| finalizers(&o.value).is_empty()) {
                self.store.remove(res, &key);
            }
        }
    }

    /// Empties a namespace that goes, and lets it go when nothing is left.
    pub(super) fn empty(&mut self, ns: &str) {
        let at = Key::new("", ns);
        if !self.store.get(Res::Namespaces, &at).is_some_and(|n| json::deleting(&n.value)) {
            return;
        }
        for res in Res::EVERY.into_iter().filter(|r| r.info().namespaced) {
            let keys: Vec<Key> = self.store.range(res, ns, None).map(|(k, _)| k.clone()).collect();
            for key in keys {
                self.delete(res, &key, None);
            }
        }
        let left = |r: &Res| r.info().namespaced && self.store.range(*r, ns, None).next().is_some();
        if !Res::EVERY.iter().any(left) {
            self.store.remove(Res::Namespaces, &at);
        }
    }

    /// Pods of a node that is gone go with it.
    pub(super) fn forget_node(&mut self, node: &str) {
        let on = |o: &Obj| json::text(&o.value, "/spec/nodeName") == node;
        let keys: Vec<Key> = self.store.range(Res::Pods, "", None).filter(|(_, o)| on(o)).map(|(k, _)| k.clone()).collect();
        for key in keys {
            self.delete(Res::Pods, &key, Some(0));
        }
    }

    /// A node that takes no new pods says so by a taint as well.
    pub(super) fn taint(&mut self, key: &Key) {
        const TAINT: &str = "node.kubernetes.io/unschedulable";
        let Some(node) = self.store.get(Res::Nodes, key).cloned() else { return };
        let closed = json::flag(&node.value, "/spec/unschedulable");
        let mut taints = json::list(&node.value, "/spec/taints").to_vec();
        if taints.iter().any(|t| json::text(t, "/key") == TAINT) == closed {
            return;
        }
        if closed {
            taints.push(json!({ "key": TAINT, "effect": "NoSchedule", "timeAdded": self.now().rfc3339() }));
        } else {
            taints.retain(|t| json::text(t, "/key") != TAINT);
        }
        self.store.update(Res::Nodes, key, |n| {
            if taints.is_empty() { json::unset(n, "/spec/taints") } else { json::set(n, "/spec/taints", taints.into()) }
        });
    }
}
