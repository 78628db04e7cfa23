//! What an object makes, and the pods that it is about.

use super::is_owned_by;
use super::pods::{self, Found, selected};
use super::read::{Reader, thing, unread, versions};
use crate::cluster::path::encode;
use crate::model::Uid;
use crate::model::relations::refs::{How, Ref, RefKind};
use crate::model::relations::{Branch, Link, Stand, Thing, is_used, refs, select, stand};
use crate::model::resource::Resource;
use serde_json::{Map, Value};

/// What stands between an object and its pods: a ReplicaSet, a Job.
struct Middle {
    thing: Thing,
    stand: Stand,
}

/// What an object makes, and its pods.
#[derive(Default)]
pub(super) struct Family {
    middles: Vec<Middle>,
    pods: Vec<Found>,
    /// What else it owns.
    others: Vec<(Thing, Stand)>,
    /// How the pods hang on the object, where nothing stands between.
    link: Option<Link>,
    /// The labels by which its pods are selected: those of its template where there is one.
    labels: Option<Map<String, Value>>,
    /// The claims that are made of its templates.
    claims: Vec<Ref>,
    /// How it is with its pods, where not all of them could be read.
    trouble: Option<Stand>,
}

/// The kinds whose objects are looked through for those that an object of no kind known here owns.
const OWNED: [(&str, &[&str], &str, &str); 13] = [
    ("apps", &["v1"], "deployments", "Deployment"),
    ("apps", &["v1"], "statefulsets", "StatefulSet"),
    ("apps", &["v1"], "daemonsets", "DaemonSet"),
    ("apps", &["v1"], "replicasets", "ReplicaSet"),
    ("batch", &["v1"], "jobs", "Job"),
    ("batch", &["v1", "v1beta1"], "cronjobs", "CronJob"),
    ("", &["v1"], "pods", "Pod"),
    ("", &["v1"], "services", "Service"),
    ("networking.k8s.io", &["v1", "v1beta1"], "ingresses", "Ingress"),
    ("", &["v1"], "configmaps", "ConfigMap"),
    ("", &["v1"], "secrets", "Secret"),
    ("", &["v1"], "persistentvolumeclaims", "PersistentVolumeClaim"),
    ("policy", &["v1", "v1beta1"], "poddisruptionbudgets", "PodDisruptionBudget"),
];

/// The objects of a kind in a namespace that one of these owns, by name.
async fn owned(reader: &mut Reader<'_>, kind: &[Resource], place: &str, query: &str, by: &[Thing]) -> Vec<Middle> {
    let mut out: Vec<(u64, Middle)> = Vec::new();
    let take = |resource: &Resource, text: &str| {
        let Ok(object) = serde_json::from_str::<Value>(text) else { return };
        if is_owned_by(&object, by).is_none() {
            return;
        }
        let revision = &object["metadata"]["annotations"]["deployment.kubernetes.io/revision"];
        let revision = revision.as_str().and_then(|r| r.parse().ok()).unwrap_or(0);
        out.push((revision, Middle { thing: thing(resource, &object), stand: stand::of(resource, &object) }));
    };
    // What could not be seen is noted.
    let _noted = reader.list(kind, Some(place), query, take).await;
    // The newest revision first; what has none by name.
    out.sort_by(|(a, x), (b, y)| (b, &x.thing.name).cmp(&(a, &y.thing.name)));
    out.into_iter().map(|(_, middle)| middle).collect()
}

/// The claims in a namespace that are made of a StatefulSet's templates, of pods that it has, had, or has no more.
async fn claims(reader: &mut Reader<'_>, set: &Value, place: &str) -> Vec<Ref> {
    let kind = versions("", &["v1"], "persistentvolumeclaims", "PersistentVolumeClaim");
    let mut out = Vec::new();
    if set["spec"]["volumeClaimTemplates"].as_array().is_some_and(|all| !all.is_empty()) {
        let take = |resource: &Resource, text: &str| {
            let Ok(object) = serde_json::from_str::<Value>(text) else { return };
            let name = thing(resource, &object).name;
            if let Some(template) = refs::claim_template(set, &name) {
                out.push(Ref {
                    kind: RefKind::Claim,
                    namespace: None,
                    name,
                    how: vec![How::ClaimTemplate(template)],
                    optional: false,
                });
            }
        };
        let _noted = reader.list(&kind, Some(place), "", take).await;
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
    out
}

impl Family {
    /// Reads its pods.
    async fn read(&mut self, reader: &mut Reader<'_>, place: Option<&str>, query: &str, keep: impl Fn(&Found) -> bool) {
        let (pods, missed) = pods::list(reader, place, query, keep).await;
        (self.pods, self.trouble) = (pods, missed.as_ref().map(unread));
    }

    /// That of an object, read.
    pub(super) async fn of(reader: &mut Reader<'_>, root: &Thing, object: &Value) -> Self {
        let (place, spec) = (&*root.namespace, &object["spec"]);
        let by = [root.clone()];
        let query = selected(&select::query(&spec["selector"]));
        let labels = refs::template(&root.resource, object).map(|template| select::labels(template).clone());
        let mut family = Self { labels, ..Self::default() };
        match (&*root.resource.group, &*root.resource.kind) {
            ("", "Pod") => family.pods.extend(pods::read(&root.resource, &object.to_string())),
            ("apps", "Deployment") => {
                let sets = versions("apps", &["v1"], "replicasets", "ReplicaSet");
                family.middles = owned(reader, &sets, place, &query, &by).await;
                let sets: Vec<Uid> = family.middles.iter().map(|m| m.thing.uid.clone()).collect();
                family.read(reader, Some(place), &query, |p| p.owners.iter().any(|o| sets.contains(o))).await;
            }
            ("apps", "ReplicaSet" | "StatefulSet" | "DaemonSet") | ("batch", "Job") | ("", "ReplicationController") => {
                family.link = Some(Link::Made);
                family.read(reader, Some(place), &query, |p| p.owners.contains(&root.uid)).await;
                family.claims = claims(reader, object, place).await;
            }
            ("batch", "CronJob") => {
                let jobs = versions("batch", &["v1"], "jobs", "Job");
                family.middles = owned(reader, &jobs, place, "", &by).await;
                let jobs: Vec<Uid> = family.middles.iter().map(|m| m.thing.uid.clone()).collect();
                if !jobs.is_empty() {
                    let names: Vec<&str> = family.middles.iter().map(|m| &*m.thing.name).collect();
                    let query = selected(&select::among("job-name", "in", &names));
                    family.read(reader, Some(place), &query, |p| p.owners.iter().any(|o| jobs.contains(o))).await;
                }
            }
            ("", "Service") if !query.is_empty() => {
                family.link = Some(Link::Chosen);
                family.read(reader, Some(place), &query, |p| select::service_selects(object, &p.labels)).await;
            }
            ("policy", "PodDisruptionBudget") if spec["selector"].is_object() => {
                family.link = Some(Link::Chosen);
                family.read(reader, Some(place), &query, |p| select::budget_selects(&root.resource, object, &p.labels)).await;
            }
            ("", "Node") => {
                family.link = Some(Link::RunsHere);
                let query = format!("fieldSelector={}&", encode(&format!("spec.nodeName={}", root.name)));
                family.read(reader, None, &query, |_| true).await;
            }
            ("", "Service") | ("policy", "PodDisruptionBudget") => {}
            ("networking.k8s.io" | "extensions", "Ingress") | ("autoscaling", "HorizontalPodAutoscaler") => {}
            _ if is_used(&root.resource) || place.is_empty() => {}
            _ => {
                for (group, all, plural, kind) in OWNED {
                    let found = owned(reader, &versions(group, all, plural, kind), place, "", &by).await;
                    family.others.extend(found.into_iter().map(|m| (m.thing, m.stand)));
                }
            }
        }
        family
    }

    /// The labels that its pods have, or will have: one set of the template, or of a pod.
    pub(super) const fn labels(&self) -> Option<&Map<String, Value>> {
        self.labels.as_ref()
    }

    /// How many of its pods are ready, and how many there are.
    pub(super) fn serves(&self) -> Stand {
        self.trouble.clone().unwrap_or_else(|| pods::serves(&self.pods))
    }

    fn has_pods(&self, middle: &Middle) -> bool {
        self.pods.iter().any(|p| p.owners.contains(&middle.thing.uid))
    }

    fn middle_rows(&self, depth: u8, idle: bool) -> impl Iterator<Item = Branch> {
        let is_idle = |at: usize, m: &Middle| at > 0 && matches!(m.stand, Stand::Ready(_, 0)) && !self.has_pods(m);
        let middles = self.middles.iter().enumerate().filter(move |(at, m)| is_idle(*at, m) == idle);
        middles.flat_map(move |(_, m)| {
            let head = Branch { depth, link: Link::Made, thing: m.thing.clone(), stand: m.stand.clone() };
            let pods = self.pods.iter().filter(|p| p.owners.contains(&m.thing.uid));
            let row = |p: &Found| Branch {
                depth: depth.saturating_add(1),
                link: Link::Made,
                thing: p.thing.clone(),
                stand: p.stand.clone(),
            };
            std::iter::once(head).chain(pods.map(row)).collect::<Vec<_>>()
        })
    }

    /// What it makes, and its pods: the revisions that have any, or are the newest.
    pub(super) fn rows(&self, depth: u8) -> Vec<Branch> {
        let mut rows: Vec<Branch> = self.middle_rows(depth, false).collect();
        if let Some(link) = &self.link {
            let row = |p: &Found| Branch { depth, link: link.clone(), thing: p.thing.clone(), stand: p.stand.clone() };
            rows.extend(self.pods.iter().map(row));
        }
        let row = |(thing, stand): &(Thing, Stand)| Branch { depth, link: Link::Made, thing: thing.clone(), stand: stand.clone() };
        rows.extend(self.others.iter().map(row));
        rows
    }

    /// The revisions of before.
    pub(super) fn idle_rows(&self, depth: u8) -> Vec<Branch> {
        self.middle_rows(depth, true).collect()
    }

    /// Adds the claims of a StatefulSet: those that are there, and those that its pods wait for.
    pub(super) fn add_claims(&self, referred: &mut Vec<Ref>) {
        referred.extend(self.claims.iter().cloned());
        if self.link == Some(Link::Made) {
            let claims = self.pods.iter().flat_map(|p| &p.refs).filter(|r| r.kind == RefKind::Claim);
            for claim in claims {
                if !referred.iter().any(|r| r.kind == RefKind::Claim && r.name == claim.name) {
                    let how = claim.how.iter().cloned();
                    let how = how.map(|how| if let How::Volume(v) = how { How::ClaimTemplate(v) } else { how });
                    referred.push(Ref { how: how.collect(), ..claim.clone() });
                }
            }
        }
        referred.sort_by_key(|r| r.kind);
    }
}
