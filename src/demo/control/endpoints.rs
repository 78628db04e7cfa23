//! Endpoints and EndpointSlices: where a Service's pods are, and which of them are ready.

use super::World;
use super::pods::{is_ready, owner_reference, suffix};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::selector::Labels;
use crate::demo::store::{Key, Obj};
use serde_json::{Value, json};

const SERVICE: &str = "kubernetes.io/service-name";
const MANAGED: &str = "endpointslice.kubernetes.io/managed-by";

/// The selector of a service; `None` for one that has none.
pub fn selector(service: &Value) -> Option<Labels> {
    let map = service.pointer("/spec/selector").filter(|s| s.is_object())?;
    Labels::of_object(Some(&json!({ "matchLabels": map })))
}

/// Brings a service's endpoints up to date, or takes them away with it.
pub fn sync(w: &mut World, key: &Key) {
    let Some(service) = w.store.get(Res::Services, key).cloned() else {
        w.store.remove(Res::Endpoints, key);
        return;
    };
    let Some(selector) = selector(&service.value) else { return };
    let mut pods: Vec<Obj> = w
        .store
        .range(Res::Pods, &key.ns, None)
        .filter(|(_, p)| selector.fits_object(p))
        .map(|(_, p)| p.clone())
        .filter(|p| !json::text(&p.value, "/status/podIP").is_empty())
        .filter(|p| !matches!(json::text(&p.value, "/status/phase"), "Succeeded" | "Failed"))
        .collect();
    pods.sort_by_key(|p| json::text(&p.value, "/status/podIP").to_owned());
    let ports = ports(&service.value, &pods);
    let born = service.value["metadata"]["creationTimestamp"].clone();
    let labels = service.value.pointer("/metadata/labels").cloned().unwrap_or_else(|| json!({}));
    classic(w, key, &pods, &ports, &labels, &born);
    slice(w, key, &service.value, &pods, &ports, &labels, &born);
}

/// The service's ports at the pods. A named target is looked up at the first pod that has it.
fn ports(service: &Value, pods: &[Obj]) -> Vec<Value> {
    let named = |name: &str| {
        pods.iter()
            .flat_map(|p| json::list(&p.value, "/spec/containers"))
            .flat_map(|c| json::list(c, "/ports"))
            .find(|p| json::text(p, "/name") == name)
            .map(|p| json::int(p, "/containerPort"))
    };
    json::list(service, "/spec/ports")
        .iter()
        .filter_map(|p| {
            let number = match p.get("targetPort") {
                Some(Value::String(name)) => named(name)?,
                Some(n) => n.as_i64()?,
                None => json::int(p, "/port"),
            };
            let mut port = json!({ "name": json::text(p, "/name"), "port": number, "protocol": json::text(p, "/protocol") });
            if json::text(p, "/name").is_empty() {
                json::unset(&mut port, "/name");
            }
            Some(port)
        })
        .collect()
}

fn target(pod: &Value) -> Value {
    json!({ "kind": "Pod", "name": json::name(pod), "namespace": json::namespace(pod), "uid": json::uid(pod) })
}

fn put(w: &mut World, res: Res, key: &Key, object: Value) {
    if w.store.get(res, key).is_none() {
        let _ = w.store.create(res, object);
        return;
    }
    w.store.update(res, key, |o| {
        let Value::Object(new) = object else { return };
        for (k, v) in new.into_iter().filter(|(k, _)| k != "metadata") {
            o[k.as_str()] = v;
        }
    });
}

fn classic(w: &mut World, key: &Key, pods: &[Obj], ports: &[Value], labels: &Value, born: &Value) {
    let address = |p: &Obj| json!({ "ip": json::text(&p.value, "/status/podIP"), "nodeName": json::text(&p.value, "/spec/nodeName"), "targetRef": target(&p.value) });
    let of = |ready: bool| -> Vec<Value> {
        pods.iter().filter(|p| !json::deleting(&p.value) && is_ready(&p.value) == ready).map(address).collect()
    };
    let (ready, not_ready) = (of(true), of(false));
    let mut subset = json!({});
    if !ready.is_empty() {
        subset["addresses"] = ready.into();
    }
    if !not_ready.is_empty() {
        subset["notReadyAddresses"] = not_ready.into();
    }
    let subsets = if subset == json!({}) {
        json!([])
    } else {
        subset["ports"] = ports.to_vec().into();
        json!([subset])
    };
    let meta = json!({ "name": key.name, "namespace": key.ns, "labels": labels, "creationTimestamp": born });
    put(w, Res::Endpoints, key, json!({ "metadata": meta, "subsets": subsets }));
}

fn slice(w: &mut World, key: &Key, service: &Value, pods: &[Obj], ports: &[Value], labels: &Value, born: &Value) {
    let endpoints: Vec<Value> = pods
        .iter()
        .map(|p| {
            let (ready, going) = (is_ready(&p.value), json::deleting(&p.value));
            let node = json::text(&p.value, "/spec/nodeName");
            let mut e = json!({
                "addresses": [json::text(&p.value, "/status/podIP")],
                "conditions": { "ready": ready && !going, "serving": ready, "terminating": going },
                "nodeName": node, "targetRef": target(&p.value),
            });
            let zone = w
                .store
                .get(Res::Nodes, &Key::new("", node))
                .map(|n| json::label(&n.value, "topology.kubernetes.io/zone").to_owned());
            if let Some(zone) = zone.filter(|z| !z.is_empty()) {
                e["zone"] = zone.into();
            }
            e
        })
        .collect();
    let found = w.store.owned(json::uid(service), Res::EndpointSlices).first().map(|s| Key::of(&s.value));
    let at = found.unwrap_or_else(|| Key::new(&key.ns, &format!("{}-{}", key.name, suffix(w, 5))));
    let mut labels = labels.clone();
    labels[SERVICE] = key.name.as_str().into();
    labels[MANAGED] = "endpointslice-controller.k8s.io".into();
    let meta = json!({ "name": at.name, "generateName": format!("{}-", key.name), "namespace": key.ns, "labels": labels,
        "creationTimestamp": born, "ownerReferences": [owner_reference(Res::Services, service)] });
    put(w, Res::EndpointSlices, &at, json!({ "metadata": meta, "addressType": "IPv4", "endpoints": endpoints, "ports": ports }));
}
