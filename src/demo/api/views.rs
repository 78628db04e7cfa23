//! Kinds that are served in a second version: their objects are kept once and converted on the way in and out.

use crate::demo::json;
use crate::demo::resources::Info;
use serde_json::{Map, Value, json};

/// How a request sees what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// As it is.
    Plain,
    /// HorizontalPodAutoscalers in autoscaling/v1.
    Autoscaling1,
    /// Events in events.k8s.io/v1.
    Events1,
}

/// Names of an event's fields, in the core group and in events.k8s.io.
const EVENT: [(&str, &str); 7] = [
    ("involvedObject", "regarding"),
    ("message", "note"),
    ("source", "deprecatedSource"),
    ("firstTimestamp", "deprecatedFirstTimestamp"),
    ("lastTimestamp", "deprecatedLastTimestamp"),
    ("count", "deprecatedCount"),
    ("reportingComponent", "reportingController"),
];

impl View {
    /// The view of a resource as it is served.
    pub fn of(info: &Info) -> View {
        match (info.group, info.version) {
            ("autoscaling", "v1") => View::Autoscaling1,
            ("events.k8s.io", _) => View::Events1,
            _ => View::Plain,
        }
    }

    /// An object that is kept, as the request sees it.
    pub fn show(self, kept: &Value) -> Value {
        match self {
            View::Plain => kept.clone(),
            View::Events1 => renamed(kept, "events.k8s.io/v1", &EVENT),
            View::Autoscaling1 => {
                let mut o = kept.clone();
                o["apiVersion"] = "autoscaling/v1".into();
                let cpu = |p: &str, at: &str| {
                    let all = json::list(kept, p);
                    let found = all.iter().find(|m| json::text(m, "/resource/name") == "cpu");
                    found.and_then(|m| m.pointer(at)).cloned()
                };
                let target = cpu("/spec/metrics", "/resource/target/averageUtilization");
                let current = cpu("/status/currentMetrics", "/resource/current/averageUtilization");
                for gone in ["/spec/metrics", "/spec/behavior", "/status/currentMetrics", "/status/conditions"] {
                    json::unset(&mut o, gone);
                }
                if let Some(n) = target {
                    json::set(&mut o, "/spec/targetCPUUtilizationPercentage", n);
                }
                if let Some(n) = current {
                    json::set(&mut o, "/status/currentCPUUtilizationPercentage", n);
                }
                o
            }
        }
    }

    /// An object that was sent, as it is kept.
    pub fn keep(self, sent: Value) -> Value {
        match self {
            View::Plain => sent,
            View::Events1 => {
                let back = EVENT.map(|(core, events)| (events, core));
                renamed(&sent, "v1", &back)
            }
            View::Autoscaling1 => {
                let mut o = sent;
                o["apiVersion"] = "autoscaling/v2".into();
                let target = o.pointer("/spec/targetCPUUtilizationPercentage").cloned();
                json::unset(&mut o, "/spec/targetCPUUtilizationPercentage");
                json::unset(&mut o, "/status");
                if let Some(n) = target {
                    let metric = json!({ "type": "Resource", "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": n } } });
                    json::set(&mut o, "/spec/metrics", json!([metric]));
                }
                o
            }
        }
    }
}

fn renamed(object: &Value, version: &str, names: &[(&str, &str)]) -> Value {
    let Value::Object(map) = object else { return object.clone() };
    let name = |k: &str| names.iter().find(|(from, _)| *from == k).map_or(k, |(_, to)| to).to_owned();
    let mut out: Map<String, Value> = map.iter().map(|(k, v)| (name(k), v.clone())).collect();
    out.insert("apiVersion".into(), version.into());
    Value::Object(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_in_one_version_is_kept_in_the_other() {
        let sent = json!({"apiVersion":"autoscaling/v1","spec":{"maxReplicas":3,"targetCPUUtilizationPercentage":80}});
        let kept = View::Autoscaling1.keep(sent.clone());
        assert_eq!(kept["spec"]["metrics"][0]["resource"]["target"]["averageUtilization"], 80);
        assert_eq!(View::Autoscaling1.show(&kept), sent);
        let event = json!({"apiVersion":"v1","kind":"Event","message":"m","involvedObject":{"kind":"Pod"}});
        let shown = View::Events1.show(&event);
        assert_eq!((&shown["note"], &shown["regarding"]["kind"]), (&json!("m"), &json!("Pod")));
        assert_eq!(View::Events1.keep(shown), event);
    }
}
