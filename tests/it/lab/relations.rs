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
use std::path::Path;
use std::time::Duration;

/// The tree of an object, whose UID kubectl tells.
fn tree(ground: &Ground, resource: Resource, name: &str) -> Tree {
    let kind = format!("{}.{}.{}", resource.plural, resource.version, resource.group);
    let kind = kind.trim_end_matches('.').trim_end_matches(".v1").to_owned();
    let uid = ground.kubectl(&["get", &kind, name, "-o", "jsonpath={.metadata.uid}"]).unwrap();
    let namespace = if resource.namespaced { &*ground.namespace } else { "" };
    tree_of(&ground.config, resource, (namespace, name), &uid)
}

/// The tree of an object by its UID.
pub fn tree_of(config: &Path, resource: Resource, (namespace, name): (&str, &str), uid: &str) -> Tree {
    let contexts = Contexts::read(Some(config), None, None, false).unwrap();
    let context = contexts.pick(None).unwrap().name;
    let target = Target { context: context.clone(), resource, namespace: namespace.into(), name: name.into(), uid: Uid::new(uid) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (session, _) = Session::open(contexts, &context, Mode::new(true));
    let wish = RelationsWish { target, namespaces: Vec::new() };
    let found = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(90), look(&session, &wish)).await });
    found.expect("it ends").unwrap()
}

/// The rows of a kind, as `link kind/name`, in order of their names.
pub fn rows(tree: &Tree, kind: &str) -> Vec<String> {
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
    try_apply(ground, objects).unwrap();
}

fn try_apply(ground: &Ground, objects: &[Value]) -> Result<String, String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": objects});
    std::fs::write(file.path(), list.to_string()).unwrap();
    ground.kubectl(&["apply", "-f", file.path().to_str().unwrap()])
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
    let figure = web.rows.iter().find(|b| b.link == Link::Service).map(|b| b.stand.clone());
    let addresses = ground.kubectl(&["get", "endpoints", "web", "-o", "jsonpath={.subsets[*].addresses[*].ip}"]).unwrap();
    assert_eq!(figure, Some(Stand::Serves(addresses.split_whitespace().count() as u32, 2)), "below the workload as well");
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

/// A volume, which no namespace takes away with it.
struct Volume<'a>(&'a Ground, String);

impl Drop for Volume<'_> {
    fn drop(&mut self) {
        let gone = self.0.kubectl(&["delete", "persistentvolume", &self.1, "--wait=false"]);
        assert!(gone.is_ok() || std::thread::panicking(), "{gone:?}");
    }
}

#[test]
#[ignore = "needs a cluster"]
fn claims_and_secrets_are_used_by_what_names_them_without_a_field_of_a_pod() {
    let ground = Ground::lab("claims");
    let volume = Volume(&ground, ground.namespace.clone());
    let container =
        serde_json::json!({"name": "app", "image": "docker.io/lab/app:1.0", "imagePullPolicy": "Never", "args": ["app"]});
    let template = serde_json::json!({"metadata": {"labels": {"app": "keeper"}},
        "spec": {"terminationGracePeriodSeconds": 1, "containers": [container]}});
    // Of a class that nobody serves: what is asked for is there, and stays as it is.
    let claim = serde_json::json!({"accessModes": ["ReadWriteOnce"], "storageClassName": "dogwatch-none", "resources": {"requests": {"storage": "1Mi"}}});
    apply(
        &ground,
        &[
            serde_json::json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "driver"}, "stringData": {"k": "v"}}),
            serde_json::json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": volume.1}, "spec": {
                "capacity": {"storage": "1Mi"}, "accessModes": ["ReadWriteOnce"], "storageClassName": "dogwatch-other",
                "csi": {"driver": "dogwatch.example.test", "volumeHandle": "x",
                    "nodeStageSecretRef": {"name": "driver", "namespace": ground.namespace}}}}),
            serde_json::json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "keeper"}, "spec": {"replicas": 1,
                "serviceName": "keeper", "selector": {"matchLabels": {"app": "keeper"}}, "template": template,
                "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}]}}),
        ],
    );
    let there = |name: &str| until(name, || ground.kubectl(&["get", "persistentvolumeclaim", name]).ok().map(|_| ()));
    there("data-keeper-0");
    ground.kubectl(&["scale", "statefulset/keeper", "--replicas=0"]).unwrap();
    until("no pod of it", || ground.kubectl(&["get", "pods", "-l", "app=keeper", "-o", "name"]).ok().filter(String::is_empty));
    let uses = |resource: Resource, name: &str| {
        let found = tree(&ground, resource, name);
        assert!(found.used_by && found.unseen.is_empty(), "{:?}", found.unseen);
        let of = found.rows.iter().filter(|b| matches!(b.link, Link::Uses(_)));
        of.map(|b| format!("{} {}", b.thing.resource.kind, b.thing.name)).collect::<Vec<_>>()
    };
    assert_eq!(uses(RefKind::Claim.resource(), "data-keeper-0"), ["StatefulSet keeper"]);
    let keeper = tree(&ground, Kind::StatefulSet.into(), "keeper");
    assert_eq!(rows(&keeper, "PersistentVolumeClaim"), ["data-keeper-0"], "scaled to 0 it keeps its claims");
    assert_eq!(uses(RefKind::Secret.resource(), "driver"), [format!("PersistentVolume {}", volume.1)]);
    // Servers before 1.21 know no such volumes.
    let scratch = serde_json::json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "scratch"}, "spec": {
        "terminationGracePeriodSeconds": 1, "containers": [container],
        "volumes": [{"name": "tmp", "ephemeral": {"volumeClaimTemplate": {"spec": claim}}}]}});
    match try_apply(&ground, &[scratch]) {
        Ok(_) => {
            there("scratch-tmp");
            assert_eq!(uses(RefKind::Claim.resource(), "scratch-tmp"), ["Pod scratch"]);
        }
        Err(said) => assert!(said.contains("must specify a volume type"), "{said}"),
    }
}

#[test]
#[ignore = "needs a cluster"]
fn an_autoscaler_that_does_not_scale_says_why_in_the_words_of_its_conditions() {
    let ground = Ground::lab("scales");
    // Its pods ask for no CPU, so that there is no share of it to scale by.
    ground.kubectl(&["autoscale", "deployment/web", "--cpu-percent=50", "--min=2", "--max=4"]).unwrap();
    let version = real::version("autoscaling", "horizontalpodautoscalers");
    let kind = if version == "v1" { "v2beta2" } else { &*version };
    let told = || {
        let get = ["get", &format!("horizontalpodautoscalers.{kind}.autoscaling"), "web", "-o", "json"];
        let hpa: Value = serde_json::from_str(&ground.kubectl(&get).ok()?).ok()?;
        let conditions = hpa["status"]["conditions"].as_array()?.clone();
        let stands = |kind: &str| conditions.iter().find(|c| c["type"] == kind && c["status"] == "False").cloned();
        let condition = stands("AbleToScale").or_else(|| stands("ScalingActive"))?;
        Some(format!("{}: {}", condition["reason"].as_str()?, condition["message"].as_str()?))
    };
    until("the tree to say what the conditions say", || {
        let before = told()?;
        let web = tree(&ground, Kind::Deployment.into(), "web");
        let why =
            web.rows.iter().find_map(|b| if let Stand::Scales(.., Some(idle)) = &b.stand { Some(idle.why.clone()) } else { None });
        // Whoever writes it anew meanwhile may have other words.
        (why.as_deref() == Some(&*before) && told().as_ref() == Some(&before)).then_some(())
    });
}
