//! The gate on a real cluster, its outcome read back by kubectl. Run with `DOGWATCH_TEST_KUBECONFIG=… cargo test -- --ignored`.
//!
//! Each test works in a namespace of its own, which goes when it ends.

use crate::support::lab::{DEPLOYMENT, Lab, image, swap, yes};
use crate::support::real;
use dogwatch::cluster::change::ChangeError;
use dogwatch::model::WorkloadKind;
use dogwatch::model::change::reason::{Reason, Refusal};
use dogwatch::model::change::{Change, Intent, Outcome};
use serde_json::Value;

#[tokio::test]
#[ignore = "needs a cluster"]
async fn scale_restart_and_image_are_what_kubectl_sees() {
    let lab = Lab::new("plain");
    let gate = lab.gate(&lab.admin, false);
    for kind in WorkloadKind::ROLLING {
        lab.create(kind, "app");
        let target = lab.target(kind, "app");
        let what = format!("{}/app", kind.kind().plural());
        lab.rolled_out(&what);

        if kind.scales() {
            let (preview, generation) = lab.change(&gate, &target, Change::Scale { from: 2, to: 3 }).await;
            assert_eq!(preview.differences.len(), 1);
            assert_eq!((preview.touches, generation), (Some(dogwatch::model::change::Touches::Starts(1)), lab.generation(&what)));
            assert_eq!(lab.json(&what)["spec"]["replicas"], 3);
            lab.change(&gate, &target, Change::Scale { from: 3, to: 1 }).await;
        } else {
            let intent = Intent::new(1, target.clone(), Change::Scale { from: 1, to: 2 });
            assert!(matches!(gate.preview(intent).await, Err(ChangeError::No(_))));
        }

        let (preview, generation) = lab.change(&gate, &target, Change::Restart).await;
        assert_eq!(preview.differences.len(), 1);
        assert_eq!(preview.differences[0].path, "metadata.annotations[kubectl.kubernetes.io/restartedAt]");
        assert_eq!(generation, lab.generation(&what));
        // What its controller has not seen before the next change is no revision.
        lab.until("the restart to be seen", || lab.json(&what)["status"]["observedGeneration"] == generation);

        let (preview, _) = lab.change(&gate, &target, swap("1.0", "1.1")).await;
        assert_eq!(preview.differences.len(), 1, "{preview:?}");
        assert_eq!(preview.differences[0].path, "containers[app].image");
        lab.rolled_out(&what);
        assert_eq!(image(&lab.json(&what)), "docker.io/lab/app:1.1");

        let intent = Intent::new(1, target.clone(), swap("1.1", "not a tag !!"));
        assert!(matches!(gate.preview(intent).await, Err(ChangeError::No(Reason::Refusal(Refusal::BadImage(..))))));

        // Back to the first one: the revisions are those that kubectl counts.
        let revisions = gate.revisions(&target).await.unwrap();
        let numbers: Vec<u64> = revisions.iter().map(|r| r.number).collect();
        assert_eq!(numbers, [3, 2, 1], "{kind}");
        let history = lab.kubectl(&["rollout", "history", &what]);
        assert!(numbers.iter().all(|n| history.lines().any(|l| l.starts_with(&n.to_string()))), "{history}");
        assert!(revisions[0].current && !revisions[1].current && !revisions[2].current);
        let paths: Vec<_> = revisions[2].differences.iter().map(|d| d.path.as_str()).collect();
        assert_eq!(paths, ["containers[app].image", "metadata.annotations[kubectl.kubernetes.io/restartedAt]"]);

        lab.change(&gate, &target, Change::RollBack { from: 3, to: 1 }).await;
        lab.rolled_out(&what);
        let after = lab.json(&what);
        assert_eq!(image(&after), "docker.io/lab/app:1.0");
        assert_eq!(after["spec"]["template"]["metadata"].get("annotations"), None);
        let revisions = gate.revisions(&target).await.unwrap();
        let numbers: Vec<u64> = revisions.iter().map(|r| r.number).collect();
        assert_eq!((numbers, revisions[0].current), (vec![4, 3, 2], true), "{kind}");

        // Every write carried the field manager's name.
        let managed: Value = serde_json::from_str(&lab.kubectl(&["get", &what, "-o", "json", "--show-managed-fields"])).unwrap();
        let managers = managed["metadata"]["managedFields"].as_array().unwrap();
        assert!(managers.iter().any(|m| m["manager"] == "dogwatch"), "{managers:?}");
    }
    let records = lab.journal.read(None).unwrap().records;
    assert_eq!(records.len(), 13);
    assert!(records.iter().all(|r| matches!(r.end, Some((_, Outcome::Taken { .. })))));
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn a_stuck_rollout_goes_back_and_leaves_what_kubectl_undo_leaves() {
    let lab = Lab::new("stuck");
    let gate = lab.gate(&lab.admin, false);
    for name in ["ours", "theirs"] {
        lab.create(DEPLOYMENT, name);
        let what = format!("deployments/{name}");
        // The controller notes a cause when it looks, and what it has not seen before the next change is none.
        let causes = r"jsonpath={.items[*].metadata.annotations.kubernetes\.io/change-cause}";
        let noted = |cause: &str| {
            let selector = format!("app={name}");
            lab.until(cause, || lab.kubectl(&["get", "replicasets", "-l", &selector, "-o", causes]).contains(cause));
        };
        lab.rolled_out(&what);
        lab.kubectl(&["annotate", &what, "kubernetes.io/change-cause=first", "owner=me"]);
        noted("first");
        lab.kubectl(&["set", "image", &what, "app=docker.io/lab/app:1.1"]);
        lab.rolled_out(&what);
        lab.kubectl(&["annotate", "--overwrite", &what, "kubernetes.io/change-cause=second"]);
        noted("second");
        lab.kubectl(&["set", "image", &what, "app=docker.io/lab/app:none"]);
        lab.kubectl(&["annotate", "--overwrite", &what, "kubernetes.io/change-cause=third", "later=yes"]);
        noted("third");
        lab.until("the third revision's pods to be stuck", || {
            lab.kubectl(&["get", "pods", "-l", &format!("app={name}")]).contains("ErrImageNeverPull")
        });
    }
    let target = lab.target(DEPLOYMENT, "ours");
    let revisions = gate.revisions(&target).await.unwrap();
    assert_eq!(revisions.iter().map(|r| (r.number, r.current)).collect::<Vec<_>>(), [(3, true), (2, false), (1, false)]);
    assert_eq!(revisions.iter().map(|r| r.cause.as_deref()).collect::<Vec<_>>(), [Some("third"), Some("second"), Some("first")]);
    assert_eq!(revisions[1].pods, Some((2, 2)), "the old revision still serves");
    assert_eq!(revisions[0].pods.unwrap().0, 0);

    let (preview, generation) = lab.change(&gate, &target, Change::RollBack { from: 3, to: 2 }).await;
    assert_eq!(preview.differences[0].path, "containers[app].image");
    assert!(preview.differences.iter().any(|d| d.path == "deployment.annotations[later]" && d.new.is_none()), "{preview:?}");
    lab.kubectl(&["rollout", "undo", "deployments/theirs", "--to-revision=2"]);
    for name in ["ours", "theirs"] {
        lab.rolled_out(&format!("deployments/{name}"));
    }
    let (ours, theirs) = (lab.json("deployments/ours"), lab.json("deployments/theirs"));
    assert_eq!(image(&ours), "docker.io/lab/app:1.1");
    assert_eq!(ours["metadata"]["generation"], generation);
    let plain = |json: &Value, pointer: &str| json.pointer(pointer).unwrap().to_string().replace("theirs", "ours");
    for pointer in ["/spec", "/metadata/annotations"] {
        let read = |json: &Value| serde_json::from_str::<Value>(&plain(json, pointer)).unwrap();
        assert_eq!(read(&ours), read(&theirs), "{pointer}");
    }
    let histories = ["ours", "theirs"].map(|n| lab.kubectl(&["rollout", "history", &format!("deployments/{n}")]));
    assert_eq!(histories[0].replace("ours", ""), histories[1].replace("theirs", ""));

    // The same again is what kubectl skips.
    let change = Change::RollBack { from: 4, to: 4 };
    let preview = gate.preview(Intent::new(1, target, change)).await.unwrap();
    assert!(preview.warnings[0].to_string().starts_with("skipped rollback (current template already matches revision 4)"));
    assert!(matches!(gate.carry_out(preview, &yes(), &|_| {}).await.outcome, Outcome::Refused { .. }));
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn what_changed_since_is_looked_at_again() {
    let lab = Lab::new("conflict");
    let gate = lab.gate(&lab.admin, false);
    lab.create(DEPLOYMENT, "app");
    lab.rolled_out("deployments/app");
    let target = lab.target(DEPLOYMENT, "app");
    let intent = |id, change| Intent::new(id, target.clone(), change);
    let refused = |outcome: Outcome| match outcome {
        Outcome::Refused { reason } => reason.to_string(),
        other => panic!("{other:?}"),
    };

    // Each kind of patch: somebody scales between look and send.
    for (i, change) in [Change::Scale { from: 2, to: 1 }, Change::Restart, swap("1.0", "1.1")].into_iter().enumerate() {
        let preview = gate.preview(intent(1, change)).await.unwrap();
        lab.kubectl(&["scale", "deployments/app", &format!("--replicas={}", 3 + i)]);
        let reason = refused(gate.carry_out(preview, &yes(), &|_| {}).await.outcome);
        assert!(reason.contains(&format!("spec.replicas: {} → {}", 2 + i, 3 + i)), "{reason}");
    }
    assert_eq!(image(&lab.json("deployments/app")), "docker.io/lab/app:1.0");
    lab.kubectl(&["set", "image", "deployments/app", "app=docker.io/lab/app:1.1"]);
    lab.rolled_out("deployments/app");
    let preview = gate.preview(intent(1, Change::RollBack { from: 2, to: 1 })).await.unwrap();
    lab.kubectl(&["scale", "deployments/app", "--replicas=2"]);
    assert!(refused(gate.carry_out(preview, &yes(), &|_| {}).await.outcome).starts_with("it changed since you looked"));

    // A status that moves is none of it: pods die and come while the change is looked at.
    let preview = gate.preview(intent(1, swap("1.1", "1.2"))).await.unwrap();
    lab.kubectl(&["delete", "pods", "--all", "--wait=false"]);
    lab.until("the status to move", || {
        lab.json("deployments/app")["metadata"]["resourceVersion"] != preview.resource_version.as_str()
    });
    assert!(matches!(gate.carry_out(preview, &yes(), &|_| {}).await.outcome, Outcome::Taken { .. }));

    // Paused with nothing under way: kubectl refuses restart and undo. In the middle of a rollout a roll back would be taken, and lets go.
    lab.rolled_out("deployments/app");
    lab.kubectl(&["rollout", "pause", "deployments/app"]);
    for change in [Change::Restart, Change::RollBack { from: 3, to: 1 }] {
        assert!(matches!(gate.preview(intent(1, change)).await, Err(ChangeError::No(Reason::Refusal(Refusal::Paused(..))))));
    }

    // Deleted and made anew: another object, before the look and after it.
    lab.kubectl(&["rollout", "resume", "deployments/app"]);
    let mut previews = Vec::new();
    for (id, change) in
        [Change::Scale { from: 2, to: 1 }, Change::Restart, Change::RollBack { from: 3, to: 1 }].into_iter().enumerate()
    {
        previews.push(gate.preview(intent(id as u64, change)).await.unwrap());
    }
    lab.kubectl(&["delete", "deployments/app"]);
    lab.create(DEPLOYMENT, "app");
    for preview in previews {
        let reason = refused(gate.carry_out(preview, &yes(), &|_| {}).await.outcome);
        assert!(reason.contains("deleted and created again"), "{reason}");
    }
    assert_eq!(lab.generation("deployments/app"), 1);
    assert!(matches!(gate.preview(intent(1, Change::Restart)).await, Err(ChangeError::No(Reason::Refusal(Refusal::Replaced(_))))));
    assert_eq!(lab.json("deployments/app")["spec"]["replicas"], 2);
    lab.kubectl(&["delete", "deployments/app"]);
    assert!(matches!(gate.preview(intent(1, Change::Restart)).await, Err(ChangeError::No(Reason::Refusal(Refusal::Gone(_))))));
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn those_who_may_not_are_told_so_and_change_nothing() {
    let lab = Lab::new("denied");
    lab.create(DEPLOYMENT, "app");
    lab.rolled_out("deployments/app");
    let hpa = ["autoscale", "deployments/app", "--min=2", "--max=6"];
    lab.kubectl(&hpa);
    let target = lab.target(DEPLOYMENT, "app");
    let before = lab.generation("deployments/app");
    let scale = || Intent::new(1, target.clone(), Change::Scale { from: 2, to: 1 });

    let viewer = lab.gate(&real::context("viewer"), false);
    let words = viewer.preview(scale()).await.unwrap_err();
    assert!(matches!(&words, ChangeError::No(Reason::Refusal(Refusal::Elsewhere(..)))), "a target is of its context: {words}");
    let mut own = scale();
    own.target.context = real::context("viewer").into();
    let words = viewer.preview(own).await.unwrap_err();
    assert!(words.is_denied() && words.to_string().contains("you may not patch deployments/scale"), "{words}");
    assert_eq!(viewer.revisions(&target).await.unwrap().len(), 1);

    let readonly = lab.gate(&lab.admin, true);
    assert!(matches!(readonly.preview(scale()).await, Err(ChangeError::No(Reason::Refusal(Refusal::ReadOnly)))));
    assert_eq!(readonly.revisions(&target).await.unwrap().len(), 1);

    let admin = lab.gate(&lab.admin, false);
    let preview = admin.preview(scale()).await.unwrap();
    let said: Vec<String> = preview.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["HorizontalPodAutoscaler app will make it 2 (its bounds are 2 to 6)"]);
    assert!(matches!(readonly.carry_out(preview.clone(), &yes(), &|_| {}).await.outcome, Outcome::Refused { .. }));
    assert!(matches!(viewer.carry_out(preview, &yes(), &|_| {}).await.outcome, Outcome::Refused { .. }));
    assert_eq!(lab.generation("deployments/app"), before);
    assert!(lab.journal.read(None).unwrap().records.is_empty());
}
