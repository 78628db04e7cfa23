//! metrics.k8s.io: what pods and nodes use, for `kubectl top` and the autoscaler.

use super::negotiate::Form;
use super::{Query, Reply, table};
use crate::demo::control::{World, usage};
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::selector::{Fields, Labels};
use crate::demo::shared::Shared;
use crate::demo::store::Key;
use crate::demo::users::{Attributes, User};
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Answers the group.
pub fn answer(
    shared: &Arc<Shared>,
    user: User,
    method: &Method,
    rest: &[&str],
    query: &Query,
    accept: &str,
) -> Result<Reply, Failure> {
    let (ns, plural, name) = match rest {
        ["nodes"] => ("", "nodes", ""),
        ["nodes", name] => ("", "nodes", *name),
        ["pods"] => ("", "pods", ""),
        ["namespaces", ns, "pods"] => (*ns, "pods", ""),
        ["namespaces", ns, "pods", name] => (*ns, "pods", *name),
        _ => return Err(Failure::no_such_path()),
    };
    if method != Method::GET || query.flag("watch") {
        return Err(Failure::no_such_method());
    }
    let verb = if name.is_empty() { "list" } else { "get" };
    user.check(&Attributes { verb, group: "metrics.k8s.io", resource: plural, ns, name, ..Attributes::default() })?;
    let labels = Labels::parse(query.get("labelSelector"))?;
    let res = if plural == "pods" { Res::Pods } else { Res::Nodes };
    let fields = Fields::parse(res, query.get("fieldSelector"))?;
    let world = shared.world();
    let mut items = if plural == "pods" { pods(&world, ns, &labels, &fields) } else { nodes(&world, &labels) };
    let version = "metrics.k8s.io/v1beta1";
    let kind = if plural == "pods" { "PodMetrics" } else { "NodeMetrics" };
    if !name.is_empty() {
        let found = items.into_iter().find(|o| json::name(o) == name);
        let mut one = found.ok_or_else(|| {
            let mut f = Failure::not_found(res, name);
            let of = if plural == "pods" {
                format!("podmetrics.metrics.k8s.io \"{ns}/{name}\" not found")
            } else {
                format!("nodemetrics.metrics.k8s.io {name:?} not found")
            };
            f.message = of;
            f
        })?;
        one["kind"] = kind.into();
        one["apiVersion"] = version.into();
        return Reply::object(200, &one);
    }
    if let Form::Table(include) = Form::of(accept, query)? {
        let mut table = table::table(Res::ConfigMaps, json!({}), false, Vec::new());
        table["columnDefinitions"] = [("Name", "name"), ("cpu", "quantity"), ("memory", "quantity"), ("Window", "duration")]
            .map(|(name, format)| json!({ "name": name, "type": "string", "format": format, "description": "", "priority": 0 }))
            .into_iter()
            .collect();
        let row = |o: &Value| {
            let mut row = table::row(Res::ConfigMaps, o, include, world.now());
            let (cpu, memory) = used(o);
            row["cells"] = json!([json::name(o), cpu, memory, o["window"]]);
            row
        };
        table["rows"] = items.iter().map(row).collect();
        return Reply::object(200, &table);
    }
    items.sort_by(|a, b| (json::namespace(a), json::name(a)).cmp(&(json::namespace(b), json::name(b))));
    Reply::object(200, &json!({ "kind": format!("{kind}List"), "apiVersion": version, "metadata": {}, "items": items }))
}

/// What an object of the group uses: its own, or the sum of its containers.
fn used(o: &Value) -> (String, String) {
    let containers = json::list(o, "/containers");
    if containers.is_empty() {
        return (json::text(o, "/usage/cpu").to_owned(), json::text(o, "/usage/memory").to_owned());
    }
    let sum = |pointer: &str, unit: &str| {
        let of = |c: &Value| json::text(c, pointer).trim_end_matches(unit).parse::<u64>().unwrap_or(0);
        format!("{}{unit}", containers.iter().map(of).sum::<u64>())
    };
    (sum("/usage/cpu", "n"), sum("/usage/memory", "Ki"))
}

fn pods(world: &World, ns: &str, labels: &Labels, fields: &Fields) -> Vec<Value> {
    let (now, of) = (world.now(), world.use_time());
    let fits = |v: &Value| labels.fits(v.pointer("/metadata/labels")) && fields.fits(v);
    let one = |v: &Value| {
        let containers: Vec<Value> = usage::of_pod(v, of)
            .into_iter()
            .map(|(name, u)| json!({ "name": name, "usage": { "cpu": format!("{}n", u.nanocores), "memory": format!("{}Ki", u.bytes / 1024) } }))
            .collect();
        let mut meta = json!({ "name": json::name(v), "namespace": json::namespace(v), "creationTimestamp": now.rfc3339() });
        if let Some(l) = v.pointer("/metadata/labels") {
            meta["labels"] = l.clone();
        }
        json!({ "metadata": meta, "timestamp": now.rfc3339(), "window": "15s", "containers": containers })
    };
    let running = |v: &Value| json::text(v, "/status/phase") == "Running";
    world
        .store
        .range(Res::Pods, ns, None)
        .filter(|(_, o)| running(&o.value) && fits(&o.value))
        .map(|(_, o)| one(&o.value))
        .collect()
}

fn nodes(world: &World, labels: &Labels) -> Vec<Value> {
    let (now, of) = (world.now(), world.use_time());
    let mut sums: BTreeMap<String, usage::Usage> = BTreeMap::new();
    for (_, pod) in world.store.range(Res::Pods, "", None) {
        let pod = pod.glance();
        let sum = sums.entry(json::text(&pod, "/spec/nodeName").to_owned()).or_default();
        for (_, u) in usage::of_pod(&pod, of) {
            sum.nanocores += u.nanocores;
            sum.bytes += u.bytes;
        }
    }
    let one = |(key, node): (&Key, &Value)| {
        let u = sums.get(&key.name).copied().unwrap_or_default();
        // The node's own part: kubelet, runtime, kernel.
        let (cpu, memory) = (u.nanocores + 120_000_000, u.bytes + (900 << 20));
        let mut meta = json!({ "name": key.name, "creationTimestamp": now.rfc3339() });
        if let Some(l) = node.pointer("/metadata/labels") {
            meta["labels"] = l.clone();
        }
        json!({ "metadata": meta, "timestamp": now.rfc3339(), "window": "20s",
            "usage": { "cpu": format!("{cpu}n"), "memory": format!("{}Ki", memory / 1024) } })
    };
    let fits = |v: &Value| labels.fits(v.pointer("/metadata/labels"));
    world.store.range(Res::Nodes, "", None).filter(|(_, o)| fits(&o.value)).map(|(k, o)| one((k, &o.value))).collect()
}
