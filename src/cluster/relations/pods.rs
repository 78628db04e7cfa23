//! Pods as they are read for a look: who they are, whose, and how they are.

use super::read;
use crate::cluster::wire::Decoder;
use crate::model::feed::Row;
use crate::model::health::PodHealth;
use crate::model::pod::Pod;
use crate::model::relations::refs::{self, Ref};
use crate::model::relations::{Stand, Thing, select};
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
    })
}

impl Found {
    fn pod(&self) -> Option<&Pod> {
        if let Stand::Pod(pod) = &self.stand { Some(pod) } else { None }
    }

    /// Whether it counts among those that may serve: it has not ended.
    pub(super) fn counts(&self) -> bool {
        self.pod().is_none_or(|pod| !matches!(pod.health, PodHealth::Done | PodHealth::Failed(_)))
    }

    /// Whether it is ready, as a Service means it.
    pub(super) fn is_ready(&self) -> bool {
        self.pod().is_some_and(|pod| !pod.deleting && pod.total > 0 && pod.ready >= pod.total)
    }
}
