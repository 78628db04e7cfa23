//! What may not be written, in the words of a real server's validation.

use super::pod_rules;
use crate::demo::failure::{Cause, Failure};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::selector::Labels;
use serde_json::Value;
use std::collections::BTreeSet;

const DNS_1123: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must \
start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/// Checks an object that is to be written over `old`, or to be made.
pub fn object(res: Res, new: &Value, old: Option<&Value>) -> Result<(), Failure> {
    let mut causes = Vec::new();
    let name = json::name(new);
    if name.is_empty() {
        causes.push(Cause::required("metadata.name", "name or generateName is required"));
    } else if !is_name(name) && res != Res::Events {
        causes.push(Cause::invalid("metadata.name", &name.into(), DNS_1123));
    }
    match res {
        Res::Pods => {
            pod_spec(new, "/spec", "spec", &mut causes);
            if let Some(old) = old {
                pod_update(new, old, &mut causes);
            }
        }
        Res::Deployments | Res::ReplicaSets | Res::StatefulSets | Res::DaemonSets => workload(res, new, old, &mut causes),
        _ => super::rules::check(res, new, old, &mut causes),
    }
    labels(new, "/metadata/labels", "metadata.labels", &mut causes);
    labels(new, "/spec/template/metadata/labels", "spec.template.metadata.labels", &mut causes);
    if causes.is_empty() { Ok(()) } else { Err(Failure::invalid(res, name, &causes)) }
}

fn is_name(name: &str) -> bool {
    let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= 253 && name.split('.').all(|p| p.starts_with(end) && p.ends_with(end) && p.chars().all(|c| end(c) || c == '-'))
}

/// Checks a number of replicas.
pub fn replicas(new: &Value, causes: &mut Vec<Cause>) {
    match new.pointer("/spec/replicas") {
        None | Some(Value::Null) => {}
        Some(v) => match v.as_i64() {
            Some(n) if n < 0 => causes.push(Cause::invalid("spec.replicas", v, "must be greater than or equal to 0")),
            Some(n) if n > i64::from(i32::MAX) => causes.push(Cause::invalid("spec.replicas", v, "must be a 32-bit number")),
            Some(_) => {}
            None => causes.push(Cause::invalid("spec.replicas", v, "must be an integer")),
        },
    }
}

fn workload(res: Res, new: &Value, old: Option<&Value>, causes: &mut Vec<Cause>) {
    replicas(new, causes);
    for field in ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"] {
        if let Some(v) = new.pointer(&format!("/spec/{field}")).filter(|v| v.as_i64().is_some_and(|n| n < 0)) {
            causes.push(Cause::invalid(&format!("spec.{field}"), v, "must be greater than or equal to 0"));
        }
    }
    if res == Res::Deployments {
        rollout(new, causes);
    }
    match Labels::of_object(new.pointer("/spec/selector")) {
        None => causes.push(Cause::required("spec.selector", "")),
        Some(selector) => {
            let labels = new.pointer("/spec/template/metadata/labels");
            if !selector.fits(labels) {
                let shown = labels.cloned().unwrap_or(Value::Null);
                let why = "`selector` does not match template `labels`";
                causes.push(Cause::invalid("spec.template.metadata.labels", &shown, why));
            }
        }
    }
    if let Some(old) = old
        && old.pointer("/spec/selector") != new.pointer("/spec/selector")
    {
        let shown = new.pointer("/spec/selector").cloned().unwrap_or(Value::Null);
        causes.push(Cause::invalid("spec.selector", &shown, "field is immutable"));
    }
    if let (Res::StatefulSets, Some(old)) = (res, old) {
        let free = [
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds",
            "selector",
        ];
        let fixed = |v: &Value| {
            let mut spec = v.get("spec").cloned().unwrap_or_default();
            free.iter().for_each(|f| json::unset(&mut spec, &format!("/{f}")));
            spec
        };
        if fixed(old) != fixed(new) {
            causes.push(Cause::forbidden("spec", "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
        }
    }
    pod_spec(new, "/spec/template/spec", "spec.template.spec", causes);
    let policy = json::text(new, "/spec/template/spec/restartPolicy");
    if !policy.is_empty() && policy != "Always" {
        causes.push(Cause {
            reason: "FieldValueNotSupported",
            message: format!("Unsupported value: {policy:?}: supported values: \"Always\""),
            field: "spec.template.spec.restartPolicy".into(),
        });
    }
}

/// Checks what a Deployment says of its rollouts.
fn rollout(new: &Value, causes: &mut Vec<Cause>) {
    let least = json::int(new, "/spec/minReadySeconds");
    if let Some(v) = new.pointer("/spec/progressDeadlineSeconds").filter(|v| v.as_i64().is_some_and(|n| n >= 0 && n <= least)) {
        causes.push(Cause::invalid("spec.progressDeadlineSeconds", v, "must be greater than minReadySeconds"));
    }
    let zero = |field: &str| {
        let v = new.pointer(&format!("/spec/strategy/rollingUpdate/{field}"));
        v.is_some_and(|v| v.as_i64() == Some(0) || v.as_str() == Some("0%"))
    };
    if zero("maxUnavailable") && zero("maxSurge") {
        let shown = new.pointer("/spec/strategy/rollingUpdate/maxUnavailable").cloned().unwrap_or_default();
        let why = "may not be 0 when `maxSurge` is 0";
        causes.push(Cause::invalid("spec.strategy.rollingUpdate.maxUnavailable", &shown, why));
    }
}

/// Checks keys and values of labels, by k8s.io/apimachinery/pkg/util/validation.
fn labels(object: &Value, pointer: &str, field: &str, causes: &mut Vec<Cause>) {
    const RULE: &str =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
    let fits = |text: &str| {
        let end = |c: char| c.is_ascii_alphanumeric();
        let middle = |c: char| end(c) || "-_.".contains(c);
        text.len() <= 63 && text.starts_with(end) && text.ends_with(end) && text.chars().all(middle)
    };
    for (key, value) in object.pointer(pointer).and_then(Value::as_object).into_iter().flatten() {
        if !fits(key.rsplit('/').next().unwrap_or_default()) {
            causes.push(Cause::invalid(field, &key.as_str().into(), &format!("name part {RULE} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")));
        }
        let text = value.as_str().unwrap_or_default();
        if !text.is_empty() && !fits(text) {
            causes.push(Cause::invalid(field, value, &format!("a valid label must be an empty string or {} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')", RULE.replacen("must consist", "consist", 1))));
        }
    }
}

/// Checks the containers of a pod or a template.
pub fn pod_spec(object: &Value, pointer: &str, field: &str, causes: &mut Vec<Cause>) {
    let containers = json::list(object, &format!("{pointer}/containers"));
    if containers.is_empty() {
        causes.push(Cause::required(&format!("{field}.containers"), ""));
    }
    let spec = object.pointer(pointer).unwrap_or(&Value::Null);
    let volumes = pod_rules::volumes(spec, field, causes);
    let mut names = BTreeSet::new();
    for list in ["initContainers", "containers"] {
        for (i, c) in json::list(object, &format!("{pointer}/{list}")).iter().enumerate() {
            let at = format!("{field}.{list}[{i}]");
            let name = json::text(c, "/name");
            if name.is_empty() {
                causes.push(Cause::required(&format!("{at}.name"), ""));
            } else if !names.insert(name) {
                causes.push(Cause {
                    reason: "FieldValueDuplicate",
                    message: format!("Duplicate value: {name:?}"),
                    field: format!("{at}.name"),
                });
            }
            let image = json::text(c, "/image");
            if image.is_empty() {
                causes.push(Cause::required(&format!("{at}.image"), ""));
            } else if image.trim() != image && field == "spec" {
                causes.push(Cause::invalid(&format!("{at}.image"), &image.into(), "must not have leading or trailing whitespace"));
            }
            pod_rules::container(c, &at, list == "initContainers", &volumes, causes);
        }
    }
}

/// Of a pod only images, deadlines and added tolerations may change.
fn pod_update(new: &Value, old: &Value, causes: &mut Vec<Cause>) {
    let fixed = |v: &Value| {
        let mut spec = v.get("spec").cloned().unwrap_or_default();
        for list in ["containers", "initContainers"] {
            if let Some(Value::Array(all)) = spec.get_mut(list) {
                all.iter_mut().for_each(|c| json::unset(c, "/image"));
            }
        }
        for f in ["activeDeadlineSeconds", "terminationGracePeriodSeconds", "tolerations"] {
            json::unset(&mut spec, &format!("/{f}"));
        }
        spec
    };
    if fixed(old) != fixed(new) {
        causes.push(Cause::forbidden("spec", "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"));
    }
}
