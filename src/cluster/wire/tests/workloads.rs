use super::row;
use crate::model::feed::Row;
use crate::model::workload::{Progress, Workload};
use crate::model::{Kind, Time};

fn workload(kind: Kind, spec: &str, status: &str) -> Workload {
    let object = format!(
        r#"{{"metadata":{{"name":"w","namespace":"ns","uid":"u1","generation":3,"creationTimestamp":"2026-07-24T20:00:00Z",
        "annotations":{{"deployment.kubernetes.io/revision":"8","other":"x"}}}},"spec":{{{spec}}},"status":{{{status}}}}}"#
    );
    match row(kind, &object) {
        Row::Workload(w) => w,
        other => panic!("{other:?}"),
    }
}

const TEMPLATE: &str =
    r#""template":{"spec":{"initContainers":[{"name":"i","image":"init:1"}],"containers":[{"name":"web","image":"lab/app:1"}]}}"#;

#[test]
fn a_deployment_is_read() {
    let condition = |kind: &str, status: &str, reason: &str| {
        format!(r#"{{"type":"{kind}","status":"{status}","reason":"{reason}","message":"why"}}"#)
    };
    let status = |conditions: &[String]| {
        format!(
            r#""observedGeneration":2,"replicas":4,"updatedReplicas":2,"readyReplicas":3,"availableReplicas":3,"conditions":[{}]"#,
            conditions.join(",")
        )
    };
    let w = workload(Kind::Deployment, &format!(r#""replicas":3,"paused":true,{TEMPLATE}"#), &status(&[]));
    assert_eq!((w.generation, w.observed, w.desired, w.replicas, w.updated, w.ready, w.available), (3, 2, 3, 4, 2, 3, 3));
    assert_eq!((w.paused, w.revision, w.progress, w.failure.clone()), (true, 8, Progress::Unknown, None));
    let images: Vec<_> = w.images.iter().map(|i| (&*i.container, &*i.image, i.init)).collect();
    assert_eq!(images, [("web", "lab/app:1", false), ("i", "init:1", true)]);
    for (conditions, progress, failed) in [
        (vec![condition("Progressing", "True", "ReplicaSetUpdated")], Progress::Ongoing, false),
        (vec![condition("Progressing", "True", "NewReplicaSetAvailable")], Progress::Complete, false),
        (vec![condition("Progressing", "False", "ProgressDeadlineExceeded")], Progress::DeadlineExceeded, false),
        (vec![condition("Progressing", "Unknown", "DeploymentPaused")], Progress::Ongoing, false),
        (vec![condition("ReplicaFailure", "True", "FailedCreate"), condition("Available", "True", "x")], Progress::Unknown, true),
        (vec![condition("ReplicaFailure", "False", "FailedCreate")], Progress::Unknown, false),
    ] {
        let w = workload(Kind::Deployment, TEMPLATE, &status(&conditions));
        assert_eq!((w.progress, w.failure.is_some(), w.desired), (progress, failed, 1), "{conditions:?}");
    }
}

#[test]
fn the_deadline_counts_from_the_last_step_of_a_rollout_under_way() {
    let read = |spec: &str, reason: &str, status: &str| {
        let condition = format!(
            r#""conditions":[{{"type":"Progressing","status":"{status}","reason":"{reason}","lastUpdateTime":"2026-07-24T20:20:00Z","lastTransitionTime":"2026-07-01T00:00:00Z"}}]"#
        );
        workload(Kind::Deployment, &format!("{spec}{TEMPLATE}"), &condition).deadline.map(Time::rfc3339)
    };
    let ongoing = |spec: &str| read(spec, "ReplicaSetUpdated", "True");
    assert_eq!(ongoing(r#""progressDeadlineSeconds":600,"#).as_deref(), Some("2026-07-24T20:30:00Z"));
    assert_eq!(ongoing(r#""progressDeadlineSeconds":600,"paused":true,"#), None, "held, it does not run");
    assert_eq!(ongoing(r#""progressDeadlineSeconds":2147483647,"#), None, "the largest number stands for none");
    assert_eq!(ongoing(""), None);
    assert_eq!(read(r#""progressDeadlineSeconds":600,"#, "NewReplicaSetAvailable", "True"), None);
    assert_eq!(read(r#""progressDeadlineSeconds":600,"#, "ProgressDeadlineExceeded", "False"), None);
}

#[test]
fn a_statefulset_is_read() {
    let status = |current: &str, update: &str| {
        format!(
            r#""observedGeneration":3,"replicas":3,"readyReplicas":2,"updatedReplicas":1,"currentRevision":"{current}","updateRevision":"{update}""#
        )
    };
    let rolling = r#""replicas":3,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":0}}"#;
    let w = workload(Kind::StatefulSet, rolling, &status("w-1", "w-2"));
    // Before Kubernetes 1.22 there is no availableReplicas.
    assert_eq!((w.ready, w.available, w.updated, w.update_hash.as_deref()), (2, 2, 1, Some("w-2")));
    assert_eq!((w.progress, w.partition, w.on_delete), (Progress::Ongoing, 0, false));
    assert_eq!(workload(Kind::StatefulSet, rolling, &status("w-2", "w-2")).progress, Progress::Complete);
    let partition = r#""replicas":3,"updateStrategy":{"rollingUpdate":{"partition":2}}"#;
    let w = workload(Kind::StatefulSet, partition, &status("w-1", "w-2"));
    assert_eq!((w.progress, w.partition, w.updated_wanted()), (Progress::Unknown, 2, 1));
    let on_delete = r#""replicas":3,"updateStrategy":{"type":"OnDelete","rollingUpdate":null}"#;
    assert!(workload(Kind::StatefulSet, on_delete, &status("w-1", "w-2")).on_delete);
}

#[test]
fn a_daemonset_is_read() {
    let status = r#""observedGeneration":3,"desiredNumberScheduled":5,"currentNumberScheduled":4,"updatedNumberScheduled":3,"numberReady":2,"numberAvailable":1"#;
    let w = workload(Kind::DaemonSet, TEMPLATE, status);
    assert_eq!((w.desired, w.replicas, w.updated, w.ready, w.available), (5, 4, 3, 2, 1));
    assert!(workload(Kind::DaemonSet, r#""updateStrategy":{"type":"OnDelete"}"#, status).on_delete);
}

#[test]
fn a_replicaset_and_a_namespace_are_read() {
    let object = format!(
        r#"{{"metadata":{{"name":"w-abc","namespace":"ns","uid":"u2","annotations":{{"deployment.kubernetes.io/revision":"8"}},
        "ownerReferences":[{{"uid":"u1","controller":true}}]}},"spec":{{"replicas":2,{TEMPLATE}}},"status":{{"replicas":2,"readyReplicas":1}}}}"#
    );
    let Row::ReplicaSet(rs) = row(Kind::ReplicaSet, &object) else { panic!() };
    assert_eq!((rs.revision, rs.desired, rs.replicas, rs.ready, rs.owner.unwrap().to_string().as_str()), (8, 2, 2, 1, "u1"));
    let Row::Namespace(ns) = row(Kind::Namespace, r#"{"metadata":{"name":"a","uid":"u"},"status":{"phase":"Terminating"}}"#) else {
        panic!()
    };
    assert_eq!((&*ns.name, &*ns.phase), ("a", "Terminating"));
    // Nothing but a UID is enough for every kind.
    for kind in Kind::ALL {
        for object in [
            r#"{"metadata":{"uid":"u"}}"#,
            r#"{"metadata":{"uid":"u","labels":null,"annotations":null},"spec":null,"status":null}"#,
        ] {
            assert_eq!(row(kind, object).uid().to_string(), "u");
        }
    }
}
