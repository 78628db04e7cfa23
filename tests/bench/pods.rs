//! Pods by number, made by code: as JSON of the size that they have on a real cluster, and as rows.

use crate::world;
use dogwatch::model::Time;
use dogwatch::model::feed::Row;
use dogwatch::model::usage::{PodUse, Used};
use std::ops::Range;

/// Pods of a workload, and workloads of a namespace.
const SHAPE: (usize, usize) = (50, 10);
const IMAGE: &str = "registry.example.com/iot/device-service:1.4.2";

fn namespace(workload: usize) -> String {
    format!("crowd-{:03}", workload / SHAPE.1)
}

fn workload(i: usize) -> dogwatch::model::workload::Workload {
    world::workload(&namespace(i), &format!("crowd-{i:04}"), SHAPE.0 as u32, IMAGE)
}

/// The workloads of `n` pods.
pub fn workloads(n: usize) -> Vec<Row> {
    (0..n.div_ceil(SHAPE.0)).map(|i| Row::Workload(workload(i))).collect()
}

/// Their ReplicaSets: the present ones and those before.
pub fn replicasets(n: usize) -> Vec<Row> {
    let of = |i: usize| {
        let w = workload(i);
        let all = SHAPE.0 as u32;
        [
            world::replicaset(&w, 7, IMAGE, (all, all), world::DAY),
            world::replicaset(&w, 6, "registry.example.com/iot/device-service:1.4.1", (0, 0), 9 * world::DAY),
        ]
    };
    (0..n.div_ceil(SHAPE.0)).flat_map(of).collect()
}

/// Pod number `i` as a row. One of a hundred cannot pull its image.
pub fn row(i: usize) -> Row {
    let w = workload(i / SHAPE.0);
    let pod = world::pod(&w, 7, &format!("5b8d7c9f6b-{i:05}"), IMAGE, world::DAY + i as i64 * 1000);
    Row::Pod(if i % 100 == 99 { world::no_image(pod, IMAGE) } else { pod })
}

/// The first `n` pods as rows.
#[allow(dead_code, reason = "the tests read them from their JSON")]
pub fn rows(n: usize) -> Vec<Row> {
    (0..n).map(row).collect()
}

/// What the first `n` pods use.
#[allow(dead_code, reason = "the tests have it from the metrics' JSON")]
pub fn used(n: usize, at: Time) -> Vec<PodUse> {
    let of = |row: Row| {
        let Row::Pod(pod) = row else { unreachable!("rows of pods are pods") };
        let used = Used { cpu: 20_000_000, memory: 90 << 20 };
        let containers = pod.containers.iter().map(|c| (c.name.clone(), used)).collect();
        PodUse { namespace: pod.namespace, name: pod.name.as_ref().into(), at, window: 15_000, containers }
    };
    (0..n).map(row).map(of).collect()
}

/// A page of a list.
pub fn page(range: Range<usize>) -> Vec<u8> {
    let mut out = br#"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"4711"},"items":["#.to_vec();
    for (at, i) in range.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(json(i).as_bytes());
    }
    out.extend_from_slice(b"]}");
    out
}

/// A pod as an API server writes it, with the bookkeeping of its managers, which is half of it: about 5 KB.
fn json(i: usize) -> String {
    let w = i / SHAPE.0;
    let (ns, name) = (namespace(w), format!("crowd-{w:04}-5b8d7c9f6b-{i:05}"));
    let at = "2026-07-20T08:00:00Z";
    let env: String =
        (0..8).map(|e| format!(r#"{{"name":"SETTING_{e}","value":"http://backend-{e}.{ns}.svc:8080/api/v1"}},"#)).collect();
    let env_fields: String =
        (0..8).map(|e| format!(r#""k:{{\"name\":\"SETTING_{e}\"}}":{{".":{{}},"f:name":{{}},"f:value":{{}}}},"#)).collect();
    let condition = |kind: &str| format!(r#"{{"type":"{kind}","status":"True","lastProbeTime":null,"lastTransitionTime":"{at}"}}"#);
    let condition_fields: String = ["ContainersReady", "Initialized", "Ready", "PodReadyToStartContainers"]
        .map(|c| format!(r#""k:{{\"type\":\"{c}\"}}":{{".":{{}},"f:lastProbeTime":{{}},"f:lastTransitionTime":{{}},"f:status":{{}},"f:type":{{}}}},"#))
        .concat();
    let conditions = ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map(condition).join(",");
    format!(
        r#"{{"metadata":{{"name":"{name}","generateName":"crowd-{w:04}-5b8d7c9f6b-","namespace":"{ns}","uid":"7d1c9a52-0000-4000-8000-{i:012}","resourceVersion":"{i}","creationTimestamp":"{at}","labels":{{"app":"crowd-{w:04}","pod-template-hash":"5b8d7c9f6b","tier":"backend"}},"annotations":{{"prometheus.io/scrape":"true","prometheus.io/port":"8080","checksum/config":"9b74c9897bac770ffc029102a200c5de52a0b6ab"}},"ownerReferences":[{{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"crowd-{w:04}-5b8d7c9f6b","uid":"3f2b8c11-0000-4000-8000-{w:012}","controller":true,"blockOwnerDeletion":true}}],"managedFields":[{{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"{at}","fieldsType":"FieldsV1","fieldsV1":{{"f:metadata":{{"f:generateName":{{}},"f:labels":{{".":{{}},"f:app":{{}},"f:pod-template-hash":{{}}}},"f:ownerReferences":{{".":{{}}}}}},"f:spec":{{"f:containers":{{"k:{{\"name\":\"app\"}}":{{".":{{}},"f:env":{{{env_fields}".":{{}}}},"f:image":{{}},"f:imagePullPolicy":{{}},"f:name":{{}},"f:resources":{{}}}}}},"f:dnsPolicy":{{}},"f:enableServiceLinks":{{}},"f:restartPolicy":{{}},"f:schedulerName":{{}}}}}}}},{{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"{at}","fieldsType":"FieldsV1","fieldsV1":{{"f:status":{{"f:conditions":{{{condition_fields}".":{{}}}},"f:containerStatuses":{{}},"f:hostIP":{{}},"f:phase":{{}},"f:podIP":{{}},"f:podIPs":{{}},"f:startTime":{{}}}}}},"subresource":"status"}}]}},"spec":{{"volumes":[{{"name":"kube-api-access-x7f2p","projected":{{"sources":[{{"serviceAccountToken":{{"expirationSeconds":3607,"path":"token"}}}},{{"configMap":{{"name":"kube-root-ca.crt","items":[{{"key":"ca.crt","path":"ca.crt"}}]}}}}],"defaultMode":420}}}}],"containers":[{{"name":"app","image":"{IMAGE}","ports":[{{"containerPort":8080,"protocol":"TCP"}}],"env":[{env}{{"name":"LAST","value":"1"}}],"resources":{{"limits":{{"cpu":"500m","memory":"512Mi"}},"requests":{{"cpu":"50m","memory":"128Mi"}}}},"volumeMounts":[{{"name":"kube-api-access-x7f2p","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}}],"readinessProbe":{{"httpGet":{{"path":"/ready","port":8080,"scheme":"HTTP"}},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3}},"imagePullPolicy":"IfNotPresent"}}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","nodeName":"node-{node}","securityContext":{{}},"schedulerName":"default-scheduler","tolerations":[{{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}}],"priority":0,"enableServiceLinks":true}},"status":{{"phase":"Running","conditions":[{conditions}],"hostIP":"10.0.0.1","podIP":"10.244.0.1","startTime":"{at}","containerStatuses":[{{"name":"app","state":{{"running":{{"startedAt":"{at}"}}}},"lastState":{{}},"ready":true,"restartCount":0,"image":"{IMAGE}","imageID":"registry.example.com/iot/device-service@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1","containerID":"containerd://{i:064}","started":true}}],"qosClass":"Burstable"}}}}"#,
        node = i % 50
    )
}
