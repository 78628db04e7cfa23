//! What a change of its pod template or of its number of replicas does to the pods of a workload. PodDisruptionBudgets are not
//! looked at: the controllers' rolling updates do not heed them.

use super::{Object, diff};
use crate::model::WorkloadKind;
use crate::model::change::{Pace, Touches};
use crate::model::text::clean;
use serde_json::Value;

/// Whether a workload's pods are replaced where it becomes `after`.
pub(crate) fn replaces(object: &Object, after: &Object) -> bool {
    object.workload.is_some() && !diff::same_template(object.template(), after.template())
}

/// What another number of replicas does.
pub(crate) fn scaled(object: &Object, to: u32) -> Touches {
    if object.workload.is_none() {
        return Touches::ControllersOwn;
    }
    match (object.replicas(), to) {
        (0, 0) => Touches::NoPods,
        (old, 0) => Touches::StopsAll(old),
        (old, new) if new < old => Touches::Stops(old - new),
        (old, new) if new > old => Touches::Starts(new - old),
        _ => Touches::NoPods,
    }
}

/// What another pod template does, by number and update strategy.
pub(crate) fn rolled(object: &Object) -> Touches {
    if object.paused() {
        return Touches::NoneUntilResumed;
    }
    let count = object.replicas();
    let strategy = if object.is(WorkloadKind::Deployment) { "/spec/strategy" } else { "/spec/updateStrategy" };
    match object.text(&format!("{strategy}/type")) {
        _ if count == 0 => Touches::NoneThere,
        "Recreate" => Touches::Recreates(count),
        "OnDelete" => Touches::NoneUntilDeleted,
        _ => one_by_one(object, strategy, count),
    }
}

fn one_by_one(object: &Object, strategy: &str, count: u32) -> Touches {
    let partition = object.json.pointer(&format!("{strategy}/rollingUpdate/partition")).and_then(Value::as_u64).unwrap_or(0);
    if partition > 0 {
        let count = count.saturating_sub(u32::try_from(partition).unwrap_or(u32::MAX));
        return Touches::Replaces(count, Pace::From(partition));
    }
    match object.json.pointer(&format!("{strategy}/rollingUpdate/maxUnavailable")) {
        Some(away) if count > 1 && !object.is(WorkloadKind::StatefulSet) => {
            let first = if object.is(WorkloadKind::Deployment) { first_batch(object, count) } else { 0 };
            Touches::Replaces(count, Pace::AtMost(clean(&away.to_string().replace('"', "")).into_owned(), first))
        }
        _ if count > 1 => Touches::Replaces(count, Pace::OneByOne),
        _ => Touches::Replaces(count, Pace::Plain),
    }
}

/// How many new pods a Deployment begins with, before one of them is ready: `maxSurge`, and `maxUnavailable` in the place of old ones.
fn first_batch(object: &Object, count: u32) -> u32 {
    let share = |name: &str, up: bool| {
        let value = object.json.pointer(&format!("/spec/strategy/rollingUpdate/{name}"));
        let percent = |text: &str| text.strip_suffix('%').and_then(|n| n.parse::<u64>().ok());
        let percent = match value {
            Some(Value::Number(n)) => return u32::try_from(n.as_u64().unwrap_or(0)).unwrap_or(u32::MAX),
            Some(Value::String(text)) => percent(text).unwrap_or(0),
            _ => 25,
        };
        let product = u64::from(count) * percent;
        u32::try_from(if up { product.div_ceil(100) } else { product / 100 }).unwrap_or(u32::MAX)
    };
    share("maxSurge", true).saturating_add(share("maxUnavailable", false)).clamp(1, count.max(1))
}

/// What a patch of any part does: what its template does, else what its number does.
pub(crate) fn merged(object: &Object, after: &Object) -> Touches {
    if replaces(object, after) {
        return rolled(object);
    }
    if object.workload.is_some() && object.replicas() != after.replicas() {
        return scaled(object, after.replicas());
    }
    Touches::NoPods
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::deployment;
    use serde_json::json;

    #[test]
    fn what_is_touched_is_told_by_number_and_strategy() {
        let with = |replicas: u32, strategy: Value| {
            let mut object = deployment();
            object.json["spec"]["replicas"] = replicas.into();
            object.json["spec"]["strategy"] = strategy;
            object
        };
        for (from, to, want) in
            [(2, 5, "starts 3 pods"), (2, 1, "stops 1 pod"), (4, 0, "stops all 4 pods: none is left"), (2, 2, "affects no pods")]
        {
            assert_eq!(scaled(&with(from, json!({})), to).to_string(), want);
        }
        let rolling = json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%"}});
        for (object, want) in [
            (with(4, rolling.clone()), "replaces 4 pods, at most 25% of them away at a time"),
            (with(1, rolling.clone()), "replaces 1 pod"),
            (with(0, rolling), "affects no pods: there are none"),
            (with(3, json!({"type": "Recreate"})), "stops all 3 pods, then starts new ones"),
        ] {
            assert_eq!(rolled(&object).to_string(), want);
        }
        let first =
            |replicas, rolling: Value| match rolled(&with(replicas, json!({"type": "RollingUpdate", "rollingUpdate": rolling}))) {
                Touches::Replaces(_, Pace::AtMost(_, first)) => first,
                other => panic!("{other}"),
            };
        assert_eq!(first(4, json!({"maxUnavailable": "25%", "maxSurge": "25%"})), 2);
        assert_eq!(first(3, json!({"maxUnavailable": "25%", "maxSurge": "25%"})), 1, "up for more, down for fewer");
        assert_eq!(first(10, json!({"maxUnavailable": 0, "maxSurge": 1})), 1);
        assert_eq!(first(2, json!({"maxUnavailable": "100%", "maxSurge": "100%"})), 2);
        let mut set = with(3, json!({}));
        set.workload = Some(WorkloadKind::StatefulSet);
        set.json["spec"]["updateStrategy"] = json!({"type": "RollingUpdate", "rollingUpdate": {"partition": 0}});
        assert_eq!(rolled(&set).to_string(), "replaces 3 pods, one after another");
        set.json["spec"]["updateStrategy"]["rollingUpdate"]["partition"] = 2.into();
        assert_eq!(rolled(&set).to_string(), "replaces 1 pod: those from ordinal 2 up (partition)");
        set.json["spec"]["updateStrategy"] = json!({"type": "OnDelete"});
        assert_eq!(rolled(&set).to_string(), "affects no pods until they are deleted (update strategy OnDelete)");
    }
}
