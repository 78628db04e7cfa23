//! A rollout that is held after its first pods, on a real cluster: paused on the answer to the first question, and let go on, or back.

use crate::support::lab::{DEPLOYMENT, Lab, image, swap, yes};
use dogwatch::cluster::change::Gate;
use dogwatch::model::change::{Change, Intent, Onward, Outcome, Target, Then, Warning};
use serde_json::Value;

/// A Deployment of four whose new pods are ready, and not available for an hour: its rollouts stand at their first batch.
fn four(lab: &Lab) -> Target {
    lab.create(DEPLOYMENT, "app");
    lab.kubectl(&["patch", "deployment", "app", "-p", r#"{"spec":{"replicas":4}}"#]);
    lab.rolled_out("deployments/app");
    lab.kubectl(&["patch", "deployment", "app", "-p", r#"{"spec":{"minReadySeconds":3600,"progressDeadlineSeconds":7200}}"#]);
    lab.target(DEPLOYMENT, "app")
}

fn status(lab: &Lab, field: &str) -> u64 {
    lab.json("deployments/app")["status"][field].as_u64().unwrap_or(0)
}

/// Sends a new image, and pauses it as soon as a new pod is there.
async fn paused(lab: &Lab, gate: &Gate, target: &Target, id: u64) -> Intent {
    let first = Intent::new(id, target.clone(), swap("1.0", "1.1"));
    let preview = gate.preview(first.clone()).await.unwrap();
    let carried = gate.carry_out(preview, &yes(), &|_| {}).await;
    assert!(matches!(carried.outcome, Outcome::Taken { .. }), "{carried:?}");
    lab.until("the first new pod", || status(lab, "updatedReplicas") > 0);
    let onward = Onward { first: first.clone(), then: Then::PauseAfterFirst, consent: yes() };
    let carried = gate.carry_on(Intent::new(id + 1, target.clone(), Change::Pause), &onward, None).await;
    assert!(matches!(carried.outcome, Outcome::Taken { .. }), "{carried:?}");
    assert_eq!(lab.json("deployments/app")["spec"]["paused"], true);
    lab.until("old and new pods side by side", || {
        let (all, new) = (status(lab, "replicas"), status(lab, "updatedReplicas"));
        new > 0 && all > new && lab.json("deployments/app")["status"]["observedGeneration"] == lab.generation("deployments/app")
    });
    // What was chosen is all that the answer holds for.
    let back = Intent::new(id + 2, target.clone(), Change::RollBack { from: 0, to: 0 });
    let carried = gate.carry_on(back, &onward, None).await;
    assert!(matches!(carried.outcome, Outcome::Refused { .. }), "{carried:?}");
    first
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn a_rollout_that_is_held_goes_on() {
    let lab = Lab::new("canary-on");
    let gate = lab.gate(&lab.admin, false);
    let target = four(&lab);
    paused(&lab, &gate, &target, 1).await;
    lab.kubectl(&["patch", "deployment", "app", "-p", r#"{"spec":{"minReadySeconds":0}}"#]);
    lab.change(&gate, &target, Change::Resume).await;
    lab.rolled_out("deployments/app");
    assert_eq!(image(&lab.json("deployments/app")), "docker.io/lab/app:1.1");
    let records = lab.journal.read(None).unwrap().records;
    let changes: Vec<&Change> = records.iter().map(|r| &r.entry.change).collect();
    assert!(matches!(changes[..], [Change::SetImages { .. }, Change::Pause, Change::Resume]), "each has its entry: {changes:?}");
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn a_rollout_that_is_held_goes_back_and_on_at_once() {
    let lab = Lab::new("canary-back");
    let gate = lab.gate(&lab.admin, false);
    let target = four(&lab);
    let first = paused(&lab, &gate, &target, 1).await;
    // kubectl would have it resumed first, with which the new pods go on.
    let (undone, said) = lab.run(&["rollout", "undo", "deployment/app"], "");
    assert!(!undone && said.contains("paused"), "{said}");
    let preview = gate.preview(Intent::new(10, target.clone(), Change::RollBack { from: 0, to: 1 })).await.unwrap();
    assert!(preview.warnings.contains(&Warning::Resumes), "{:?}", preview.warnings);
    gate.forget(10);
    // As it is sent by itself for a bad release: with the reason in the journal.
    let onward = Onward { first, then: Then::WatchOrGoBack(1), consent: yes() };
    let back = Intent::new(11, target.clone(), Change::RollBack { from: 0, to: 1 });
    let carried = gate.carry_on(back, &onward, Some("bad release: a new error".into())).await;
    assert!(matches!(carried.outcome, Outcome::Taken { .. }), "{carried:?}");
    lab.kubectl(&["patch", "deployment", "app", "-p", r#"{"spec":{"minReadySeconds":0}}"#]);
    lab.rolled_out("deployments/app");
    let after = lab.json("deployments/app");
    assert_eq!((image(&after), after["spec"].get("paused")), ("docker.io/lab/app:1.0", None::<&Value>));
    assert_eq!(status(&lab, "updatedReplicas"), 4);
    let records = lab.journal.read(None).unwrap().records;
    let last = &records.last().unwrap().entry;
    assert_eq!(last.why.as_ref().map(ToString::to_string).as_deref(), Some("bad release: a new error"));
    assert!(matches!(last.change, Change::RollBack { from: 2, to: 1 }), "{last:?}");
}
