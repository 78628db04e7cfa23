//! A Node as the API sends it.

use super::Slim;
use super::de::{Text, nullable};
use super::interner::{Interner, tidy};
use super::meta::Meta;
use super::object::Object;
use super::template::Condition;
use crate::model::Uid;
use crate::model::nodes::{self, Amounts, Taint, Trouble};
use crate::model::quantity::Quantity;
use serde::Deserialize;

/// A Node on the wire.
type Node<'a> = Object<'a, Spec<'a>, Status<'a>>;

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Spec<'a> {
    unschedulable: Option<bool>,
    #[serde(borrow)]
    taints: Option<Vec<NodeTaint<'a>>>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct NodeTaint<'a> {
    #[serde(borrow)]
    key: Text<'a>,
    #[serde(borrow)]
    value: Text<'a>,
    #[serde(borrow)]
    effect: Text<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Status<'a> {
    #[serde(borrow)]
    conditions: Option<Vec<Condition<'a>>>,
    #[serde(borrow, deserialize_with = "nullable")]
    capacity: Resources<'a>,
    #[serde(borrow)]
    allocatable: Option<Resources<'a>>,
}

/// Quantities by the name of what they are of.
#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Resources<'a> {
    #[serde(borrow)]
    cpu: Text<'a>,
    #[serde(borrow)]
    memory: Text<'a>,
    #[serde(borrow, rename = "ephemeral-storage")]
    storage: Text<'a>,
    #[serde(borrow)]
    pods: Text<'a>,
}

impl Resources<'_> {
    fn amounts(&self) -> Amounts {
        Amounts::of(&self.cpu, &self.memory, &self.storage)
    }
}

impl<'a> Slim<'a> for Node<'a> {
    type Row = nodes::Node;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> nodes::Node {
        let conditions = || self.status.conditions.iter().flatten();
        let ready = conditions().find(|c| &*c.kind == "Ready");
        // kubectl takes the capacity of a node that does not say what is allocatable.
        let have = self.status.allocatable.as_ref().unwrap_or(&self.status.capacity);
        let taint = |t: &NodeTaint<'_>, interner: &mut Interner| Taint {
            key: interner.name(&t.key),
            value: interner.name(&t.value),
            effect: interner.name(&t.effect),
        };
        let why = ready.filter(|c| !c.is_true()).map(|c| tidy(if c.message.is_empty() { &c.reason } else { &c.message }));
        nodes::Node {
            uid,
            name: interner.name(&self.metadata.name),
            created: self.metadata.created(),
            labels: self.metadata.labels(interner),
            ready: interner.name(ready.map_or("", |c| &c.status)),
            since: ready.and_then(|c| c.last_transition_time.0),
            why: interner.name(&why.unwrap_or_default()),
            troubles: conditions()
                .filter(|c| nodes::is_trouble(&c.kind, &c.status))
                .map(|c| Trouble { kind: interner.name(&c.kind), since: c.last_transition_time.0 })
                .collect(),
            taints: self.spec.taints.iter().flatten().map(|t| taint(t, interner)).collect(),
            cordoned: self.spec.unschedulable == Some(true),
            allocatable: have.amounts(),
            room: have.pods.parse::<Quantity>().map_or(0, nodes::whole),
        }
    }
}

decoder! {
    /// Reads pages and watch lines of nodes.
    NodeDecoder, Node, nodes::Node
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_a_trouble_where_it_says_that_something_is_wrong() {
        let condition = |kind: &str, status: &str| format!(r#"{{"type":"{kind}","status":"{status}"}}"#);
        for (kind, status, trouble) in [
            ("DiskPressure", "True", true),
            ("DiskPressure", "False", false),
            ("NetworkUnavailable", "True", true),
            ("KernelDeadlock", "True", true),
            ("EtcdIsVoter", "True", false),
            ("EtcdIsVoter", "False", false),
            ("KernelReady", "True", false),
            ("KernelReady", "False", true),
            ("Ready", "False", false),
        ] {
            let conditions = condition(kind, status);
            let list = format!(
                r#"{{"metadata":{{"resourceVersion":"7"}},"items":[{{"metadata":{{"name":"n","uid":"u"}},"status":{{"conditions":[{conditions}]}}}}]}}"#
            );
            let page = NodeDecoder::default().page(list.as_bytes()).unwrap();
            assert_eq!(!page.rows[0].troubles.is_empty(), trouble, "{kind} {status}");
        }
    }

    #[test]
    fn a_node_is_read_as_kubectl_reads_it() {
        let node = r#"{"metadata":{"name":"n-1","uid":"u","labels":{"zone":"a"}},
            "spec":{"unschedulable":true,"taints":[{"key":"gpu","value":"yes","effect":"NoSchedule"},{"key":"k","effect":"NoExecute"}]},
            "status":{"capacity":{"cpu":"8"},"allocatable":{"cpu":"3500m","memory":"1Gi","pods":"110","ephemeral-storage":"10Gi"},
            "conditions":[{"type":"MemoryPressure","status":"True","lastTransitionTime":"2026-07-24T20:10:00Z"},{"type":"DiskPressure","status":"False"},
            {"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"Kubelet stopped posting node status.","lastTransitionTime":"2026-07-24T20:20:00Z"}]}}"#;
        let list = format!(r#"{{"metadata":{{"resourceVersion":"7"}},"items":[{node}]}}"#);
        let page = NodeDecoder::default().page(list.as_bytes()).unwrap();
        let n = &page.rows[0];
        assert_eq!(
            (&*n.name, &*n.ready, &*n.why, n.cordoned, n.room),
            ("n-1", "Unknown", "Kubelet stopped posting node status.", true, 110)
        );
        assert_eq!(n.allocatable, Amounts { cpu: 3500, memory: 1 << 30, storage: 10 << 30 });
        assert_eq!(n.taints.iter().map(ToString::to_string).collect::<Vec<_>>(), ["gpu=yes:NoSchedule", "k:NoExecute"]);
        let pressure = Trouble { kind: "MemoryPressure".into(), since: crate::model::Time::parse("2026-07-24T20:10:00Z") };
        assert!(pressure.since.is_some());
        assert_eq!((&*n.troubles, n.labels.get("zone")), (&[pressure][..], Some("a")));
    }
}
