//! A pod template within another object: what its pods will be. Of variables their names and where the value is from, never the value.

use super::sheet::{Sheet, capital, labels};
use super::{probe, text};
use serde_json::Value;

fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().into_iter().flatten()
}

fn words(value: &Value, field: &str) -> String {
    list(value, field).map(text).collect::<Vec<_>>().join(" ")
}

pub(super) fn tell(sheet: &mut Sheet, template: &Value) {
    let spec = &template["spec"];
    sheet.title("Pod template");
    sheet.inner("Labels", &labels(&template["metadata"]["labels"]));
    sheet.inner("Annotations", &labels(&template["metadata"]["annotations"]));
    sheet.inner("Service Account", &text(&spec["serviceAccountName"]));
    sheet.inner("Restart Policy", &text(&spec["restartPolicy"]));
    sheet.inner("Node-Selectors", &labels(&spec["nodeSelector"]));
    let tolerations: Vec<String> = list(spec, "tolerations").map(toleration).collect();
    sheet.several(2, "Tolerations", &tolerations);
    sheet.inner("Priority Class Name", &text(&spec["priorityClassName"]));
    for (title, field) in [("Init container", "initContainers"), ("Container", "containers")] {
        for c in list(spec, field) {
            container(sheet, title, c);
        }
    }
    let volumes: Vec<String> = list(spec, "volumes").map(volume).collect();
    if !volumes.is_empty() {
        sheet.title("Volumes");
        volumes.iter().for_each(|v| sheet.line(v));
    }
}

fn container(sheet: &mut Sheet, title: &str, c: &Value) {
    sheet.line(&format!("{title} {}:", text(&c["name"])));
    sheet.inmost("Image", &text(&c["image"]));
    let port = |p: &Value, field: &str| {
        p[field].as_u64().filter(|n| *n > 0).map(|n| format!("{n}/{}", p["protocol"].as_str().unwrap_or("TCP")))
    };
    let ports = |field: &str| list(c, "ports").filter_map(|p| port(p, field)).collect::<Vec<_>>().join(", ");
    sheet.inmost("Ports", &ports("containerPort"));
    sheet.inmost("Host Ports", &ports("hostPort"));
    sheet.inmost("Command", &words(c, "command"));
    sheet.inmost("Args", &words(c, "args"));
    for (label, part) in [("Requests", "requests"), ("Limits", "limits")] {
        let pairs = c["resources"][part].as_object().into_iter().flatten().map(|(k, v)| format!("{k} {}", text(v)));
        sheet.inmost(label, &pairs.collect::<Vec<_>>().join(", "));
    }
    for (label, field) in [("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")] {
        sheet.inmost(label, &probe::words(&c[field]));
    }
    let from = |f: &Value| {
        let source = |field: &str, kind: &str| f[field].is_object().then(|| format!("{kind} {}", text(&f[field]["name"])));
        source("configMapRef", "ConfigMap").or_else(|| source("secretRef", "Secret")).unwrap_or_default()
    };
    let whole: Vec<String> = list(c, "envFrom").map(from).collect();
    sheet.several(4, "Environment of", &whole);
    let variables: Vec<String> = list(c, "env").map(variable).collect();
    sheet.several(4, "Environment", &variables);
    let mount = |m: &Value| {
        let how = if m["readOnly"] == true { "ro" } else { "rw" };
        let part = m["subPath"].as_str().map(|p| format!(", path {p}")).unwrap_or_default();
        format!("{} from {} ({how}{part})", text(&m["mountPath"]), text(&m["name"]))
    };
    let mounts: Vec<String> = list(c, "volumeMounts").map(mount).collect();
    sheet.several(4, "Mounts", &mounts);
}

/// Its name, and where its value is taken from elsewhere, from where.
fn variable(v: &Value) -> String {
    let (name, from) = (text(&v["name"]), &v["valueFrom"]);
    let key = |field: &str, kind: &str| {
        from[field]
            .is_object()
            .then(|| format!("{name} from {kind} {}, key {}", text(&from[field]["name"]), text(&from[field]["key"])))
    };
    let field = || from["fieldRef"].is_object().then(|| format!("{name} from {}", text(&from["fieldRef"]["fieldPath"])));
    let amount =
        || from["resourceFieldRef"].is_object().then(|| format!("{name} from {}", text(&from["resourceFieldRef"]["resource"])));
    key("secretKeyRef", "Secret").or_else(|| key("configMapKeyRef", "ConfigMap")).or_else(field).or_else(amount).unwrap_or(name)
}

fn toleration(t: &Value) -> String {
    let key = text(&t["key"]);
    let (value, effect) = (text(&t["value"]), text(&t["effect"]));
    let mut out = key;
    if !value.is_empty() {
        out = format!("{out}={value}");
    }
    if !effect.is_empty() {
        out = format!("{out}:{effect}");
    }
    if t["operator"] == "Exists" && value.is_empty() {
        out = if out.is_empty() || out.starts_with(':') {
            format!("{out} op=Exists").trim_start().to_owned()
        } else {
            format!("{out} op=Exists")
        };
    }
    match t["tolerationSeconds"].as_i64() {
        Some(seconds) => format!("{out} for {seconds}s"),
        None => out,
    }
}

/// `data: ConfigMap conf`, with what says where it is from.
fn volume(v: &Value) -> String {
    let source = v.as_object().into_iter().flatten().find(|(k, _)| *k != "name");
    let Some((kind, source)) = source else { return text(&v["name"]) };
    let named = ["claimName", "secretName", "name", "path", "medium", "driver", "server"];
    let names: Vec<String> = named.iter().map(|f| text(&source[*f])).filter(|t| !t.is_empty()).collect();
    let parts: Vec<String> =
        list(source, "sources").flat_map(|s| s.as_object().into_iter().flatten().map(|(k, _)| k.clone())).collect();
    let kind = capital(kind);
    format!("{}: {kind} {}{}", text(&v["name"]), names.join(" "), parts.join(", ")).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::tests::has;
    use serde_json::json;

    #[test]
    fn what_its_pods_will_be_is_told_without_values() {
        let template = json!({"metadata": {"labels": {"app": "web"}, "annotations": {"a": "b"}}, "spec": {"serviceAccountName": "runner",
            "restartPolicy": "Never", "nodeSelector": {"zone": "a"}, "priorityClassName": "high",
            "tolerations": [{"key": "k", "operator": "Equal", "value": "v", "effect": "NoSchedule"}, {"operator": "Exists", "tolerationSeconds": 30}],
            "initContainers": [{"name": "first", "image": "i:1"}],
            "containers": [{"name": "app", "image": "lab/app:1", "command": ["run"], "args": ["-v", "x"], "ports": [{"containerPort": 80, "hostPort": 8080}],
                "resources": {"requests": {"cpu": "5m"}, "limits": {"memory": "1Gi"}}, "livenessProbe": {"tcpSocket": {"port": 80}, "periodSeconds": 5, "failureThreshold": 3},
                "envFrom": [{"secretRef": {"name": "s"}}], "env": [{"name": "A", "value": "hunter2"}, {"name": "B", "valueFrom": {"secretKeyRef": {"name": "db", "key": "pw"}}},
                    {"name": "C", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}],
                "volumeMounts": [{"name": "data", "mountPath": "/data", "readOnly": true}]}],
            "volumes": [{"name": "data", "configMap": {"name": "conf"}}, {"name": "tmp", "emptyDir": {}}, {"name": "all", "projected": {"sources": [{"secret": {}}]}}]}});
        let mut sheet = Sheet::default();
        tell(&mut sheet, &template);
        let text = sheet.text();
        has(
            "template",
            &text,
            &[
                "Labels: app=web",
                "Annotations: a=b",
                "Service Account: runner",
                "Node-Selectors: zone=a",
                "Tolerations: k=v:NoSchedule\nop=Exists for 30s",
                "Priority Class Name: high",
                "Init container first:\nImage: i:1",
                "Container app:\nImage: lab/app:1\nPorts: 80/TCP\nHost Ports: 8080/TCP\nCommand: run\nArgs: -v x\nRequests: cpu 5m\nLimits: memory 1Gi",
                "Liveness: TCP port 80, every 5 s, 3 failures",
                "Environment of: Secret s",
                "Environment: A\nB from Secret db, key pw\nC from status.podIP",
                "Mounts: /data from data (ro)",
                "data: ConfigMap conf\ntmp: EmptyDir\nall: Projected secret",
            ],
        );
        assert!(!text.contains("hunter2"), "{text}");
    }
}
