use super::row;
use crate::model::feed::Row;
use crate::model::health::PodHealth;
use crate::model::pod::{ContainerRole, Pod};
use crate::model::{Kind, Time, Uid};

fn pod(extra_meta: &str, spec: &str, status: &str) -> Pod {
    let object = format!(
        r#"{{"metadata":{{"name":"p","namespace":"ns","uid":"u1","resourceVersion":"7","creationTimestamp":"2026-07-24T20:00:00Z",
        "managedFields":[{{"manager":"kubelet","fieldsV1":{{"f:status":{{}}}}}}]{extra_meta}}},
        "spec":{{"nodeName":"n1",{spec}}},"status":{{{status}}}}}"#
    );
    match row(Kind::Pod, &object) {
        Row::Pod(pod) => pod,
        other => panic!("{other:?}"),
    }
}

/// Health in one line.
fn words(health: &PodHealth) -> String {
    let trouble = |s: &crate::model::health::Sick| format!("{:?} {}: {}", s.cause, s.word, s.detail);
    match health {
        PodHealth::Well => "well".into(),
        PodHealth::Done => "done".into(),
        PodHealth::Ending { .. } => "ending".into(),
        PodHealth::Starting { .. } => "starting".into(),
        PodHealth::Unready { who, .. } => format!("unready {who}"),
        PodHealth::Shaky { ready, sick, .. } => format!("shaky {ready} {}", trouble(sick)),
        PodHealth::Sick(s) => trouble(s),
        PodHealth::Failed(s) => format!("ended {}", trouble(s)),
    }
}

const ONE: &str = r#""containers":[{"name":"web","image":"lab/app:1"}]"#;
const LIMITED: &str = r#""containers":[{"name":"web","image":"lab/app:1","resources":{"limits":{"memory":"16Mi"}}}]"#;
const TWO: &str = r#""containers":[{"name":"web","image":"lab/app:1"},{"name":"log","image":"lab/log:1"}]"#;
const INITS: &str = r#""initContainers":[{"name":"a","image":"i"},{"name":"b","image":"i"},{"name":"c","image":"i"}],
    "containers":[{"name":"web","image":"lab/app:1"}]"#;
const SIDECAR: &str = r#""initContainers":[{"name":"proxy","image":"i","restartPolicy":"Always"},{"name":"b","image":"i"}],
    "containers":[{"name":"web","image":"lab/app:1"}]"#;
const READY: &str = r#""conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-07-24T20:01:00Z"}]"#;
const INITIALIZED: &str = r#"{"type":"Initialized","status":"True"}"#;
const UNREADY: &str = r#""conditions":[{"type":"Ready","status":"False","lastTransitionTime":"2026-07-24T20:01:00Z"},{"type":"Initialized","status":"True"}]"#;

fn running(name: &str, ready: bool, restarts: u32) -> String {
    format!(
        r#"{{"name":"{name}","ready":{ready},"started":true,"restartCount":{restarts},"state":{{"running":{{"startedAt":"2026-07-24T20:00:05Z"}}}},"lastState":{{}}}}"#
    )
}

fn waiting(name: &str, reason: &str, message: &str, restarts: u32, last: &str) -> String {
    format!(
        r#"{{"name":"{name}","ready":false,"restartCount":{restarts},"state":{{"waiting":{{"reason":"{reason}","message":"{message}"}}}},"lastState":{{{last}}}}}"#
    )
}

fn ended(name: &str, reason: &str, code: i32, restarts: u32) -> String {
    format!(
        r#"{{"name":"{name}","ready":false,"restartCount":{restarts},"state":{{"terminated":{{"reason":"{reason}","exitCode":{code},"finishedAt":"2026-07-24T20:03:00Z"}}}},"lastState":{{}}}}"#
    )
}

fn last(reason: &str, code: i32) -> String {
    format!(r#""terminated":{{"reason":"{reason}","exitCode":{code},"finishedAt":"2026-07-24T20:02:00Z"}}"#)
}

struct Case {
    meta: &'static str,
    spec: &'static str,
    status: String,
    /// STATUS, READY, RESTARTS of kubectl.
    kubectl: [&'static str; 3],
    health: &'static str,
}

fn case(spec: &'static str, status: String, kubectl: [&'static str; 3], health: &'static str) -> Case {
    Case { meta: "", spec, status, kubectl, health }
}

fn check(cases: Vec<Case>) {
    for c in cases {
        let p = pod(c.meta, c.spec, &c.status);
        let got = [p.status.to_string(), p.ready_words(), p.restarts.to_string()];
        assert_eq!(got, c.kubectl, "{}", c.status);
        assert_eq!(words(&p.health), c.health, "{}", c.status);
    }
}

fn phase(phase: &str, apps: &[String], more: &str) -> String {
    format!(r#""phase":"{phase}","containerStatuses":[{}],{more}"#, apps.join(","))
}

fn with_inits(inits: &[String], apps: &[String], initialized: bool) -> String {
    let conditions = if initialized { INITIALIZED } else { r#"{"type":"Initialized","status":"False"}"# };
    format!(
        r#""phase":"Pending","conditions":[{conditions}],"initContainerStatuses":[{}],"containerStatuses":[{}]"#,
        inits.join(","),
        apps.join(",")
    )
}

#[test]
fn pods_with_ordinary_containers_say_what_kubectl_says() {
    let quota = r#"Container image \"x:1\" is not present with pull policy of Never"#;
    let pull = r#"rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/lab/app:9\": not found"#;
    let back_off = "back-off 5m0s restarting failed container";
    check(vec![
        case(ONE, phase("Running", &[running("web", true, 0)], READY), ["Running", "1/1", "0"], "well"),
        case(TWO, phase("Running", &[running("log", true, 0), running("web", false, 0)], UNREADY), ["Running", "1/2", "0"], "unready web"),
        case(ONE, r#""phase":"Pending""#.into(), ["Pending", "0/1", "0"], "starting"),
        case(ONE, phase("Pending", &[waiting("web", "ContainerCreating", "", 0, "")], UNREADY), ["ContainerCreating", "0/1", "0"], "starting"),
        case(ONE, phase("Pending", &[waiting("web", "ErrImagePull", pull, 0, "")], UNREADY), ["ErrImagePull", "0/1", "0"],
            "Image image not found: app:1"),
        case(ONE, phase("Pending", &[waiting("web", "ImagePullBackOff", r#"Back-off pulling image \"x:1\""#, 0, "")], UNREADY),
            ["ImagePullBackOff", "0/1", "0"], "Image image cannot be pulled: app:1"),
        case(ONE, phase("Pending", &[waiting("web", "ErrImageNeverPull", quota, 0, "")], UNREADY), ["ErrImageNeverPull", "0/1", "0"],
            "Image image not on the node (pull policy Never): app:1"),
        case(ONE, phase("Pending", &[waiting("web", "CreateContainerConfigError", r#"configmap \"c\" not found"#, 0, "")], UNREADY),
            ["CreateContainerConfigError", "0/1", "0"], r#"Config configmap "c" not found: "#),
        case(ONE, phase("Running", &[waiting("web", "CrashLoopBackOff", back_off, 7, &last("Error", 1))], UNREADY),
            ["CrashLoopBackOff", "0/1", "7"], "Crash CrashLoopBackOff: exit 1"),
        case(ONE, phase("Running", &[waiting("web", "CrashLoopBackOff", back_off, 2, &last("OOMKilled", 137))], UNREADY),
            ["CrashLoopBackOff", "0/1", "2"], "OutOfMemory OOMKilled: CrashLoopBackOff, exit 137"),
        case(ONE, phase("Running", &[ended("web", "OOMKilled", 137, 1)], UNREADY), ["OOMKilled", "0/1", "1"], "OutOfMemory OOMKilled: exit 137"),
        case(LIMITED, phase("Running", &[ended("web", "OOMKilled", 137, 1)], UNREADY), ["OOMKilled", "0/1", "1"],
            "OutOfMemory OOMKilled at 16Mi: exit 137"),
        case(LIMITED, phase("Running", &[waiting("web", "CrashLoopBackOff", back_off, 2, &last("OOMKilled", 137))], UNREADY),
            ["CrashLoopBackOff", "0/1", "2"], "OutOfMemory OOMKilled at 16Mi: CrashLoopBackOff, exit 137"),
        case(ONE, phase("Running", &[ended("web", "Error", 3, 1)], UNREADY), ["Error", "0/1", "1"], "Crash Error: exit 3"),
        case(ONE, phase("Running", &[ended("web", "", 3, 1)], UNREADY), ["ExitCode:3", "0/1", "1"], "Crash Error: exit 3"),
        case(ONE, phase("Failed", &[r#"{"name":"web","state":{"terminated":{"exitCode":0,"signal":9}}}"#.into()], UNREADY),
            ["Signal:9", "0/1", "0"], "ended Failed Signal:9: signal 9"),
        case(ONE, phase("Succeeded", &[ended("web", "Completed", 0, 0)], UNREADY), ["Completed", "0/1", "0"], "done"),
        case(TWO, phase("Running", &[ended("log", "Completed", 0, 0), running("web", true, 0)], UNREADY), ["NotReady", "1/2", "0"], "unready log"),
        case(TWO, phase("Running", &[ended("log", "Completed", 0, 0), running("web", true, 0)], READY), ["Running", "1/2", "0"], "unready log"),
        // The statuses are sorted by name: the first of them in trouble names the pod, whatever the order of the spec.
        case(TWO, phase("Pending", &[waiting("log", "ErrImagePull", "x", 0, ""), waiting("web", "CrashLoopBackOff", "", 3, &last("Error", 1))], UNREADY),
            ["ErrImagePull", "0/2", "3"], "Crash CrashLoopBackOff: web: exit 1"),
        case(ONE, phase("Failed", &[], r#""reason":"Evicted","message":"The node was low on resource: memory.""#), ["Evicted", "0/1", "0"],
            "ended Failed Evicted: The node was low on resource: memory."),
        case(ONE, phase("Failed", &[ended("web", "Error", 1, 0)], r#""reason":null,"message":null"#), ["Error", "0/1", "0"], "ended Failed Error: exit 1"),
        case(ONE, phase("Failed", &[ended("web", "OOMKilled", 137, 0)], r#""conditions":null"#), ["OOMKilled", "0/1", "0"],
            "ended OutOfMemory OOMKilled: OOMKilled, exit 137"),
        case(ONE, r#""phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/1 nodes are available: 1 Insufficient cpu."}]"#.into(),
            ["Pending", "0/1", "0"], "Unschedulable no node fits: cpu 0 of 1"),
        case(ONE, r#""phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"SchedulingGated","message":"gated"}]"#.into(),
            ["SchedulingGated", "0/1", "0"], "starting"),
        case(ONE, phase("Unknown", &[running("web", true, 0)], r#""reason":"""#), ["Unknown", "1/1", "0"], "Failed Unknown: its node does not answer"),
        case(ONE, r#""phase":"Strange","containerStatuses":null"#.into(), ["Strange", "0/1", "0"], "starting"),
        case(ONE, phase("Running", &[r#"{"name":"web","ready":true,"started":true,"restartCount":4,"state":{"running":{}},"lastState":{"terminated":{"exitCode":1}}}"#.into()], READY),
            ["Running", "1/1", "4"], "well"),
        case(ONE, phase("Running", &[running("web", true, 4).replace(r#""lastState":{}"#, r#""lastState":{"terminated":{"reason":"Error","exitCode":2}}"#)], READY),
            ["Running", "1/1", "4"], "shaky true Crash Crashing: exit 2, 4 restarts"),
    ]);
}

#[test]
fn pods_that_initialise_or_have_sidecars_say_what_kubectl_says() {
    let not_yet = || waiting("web", "PodInitializing", "", 0, "");
    let pending = |name| waiting(name, "PodInitializing", "", 0, "");
    let unstarted = r#"{"name":"proxy","ready":false,"started":false,"restartCount":0,"state":{"running":{}}}"#;
    check(vec![
        case(
            INITS,
            with_inits(&[ended("a", "Completed", 0, 0), running("b", false, 0), pending("c")], &[not_yet()], false),
            ["Init:1/3", "0/1", "0"],
            "starting",
        ),
        case(
            INITS,
            with_inits(&[pending("a"), pending("b"), pending("c")], &[not_yet()], false),
            ["Init:0/3", "0/1", "0"],
            "starting",
        ),
        case(
            INITS,
            with_inits(&[ended("a", "Error", 1, 2), pending("b")], &[not_yet()], false),
            ["Init:Error", "0/1", "2"],
            "Crash Error: a: exit 1",
        ),
        case(
            INITS,
            with_inits(&[ended("a", "", 5, 0)], &[not_yet()], false),
            ["Init:ExitCode:5", "0/1", "0"],
            "Crash Error: a: exit 5",
        ),
        case(
            INITS,
            with_inits(&[waiting("a", "CrashLoopBackOff", "", 3, &last("Error", 1)), pending("b")], &[not_yet()], false),
            ["Init:CrashLoopBackOff", "0/1", "3"],
            "Crash CrashLoopBackOff: a: exit 1",
        ),
        case(
            INITS,
            with_inits(&[waiting("a", "ImagePullBackOff", "no", 0, "")], &[not_yet()], false),
            ["Init:ImagePullBackOff", "0/1", "0"],
            "Image ImagePullBackOff: a: no",
        ),
        // An init container without any state is one that kubectl counts as begun.
        case(
            INITS,
            with_inits(&[ended("a", "Completed", 0, 0), r#"{"name":"b","state":{}}"#.into()], &[not_yet()], false),
            ["Init:1/3", "0/1", "0"],
            "starting",
        ),
        case(
            INITS,
            with_inits(
                &[ended("a", "Completed", 0, 3), ended("b", "Completed", 0, 0), ended("c", "Completed", 0, 0)],
                &[not_yet()],
                true,
            ),
            ["PodInitializing", "0/1", "0"],
            "starting",
        ),
        case(
            SIDECAR,
            with_inits(&[running("proxy", true, 2), running("b", false, 0)], &[not_yet()], false),
            ["Init:1/2", "1/2", "2"],
            "starting",
        ),
        case(SIDECAR, with_inits(&[unstarted.into(), pending("b")], &[not_yet()], false), ["Init:0/2", "0/2", "0"], "starting"),
        case(
            SIDECAR,
            format!(
                r#"{},"initContainerStatuses":[{},{}]"#,
                phase("Running", &[running("web", true, 1)], READY),
                running("proxy", true, 2),
                ended("b", "Completed", 0, 5)
            ),
            ["Running", "2/2", "3"],
            "well",
        ),
        case(
            SIDECAR,
            format!(
                r#"{},"initContainerStatuses":[{},{}]"#,
                phase("Running", &[running("web", true, 0)], UNREADY),
                running("proxy", false, 0),
                ended("b", "Completed", 0, 0)
            ),
            ["Running", "1/2", "0"],
            "unready proxy",
        ),
    ]);
}

#[test]
fn pods_that_go_say_what_kubectl_says() {
    const GOING: &str = r#","deletionTimestamp":"2026-07-24T20:05:00Z""#;
    let going = |status: String, kubectl, health| Case { meta: GOING, spec: ONE, status, kubectl, health };
    check(vec![
        going(phase("Running", &[running("web", true, 0)], READY), ["Terminating", "1/1", "0"], "ending"),
        going(phase("Running", &[running("web", true, 0)], r#""reason":"NodeLost""#), ["Unknown", "1/1", "0"], "ending"),
        going(phase("Succeeded", &[ended("web", "Completed", 0, 0)], UNREADY), ["Completed", "0/1", "0"], "done"),
        going(phase("Failed", &[ended("web", "Error", 1, 0)], UNREADY), ["Error", "0/1", "0"], "ended Failed Error: exit 1"),
    ]);
    // Lost with its node and not yet asked to go.
    let lost = pod("", ONE, &phase("Running", &[running("web", true, 0)], r#""reason":"NodeLost""#));
    assert_eq!(&*lost.status, "NodeLost");
}

#[test]
fn the_time_of_the_last_restart_is_kubectls() {
    let now = Time::parse("2026-07-24T20:05:00Z").unwrap();
    let back = phase("Running", &[waiting("web", "CrashLoopBackOff", "", 7, &last("Error", 1))], UNREADY);
    assert_eq!(pod("", ONE, &back).restarts_words(now), "7 (3m ago)");
    assert_eq!(pod("", ONE, &phase("Running", &[running("web", true, 7)], READY)).restarts_words(now), "7");
}

#[test]
fn a_row_has_what_the_panes_need() {
    let meta = r#","labels":{"app":"web","pod-template-hash":"abc"},"ownerReferences":[{"uid":"x","controller":false},{"uid":"rs1","controller":true}]"#;
    let spec = r#""initContainers":null,"containers":[{"name":"web","image":"lab/app:1"}],"ephemeralContainers":[{"name":"dbg","image":"busybox"}]"#;
    let status = format!(
        r#"{},"ephemeralContainerStatuses":[{}]"#,
        phase("Running", &[running("web", true, 0)], READY),
        running("dbg", false, 0)
    );
    let p = pod(meta, spec, &status);
    assert_eq!((&*p.name, &*p.namespace, p.node.as_deref(), p.hash()), ("p", "ns", Some("n1"), Some("abc")));
    assert_eq!((p.owner.clone(), p.uid.clone()), (Some(Uid::new("rs1")), Uid::new("u1")));
    assert_eq!(p.created.rfc3339(), "2026-07-24T20:00:00Z");
    assert_eq!((p.labels.get("app"), p.labels.get("pod-template-hash"), p.labels.get("x")), (Some("web"), Some("abc"), None));
    assert_eq!(
        p.containers.iter().map(|c| (&*c.name, c.role)).collect::<Vec<_>>(),
        [("web", ContainerRole::App), ("dbg", ContainerRole::Ephemeral)]
    );
    assert_eq!(p.ready_words(), "1/1");
}

/// However a debug container ends, or whether it can be made at all, its pod is as it is without it.
#[test]
fn a_debug_container_says_nothing_of_its_pods_health() {
    let spec = r#""containers":[{"name":"web","image":"lab/app:1"}],"ephemeralContainers":[{"name":"dbg","image":"busybox"}]"#;
    let states = [
        ended("dbg", "Error", 130, 0),
        ended("dbg", "OOMKilled", 137, 0),
        ended("dbg", "Completed", 0, 0),
        waiting("dbg", "ErrImagePull", "manifest unknown", 0, ""),
        waiting("dbg", "CrashLoopBackOff", "", 3, &last("Error", 1)),
        waiting("dbg", "RunContainerError", "x", 0, ""),
        running("dbg", false, 4).replace(r#""lastState":{}"#, &format!(r#""lastState":{{{}}}"#, last("Error", 2))),
        r#"{"name":"dbg","state":{}}"#.to_owned(),
    ];
    let pods = [
        (phase("Running", &[running("web", true, 0)], READY), "well"),
        (phase("Running", &[running("web", false, 0)], UNREADY), "unready web"),
        (
            phase("Running", &[waiting("web", "CrashLoopBackOff", "", 3, &last("Error", 7))], UNREADY),
            "Crash CrashLoopBackOff: exit 7",
        ),
    ];
    for (status, health) in &pods {
        for state in &states {
            let p = pod("", spec, &format!(r#"{status},"ephemeralContainerStatuses":[{state}]"#));
            assert_eq!(words(&p.health), *health, "{state}");
        }
    }
}

/// A container that the runtime could not start has "ended"; what the runtime said is kept then, and only then.
#[test]
fn what_could_not_be_started_says_why() {
    let message = r#"failed to create containerd task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"foo\": executable file not found in $PATH: unknown"#;
    let end = |reason: &str| format!(r#""terminated":{{"reason":"{reason}","exitCode":128,"message":"{message}"}}"#);
    for (state, health) in [
        (waiting("web", "RunContainerError", message, 1, ""), r#"Config exec: "foo": executable file not found: "#),
        (
            waiting("web", "CrashLoopBackOff", "back-off", 2, &end("StartError")),
            r#"Config exec: "foo": executable file not found: "#,
        ),
        (
            waiting("web", "CrashLoopBackOff", "back-off", 2, &end("ContainerCannotRun")),
            r#"Config exec: "foo": executable file not found: "#,
        ),
        (waiting("web", "CrashLoopBackOff", "back-off", 2, &end("Error")), "Crash CrashLoopBackOff: exit 128"),
    ] {
        let p = pod("", ONE, &phase("Running", &[state], UNREADY));
        assert_eq!(words(&p.health), health);
        assert!(p.containers.iter().filter_map(|c| c.last.as_ref()).all(|e| &*e.reason != "Error" || e.message.is_empty()));
    }
}

#[test]
fn labels_that_are_none_are_left_out() {
    for labels in ["null", "[1]", "7", r#""app=web""#, r#"{"app":{}}"#] {
        let p = pod(&format!(r#","labels":{labels}"#), ONE, &phase("Running", &[running("web", true, 0)], READY));
        assert_eq!((p.labels.get("app"), p.hash()), (None, None), "{labels}");
    }
    let set = pod(r#","labels":{"controller-revision-hash":"web-5","pod-template-hash":""}"#, ONE, &phase("Running", &[], UNREADY));
    assert_eq!(set.hash(), Some("web-5"));
}

#[test]
fn hostile_text_does_not_come_through() {
    let spec = r#""containers":[{"name":"web\u001b[2J","image":"x\u202ey"}]"#;
    let status = r#""phase":"Pend\u0007ing","containerStatuses":[{"name":"web\u001b[2J","state":{"waiting":{"reason":"Err\u001b]0;x","message":"a\nb\u001b[31m"}}}]"#;
    let p = pod("", spec, status);
    let all = format!("{p:?}");
    assert!(!all.contains('\u{1b}') && !all.contains("\\u{") && !all.contains('\u{202e}'), "{all}");
    assert_eq!(&*p.status, "Err]0;x");
}

#[test]
fn what_a_pod_asks_for_is_read_with_it() {
    let asks = |requests: &str, limits: &str| format!(r#""resources":{{"requests":{requests},"limits":{limits}}}"#);
    let spec = format!(
        r#""initContainers":[{{"name":"a","image":"i",{}}},{{"name":"proxy","image":"i","restartPolicy":"Always",{}}}],
        "containers":[{{"name":"web","image":"i",{}}}],"overhead":{{"cpu":"10m"}}"#,
        asks(r#"{"cpu":"2"}"#, "null"),
        asks(r#"{"cpu":"100m","memory":"32Mi"}"#, r#"{"memory":"64Mi"}"#),
        asks(r#"{"cpu":"250m","memory":"64Mi"}"#, r#"{"cpu":"1","memory":"128Mi"}"#),
    );
    let p = pod("", &spec, "");
    assert_eq!((p.asks.whole.cpu.request, p.asks.whole.cpu.limit), (Some(2_010_000_000), Some(1_010_000_000)));
    assert_eq!((p.asks.running.cpu.request, p.asks.running.cpu.limit), (Some(350_000_000), None));
    assert_eq!((p.asks.running.memory.request, p.asks.running.memory.limit), (Some(96 << 20), Some(192 << 20)));
    assert_eq!(p.containers[2].asks.memory.limit, Some(128 << 20));
    // While it is resized, what it has counts beside what it is to have.
    let has = r#""containerStatuses":[{"name":"web","resources":{"requests":{"cpu":"500m"},"limits":{"memory":"96Mi"}}}]"#;
    let p = pod("", &spec, has);
    assert_eq!((p.containers[2].asks.cpu.request, p.containers[2].asks.memory.limit), (Some(500_000_000), Some(96 << 20)));
}
