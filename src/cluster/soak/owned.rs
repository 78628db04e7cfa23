//! Which pods are a workload's own, and which of them are of its newest template: by the ReplicaSets of a Deployment, the ControllerRevisions
//! of a DaemonSet, and what a StatefulSet's status says.

use super::seen::{DEADLINE, Whole};
use crate::cluster::error::ApiError;
use crate::cluster::pages::Pages;
use crate::cluster::path::encode;
use crate::cluster::session::{JSON, Session};
use crate::cluster::wire::nullable;
use crate::model::naming::segment;
use crate::model::pod::Pod;
use crate::model::{Uid, WorkloadKind};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::Instant;

/// How often is asked whose a pod is that no known revision made.
const AGAIN: Duration = Duration::from_secs(10);
const NUMBER: &str = "deployment.kubernetes.io/revision";
const TEMPLATE_HASH: &str = "pod-template-hash";
const REVISION_HASH: &str = "controller-revision-hash";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Revision {
    metadata: Meta,
    /// Of a ReplicaSet.
    spec: Option<Holds>,
    /// Of a ControllerRevision.
    data: Option<Data>,
    revision: Option<u64>,
}

#[derive(Deserialize)]
struct Data {
    spec: Option<Holds>,
}

#[derive(Deserialize)]
struct Holds {
    #[serde(default)]
    template: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    #[serde(default)]
    uid: String,
    #[serde(default, deserialize_with = "nullable")]
    labels: std::collections::HashMap<String, String>,
    #[serde(default, deserialize_with = "nullable")]
    annotations: std::collections::HashMap<String, String>,
    #[serde(default, deserialize_with = "nullable")]
    owner_references: Vec<Owner>,
}

#[derive(Deserialize)]
struct Owner {
    #[serde(default)]
    uid: String,
    controller: Option<bool>,
}

impl Revision {
    fn is_of(&self, workload: &Uid) -> bool {
        self.metadata.owner_references.iter().any(|o| o.controller == Some(true) && Uid::new(&o.uid) == *workload)
    }

    fn number(&self) -> u64 {
        self.revision.or_else(|| self.metadata.annotations.get(NUMBER)?.parse().ok()).unwrap_or(0)
    }

    fn hash(&self, label: &str) -> Option<&str> {
        self.metadata.labels.get(label).map(String::as_str).filter(|hash| !hash.is_empty())
    }

    /// Whether it holds this template, but for what its controller adds.
    fn holds(&self, template: &Value) -> bool {
        let held = self.spec.as_ref().or_else(|| self.data.as_ref()?.spec.as_ref());
        let Some(mut held) = held.map(|h| h.template.clone()) else { return false };
        if let Some(labels) = held.pointer_mut("/metadata/labels").and_then(Value::as_object_mut) {
            labels.shift_remove(TEMPLATE_HASH);
        }
        if let Some(map) = held.as_object_mut() {
            map.shift_remove("$patch");
        }
        held == *template
    }
}

/// What is known of a workload's revisions.
#[derive(Default)]
pub(super) struct Owned {
    /// The UIDs of a Deployment's ReplicaSets.
    sets: HashSet<Uid>,
    /// The newest of them.
    newest: Option<Uid>,
    /// The hash that the newest pods have as a label.
    hash: Option<String>,
    asked: Option<Instant>,
    /// Revisions may not be listed: the youngest pods stand for the newest one.
    denied: bool,
}

impl Owned {
    /// The newest ReplicaSet, as far as it is known.
    pub(super) const fn newest(&self) -> Option<&Uid> {
        self.newest.as_ref()
    }

    /// Whether it is a revision of the workload.
    pub(super) fn has(&self, uid: &Uid) -> bool {
        self.sets.contains(uid)
    }

    /// The workload's own pods, each with whether it is of the newest template; `current` where its controller has seen that. Until then
    /// none is.
    pub(super) async fn sort(
        &mut self,
        session: &Session,
        namespace: &str,
        whole: &Whole,
        current: bool,
        pods: Vec<Pod>,
    ) -> Result<Vec<(Pod, bool)>, ApiError> {
        let kind = whole.workload.kind;
        match kind {
            WorkloadKind::StatefulSet if current => self.hash = whole.workload.update_hash.as_deref().map(str::to_owned),
            WorkloadKind::Deployment | WorkloadKind::DaemonSet => {
                let strange = kind == WorkloadKind::Deployment
                    && pods.iter().any(|pod| pod.owner.as_ref().is_some_and(|owner| !self.sets.contains(owner)));
                let waits = self.asked.is_some_and(|at| at.elapsed() < AGAIN);
                let unknown = self.hash.is_none() && current && !whole.workload.paused;
                if unknown || self.asked.is_none() || (strange || self.hash.is_none() && current) && !waits {
                    self.ask(session, namespace, whole, current).await?;
                }
            }
            WorkloadKind::StatefulSet | WorkloadKind::Job | WorkloadKind::CronJob => {}
        }
        if self.denied && current && whole.workload.updated > 0 {
            self.hash = pods.iter().filter(|p| p.active()).max_by_key(|p| p.created).and_then(Pod::hash).map(str::to_owned);
        }
        let owned = |pod: &Pod| match kind {
            WorkloadKind::Deployment => self.denied || pod.owner.as_ref().is_some_and(|owner| self.sets.contains(owner)),
            WorkloadKind::StatefulSet | WorkloadKind::DaemonSet | WorkloadKind::Job | WorkloadKind::CronJob => {
                pod.owner.as_ref() == Some(&whole.workload.uid)
            }
        };
        let newest = |pod: &Pod| self.hash.is_some() && pod.hash() == self.hash.as_deref();
        Ok(pods.into_iter().filter(|pod| owned(pod)).map(|pod| (newest(&pod), pod)).map(|(new, pod)| (pod, new)).collect())
    }

    async fn ask(&mut self, session: &Session, namespace: &str, whole: &Whole, current: bool) -> Result<(), ApiError> {
        let deployment = whole.workload.kind == WorkloadKind::Deployment;
        let (plural, label) = if deployment { ("replicasets", TEMPLATE_HASH) } else { ("controllerrevisions", REVISION_HASH) };
        let path = format!("/apis/apps/v1/namespaces/{}/{plural}", segment(namespace));
        let mut pages = Pages::of(&path, &format!("labelSelector={}&", encode(&whole.selector)));
        let mut all: Vec<Revision> = Vec::new();
        while let Some(path) = pages.next() {
            let answer = session.get_page(&path, JSON, DEADLINE).await;
            if answer.as_ref().is_err_and(ApiError::is_forbidden) {
                (self.denied, self.asked) = (true, Some(Instant::now()));
                return Ok(());
            }
            let Some(body) = pages.came(answer)? else { continue };
            let ours = |text: &str| serde_json::from_str::<Revision>(text).ok().filter(|r| r.is_of(&whole.workload.uid));
            all.extend(pages.items(&body)?.filter_map(ours));
        }
        self.asked = Some(Instant::now());
        self.sets.extend(all.iter().map(|r| Uid::new(&r.metadata.uid)));
        if current {
            // The one with its template, as controllers compare; where defaults have changed since it was made, the newest.
            let same = all.iter().filter(|r| r.holds(&whole.template)).max_by_key(|r| r.number());
            let newest = same.or_else(|| all.iter().filter(|_| !whole.workload.paused).max_by_key(|r| r.number()));
            if let Some(newest) = newest {
                self.newest = Some(Uid::new(&newest.metadata.uid));
                self.hash = newest.hash(label).map(str::to_owned);
            }
        }
        Ok(())
    }
}
