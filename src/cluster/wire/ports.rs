//! A pod as a port-forward needs it: whether it takes connections, and which ports its containers name.

use super::Slim;
use super::de::{Num, Text};
use super::interner::Interner;
use super::meta::Meta;
use super::object::Object;
use super::template::{Condition, condition};
use crate::model::{Name, Time, Uid};
use serde::Deserialize;

/// A pod that may be forwarded to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::cluster) struct PortPod {
    /// Its UID.
    pub(in crate::cluster) uid: Uid,
    /// Its name.
    pub(in crate::cluster) name: Name,
    /// When it was made.
    pub(in crate::cluster) created: Time,
    /// Whether its containers run.
    pub(in crate::cluster) runs: bool,
    /// Whether it is ready to be served from.
    pub(in crate::cluster) ready: bool,
    /// Whether it is being deleted.
    pub(in crate::cluster) going: bool,
    /// The ports that its containers name.
    pub(in crate::cluster) ports: Vec<(Name, u16)>,
}

/// A Pod on the wire.
type Pod<'a> = Object<'a, Spec<'a>, Status<'a>>;

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Spec<'a> {
    #[serde(borrow)]
    containers: Option<Vec<Container<'a>>>,
    #[serde(borrow)]
    init_containers: Option<Vec<Container<'a>>>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Container<'a> {
    #[serde(borrow)]
    ports: Option<Vec<Port<'a>>>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Port<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    container_port: Num,
    #[serde(borrow)]
    protocol: Text<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Status<'a> {
    #[serde(borrow)]
    phase: Text<'a>,
    #[serde(borrow)]
    conditions: Option<Vec<Condition<'a>>>,
}

impl<'a> Slim<'a> for Pod<'a> {
    type Row = PortPod;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> PortPod {
        let all = self.spec.containers.iter().flatten().chain(self.spec.init_containers.iter().flatten());
        let ports = all.flat_map(|c| c.ports.iter().flatten()).filter(|p| matches!(&*p.protocol, "" | "TCP") && !p.name.is_empty());
        let ports = ports.filter_map(|p| Some((interner.name(&p.name), u16::try_from(p.container_port.0).ok()?))).collect();
        PortPod {
            uid,
            name: (&*self.metadata.name).into(),
            created: self.metadata.creation_timestamp.0.unwrap_or_default(),
            runs: &*self.status.phase == "Running",
            ready: condition(&self.status.conditions, "Ready").is_some_and(Condition::is_true),
            going: !self.metadata.deletion_timestamp.is_empty(),
            ports,
        }
    }
}

decoder! {
    /// Reads pages and watch lines of pods for their ports.
    PortPodDecoder, Pod, PortPod
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_pod_tells_what_a_forward_needs() {
        let pod = |more: serde_json::Value| {
            let mut pod = json!({
                "metadata": {"uid": "u", "name": "web-1", "creationTimestamp": "2026-07-24T20:00:00Z"},
                "spec": {
                    "initContainers": [{"ports": [{"name": "side", "containerPort": 15000}]}],
                    "containers": [
                        {"ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}, {"containerPort": 9090},
                            {"name": "dns", "containerPort": 53, "protocol": "UDP"}, {"name": "bad", "containerPort": 70000}]},
                        {"ports": null}, {},
                    ],
                },
                "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]},
            });
            for (key, value) in more.as_object().unwrap() {
                pod[key] = value.clone();
            }
            let list = json!({"kind": "PodList", "metadata": {"resourceVersion": "1"}, "items": [pod]}).to_string();
            PortPodDecoder::default().page(list.as_bytes()).unwrap().rows.remove(0)
        };
        let whole = pod(json!({}));
        assert_eq!(whole.ports, [(Name::from("http"), 8080), ("side".into(), 15000)]);
        assert!(whole.runs && whole.ready && !whole.going && &*whole.name == "web-1");
        let going = pod(json!({"metadata": {"uid": "u", "name": "a", "deletionTimestamp": "2026-07-24T20:00:00Z"}}));
        assert!(going.going);
        let unready = pod(json!({"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "False"}]}}));
        assert!(unready.runs && !unready.ready);
        let bare = pod(json!({"status": null, "spec": null}));
        assert!(!bare.runs && !bare.ready && bare.ports.is_empty());
    }
}
