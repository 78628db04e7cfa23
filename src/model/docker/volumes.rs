//! The volumes of a pod, and the claims for them.

use super::app::App;
use super::manifest::metadata;
use super::mounts::From;
use super::naming::label;
use crate::model::quantity::bytes_words;
use serde_json::{Value, json};

/// The size of a claim: Docker knows none.
const SIZE: &str = "1Gi";

/// A claim for a volume.
pub(super) fn claim(name: &str, project: Option<&str>) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": metadata(name, project),
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": SIZE}}},
    })
}

/// The volumes of a pod, and where its container sees them.
pub(super) fn of(app: &App) -> (Vec<Value>, Vec<Value>) {
    let (mut volumes, mut mounts): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for mount in &app.mounts {
        let named = |name: &str, source: Value| {
            let mut volume = json!({"name": name});
            if let (Some(volume), Value::Object(source)) = (volume.as_object_mut(), source) {
                volume.extend(source);
            }
            volume
        };
        let own = || label(&format!("dir{}", mount.path));
        let mut key = None;
        let volume = match &mount.from {
            From::Claim(name) => named(name, json!({"persistentVolumeClaim": {"claimName": name}})),
            From::Memory(None) => named(&own(), json!({"emptyDir": {"medium": "Memory"}})),
            From::Memory(Some(size)) => named(&own(), json!({"emptyDir": {"medium": "Memory", "sizeLimit": bytes_words(*size)}})),
            From::Scratch => named(&own(), json!({"emptyDir": {}})),
            From::Map(name, of) => {
                key.clone_from(of);
                let mut map = json!({"name": name});
                // Scripts are run from there.
                if of.as_ref().is_none_or(|key| key.ends_with(".sh")) {
                    map["defaultMode"] = 0o555.into();
                }
                named(&label(&format!("config-{name}")), json!({"configMap": map}))
            }
            From::Secret(name, of) => {
                key = Some(of.clone());
                named(&label(&format!("secret-{name}")), json!({"secret": {"secretName": name}}))
            }
        };
        let volume = alone(volume, &volumes, matches!(mount.from, From::Memory(_) | From::Scratch));
        let mut at = json!({"name": volume["name"], "mountPath": mount.path});
        if let Some(key) = key {
            at["subPath"] = key.into();
        }
        if mount.read_only {
            at["readOnly"] = true.into();
        }
        if !volumes.iter().any(|v| v["name"] == volume["name"]) {
            volumes.push(volume);
        }
        mounts.push(at);
    }
    (volumes, mounts)
}

/// With a name that no other volume has; what is the same may be seen at several places, but for what nobody else is to see.
fn alone(mut volume: Value, others: &[Value], own: bool) -> Value {
    let name = volume["name"].as_str().unwrap_or_default().to_owned();
    let clashes = |v: &Value| others.iter().any(|o| o["name"] == v["name"] && (own || o != v));
    let mut number = 2;
    while clashes(&volume) {
        volume["name"] = format!("{name}-{number}").into();
        number += 1;
    }
    volume
}
