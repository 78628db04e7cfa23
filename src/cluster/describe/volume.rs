//! A PersistentVolume: whose it is, what becomes of it, where it lies and which nodes can reach it.

use super::claim::short_modes;
use super::sheet::{Sheet, capital};
use super::{Told, text};
use serde_json::Value;

/// The fields of its spec that are no source of it.
const COMMON: [&str; 9] = [
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
];

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let (spec, status) = (&told.object["spec"], &told.object["status"]);
    let (phase, message) = (text(&status["phase"]), text(&status["message"]));
    let claim = match spec["claimRef"].as_object() {
        Some(_) => format!("{}/{}", text(&spec["claimRef"]["namespace"]), text(&spec["claimRef"]["name"])),
        None => String::new(),
    };
    match &*phase {
        "Failed" => {
            sheet.wrong(&format!("it could not be reclaimed: {}", if message.is_empty() { "no reason given" } else { &message }))
        }
        "Released" => sheet.warn(&format!("its claim {claim} is gone: nobody gets it until it is reclaimed")),
        _ => {}
    }
    sheet.pair("StorageClass", &text(&spec["storageClassName"]));
    sheet.pair("VolumeAttributesClass", &text(&spec["volumeAttributesClassName"]));
    sheet.pair("Status", &phase);
    sheet.pair("Reason", &text(&status["reason"]));
    sheet.pair("Message", &message);
    sheet.pair("Claim", &claim);
    sheet.pair("Reclaim Policy", &text(&spec["persistentVolumeReclaimPolicy"]));
    sheet.pair("Access Modes", &short_modes(&spec["accessModes"]));
    sheet.pair("VolumeMode", &text(&spec["volumeMode"]));
    sheet.pair("Capacity", &text(&spec["capacity"]["storage"]));
    sheet.pair("Mount Options", &super::sheet::joined(&spec["mountOptions"]));
    affinity(sheet, &spec["nodeAffinity"]["required"]["nodeSelectorTerms"]);
    for (field, source) in spec.as_object().into_iter().flatten().filter(|(field, _)| !COMMON.contains(&field.as_str())) {
        sheet.title("Source");
        sheet.inner("Type", &title(field));
        fields(sheet, "", source);
    }
}

/// `hostPath` as `HostPath`, `csi` as `CSI`.
fn title(field: &str) -> String {
    match field {
        "csi" | "nfs" | "rbd" | "iscsi" | "fc" => field.to_uppercase(),
        _ => capital(field),
    }
}

/// The fields of a source, those within others with their way.
fn fields(sheet: &mut Sheet, way: &str, value: &Value) {
    for (key, value) in value.as_object().into_iter().flatten() {
        let path = if way.is_empty() { key.clone() } else { format!("{way}.{key}") };
        match value {
            Value::Object(_) => fields(sheet, &path, value),
            Value::Array(_) => sheet.inner(&path, &super::sheet::joined(value)),
            other => sheet.inner(&path, &text(other)),
        }
    }
}

fn affinity(sheet: &mut Sheet, terms: &Value) {
    let expression = |e: &Value| {
        let values: Vec<String> = e["values"].as_array().into_iter().flatten().map(text).collect();
        let values = if values.is_empty() { String::new() } else { format!(" [{}]", values.join(", ")) };
        format!("{} {}{values}", text(&e["key"]), text(&e["operator"]).to_lowercase())
    };
    let term = |t: &Value| {
        let all = ["matchExpressions", "matchFields"].iter().flat_map(|f| t[*f].as_array().into_iter().flatten());
        all.map(expression).collect::<Vec<_>>().join(" and ")
    };
    let terms: Vec<String> = terms.as_array().into_iter().flatten().map(term).collect();
    sheet.several(0, "Node Affinity", &terms);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{has, tells};
    use serde_json::json;

    #[test]
    fn where_it_lies_and_whose_it_is_are_told() {
        let volume = |phase: &str, source: &str, value: Value| {
            json!({"metadata": {"name": "pv"}, "spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteMany"],
                "persistentVolumeReclaimPolicy": "Retain", "storageClassName": "fast", "volumeMode": "Filesystem", source: value,
                "claimRef": {"namespace": "iot", "name": "data"}, "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [
                    {"key": "zone", "operator": "In", "values": ["a", "b"]}, {"key": "gpu", "operator": "Exists"}]}]}}},
                "status": {"phase": phase, "message": "no"}})
        };
        for (name, object, want) in [
            (
                "host",
                volume("Bound", "hostPath", json!({"path": "/srv", "type": ""})),
                &[
                    "StorageClass: fast",
                    "Status: Bound",
                    "Claim: iot/data",
                    "Reclaim Policy: Retain",
                    "Access Modes: RWX",
                    "VolumeMode: Filesystem",
                    "Capacity: 1Gi",
                    "Node Affinity: zone in [a, b] and gpu exists",
                    "Type: HostPath",
                    "path: /srv",
                ][..],
            ),
            (
                "driver",
                volume("Failed", "csi", json!({"driver": "d.example", "volumeHandle": "h", "volumeAttributes": {"a": "b"}})),
                &["✗ it could not be reclaimed: no", "Type: CSI", "driver: d.example", "volumeAttributes.a: b"],
            ),
            (
                "released",
                volume("Released", "nfs", json!({})),
                &["⚠ its claim iot/data is gone: nobody gets it until it is reclaimed"],
            ),
        ] {
            has(name, &tells(tell, &object, Beside::default()), want);
        }
    }
}
