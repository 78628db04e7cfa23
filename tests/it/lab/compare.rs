//! Two objects beside each other on a real cluster: what differs is what differs in what `kubectl get -o yaml` prints of them.

use crate::support::lab::Lab;
use dogwatch::cluster::Session;
use dogwatch::cluster::compare::{compare, keep};
use dogwatch::cluster::describe::Which;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::model::change::Target;
use dogwatch::model::compare::Of;
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
    let kept = keep(&session, which(&one), Of::Itself).await.unwrap();
    let found = compare(&session, &kept, which(&two), &Of::Itself).await.unwrap();
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
    let found = compare(&session, &kept, which(&one), &Of::Itself).await.unwrap();
    assert_eq!((found.lines, found.all), (Vec::new(), Vec::new()));
    lab.kubectl(&["annotate", "configmap", "one", "note=later"]);
    let found = compare(&session, &kept, which(&one), &Of::Itself).await.unwrap();
    let (gone, come) = sides(&found.lines);
    assert!(gone.is_empty() && come.contains(&"note: later".to_owned()), "{come:?}");

    // Two Deployments that only what controllers write tells apart, and two Secrets.
    let deployment = Resource::from(WorkloadKind::Deployment);
    lab.create(WorkloadKind::Deployment, "web");
    let web = lab.object(deployment.clone(), "web");
    let kept = keep(&session, which(&web), Of::Itself).await.unwrap();
    lab.rolled_out("deploy/web");
    lab.kubectl(&["set", "env", "deployment/web", "-c", "app", "LATER=1"]);
    lab.kubectl(&["set", "env", "deployment/web", "-c", "app", "LATER-"]);
    lab.rolled_out("deploy/web");
    let found = compare(&session, &kept, which(&web), &Of::Itself).await.unwrap();
    assert_eq!(sides(&found.lines), (Vec::new(), Vec::new()), "generation, revision and status say nothing");
    assert!(!found.all.is_empty());
    let secret = Resource::new("", "v1", "secrets", "Secret", true);
    for (name, value) in [("s1", "hunter2"), ("s2", "hunter2"), ("s3", "another")] {
        lab.kubectl(&["create", "secret", "generic", name, &format!("--from-literal=pw={value}")]);
    }
    let of = |name: &str| lab.object(secret.clone(), name);
    let kept = keep(&session, which(&of("s1")), Of::Itself).await.unwrap();
    assert!(!kept.text.contains("aHVudGVyMg"), "a mark keeps no secret");
    assert_eq!(compare(&session, &kept, which(&of("s2")), &Of::Itself).await.unwrap().lines, Vec::new());
    let found = compare(&session, &kept, which(&of("s3")), &Of::Itself).await.unwrap();
    assert_eq!(sides(&found.lines), (vec!["pw: (hidden 1)".into()], vec!["pw: (hidden 2)".into()]));
}

/// Revisions by the objects that hold them, newest first.
async fn revisions(lab: &Lab, target: &Target) -> Vec<Of> {
    let list = lab.gate(&lab.admin, true).revisions(target).await.unwrap();
    list.into_iter().map(|r| Of::Revision { number: r.number, holder: r.name }).collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn revisions_are_compared_with_each_other_and_with_objects() {
    let lab = Lab::new("revisions");
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    let (session, _) = Session::open(contexts, &Name::from(lab.admin.as_str()), Mode::new(true));
    for (kind, name) in [(WorkloadKind::Deployment, "web"), (WorkloadKind::StatefulSet, "db")] {
        lab.create(kind, name);
        let what = format!("{}/{name}", kind.kind().plural());
        lab.rolled_out(&what);
        lab.kubectl(&["set", "env", &what, "-c", "app", "LEVEL=debug"]);
        lab.rolled_out(&what);
        let target = lab.target(kind, name);
        let [second, first] = &revisions(&lab, &target).await[..] else { panic!("two revisions of {what}") };
        // What the two differ in is what was set, whose value is hidden as every variable's; the newer one is the workload as it is.
        let added = vec!["- name: LEVEL".to_owned(), "value: (hidden 2)".to_owned()];
        let kept = keep(&session, which(&target), first.clone()).await.unwrap();
        for of in [second, &Of::Itself] {
            let found = compare(&session, &kept, which(&target), of).await.unwrap();
            assert_eq!(
                (sides(&found.lines), sides(&found.all)),
                ((Vec::new(), added.clone()), (Vec::new(), added.clone())),
                "{what}"
            );
        }
        let kept = keep(&session, which(&target), Of::Itself).await.unwrap();
        let found = compare(&session, &kept, which(&target), second).await.unwrap();
        assert_eq!((found.lines, found.all), (Vec::new(), Vec::new()), "{what}");
        let found = compare(&session, &kept, which(&target), first).await.unwrap();
        assert_eq!(sides(&found.lines), (added, Vec::new()), "{what}");
    }
    // Of two workloads, and what is no revision of this one.
    let (web, db) = (lab.target(WorkloadKind::Deployment, "web"), lab.target(WorkloadKind::StatefulSet, "db"));
    let (of_web, of_db) = (revisions(&lab, &web).await.remove(0), revisions(&lab, &db).await.remove(0));
    let kept = keep(&session, which(&web), of_web.clone()).await.unwrap();
    let found = compare(&session, &kept, which(&db), &of_db).await.unwrap();
    assert_eq!(
        sides(&found.lines),
        (vec!["kind: Deployment".into(), "app: web".into()], vec!["kind: StatefulSet".into(), "app: db".into()])
    );
    let other = lab.target(WorkloadKind::Deployment, "web");
    let strange = Target { uid: db.uid.clone(), ..other };
    assert!(keep(&session, which(&strange), of_web).await.is_err(), "another's ReplicaSet");
    let gone = Of::Revision { number: 9, holder: "web-gone".into() };
    assert!(compare(&session, &kept, which(&web), &gone).await.is_err());
}
