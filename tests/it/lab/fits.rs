//! What is said of each node that does not take a pod, against the sentence of the scheduler of a real cluster.

use crate::support::ground::LONG;
use crate::support::lab::Lab;
use dogwatch::cluster::Session;
use dogwatch::cluster::describe::{Which, describe};
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::model::resource::Resource;
use dogwatch::model::{Kind, Time};
use std::time::Instant;

/// What stands in the spec of a pod; what the scheduler says of so many nodes, which of them in which words hangs on its version; and what we
/// say of each of those.
type Case = (&'static str, &'static str, &'static [&'static str], &'static str);

const HOST: &str = "topologyKey: kubernetes.io/hostname";

const CASES: &[Case] = &[
    (
        "port",
        "containers: [{CONTAINER, ports: [{containerPort: 1, hostPort: 28911}]}]",
        &["didn't have free ports for the requested pod ports"],
        "host port 28911/TCP is taken",
    ),
    (
        "port-at",
        "containers: [{CONTAINER, ports: [{containerPort: 1, hostPort: 28911, hostIP: 127.0.0.1}]}]",
        &["didn't have free ports for the requested pod ports"],
        "host port 127.0.0.1:28911/TCP is taken",
    ),
    (
        "apart",
        "affinity: {podAntiAffinity: {REQUIRED: [{labelSelector: {matchLabels: {app: holder}}, HOST}]}}",
        &["didn't match pod anti-affinity rules"],
        "a pod of its pod anti-affinity is there, by kubernetes.io/hostname",
    ),
    (
        "kept",
        "",
        &["didn't satisfy existing pods anti-affinity rules"],
        "the anti-affinity of a pod that is there keeps it away, by kubernetes.io/hostname",
    ),
    (
        "together",
        "affinity: {podAffinity: {REQUIRED: [{labelSelector: {matchLabels: {app: nobody}}, HOST}]}}",
        &["didn't match pod affinity rules"],
        "no pod of its pod affinity is there, by kubernetes.io/hostname",
    ),
    (
        "spread",
        "topologySpreadConstraints: [{maxSkew: 1, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: holder}}, HOST}]",
        &["didn't match pod topology spread constraints"],
        "its topology spread allows no more there, by kubernetes.io/hostname",
    ),
    (
        "far",
        "volumes: [{name: data, persistentVolumeClaim: {claimName: far}}]",
        &["didn't match PersistentVolume's node affinity", "had volume node affinity conflict"],
        "a volume for claim far cannot be had there",
    ),
    (
        "waits",
        "volumes: [{name: data, persistentVolumeClaim: {claimName: waits}}]",
        &["didn't find available persistent volumes to bind"],
        "a volume for claim waits cannot be had there",
    ),
];

/// Pods that hold something, and those that find their place beside them.
const HOLDERS: &[(&str, &str)] = &[
    ("holder", "containers: [{CONTAINER, ports: [{containerPort: 1, hostPort: 28911}]}]"),
    ("keeper", "affinity: {podAntiAffinity: {REQUIRED: [{labelSelector: {matchLabels: {app: kept}}, HOST}]}}"),
];

/// Of the label `app` as is their name; those that are spread are as the holder.
fn pod(name: &str, spec: &str) -> String {
    let container = "name: app, image: 'docker.io/lab/app:1.0', imagePullPolicy: Never, args: [app]";
    let spec = spec
        .replace("CONTAINER", container)
        .replace("REQUIRED", "requiredDuringSchedulingIgnoredDuringExecution")
        .replace("HOST", HOST);
    let containers = if spec.contains("containers:") { String::new() } else { format!("  containers: [{{{container}}}]\n") };
    let app = if name == "spread" { "holder" } else { name };
    format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: {app}}}}}\nspec:\n  terminationGracePeriodSeconds: 0\n  \
         automountServiceAccountToken: false\n{containers}  {spec}\n"
    )
}

/// A claim whose volume is elsewhere, and one for which there is none.
fn claims(namespace: &str) -> String {
    let claim = |name: &str, more: &str| {
        format!(
            "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: {name}}}\nspec: {{accessModes: [ReadWriteOnce], {more}, \
             resources: {{requests: {{storage: 1Gi}}}}}}\n"
        )
    };
    format!(
        "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {{name: {namespace}}}\nprovisioner: kubernetes.io/no-provisioner\n\
         volumeBindingMode: WaitForFirstConsumer\n---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {{name: {namespace}}}\nspec:\n  \
         capacity: {{storage: 1Gi}}\n  accessModes: [ReadWriteOnce]\n  storageClassName: by-hand\n  local: {{path: /data}}\n  \
         claimRef: {{namespace: {namespace}, name: far}}\n  nodeAffinity: {{required: {{nodeSelectorTerms: [{{matchExpressions: \
         [{{key: kubernetes.io/hostname, operator: In, values: [elsewhere]}}]}}]}}}}\n{}{}",
        claim("far", &format!("storageClassName: by-hand, volumeName: {namespace}")),
        claim("waits", &format!("storageClassName: {namespace}")),
    )
}

/// Of how many nodes the scheduler says this; `None` where it does not.
fn count(sentence: &str, words: &[&str]) -> Option<usize> {
    let part = sentence.split([',', ':', '.']).find(|part| words.iter().any(|words| part.contains(words)))?;
    part.split_whitespace().next()?.parse().ok()
}

async fn described(lab: &Lab, session: &Session, name: &str) -> String {
    let target = lab.object(Resource::from(Kind::Pod), name);
    let which = Which { resource: &target.resource, namespace: &target.namespace, name: &target.name, uid: &target.uid };
    describe(session, which, Time::system(), false).await.unwrap_or_else(|e| e.to_string())
}

/// What is in no namespace, and goes at the end, however that comes.
struct Outside<'a>(&'a Lab, &'a str);

impl Drop for Outside<'_> {
    fn drop(&mut self) {
        let Self(lab, node) = self;
        for what in [["node", node], ["pv", &lab.namespace], ["storageclass", &lab.namespace]] {
            lab.run(&["delete", what[0], what[1], "--wait=false"], "");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn each_node_is_refused_for_what_the_scheduler_says() {
    let lab = Lab::new("fits");
    // A second place, so that there is a skew: no kubelet has it, and its taint keeps pods away.
    let node = format!("node-of-{}", lab.namespace);
    let _gone = Outside(&lab, &node);
    lab.apply(&format!("apiVersion: v1\nkind: Node\nmetadata: {{name: {node}, labels: {{kubernetes.io/hostname: {node}}}}}\n"));
    lab.apply(&claims(&lab.namespace));
    lab.apply(&HOLDERS.iter().map(|(name, spec)| pod(name, spec)).collect::<String>());
    lab.kubectl(&["wait", "--for=condition=Ready", "pod/holder", "pod/keeper", "--timeout=120s"]);
    lab.apply(&CASES.iter().map(|(name, spec, ..)| pod(name, spec)).collect::<String>());
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    let (session, _) = Session::open(contexts, &lab.admin.as_str().into(), Mode::new(true));
    let end = Instant::now() + LONG;
    loop {
        let mut wrong = Vec::new();
        for (name, _, words, ours) in CASES {
            let query = "jsonpath={.status.conditions[?(@.type=='PodScheduled')].message}";
            let sentence = lab.kubectl(&["get", "pod", name, "-o", query]);
            let text = described(&lab, &session, name).await;
            let rows = text.lines().filter(|line| line.ends_with(ours)).count();
            if count(&sentence, words) != Some(rows) || rows == 0 {
                wrong.push(format!("{name}: the scheduler says {sentence:?}, of {rows} nodes we say {ours:?}:\n{text}"));
            }
        }
        if wrong.is_empty() {
            break;
        }
        assert!(Instant::now() < end, "{}", wrong.join("\n"));
        // Each asking is several requests.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
}
