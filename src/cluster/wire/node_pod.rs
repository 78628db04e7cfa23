//! A Pod as far as it counts for its node: whose it is, and what it requests.

use super::Slim;
use super::interner::{Interner, tidy};
use super::meta::Meta;
use super::pod::Pod;
use super::template::{Condition, condition};
use crate::model::Uid;
use crate::model::nodes::{Amounts, Holds, NodePod, Owner, workload};
use serde::Deserialize;

#[derive(Deserialize, Default, Debug)]
#[serde(transparent)]
struct OnNode<'a>(#[serde(borrow)] Pod<'a>);

impl<'a> Slim<'a> for OnNode<'a> {
    type Row = NodePod;

    fn meta(&self) -> &Meta<'a> {
        &self.0.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> NodePod {
        let (meta, spec, status) = (&self.0.metadata, &self.0.spec, &self.0.status);
        let labels = meta.labels(interner);
        let (kind, name) = meta.controlled_by();
        let (kind, name) = workload(kind, name, labels.get("pod-template-hash").unwrap_or_default());
        let ready = condition(&status.conditions, "Ready").is_some_and(Condition::is_true);
        let asks = self.0.asks().whole;
        let namespace = interner.name(&meta.namespace);
        let holds = Holds { ports: self.0.host_ports(interner), apart: self.0.apart(&namespace) };
        NodePod {
            uid,
            namespace,
            name: tidy(&meta.name).into(),
            labels,
            node: interner.name(&spec.node_name),
            owner: Owner { kind: interner.name(kind), name: interner.name(name) },
            ended: matches!(&*status.phase, "Succeeded" | "Failed"),
            going: !meta.deletion_timestamp.is_empty(),
            ready: ready && meta.deletion_timestamp.is_empty(),
            requests: Amounts::asked(asks, |ask| ask.request),
            limits: Amounts::asked(asks, |ask| ask.limit),
            holds: interner.holds(holds),
        }
    }
}

decoder! {
    /// Reads pages and watch lines of pods for what they take of their nodes.
    NodePodDecoder, OnNode, NodePod
}

/// Pods that are being resized, by spec and status, with requests of CPU and memory and limits of CPU as k8s.io/component-helpers 0.36.3 counts
/// them for the scheduler.
#[cfg(test)]
pub(in crate::cluster) fn resized() -> Vec<(serde_json::Value, serde_json::Value, [i64; 3])> {
    use serde_json::json;
    let large = || json!({"requests": {"cpu": "2", "memory": "1Gi"}, "limits": {"cpu": "4"}});
    let small = || json!({"requests": {"cpu": "500m", "memory": "2Gi"}, "limits": {"cpu": "1"}});
    let app = |r| json!({"containers": [{"name": "app", "resources": r}]});
    let has = |r| json!({"containerStatuses": [{"name": "app", "resources": r}]});
    let with = |mut object: serde_json::Value, name: &str, value| {
        object[name] = value;
        object
    };
    let pending = |status, why: &str| {
        let resize = json!([{"type": "Ready", "status": "True"}, {"type": "PodResizePending", "status": "True", "reason": why}]);
        with(status, "conditions", resize)
    };
    let allocated =
        |r| json!({"containerStatuses": [{"name": "app", "resources": r, "allocatedResources": {"cpu": "3", "memory": "1Gi"}}]});
    let beside = json!([{"name": "side", "restartPolicy": "Always", "resources": large()}, {"name": "init", "resources": {"requests": {"cpu": "1"}}}]);
    let inits = json!({"initContainerStatuses": [{"name": "side", "resources": {"requests": {"cpu": "3"}}}, {"name": "init", "resources": {"requests": {"cpu": "9"}}}]});
    let none = || app(json!({"requests": {"cpu": "100m"}}));
    let level = json!({"resources": {"requests": {"cpu": "3"}, "limits": {"cpu": "5"}}, "allocatedResources": {"cpu": "3500m", "memory": "1536Mi"}});
    let memory = json!({"requests": {"memory": "1Gi"}});
    vec![
        (app(large()), has(small()), [2000, 2048, 4000]),
        (app(small()), has(large()), [2000, 2048, 4000]),
        (app(large()), pending(has(small()), "Deferred"), [2000, 2048, 4000]),
        (app(large()), pending(has(small()), "Infeasible"), [500, 2048, 1000]),
        (app(large()), pending(json!({}), "Infeasible"), [2000, 1024, 4000]),
        (app(large()), has(json!({"requests": {"cpu": "1"}})), [2000, 1024, 4000]),
        (app(small()), allocated(small()), [3000, 2048, 1000]),
        (app(small()), allocated(json!(null)), [500, 2048, 1000]),
        (with(app(small()), "initContainers", beside), inits, [4000, 3072, 5000]),
        (with(app(large()), "overhead", json!({"cpu": "250m"})), pending(has(small()), "Infeasible"), [750, 2048, 1250]),
        (with(none(), "resources", large()), level, [3500, 1536, 5000]),
        (with(none(), "resources", large()), pending(json!({"resources": small()}), "Infeasible"), [500, 2048, 1000]),
        (with(none(), "resources", memory), json!({"resources": large()}), [100, 1024, 0]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(spec: &str) -> NodePod {
        told(spec, r#"{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}"#)
    }

    fn told(spec: &str, status: &str) -> NodePod {
        let pod = format!(
            r#"{{"metadata":{{"name":"web-5b8d-x","namespace":"iot","uid":"u","labels":{{"pod-template-hash":"5b8d"}},
            "ownerReferences":[{{"kind":"ReplicaSet","name":"web-5b8d","uid":"r","controller":true}}]}},
            "spec":{spec},"status":{status}}}"#
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
    fn what_is_resized_is_counted_as_the_scheduler_counts_it() {
        for (spec, status, want) in resized() {
            let pod = told(&spec.to_string(), &status.to_string());
            assert_eq!([pod.requests.cpu, pod.requests.memory >> 20, pod.limits.cpu], want, "{spec} {status}");
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

    #[test]
    fn ports_of_the_node_are_kept_and_shared() {
        let ports = r#"[{"containerPort":80,"hostPort":8080,"protocol":"TCP"},{"containerPort":53,"hostPort":53,"hostIP":"10.0.0.1","protocol":"UDP"},
            {"containerPort":9090},{"containerPort":1,"hostPort":0},{"containerPort":1,"hostPort":70000}]"#;
        let init = |policy: &str, port: u16| format!(r#"{{"restartPolicy":{policy},"ports":[{{"hostPort":{port}}}]}}"#);
        let inits = format!("{},{}", init(r#""Always""#, 15000), init("null", 15001));
        let pod = read(&format!(r#"{{"containers":[{{"ports":{ports}}},{{"ports":null}},{{}}],"initContainers":[{inits}]}}"#));
        let told: Vec<String> = pod.holds.iter().flat_map(|h| &h.ports).map(ToString::to_string).collect();
        assert_eq!(told, ["15000/TCP", "8080/TCP", "10.0.0.1:53/UDP"]);
        assert_eq!(read(r#"{"containers":[{"ports":[{"containerPort":80}]}]}"#).holds, None);
        let mut interner = Interner::default();
        let holds = || pod.holds.as_deref().cloned().unwrap();
        let both = [interner.holds(holds()), interner.holds(holds())].map(Option::unwrap);
        assert!(std::sync::Arc::ptr_eq(&both[0], &both[1]));
    }

    #[test]
    fn whom_a_pod_may_not_be_beside_is_kept_and_what_it_would_like_is_not() {
        let term = r#"{"labelSelector":{"matchLabels":{"app":"web"}},"topologyKey":"kubernetes.io/hostname"}"#;
        let liked = format!(r#""preferredDuringSchedulingIgnoredDuringExecution":[{{"weight":1,"podAffinityTerm":{term}}}]"#);
        let of = |terms: &str| read(&format!(r#"{{"affinity":{{"nodeAffinity":{{}},"podAntiAffinity":{{{terms}}}}}}}"#));
        assert_eq!(of(&liked).holds, None);
        assert_eq!(read(r#"{"affinity":null}"#).holds, None);
        let pod = of(&format!(r#"{liked},"requiredDuringSchedulingIgnoredDuringExecution":[{term}]"#));
        let term = &pod.holds.as_ref().unwrap().apart[0];
        assert_eq!((&*term.topology, &*term.namespaces), ("kubernetes.io/hostname", &["iot".into()][..]));
        assert_eq!((pod.labels.get("pod-template-hash"), pod.going), (Some("5b8d"), false));
    }
}
