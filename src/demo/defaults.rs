//! What a real API server fills in when an object is written. The values are those of k8s.io/kubernetes/pkg/apis/*/defaults.go.

use super::json;
use super::resources::Res;
use serde_json::{Value, json};

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
        }
        _ => {}
    }
}

fn template(object: &mut Value) {
    if let Some(spec) = object.pointer_mut("/spec/template/spec") {
        pod_spec(spec);
    }
}

fn pod_spec(spec: &mut Value) {
    for list in ["initContainers", "containers"] {
        if let Some(Value::Array(all)) = spec.get_mut(list) {
            all.iter_mut().for_each(container);
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
