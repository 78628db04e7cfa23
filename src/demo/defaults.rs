//! What a real API server fills in when an object is written. The values are those of k8s.io/kubernetes/pkg/apis/*/defaults.go.

use super::json;
use super::resources::Res;
use super::schema::proto::base64;
use super::store::Store;
use serde_json::{Value, json};

/// The storage class of a claim that names none.
const CLASS: &str = "standard";

/// Puts `value` at a pointer when nothing stands there.
fn default(object: &mut Value, pointer: &str, value: Value) {
    if object.pointer(pointer).is_none_or(Value::is_null) {
        json::set(object, pointer, value);
    }
}

/// Fills in what the request left out.
pub fn fill(res: Res, object: &mut Value) {
    match res {
        Res::Pods => {
            if let Some(spec) = object.get_mut("spec") {
                pod_spec(spec);
            }
        }
        Res::Deployments => {
            default(object, "/spec/replicas", 1.into());
            default(object, "/spec/revisionHistoryLimit", 10.into());
            default(object, "/spec/progressDeadlineSeconds", 600.into());
            default(object, "/spec/strategy/type", "RollingUpdate".into());
            if json::text(object, "/spec/strategy/type") == "RollingUpdate" {
                default(object, "/spec/strategy/rollingUpdate/maxSurge", "25%".into());
                default(object, "/spec/strategy/rollingUpdate/maxUnavailable", "25%".into());
            }
            template(object);
        }
        Res::ReplicaSets => {
            default(object, "/spec/replicas", 1.into());
            template(object);
        }
        Res::StatefulSets => {
            default(object, "/spec/replicas", 1.into());
            default(object, "/spec/revisionHistoryLimit", 10.into());
            default(object, "/spec/podManagementPolicy", "OrderedReady".into());
            default(object, "/spec/updateStrategy/type", "RollingUpdate".into());
            if json::text(object, "/spec/updateStrategy/type") == "RollingUpdate" {
                default(object, "/spec/updateStrategy/rollingUpdate/partition", 0.into());
            }
            template(object);
        }
        Res::DaemonSets => {
            default(object, "/spec/revisionHistoryLimit", 10.into());
            default(object, "/spec/updateStrategy/type", "RollingUpdate".into());
            if json::text(object, "/spec/updateStrategy/type") == "RollingUpdate" {
                default(object, "/spec/updateStrategy/rollingUpdate/maxSurge", 0.into());
                default(object, "/spec/updateStrategy/rollingUpdate/maxUnavailable", 1.into());
            }
            template(object);
        }
        Res::Services => {
            default(object, "/spec/type", "ClusterIP".into());
            default(object, "/spec/sessionAffinity", "None".into());
            if let Some(Value::Array(ports)) = object.pointer_mut("/spec/ports") {
                for port in ports {
                    default(port, "/protocol", "TCP".into());
                    let number = port.get("port").cloned().unwrap_or_default();
                    default(port, "/targetPort", number);
                }
            }
        }
        Res::Namespaces => {
            let name = json::name(object).to_owned();
            json::set_entry(object, "/metadata/labels", "kubernetes.io/metadata.name", &name);
            default(object, "/spec/finalizers", json!(["kubernetes"]));
            default(object, "/status/phase", "Active".into());
        }
        Res::Secrets => {
            default(object, "/type", "Opaque".into());
            // What is written as text is kept as bytes.
            if let Some(Value::Object(plain)) = object.get("stringData").cloned() {
                for (key, text) in plain {
                    let bytes = base64(text.as_str().unwrap_or_default().as_bytes());
                    json::set_entry(object, "/data", &key, &bytes);
                }
                json::unset(object, "/stringData");
            }
        }
        Res::Jobs => {
            default(object, "/spec/completionMode", "NonIndexed".into());
            default(object, "/spec/backoffLimit", 6.into());
            default(object, "/spec/suspend", false.into());
            if object.pointer("/spec/completions").is_none() && object.pointer("/spec/parallelism").is_none() {
                default(object, "/spec/completions", 1.into());
            }
            default(object, "/spec/parallelism", 1.into());
            default(object, "/spec/podReplacementPolicy", "TerminatingOrFailed".into());
            template(object);
        }
        Res::CronJobs => {
            default(object, "/spec/concurrencyPolicy", "Allow".into());
            default(object, "/spec/suspend", false.into());
            default(object, "/spec/successfulJobsHistoryLimit", 3.into());
            default(object, "/spec/failedJobsHistoryLimit", 1.into());
            if let Some(spec) = object.pointer_mut("/spec/jobTemplate/spec/template/spec") {
                pod_spec(spec);
            }
        }
        Res::HorizontalPodAutoscalers => {
            default(object, "/spec/minReplicas", 1.into());
            let target = json!({ "type": "Utilization", "averageUtilization": 80 });
            default(object, "/spec/metrics", json!([{ "type": "Resource", "resource": { "name": "cpu", "target": target } }]));
        }
        Res::PersistentVolumeClaims => default(object, "/spec/volumeMode", "Filesystem".into()),
        _ => {}
    }
}

/// What a new object's status begins as; `None` for a kind whose objects begin without one.
pub fn first_status(res: Res, object: &Value) -> Option<Value> {
    match res {
        Res::Pods => Some(json!({ "phase": "Pending", "qosClass": qos(object) })),
        Res::Services | Res::Ingresses => Some(json!({ "loadBalancer": {} })),
        Res::Deployments | Res::Jobs | Res::CronJobs => Some(json!({})),
        Res::ReplicaSets => Some(json!({ "replicas": 0 })),
        Res::StatefulSets => Some(json!({ "availableReplicas": 0, "replicas": 0 })),
        Res::DaemonSets => {
            Some(json!({ "currentNumberScheduled": 0, "desiredNumberScheduled": 0, "numberMisscheduled": 0, "numberReady": 0 }))
        }
        Res::HorizontalPodAutoscalers => Some(json!({ "currentMetrics": null, "desiredReplicas": 0 })),
        Res::PodDisruptionBudgets => {
            Some(json!({ "currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0 }))
        }
        Res::PersistentVolumeClaims => Some(json!({ "phase": "Pending" })),
        Res::Devices => Some(json!({ "phase": "Offline" })),
        _ => None,
    }
}

/// The quality of service of a pod, by its requests and limits.
pub fn qos(pod: &Value) -> &'static str {
    let all = json::list(pod, "/spec/containers");
    let has = |c: &Value, kind: &str, what: &str| c.pointer(&format!("/resources/{kind}/{what}")).is_some();
    let any = |kind: &str| all.iter().any(|c| has(c, kind, "cpu") || has(c, kind, "memory"));
    let whole = all.iter().all(|c| {
        has(c, "limits", "cpu")
            && has(c, "limits", "memory")
            && ["cpu", "memory"].iter().all(|w| {
                let r = c.pointer(&format!("/resources/requests/{w}"));
                r.is_none() || r == c.pointer(&format!("/resources/limits/{w}"))
            })
    });
    match (any("requests") || any("limits"), whole && !all.is_empty()) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}

/// What admission and allocation fill in when an object is made.
pub fn admit(res: Res, object: &mut Value, store: &mut Store) {
    match res {
        Res::Pods => admit_pod(object),
        Res::Services if json::text(object, "/spec/type") != "ExternalName" => {
            if json::text(object, "/spec/clusterIP").is_empty() {
                let ip = format!("10.97.{}.{}", store.rng.u8(..250), store.rng.u8(2..250));
                json::set(object, "/spec/clusterIP", ip.into());
            }
            let ip = object.pointer("/spec/clusterIP").cloned();
            default(object, "/spec/clusterIPs", json!([ip]));
            default(object, "/spec/ipFamilies", json!(["IPv4"]));
            default(object, "/spec/ipFamilyPolicy", "SingleStack".into());
            default(object, "/spec/internalTrafficPolicy", "Cluster".into());
            if matches!(json::text(object, "/spec/type"), "NodePort" | "LoadBalancer")
                && let Some(Value::Array(ports)) = object.pointer_mut("/spec/ports")
            {
                for port in ports {
                    default(port, "/nodePort", store.rng.u16(30_000..32_767).into());
                }
            }
        }
        Res::PersistentVolumeClaims => {
            default(object, "/spec/storageClassName", CLASS.into());
            json::set(object, "/metadata/finalizers", json!(["kubernetes.io/pvc-protection"]));
        }
        Res::Jobs => {
            // The job's pods are told from others by its UID, which it has not yet: its name and a number stand for it.
            let id = store.fresh_uid();
            let name = json::name(object).to_owned();
            if !json::flag(object, "/spec/manualSelector") && object.pointer("/spec/selector").is_none() {
                for (k, v) in [
                    ("batch.kubernetes.io/controller-uid", &id),
                    ("batch.kubernetes.io/job-name", &name),
                    ("controller-uid", &id),
                    ("job-name", &name),
                ] {
                    json::set_entry(object, "/spec/template/metadata/labels", k, v);
                }
                json::set(object, "/spec/selector", json!({ "matchLabels": { "batch.kubernetes.io/controller-uid": id } }));
            }
        }
        _ => {}
    }
}

/// What the admission plugins ServiceAccount, Priority and DefaultTolerationSeconds fill in.
pub fn admit_pod(pod: &mut Value) {
    for (at, value) in [
        ("/spec/serviceAccountName", json!("default")),
        ("/spec/serviceAccount", json!("default")),
        ("/spec/enableServiceLinks", json!(true)),
        ("/spec/preemptionPolicy", json!("PreemptLowerPriority")),
        ("/spec/priority", json!(0)),
    ] {
        default(pod, at, value);
    }
    let mut all = json::list(pod, "/spec/tolerations").to_vec();
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        if !all.iter().any(|t| json::text(t, "/key") == key) {
            all.push(json!({ "effect": "NoExecute", "key": key, "operator": "Exists", "tolerationSeconds": 300 }));
        }
    }
    json::set(pod, "/spec/tolerations", all.into());
}

/// What was assigned once stays when a write leaves it out.
pub fn keep_assigned(res: Res, new: &mut Value, old: &Value) {
    let fields: &[&str] = match res {
        Res::Services => &["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"],
        Res::Pods => &["nodeName", "serviceAccountName", "serviceAccount", "enableServiceLinks", "preemptionPolicy", "priority"],
        Res::Jobs => &["selector"],
        _ => &[],
    };
    for f in fields {
        let at = format!("/spec/{f}");
        if let (None, Some(v)) = (new.pointer(&at), old.pointer(&at)) {
            json::set(new, &at, v.clone());
        }
    }
}

fn template(object: &mut Value) {
    if let Some(spec) = object.pointer_mut("/spec/template/spec") {
        pod_spec(spec);
    }
}

fn pod_spec(spec: &mut Value) {
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        if let Some(Value::Array(all)) = spec.get_mut(list) {
            all.iter_mut().for_each(container);
        }
    }
    for volume in spec.get_mut("volumes").and_then(Value::as_array_mut).into_iter().flatten() {
        if volume.as_object().is_some_and(|v| v.keys().all(|k| k == "name")) {
            default(volume, "/emptyDir", json!({}));
        }
        for kind in ["configMap", "secret"].into_iter().filter(|kind| volume.get(kind).is_some()).collect::<Vec<_>>() {
            default(volume, &format!("/{kind}/defaultMode"), 420.into());
        }
        if volume.get("hostPath").is_some() {
            default(volume, "/hostPath/type", "".into());
        }
    }
    default(spec, "/restartPolicy", "Always".into());
    default(spec, "/terminationGracePeriodSeconds", 30.into());
    default(spec, "/dnsPolicy", "ClusterFirst".into());
    default(spec, "/securityContext", json!({}));
    default(spec, "/schedulerName", "default-scheduler".into());
}

fn container(c: &mut Value) {
    let image = json::text(c, "/image").to_owned();
    let latest = image.ends_with(":latest") || !image.rsplit('/').next().unwrap_or_default().contains([':', '@']);
    default(c, "/resources", json!({}));
    default(c, "/terminationMessagePath", "/dev/termination-log".into());
    default(c, "/terminationMessagePolicy", "File".into());
    default(c, "/imagePullPolicy", if latest { "Always" } else { "IfNotPresent" }.into());
    if let Some(Value::Array(ports)) = c.get_mut("ports") {
        for port in ports {
            default(port, "/protocol", "TCP".into());
        }
    }
    for probe in ["readinessProbe", "livenessProbe", "startupProbe"] {
        if let Some(p) = c.get_mut(probe).filter(|p| p.is_object()) {
            for (at, n) in [("/timeoutSeconds", 1), ("/periodSeconds", 10), ("/successThreshold", 1), ("/failureThreshold", 3)] {
                default(p, at, n.into());
            }
            if p.get("httpGet").is_some() {
                default(p, "/httpGet/scheme", "HTTP".into());
            }
        }
    }
}
