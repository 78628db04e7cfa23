//! What may not be written of kinds that are neither pods nor workloads, after k8s.io/kubernetes/pkg/apis/*/validation.

use super::pod_rules::{PORT, PROTOCOLS, unsupported};
use super::validate::pod_spec;
use crate::demo::control::cron::Schedule;
use crate::demo::failure::Cause;
use crate::demo::json;
use crate::demo::resources::Res;
use serde_json::Value;

/// Checks an object that is to be written over `old`, or to be made.
pub fn check(res: Res, new: &Value, old: Option<&Value>, causes: &mut Vec<Cause>) {
    match res {
        Res::Services => service(new, old, causes),
        Res::Jobs => job(new, old, causes),
        Res::CronJobs => cron(new, causes),
        Res::HorizontalPodAutoscalers => autoscaler(new, causes),
        Res::PodDisruptionBudgets
            if new.pointer("/spec/minAvailable").is_some() && new.pointer("/spec/maxUnavailable").is_some() =>
        {
            let shown = new.get("spec").cloned().unwrap_or_default();
            causes.push(Cause::invalid("spec", &shown, "minAvailable and maxUnavailable cannot be both set"));
        }
        Res::Secrets => {
            let kind = |v: &Value| json::text(v, "/type").to_owned();
            if old.is_some_and(|o| kind(o) != kind(new)) {
                causes.push(Cause::invalid("type", &kind(new).into(), "field is immutable"));
            }
            keys(new, causes);
        }
        Res::ConfigMaps => keys(new, causes),
        Res::PersistentVolumeClaims => super::pod_rules::claim(new, causes),
        Res::Devices if json::text(new, "/spec/model").is_empty() => causes.push(Cause::required("spec.model", "")),
        _ => {}
    }
    let sealed = |v: &Value| json::flag(v, "/immutable");
    if let Some(old) = old.filter(|o| sealed(o))
        && (old.get("data") != new.get("data") || !sealed(new))
    {
        causes.push(Cause::forbidden("data", "field is immutable when `immutable` is set"));
    }
}

fn keys(new: &Value, causes: &mut Vec<Cause>) {
    let bad = |k: &str| k.is_empty() || k.len() > 253 || !k.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    for (key, _) in new.get("data").and_then(Value::as_object).into_iter().flatten().filter(|(k, _)| bad(k)) {
        let why = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
        causes.push(Cause::invalid(&format!("data[{key}]"), &key.as_str().into(), why));
    }
}

fn service(new: &Value, old: Option<&Value>, causes: &mut Vec<Cause>) {
    let ports = json::list(new, "/spec/ports");
    let (kind, ip) = (json::text(new, "/spec/type"), json::text(new, "/spec/clusterIP"));
    if ports.is_empty() && kind != "ExternalName" && ip != "None" {
        causes.push(Cause::required("spec.ports", ""));
    }
    let mut names = std::collections::BTreeSet::new();
    for (i, port) in ports.iter().enumerate() {
        let at = format!("spec.ports[{i}]");
        let name = json::text(port, "/name");
        if !name.is_empty() && !names.insert(name) {
            causes.push(super::pod_rules::twice(format!("{at}.name"), name));
        }
        if ports.len() > 1 && json::text(port, "/name").is_empty() {
            causes.push(Cause::required(&format!("{at}.name"), ""));
        }
        if !(1..=65_535).contains(&json::int(port, "/port")) {
            let shown = port.get("port").cloned().unwrap_or_else(|| 0.into());
            causes.push(Cause::invalid(&format!("{at}.port"), &shown, PORT));
        }
        if let Some(target) = port.get("targetPort").filter(|t| t.as_i64().is_some_and(|n| !(1..=65_535).contains(&n))) {
            causes.push(Cause::invalid(&format!("{at}.targetPort"), target, PORT));
        }
        let protocol = json::text(port, "/protocol");
        if !PROTOCOLS.contains(&protocol) && !protocol.is_empty() {
            causes.push(unsupported(&format!("{at}.protocol"), protocol, &PROTOCOLS));
        }
    }
    let was = old.map_or("", |o| json::text(o, "/spec/clusterIP"));
    if !was.is_empty() && was != ip && kind != "ExternalName" {
        let shown = new.pointer("/spec/clusterIPs").cloned().unwrap_or_else(|| ip.into());
        causes.push(Cause::invalid("spec.clusterIPs[0]", &shown, "may not change once set"));
    }
}

fn job(new: &Value, old: Option<&Value>, causes: &mut Vec<Cause>) {
    for field in ["parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"] {
        if let Some(v) = new.pointer(&format!("/spec/{field}")).filter(|v| v.as_i64().is_some_and(|n| n < 0)) {
            causes.push(Cause::invalid(&format!("spec.{field}"), v, "must be greater than or equal to 0"));
        }
    }
    template(new, "/spec/template/spec", "spec.template.spec", causes);
    for field in ["template", "selector", "completions"] {
        let at = format!("/spec/{field}");
        if let Some(old) = old
            && old.pointer(&at) != new.pointer(&at)
        {
            let shown = new.pointer(&at).cloned().unwrap_or_default();
            causes.push(Cause::invalid(&format!("spec.{field}"), &shown, "field is immutable"));
        }
    }
}

/// Pods that run to their end may not be started again for ever.
fn template(new: &Value, pointer: &str, field: &str, causes: &mut Vec<Cause>) {
    pod_spec(new, pointer, field, causes);
    let policy = json::text(new, &format!("{pointer}/restartPolicy"));
    if !matches!(policy, "OnFailure" | "Never") {
        causes.push(Cause {
            reason: "FieldValueNotSupported",
            message: format!("Unsupported value: {policy:?}: supported values: \"OnFailure\", \"Never\""),
            field: format!("{field}.restartPolicy"),
        });
    }
}

fn cron(new: &Value, causes: &mut Vec<Cause>) {
    let schedule = json::text(new, "/spec/schedule");
    if schedule.is_empty() {
        causes.push(Cause::required("spec.schedule", ""));
    } else if Schedule::parse(schedule).is_none() {
        let why = format!("expected exactly 5 fields, found {}: {schedule}", schedule.split_whitespace().count());
        causes.push(Cause::invalid("spec.schedule", &schedule.into(), &why));
    }
    template(new, "/spec/jobTemplate/spec/template/spec", "spec.jobTemplate.spec.template.spec", causes);
}

fn autoscaler(new: &Value, causes: &mut Vec<Cause>) {
    let (least, most) = (json::int_or(new, "/spec/minReplicas", 1), json::int(new, "/spec/maxReplicas"));
    if most < 1 {
        causes.push(Cause::invalid("spec.maxReplicas", &most.into(), "must be greater than 0"));
    } else if least > most {
        causes.push(Cause::invalid("spec.maxReplicas", &most.into(), "must be greater than or equal to `minReplicas`"));
    }
    if least < 1 {
        causes.push(Cause::invalid("spec.minReplicas", &least.into(), "must be greater than or equal to 1"));
    }
    for (field, at) in
        [("spec.scaleTargetRef.kind", "/spec/scaleTargetRef/kind"), ("spec.scaleTargetRef.name", "/spec/scaleTargetRef/name")]
    {
        if json::text(new, at).is_empty() {
            causes.push(Cause::required(field, ""));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_be_is_named() {
        let pod = |policy: &str| json!({"template":{"spec":{"restartPolicy":policy,"containers":[{"name":"c","image":"x"}]}}});
        for (res, spec, want) in [
            (Res::Services, json!({"type":"ClusterIP"}), Some("spec.ports")),
            (Res::Services, json!({"ports":[{"port":70000}]}), Some("spec.ports[0].port")),
            (Res::Services, json!({"type":"ExternalName"}), None),
            (Res::Jobs, pod("Always"), Some("spec.template.spec.restartPolicy")),
            (Res::Jobs, pod("Never"), None),
            (Res::CronJobs, json!({"schedule":"often","jobTemplate":{"spec":pod("Never")}}), Some("spec.schedule")),
            (
                Res::HorizontalPodAutoscalers,
                json!({"minReplicas":3,"maxReplicas":2,"scaleTargetRef":{"kind":"A","name":"b"}}),
                Some("spec.maxReplicas"),
            ),
            (Res::PodDisruptionBudgets, json!({"minAvailable":1,"maxUnavailable":1}), Some("spec")),
        ] {
            let mut causes = Vec::new();
            check(res, &json!({ "spec": spec }), None, &mut causes);
            assert_eq!(causes.first().map(|c| c.field.as_str()), want, "{res:?} {spec}");
        }
    }
}
