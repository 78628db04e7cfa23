//! An object as it was read for a change: whole JSON, since a change must not lose what it does not know. This floor knows JSON and asks
//! nothing of a server.

pub(crate) mod decoded;
pub(crate) mod diff;
pub(crate) mod dropped;
pub(in crate::cluster) mod held;
pub(crate) mod inside;
pub(crate) mod managers;
pub(crate) mod merge;
pub(crate) mod placement;
pub(crate) mod request;
pub(crate) mod rollout;
pub(crate) mod sealed;
pub(in crate::cluster) mod selector;
pub(crate) mod template;
pub(in crate::cluster) mod template_diff;
pub(crate) mod told;
pub(crate) mod volume;

use crate::cluster::error::ApiError;
use crate::model::WorkloadKind;
use crate::model::change::Target;
use crate::model::naming::segment;
use bytes::Bytes;
use serde_json::{Map, Value};

/// An object, read just now, whose UID is the target's.
#[derive(Clone, PartialEq)]
pub(crate) struct Object {
    /// Which workload it is, where it is one.
    pub(crate) workload: Option<WorkloadKind>,
    /// The whole object; null where the target is yet to be made.
    pub(crate) json: Value,
}

// Written by hand: an object may hold secrets, which no debug line may carry.
impl std::fmt::Debug for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Object({} {})", self.text("/kind"), self.text("/metadata/name"))
    }
}

/// Annotations that controllers keep for themselves.
const CONTROLLERS_OWN: [&str; 2] = ["deployment.kubernetes.io/", "deprecated.daemonset."];

impl Object {
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.json.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn resource_version(&self) -> &str {
        self.text("/metadata/resourceVersion")
    }

    pub(crate) fn uid(&self) -> &str {
        self.text("/metadata/uid")
    }

    pub(crate) fn generation(&self) -> i64 {
        self.json.pointer("/metadata/generation").and_then(Value::as_i64).unwrap_or_default()
    }

    /// `spec.replicas`, which the API fills in with 1; for a DaemonSet the nodes it wants a pod on.
    pub(crate) fn replicas(&self) -> u32 {
        let number = |pointer| self.json.pointer(pointer).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        match self.workload {
            Some(WorkloadKind::DaemonSet) => number("/status/desiredNumberScheduled").unwrap_or(0),
            _ => number("/spec/replicas").unwrap_or(1),
        }
    }

    /// Whether it was deleted and is ending.
    pub(crate) fn is_going(&self) -> bool {
        !self.text("/metadata/deletionTimestamp").is_empty()
    }

    pub(crate) fn exists(&self) -> bool {
        !self.json.is_null()
    }

    pub(crate) fn is(&self, kind: WorkloadKind) -> bool {
        self.workload == Some(kind)
    }

    /// What people and programs have said of it: all but the status and what the server and the controllers keep for themselves. Two
    /// states with the same essence differ in nothing that a change could be about.
    pub(crate) fn essence(&self) -> Value {
        let mut json = self.json.clone();
        let Some(map) = json.as_object_mut() else { return json };
        map.shift_remove("status");
        if let Some(metadata) = map.get_mut("metadata").and_then(Value::as_object_mut) {
            for key in ["managedFields", "resourceVersion", "generation", "selfLink", "creationTimestamp", "uid"] {
                metadata.shift_remove(key);
            }
            if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
                annotations.retain(|k, _| !CONTROLLERS_OWN.iter().any(|own| k.starts_with(own)));
                if annotations.is_empty() {
                    metadata.shift_remove("annotations");
                }
            }
        }
        json
    }

    pub(crate) fn paused(&self) -> bool {
        self.json.pointer("/spec/paused") == Some(&Value::Bool(true))
    }

    pub(crate) fn template(&self) -> &Value {
        self.json.pointer("/spec/template").unwrap_or(&Value::Null)
    }
}

/// The object's path, without a query.
pub(crate) fn path(target: &Target) -> String {
    format!("{}/{}", target.resource.path(Some(&target.namespace)), segment(&target.name))
}

/// The body of an answer as JSON.
pub(crate) fn parse(body: &Bytes) -> Result<Value, ApiError> {
    serde_json::from_slice(body).map_err(ApiError::unread)
}

/// The items of a list.
pub(crate) fn items(list: Value) -> Vec<Value> {
    match list {
        Value::Object(mut map) => match map.shift_remove("items") {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The owner that controls an object.
pub(crate) fn controller(json: &Value) -> Option<&Value> {
    let owners = json.pointer("/metadata/ownerReferences")?.as_array()?;
    owners.iter().find(|o| o.get("controller") == Some(&Value::Bool(true)))
}

/// Sets the value at a path of keys, making the objects on the way. Unlike indexing it cannot panic on what a server sends.
pub(crate) fn set(json: &mut Value, keys: &[&str], value: Value) {
    let mut at = json;
    for key in keys {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Some(map) = at.as_object_mut() else { return };
        at = map.entry(*key).or_insert(Value::Null);
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Uid;

    #[test]
    fn what_is_typed_stays_in_its_place_of_the_path() {
        let target = Target {
            context: "c".into(),
            resource: WorkloadKind::Deployment.into(),
            namespace: "iot/../x".into(),
            name: "web?a=b".into(),
            uid: Uid::new("u"),
        };
        assert_eq!(path(&target), "/apis/apps/v1/namespaces/iot%2F..%2Fx/deployments/web%3Fa%3Db");
    }
}
