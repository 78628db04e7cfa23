//! What all controllers need to know and do about pods.

use super::World;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Facts, Key, Obj};
use crate::model::time::Time;
use serde_json::{Value, json};

/// The letters of generated names: no vowels, nothing that looks like something else
/// (k8s.io/apimachinery/pkg/util/rand).
const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// Whether a pod is ready.
pub fn is_ready(pod: &Value) -> bool {
    json::condition(pod, "Ready").is_some_and(|c| json::text(c, "/status") == "True")
}

/// Whether a pod has been ready for long enough; else, how many milliseconds are missing when it is only that.
pub fn is_available(pod: &Value, wait_ms: i64, now: Time) -> Result<(), Option<i64>> {
    let since = json::condition(pod, "Ready").and_then(|c| json::time(c, "/lastTransitionTime"));
    Facts { ready: is_ready(pod), since, ..Facts::default() }.available(wait_ms, now)
}

/// Whether a pod counts for its controller: not finished, not on its way out.
pub fn is_active(pod: &Value) -> bool {
    !json::deleting(pod) && !matches!(json::text(pod, "/status/phase"), "Succeeded" | "Failed")
}

/// `n` generated letters.
pub fn suffix(w: &mut World, n: usize) -> String {
    (0..n).map(|_| LETTERS[w.store.rng.usize(..LETTERS.len())] as char).collect()
}

/// The hash of a template as the controllers write it into names and labels.
pub fn template_hash(template: &Value, collisions: i64) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    let text = serde_json::to_vec(template).unwrap_or_default();
    for b in text.iter().chain(collisions.to_string().as_bytes()) {
        hash = (hash ^ u32::from(*b)).wrapping_mul(0x0100_0193);
    }
    hash.to_string().bytes().map(|b| LETTERS[usize::from(b) % LETTERS.len()] as char).collect()
}

/// A reference to the controller that owns an object.
pub fn owner_reference(res: Res, owner: &Value) -> Value {
    json!({
        "apiVersion": res.api_version(), "kind": res.info().kind, "name": json::name(owner), "uid": json::uid(owner),
        "controller": true, "blockOwnerDeletion": true,
    })
}

/// Makes a pod of a template for its controller.
pub fn create(w: &mut World, res: Res, owner: &Value, template: &Value, name: &str, labels: &[(&str, &str)]) -> Option<Obj> {
    let pod = build(res, owner, template, name, labels);
    let made = w.store.create(Res::Pods, pod).ok()?;
    let message = match res {
        Res::StatefulSets => format!("create Pod {name} in StatefulSet {} successful", json::name(owner)),
        _ => format!("Created pod: {name}"),
    };
    super::events::record(
        w,
        res,
        owner,
        super::events::Said { from: component(res), field: "", normal: true, reason: "SuccessfulCreate", message: &message },
    );
    Some(made)
}

/// The pod that a template asks for.
pub fn build(res: Res, owner: &Value, template: &Value, name: &str, labels: &[(&str, &str)]) -> Value {
    let mut pod = json!({ "metadata": { "name": name, "namespace": json::namespace(owner) } });
    if res != Res::StatefulSets {
        pod["metadata"]["generateName"] = format!("{}-", json::name(owner)).into();
    }
    for key in ["labels", "annotations"] {
        if let Some(map) = template.pointer(&format!("/metadata/{key}")).filter(|m| m.is_object()) {
            pod["metadata"][key] = map.clone();
        }
    }
    for (key, value) in labels {
        json::set_entry(&mut pod, "/metadata/labels", key, value);
    }
    pod["metadata"]["ownerReferences"] = json!([owner_reference(res, owner)]);
    pod["spec"] = template.get("spec").cloned().unwrap_or_else(|| json!({}));
    if res == Res::StatefulSets {
        super::claims::put(owner, &mut pod);
    }
    crate::demo::defaults::admit_pod(&mut pod);
    let qos = crate::demo::defaults::qos(&pod);
    pod["status"] = json!({ "phase": "Pending", "qosClass": qos });
    pod
}

/// Deletes a pod for its controller, which says so.
pub fn delete(w: &mut World, res: Res, owner: &Value, pod: &Value) {
    let name = json::name(pod).to_owned();
    w.delete(Res::Pods, &Key::of(pod), None);
    let message = match res {
        Res::StatefulSets => format!("delete Pod {name} in StatefulSet {} successful", json::name(owner)),
        _ => format!("Deleted pod: {name}"),
    };
    super::events::record(
        w,
        res,
        owner,
        super::events::Said { from: component(res), field: "", normal: true, reason: "SuccessfulDelete", message: &message },
    );
}

/// The component that acts for a resource, as events name it.
pub fn component(res: Res) -> &'static str {
    match res {
        Res::Deployments => "deployment-controller",
        Res::ReplicaSets => "replicaset-controller",
        Res::StatefulSets => "statefulset-controller",
        Res::DaemonSets => "daemonset-controller",
        Res::Jobs => "job-controller",
        Res::CronJobs => "cronjob-controller",
        _ => "controllermanager",
    }
}

/// A quantity in thousandths: `100m`, `2`, `64Mi`, `1Gi`, `1e3`. Zero when it does not parse.
#[allow(clippy::cast_possible_truncation, reason = "quantities are far below 2^53")]
pub fn milli(quantity: Option<&Value>) -> i64 {
    let Some(text) = quantity.map(|q| q.as_str().map_or_else(|| q.to_string(), str::to_owned)) else { return 0 };
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(text.len());
    let Ok(number) = text[..at].parse::<f64>() else { return 0 };
    let factor = match &text[at..] {
        "m" => 0.001,
        "" => 1.0,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "Ki" => 1024.0,
        "Mi" => 1024.0 * 1024.0,
        "Gi" => 1024.0 * 1024.0 * 1024.0,
        _ => return 0,
    };
    (number * factor * 1000.0).round() as i64
}

/// What a pod requests, in thousandths of a core and bytes.
pub fn requests(pod: &Value) -> (i64, i64) {
    json::list(pod, "/spec/containers").iter().fold((0, 0), |(cpu, memory), c| {
        let r = |what: &str| milli(c.pointer("/resources/requests").and_then(|r| r.get(what)));
        (cpu + r("cpu"), memory + r("memory") / 1000)
    })
}
