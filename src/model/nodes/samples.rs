//! Nodes and pods of the tests.

use super::{Amounts, Node, NodePod, Owner};
use crate::model::labels::Labels;
use crate::model::{Time, Uid};

pub(super) fn labels(pairs: &[(&str, &str)]) -> Labels {
    let mut text = String::new();
    pairs.iter().for_each(|(key, value)| Labels::add(&mut text, key, value));
    Labels::of(text.into())
}

pub(super) fn node(name: &str, pairs: &[(&str, &str)]) -> Node {
    Node {
        uid: Uid::new(name),
        name: name.into(),
        created: Time::default(),
        labels: labels(pairs),
        ready: "True".into(),
        since: None,
        why: "".into(),
        troubles: Box::default(),
        taints: Box::default(),
        cordoned: false,
        allocatable: Amounts { cpu: 4000, memory: 1 << 30, storage: 0 },
        room: 10,
    }
}

/// One of an app; it waits where its node is empty.
pub(super) fn pod(app: &str, node: &str) -> NodePod {
    NodePod {
        uid: Uid::new(&format!("{app} {node}")),
        namespace: "iot".into(),
        name: app.into(),
        labels: labels(&[("app", app)]),
        node: node.into(),
        owner: Owner { kind: "Deployment".into(), name: app.into() },
        ended: false,
        going: false,
        ready: true,
        requests: Amounts { cpu: 1, memory: 0, storage: 0 },
        limits: Amounts::default(),
        holds: None,
    }
}
