//! HorizontalPodAutoscalers of a target: what they will make of a number of replicas.

use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::Name;
use crate::model::change::{Scales, Target, Warning};
use crate::model::naming::segment;
use crate::model::text::clean;
use serde_json::Value;

/// One autoscaler.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Autoscaler {
    pub(crate) name: String,
    min: u64,
    max: u64,
}

impl Autoscaler {
    /// What becomes of `to` replicas where there were `from`. At 0 it scales nothing, unless that is within its bounds
    /// (kubernetes/pkg/controller/podautoscaler, `ScalingDisabled`); any other number it brings within them.
    pub(crate) fn makes(&self, from: u32, to: u32) -> Warning {
        let Self { name, min, max } = self;
        let to = u64::from(to);
        let scales = match to {
            0 if *min > 0 => Scales::NotAtZero,
            _ if to < *min => Scales::To(*min),
            _ if to > *max => Scales::To(*max),
            _ if from == 0 && *min > 0 => Scales::Again,
            _ => Scales::Within,
        };
        Warning::Autoscaler(clean(name).into_owned(), scales, (*min, *max))
    }
}

/// Kind and name of what the autoscalers of a namespace leave alone while it is at 0. Where they may not be listed: none.
pub(crate) async fn off_at_zero(session: &Session, namespace: &Name) -> Vec<(Name, Name)> {
    let list = list(session, namespace).await;
    let text = |hpa: &Value, pointer: &str| Name::from(clean(hpa.pointer(pointer).and_then(Value::as_str).unwrap_or_default()));
    let stops = |hpa: &&Value| hpa.pointer("/spec/minReplicas").and_then(Value::as_u64) != Some(0);
    let aim = |hpa: &Value| (text(hpa, "/spec/scaleTargetRef/kind"), text(hpa, "/spec/scaleTargetRef/name"));
    list.get("items").and_then(Value::as_array).into_iter().flatten().filter(stops).map(aim).collect()
}

async fn list(session: &Session, namespace: &str) -> Value {
    let path = format!("/apis/autoscaling/v1/namespaces/{}/horizontalpodautoscalers", segment(namespace));
    match session.get(&path, READ_DEADLINE).await {
        Ok(body) => serde_json::from_slice(&body).unwrap_or_default(),
        Err(_) => Value::Null,
    }
}

/// The autoscalers that set the replicas of the target, where it has any to set. One that cannot be asked for is no warning.
pub(crate) async fn read(session: &Session, target: &Target) -> Vec<Autoscaler> {
    if target.workload().is_none() && !target.resource.scales {
        return Vec::new();
    }
    of(&list(session, &target.namespace).await, target)
}

fn of(list: &Value, target: &Target) -> Vec<Autoscaler> {
    let text = |v: &Value, pointer: &str| v.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let aims = |hpa: &&Value| {
        text(hpa, "/spec/scaleTargetRef/kind") == *target.resource.kind && text(hpa, "/spec/scaleTargetRef/name") == *target.name
    };
    let number = |hpa: &Value, pointer: &str| hpa.pointer(pointer).and_then(Value::as_u64).unwrap_or(1);
    let read = |hpa: &Value| Autoscaler {
        name: text(hpa, "/metadata/name"),
        min: number(hpa, "/spec/minReplicas"),
        max: number(hpa, "/spec/maxReplicas"),
    };
    list.get("items").and_then(Value::as_array).into_iter().flatten().filter(aims).map(read).collect()
}

#[cfg(test)]
pub(crate) fn tests_autoscaler(name: &str) -> Autoscaler {
    Autoscaler { name: name.into(), min: 2, max: 9 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::target;
    use serde_json::json;

    #[test]
    fn an_autoscaler_of_the_target_is_known_and_no_other() {
        let hpa = |kind: &str, name: &str| json!({"metadata": {"name": "h"}, "spec": {"minReplicas": 2, "maxReplicas": 9, "scaleTargetRef": {"kind": kind, "name": name}}});
        let list = json!({"items": [hpa("StatefulSet", "web"), hpa("Deployment", "web"), hpa("Deployment", "webs")]});
        assert_eq!(of(&list, &target()), [Autoscaler { name: "h".into(), min: 2, max: 9 }]);
    }

    #[test]
    fn what_it_will_do_is_said_number_by_number() {
        for (min, from, to, want) in [
            (2, 3, 0, "stops scaling it while it is at 0: it stays there until somebody scales it up"),
            (2, 3, 1, "will make it 2 (its bounds are 2 to 9)"),
            (2, 3, 2, "sets the replicas (2 to 9) and may change them again"),
            (2, 3, 9, "sets the replicas (2 to 9) and may change them again"),
            (2, 3, 10, "will make it 9 (its bounds are 2 to 9)"),
            (2, 0, 3, "scales it again from then on (2 to 9)"),
            (2, 0, 1, "will make it 2 (its bounds are 2 to 9)"),
            (0, 3, 0, "sets the replicas (0 to 9) and may change them again"),
            (0, 0, 3, "sets the replicas (0 to 9) and may change them again"),
        ] {
            let words = Autoscaler { name: "h".into(), min, max: 9 }.makes(from, to).to_string();
            assert_eq!(words, format!("HorizontalPodAutoscaler h {want}"), "{min} {from} {to}");
        }
    }
}
