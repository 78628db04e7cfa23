//! Where the pods of a Service are, out of EndpointSlices (`v1`, `v1beta1`) or Endpoints alike.

use super::beside::{Beside, What};
use super::text;
use serde_json::Value;

/// One address behind a Service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Endpoint {
    pub(super) service: String,
    pub(super) address: String,
    pub(super) ready: bool,
    pub(super) terminating: bool,
    /// The pod there, where it is known.
    pub(super) pod: String,
    pub(super) node: String,
    /// Name and number of the ports.
    pub(super) ports: Vec<(String, u64)>,
}

impl Endpoint {
    /// `10.0.0.1:80` for the port of a name, `[fd00::1]:80` of IPv6.
    pub(super) fn at(&self, port: u64) -> String {
        if self.address.contains(':') { format!("[{}]:{port}", self.address) } else { format!("{}:{port}", self.address) }
    }
}

/// All endpoints that were read, and whether there are more; or why they could not be.
pub(super) fn read(beside: &Beside) -> Result<(Vec<Endpoint>, bool), &str> {
    let found = beside.of(What::Endpoints)?;
    let mut all: Vec<Endpoint> = found.items.iter().flat_map(of).collect();
    // A slice may be written anew while another still holds an address of it.
    all.sort_by(|a, b| (&a.service, &a.address, !a.ready).cmp(&(&b.service, &b.address, !b.ready)));
    all.dedup_by(|a, b| a.service == b.service && a.address == b.address && a.ports == b.ports);
    Ok((all, found.more))
}

fn of(object: &Value) -> Vec<Endpoint> {
    if object["subsets"].is_array() || object["kind"] == "Endpoints" { classic(object) } else { slice(object) }
}

fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().into_iter().flatten()
}

fn ports(object: &Value) -> Vec<(String, u64)> {
    list(object, "ports").map(|p| (text(&p["name"]), p["port"].as_u64().unwrap_or(0))).collect()
}

fn slice(object: &Value) -> Vec<Endpoint> {
    let service = text(&object["metadata"]["labels"]["kubernetes.io/service-name"]);
    let ports = ports(object);
    let one = |e: &Value| {
        let conditions = &e["conditions"];
        // One that is not known to be unready counts as ready, as the API says.
        let (ready, terminating) = (conditions["ready"].as_bool().unwrap_or(true), conditions["terminating"] == true);
        let of_topology = &e["topology"]["kubernetes.io/hostname"];
        let node = if e["nodeName"].is_string() { &e["nodeName"] } else { of_topology };
        let (pod, node, service) = (text(&e["targetRef"]["name"]), text(node), service.clone());
        let addresses: Vec<String> = list(e, "addresses").map(text).collect();
        addresses.into_iter().map(move |address| (address, ready, terminating, pod.clone(), node.clone(), service.clone()))
    };
    list(object, "endpoints")
        .flat_map(one)
        .map(|(address, ready, terminating, pod, node, service)| Endpoint {
            service,
            address,
            ready,
            terminating,
            pod,
            node,
            ports: ports.clone(),
        })
        .collect()
}

fn classic(object: &Value) -> Vec<Endpoint> {
    let service = text(&object["metadata"]["name"]);
    let mut out = Vec::new();
    for subset in list(object, "subsets") {
        for (field, ready) in [("addresses", true), ("notReadyAddresses", false)] {
            out.extend(list(subset, field).map(|a| Endpoint {
                service: service.clone(),
                address: text(&a["ip"]),
                ready,
                terminating: false,
                pod: text(&a["targetRef"]["name"]),
                node: text(&a["nodeName"]),
                ports: ports(subset),
            }));
        }
    }
    out
}

#[cfg(test)]
pub(super) fn slice_of(service: &str, endpoints: &Value) -> Value {
    serde_json::json!({"metadata": {"labels": {"kubernetes.io/service-name": service}}, "endpoints": endpoints,
        "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}]})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Found;
    use serde_json::json;

    #[test]
    fn slices_of_both_versions_and_endpoints_tell_the_same() {
        let pod = |name: &str| json!({"kind": "Pod", "name": name});
        let v1 = slice_of(
            "web",
            &json!([{"addresses": ["10.0.0.1"], "conditions": {"ready": true}, "nodeName": "n", "targetRef": pod("a")},
                {"addresses": ["10.0.0.2"], "conditions": {"ready": false}, "nodeName": "n", "targetRef": pod("b")}]),
        );
        let beta = slice_of(
            "web",
            &json!([{"addresses": ["10.0.0.1"], "conditions": {}, "topology": {"kubernetes.io/hostname": "n"}, "targetRef": pod("a")},
                {"addresses": ["10.0.0.2"], "conditions": {"ready": false}, "topology": {"kubernetes.io/hostname": "n"}, "targetRef": pod("b")}]),
        );
        let address = |ip: &str, name: &str| json!({"ip": ip, "nodeName": "n", "targetRef": pod(name)});
        let classic = json!({"kind": "Endpoints", "metadata": {"name": "web"}, "subsets": [{"addresses": [address("10.0.0.1", "a")],
            "notReadyAddresses": [address("10.0.0.2", "b")], "ports": [{"name": "http", "port": 8080}]}]});
        let read = |items: Vec<Value>| {
            let beside = Beside(vec![(What::Endpoints, Ok(Found { items, more: false }))]);
            super::read(&beside).unwrap().0
        };
        let want = read(vec![v1.clone()]);
        assert_eq!(
            want.iter().map(|e| (&*e.pod, e.ready, e.at(8080))).collect::<Vec<_>>(),
            [("a", true, "10.0.0.1:8080".to_owned()), ("b", false, "10.0.0.2:8080".to_owned())]
        );
        assert_eq!((read(vec![beta]), read(vec![classic]), read(vec![v1.clone(), v1])), (want.clone(), want.clone(), want));
        assert_eq!(read(vec![json!({"endpoints": null}), json!({"kind": "Endpoints"})]), []);
    }
}
