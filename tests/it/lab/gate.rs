//! Every other change through the gate on a real cluster, its outcome read back by kubectl. Run with
//! `DOGWATCH_TEST_KUBECONFIG=… cargo test -- --ignored`.

use crate::support::lab::{DEPLOYMENT, Lab, yes};
use crate::support::real;
use dogwatch::cluster::change::{Gate, Leaving};
use dogwatch::model::Kind;
use dogwatch::model::change::reason::{DocumentReason, Held, HeldBy};
use dogwatch::model::change::{Change, Consent, Intent, MetadataEdit, Outcome, Preview, Progress, Propagation, Target};
use dogwatch::model::guard::{Ask, Guards};
use dogwatch::model::resource::Resource;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

fn reason(outcome: Outcome) -> String {
    match outcome {
        Outcome::Refused { reason } | Outcome::Partial { reason } | Outcome::Unknown { reason } => reason.to_string(),
        Outcome::Taken { .. } | Outcome::Done { .. } | Outcome::Held { .. } | Outcome::Failed { .. } | Outcome::Undone { .. } => {
            panic!("it was taken")
        }
    }
}

fn mark(key: &str, to: Option<&str>) -> MetadataEdit {
    MetadataEdit { key: key.into(), from: None, to: to.map(Into::into) }
}

async fn send(gate: &Gate, preview: Preview) -> Outcome {
    gate.carry_out(preview, &yes(), &|_| {}).await.outcome
}

/// Looks at the reverse of what intent `undoes` did.
async fn look_back(gate: &Gate, target: &Target, change: &Change, undoes: u64) -> Result<Preview, String> {
    let intent = Intent { undoes: Some(undoes), ..Intent::new(undoes + 1000, target.clone(), change.reverse().unwrap()) };
    gate.preview(intent).await.map_err(|e| e.to_string())
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn switches_and_marks_are_set_and_taken_back() {
    let lab = Lab::new("marks");
    let gate = lab.gate(&lab.admin, false);
    lab.create(DEPLOYMENT, "app");
    let target = lab.target(DEPLOYMENT, "app");
    let marks = |marks: &[MetadataEdit]| Change::Label { marks: marks.to_vec() };
    let field = |path: &str| lab.kubectl(&["get", "deployment", "app", "-o", &format!("jsonpath={path}")]);

    let changes = [
        (Change::Pause, "{.spec.paused}", "true", ""),
        (marks(&[mark("team", Some("iot"))]), "{.metadata.labels.team}", "iot", ""),
        (Change::Annotate { marks: vec![mark("team", None)] }, "{.metadata.annotations.team}", "", "iot"),
        (Change::Scale { from: 2, to: 1 }, "{.spec.replicas}", "1", "2"),
    ];
    for (id, (change, path, then, before)) in changes.into_iter().enumerate() {
        let id = id as u64 + 1;
        let preview = gate.preview(Intent::new(id, target.clone(), change)).await.unwrap();
        assert_eq!(preview.differences.len(), 1, "{:?}", preview.differences);
        let change = preview.intent.change.clone();
        assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
        assert_eq!(field(path), then, "{change:?}");
        let preview = look_back(&gate, &target, &change, id).await.unwrap();
        assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
        assert_eq!(field(path), before, "taken back: {change:?}");
    }

    // Somebody else changed the same field since: it is not taken back. Another field is none of its business.
    let preview = gate.preview(Intent::new(20, target.clone(), Change::Scale { from: 2, to: 1 })).await.unwrap();
    let change = preview.intent.change.clone();
    send(&gate, preview).await;
    lab.kubectl(&["label", "deployment", "app", "other=x"]);
    assert!(look_back(&gate, &target, &change, 20).await.is_ok());
    lab.kubectl(&["scale", "deployment", "app", "--replicas=3"]);
    let says = look_back(&gate, &target, &change, 20).await.unwrap_err();
    assert!(says.contains("somebody else changed the same since (spec.replicas: 1 → 3)"), "{says}");
    assert_eq!(field("{.spec.replicas}"), "3");
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn a_delete_takes_what_it_says_and_an_eviction_heeds_a_budget() {
    let lab = Lab::new("delete");
    let gate = lab.gate(&lab.admin, false);
    lab.create(DEPLOYMENT, "app");
    lab.rolled_out("deployment/app");
    let pods = || lab.json("pods")["items"].as_array().unwrap().clone();
    let pod = |p: &Value| lab.object(Kind::Pod.into(), p["metadata"]["name"].as_str().unwrap());

    // A budget that lets none go: said beforehand, refused by the server, and nothing is gone.
    let policy = real::version("policy", "poddisruptionbudgets");
    lab.apply(&format!(
        "apiVersion: policy/{policy}\nkind: PodDisruptionBudget\nmetadata: {{name: all-stay}}\nspec: {{minAvailable: 2, selector: {{matchLabels: {{app: app}}}}}}\n"
    ));
    lab.until("the budget's status", || lab.json("pdb/all-stay")["status"]["expectedPods"] == 2);
    let first = pod(&pods()[0]);
    let preview = gate.preview(Intent::new(1, first.clone(), Change::Evict)).await.unwrap();
    assert!(preview.warnings.iter().any(|w| w.to_string().contains("PodDisruptionBudget all-stay")), "{:?}", preview.warnings);
    let says = reason(send(&gate, preview).await);
    assert!(says.contains("disruption budget"), "{says}");
    lab.kubectl(&["delete", "pdb", "all-stay"]);
    let preview = gate.preview(Intent::new(2, first.clone(), Change::Evict)).await.unwrap();
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    lab.until("the pod to go", || !lab.run(&["get", "pod", &first.name], "").0);

    // A pod by delete: the Deployment makes another.
    lab.until("two pods again", || pods().iter().filter(|p| p["metadata"]["deletionTimestamp"].is_null()).count() == 2);
    let second = pod(pods().iter().find(|p| p["metadata"]["deletionTimestamp"].is_null()).unwrap());
    let delete = |propagation, grace| Change::Delete { propagation, grace };
    let preview = gate.preview(Intent::new(3, second.clone(), delete(Propagation::Background, Some(0)))).await.unwrap();
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    lab.until("the pod to go", || !lab.run(&["get", "pod", &second.name], "").0);

    // The Deployment by orphan: its ReplicaSet stays; then that in the background: its pods go.
    let target = lab.target(DEPLOYMENT, "app");
    let preview = gate.preview(Intent::new(4, target.clone(), delete(Propagation::Orphan, None))).await.unwrap();
    assert_eq!(preview.touches, Some(dogwatch::model::change::Touches::Orphans(2)));
    assert!(matches!(send(&gate, preview.clone()).await, Outcome::Taken { .. }));
    lab.until("the Deployment to go", || !lab.run(&["get", "deployment", "app"], "").0);
    let sets = lab.json("replicasets")["items"].as_array().unwrap().clone();
    assert_eq!(sets.len(), 1);
    assert!(
        gate.preview(Intent::new(5, target, delete(Propagation::Background, None)))
            .await
            .unwrap_err()
            .to_string()
            .contains("is gone")
    );
    let set = lab.object(Kind::ReplicaSet.into(), sets[0]["metadata"]["name"].as_str().unwrap());
    // Anything with /scale can be scaled.
    let preview = gate.preview(Intent::new(6, set.clone(), Change::Scale { from: 2, to: 1 })).await.unwrap();
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    assert_eq!(lab.json("replicasets")["items"][0]["spec"]["replicas"], 1);
    let preview = gate.preview(Intent::new(7, set, delete(Propagation::Background, None))).await.unwrap();
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    lab.until("all pods to go", || pods().is_empty());
    let records = lab.journal.read(None).unwrap().records;
    assert_eq!(records.iter().filter(|r| r.end.is_some()).count(), records.len(), "each has its outcome");
    assert_eq!(records[0].entry.patch.method.as_deref(), Some("POST"));
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn an_edit_sends_what_was_typed_and_nothing_else() {
    let lab = Lab::new("edit");
    let gate = lab.gate(&lab.admin, false);
    lab.create(DEPLOYMENT, "app");
    lab.rolled_out("deployment/app");
    let target = lab.target(DEPLOYMENT, "app");
    let (text, version) = gate.text(&target.clone().into()).await.unwrap();
    assert!(!text.contains("managedFields") && !text.contains("\nstatus:"), "{text}");
    assert_eq!(gate.edited(&target.clone().into(), &version, &text).unwrap(), None, "nothing was typed");

    let typed =
        text.replace("value: on", "value: off").replace("value: 'on'", "value: 'off'").replace("value: \"on\"", "value: \"off\"");
    let change = gate.edited(&target.clone().into(), &version, &typed).unwrap().expect("something was typed");
    let preview = gate.preview(Intent::new(1, target.clone(), change)).await.unwrap();
    assert_eq!(preview.differences[0].path, "containers[app].env[FEATURE].value");
    let touches = preview.touches.as_ref().map(ToString::to_string).unwrap_or_default();
    assert!(touches.starts_with("replaces 2 pods"), "{touches}");
    let change = preview.intent.change.clone();
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    let value = || lab.json("deployment/app")["spec"]["template"]["spec"]["containers"][0]["env"][0]["value"].clone();
    assert_eq!(value(), "off");
    // And back.
    let preview = look_back(&gate, &target, &change, 1).await.unwrap();
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    assert_eq!(value(), "on");

    // The object changed while it was edited: refused with the difference, nothing is sent.
    let (text, version) = gate.text(&target.clone().into()).await.unwrap();
    lab.kubectl(&["scale", "deployment", "app", "--replicas=1"]);
    let change = gate.edited(&target.clone().into(), &version, &text.replace("replicas: 2", "replicas: 4")).unwrap().unwrap();
    let says = gate.preview(Intent::new(3, target.clone(), change)).await.unwrap_err().to_string();
    assert_eq!(says, "it changed since you looked (spec.replicas: 2 → 1): look again");
    // What the server refuses is refused in its dry run, and what is another object before that.
    let (text, version) = gate.text(&target.clone().into()).await.unwrap();
    let change = gate.edited(&target.clone().into(), &version, &text.replace("replicas: 1", "replicas: -1")).unwrap().unwrap();
    let says = gate.preview(Intent::new(4, target.clone(), change)).await.unwrap_err().to_string();
    assert!(says.contains("must be greater than or equal to 0"), "{says}");
    assert!(gate.edited(&target.clone().into(), &version, &text.replace("name: app\n", "name: other\n")).is_err());
    assert!(gate.edited(&target.clone().into(), &version, "a: [").unwrap_err().to_string().contains("not valid YAML"));
    let journal = lab.journal.read(None).unwrap();
    assert!(journal.records.iter().all(|r| r.entry.patch.body.is_none()), "an edit may hold secrets");
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn documents_are_applied_each_with_a_result_of_its_own() {
    let lab = Lab::new("apply");
    let gate = lab.gate(&lab.admin, false);
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: '1'}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: two}\n\
                spec: {ports: [{port: 80}], selector: {app: x}}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {ports: [{port: 99999999}]}\n";
    let namespace = lab.namespace.as_str().into();
    let good = |(target, change): (Target, Result<Change, DocumentReason>)| (target, change.unwrap());
    let changes: Vec<_> = gate.plan(text, &namespace).await.unwrap().into_iter().map(good).collect();
    let names: Vec<&str> = changes.iter().map(|(t, _)| &*t.name).collect();
    assert_eq!(names, ["one", "two", "bad"]);
    let mut results = Vec::new();
    for (id, (target, change)) in changes.clone().into_iter().enumerate() {
        match gate.preview(Intent::new(id as u64 + 1, target, change)).await {
            Ok(preview) => results.push(matches!(send(&gate, preview).await, Outcome::Taken { .. })),
            Err(e) => {
                assert!(e.to_string().contains("99999999"), "{e}");
                results.push(false);
            }
        }
    }
    assert_eq!(results, [true, true, false]);
    assert_eq!(lab.json("configmap/one")["data"]["a"], "1");
    let text = lab.kubectl(&["get", "configmap", "one", "-o", "json", "--show-managed-fields"]);
    let managers = serde_json::from_str::<Value>(&text).unwrap()["metadata"]["managedFields"].clone();
    assert_eq!((&managers[0]["manager"], &managers[0]["operation"]), (&json!("dogwatch"), &json!("Apply")));

    // Applied again it is no change; with another value it is one, which can be taken back; and so can the making.
    let plan = |text: &'static str| gate.plan(text, &namespace);
    let again = good(plan("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: '2'}\n").await.unwrap().remove(0));
    let preview = gate.preview(Intent::new(10, again.0.clone(), again.1.clone())).await.unwrap();
    assert_eq!(preview.differences.len(), 1, "{:?}", preview.differences);
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    let preview = look_back(&gate, &again.0, &again.1, 10).await.unwrap();
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    assert_eq!(lab.json("configmap/one")["data"]["a"], "1");
    let preview = look_back(&gate, &changes[1].0, &changes[1].1, 2).await.unwrap();
    assert!(matches!(preview.intent.change, Change::Delete { .. }));
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    lab.until("the Service to go", || !lab.run(&["get", "service", "two"], "").0);

    // A field that another manager applies is not taken from it by force.
    let (ok, said) = lab.run(
        &["apply", "--server-side", "--field-manager=pipeline", "--force-conflicts", "-f", "-"],
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: '3'}\n",
    );
    assert!(ok, "{said}");
    let theirs = good(plan("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: '4'}\n").await.unwrap().remove(0));
    let says = gate.preview(Intent::new(11, theirs.0, theirs.1)).await.unwrap_err().to_string();
    assert!(says.contains("conflict") && says.contains("pipeline"), "{says}");
    // What the server does not know stops none of the others; a namespace that nothing makes is named.
    let text = "kind: Nonsense\napiVersion: no.such/v1\nmetadata: {name: x}\n---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: lost, namespace: dogwatch-none}\n";
    let planned = plan(text).await.unwrap();
    let unknown = DocumentReason::UnknownKind("Nonsense".into(), "no.such/v1".into());
    assert_eq!(planned[0].1, Err(DocumentReason::In(1, Box::new(unknown))));
    let lost = good(planned[1].clone());
    let says = gate.preview(Intent::new(12, lost.0, lost.1)).await.unwrap_err().to_string();
    assert!(says.starts_with(&format!("namespace dogwatch-none does not exist in {}: create it first", lab.admin)), "{says}");
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn cronjobs_are_held_and_triggered() {
    let lab = Lab::new("cron");
    let gate = lab.gate(&lab.admin, false);
    let batch = real::version("batch", "cronjobs");
    lab.apply(&format!(
        "apiVersion: batch/{batch}\nkind: CronJob\nmetadata: {{name: report}}\nspec:\n  schedule: '0 0 1 1 *'\n  jobTemplate:\n    metadata: {{labels: {{app: report}}}}\n    \
         spec: {{template: {{spec: {{restartPolicy: Never, containers: [{{name: app, image: 'docker.io/lab/app:1.0', imagePullPolicy: Never, args: [app]}}]}}}}}}\n",
    ));
    let target = lab.object(Resource::new("batch", &batch, "cronjobs", "CronJob", true), "report");
    for (id, change, want) in [(1, Change::Suspend, true), (2, Change::Unsuspend, false)] {
        let preview = gate.preview(Intent::new(id, target.clone(), change)).await.unwrap();
        assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
        assert_eq!(lab.json("cronjob/report")["spec"]["suspend"], want);
    }
    let preview = gate.preview(Intent::new(3, target, Change::Trigger { job: String::new() })).await.unwrap();
    let Change::Trigger { job } = preview.intent.change.clone() else { panic!("{preview:?}") };
    assert!(job.starts_with("report-manual-"), "{job}");
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    let made = lab.json(&format!("job/{job}"));
    assert_eq!(made["metadata"]["ownerReferences"][0]["kind"], "CronJob");
    assert_eq!(made["metadata"]["annotations"]["cronjob.kubernetes.io/instantiate"], "manual");
    assert_eq!(made["metadata"]["labels"]["app"], "report");
}

/// On a node that no kubelet serves, so that nobody else's pods are touched: its pods have no grace and go at once.
#[tokio::test]
#[ignore = "needs a cluster"]
async fn a_node_is_cordoned_and_drained() {
    let lab = Lab::new("drain");
    let gate = lab.gate(&lab.admin, false);
    let node = format!("node-of-{}", lab.namespace);
    lab.apply(&format!("apiVersion: v1\nkind: Node\nmetadata: {{name: {node}}}\n"));
    let pod = |name: &str, owner: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}{owner}}}\nspec: {{nodeName: {node}, terminationGracePeriodSeconds: 0, \
             tolerations: [{{operator: Exists}}], containers: [{{name: app, image: 'docker.io/lab/app:1.0'}}]}}\n"
        )
    };
    lab.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owner}\n");
    let uid = lab.kubectl(&["get", "configmap", "owner", "-o", "jsonpath={.metadata.uid}"]);
    let owner = format!(", ownerReferences: [{{apiVersion: v1, kind: ConfigMap, name: owner, uid: {uid}, controller: true}}]");
    lab.apply(&pod("owned-1", &owner));
    lab.apply(&pod("owned-2", &owner));
    lab.apply(&pod("bare", ""));
    let target = lab.object(Resource::new("", "v1", "nodes", "Node", false), &node);
    let unschedulable = || lab.json(&format!("node/{node}"))["spec"]["unschedulable"].clone();

    let preview = gate.preview(Intent::new(1, target.clone(), Change::Cordon)).await.unwrap();
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    assert_eq!(unschedulable(), true);
    let preview = gate.preview(Intent::new(2, target.clone(), Change::Uncordon)).await.unwrap();
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    assert_eq!(unschedulable(), Value::Null);

    let preview = gate.preview(Intent::new(3, target.clone(), Change::Drain { force: false })).await.unwrap();
    assert_eq!(preview.touches, Some(dogwatch::model::change::Touches::Evicts { going: 2, staying: 0 }));
    assert!(preview.warnings[0].to_string().contains("bare"), "{:?}", preview.warnings);
    let told: Mutex<Vec<Progress>> = Mutex::default();
    let carried = gate.carry_out(preview, &yes(), &|p| told.lock().unwrap().push(p)).await;
    let Outcome::Taken { note: Some(note), .. } = carried.outcome else { panic!("{carried:?}") };
    assert_eq!(note.to_string(), "2 pods moved; 1 stay that no controller would replace");
    assert_eq!(told.lock().unwrap().last().map(|p| (p.done, p.of)), Some((2, 2)));
    assert_eq!(unschedulable(), true);
    let left = lab.json("pods")["items"].as_array().unwrap().iter().map(|p| p["metadata"]["name"].clone()).collect::<Vec<_>>();
    assert_eq!(left, ["bare"]);

    let preview = gate.preview(Intent::new(4, target, Change::Drain { force: true })).await.unwrap();
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));
    assert!(lab.json("pods")["items"].as_array().unwrap().is_empty());
    lab.kubectl(&["delete", "node", &node]);
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn the_gate_holds_the_answer_against_the_rules_itself() {
    let lab = Lab::new("guard");
    lab.create(DEPLOYMENT, "app");
    let target = lab.target(DEPLOYMENT, "app");
    let settings = dogwatch::config::Settings::parse(
        "[[guard]]\nchanges = [\"scale\"]\nask = \"name\"\n[[guard]]\nchanges = [\"delete\"]\nask = \"deny\"\nreason = \"never here\"\n",
        std::path::Path::new("config.toml"),
    )
    .unwrap();
    let zone = chrono::FixedOffset::east_opt(0).unwrap();
    let gate = lab.gate(&lab.admin, false).guarded(settings.guards, zone);
    let scale = || Intent::new(1, target.clone(), Change::Scale { from: 2, to: 1 });
    for consent in [Consent::default(), yes(), Consent { typed: Some("ap".into()), ..yes() }] {
        let preview = gate.preview(scale()).await.unwrap();
        let says = reason(gate.carry_out(preview, &consent, &|_| {}).await.outcome);
        assert!(says.starts_with("nothing was sent"), "{says}");
    }
    let preview = gate.preview(scale()).await.unwrap();
    let typed = Consent { typed: Some("app".into()), ..yes() };
    assert!(matches!(gate.carry_out(preview, &typed, &|_| {}).await.outcome, Outcome::Taken { .. }));
    let delete = Change::Delete { propagation: Propagation::Background, grace: None };
    let preview = gate.preview(Intent::new(2, target.clone(), delete)).await.unwrap();
    let says = reason(gate.carry_out(preview, &typed, &|_| {}).await.outcome);
    assert!(says.contains("never here"), "{says}");
    assert_eq!(lab.json("deployment/app")["spec"]["replicas"], 1);
    let subject = scale();
    assert_eq!(Guards::default().decide(&subject.subject(), 1, dogwatch::model::Time::from_secs(0), zone).ask, Ask::Yes);
}

/// What a finalizer holds is named beforehand and while it is going, and its end is told and written when it has gone.
#[tokio::test]
#[ignore = "needs a cluster"]
async fn what_is_deleted_is_followed_until_it_is_gone() {
    let lab = Lab::new("gone");
    let gate = Arc::new(lab.gate(&lab.admin, false));
    lab.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [example.com/x]}\n");
    let target = lab.object(Resource::new("", "v1", "configmaps", "ConfigMap", true), "held");
    let delete = Change::Delete { propagation: Propagation::Background, grace: None };
    let preview = gate.preview(Intent::new(1, target.clone(), delete.clone())).await.unwrap();
    let said: Vec<String> = preview.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["it stays, Terminating, until its controller takes off finalizer example.com/x"]);
    assert!(matches!(send(&gate, preview).await, Outcome::Taken { .. }));

    let (tx, mut news) = tokio::sync::mpsc::channel(8);
    let tell = move |word: Leaving| {
        let tx = tx.clone();
        async move { tx.send(word).await.unwrap() }
    };
    let following = tokio::spawn(Gate::see_off(Arc::downgrade(&gate), 1, target.clone(), tell));
    assert_eq!(news.recv().await, Some(Leaving::Held(Held::Finalizers(vec!["example.com/x".into()], HeldBy::Other))));
    let again = gate.preview(Intent::new(2, target, delete)).await.unwrap();
    assert_eq!(again.warnings[0].to_string(), "it is terminating already: finalizer example.com/x holds it");
    let end = || lab.journal.read(None).unwrap().records[0].end.clone().unwrap().1;
    assert!(matches!(end(), Outcome::Taken { .. }), "it has not happened yet");

    lab.kubectl(&["patch", "configmap", "held", "--type=merge", "-p", r#"{"metadata":{"finalizers":null}}"#]);
    gate.look_now(1);
    assert!(matches!(news.recv().await, Some(Leaving::Outcome(Outcome::Done { .. }))));
    following.await.unwrap();
    assert!(matches!(end(), Outcome::Done { .. }));
}
