//! Rollouts that are held, stuck, partial or bad on the demo, by the real kubectl. `lab::demo_rollouts` holds the same commands against a real
//! cluster.

use super::{calm, deployed, image, rows};
use crate::support::demo_support::{Demo, Kubectl};
use dogwatch::demo::Scenario;

const COUNTS: &str = "jsonpath={.status.replicas} {.status.updatedReplicas} {.status.readyReplicas} {.status.availableReplicas}";
const REASON: &str = r#"jsonpath={.status.conditions[?(@.type=="Progressing")].reason}"#;

/// Waits for the counts of a Deployment: all, updated, ready, available.
fn counts(k: &Kubectl, name: &str, want: &str) {
    k.until(&["get", "deploy", name, "-o", COUNTS], |t| t == want);
}

#[test]
#[ignore = "needs kubectl"]
fn a_rollout_is_paused_resumed_and_undone() {
    let demo = calm();
    let k = demo.kubectl("held");
    deployed(&k, "web", "1.0", 4);
    let slow = format!(
        r#"{{"spec":{{"minReadySeconds":36000,"progressDeadlineSeconds":72000,"template":{{"spec":{{"containers":[{{"name":"app","image":"{}"}}]}}}}}}}}"#,
        image("1.1")
    );
    k.ok(&["patch", "deploy", "web", "-p", &slow]);
    // A quarter may come early and a quarter may be missing, of four one each.
    counts(&k, "web", "5 2 5 3");
    assert_eq!(k.ok(&["rollout", "pause", "deploy/web"]), "deployment.apps/web paused\n");
    k.until(&["get", "deploy", "web", "-o", REASON], |t| t == "DeploymentPaused");
    let status = k.ok(&["rollout", "status", "deploy/web", "--watch=false"]);
    assert_eq!(status, "Waiting for deployment \"web\" rollout to finish: 2 out of 4 new replicas have been updated...\n");
    // What is changed meanwhile waits.
    k.ok(&["set", "image", "deploy/web", &format!("app={}", image("1.2"))]);
    counts(&k, "web", "5  5 3");
    assert_eq!(rows(&k.ok(&["rollout", "history", "deploy/web"]))[2..].iter().filter(|r| !r.is_empty()).count(), 2);
    k.ok(&["patch", "deploy", "web", "-p", r#"{"spec":{"minReadySeconds":0}}"#]);
    assert_eq!(k.ok(&["rollout", "resume", "deploy/web"]), "deployment.apps/web resumed\n");
    let status = k.ok(&["rollout", "status", "deploy/web", "--timeout=60s"]);
    assert!(status.ends_with("deployment \"web\" successfully rolled out\n"), "{status}");
    assert_eq!(k.ok(&["get", "deploy", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}"]), image("1.2"));
    // One that is stuck: kubectl says that its time is over, and the way back is open.
    k.ok(&["patch", "deploy", "web", "-p", r#"{"spec":{"progressDeadlineSeconds":20}}"#]);
    k.ok(&["set", "image", "deploy/web", &format!("app={}", image("1.3-bad"))]);
    assert!(k.fails(&["rollout", "status", "deploy/web", "--timeout=60s"]).contains("exceeded its progress deadline"));
    k.ok(&["rollout", "undo", "deploy/web"]);
    k.ok(&["rollout", "status", "deploy/web", "--timeout=60s"]);
    assert_eq!(k.ok(&["get", "deploy", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}"]), image("1.2"));
    assert_eq!(k.ok(&["get", "deploy", "web", "-o", REASON]), "NewReplicaSetAvailable");
}

#[test]
#[ignore = "needs kubectl"]
fn a_partition_is_held_and_kubectl_says_so() {
    let demo = calm();
    let k = demo.kubectl("iot-prod");
    k.ok(&["patch", "sts", "nacos", "-p", r#"{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}"#]);
    k.ok(&["set", "image", "sts/nacos", &format!("nacos={}", image("9"))]);
    let status = k.ok(&["rollout", "status", "sts/nacos", "--timeout=60s"]);
    assert!(status.contains("partitioned roll out complete: 1 new pods have been updated..."), "{status}");
    let at = |pod: &str| k.ok(&["get", "pod", pod, "-o", "jsonpath={.spec.containers[0].image}"]);
    assert!(at("nacos-1") == image("9") && at("nacos-0") != image("9"));
}

#[test]
#[ignore = "needs kubectl"]
fn claims_are_bound_and_listed_as_kubectl_knows_them() {
    let demo = calm();
    let k = demo.kubectl("claims");
    let path = demo.dir().join("claim.json");
    let text = r#"{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data"},
        "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}"#;
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(k.ok(&["create", "-f", path, "--dry-run=server"]), "persistentvolumeclaim/data created (server dry run)\n");
    k.ok(&["create", "-f", path]);
    k.ok(&["wait", "--for=jsonpath={.status.phase}=Bound", "pvc/data", "--timeout=60s"]);
    let table = rows(&k.ok(&["get", "pvc"]));
    assert_eq!(table[0][..4], ["NAME", "STATUS", "VOLUME", "CAPACITY"]);
    assert_eq!((table[1][1].as_str(), table[1][3].as_str(), table[1][4].as_str()), ("Bound", "1Gi", "RWO"));
    assert!(k.ok(&["describe", "pvc", "data"]).contains("StorageClass:  standard"));
    assert_eq!(k.ok(&["delete", "pvc", "data", "--timeout=60s"]), "persistentvolumeclaim \"data\" deleted\n");
}

#[test]
#[ignore = "needs kubectl"]
fn a_release_shows_itself_as_what_it_is() {
    let demo = Demo::start(Scenario::Release, 20.0, None);
    let k = demo.kubectl("iot-test");
    let all = k.ok(&["get", "deploy", "-A", "-o", r#"jsonpath={range .items[*]}{.metadata.namespace}{" "}{.metadata.name}{" "}{.spec.template.spec.containers[0].image}{"\n"}{end}"#]);
    for row in [
        "iot-dev gateway registry.example/iot/gateway:2.5.0-bad",
        "iot-test gateway registry.example/iot/gateway:2.4.0",
        "iot-prod video-relay registry.example/vendor/video-relay:0.9.1",
    ] {
        assert!(all.lines().any(|l| l == row), "{row}: {all}");
    }
    let to = |name: &str, tag: &str| {
        k.ok(&["set", "image", &format!("deploy/{name}"), &format!("{name}=registry.example/iot/{name}:{tag}")]);
    };
    // Good for its controller, and not for who reads what it writes.
    to("alarm-service", "2.1.0");
    k.ok(&["rollout", "status", "deploy/alarm-service", "--timeout=60s"]);
    k.until(&["logs", "deploy/alarm-service"], |t| t.contains("mqtt: publish failed"));
    // Ready, and over twenty seconds later; what it last wrote is kept.
    to("rule-engine", "2.2.0");
    k.ok(&["rollout", "status", "deploy/rule-engine", "--timeout=60s"]);
    k.until(
        &["get", "pods", "-l", "app=rule-engine", "-o", "jsonpath={.items[0].status.containerStatuses[0].restartCount}"],
        |n| n != "0",
    );
    let previous = ["logs", "-l", "app=rule-engine", "--previous", "--tail=-1"];
    assert!(k.ok(&previous).contains("Application run failed"));
    // Never ready.
    k.ok(&["patch", "deploy", "ota-service", "-p", r#"{"spec":{"progressDeadlineSeconds":20}}"#]);
    to("ota-service", "2.3.0");
    assert!(k.fails(&["rollout", "status", "deploy/ota-service", "--timeout=60s"]).contains("exceeded its progress deadline"));
    let events = k.ok(&["get", "events", "--field-selector=reason=Unhealthy"]);
    assert!(events.contains("Readiness probe failed: HTTP probe failed with statuscode: 503"), "{events}");
    // From a time on, so many bytes, so many lines.
    let pod = k.ok(&["get", "pods", "-l", "app=device-service", "-o", "name"]).trim().to_owned();
    let lines = k.ok(&["logs", &pod, "--timestamps", "--tail=50"]);
    // kubectl asks by whole seconds.
    let second = |l: Option<&str>| l.map(|l| l[..19].to_owned());
    let line = lines.lines().nth(20).unwrap();
    let since = format!("--since-time={}", line.split(' ').next().unwrap());
    assert_eq!(second(k.ok(&["logs", &pod, "--timestamps", &since]).lines().next()), second(Some(line)));
    assert_eq!(k.ok(&["logs", &pod, "--limit-bytes=321"]).len(), 321);
}
