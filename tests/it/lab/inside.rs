//! Shells, commands and attaching on a real cluster, in a pseudo-terminal. Run with `DOGWATCH_TEST_KUBECONFIG=… cargo test -- --ignored`.

use crate::flows::inside::{
    attaches_and_refuses, commands_run, debugs, has_the_terminal, is_used_left_and_ended, journal, shell, wait,
};
use crate::support::ground::{Ground, LONG, until};
use crate::support::lab::{Lab, yes};
use dogwatch::model::Uid;
use dogwatch::model::change::{Change, Intent, Profile, Target};
use dogwatch::model::process::{End, ProcessNews, ToProcess};
use dogwatch::model::resource::Resource;
use serde_json::{Value, json};
use tokio::sync::mpsc;

#[test]
#[ignore = "needs a cluster"]
fn a_shell_is_used_left_returned_to_and_ended() {
    // Which programs of the whole screen a container has, and what they make of wide characters, is its image's.
    is_used_left_and_ended(&Ground::lab("shell"), |_| {});
}

#[test]
#[ignore = "needs a cluster"]
fn a_shell_has_the_terminal_itself_where_that_is_asked_for() {
    has_the_terminal(&Ground::lab("plain"), |_| {});
}

#[test]
#[ignore = "needs a cluster"]
fn a_pod_that_goes_ends_its_shell_and_the_screen_stays() {
    let ground = Ground::lab("gone");
    let mut pty = shell(&ground, 100, 30);
    pty.send("echo before the $(echo end)\r");
    wait(&pty, "before the end");
    ground.kubectl(&["delete", "pods", "-l", "app=web", "--grace-period=0", "--force"]).unwrap();
    let screen = pty
        .wait_for(|s| s.contains("exit code 137") || s.contains("connection lost"), LONG)
        .unwrap_or_else(|screen| panic!("nothing is said of its end:\n{screen}"));
    assert!(screen.contains("before the end"), "{screen}");
    until("the journal's second line", || journal(&pty).contains("\"event\":\"end\"").then_some(()));
}

#[test]
#[ignore = "needs a cluster"]
fn a_command_runs_in_marked_pods_and_a_missing_one_is_told() {
    commands_run(&Ground::lab("exec"));
}

#[test]
#[ignore = "needs a cluster"]
fn attaching_shows_what_the_program_writes_and_read_only_nothing_is_opened() {
    attaches_and_refuses(&Ground::lab("attach"));
}

#[test]
#[ignore = "needs a cluster"]
fn a_container_for_debugging_is_added_and_gone_into() {
    let ground = Ground::lab("debug");
    if ground.ephemeral() {
        return debugs(&ground);
    }
    // A server of before says what it lacks.
    let mut pty = ground.start(100, 30, &[]);
    crate::flows::inside::go_to_pods(&mut pty);
    pty.send(":debug\r");
    wait(&pty, "may trace processes");
    pty.send("\r");
    wait(&pty, "no ephemeral containers");
}

/// The pod that is created to debug a node has the fields that kubectl's has, and is gone when it is left.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn a_node_is_debugged_as_kubectl_does_it_and_its_pod_goes() {
    let lab = Lab::new("node");
    let gate = lab.gate(&lab.admin, false);
    let node = lab.kubectl(&["get", "nodes", "-o", "jsonpath={.items[0].metadata.name} {.items[0].metadata.uid}"]);
    let (name, uid) = node.split_once(' ').unwrap();
    let resource = Resource::new("", "v1", "nodes", "Node", false);
    let context = lab.admin.as_str().into();
    let target = Target { context, resource, namespace: "".into(), name: name.into(), uid: Uid::new(uid) };
    for profile in Profile::ALL {
        let namespace = lab.namespace.clone();
        let (image, command) = ("docker.io/lab/app:1.0".to_owned(), vec!["sh".to_owned()]);
        let change = Change::DebugNode { image, command, profile, namespace: namespace.to_string(), pod: String::new() };
        let preview = gate.preview(Intent::new(1, target.clone(), change)).await.unwrap();
        let Change::DebugNode { pod, .. } = preview.intent.change.clone() else { panic!("{preview:?}") };
        let (tell, told) = mpsc::channel(8);
        let (news, mut heard) = mpsc::channel(64);
        let consent = yes();
        let entered = gate.enter(preview, &consent, (80, 24), told, news);
        let spoken = async {
            while let Some(one) = heard.recv().await {
                if matches!(one, ProcessNews::Opened(_)) {
                    let ours = lab.kubectl(&["get", "pod", &pod, "-o", "json"]);
                    tell.send(ToProcess::Input(b"exit 3\r".to_vec())).await.unwrap();
                    while heard.recv().await.is_some() {}
                    return ours;
                }
            }
            panic!("it was not gone into")
        };
        let (entered, ours) = tokio::join!(entered, spoken);
        assert_eq!(entered.end, End::Exited(3), "{profile:?}");
        until("the pod to go", || lab.kubectl(&["get", "pods", "-o", "name"]).lines().all(|l| !l.ends_with(&pod)).then_some(()));
        let (image, profile) = ("--image=docker.io/lab/app:1.0", profile.word());
        let said = lab.kubectl(&["debug", &format!("node/{name}"), image, "--profile", profile, "--", "sh"]);
        let theirs = said.split_whitespace().find(|word| word.starts_with("node-debugger-")).expect("the name of kubectl's pod");
        let theirs: Value = serde_json::from_str(&lab.kubectl(&["get", "pod", theirs, "-o", "json"])).unwrap();
        assert_eq!(asked(&serde_json::from_str(&ours).unwrap()), asked(&theirs), "{profile}");
    }
}

/// What of a pod was asked for, and not filled in by the server or by chance.
fn asked(pod: &Value) -> Value {
    let spec = &pod["spec"];
    let mut container = spec["containers"][0].clone();
    // Only one of the two was begun to be typed into.
    for field in ["stdin", "tty"] {
        container.as_object_mut().unwrap().remove(field);
    }
    let named = |list: &Value| {
        let all = list.as_array().into_iter().flatten();
        all.filter(|v| !v["name"].as_str().unwrap_or_default().starts_with("kube-api-access")).cloned().collect::<Vec<_>>()
    };
    container["volumeMounts"] = named(&container["volumeMounts"]).into();
    json!({
        "container": container, "volumes": named(&spec["volumes"]), "node": spec["nodeName"], "restart": spec["restartPolicy"],
        "host": [spec["hostNetwork"], spec["hostPID"], spec["hostIPC"]], "tolerations": spec["tolerations"],
    })
}
