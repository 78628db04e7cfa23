//! A PersistentVolumeClaim: what it is bound to or waits for, and which pods use it.

use super::beside::{Wanted, What};
use super::sheet::{Sheet, joined, labels};
use super::{Told, conditions, held, text};
use crate::model::naming::segment;
use serde_json::Value;

/// The provisioner's choice of a node, and the annotation of the class in old claims.
const NODE: &str = "volume.kubernetes.io/selected-node";
const CLASS: &str = "volume.beta.kubernetes.io/storage-class";

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    let namespace = text(&object["metadata"]["namespace"]);
    vec![Wanted { what: What::Pods, paths: vec![format!("/api/v1/namespaces/{}/pods?", segment(&namespace))] }]
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let (spec, status) = (&told.object["spec"], &told.object["status"]);
    let users = told.beside.of(What::Pods).map(|found| {
        let mut users = held::users(&found.items, &text(&told.object["metadata"]["name"]));
        if found.more {
            users.push("and maybe more: not all pods were read".into());
        }
        users
    });
    let class = spec["storageClassName"].as_str().or(told.object["metadata"]["annotations"][CLASS].as_str());
    let phase = text(&status["phase"]);
    match &*phase {
        "Lost" => sheet.wrong(&format!("its volume {} is lost", text(&spec["volumeName"]))),
        "Pending" => {
            let why = match (class, &users) {
                (Some(""), _) => ": it names no class, so a volume has to be made by hand",
                (_, Ok(users)) if users.is_empty() => ": no pod uses it yet, which its class may wait for",
                _ => "",
            };
            sheet.warn(&format!("it is bound to no volume{why}"));
        }
        _ => {}
    }
    conditions::judge(sheet, &status["conditions"], conditions::unwell);
    sheet.pair("StorageClass", class.unwrap_or_default());
    sheet.pair("VolumeAttributesClass", &text(&spec["volumeAttributesClassName"]));
    sheet.pair("Status", &phase);
    sheet.pair("Volume", &text(&spec["volumeName"]));
    let (has, asked) = (text(&status["capacity"]["storage"]), text(&spec["resources"]["requests"]["storage"]));
    sheet.pair("Capacity", &has);
    if asked != has {
        sheet.pair("Requested", &asked);
    }
    let modes = if status["accessModes"].is_array() { &status["accessModes"] } else { &spec["accessModes"] };
    sheet.pair("Access Modes", &short_modes(modes));
    sheet.pair("VolumeMode", &text(&spec["volumeMode"]));
    sheet.pair("Selector", &super::sheet::selector(&spec["selector"]));
    sheet.pair("Selected Node", &text(&told.object["metadata"]["annotations"][NODE]));
    let source = if spec["dataSourceRef"].is_object() { &spec["dataSourceRef"] } else { &spec["dataSource"] };
    if source.is_object() {
        let group = source["apiGroup"].as_str().map(|g| format!(".{g}")).unwrap_or_default();
        sheet.pair("DataSource", &format!("{}{group}/{}", text(&source["kind"]), text(&source["name"])));
    }
    sheet.pair("Resize", &labels(&status["allocatedResourceStatuses"]));
    match users {
        Ok(users) if users.is_empty() => sheet.pair("Used By", "no pod"),
        Ok(users) => sheet.several(0, "Used By", &users),
        Err(why) => sheet.pair("Used By", why),
    }
    conditions::table(sheet, &status["conditions"], told.now);
}

/// As kubectl writes them.
pub(super) fn short_modes(modes: &Value) -> String {
    joined(modes)
        .replace("ReadWriteOncePod", "RWOP")
        .replace("ReadWriteOnce", "RWO")
        .replace("ReadOnlyMany", "ROX")
        .replace("ReadWriteMany", "RWX")
        .replace(", ", ",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::{Beside, Found};
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    fn claim(phase: &str, more: Value) -> Value {
        json!({"metadata": {"name": "data", "namespace": "iot"}, "spec": {"storageClassName": "fast", "volumeName": "pv-1", "volumeMode": "Filesystem",
            "resources": {"requests": {"storage": "2Gi"}}, "accessModes": ["ReadWriteOnce"], "dataSource": more},
            "status": {"phase": phase, "capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce", "ReadOnlyMany"]}})
    }

    #[test]
    fn what_it_is_bound_to_and_used_by_is_told() {
        let pod = json!({"metadata": {"name": "db-0"}, "spec": {"volumes": [{"persistentVolumeClaim": {"claimName": "data"}}]}, "status": {"phase": "Running"}});
        let owner = json!({"metadata": {"name": "da"}, "spec": {"volumes": [{"name": "ta", "ephemeral": {}}]}, "status": {"phase": "Running"}});
        let mut made = claim("Bound", json!(null));
        made["metadata"]["name"] = json!("da-ta");
        made["metadata"]["ownerReferences"] = json!([{"kind": "Pod", "name": "da", "controller": true}]);
        let used = || Beside(vec![found(What::Pods, vec![pod.clone()])]);
        let unused = || Beside(vec![found(What::Pods, vec![])]);
        let some = Beside(vec![(What::Pods, Ok(Found { items: vec![], more: true }))]);
        for (name, object, beside, want) in [
            (
                "bound",
                claim("Bound", json!({"kind": "VolumeSnapshot", "apiGroup": "snapshot.storage.k8s.io", "name": "s"})),
                used(),
                &[
                    "StorageClass: fast",
                    "Status: Bound",
                    "Volume: pv-1",
                    "Capacity: 1Gi",
                    "Requested: 2Gi",
                    "Access Modes: RWO,ROX",
                    "VolumeMode: Filesystem",
                    "Used By: db-0",
                    "DataSource: VolumeSnapshot.snapshot.storage.k8s.io/s",
                ][..],
            ),
            (
                "unused",
                claim("Pending", json!(null)),
                unused(),
                &["⚠ it is bound to no volume: no pod uses it yet", "Used By: no pod"],
            ),
            ("lost", claim("Lost", json!(null)), used(), &["✗ its volume pv-1 is lost"]),
            ("made with a pod", made, Beside(vec![found(What::Pods, vec![owner])]), &["Controlled By: Pod/da", "Used By: da"]),
            ("not all read", claim("Bound", json!(null)), some, &["Used By: and maybe more: not all pods were read"]),
            (
                "denied",
                claim("Pending", json!(null)),
                Beside(vec![(What::Pods, Err("not allowed: no".into()))]),
                &["⚠ it is bound to no volume\n", "Used By: not allowed: no"],
            ),
        ] {
            has(name, &tells(tell, &object, beside), want);
        }
        assert_eq!(wanted(&claim("Bound", json!(null)))[0].paths, ["/api/v1/namespaces/iot/pods?"]);
    }
}
