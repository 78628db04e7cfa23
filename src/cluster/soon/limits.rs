//! Quotas, and autoscalers.

use super::read::{Meta, Reader, Trouble, name, nullable};
use crate::model::resource::Resource;
use crate::model::soon::{Due, rules};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Quota {
    #[serde(deserialize_with = "nullable")]
    metadata: Meta,
    #[serde(deserialize_with = "nullable")]
    status: QuotaStatus,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct QuotaStatus {
    #[serde(deserialize_with = "nullable")]
    hard: BTreeMap<String, String>,
    #[serde(deserialize_with = "nullable")]
    used: BTreeMap<String, String>,
}

/// Quotas that are nearly used up.
pub(super) async fn quotas(reader: &mut Reader<'_>) -> (Vec<Due>, Vec<Trouble>) {
    let mut found = Vec::new();
    let take = |resource: &Resource, text: &str| {
        let quota: Quota = serde_json::from_str(text).ok()?;
        let QuotaStatus { hard, used } = &quota.status;
        for (of, hard) in hard {
            let used = used.get(of).map_or("0", String::as_str);
            let matter = rules::quota(&name(of), &name(used), &name(hard));
            found.extend(matter.map(|matter| Due { holder: quota.metadata.holder(resource), matter }));
        }
        Some(())
    };
    let unseen = reader.list(&[Resource::new("", "v1", "resourcequotas", "ResourceQuota", true)], "", take).await;
    (found, unseen)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Autoscaler {
    #[serde(deserialize_with = "nullable")]
    metadata: Meta,
    #[serde(deserialize_with = "nullable")]
    spec: AutoscalerSpec,
    #[serde(deserialize_with = "nullable")]
    status: AutoscalerStatus,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct AutoscalerSpec {
    #[serde(deserialize_with = "nullable")]
    scale_target_ref: Aim,
    min_replicas: Option<u32>,
    #[serde(deserialize_with = "nullable")]
    max_replicas: u32,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Aim {
    #[serde(deserialize_with = "nullable")]
    kind: String,
    #[serde(deserialize_with = "nullable")]
    name: String,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct AutoscalerStatus {
    #[serde(deserialize_with = "nullable")]
    current_replicas: u32,
    #[serde(deserialize_with = "nullable")]
    desired_replicas: u32,
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<Condition>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Condition {
    #[serde(rename = "type", deserialize_with = "nullable")]
    kind: String,
    #[serde(deserialize_with = "nullable")]
    status: String,
    #[serde(deserialize_with = "nullable")]
    reason: String,
}

/// Autoscalers that may make no more.
pub(super) async fn autoscalers(reader: &mut Reader<'_>) -> (Vec<Due>, Vec<Trouble>) {
    let mut found = Vec::new();
    let take = |resource: &Resource, text: &str| {
        let it: Autoscaler = serde_json::from_str(text).ok()?;
        let (spec, status) = (&it.spec, &it.status);
        let limited = |c: &Condition| c.kind == "ScalingLimited" && c.status == "True" && c.reason == "TooManyReplicas";
        let of = name(&format!("{} {}", spec.scale_target_ref.kind, spec.scale_target_ref.name));
        let bounds = (spec.min_replicas.unwrap_or(1), spec.max_replicas);
        let counts = (status.current_replicas, status.desired_replicas);
        let matter = rules::autoscaler(of, bounds, counts, status.conditions.iter().any(limited));
        found.extend(matter.map(|matter| Due { holder: it.metadata.holder(resource), matter }));
        Some(())
    };
    // Before Kubernetes 1.23 there was no v2; what `v1` tells is enough but for whether it would make more.
    let version = |v: &str| Resource::new("autoscaling", v, "horizontalpodautoscalers", "HorizontalPodAutoscaler", true);
    let unseen = reader.list(&[version("v2"), version("v2beta2"), version("v1")], "", take).await;
    (found, unseen)
}
