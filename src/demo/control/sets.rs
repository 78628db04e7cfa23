//! A Deployment's ReplicaSets: which is the new one, which are old, how they are made and scaled.
//! The rules are those of k8s.io/kubernetes/pkg/controller/deployment/util.

use super::World;
use super::pods::{owner_reference, template_hash};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Key, Obj};
use serde_json::{Value, json};

/// Annotation with a ReplicaSet's revision.
pub const REVISION: &str = "deployment.kubernetes.io/revision";
const HISTORY: &str = "deployment.kubernetes.io/revision-history";
/// Annotation with the size of the Deployment when the ReplicaSet was last scaled.
pub const DESIRED: &str = "deployment.kubernetes.io/desired-replicas";
const MAX: &str = "deployment.kubernetes.io/max-replicas";
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// A Deployment and its ReplicaSets at one moment.
#[derive(Debug)]
pub struct Sets {
    /// The Deployment.
    pub deployment: Obj,
    /// The ReplicaSet of the present template.
    pub new: Option<Obj>,
    /// All others, oldest first.
    pub old: Vec<Obj>,
}

/// `spec.replicas`.
pub fn wanted(o: &Obj) -> i64 {
    json::int_or(&o.value, "/spec/replicas", 1)
}

/// `status.availableReplicas`.
pub fn available(o: &Obj) -> i64 {
    json::int(&o.value, "/status/availableReplicas")
}

/// A ReplicaSet's revision.
pub fn revision(rs: &Value) -> i64 {
    json::annotation(rs, REVISION).parse().unwrap_or(0)
}

/// maxSurge and maxUnavailable as numbers: surge is rounded up, unavailable down, and they are not both zero.
pub fn bounds(d: &Value) -> (i64, i64) {
    if json::text(d, "/spec/strategy/type") == "Recreate" {
        return (0, 0);
    }
    let replicas = json::int_or(d, "/spec/replicas", 1);
    let surge = share(d.pointer("/spec/strategy/rollingUpdate/maxSurge"), replicas, true);
    let unavailable = share(d.pointer("/spec/strategy/rollingUpdate/maxUnavailable"), replicas, false);
    if surge == 0 && unavailable == 0 { (0, 1) } else { (surge, unavailable.min(replicas)) }
}

/// A number or a percentage of `total`.
pub fn share(value: Option<&Value>, total: i64, up: bool) -> i64 {
    match value {
        Some(Value::Number(n)) => n.as_i64().unwrap_or(0),
        Some(Value::String(s)) => match s.strip_suffix('%').and_then(|p| p.parse::<i64>().ok()) {
            Some(p) if up => (total * p + 99) / 100,
            Some(p) => total * p / 100,
            None => s.parse().unwrap_or(0),
        },
        _ => 0,
    }
}

/// Whether two templates are the same but for the hash label.
pub fn same_template(a: Option<&Value>, b: Option<&Value>) -> bool {
    let bare = |t: Option<&Value>| {
        let mut t = t.cloned().unwrap_or_default();
        json::unset(&mut t, "/metadata/labels/pod-template-hash");
        json::unset(&mut t, "/metadata/creationTimestamp");
        for map in ["/metadata/annotations", "/metadata/labels"] {
            if t.pointer(map).and_then(Value::as_object).is_some_and(serde_json::Map::is_empty) {
                json::unset(&mut t, map);
            }
        }
        t
    };
    bare(a) == bare(b)
}

impl Sets {
    /// The ReplicaSets of a Deployment. `make` makes the new one when it is not there.
    pub fn load(w: &mut World, key: &Key, make: bool) -> Option<Sets> {
        let deployment = w.store.get(Res::Deployments, key)?.clone();
        let mut all = w.store.owned(json::uid(&deployment.value), Res::ReplicaSets);
        all.retain(|rs| !json::deleting(&rs.value));
        let age = |rs: &Obj| (json::text(&rs.value, "/metadata/creationTimestamp").to_owned(), json::name(&rs.value).to_owned());
        all.sort_by_key(age);
        let template = deployment.value.pointer("/spec/template");
        let at = all.iter().position(|rs| same_template(rs.value.pointer("/spec/template"), template));
        let new = at.map(|i| all.remove(i));
        let mut sets = Sets { deployment, new, old: all };
        sets.sync_revision(w, key, make);
        sets.deployment = w.store.get(Res::Deployments, key)?.clone();
        Some(sets)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Obj> {
        self.old.iter().chain(self.new.iter())
    }

    /// The size they are scaled to together.
    pub fn total(&self) -> i64 {
        self.all().map(wanted).sum()
    }

    fn sync_revision(&mut self, w: &mut World, key: &Key, make: bool) {
        let next = self.old.iter().map(|rs| revision(&rs.value)).max().unwrap_or(0) + 1;
        let d = self.deployment.clone();
        if let Some(rs) = self.new.clone() {
            let rs_key = Key::of(&rs.value);
            let updated = w.store.update(Res::ReplicaSets, &rs_key, |rs| {
                annotate(&d.value, rs, next, true);
                wait_as(&d.value, rs);
            });
            self.new = updated;
            let current = self.new.as_ref().map_or(next, |rs| revision(&rs.value));
            set_revision(w, key, current);
            if json::condition(&d.value, "Progressing").is_none() {
                let message = format!("Found new replica set {:?}", json::name(&rs.value));
                super::status::progressing(w, key, "True", "FoundNewReplicaSet", &message);
            }
        } else if make {
            self.make(w, key, next);
        }
    }

    fn make(&mut self, w: &mut World, key: &Key, next: i64) {
        let d = self.deployment.clone();
        let collisions = json::int(&d.value, "/status/collisionCount");
        let replicas = self.room(0);
        let rs = build(&d.value, replicas, next);
        let name = json::name(&rs).to_owned();
        match w.store.create(Res::ReplicaSets, rs) {
            Ok(made) => {
                self.new = Some(made);
                if replicas > 0 {
                    scaled(w, &d.value, &name, 0, replicas);
                }
                set_revision(w, key, next);
                let message = format!("Created new replica set {name:?}");
                super::status::progressing(w, key, "True", "NewReplicaSetCreated", &message);
            }
            Err(_) => {
                // A ReplicaSet of that name belongs to a different template: the hash has collided.
                w.store.update(Res::Deployments, key, |d| json::set(d, "/status/collisionCount", (collisions + 1).into()));
            }
        }
    }

    /// How large the new ReplicaSet may become, being `now`.
    pub fn room(&self, now: i64) -> i64 {
        let d = &self.deployment.value;
        let replicas = json::int_or(d, "/spec/replicas", 1);
        if json::text(d, "/spec/strategy/type") == "Recreate" {
            return replicas;
        }
        let (surge, _) = bounds(d);
        let most = replicas + surge;
        let total = self.total();
        if total >= most { now } else { now + (most - total).min(replicas - now) }
    }
}

/// The ReplicaSet of a Deployment's present template.
pub fn build(d: &Value, replicas: i64, revision: i64) -> Value {
    let mut template = d.pointer("/spec/template").cloned().unwrap_or_else(|| json!({}));
    let hash = template_hash(&template, json::int(d, "/status/collisionCount"));
    json::set_entry(&mut template, "/metadata/labels", "pod-template-hash", &hash);
    let mut selector = d.pointer("/spec/selector").cloned().unwrap_or_else(|| json!({}));
    json::set_entry(&mut selector, "/matchLabels", "pod-template-hash", &hash);
    let mut rs = json!({
        "metadata": { "name": format!("{}-{hash}", json::name(d)), "namespace": json::namespace(d),
            "labels": template["metadata"]["labels"], "ownerReferences": [owner_reference(Res::Deployments, d)] },
        "spec": { "replicas": replicas, "selector": selector, "template": template },
        "status": { "replicas": 0 },
    });
    wait_as(d, &mut rs);
    annotate(d, &mut rs, revision, false);
    set_sizes(d, &mut rs);
    rs
}

/// Lets a ReplicaSet's pods count as available after as long as those of its Deployment.
fn wait_as(d: &Value, rs: &mut Value) {
    match json::int(d, "/spec/minReadySeconds") {
        0 => json::unset(rs, "/spec/minReadySeconds"),
        n => json::set(rs, "/spec/minReadySeconds", n.into()),
    }
}

fn set_revision(w: &mut World, key: &Key, revision: i64) {
    w.store.update(Res::Deployments, key, |d| {
        json::set_entry(d, "/metadata/annotations", REVISION, &revision.to_string());
    });
}

/// Copies the Deployment's annotations to its ReplicaSet and moves its revision up.
fn annotate(d: &Value, rs: &mut Value, next: i64, exists: bool) {
    if let Some(Value::Object(map)) = d.pointer("/metadata/annotations") {
        for (key, value) in map {
            if [REVISION, HISTORY, DESIRED, MAX, LAST_APPLIED].contains(&key.as_str()) {
                continue;
            }
            json::set_entry(rs, "/metadata/annotations", key, value.as_str().unwrap_or_default());
        }
    }
    let old = revision(rs);
    if old < next {
        if exists && old > 0 {
            let history = json::annotation(rs, HISTORY).to_owned();
            let history = if history.is_empty() { old.to_string() } else { format!("{history},{old}") };
            json::set_entry(rs, "/metadata/annotations", HISTORY, &history);
        }
        json::set_entry(rs, "/metadata/annotations", REVISION, &next.to_string());
    }
}

/// Writes the sizes that a later scaling is compared with; says whether they changed.
pub fn set_sizes(d: &Value, rs: &mut Value) -> bool {
    let replicas = json::int_or(d, "/spec/replicas", 1);
    let most = replicas + bounds(d).0;
    let a = json::set_entry(rs, "/metadata/annotations", DESIRED, &replicas.to_string());
    json::set_entry(rs, "/metadata/annotations", MAX, &most.to_string()) || a
}

/// Scales a ReplicaSet, with an event when its size changes. Says whether it did.
pub fn scale(w: &mut World, d: &Value, rs: &Obj, to: i64) -> bool {
    let from = wanted(rs);
    w.store.update(Res::ReplicaSets, &Key::of(&rs.value), |rs| {
        json::set(rs, "/spec/replicas", to.into());
        set_sizes(d, rs);
    });
    if from == to {
        return false;
    }
    scaled(w, d, json::name(&rs.value), from, to);
    true
}

fn scaled(w: &mut World, d: &Value, name: &str, from: i64, to: i64) {
    let way = if to > from { "up" } else { "down" };
    let message = format!("Scaled {way} replica set {name} from {from} to {to}");
    super::events::record(
        w,
        Res::Deployments,
        d,
        super::events::Said {
            from: "deployment-controller",
            field: "",
            normal: true,
            reason: "ScalingReplicaSet",
            message: &message,
        },
    );
}
