//! A Pod as far as it counts for its node: what it requests, as `kubectl describe node` counts it.

use super::de::{Text, nullable};
use super::interner::{Interner, tidy};
use super::line::{self, Event};
use super::list;
use super::meta::Meta;
use super::node::Resources;
use super::template::{Condition, condition};
use super::{Page, Slim};
use crate::cluster::error::ApiError;
use crate::model::Uid;
use crate::model::nodes::{Amounts, NodePod, Owner, workload};
use serde::Deserialize;

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Pod<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    metadata: Meta<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    spec: Spec<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    status: Status<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Spec<'a> {
    #[serde(borrow)]
    node_name: Text<'a>,
    #[serde(borrow)]
    containers: Option<Vec<Container<'a>>>,
    #[serde(borrow)]
    init_containers: Option<Vec<Container<'a>>>,
    #[serde(borrow)]
    overhead: Option<Resources<'a>>,
    /// Of the pod as a whole.
    #[serde(borrow)]
    resources: Option<Both<'a>>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Container<'a> {
    #[serde(borrow)]
    restart_policy: Text<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    resources: Both<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Both<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    requests: Resources<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    limits: Resources<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Status<'a> {
    #[serde(borrow)]
    phase: Text<'a>,
    #[serde(borrow)]
    conditions: Option<Vec<Condition<'a>>>,
}

impl Spec<'_> {
    /// As k8s.io/component-helpers/resource counts: containers and native sidecars together, or what the largest init container needs beside the
    /// sidecars that were started before it, whichever is more. What is said of the pod as a whole stands for it, and overhead comes on top.
    fn sum(&self, of: impl for<'b> Fn(&'b Both<'_>) -> &'b Resources<'b>) -> Amounts {
        let mut sum = Amounts::default();
        for c in self.containers.iter().flatten() {
            sum = sum.plus(of(&c.resources).amounts());
        }
        let (mut sidecars, mut largest) = (Amounts::default(), Amounts::default());
        for c in self.init_containers.iter().flatten() {
            let own = of(&c.resources).amounts();
            if &*c.restart_policy == "Always" {
                sum = sum.plus(own);
                sidecars = sidecars.plus(own);
                largest = largest.max(sidecars);
            } else {
                largest = largest.max(own.plus(sidecars));
            }
        }
        let sum = sum.max(largest);
        self.resources.as_ref().map_or(sum, |whole| of(whole).over(sum))
    }

    fn requests(&self) -> Amounts {
        let sum = self.sum(|both| &both.requests);
        self.overhead.as_ref().map_or(sum, |over| sum.plus(over.amounts()))
    }

    /// Overhead widens a limit, and makes none.
    fn limits(&self) -> Amounts {
        let sum = self.sum(|both| &both.limits);
        let over = self.overhead.as_ref().map_or_else(Amounts::default, Resources::amounts);
        sum.with(over, |limit, over| if limit > 0 { limit.saturating_add(over) } else { limit })
    }
}

impl<'a> Slim<'a> for Pod<'a> {
    type Row = NodePod;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> NodePod {
        let meta = &self.metadata;
        let labels = meta.labels(interner);
        let (kind, name) = meta.controlled_by();
        let (kind, name) = workload(kind, name, labels.get("pod-template-hash").unwrap_or_default());
        let ready = condition(&self.status.conditions, "Ready").is_some_and(Condition::is_true);
        NodePod {
            uid,
            namespace: interner.name(&meta.namespace),
            name: tidy(&meta.name).into(),
            node: interner.name(&self.spec.node_name),
            owner: Owner { kind: interner.name(kind), name: interner.name(name) },
            ended: matches!(&*self.status.phase, "Succeeded" | "Failed"),
            ready: ready && meta.deletion_timestamp.is_empty(),
            requests: self.spec.requests(),
            limits: self.spec.limits(),
        }
    }
}

/// Reads pages and watch lines of pods.
#[derive(Debug, Default)]
pub(in crate::cluster) struct NodePodDecoder(Interner);

impl NodePodDecoder {
    /// A page of a list.
    pub(in crate::cluster) fn page(&mut self, bytes: &[u8]) -> Result<Page<NodePod>, ApiError> {
        let quick = |bytes: &[u8], interner: &mut Interner| list::quick::<Pod<'_>>(bytes, interner);
        let careful = |text: &str, interner: &mut Interner| list::careful::<Pod<'_>>(text, interner);
        list::page(bytes, &mut self.0, quick, careful)
    }

    /// One line of a watch, without its newline.
    pub(in crate::cluster) fn event(&mut self, line: &[u8]) -> Result<Event<NodePod>, ApiError> {
        line::read::<Pod<'_>>(line, &mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(spec: &str) -> NodePod {
        let pod = format!(
            r#"{{"metadata":{{"name":"web-5b8d-x","namespace":"iot","uid":"u","labels":{{"pod-template-hash":"5b8d"}},
            "ownerReferences":[{{"kind":"ReplicaSet","name":"web-5b8d","uid":"r","controller":true}}]}},
            "spec":{spec},"status":{{"phase":"Running","conditions":[{{"type":"Ready","status":"True"}}]}}}}"#
        );
        let list = format!(r#"{{"metadata":{{"resourceVersion":"7"}},"items":[{pod}]}}"#);
        NodePodDecoder::default().page(list.as_bytes()).unwrap().rows.remove(0)
    }

    #[test]
    fn requests_are_counted_as_the_scheduler_counts_them() {
        let app = |cpu: &str| format!(r#"{{"resources":{{"requests":{{"cpu":"{cpu}","memory":"64Mi"}},"limits":{{"cpu":"1"}}}}}}"#);
        let init = |cpu: &str, policy: &str| {
            format!(r#"{{"restartPolicy":{policy},"resources":{{"requests":{{"cpu":"{cpu}"}},"limits":null}}}}"#)
        };
        let always = r#""Always""#;
        for (containers, inits, more, cpu, limit) in [
            (vec![app("100m"), app("50m")], vec![], "", 150, 2000),
            (vec![app("100m")], vec![init("300m", "null")], "", 300, 1000),
            (vec![app("100m")], vec![init("30m", always)], "", 130, 1000),
            // Beside the sidecar that was started before it.
            (vec![app("100m")], vec![init("30m", always), init("300m", "null")], "", 330, 1000),
            (vec![app("100m")], vec![init("300m", "null"), init("30m", always)], "", 300, 1000),
            (vec![app("100m")], vec![], r#","overhead":{"cpu":"250m"}"#, 350, 1250),
            (vec![app("100m")], vec![], r#","resources":{"requests":{"cpu":"2"}}"#, 2000, 1000),
            (vec![app("100m")], vec![], r#","resources":null,"overhead":null"#, 100, 1000),
        ] {
            let spec = format!(
                r#"{{"nodeName":"n-1","containers":[{}],"initContainers":[{}]{more}}}"#,
                containers.join(","),
                inits.join(",")
            );
            let pod = read(&spec);
            assert_eq!((pod.requests.cpu, pod.limits.cpu), (cpu, limit), "{spec}");
            assert_eq!(pod.limits.memory, 0);
        }
    }

    #[test]
    fn it_knows_whose_it_is() {
        let pod = read(r#"{"nodeName":"n-1"}"#);
        assert_eq!(
            (&*pod.owner.kind, &*pod.owner.name, &*pod.node, pod.ready, pod.ended),
            ("Deployment", "web", "n-1", true, false)
        );
    }
}
