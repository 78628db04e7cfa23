//! How things hang together on a real cluster, against what kubectl says of the same.

use crate::support::ground::{Ground, until};
use crate::support::real;
use dogwatch::cluster::Session;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::relations::look;
use dogwatch::cluster::session::Mode;
use dogwatch::model::change::Target;
use dogwatch::model::relations::{Link, RefKind, RelationsWish, Stand, Tree};
use dogwatch::model::resource::Resource;
use dogwatch::model::{Kind, Uid};
use serde_json::Value;
use std::time::Duration;

/// The tree of an object, whose UID kubectl tells.
fn tree(ground: &Ground, resource: Resource, name: &str) -> Tree {
    let kind = format!("{}.{}.{}", resource.plural, resource.version, resource.group);
    let kind = kind.trim_end_matches('.').trim_end_matches(".v1").to_owned();
    let uid = ground.kubectl(&["get", &kind, name, "-o", "jsonpath={.metadata.uid}"]).unwrap();
    let contexts = Contexts::read(Some(&ground.config), None, None, false).unwrap();
    let context = contexts.pick(None).unwrap().name;
    let namespace = if resource.namespaced { &*ground.namespace } else { "" };
    let target = Target { context: context.clone(), resource, namespace: namespace.into(), name: name.into(), uid: Uid::new(&uid) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (session, _) = Session::open(contexts, &context, Mode::new(true));
    let wish = RelationsWish { target, namespaces: Vec::new() };
    let found = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(90), look(&session, &wish)).await });
    found.expect("it ends").unwrap()
}

/// The rows of a kind, as `link kind/name`, in order of their names.
fn rows(tree: &Tree, kind: &str) -> Vec<String> {
    let of = tree.rows.iter().filter(|b| &*b.thing.resource.kind == kind && b.link != Link::Itself);
    let mut names: Vec<String> = of.map(|b| b.thing.name.to_string()).collect();
    names.sort();
    names
}

/// What kubectl lists, by name.
fn names(ground: &Ground, arguments: &[&str]) -> Vec<String> {
    let all = [&["get"], arguments, &["-o", "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}"]].concat();
    let mut names: Vec<String> = ground.kubectl(&all).unwrap().lines().map(str::to_owned).collect();
    names.sort();
    names
}

fn apply(ground: &Ground, objects: &[Value]) {
    let file = tempfile::NamedTempFile::new().unwrap();
    let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": objects});
    std::fs::write(file.path(), list.to_string()).unwrap();
    ground.kubectl(&["apply", "-f", file.path().to_str().unwrap()]).unwrap();
}

/// What is planted beside `web`.
fn plant(ground: &Ground) {
    let version = real::version;
    let container = serde_json::json!({"name": "app", "image": "docker.io/lab/app:1.0", "imagePullPolicy": "Never", "args": ["app"],
        "envFrom": [{"configMapRef": {"name": "settings"}}]});
    let spec = serde_json::json!({"terminationGracePeriodSeconds": 1, "serviceAccountName": "robot", "containers": [container],
        "volumes": [{"name": "keys", "secret": {"secretName": "keys"}}]});
    let once = serde_json::json!({"terminationGracePeriodSeconds": 1, "restartPolicy": "Never", "containers": [{"name": "app",
        "image": "docker.io/lab/app:1.0", "imagePullPolicy": "Never", "args": ["app"]}]});
    let ingress = version("networking.k8s.io", "ingresses");
    let backend = serde_json::json!({"service": {"name": "web", "port": {"number": 80}}});
    apply(
        ground,
        &[
            serde_json::json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"A": "b"}}),
            serde_json::json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "unused"}}),
            serde_json::json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "stringData": {"k": "v"}}),
            serde_json::json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "robot"}, "imagePullSecrets": [{"name": "keys"}]}),
            serde_json::json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "probe"}, "spec": spec}),
            serde_json::json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},
                "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}),
            serde_json::json!({"apiVersion": format!("networking.k8s.io/{ingress}"), "kind": "Ingress", "metadata": {"name": "site"},
                "spec": {"tls": [{"secretName": "keys"}], "rules": [{"host": "relations.example.test",
                "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}]}}),
            serde_json::json!({"apiVersion": format!("policy/{}", version("policy", "poddisruptionbudgets")), "kind": "PodDisruptionBudget",
                "metadata": {"name": "web"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}}),
            serde_json::json!({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "once"}, "spec": {"template": {"spec": once}}}),
        ],
    );
    until("the pods of all", || {
        let phases = ground.kubectl(&["get", "pods", "-o", "jsonpath={.items[*].status.phase}"]).ok()?;
        (phases.split(' ').filter(|p| *p == "Running").count() >= 4).then_some(())
    });
}

#[test]
#[ignore = "needs a cluster"]
fn what_hangs_together_is_what_kubectl_says() {
    let ground = Ground::lab("relations");
    plant(&ground);
    // A workload: what it makes and what is around it.
    let web = tree(&ground, Kind::Deployment.into(), "web");
    assert_eq!(rows(&web, "ReplicaSet"), names(&ground, &["replicasets", "-l", "app=web"]));
    assert_eq!(rows(&web, "Pod"), names(&ground, &["pods", "-l", "app=web"]));
    for (kind, want) in [("Service", "web"), ("Ingress", "site"), ("PodDisruptionBudget", "web"), ("ServiceAccount", "default")] {
        assert_eq!(rows(&web, kind), [want], "{kind}");
    }
    assert!(web.unseen.is_empty(), "{:?}", web.unseen);
    // A Service's pods, a Job's, and a node's.
    let service = tree(&ground, RefKind::Service.resource(), "web");
    assert_eq!(rows(&service, "Pod"), names(&ground, &["pods", "-l", "app=web"]));
    assert_eq!(rows(&service, "Ingress"), ["site"]);
    let own = service.rows.iter().find(|b| b.link == Link::Itself).map(|b| b.stand.clone());
    let ready = ground.kubectl(&["get", "endpoints", "web", "-o", "jsonpath={.subsets[*].addresses[*].ip}"]).unwrap();
    assert_eq!(own, Some(Stand::Serves(ready.split_whitespace().count() as u32, 2)));
    let job = tree(&ground, Kind::Job.into(), "once");
    assert_eq!(rows(&job, "Pod"), names(&ground, &["pods", "-l", "job-name=once"]));
    let name = ground.kubectl(&["get", "pod", "probe", "-o", "jsonpath={.spec.nodeName}"]).unwrap();
    let node = tree(&ground, RefKind::Node.resource(), &name);
    let here: Vec<String> =
        node.rows.iter().filter(|b| *b.thing.namespace == *ground.namespace).map(|b| b.thing.name.to_string()).collect();
    let field = format!("spec.nodeName={name}");
    assert_eq!(here, names(&ground, &["pods", "--field-selector", &field]));
    // A pod's owners.
    let pod = names(&ground, &["pods", "-l", "app=web"]).remove(0);
    let pod = tree(&ground, Kind::Pod.into(), &pod);
    let owners: Vec<&str> = pod.rows.iter().filter(|b| b.link == Link::Owner).map(|b| &*b.thing.resource.kind).collect();
    assert_eq!(owners, ["Deployment", "ReplicaSet"]);
    assert_eq!(rows(&pod, "Node"), [name]);
}

#[test]
#[ignore = "needs a cluster"]
fn what_uses_an_object_is_found_a_bare_pod_too() {
    let ground = Ground::lab("used");
    plant(&ground);
    let uses = |tree: &Tree| {
        let of = tree.rows.iter().filter(|b| matches!(b.link, Link::Uses(_)));
        let mut all: Vec<String> = of.map(|b| format!("{} {}", b.thing.resource.kind, b.thing.name)).collect();
        all.sort();
        all
    };
    let pods = |account: &str| {
        let jsonpath = format!(
            "jsonpath={{range .items[?(@.spec.serviceAccountName==\"{account}\")]}}Pod {{.metadata.name}}{{\"\\n\"}}{{end}}"
        );
        let mut all: Vec<String> = ground.kubectl(&["get", "pods", "-o", &jsonpath]).unwrap().lines().map(str::to_owned).collect();
        all.sort();
        all
    };
    for (kind, name, want) in [
        (RefKind::ConfigMap, "settings", vec!["Pod probe".to_owned()]),
        (RefKind::ConfigMap, "unused", Vec::new()),
        (RefKind::Secret, "keys", vec!["Ingress site".into(), "Pod probe".into(), "ServiceAccount robot".into()]),
        (RefKind::ServiceAccount, "robot", pods("robot")),
    ] {
        let found = tree(&ground, kind.resource(), name);
        assert_eq!(uses(&found), want, "{kind:?} {name}");
        assert!(found.unseen.is_empty() && found.used_by, "{:?}", found.unseen);
        let counted = |plural: &str| found.searched.iter().find(|s| &*s.plural == plural).map(|s| s.count);
        assert_eq!(counted("pods"), Some(names(&ground, &["pods"]).len()), "{:?}", found.searched);
    }
    let by_default = uses(&tree(&ground, RefKind::ServiceAccount.resource(), "default"));
    assert!(
        pods("default").iter().all(|pod| by_default.contains(pod)) && by_default.contains(&"Deployment web".to_owned()),
        "{by_default:?}"
    );
}
