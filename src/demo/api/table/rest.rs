//! Everything that is neither a pod nor a workload, as rows.

use super::{Column, age, ago, labels, or_none};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::model::time::Time;
use serde_json::Value;

const NAMESPACE: &[Column] = &[("Name", false), ("Status", false), ("Age", false)];
const NODE: &[Column] = &[
    ("Name", false),
    ("Status", false),
    ("Roles", false),
    ("Age", false),
    ("Version", false),
    ("Internal-IP", true),
    ("External-IP", true),
    ("OS-Image", true),
    ("Kernel-Version", true),
    ("Container-Runtime", true),
];
const SERVICE: &[Column] = &[
    ("Name", false),
    ("Type", false),
    ("Cluster-IP", false),
    ("External-IP", false),
    ("Port(s)", false),
    ("Age", false),
    ("Selector", true),
];
const ENDPOINTS: &[Column] = &[("Name", false), ("Endpoints", false), ("Age", false)];
const DATA: &[Column] = &[("Name", false), ("Data", false), ("Age", false)];
const SECRET: &[Column] = &[("Name", false), ("Type", false), ("Data", false), ("Age", false)];
const ACCOUNT: &[Column] = &[("Name", false), ("Age", false)];
const EVENT: &[Column] = &[
    ("Last Seen", false),
    ("Type", false),
    ("Reason", false),
    ("Object", false),
    ("Subobject", true),
    ("Source", true),
    ("Message", false),
    ("First Seen", true),
    ("Count", true),
    ("Name", true),
];
const REVISION: &[Column] = &[("Name", false), ("Controller", false), ("Revision", false), ("Age", false)];
const INGRESS: &[Column] =
    &[("Name", false), ("Class", false), ("Hosts", false), ("Address", false), ("Ports", false), ("Age", false)];
const SLICE: &[Column] = &[("Name", false), ("AddressType", false), ("Ports", false), ("Endpoints", false), ("Age", false)];
const HPA: &[Column] = &[
    ("Name", false),
    ("Reference", false),
    ("Targets", false),
    ("MinPods", false),
    ("MaxPods", false),
    ("Replicas", false),
    ("Age", false),
];
const BUDGET: &[Column] =
    &[("Name", false), ("Min Available", false), ("Max Unavailable", false), ("Allowed Disruptions", false), ("Age", false)];
const QUOTA: &[Column] = &[("Name", false), ("Request", false), ("Limit", false), ("Age", false)];
const CLAIM: &[Column] = &[
    ("Name", false),
    ("Status", false),
    ("Volume", false),
    ("Capacity", false),
    ("Access Modes", false),
    ("StorageClass", false),
    ("VolumeAttributesClass", false),
    ("Age", false),
    ("VolumeMode", true),
];
const DEVICE: &[Column] = &[
    ("Name", false),
    ("Model", false),
    ("Firmware", false),
    ("Phase", false),
    ("Age", false),
    ("Site", true),
    ("Last Seen", true),
];

/// The columns of a resource.
pub fn columns(res: Res) -> &'static [Column] {
    match res {
        Res::Namespaces => NAMESPACE,
        Res::Nodes => NODE,
        Res::Services => SERVICE,
        Res::Endpoints => ENDPOINTS,
        Res::Secrets => SECRET,
        Res::ServiceAccounts => ACCOUNT,
        Res::Events => EVENT,
        Res::ControllerRevisions => REVISION,
        Res::Ingresses => INGRESS,
        Res::EndpointSlices => SLICE,
        Res::HorizontalPodAutoscalers => HPA,
        Res::PodDisruptionBudgets => BUDGET,
        Res::ResourceQuotas => QUOTA,
        Res::PersistentVolumeClaims => CLAIM,
        Res::Devices => DEVICE,
        _ => DATA,
    }
}

/// The cells of an object.
pub fn cells(res: Res, o: &Value, now: Time) -> Vec<Value> {
    let text = |p: &str| json::text(o, p);
    let size = |p: &str| o.pointer(p).and_then(Value::as_object).map_or(0, serde_json::Map::len);
    let mut row: Vec<Value> = vec![json::name(o).into()];
    match res {
        Res::Namespaces => row.extend([text("/status/phase").into(), age(o, now)]),
        Res::Nodes => row.extend(node(o, now)),
        Res::Services => row.extend(service(o, now)),
        Res::Endpoints => row.extend([endpoints(o).into(), age(o, now)]),
        Res::Secrets => row.extend([text("/type").into(), size("/data").into(), age(o, now)]),
        Res::ServiceAccounts => row.push(age(o, now)),
        Res::Events => return event(o, now),
        Res::ControllerRevisions => {
            let owner = json::controller(o).map_or_else(
                || "<none>".into(),
                |c| {
                    let group = json::text(c, "/apiVersion").split_once('/').map_or("", |(g, _)| g);
                    let kind = json::text(c, "/kind").to_lowercase();
                    format!("{kind}.{group}/{}", json::text(c, "/name"))
                },
            );
            row.extend([owner.into(), json::int(o, "/revision").into(), age(o, now)]);
        }
        Res::Ingresses => row.extend(ingress(o, now)),
        Res::EndpointSlices => {
            let ports = some(json::list(o, "/ports").iter().map(|p| json::int(p, "/port").to_string()), "<unset>");
            let all = json::list(o, "/endpoints").iter().flat_map(|e| json::list(e, "/addresses"));
            let addresses = some(all.map(|a| a.as_str().unwrap_or_default().to_owned()), "<unset>");
            row.extend([text("/addressType").into(), ports.into(), addresses.into(), age(o, now)]);
        }
        Res::HorizontalPodAutoscalers => row.extend(autoscaler(o, now)),
        Res::PodDisruptionBudgets => {
            let bound = |p: &str| match o.pointer(p) {
                Some(Value::String(s)) => s.clone(),
                Some(v) => v.to_string(),
                None => "N/A".into(),
            };
            row.extend([bound("/spec/minAvailable").into(), bound("/spec/maxUnavailable").into()]);
            row.extend([json::int(o, "/status/disruptionsAllowed").into(), age(o, now)]);
        }
        Res::ResourceQuotas => row.extend(quota(o, now)),
        Res::PersistentVolumeClaims => row.extend(claim(o, now)),
        Res::Devices => {
            row.extend([text("/spec/model").into(), text("/status/firmware").into(), text("/status/phase").into(), age(o, now)]);
            row.extend([text("/spec/site").into(), ago(o, "/status/lastSeen", now, "<none>")]);
        }
        _ => row.extend([(size("/data") + size("/binaryData")).into(), age(o, now)]),
    }
    row
}

/// What requests and limits have of what they may, as kubectl prints it.
fn quota(o: &Value, now: Time) -> [Value; 3] {
    let hard = o.pointer("/status/hard").and_then(Value::as_object);
    let part = |limits: bool| {
        let all = hard.into_iter().flatten().filter(|(name, _)| name.starts_with("limits") == limits);
        let one = |(name, hard): (&String, &Value)| {
            let used = o.pointer("/status/used").and_then(|u| u.get(name)).and_then(Value::as_str).unwrap_or("0");
            format!("{name}: {used}/{}", hard.as_str().unwrap_or_default())
        };
        all.map(one).collect::<Vec<_>>().join(", ")
    };
    [part(false).into(), part(true).into(), age(o, now)]
}

fn claim(o: &Value, now: Time) -> [Value; 8] {
    let text = |p: &str| json::text(o, p);
    let short = |mode: &Value| match mode.as_str().unwrap_or_default() {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        _ => "",
    };
    // What it has is told once there is a volume.
    let bound = !text("/spec/volumeName").is_empty();
    let modes: Vec<&str> = json::list(o, "/status/accessModes").iter().filter(|_| bound).map(short).collect();
    let capacity = if bound { text("/status/capacity/storage") } else { "" };
    let attributes = match text("/spec/volumeAttributesClassName") {
        "" => "<unset>",
        class => class,
    };
    let phase = if json::deleting(o) { "Terminating" } else { text("/status/phase") };
    [
        phase.into(),
        text("/spec/volumeName").into(),
        capacity.into(),
        modes.join(",").into(),
        text("/spec/storageClassName").into(),
        attributes.into(),
        age(o, now),
        if text("/spec/volumeMode").is_empty() { "<unset>" } else { text("/spec/volumeMode") }.into(),
    ]
}

/// The first three, and how many more there are.
fn some(all: impl Iterator<Item = String>, or: &str) -> String {
    let all: Vec<String> = all.collect();
    match all.len() {
        0 => or.into(),
        n if n > 3 => format!("{} + {} more...", all[..3].join(","), n - 3),
        _ => all.join(","),
    }
}

fn node(o: &Value, now: Time) -> Vec<Value> {
    let ready = match json::condition(o, "Ready").map(|c| json::text(c, "/status")) {
        Some("True") => "Ready",
        Some(_) => "NotReady",
        None => "Unknown",
    };
    let status = if json::flag(o, "/spec/unschedulable") { format!("{ready},SchedulingDisabled") } else { ready.into() };
    let mut roles: Vec<&str> = o
        .pointer("/metadata/labels")
        .and_then(Value::as_object)
        .map(|m| m.keys().filter_map(|k| k.strip_prefix("node-role.kubernetes.io/")).collect())
        .unwrap_or_default();
    roles.sort_unstable();
    let info = |k: &str| json::text(o, &format!("/status/nodeInfo/{k}")).to_owned();
    let address = |kind: &str| {
        let found = json::list(o, "/status/addresses").iter().find(|a| json::text(a, "/type") == kind);
        or_none(found.map_or("", |a| json::text(a, "/address")))
    };
    vec![
        status.into(),
        or_none(&roles.join(",")),
        age(o, now),
        info("kubeletVersion").into(),
        address("InternalIP"),
        address("ExternalIP"),
        info("osImage").into(),
        info("kernelVersion").into(),
        info("containerRuntimeVersion").into(),
    ]
}

fn service(o: &Value, now: Time) -> Vec<Value> {
    let kind = json::text(o, "/spec/type");
    let port = |p: &Value| {
        let node = json::int(p, "/nodePort");
        let node = if node > 0 { format!(":{node}") } else { String::new() };
        format!("{}{node}/{}", json::int(p, "/port"), json::text(p, "/protocol"))
    };
    let ports = json::list(o, "/spec/ports").iter().map(port).collect::<Vec<_>>().join(",");
    let external = match kind {
        "ExternalName" => json::text(o, "/spec/externalName").to_owned(),
        "LoadBalancer" => {
            let all: Vec<&str> = json::list(o, "/status/loadBalancer/ingress").iter().map(|i| json::text(i, "/ip")).collect();
            if all.is_empty() { "<pending>".into() } else { all.join(",") }
        }
        _ => String::new(),
    };
    vec![
        kind.into(),
        or_none(json::text(o, "/spec/clusterIP")),
        or_none(&external),
        or_none(&ports),
        age(o, now),
        labels(o.pointer("/spec/selector")).into(),
    ]
}

fn endpoints(o: &Value) -> String {
    let mut all = Vec::new();
    for subset in json::list(o, "/subsets") {
        for address in json::list(subset, "/addresses") {
            let ip = json::text(address, "/ip");
            let ports = json::list(subset, "/ports");
            if ports.is_empty() {
                all.push(ip.to_owned());
            }
            all.extend(ports.iter().map(|p| format!("{ip}:{}", json::int(p, "/port"))));
        }
    }
    some(all.into_iter(), "<none>")
}

fn event(o: &Value, now: Time) -> Vec<Value> {
    let text = |p: &str| json::text(o, p);
    let kind = text("/involvedObject/kind").to_lowercase();
    let object = if text("/involvedObject/name").is_empty() { kind } else { format!("{kind}/{}", text("/involvedObject/name")) };
    let source = match (text("/source/component"), text("/source/host")) {
        (c, "") => c.to_owned(),
        (c, h) => format!("{c}, {h}"),
    };
    let last = if text("/lastTimestamp").is_empty() { "/eventTime" } else { "/lastTimestamp" };
    let first = if text("/firstTimestamp").is_empty() { "/eventTime" } else { "/firstTimestamp" };
    vec![
        ago(o, last, now, "<unknown>"),
        text("/type").into(),
        text("/reason").into(),
        object.into(),
        text("/involvedObject/fieldPath").into(),
        source.into(),
        text("/message").trim().into(),
        ago(o, first, now, "<unknown>"),
        json::int_or(o, "/count", 1).into(),
        json::name(o).into(),
    ]
}

fn ingress(o: &Value, now: Time) -> Vec<Value> {
    let hosts: Vec<String> =
        json::list(o, "/spec/rules").iter().map(|r| json::text(r, "/host").to_owned()).filter(|h| !h.is_empty()).collect();
    let addresses: Vec<&str> = json::list(o, "/status/loadBalancer/ingress")
        .iter()
        .map(|i| if json::text(i, "/ip").is_empty() { json::text(i, "/hostname") } else { json::text(i, "/ip") })
        .collect();
    let ports = if json::list(o, "/spec/tls").is_empty() { "80" } else { "80, 443" };
    vec![
        or_none(json::text(o, "/spec/ingressClassName")),
        some(hosts.into_iter(), "*").into(),
        addresses.join(",").into(),
        ports.into(),
        age(o, now),
    ]
}

fn autoscaler(o: &Value, now: Time) -> Vec<Value> {
    let reference = format!("{}/{}", json::text(o, "/spec/scaleTargetRef/kind"), json::text(o, "/spec/scaleTargetRef/name"));
    let one = |(i, m): (usize, &Value)| {
        let name = json::text(m, "/resource/name");
        let current = o.pointer(&format!("/status/currentMetrics/{i}/resource/current/averageUtilization")).and_then(Value::as_i64);
        let current = current.map_or_else(|| "<unknown>".into(), |n| format!("{n}%"));
        format!("{name}: {current}/{}%", json::int(m, "/resource/target/averageUtilization"))
    };
    let targets: Vec<String> = json::list(o, "/spec/metrics").iter().enumerate().map(one).collect();
    vec![
        reference.into(),
        or_none(&targets.join(", ")),
        json::int_or(o, "/spec/minReplicas", 1).to_string().into(),
        json::int(o, "/spec/maxReplicas").into(),
        json::int(o, "/status/currentReplicas").into(),
        age(o, now),
    ]
}
