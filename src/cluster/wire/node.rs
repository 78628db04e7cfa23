//! A Node as the API sends it.

use super::de::{Text, nullable};
use super::interner::{Interner, tidy};
use super::line::{self, Event};
use super::list;
use super::meta::Meta;
use super::template::Condition;
use super::{Page, Slim};
use crate::cluster::error::ApiError;
use crate::model::Uid;
use crate::model::nodes::{self, Amounts, Taint};
use crate::model::quantity::Quantity;
use serde::Deserialize;

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Node<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    metadata: Meta<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    spec: Spec<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    status: Status<'a>,
}

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
pub(super) struct Resources<'a> {
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
    pub(super) fn amounts(&self) -> Amounts {
        Amounts::of(&self.cpu, &self.memory, &self.storage)
    }

    /// These, and those of another where it names some.
    pub(super) fn over(&self, other: Amounts) -> Amounts {
        let own = self.amounts();
        let pick = |text: &Text<'_>, own: i64, other: i64| if text.is_empty() { other } else { own };
        Amounts {
            cpu: pick(&self.cpu, own.cpu, other.cpu),
            memory: pick(&self.memory, own.memory, other.memory),
            storage: pick(&self.storage, own.storage, other.storage),
        }
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
            troubles: conditions().filter(|c| is_trouble(c)).map(|c| interner.name(&c.kind)).collect(),
            taints: self.spec.taints.iter().flatten().map(|t| taint(t, interner)).collect(),
            cordoned: self.spec.unschedulable == Some(true),
            allocatable: have.amounts(),
            room: have.pods.parse::<Quantity>().map_or(0, nodes::whole),
        }
    }
}

/// Whether a condition says that something is wrong. Those of Kubernetes do where they are true; distributions and their agents add some
/// that say what is right (`EtcdIsVoter` of k3s, `KernelReady` of EKS).
fn is_trouble(condition: &Condition<'_>) -> bool {
    match &*condition.kind {
        "Ready" | "EtcdIsVoter" => false,
        kind if kind.ends_with("Ready") => &*condition.status == "False",
        _ => condition.is_true(),
    }
}

/// Reads pages and watch lines of nodes.
#[derive(Debug, Default)]
pub(in crate::cluster) struct NodeDecoder(Interner);

impl NodeDecoder {
    /// A page of a list.
    pub(in crate::cluster) fn page(&mut self, bytes: &[u8]) -> Result<Page<nodes::Node>, ApiError> {
        let quick = |bytes: &[u8], interner: &mut Interner| list::quick::<Node<'_>>(bytes, interner);
        let careful = |text: &str, interner: &mut Interner| list::careful::<Node<'_>>(text, interner);
        list::page(bytes, &mut self.0, quick, careful)
    }

    /// One line of a watch, without its newline.
    pub(in crate::cluster) fn event(&mut self, line: &[u8]) -> Result<Event<nodes::Node>, ApiError> {
        line::read::<Node<'_>>(line, &mut self.0)
    }
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
            "conditions":[{"type":"MemoryPressure","status":"True"},{"type":"DiskPressure","status":"False"},
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
        assert_eq!((&*n.troubles[0], n.troubles.len(), n.labels.get("zone")), ("MemoryPressure", 1, Some("a")));
    }
}
