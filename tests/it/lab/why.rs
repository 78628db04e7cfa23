//! Causes for which pods do not run, each planted on a real cluster: the description names it first.

use crate::support::ground::LONG;
use crate::support::lab::{DEPLOYMENT, Lab};
use crate::support::real;
use dogwatch::cluster::Session;
use dogwatch::cluster::describe::{Which, describe};
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::model::change::Target;
use dogwatch::model::resource::Resource;
use dogwatch::model::{Kind, Time};
use std::fmt::Write;
use std::time::Instant;

/// What stands in the spec of each, in its container, and what is said first.
const CAUSES: &[(&str, &str, &str, &str)] = &[
    ("cpu", "", "resources: {requests: {cpu: '1000'}}", "no node fits: cpu"),
    ("selector", "nodeSelector: {disk: none-has-it}", "", "no node fits: node affinity"),
    ("oom", "", "command: [sh, -c, 'tail /dev/zero'], resources: {limits: {memory: 16Mi}}", "memory limit: OOMKilled at 16Mi"),
    (
        "image",
        "",
        "image: 'docker.io/lab/app:no-such-tag'",
        "container app: image not on the node (pull policy Never): app:no-such-tag",
    ),
    ("name", "", "image: 'docker.io/lab/app:no:tag'", "container app: image name not valid"),
    ("exit", "", "command: [sh, -c, 'exit 3']", "container app ends with exit code 3"),
    (
        "missing",
        "",
        "command: [no-such-program]",
        "container app cannot start: exec: \"no-such-program\": executable file not found",
    ),
    (
        "config",
        "",
        "env: [{name: A, valueFrom: {configMapKeyRef: {name: no-such-map, key: a}}}]",
        "container app cannot be made: configmap \"no-such-map\" not found",
    ),
    (
        "volume",
        "volumes: [{name: creds, secret: {secretName: no-such-secret}}]",
        "volumeMounts: [{name: creds, mountPath: /creds}]",
        "volume \"creds\": secret \"no-such-secret\" not found",
    ),
    (
        "claim",
        "volumes: [{name: data, persistentVolumeClaim: {claimName: no-such-claim}}]",
        "volumeMounts: [{name: data, mountPath: /data}]",
        "persistentvolumeclaim \"no-such-claim\" not found",
    ),
    (
        "unready",
        "",
        "readinessProbe: {exec: {command: [sh, -c, 'echo not yet; exit 1']}, periodSeconds: 1}",
        "container app is not ready: its readiness probe fails: not yet",
    ),
    (
        "unlive",
        "",
        "livenessProbe: {exec: {command: [sh, -c, 'echo stuck; exit 1']}, periodSeconds: 1, failureThreshold: 1}",
        "container app is ended by its liveness probe: stuck",
    ),
    (
        "init",
        "initContainers: [{name: wait, image: 'docker.io/lab/app:1.0', imagePullPolicy: Never, command: [sleep, '1000']}]",
        "",
        "init container wait still runs",
    ),
    (
        "evicted",
        "volumes: [{name: tmp, emptyDir: {sizeLimit: 1Mi}}]",
        "command: [sh, -c, 'head -c 8388608 /dev/zero >/tmp/x/y; sleep 1000'], volumeMounts: [{name: tmp, mountPath: /tmp/x}]",
        "evicted: Usage of EmptyDir volume \"tmp\" exceeds the limit \"1Mi\"",
    ),
];

fn manifest() -> String {
    let mut out = String::new();
    for (name, spec, container, _) in CAUSES {
        let image = if container.contains("image:") { "" } else { "image: 'docker.io/lab/app:1.0', " };
        let args = if container.starts_with("command:") { "" } else { "args: [app], " };
        write!(
            out,
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  terminationGracePeriodSeconds: 0\n  \
             automountServiceAccountToken: false\n  containers: [{{name: app, imagePullPolicy: Never, {image}{args}{container}}}]\n"
        )
        .unwrap();
        if !spec.is_empty() {
            writeln!(out, "  {spec}").unwrap();
        }
    }
    out
}

/// Jobs: in the spec of each, in its container, and what is said first.
const JOBS: &[(&str, &str, &str, &str)] = &[
    (
        "gives-up",
        "backoffLimit: 0",
        "command: [sh, -c, 'exit 7']",
        "it gave up past its backoff limit of 0: container app ends with exit code 7",
    ),
    ("late", "activeDeadlineSeconds: 1", "command: [sleep, '1000']", "it did not end within its 1s"),
    (
        "unpulled",
        "backoffLimit: 0",
        "image: 'docker.io/lab/app:no-such-tag'",
        "container app: image not on the node (pull policy Never): app:no-such-tag",
    ),
    ("suspended", "suspend: true", "command: [sh, -c, 'exit 0']", "it is suspended: it has no pods until it is resumed"),
];

/// Those that the server can have: before 1.22 a Job cannot be suspended.
fn planted() -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str, &'static str)> {
    let suspends = real::minor() >= 22;
    JOBS.iter().filter(move |(_, spec, ..)| suspends || !spec.contains("suspend"))
}

fn jobs() -> String {
    let mut out = String::new();
    for (name, spec, container, _) in planted() {
        let image = if container.contains("image:") { "" } else { "image: 'docker.io/lab/app:1.0', " };
        write!(
            out,
            "---\napiVersion: batch/v1\nkind: Job\nmetadata: {{name: {name}}}\nspec:\n  {spec}\n  template:\n    spec:\n      \
             restartPolicy: Never\n      terminationGracePeriodSeconds: 0\n      automountServiceAccountToken: false\n      \
             containers: [{{name: app, imagePullPolicy: Never, {image}{container}}}]\n"
        )
        .unwrap();
    }
    out
}

/// All that is said.
async fn text(session: &Session, target: &Target) -> String {
    let which = Which { resource: &target.resource, namespace: &target.namespace, name: &target.name, uid: &target.uid };
    describe(session, which, Time::system(), false).await.unwrap_or_else(|e| e.to_string())
}

/// The sentence below the title, or all where there is none.
async fn told(session: &Session, target: &Target) -> String {
    let text = text(session, target).await;
    let mut lines = text.lines().skip_while(|line| !line.starts_with("Why it"));
    lines.next();
    lines.next().unwrap_or(&text).trim().to_owned()
}

/// Waits until each says what it is to say.
async fn say(session: &Session, mut targets: Vec<(Target, &str)>) {
    let end = Instant::now() + LONG;
    while !targets.is_empty() {
        let mut wrong = Vec::new();
        for (target, want) in targets {
            let said = told(session, &target).await;
            if !said.contains(want) {
                wrong.push((target, want, said));
            }
        }
        let list: Vec<String> = wrong.iter().map(|(t, want, said)| format!("{t}: wanted {want:?}, it says {said:?}")).collect();
        assert!(Instant::now() < end || list.is_empty(), "{}", list.join("\n"));
        targets = wrong.into_iter().map(|(target, want, _)| (target, want)).collect();
        // Each asking is several requests: without a pause these are what the server is busy with.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn each_cause_is_named_first() {
    let lab = Lab::new("why");
    lab.apply(&manifest());
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    let (session, _) = Session::open(contexts, &lab.admin.as_str().into(), Mode::new(true));
    let pod = |name: &str| lab.object(Resource::from(Kind::Pod), name);
    // Nothing is said of what is well.
    lab.apply(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: well}\nspec: {containers: [{name: app, image: 'docker.io/lab/app:1.0', imagePullPolicy: Never, args: [app]}]}",
    );
    lab.kubectl(&["wait", "--for=condition=Ready", "pod/well", "--timeout=120s"]);
    say(&session, CAUSES.iter().map(|(name, .., want)| (pod(name), *want)).collect()).await;
    // Node by node, and what would have to change.
    let cpu = text(&session, &pod("cpu")).await;
    for part in ["It requests:    cpu 1000\n", "if it requested at most cpu ", "\n    NODE ", " of 1000 free\n"] {
        assert!(cpu.contains(part), "{part:?} is not in\n{cpu}");
    }
    assert!(text(&session, &pod("selector")).await.contains("if its nodeSelector or affinity allowed it"));
    assert!(told(&session, &pod("well")).await.starts_with("Name:"));
    // A deletion that is held.
    lab.kubectl(&["patch", "pod", "well", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":[\"example.test/hold\"]}}"]);
    let held = pod("well");
    lab.kubectl(&["delete", "pod", "well", "--wait=false", "--grace-period=0"]);
    say(&session, vec![(held.clone(), "finalizer example.test/hold holds it")]).await;
    lab.kubectl(&["patch", "pod", "well", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}"]);
    // Jobs by themselves, and one by the CronJob that made it.
    lab.apply(&jobs());
    let version = real::version("batch", "cronjobs");
    let object =
        |version: &str, kind: &str, plural: &str, name: &str| lab.object(Resource::new("batch", version, plural, kind, true), name);
    say(&session, planted().map(|(name, .., want)| (object("v1", "Job", "jobs", name), *want)).collect()).await;
    // As the controller makes it, which every kubectl can: its own `create job --from` knows no v1beta1.
    let run = "backoffLimit: 0, template: {spec: {restartPolicy: Never, automountServiceAccountToken: false, \
               containers: [{name: app, imagePullPolicy: Never, image: 'docker.io/lab/app:1.0', command: [sh, -c, 'exit 4']}]}}";
    lab.apply(&format!(
        "---\n{{apiVersion: batch/{version}, kind: CronJob, metadata: {{name: nightly}}, \
         spec: {{schedule: '0 0 1 1 *', jobTemplate: {{spec: {{{run}}}}}}}}}"
    ));
    let uid = object(&version, "CronJob", "cronjobs", "nightly").uid;
    lab.apply(&format!(
        "---\n{{apiVersion: batch/v1, kind: Job, metadata: {{name: nightly-now, ownerReferences: [{{apiVersion: batch/{version}, kind: CronJob, \
         name: nightly, uid: {uid}, controller: true}}]}}, spec: {{{run}}}}}"
    ));
    say(
        &session,
        vec![(
            object(&version, "CronJob", "cronjobs", "nightly"),
            "it gave up past its backoff limit of 0: container app ends with exit code 4",
        )],
    )
    .await;
    // A quota, and of a workload the pod that tells most.
    lab.create(DEPLOYMENT, "web");
    lab.rolled_out("deployment/web");
    lab.kubectl(&["set", "image", "deployment/web", "app=docker.io/lab/app:no-such-tag"]);
    say(&session, vec![(lab.target(DEPLOYMENT, "web"), "image not on the node (pull policy Never): app:no-such-tag")]).await;
    lab.apply("apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: few}\nspec: {hard: {pods: '1'}}");
    lab.create(DEPLOYMENT, "refused");
    say(&session, vec![(lab.target(DEPLOYMENT, "refused"), "its pods are refused: exceeded quota: few: pods")]).await;
}
