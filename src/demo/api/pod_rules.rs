//! What may not stand in a pod's containers and volumes, after k8s.io/kubernetes/pkg/apis/core/validation.

use crate::demo::control::pods::milli;
use crate::demo::failure::Cause;
use crate::demo::json;
use serde_json::Value;
use std::collections::BTreeSet;

const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with \
an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
/// What a port must be.
pub const PORT: &str = "must be between 1 and 65535, inclusive";

/// What protocols there are.
pub const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];

/// The same a second time.
pub fn twice(field: String, value: &str) -> Cause {
    Cause { reason: "FieldValueDuplicate", message: format!("Duplicate value: {value:?}"), field }
}

/// None of those that there are.
pub fn unsupported(field: &str, value: &str, all: &[&str]) -> Cause {
    let all: Vec<String> = all.iter().map(|v| format!("{v:?}")).collect();
    let message = format!("Unsupported value: {value:?}: supported values: {}", all.join(", "));
    Cause { reason: "FieldValueNotSupported", message, field: field.into() }
}

/// Whether a text is a label of a domain name.
fn is_label(text: &str) -> bool {
    let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= 63 && text.starts_with(end) && text.ends_with(end) && text.chars().all(|c| end(c) || c == '-')
}

/// Checks a name that must be a label of a domain name.
fn label(text: &str, field: &str, causes: &mut Vec<Cause>) {
    if !text.is_empty() && !is_label(text) {
        let why = if text.len() > 63 { "must be no more than 63 bytes" } else { LABEL };
        causes.push(Cause::invalid(field, &text.into(), why));
    }
}

/// Checks the volumes of a pod; gives their names.
pub fn volumes<'a>(spec: &'a Value, field: &str, causes: &mut Vec<Cause>) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for (i, v) in json::list(spec, "/volumes").iter().enumerate() {
        let (at, name) = (format!("{field}.volumes[{i}]"), json::text(v, "/name"));
        let sources: Vec<&String> = v.as_object().into_iter().flatten().map(|(k, _)| k).filter(|k| *k != "name").collect();
        match sources.as_slice() {
            [] => causes.push(Cause::required(&at, "must specify a volume type")),
            [_] => {}
            [_, more @ ..] => {
                causes
                    .extend(more.iter().map(|s| Cause::forbidden(&format!("{at}.{s}"), "may not specify more than 1 volume type")));
            }
        }
        if name.is_empty() {
            causes.push(Cause::required(&format!("{at}.name"), ""));
        } else if !names.insert(name) {
            causes.push(twice(format!("{at}.name"), name));
        }
        label(name, &format!("{at}.name"), causes);
        if v.pointer("/persistentVolumeClaim").is_some_and(|c| json::text(c, "/claimName").is_empty()) {
            causes.push(Cause::required(&format!("{at}.persistentVolumeClaim.claimName"), ""));
        }
        if v.pointer("/hostPath").is_some_and(|h| json::text(h, "/path").is_empty()) {
            causes.push(Cause::required(&format!("{at}.hostPath.path"), ""));
        }
    }
    names
}

/// Checks a container beyond its name and image.
pub fn container(c: &Value, at: &str, init: bool, volumes: &BTreeSet<&str>, causes: &mut Vec<Cause>) {
    label(json::text(c, "/name"), &format!("{at}.name"), causes);
    let policy = json::text(c, "/imagePullPolicy");
    if !policy.is_empty() && !["Always", "IfNotPresent", "Never"].contains(&policy) {
        causes.push(unsupported(&format!("{at}.imagePullPolicy"), policy, &["Always", "IfNotPresent", "Never"]));
    }
    ports(c, at, causes);
    env(c, at, causes);
    mounts(c, at, volumes, causes);
    resources(c, at, causes);
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(p) = c.get(name).filter(|_| !init) {
            probe(p, &format!("{at}.{name}"), name != "readinessProbe", causes);
        }
    }
}

fn ports(c: &Value, at: &str, causes: &mut Vec<Cause>) {
    let mut names = BTreeSet::new();
    for (i, p) in json::list(c, "/ports").iter().enumerate() {
        let at = format!("{at}.ports[{i}]");
        let name = json::text(p, "/name");
        if !name.is_empty() {
            let why = if name.len() > 15 {
                Some("must be no more than 15 characters")
            } else if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
                Some("must contain only alphanumeric characters (a-z, 0-9), and hyphens (-)")
            } else if !name.chars().any(|c| c.is_ascii_lowercase()) {
                Some("must contain at least one letter (a-z)")
            } else {
                None
            };
            if let Some(why) = why {
                causes.push(Cause::invalid(&format!("{at}.name"), &name.into(), why));
            } else if !names.insert(name) {
                causes.push(twice(format!("{at}.name"), name));
            }
        }
        match json::int(p, "/containerPort") {
            0 => causes.push(Cause::required(&format!("{at}.containerPort"), "")),
            1..=65_535 => {}
            n => causes.push(Cause::invalid(&format!("{at}.containerPort"), &n.into(), PORT)),
        }
        let host = json::int(p, "/hostPort");
        if host != 0 && !(1..=65_535).contains(&host) {
            causes.push(Cause::invalid(&format!("{at}.hostPort"), &host.into(), PORT));
        }
        let protocol = json::text(p, "/protocol");
        if !PROTOCOLS.contains(&protocol) && !protocol.is_empty() {
            causes.push(unsupported(&format!("{at}.protocol"), protocol, &PROTOCOLS));
        }
    }
}

fn env(c: &Value, at: &str, causes: &mut Vec<Cause>) {
    for (i, e) in json::list(c, "/env").iter().enumerate() {
        let (at, name) = (format!("{at}.env[{i}]"), json::text(e, "/name"));
        if name.is_empty() {
            causes.push(Cause::required(&format!("{at}.name"), ""));
        } else if !name.chars().all(|c| (' '..='~').contains(&c) && c != '=') {
            let why = "a valid environment variable name must consist only of printable ASCII characters other than '='";
            causes.push(Cause::invalid(&format!("{at}.name"), &name.into(), why));
        }
        if e.get("valueFrom").is_some() && !json::text(e, "/value").is_empty() {
            causes.push(Cause::invalid(&format!("{at}.valueFrom"), &"".into(), "may not be specified when `value` is not empty"));
        }
    }
}

fn mounts(c: &Value, at: &str, volumes: &BTreeSet<&str>, causes: &mut Vec<Cause>) {
    let mut paths = BTreeSet::new();
    for (i, m) in json::list(c, "/volumeMounts").iter().enumerate() {
        let (at, name, path) = (format!("{at}.volumeMounts[{i}]"), json::text(m, "/name"), json::text(m, "/mountPath"));
        if name.is_empty() {
            causes.push(Cause::required(&format!("{at}.name"), ""));
        } else if !volumes.contains(name) {
            let message = format!("Not found: {name:?}");
            causes.push(Cause { reason: "FieldValueNotFound", message, field: format!("{at}.name") });
        }
        if path.is_empty() {
            causes.push(Cause::required(&format!("{at}.mountPath"), ""));
        } else if !paths.insert(path) {
            causes.push(Cause::invalid(&format!("{at}.mountPath"), &path.into(), "must be unique"));
        }
        let sub = json::text(m, "/subPath");
        if sub.starts_with('/') {
            causes.push(Cause::invalid(&format!("{at}.subPath"), &sub.into(), "must be a relative path"));
        }
    }
}

fn resources(c: &Value, at: &str, causes: &mut Vec<Cause>) {
    for (what, asked) in c.pointer("/resources/requests").and_then(Value::as_object).into_iter().flatten() {
        let limit = c.pointer("/resources/limits").and_then(|l| l.get(what));
        if limit.is_some() && milli(Some(asked)) > milli(limit) {
            let why =
                format!("must be less than or equal to {what} limit of {}", limit.and_then(Value::as_str).unwrap_or_default());
            causes.push(Cause::invalid(&format!("{at}.resources.requests"), asked, &why));
        }
    }
}

fn probe(p: &Value, at: &str, once: bool, causes: &mut Vec<Cause>) {
    let handlers: Vec<&str> = ["exec", "httpGet", "tcpSocket", "grpc"].into_iter().filter(|h| p.get(h).is_some()).collect();
    match handlers.as_slice() {
        [] => causes.push(Cause::required(at, "must specify a handler type")),
        [_] => {}
        [_, more @ ..] => {
            causes.extend(more.iter().map(|h| Cause::forbidden(&format!("{at}.{h}"), "may not specify more than 1 handler type")));
        }
    }
    if p.pointer("/exec").is_some() && json::list(p, "/exec/command").is_empty() {
        causes.push(Cause::required(&format!("{at}.exec.command"), ""));
    }
    for field in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
        if let Some(v) = p.get(field).filter(|v| v.as_i64().is_some_and(|n| n < 0)) {
            causes.push(Cause::invalid(&format!("{at}.{field}"), v, "must be greater than or equal to 0"));
        }
    }
    let successes = json::int_or(p, "/successThreshold", 1);
    if once && successes > 1 {
        causes.push(Cause::invalid(&format!("{at}.successThreshold"), &successes.into(), "must be 1"));
    }
}

/// Checks a claim.
pub fn claim(new: &Value, causes: &mut Vec<Cause>) {
    let modes = json::list(new, "/spec/accessModes");
    if modes.is_empty() {
        causes.push(Cause::required("spec.accessModes", "at least 1 access mode is required"));
    }
    let all = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
    for mode in modes.iter().filter_map(Value::as_str).filter(|m| !all.contains(m)) {
        causes.push(unsupported("spec.accessModes", mode, &all));
    }
    match new.pointer("/spec/resources/requests/storage") {
        None => causes.push(Cause::required("spec.resources[storage]", "")),
        Some(v) if milli(Some(v)) <= 0 => {
            causes.push(Cause::invalid("spec.resources[storage]", v, "must be greater than zero"));
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_run_is_named() {
        for (part, want) in [
            (json!({ "ports": [{ "name": "http", "containerPort": 8080 }] }), None),
            (json!({ "name": "My_App" }), Some("c.name")),
            (json!({ "ports": [{ "containerPort": 70000 }] }), Some("c.ports[0].containerPort")),
            (json!({ "ports": [{ "name": "a-name-that-is-long", "containerPort": 1 }] }), Some("c.ports[0].name")),
            (json!({ "ports": [{ "containerPort": 1, "protocol": "tcp" }] }), Some("c.ports[0].protocol")),
            (json!({ "env": [{ "name": "A.B-C", "value": "1" }] }), None),
            (json!({ "env": [{ "name": "A=B" }] }), Some("c.env[0].name")),
            (json!({ "volumeMounts": [{ "name": "data", "mountPath": "/data" }] }), None),
            (json!({ "volumeMounts": [{ "name": "none", "mountPath": "/data" }] }), Some("c.volumeMounts[0].name")),
            (
                json!({ "volumeMounts": [{ "name": "data", "mountPath": "/d" }, { "name": "data", "mountPath": "/d" }] }),
                Some("c.volumeMounts[1].mountPath"),
            ),
            (json!({ "resources": { "requests": { "cpu": "2" }, "limits": { "cpu": "1500m" } } }), Some("c.resources.requests")),
            (json!({ "resources": { "requests": { "memory": "1Gi" }, "limits": { "memory": "1024Mi" } } }), None),
            (json!({ "livenessProbe": {} }), Some("c.livenessProbe")),
            (
                json!({ "livenessProbe": { "exec": { "command": ["true"] }, "successThreshold": 2 } }),
                Some("c.livenessProbe.successThreshold"),
            ),
            (json!({ "readinessProbe": { "tcpSocket": { "port": 1 }, "successThreshold": 2 } }), None),
        ] {
            let mut causes = Vec::new();
            let pod = json!({ "volumes": [{ "name": "data", "emptyDir": {} }] });
            let names = volumes(&pod, "v", &mut causes);
            container(&part, "c", false, &names, &mut causes);
            assert_eq!(causes.first().map(|c| c.field.as_str()), want, "{part}");
        }
        for (volume, want) in [
            (json!({ "name": "a" }), "v.volumes[0]"),
            (json!({ "name": "a", "emptyDir": {}, "hostPath": { "path": "/" } }), "v.volumes[0].hostPath"),
            (json!({ "name": "a_b", "emptyDir": {} }), "v.volumes[0].name"),
            (json!({ "name": "a", "persistentVolumeClaim": {} }), "v.volumes[0].persistentVolumeClaim.claimName"),
        ] {
            let mut causes = Vec::new();
            volumes(&json!({ "volumes": [volume] }), "v", &mut causes);
            assert_eq!(causes.first().map(|c| c.field.as_str()), Some(want));
        }
    }
}
