//! The objects of what was read, as YAML.

use super::app::{App, Ground, Restart, Share};
use super::mounts::From;
use super::remark::{At, Said};
use super::units;
use super::volumes;
use crate::model::quantity::bytes_words;
use serde_json::{Map, Value, json};

/// All objects in the order in which they are to be made.
pub(super) fn documents(g: &mut Ground) -> Vec<Value> {
    let mut out = Vec::new();
    let (mut claimed, mut mapped): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for app in std::mem::take(&mut g.apps) {
        let uses = |claim: &str| app.mounts.iter().any(|m| matches!(&m.from, From::Claim(name) if name == claim));
        let reads = |map: &str| app.mounts.iter().any(|m| matches!(&m.from, From::Map(name, _) if name == map));
        for claim in g.claims.iter().filter(|c| uses(&c.name)) {
            let again = claimed.contains(&claim.name);
            if again && !claim.external {
                g.remarks.note(&claim.at, Said::SharedClaim(claim.name.clone()));
            }
            if !again && !claim.external {
                out.push(volumes::claim(&claim.name, g.project.as_deref()));
            }
            claimed.push(claim.name.clone());
        }
        for map in g.maps.iter().filter(|m| reads(&m.name)) {
            if !mapped.contains(&map.name) {
                out.push(json!({
                    "apiVersion": "v1",
                    "kind": "ConfigMap",
                    "metadata": metadata(&map.name, g.project.as_deref()),
                    "data": {map.key.clone(): map.content},
                }));
                mapped.push(map.name.clone());
            }
        }
        out.push(workload(g, &app));
        out.extend(service(g, &app));
    }
    out
}

/// As the text of one file.
pub(super) fn yaml(documents: &[Value]) -> String {
    let text = |document: &Value| serde_saphyr::to_string(document).unwrap_or_default();
    documents.iter().map(text).collect::<Vec<_>>().join("---\n")
}

/// Name and labels of an object.
pub(super) fn metadata(name: &str, project: Option<&str>) -> Value {
    json!({"name": name, "labels": labels(name, project)})
}

fn labels(name: &str, project: Option<&str>) -> Value {
    let mut labels = json!({"app.kubernetes.io/name": name});
    if let Some(project) = project {
        labels["app.kubernetes.io/part-of"] = project.into();
    }
    labels
}

/// Whether it is there to end: then a Job is made of it.
pub(super) fn is_task(app: &App) -> bool {
    let ends = matches!(app.restart, Some(Restart::No | Restart::OnFailure(_)));
    let serves = !app.ports.is_empty() || app.health.test.is_some() || app.wanted || app.replicas.is_some_and(|n| n > 1);
    app.task || ends && !serves
}

fn workload(g: &mut Ground, app: &App) -> Value {
    let ends = matches!(app.restart, Some(Restart::No | Restart::OnFailure(_)));
    let task = is_task(app);
    let retries = if let Some(Restart::OnFailure(times)) = app.restart { times } else { 0 };
    let at = if app.restart.is_some() { &app.restart_at } else { &app.at };
    if task {
        g.remarks.note(at, Said::Task(retries));
    } else if ends {
        g.remarks.note(at, Said::Restarts);
    }
    let project = g.project.clone();
    let selector = json!({"app.kubernetes.io/name": app.name});
    let mut meta = json!({"labels": labels(&app.name, project.as_deref())});
    if !app.annotations.is_empty() {
        meta["annotations"] = map(&app.annotations);
    }
    let mut pod = pod(g, app);
    if task {
        pod["restartPolicy"] = if retries > 0 { "OnFailure" } else { "Never" }.into();
        return json!({
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": metadata(&app.name, project.as_deref()),
            "spec": {"backoffLimit": retries, "template": {"metadata": meta, "spec": pod}},
        });
    }
    let mut spec = json!({"replicas": app.replicas.unwrap_or(1), "selector": {"matchLabels": selector}});
    // A claim is for one node at a time: the old pod goes before the new one comes.
    if app.mounts.iter().any(|m| matches!(m.from, From::Claim(_))) {
        spec["strategy"] = json!({"type": "Recreate"});
    }
    spec["template"] = json!({"metadata": meta, "spec": pod});
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(&app.name, project.as_deref()), "spec": spec})
}

fn map(pairs: &[(String, String)]) -> Value {
    pairs.iter().map(|(k, v)| (k.clone(), Value::from(v.clone()))).collect::<Map<_, _>>().into()
}

fn pod(g: &mut Ground, app: &App) -> Value {
    let mut pod = json!({});
    let (volumes, mounts) = volumes::of(app);
    let mut container = container(g, app);
    if !mounts.is_empty() {
        container["volumeMounts"] = mounts.into();
    }
    if !app.nodes.is_empty() {
        pod["nodeSelector"] =
            app.nodes.iter().map(|(k, v)| ((*k).to_owned(), Value::from(v.clone()))).collect::<Map<_, _>>().into();
    }
    let security = pod_security(app);
    if !security.is_empty() {
        pod["securityContext"] = security.into();
    }
    let net = &app.net;
    if let Some(name) = &net.hostname {
        pod["hostname"] = name.clone().into();
    }
    if !net.hosts.is_empty() {
        pod["hostAliases"] = net.hosts.iter().map(|(ip, names)| json!({"ip": ip, "hostnames": names})).collect();
    }
    let mut dns = Map::new();
    for (key, list) in [("nameservers", &net.servers), ("searches", &net.searches)] {
        if !list.is_empty() {
            dns.insert(key.into(), json!(list));
        }
    }
    if !net.options.is_empty() {
        let option = |o: &String| match o.split_once(':') {
            Some((name, value)) => json!({"name": name, "value": value}),
            None => json!({"name": o}),
        };
        dns.insert("options".into(), net.options.iter().map(option).collect());
    }
    if !dns.is_empty() {
        pod["dnsConfig"] = dns.into();
    }
    if let Some(seconds) = app.grace {
        pod["terminationGracePeriodSeconds"] = seconds.into();
    }
    pod["containers"] = json!([container]);
    if !volumes.is_empty() {
        pod["volumes"] = volumes.into();
    }
    pod
}

fn pod_security(app: &App) -> Map<String, Value> {
    let mut out = Map::new();
    if !app.security.groups.is_empty() {
        out.insert("supplementalGroups".into(), json!(app.security.groups));
    }
    if !app.security.sysctls.is_empty() {
        out.insert("sysctls".into(), app.security.sysctls.iter().map(|(n, v)| json!({"name": n, "value": v})).collect());
    }
    out
}

/// `$(` begins the name of a variable for Kubernetes, and nothing for Docker.
fn literal(text: &str) -> String {
    text.replace("$(", "$$(")
}

fn literals(words: &[String]) -> Value {
    words.iter().map(|w| literal(w)).collect()
}

fn container(g: &mut Ground, app: &App) -> Value {
    let mut out = json!({"name": app.name, "image": app.image});
    if let Some(pull) = app.pull {
        out["imagePullPolicy"] = pull.into();
    }
    // Without an entrypoint what is run is all that there is.
    let (command, args) = match (&app.command, &app.args) {
        (Some(command), args) if command.is_empty() => (args.as_ref(), None),
        (command, args) => (command.as_ref(), args.as_ref()),
    };
    for (key, words) in [("command", command), ("args", args)] {
        if let Some(words) = words.filter(|w| !w.is_empty()) {
            out[key] = literals(words);
        }
    }
    if let Some(folder) = &app.working_dir {
        out["workingDir"] = folder.clone().into();
    }
    if !app.ports.is_empty() {
        out["ports"] = app.ports.iter().map(|p| json!({"containerPort": p.container, "protocol": p.protocol})).collect();
    }
    if !app.env.is_empty() {
        out["env"] = app.env.iter().map(|(name, value)| json!({"name": name, "value": literal(value)})).collect();
    }
    let clear: Vec<String> = app.env.iter().filter(|(n, v)| !v.is_empty() && is_secret(n)).map(|(n, _)| n.clone()).collect();
    if !clear.is_empty() {
        g.remarks.note(&app.at, Said::InTheClear(clear));
    }
    let resources = resources(g, app);
    if !resources.is_empty() {
        out["resources"] = resources.into();
    }
    if let Some(probe) = probe(g, app) {
        out["readinessProbe"] = probe;
    }
    let security = security(app);
    if !security.is_empty() {
        out["securityContext"] = security.into();
    }
    for (key, on) in [("stdin", app.stdin), ("tty", app.tty)] {
        if on {
            out[key] = true.into();
        }
    }
    out
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let words = ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "APIKEY", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY"];
    words.iter().any(|w| name.contains(w)) && !name.ends_with("_FILE")
}

fn resources(g: &mut Ground, app: &App) -> Map<String, Value> {
    let (mut requests, mut limits) = (Map::new(), Map::new());
    for (key, share, words) in
        [("cpu", app.cpu, units::cpu_words as fn(u64) -> String), ("memory", app.memory, bytes_words as fn(u64) -> String)]
    {
        let Share { mut request, limit } = share;
        if request.zip(limit).is_some_and(|(request, limit)| request > limit) {
            g.remarks.open(&At::new(app.at.line, key), Said::AboveLimit);
            request = None;
        }
        for (map, amount) in [(&mut requests, request), (&mut limits, limit)] {
            if let Some(amount) = amount {
                map.insert(key.into(), words(amount).into());
            }
        }
    }
    if let Some(count) = app.gpus {
        limits.insert("nvidia.com/gpu".into(), count.to_string().into());
    }
    [("requests", requests), ("limits", limits)]
        .into_iter()
        .filter(|(_, m)| !m.is_empty())
        .map(|(k, m)| (k.into(), m.into()))
        .collect()
}

fn probe(g: &mut Ground, app: &App) -> Option<Value> {
    let health = &app.health;
    if health.off {
        return None;
    }
    let Some(test) = health.test.as_ref().filter(|t| !t.is_empty()) else {
        if health.at != At::default() {
            g.remarks.open(&health.at, Said::ImageHealth);
        }
        return None;
    };
    g.remarks.note(&health.at, Said::Probe);
    Some(json!({
        "exec": {"command": test},
        "periodSeconds": health.interval.unwrap_or(30),
        "timeoutSeconds": health.timeout.unwrap_or(30),
        "failureThreshold": health.retries.unwrap_or(3),
    }))
}

fn security(app: &App) -> Map<String, Value> {
    let s = &app.security;
    let mut out = Map::new();
    for (key, id) in [("runAsUser", s.user), ("runAsGroup", s.group)] {
        if let Some(id) = id {
            out.insert(key.into(), id.into());
        }
    }
    for (key, on) in [("privileged", s.privileged), ("readOnlyRootFilesystem", s.read_only)] {
        if on {
            out.insert(key.into(), true.into());
        }
    }
    // What has all rights on its node cannot be kept from new ones.
    if s.no_new_privileges && !s.privileged {
        out.insert("allowPrivilegeEscalation".into(), false.into());
    }
    if s.unconfined {
        out.insert("seccompProfile".into(), json!({"type": "Unconfined"}));
    }
    let mut capabilities = Map::new();
    for (key, list) in [("add", &s.add), ("drop", &s.drop)] {
        if !list.is_empty() {
            capabilities.insert(key.into(), json!(list));
        }
    }
    if !capabilities.is_empty() {
        out.insert("capabilities".into(), capabilities.into());
    }
    out
}

/// A Service for the ports; without a known one it leads to the pods, where others need the name.
fn service(g: &mut Ground, app: &App) -> Option<Value> {
    let selector = json!({"app.kubernetes.io/name": app.name});
    let spec = if app.ports.is_empty() {
        if !app.wanted {
            return None;
        }
        g.remarks.note(&app.at, Said::Headless(app.name.clone()));
        json!({"clusterIP": "None", "selector": selector})
    } else {
        let several = app.ports.len() > 1;
        let port = |p: &super::ports::Port| {
            let mut out = json!({"port": p.container, "protocol": p.protocol, "targetPort": p.container});
            if several {
                out["name"] = format!("{}-{}", p.protocol.to_ascii_lowercase(), p.container).into();
            }
            out
        };
        json!({"type": "ClusterIP", "selector": selector, "ports": app.ports.iter().map(port).collect::<Vec<_>>()})
    };
    let metadata = metadata(&app.name, g.project.as_deref());
    Some(json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}))
}
