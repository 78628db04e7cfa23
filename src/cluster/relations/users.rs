//! What refers to an object: looked through kind by kind, in its namespace or, of an object without one, in all.

use super::pods;
use super::read::{Reader, thing, versions};
use crate::model::Uid;
use crate::model::relations::refs::{How, RefKind};
use crate::model::relations::{Branch, Link, Stand, Thing, refs, select, stand};
use crate::model::resource::Resource;
use serde_json::Value;
use std::collections::HashSet;

/// What refers to it.
struct User {
    thing: Thing,
    how: Vec<How>,
    owners: Vec<Uid>,
    stand: Stand,
}

type Kind = (&'static str, &'static [&'static str], &'static str, &'static str);

const WITH_PODS: [Kind; 8] = [
    ("apps", &["v1"], "deployments", "Deployment"),
    ("apps", &["v1"], "statefulsets", "StatefulSet"),
    ("apps", &["v1"], "daemonsets", "DaemonSet"),
    ("batch", &["v1", "v1beta1"], "cronjobs", "CronJob"),
    ("batch", &["v1"], "jobs", "Job"),
    ("apps", &["v1"], "replicasets", "ReplicaSet"),
    ("", &["v1"], "replicationcontrollers", "ReplicationController"),
    ("", &["v1"], "pods", "Pod"),
];
const ACCOUNTS: Kind = ("", &["v1"], "serviceaccounts", "ServiceAccount");
const INGRESSES: Kind = ("networking.k8s.io", &["v1", "v1beta1"], "ingresses", "Ingress");
const CLAIMS: Kind = ("", &["v1"], "persistentvolumeclaims", "PersistentVolumeClaim");
const VOLUMES: Kind = ("", &["v1"], "persistentvolumes", "PersistentVolume");
const BINDINGS: Kind = ("rbac.authorization.k8s.io", &["v1"], "rolebindings", "RoleBinding");
const CLUSTER_BINDINGS: Kind = ("rbac.authorization.k8s.io", &["v1"], "clusterrolebindings", "ClusterRoleBinding");

/// Where references to a kind may stand.
fn kinds(kind: RefKind) -> Vec<Kind> {
    let (pods, more): (&[Kind], &[Kind]) = match kind {
        RefKind::Secret => (&WITH_PODS, &[ACCOUNTS, INGRESSES, VOLUMES]),
        RefKind::ServiceAccount => (&WITH_PODS, &[BINDINGS, CLUSTER_BINDINGS]),
        RefKind::ConfigMap | RefKind::Claim | RefKind::PriorityClass | RefKind::RuntimeClass => (&WITH_PODS, &[]),
        RefKind::StorageClass => (&WITH_PODS, &[CLAIMS, VOLUMES]),
        RefKind::IngressClass => (&[], &[INGRESSES]),
        RefKind::Service | RefKind::Volume | RefKind::Node => (&[], &[]),
    };
    pods.iter().chain(more).copied().collect()
}

/// Whether a binding gives something to an account.
fn binds(binding: &Value, account: &Thing) -> bool {
    let own = &binding["metadata"]["namespace"];
    let is = |s: &Value| {
        let place = if s["namespace"].is_string() { &s["namespace"] } else { own };
        s["kind"] == "ServiceAccount" && s["name"] == *account.name && *place == *account.namespace
    };
    binding["subjects"].as_array().into_iter().flatten().any(is)
}

fn user(resource: &Resource, text: &str, kind: RefKind, of: &Thing) -> Option<User> {
    let object: Value = serde_json::from_str(text).ok()?;
    let how = if &*resource.group == BINDINGS.0 {
        binds(&object, of).then(|| vec![How::Field("subjects")])?
    } else {
        let fits = |r: &refs::Ref| r.kind == kind && r.name == of.name && r.namespace.as_ref().is_none_or(|n| *n == of.namespace);
        let mut how = refs::of(resource, &object).into_iter().find(fits).map(|r| r.how).unwrap_or_default();
        if kind == RefKind::Claim && resource.is("apps", "StatefulSet") {
            how.extend(refs::claim_template(&object, &of.name).map(How::ClaimTemplate));
        }
        Some(how).filter(|how| !how.is_empty())?
    };
    let stand = if resource.is_pod() { pods::stand(text) } else { stand::of(resource, &object) };
    let owners = select::owners(&object).map(Uid::new).collect();
    Some(User { thing: thing(resource, &object), how, owners, stand })
}

/// Adds what refers to an object: what is owned by another that does so as well stands below that.
pub(super) async fn add(reader: &mut Reader<'_>, rows: &mut Vec<Branch>, depth: u8, of: &Thing) {
    let Some(kind) = RefKind::ALL.into_iter().find(|kind| kind.names(&of.resource)) else { return };
    let place = Some(&*of.namespace).filter(|n| !n.is_empty());
    let mut users: Vec<User> = Vec::new();
    for (group, all, plural, name) in kinds(kind) {
        let mut resources = versions(group, all, plural, name);
        let namespaced = ![VOLUMES.2, CLUSTER_BINDINGS.2].contains(&plural);
        resources.iter_mut().for_each(|r| r.namespaced = namespaced);
        // A binding of any namespace may name an account of another.
        let place = place.filter(|_| namespaced && plural != BINDINGS.2);
        let from = users.len();
        let _noted = reader.list(&resources, place, "", |resource, text| users.extend(user(resource, text, kind, of))).await;
        if let Some(new) = users.get_mut(from..) {
            new.sort_by(|a, b| (&a.thing.namespace, &a.thing.name).cmp(&(&b.thing.namespace, &b.thing.name)));
        }
    }
    let known: HashSet<Uid> = users.iter().map(|u| u.thing.uid.clone()).collect();
    let top: Vec<&User> = users.iter().filter(|u| !u.owners.iter().any(|o| known.contains(o))).collect();
    top.into_iter().for_each(|u| push(rows, &users, u, depth));
}

fn push(rows: &mut Vec<Branch>, users: &[User], user: &User, depth: u8) {
    // Owners that own each other in a circle end somewhere.
    if depth > 8 {
        return;
    }
    let (thing, stand) = (user.thing.clone(), user.stand.clone());
    rows.push(Branch { depth, link: Link::Uses(user.how.clone()), thing, stand });
    let mut below: Vec<&User> = users.iter().filter(|u| u.owners.contains(&user.thing.uid)).collect();
    // The revisions of before stand last.
    below.sort_by_key(|u| matches!(u.stand, Stand::Ready(_, 0)));
    below.into_iter().for_each(|u| push(rows, users, u, depth.saturating_add(1)));
}
