//! How an object of the tree is, in a few facts of its status.

use super::refs::{list, text};
use crate::model::health::Mood;
use crate::model::pod::Pod;
use crate::model::resource::Resource;
use crate::model::trouble::Trouble;
use crate::model::{Name, Time};
use serde_json::Value;
use std::sync::Arc;

/// How it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stand {
    /// It is there, and there is nothing to tell.
    There,
    /// It is not there; whether it may be missing.
    Missing(bool),
    /// It may not be read.
    Denied,
    /// It could not be read, and why.
    Unread(Arc<Trouble>),
    /// It was not asked for any more: the look had taken its time, of so many seconds.
    Unasked(u64),
    /// A pod.
    Pod(Box<Pod>),
    /// Pods that are ready, and how many are wanted.
    Ready(u32, u32),
    /// A Job: pods that are active, succeeded and failed, and its end: whether it is complete.
    Job(u32, u32, u32, Option<bool>),
    /// A CronJob: its schedule, and whether it is suspended.
    Cron(Name, bool),
    /// Pods that a Service selects: ready, and all.
    Serves(u32, u32),
    /// The addresses of an Ingress.
    Addresses(Vec<Name>),
    /// An autoscaler: replicas that there are, the least and the most, and why it does not scale, in its controller's words.
    Scales(u32, u32, u32, Option<Idle>),
    /// A budget: evictions that it allows now; healthy pods, and how many there have to be.
    Budget(u32, u32, u32),
    /// A word of the API, such as a claim's phase, with what belongs to it.
    Phase(Name, String),
    /// A node: whether it is ready, and whether it is cordoned.
    Node(bool, bool),
}

/// Why an autoscaler does not scale.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Idle {
    /// The reason and the message of its condition.
    pub why: Name,
    /// Whether it was told so: what it scales was set to 0.
    pub wanted: bool,
}

impl Idle {
    /// Of an autoscaler: able to scale at all comes before having something to scale by.
    fn of(autoscaler: &Value) -> Option<Self> {
        let stands = |kind: &str| {
            let of = list(&autoscaler["status"]["conditions"]);
            of.into_iter().find(|c| c["type"] == kind && c["status"] == "False")
        };
        let condition = stands("AbleToScale").or_else(|| stands("ScalingActive"))?;
        let (reason, message) = (text(&condition["reason"]), text(&condition["message"]));
        let why = [&*reason, &*message].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(": ");
        Some(Self { wanted: &*reason == "ScalingDisabled", why: why.into() })
    }
}

impl Stand {
    /// Its sort, by which it is coloured.
    pub fn mood(&self, now: Time) -> Mood {
        match self {
            Self::Missing(false) => Mood::Unwell,
            Self::There | Self::Addresses(_) | Self::Scales(_, _, _, None) => Mood::Well,
            Self::Scales(_, _, _, Some(idle)) => {
                if idle.wanted {
                    Mood::Idle
                } else {
                    Mood::Unwell
                }
            }
            Self::Missing(true) | Self::Ready(_, 0) => Mood::Idle,
            Self::Denied | Self::Unread(_) | Self::Unasked(_) => Mood::Unknown,
            Self::Pod(pod) => pod.health.mood(now),
            Self::Ready(ready, wanted) => {
                if ready < wanted {
                    Mood::Busy
                } else {
                    Mood::Well
                }
            }
            Self::Job(.., Some(true)) => Mood::Well,
            Self::Job(.., Some(false)) => Mood::Unwell,
            Self::Job(.., None) => Mood::Busy,
            Self::Cron(_, suspended) => {
                if *suspended {
                    Mood::Paused
                } else {
                    Mood::Well
                }
            }
            Self::Serves(0, _) => Mood::Unwell,
            Self::Serves(ready, all) => {
                if ready < all {
                    Mood::Busy
                } else {
                    Mood::Well
                }
            }
            Self::Budget(_, healthy, wanted) => {
                if healthy < wanted {
                    Mood::Busy
                } else {
                    Mood::Well
                }
            }
            Self::Phase(phase, _) => match &**phase {
                "Lost" | "Failed" => Mood::Unwell,
                "Pending" | "Released" => Mood::Busy,
                _ => Mood::Well,
            },
            Self::Node(false, _) => Mood::Unwell,
            Self::Node(true, cordoned) => {
                if *cordoned {
                    Mood::Paused
                } else {
                    Mood::Well
                }
            }
        }
    }
}

/// kubectl's word for a node.
pub const fn node_word(ready: bool) -> &'static str {
    if ready { "Ready" } else { "NotReady" }
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}

/// Whether a condition holds; `None` where there is none of this type.
pub fn condition(object: &Value, kind: &str) -> Option<bool> {
    list(&object["status"]["conditions"]).find(|c| c["type"] == kind).map(|c| c["status"] == "True")
}

/// The hosts and paths of an Ingress.
fn addresses(spec: &Value) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for rule in list(&spec["rules"]) {
        let host = rule["host"].as_str().filter(|h| !h.is_empty()).unwrap_or("*");
        let paths = list(&rule["http"]["paths"]).map(|p| p["path"].as_str().filter(|p| !p.is_empty()).unwrap_or("/"));
        out.extend(paths.map(|path| text(&Value::from(format!("{host}{path}")))));
    }
    out.dedup();
    out
}

/// How an object of a kind is, by its status. Of a pod and of a Service it is told by more than that.
pub fn of(resource: &Resource, object: &Value) -> Stand {
    let (spec, status) = (&object["spec"], &object["status"]);
    let wanted = || spec["replicas"].as_u64().map_or(1, |n| u32::try_from(n).unwrap_or(u32::MAX));
    match (&*resource.group, &*resource.kind) {
        ("apps", "Deployment" | "StatefulSet" | "ReplicaSet") | ("", "ReplicationController") => {
            Stand::Ready(number(&status["readyReplicas"]), wanted())
        }
        ("apps", "DaemonSet") => Stand::Ready(number(&status["numberReady"]), number(&status["desiredNumberScheduled"])),
        ("batch", "Job") => {
            let failed = condition(object, "Failed").filter(|f| *f).map(|_| false);
            let end = condition(object, "Complete").filter(|c| *c).or(failed);
            Stand::Job(number(&status["active"]), number(&status["succeeded"]), number(&status["failed"]), end)
        }
        ("batch", "CronJob") => Stand::Cron(text(&spec["schedule"]), spec["suspend"] == true),
        ("networking.k8s.io" | "extensions", "Ingress") => Stand::Addresses(addresses(spec)),
        ("autoscaling", "HorizontalPodAutoscaler") => {
            let least = spec["minReplicas"].as_u64().map_or(1, |n| u32::try_from(n).unwrap_or(u32::MAX));
            Stand::Scales(number(&status["currentReplicas"]), least, number(&spec["maxReplicas"]), Idle::of(object))
        }
        ("policy", "PodDisruptionBudget") => {
            let of = |key: &str| number(&status[key]);
            Stand::Budget(of("disruptionsAllowed"), of("currentHealthy"), of("desiredHealthy"))
        }
        ("", "PersistentVolumeClaim" | "PersistentVolume") => {
            let size = text(&object["status"]["capacity"]["storage"]);
            let size = if size.is_empty() { text(&spec["capacity"]["storage"]) } else { size };
            Stand::Phase(text(&status["phase"]), size.to_string())
        }
        ("", "Namespace") => Stand::Phase(text(&status["phase"]), String::new()),
        ("", "Node") => Stand::Node(condition(object, "Ready") == Some(true), spec["unschedulable"] == true),
        _ => Stand::There,
    }
}
