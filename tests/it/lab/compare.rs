//! Two objects beside each other on a real cluster: what differs is what differs in what `kubectl get -o yaml` prints of them.

use crate::support::lab::Lab;
use dogwatch::cluster::Session;
use dogwatch::cluster::compare::{compare, keep};
use dogwatch::cluster::describe::Which;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::model::change::Target;
use dogwatch::model::resource::Resource;
use dogwatch::model::revision::DiffLine;
use dogwatch::model::{Name, WorkloadKind};
use std::collections::BTreeMap;

fn which(target: &Target) -> Which<'_> {
    Which { resource: &target.resource, namespace: &target.namespace, name: &target.name, uid: &target.uid }
}

/// The lines that go and those that come.
fn sides(lines: &[DiffLine]) -> (Vec<String>, Vec<String>) {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for line in lines {
        if let DiffLine::Changed { old, new } = line {
            gone.extend(old.iter().map(|l| l.trim().to_owned()));
            come.extend(new.iter().map(|l| l.trim().to_owned()));
        }
    }
    (gone, come)
}

/// The lines of one text that are not in another, as often as they are not.
fn only(text: &str, other: &str) -> Vec<String> {
    let mut count: BTreeMap<&str, i64> = BTreeMap::new();
    other.lines().for_each(|l| *count.entry(l.trim()).or_default() += 1);
    let mut out = Vec::new();
    for line in text.lines().map(str::trim) {
        let left = count.entry(line).or_default();
        *left -= 1;
        if *left < 0 {
            out.push(line.to_owned());
        }
    }
    out.sort();
    out
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn what_differs_is_what_kubectl_shows_to_differ() {
    let lab = Lab::new("compare");
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    let (session, _) = Session::open(contexts, &Name::from(lab.admin.as_str()), Mode::new(true));
    // ConfigMaps: nothing but their keys, and what every object has.
    lab.kubectl(&["create", "configmap", "one", "--from-literal=level=info", "--from-literal=mode=a"]);
    lab.kubectl(&["create", "configmap", "two", "--from-literal=level=debug", "--from-literal=mode=a", "--from-literal=more=x"]);
    let map = Resource::new("", "v1", "configmaps", "ConfigMap", true);
    let (one, two) = (lab.object(map.clone(), "one"), lab.object(map, "two"));
    let kept = keep(&session, which(&one)).await.unwrap();
    let found = compare(&session, &kept, which(&two)).await.unwrap();
    assert_eq!(sides(&found.lines), (vec!["level: info".into()], vec!["level: debug".into(), "more: x".into()]));
    // With all of it, whatever kubectl prints of the one and not of the other.
    let yaml = |name: &str| lab.kubectl(&["get", "configmap", name, "-o", "yaml"]);
    let (gone, come) = sides(&found.all);
    let plain = |lines: Vec<String>| {
        let mut lines: Vec<String> = lines.into_iter().map(|l| l.replace(['"', '\''], "")).collect();
        lines.sort();
        lines
    };
    assert_eq!(plain(gone), plain(only(&yaml("one"), &yaml("two"))));
    assert_eq!(plain(come), plain(only(&yaml("two"), &yaml("one"))));
    // The same one later.
    let found = compare(&session, &kept, which(&one)).await.unwrap();
    assert_eq!((found.lines, found.all), (Vec::new(), Vec::new()));
    lab.kubectl(&["annotate", "configmap", "one", "note=later"]);
    let found = compare(&session, &kept, which(&one)).await.unwrap();
    let (gone, come) = sides(&found.lines);
    assert!(gone.is_empty() && come.contains(&"note: later".to_owned()), "{come:?}");

    // Two Deployments that only what controllers write tells apart, and two Secrets.
    let deployment = Resource::from(WorkloadKind::Deployment);
    lab.create(WorkloadKind::Deployment, "web");
    let web = lab.object(deployment.clone(), "web");
    let kept = keep(&session, which(&web)).await.unwrap();
    lab.rolled_out("deploy/web");
    lab.kubectl(&["set", "env", "deployment/web", "-c", "app", "LATER=1"]);
    lab.kubectl(&["set", "env", "deployment/web", "-c", "app", "LATER-"]);
    lab.rolled_out("deploy/web");
    let found = compare(&session, &kept, which(&web)).await.unwrap();
    assert_eq!(sides(&found.lines), (Vec::new(), Vec::new()), "generation, revision and status say nothing");
    assert!(!found.all.is_empty());
    let secret = Resource::new("", "v1", "secrets", "Secret", true);
    for (name, value) in [("s1", "hunter2"), ("s2", "hunter2"), ("s3", "another")] {
        lab.kubectl(&["create", "secret", "generic", name, &format!("--from-literal=pw={value}")]);
    }
    let of = |name: &str| lab.object(secret.clone(), name);
    let kept = keep(&session, which(&of("s1"))).await.unwrap();
    assert!(!kept.text.contains("aHVudGVyMg"), "a mark keeps no secret");
    assert_eq!(compare(&session, &kept, which(&of("s2"))).await.unwrap().lines, Vec::new());
    let found = compare(&session, &kept, which(&of("s3"))).await.unwrap();
    assert_eq!(sides(&found.lines), (vec!["pw: (hidden 1)".into()], vec!["pw: (hidden 2)".into()]));
}
