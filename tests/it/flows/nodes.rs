//! What the view of the nodes says of the demo, against what comes of it.

use crate::support::demo_support::Demo;
use crate::support::node_support::{agree, foreseen_and_drained, known, placed};
use dogwatch::cluster::Session;
use dogwatch::cluster::change::Gate;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::demo::{Options, Scenario, serve};
use dogwatch::journal::Journal;
use dogwatch::model::change::Target;
use dogwatch::model::nodes::foresee::{Fate, Fits};
use dogwatch::model::resource::Resource;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn a_forecast_agrees_with_its_drain_pod_by_pod() {
    let cluster = serve(Options { scenario: Scenario::Calm, speed: 20.0, ..Options::default() }).await.unwrap();
    let contexts = Contexts::from_text(&cluster.kubeconfig()).unwrap();
    let context = contexts.list()[0].name.clone();
    let (session, writer) = Session::open(contexts, &context, Mode::new(false));
    let gate = Gate::new(session.clone(), writer, Ok(Arc::new(Journal::memory())), "admin".into());
    let (nodes, _) = known(&session).await;
    let node = nodes.all().find(|n| &*n.name == "demo-node-1").expect("the demo's first node");
    let resource = Resource::new("", "v1", "nodes", "Node", false);
    let target = Target { context, resource, namespace: "".into(), name: node.name.clone(), uid: node.uid.clone() };
    let groups = foreseen_and_drained(&gate, &session, &target).await;
    assert!(groups.iter().any(|g| g.fate == Fate::Goes && matches!(g.fits, Fits::On(..))), "{groups:?}");
    assert!(groups.iter().any(|g| g.fate == Fate::Daemon), "{groups:?}");
    assert!(placed(&session, &groups).await, "what fits has found a node");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs kubectl"]
async fn what_pods_take_is_what_kubectl_describes() {
    let (demo, contexts) = tokio::task::spawn_blocking(|| {
        let demo = Demo::start(Scenario::Calm, 1.0, None);
        let contexts = Contexts::from_text(&demo.cluster().kubeconfig()).unwrap();
        (demo, contexts)
    })
    .await
    .unwrap();
    let context = contexts.list()[0].name.clone();
    let session = Session::open(contexts, &context, Mode::new(true)).0;
    let k = demo.kubectl("default");
    for node in ["demo-node-1", "demo-node-2"] {
        let mut sum = None;
        for _ in 0..20 {
            sum = agree(&session, node, || k.ok(&["describe", "node", node])).await;
            if sum.is_some() {
                break;
            }
        }
        assert!(sum.expect("a moment in which nothing moves").requests.cpu > 0);
    }
    tokio::task::spawn_blocking(move || drop(demo)).await.unwrap();
}
