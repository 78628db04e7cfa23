//! Quotas, and autoscalers.

use super::read::{Condition, Object, Reader, Trouble, name, nullable};
use crate::model::resource::Resource;
use crate::model::soon::{Due, rules};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

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
    let judge = |quota: &Object<IgnoredAny, QuotaStatus>| {
        let QuotaStatus { hard, used } = &quota.status;
        let one = |(of, hard): (&String, &String)| {
            let used = used.get(of).map_or("0", String::as_str);
            rules::quota(&name(of), &name(used), &name(hard))
        };
        hard.iter().filter_map(one).collect::<Vec<_>>()
    };
    reader.judged(&[Resource::new("", "v1", "resourcequotas", "ResourceQuota", true)], judge).await
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

/// Autoscalers that may make no more.
pub(super) async fn autoscalers(reader: &mut Reader<'_>) -> (Vec<Due>, Vec<Trouble>) {
    let judge = |it: &Object<AutoscalerSpec, AutoscalerStatus>| {
        let (spec, status) = (&it.spec, &it.status);
        let of = name(&format!("{} {}", spec.scale_target_ref.kind, spec.scale_target_ref.name));
        let bounds = (spec.min_replicas.unwrap_or(1), spec.max_replicas);
        let counts = (status.current_replicas, status.desired_replicas);
        rules::autoscaler(of, bounds, counts, status.conditions.iter().any(|c| c.holds("ScalingLimited", "TooManyReplicas")))
    };
    // Before Kubernetes 1.23 there was no v2; what `v1` tells is enough but for whether it would make more.
    let version = |v: &str| Resource::new("autoscaling", v, "horizontalpodautoscalers", "HorizontalPodAutoscaler", true);
    reader.judged(&[version("v2"), version("v2beta2"), version("v1")], judge).await
}
