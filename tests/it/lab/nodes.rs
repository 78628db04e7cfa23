//! What the view of the nodes says of a real cluster: kubectl's figures, and a drain that does what was said.

use crate::support::lab::Lab;
use crate::support::node_support::{agree, foreseen_and_drained};
use crate::support::real;
use dogwatch::cluster::Session;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::model::nodes::foresee::{Budget, Fate, Local};
use dogwatch::model::resource::Resource;

fn session(lab: &Lab) -> Session {
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    Session::open(contexts, &lab.admin.as_str().into(), Mode::new(true)).0
}

/// A pod on a node that no kubelet has, so that it stays as it was made.
fn pod(node: &str, name: &str, meta: &str, spec: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}{meta}}}\nspec: {{nodeName: {node}, terminationGracePeriodSeconds: 0, \
         tolerations: [{{operator: Exists}}]{spec}}}\n"
    )
}

const APP: &str = "name: app, image: 'docker.io/lab/app:1.0'";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn what_pods_take_is_what_kubectl_describes() {
    let lab = Lab::new("node-sums");
    let node = format!("node-of-{}", lab.namespace);
    lab.apply(&format!("apiVersion: v1\nkind: Node\nmetadata: {{name: {node}}}\n"));
    let container = |name: &str, more: &str, cpu: &str, memory: &str| {
        format!(
            "{{name: {name}, image: 'docker.io/lab/app:1.0'{more}, resources: {{requests: {{cpu: {cpu}, memory: {memory}}}, \
             limits: {{memory: {memory}, ephemeral-storage: 1Gi}}}}}}"
        )
    };
    let app = container("app", "", "150m", "64Mi");
    lab.apply(&pod(&node, "plain", "", &format!(", containers: [{app}]")));
    lab.apply(&pod(&node, "nothing", "", &format!(", containers: [{{{APP}}}]")));
    let init = container("init", "", "700m", "32Mi");
    lab.apply(&pod(&node, "init", "", &format!(", initContainers: [{init}], containers: [{app}]")));
    // Native sidecars came with 1.28.
    if real::minor() >= 29 {
        let side = container("side", ", restartPolicy: Always", "20m", "16Mi");
        lab.apply(&pod(&node, "sidecar", "", &format!(", initContainers: [{side}, {init}], containers: [{app}]")));
    }
    let session = session(&lab);
    let describe = |node: &str| lab.kubectl(&["describe", "node", node]);
    let ours = agree(&session, &node, || describe(&node)).await.expect("nothing moves on it");
    assert!(ours.requests.cpu >= 850 && ours.pods >= 3, "{ours:?}");
    lab.kubectl(&["delete", "node", &node]);
    // And of a node that lives.
    let node = real::node();
    for tries in 0.. {
        assert!(tries < 60, "{node} is never still");
        if agree(&session, &node, || describe(&node)).await.is_some() {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn a_forecast_agrees_with_its_drain_pod_by_pod() {
    let lab = Lab::new("forecast");
    let gate = lab.gate(&lab.admin, false);
    let node = format!("node-of-{}", lab.namespace);
    lab.apply(&format!("apiVersion: v1\nkind: Node\nmetadata: {{name: {node}}}\n"));
    lab.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owner}\n");
    let uid = lab.kubectl(&["get", "configmap", "owner", "-o", "jsonpath={.metadata.uid}"]);
    let owner = format!(", ownerReferences: [{{apiVersion: v1, kind: ConfigMap, name: owner, uid: {uid}, controller: true}}]");
    let scratch = format!(", volumes: [{{name: tmp, emptyDir: {{}}}}], containers: [{{{APP}}}]");
    lab.apply(&pod(&node, "owned", &owner, &format!(", containers: [{{{APP}}}]")));
    lab.apply(&pod(&node, "scratch", &format!(", labels: {{app: scratch}}{owner}"), &scratch));
    lab.apply(&pod(&node, "bare", "", &format!(", containers: [{{{APP}}}]")));
    let version = real::version("policy", "poddisruptionbudgets");
    lab.apply(&format!(
        "apiVersion: policy/{version}\nkind: PodDisruptionBudget\nmetadata: {{name: keep}}\nspec: {{maxUnavailable: 0, selector: {{matchLabels: {{app: scratch}}}}}}\n"
    ));
    let target = lab.object(Resource::new("", "v1", "nodes", "Node", false), &node);
    let groups = foreseen_and_drained(&gate, &session(&lab), &target).await;
    lab.kubectl(&["delete", "node", &node]);
    assert_eq!(groups.iter().map(|g| (g.fate, g.pods.len())).collect::<Vec<_>>(), [(Fate::Bare, 1), (Fate::Goes, 2)]);
    assert_eq!(groups[1].local, [Local::EmptyDir]);
    assert_eq!(groups[1].budget, Budget::None, "a pod that has not begun is none that a budget counts");
}
