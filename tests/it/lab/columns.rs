//! Columns of one's own beside kubectl's `-o custom-columns`, path by path.

use crate::support::browsing::{Browsing, own};
use crate::support::lab::Lab;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::{Mode, Session};
use dogwatch::model::WorkloadKind;
use dogwatch::model::resource::Resource;
use std::collections::BTreeMap;

fn session(lab: &Lab) -> Session {
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    Session::open(contexts, &lab.admin.as_str().into(), Mode::new(true)).0
}

/// What kubectl prints for a path, by name.
fn kubectl(lab: &Lab, kind: &str, path: &str) -> BTreeMap<String, String> {
    let form = format!("custom-columns=NAME:.metadata.name,X:{path}");
    let text = lab.kubectl(&["get", kind, "--no-headers", "-o", &form]);
    let row = |line: &str| {
        let (name, cell) = line.split_once("   ").unwrap();
        (name.trim().to_owned(), cell.trim().to_owned())
    };
    text.lines().map(row).collect()
}

const OBJECTS: &str = r#"
apiVersion: v1
kind: Service
metadata: {name: one, labels: {app.kubernetes.io/name: shop, plain: "yes"}, annotations: {note: "several words"}}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: https, port: 443, targetPort: 8443}]}
---
apiVersion: v1
kind: Service
metadata: {name: two}
spec: {clusterIP: None, selector: {app: other}, ports: [{name: http, port: 8080}]}
---
apiVersion: v1
kind: Secret
metadata: {name: hidden}
stringData: {password: hunter2}
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[ignore = "needs a cluster"]
async fn cells_are_those_of_kubectl() {
    let lab = Lab::new("columns");
    lab.apply(OBJECTS);
    lab.create(WorkloadKind::Deployment, "web");
    lab.rolled_out("deployment/web");
    let services = [
        ".metadata.name",
        "metadata.name",
        "{.metadata.name}",
        ".spec.type",
        ".spec.clusterIP",
        ".spec.nothing",
        ".spec.nothing.deeper",
        ".spec.ports[*].port",
        ".spec.ports[0].port",
        ".spec.ports[-1].name",
        ".spec.ports[0:1].name",
        ".spec.ports[1:].name",
        ".spec.ports[*].targetPort",
        ".spec.ports[?(@.name==\"https\")].port",
        ".spec.ports[?(@.port>=443)].name",
        ".spec.ports[?(@.port<443)].port",
        ".spec.ports[?(@.name!=\"http\")].port",
        "..targetPort",
        "..clusterIP",
        "..resourceVersion",
        r".metadata.labels.app\.kubernetes\.io/name",
        r".metadata.labels['app\.kubernetes\.io/name']",
        ".metadata.labels.plain",
        ".metadata.annotations.note",
        ".spec.ports[*]['port']",
        ".spec.selector.app",
        ".kind",
    ];
    let pods = [
        ".status.qosClass",
        ".status.conditions[?(@.type==\"Ready\")].status",
        ".status.conditions[?(@.type=='PodScheduled')].status",
        ".spec.containers[*].image",
        ".status.containerStatuses[*].restartCount",
        ".status.containerStatuses[?(@.ready==true)].name",
        ".metadata.ownerReferences[0].kind",
        ".status.phase",
        ".spec.terminationGracePeriodSeconds",
        ".spec.nodeName",
    ];
    for (kind, plural, paths) in [("Service", "services", &services[..]), ("Pod", "pods", &pods[..])] {
        let columns = paths.iter().map(|path| own(path, path)).collect();
        let mut browsing = Browsing::of(session(&lab), Resource::new("", "v1", plural, kind, true), &lab.namespace, columns);
        browsing.live().await;
        assert!(browsing.rows.len() >= 2, "{plural}");
        for path in paths {
            assert_eq!(browsing.cells(path), kubectl(&lab, plural, path), "{plural} {path}");
        }
    }
    // Of what is larger than is gone through, the cell is what kubectl begins with, and says that it is not all.
    let mut keys: String = (0..2500).map(|i| format!("  k{i}: x\n")).collect();
    keys.insert_str(0, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: large}\ndata:\n");
    let (ok, said) = lab.run(&["create", "-f", "-"], &keys);
    assert!(ok, "{said}");
    let columns = vec![own("Name", "..name"), own("Every", ".data.*")];
    let mut maps = Browsing::of(session(&lab), Resource::new("", "v1", "configmaps", "ConfigMap", true), &lab.namespace, columns);
    maps.live().await;
    for (column, path) in [("Name", "..name"), ("Every", ".data.*")] {
        let theirs = lab.kubectl(&["get", "configmap", "large", "--no-headers", "-o", &format!("custom-columns=X:{path}")]);
        let ours = &maps.cells(column)["large"];
        assert!(ours.strip_suffix('…').is_some_and(|begins| theirs.starts_with(begins)), "{path}: {ours}");
    }
    let columns = vec![own("Data", ".data"), own("One", ".data.password"), own("All", ".")];
    let mut secrets = Browsing::of(session(&lab), Resource::new("", "v1", "secrets", "Secret", true), &lab.namespace, columns);
    secrets.live().await;
    assert_eq!((&*secrets.cells("Data")["hidden"], &*secrets.cells("One")["hidden"]), ("password=(hidden)", "(hidden)"));
    for cell in secrets.rows["hidden"].cells.iter() {
        assert!(!cell.contains("hunter2") && !cell.contains("aHVudGVyMg"), "{cell}");
    }
}
