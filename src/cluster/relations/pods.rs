//! Pods as they are read for a look: who they are, whose, and how they are.

use super::read::{self, Reader, versions};
use crate::cluster::error::ApiError;
use crate::cluster::path::encode;
use crate::cluster::wire::Decoder;
use crate::model::feed::Row;
use crate::model::health::PodHealth;
use crate::model::pod::Pod;
use crate::model::relations::refs::{self, Ref};
use crate::model::relations::{Stand, Thing, select, stand};
use crate::model::resource::Resource;
use crate::model::{Kind, Uid};
use serde_json::{Map, Value};

/// A pod.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) thing: Thing,
    pub(super) owners: Vec<Uid>,
    pub(super) labels: Map<String, Value>,
    pub(super) refs: Vec<Ref>,
    pub(super) stand: Stand,
    /// Whether it says so itself: its containers and whatever else it waits for.
    ready: bool,
}

/// How a pod is, from its JSON.
pub(super) fn stand(text: &str) -> Stand {
    let page = format!(r#"{{"kind":"PodList","metadata":{{"resourceVersion":"1"}},"items":[{text}]}}"#);
    let rows = Decoder::new(Kind::Pod).page(page.as_bytes()).map(|page| page.rows).unwrap_or_default();
    match rows.into_iter().next() {
        Some(Row::Pod(pod)) => Stand::Pod(Box::new(pod)),
        Some(Row::Namespace(_) | Row::Workload(_) | Row::ReplicaSet(_)) | None => Stand::There,
    }
}

/// A pod from its JSON, where it can be read.
pub(super) fn read(resource: &Resource, text: &str) -> Option<Found> {
    let object: Value = serde_json::from_str(text).ok()?;
    Some(Found {
        thing: read::thing(resource, &object),
        owners: select::owners(&object).map(Uid::new).collect(),
        labels: select::labels(&object).clone(),
        refs: refs::of(resource, &object),
        stand: stand(text),
        ready: stand::condition(&object, "Ready") == Some(true),
    })
}

impl Found {
    fn pod(&self) -> Option<&Pod> {
        if let Stand::Pod(pod) = &self.stand { Some(pod) } else { None }
    }

    /// Whether it counts among those that may serve: it has not ended.
    fn counts(&self) -> bool {
        self.pod().is_none_or(|pod| !matches!(pod.health, PodHealth::Done | PodHealth::Failed(_)))
    }

    /// Whether it is ready, as a Service means it.
    fn is_ready(&self) -> bool {
        self.ready && self.pod().is_some_and(|pod| !pod.deleting)
    }
}

/// How many of the pods that a Service selects are ready, and how many there are.
pub(super) fn serves(pods: &[Found]) -> Stand {
    let all: Vec<&Found> = pods.iter().filter(|p| p.counts()).collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Stand::Serves(count(all.iter().filter(|p| p.is_ready()).count()), count(all.len()))
}

/// The pods of a place that a query asks for and that pass; and why they are not all, where they are not: those that were seen stand.
pub(super) async fn list(
    reader: &mut Reader<'_>,
    place: Option<&str>,
    query: &str,
    keep: impl Fn(&Found) -> bool,
) -> (Vec<Found>, Option<ApiError>) {
    let mut out = Vec::new();
    let kind = versions("", &["v1"], "pods", "Pod");
    let seen = reader.list(&kind, place, query, |resource, text| out.extend(read(resource, text).filter(|pod| keep(pod)))).await;
    out.sort_by(|a, b| (&a.thing.namespace, &a.thing.name).cmp(&(&b.thing.namespace, &b.thing.name)));
    (out, seen.err())
}

/// A selector as a parameter of a query.
pub(super) fn selected(selector: &str) -> String {
    if selector.is_empty() { String::new() } else { format!("labelSelector={}&", encode(selector)) }
}
