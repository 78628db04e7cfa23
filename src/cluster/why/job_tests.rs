//! Why a Job failed or does not run, by table: the Job and its pods as the controllers leave them.

use super::tests::{NOW, answered, event, one};
use super::{Look, write_job};
use crate::cluster::wire::CoreEvent;
use crate::model::Time;
use serde_json::{Value, json};

/// What is said of a Job with these pods and events of its own; those of its pods are none.
async fn of_a_job(spec: Value, status: Value, pods: &[Value], events: &[CoreEvent]) -> String {
    let list = json!({"metadata": {"resourceVersion": "1"}, "items": pods}).to_string();
    let session = answered(move |ask| {
        let answer = if ask.has("/pods?") { &list } else { r#"{"metadata":{"resourceVersion":"1"},"items":[]}"# };
        ask.json(answer);
    })
    .await;
    let mut job = json!({"metadata": {"name": "j", "namespace": "iot", "uid": "u"}, "spec": spec, "status": status});
    job["spec"]["selector"] = json!({"matchLabels": {"job-name": "j"}});
    let mut out = String::new();
    let look = Look { session: &session, revealed: false, now: Time::parse(NOW).unwrap() };
    write_job(&mut out, look, (&job, Some(events)), "it", None).await;
    out
}

#[tokio::test]
async fn a_job_says_why_it_failed_or_does_not_run() {
    let pod = |name: &str, phase: &str, mut pod: Value| {
        pod["metadata"] = json!({"name": name, "namespace": "iot", "uid": name, "creationTimestamp": "2026-11-01T09:00:00Z"});
        pod["status"]["phase"] = phase.into();
        pod
    };
    let end = json!({"state": {"terminated": {"reason": "Error", "exitCode": 7, "finishedAt": "2026-11-01T09:57:00Z"}}});
    let failed = || pod("j-a", "Failed", one(json!({}), end.clone(), false));
    let runs = || pod("j-b", "Running", one(json!({}), json!({"state": {"running": {}}, "ready": true}), true));
    let pull = json!({"state": {"waiting": {"reason": "ErrImagePull", "message": "failed to authorize: 401 Unauthorized"}}});
    let waits = || pod("j-c", "Pending", one(json!({}), pull.clone(), false));
    let leaves = || {
        let mut pod = runs();
        pod["metadata"]["name"] = "j-e".into();
        pod["metadata"]["deletionTimestamp"] = "2026-11-01T09:59:00Z".into();
        pod["metadata"]["finalizers"] = json!(["batch.kubernetes.io/job-tracking"]);
        pod
    };
    let done = || json!({"metadata": {"name": "j-d"}, "status": {"phase": "Succeeded"}});
    let is = |kind: &str, reason: &str| json!({"failed": 2, "conditions": [{"type": kind, "status": "True", "reason": reason, "message": "m", "lastTransitionTime": "2026-11-01T09:58:00Z"}]});
    let limit = || json!({"backoffLimit": 1, "activeDeadlineSeconds": 30});
    let quota = "Error creating: pods \"j-x\" is forbidden: exceeded quota: few, requested: pods=1, used: pods=3, limited: pods=3";
    let refused = || vec![event("FailedCreate", quota)];
    let gone = "    Its pods:       none that failed is there any more\n";
    let facts = "    Job:            m\n    Pods failed:    2\n    Since:          2m ago\n";
    for (what, spec, status, pods, events, want) in [
        ("done", limit(), is("Complete", ""), vec![done(), failed()], vec![], vec![]),
        ("good enough", limit(), is("SuccessCriteriaMet", ""), vec![failed()], vec![], vec![]),
        ("new", limit(), json!({}), vec![], vec![], vec![]),
        ("runs, after a failure", limit(), json!({"failed": 1}), vec![failed(), runs()], vec![], vec![]),
        (
            "between two tries",
            limit(),
            json!({"failed": 1}),
            vec![failed()],
            vec![],
            vec!["Why it does not run, by its Pod j-a:\n  container app ends with exit code 7\n", "    Last:           3m ago\n"],
        ),
        (
            "cannot start",
            limit(),
            json!({"active": 1}),
            vec![failed(), waits()],
            vec![],
            vec!["Why it does not run, by its Pod j-c:\n  container app: image access denied: web:1.9\n"],
        ),
        (
            "gave up",
            limit(),
            is("Failed", "BackoffLimitExceeded"),
            vec![done(), failed()],
            vec![],
            vec![
                "Why it failed, by its Pod j-a:\n  it gave up past its backoff limit of 1: container app ends with exit code 7\n",
                facts,
            ],
        ),
        (
            "gave up, and what still runs is ended for that",
            limit(),
            is("FailureTarget", "BackoffLimitExceeded"),
            vec![leaves(), failed()],
            vec![],
            vec!["Why it failed, by its Pod j-a:\n  it gave up past its backoff limit of 1: container app ends with exit code 7\n"],
        ),
        ("one is drained, another runs for it", limit(), json!({"active": 1}), vec![leaves(), runs()], vec![], vec![]),
        (
            "gave up, and its pods are gone",
            limit(),
            is("FailureTarget", "BackoffLimitExceeded"),
            vec![],
            vec![],
            vec!["Why it failed:\n  it gave up past its backoff limit of 1\n", facts, gone],
        ),
        (
            "late",
            limit(),
            is("Failed", "DeadlineExceeded"),
            vec![],
            refused(),
            vec!["Why it failed:\n  it did not end within its 30s: its pods are refused: exceeded quota: few: pods 3 + 1 of 3\n"],
        ),
        ("by a policy", limit(), is("Failed", "PodFailurePolicy"), vec![], vec![], vec!["  it has failed by PodFailurePolicy\n"]),
        (
            "refused",
            limit(),
            json!({}),
            vec![],
            refused(),
            vec!["Why it does not run:\n  its pods are refused: exceeded quota: few"],
        ),
        (
            "suspended",
            json!({"suspend": true}),
            is("Suspended", "JobSuspended"),
            vec![],
            vec![],
            vec!["Why it does not run:\n  it is suspended: it has no pods until it is resumed\n    Since:          2m ago\n"],
        ),
    ] {
        let out = of_a_job(spec, status, &pods, &events).await;
        assert_eq!(out.is_empty(), want.is_empty(), "{what}: {out}");
        for part in want {
            assert!(out.contains(part), "{what}: {part:?} is not in\n{out}");
        }
    }
}

#[tokio::test]
async fn of_a_job_whose_pods_cannot_be_read_it_is_said_only_where_it_may_not_run() {
    let session = answered(|ask| ask.fail(403, "Forbidden")).await;
    let look = Look { session: &session, revealed: false, now: Time::parse(NOW).unwrap() };
    let gone = json!({"conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}]});
    for (status, want) in [
        (json!({"active": 2, "ready": 2}), ""),
        (json!({"active": 2}), ""),
        (json!({"active": 2, "ready": 1}), "Why it does not run:\n  its pods cannot be read: "),
        (json!({"failed": 1}), "Why it does not run:\n  its pods cannot be read: "),
        (gone, "Why it failed:\n  it gave up past its backoff limit of 6: its pods cannot be read: "),
    ] {
        let job = json!({"metadata": {"name": "j", "namespace": "iot"}, "spec": {"selector": {"matchLabels": {"a": "b"}}}, "status": status});
        let mut out = String::new();
        write_job(&mut out, look, (&job, Some(&[])), "it", None).await;
        assert!(out.contains(want) && out.is_empty() == want.is_empty(), "{status}: {out}");
    }
}
