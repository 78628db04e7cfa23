//! A container for debugging: beside those of a pod, as `kubectl debug POD` adds one, or a pod of its own on a node, as `kubectl debug node/NAME`
//! creates it. The fields are those of kubectl 1.32 with its profiles.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::object::{Object, path};
use crate::cluster::change::verbs::trigger::suffix;
use crate::model::Kind;
use crate::model::change::reason::{InsideReason, Reason, Refusal, Without};
use crate::model::change::{Change, Profile, Target};
use crate::model::resource::Resource;
use crate::model::text::clean;
use serde_json::{Value, json};

/// The longest name of a pod that fits a label as well.
const NAME_MOST: usize = 63;

/// How a container is that was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// Its program runs.
    Runs,
    /// Its program has ended, with this code.
    Ended(i32),
    /// It is on its way, and what for.
    Waits(String),
    /// It will not run, and why.
    Broken(Reason),
}

/// Fills in what the change left open: names that are not there yet.
pub(crate) fn fill_in(change: &mut Change, target: &Target, chance: u32) {
    if let Change::Debug { name, .. } = change
        && name.is_empty()
    {
        *name = format!("debugger-{}", suffix(chance));
    }
    if let Change::DebugNode { pod, .. } = change
        && pod.is_empty()
    {
        let lead = "node-debugger-";
        let stem: String = target.name.chars().take(NAME_MOST - lead.len() - 6).collect();
        *pod = format!("{lead}{}-{}", stem.trim_end_matches(['-', '.']), suffix(chance));
    }
}

/// What it asks the server for, with this state of the object as precondition.
///
/// # Errors
/// Where it is no debugging.
pub(crate) fn request(target: &Target, object: &Object, change: &Change) -> Result<Request, ChangeError> {
    if let Change::Debug { image, command, container, profile, name } = change {
        let container = ephemeral((image, command), container, *profile, name);
        let body = json!({"metadata": {"uid": object.uid()}, "spec": {"ephemeralContainers": [container]}});
        return Ok(Request::new(format!("{}/ephemeralcontainers", path(target)), Form::Strategic, body));
    }
    if let Change::DebugNode { image, command, profile, namespace, pod } = change {
        let body = node_pod(&target.name, (image, command), *profile, pod);
        return Ok(Request::new(Resource::from(Kind::Pod).path(Some(namespace)), Form::Post, body));
    }
    Err(Refusal::Without(change.does(), Box::new(target.clone()), Without::Beginning).into())
}

/// The pod in which it runs, once it was asked for.
pub(crate) fn pod(target: &Target, change: &Change) -> Target {
    let Change::DebugNode { namespace, pod, .. } = change else { return target.clone() };
    Target {
        resource: Kind::Pod.into(),
        namespace: namespace.as_str().into(),
        name: pod.as_str().into(),
        uid: Target::unborn(),
        ..target.clone()
    }
}

/// The container's name in that pod.
pub(crate) fn container(change: &Change) -> &str {
    change.container().unwrap_or(NODE_CONTAINER)
}

const NODE_CONTAINER: &str = "debugger";

fn ephemeral((image, command): (&str, &[String]), target: &str, profile: Profile, name: &str) -> Value {
    let mut container = json!({
        "name": name, "image": image, "stdin": true, "tty": true, "terminationMessagePolicy": "File", "resources": {},
        "securityContext": match profile {
            Profile::General => json!({"capabilities": {"add": ["SYS_PTRACE"]}}),
            Profile::Netadmin => json!({"capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}}),
            Profile::Sysadmin => json!({"privileged": true}),
        },
    });
    if !command.is_empty() {
        container["command"] = json!(command);
    }
    if !target.is_empty() {
        container["targetContainerName"] = target.into();
    }
    container
}

fn node_pod(node: &str, (image, command): (&str, &[String]), profile: Profile, name: &str) -> Value {
    let mut container = json!({
        "name": NODE_CONTAINER, "image": image, "stdin": true, "tty": true, "terminationMessagePolicy": "File",
    });
    if !command.is_empty() {
        container["command"] = json!(command);
    }
    let mut spec = json!({
        "nodeName": node, "restartPolicy": "Never", "hostNetwork": true, "hostPID": true,
        "tolerations": [{"operator": "Exists"}],
    });
    match profile {
        Profile::General | Profile::Sysadmin => {
            spec["hostIPC"] = true.into();
            spec["volumes"] = json!([{"name": "host-root", "hostPath": {"path": "/"}}]);
            container["volumeMounts"] = json!([{"name": "host-root", "mountPath": "/host"}]);
            if profile == Profile::Sysadmin {
                container["securityContext"] = json!({"privileged": true});
            }
        }
        Profile::Netadmin => {
            spec["hostIPC"] = true.into();
            container["securityContext"] = json!({"capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}});
        }
    }
    spec["containers"] = json!([container]);
    let labels = json!({"app.kubernetes.io/managed-by": "dogwatch"});
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels}, "spec": spec})
}

/// Reasons for which a kubelet keeps a container waiting that nothing but another image or configuration ends.
const BROKEN: [&str; 8] = [
    "ErrImagePull",
    "ImagePullBackOff",
    "ErrImageNeverPull",
    "InvalidImageName",
    "ImageInspectError",
    "CreateContainerConfigError",
    "CreateContainerError",
    "RunContainerError",
];

fn state<'a>(pod: &'a Value, container: &str) -> Option<&'a Value> {
    let lists = ["/status/ephemeralContainerStatuses", "/status/containerStatuses", "/status/initContainerStatuses"];
    let mut all = lists.into_iter().filter_map(|p| pod.pointer(p).and_then(Value::as_array)).flatten();
    all.find(|s| s.get("name").and_then(Value::as_str) == Some(container))
}

/// How often the container was restarted, by the pod that was read.
pub(crate) fn restarts(pod: &Value, container: &str) -> u64 {
    state(pod, container).and_then(|s| s.get("restartCount")).and_then(Value::as_u64).unwrap_or_default()
}

/// With which code the container's program has ended, by the pod that was read: where it has been restarted since it had been so many times, the
/// run before. `None` while it runs.
pub(crate) fn exit_code(pod: &Value, container: &str, before: u64) -> Option<i32> {
    let status = state(pod, container)?;
    let code = |pointer: &str| status.pointer(pointer).and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok());
    let restarted = restarts(pod, container) > before;
    code("/state/terminated/exitCode").or_else(|| code("/lastState/terminated/exitCode").filter(|_| restarted))
}

/// How the container is, by the pod that was read.
pub(crate) fn standing(pod: &Value, container: &str) -> Standing {
    let text = |json: &Value, pointer: &str| clean(json.pointer(pointer).and_then(Value::as_str).unwrap_or_default()).into_owned();
    let Some(state) = state(pod, container).and_then(|s| s.get("state")) else {
        let scheduled = pod.pointer("/status/phase").and_then(Value::as_str);
        return match scheduled {
            Some("Failed" | "Succeeded") => Standing::Broken(InsideReason::PodGone(text(pod, "/status/reason")).into()),
            _ => Standing::Waits(String::new()),
        };
    };
    if state.get("running").is_some() {
        return Standing::Runs;
    }
    if let Some(ended) = state.get("terminated") {
        let code = ended.get("exitCode").and_then(Value::as_i64).and_then(|code| i32::try_from(code).ok());
        let message = text(ended, "/message");
        return match code {
            // The runtime could not begin it: it has written nothing.
            Some(code) if message.is_empty() => Standing::Ended(code),
            Some(_) | None => Standing::Broken(message.into()),
        };
    }
    let (reason, message) = (text(state, "/waiting/reason"), text(state, "/waiting/message"));
    if BROKEN.contains(&&*reason) {
        let why = if message.is_empty() { reason } else { format!("{reason}: {message}") };
        return Standing::Broken(why.into());
    }
    Standing::Waits(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::target;

    fn pod_target() -> Target {
        Target { resource: Kind::Pod.into(), ..target() }
    }

    #[test]
    fn a_pod_gets_the_container_that_kubectl_would_add() {
        let object = Object { workload: None, json: json!({"metadata": {"uid": "u-1"}}) };
        for (profile, target, security) in [
            (Profile::General, "web", json!({"capabilities": {"add": ["SYS_PTRACE"]}})),
            (Profile::Netadmin, "", json!({"capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}})),
            (Profile::Sysadmin, "web", json!({"privileged": true})),
        ] {
            let mut change = Change::Debug {
                image: "busybox".into(),
                command: vec!["sh".into()],
                container: target.into(),
                profile,
                name: String::new(),
            };
            fill_in(&mut change, &pod_target(), 7);
            let request = request(&pod_target(), &object, &change).unwrap();
            assert!(request.send_path().starts_with("/api/v1/namespaces/iot/pods/web/ephemeralcontainers?"));
            let container = &request.body["spec"]["ephemeralContainers"][0];
            assert_eq!(container["securityContext"], security);
            assert_eq!(container["command"], json!(["sh"]));
            assert_eq!(container["targetContainerName"].as_str().unwrap_or_default(), target);
            assert!(container["name"].as_str().unwrap().starts_with("debugger-"), "{container}");
            assert_eq!(request.body["metadata"]["uid"], "u-1");
        }
    }

    #[test]
    fn a_node_gets_a_pod_of_its_own() {
        let node = Target {
            resource: Resource::new("", "v1", "nodes", "Node", false),
            namespace: "".into(),
            name: "a.very.long.name.of.a.node.that.is.longer.than.a.label.may.be.internal".into(),
            ..target()
        };
        let mut change = Change::DebugNode {
            image: "busybox".into(),
            command: Vec::new(),
            profile: Profile::General,
            namespace: "iot".into(),
            pod: String::new(),
        };
        fill_in(&mut change, &node, 7);
        let Change::DebugNode { pod: name, .. } = &change else { unreachable!() };
        assert!(name.len() <= NAME_MOST && name.starts_with("node-debugger-a.very"), "{name}");
        let body = request(&node, &Object { workload: None, json: json!({}) }, &change).unwrap().body;
        assert_eq!((&body["spec"]["nodeName"], &body["spec"]["hostPID"]), (&json!(&*node.name), &json!(true)));
        assert_eq!(pod(&node, &change).to_string(), format!("Pod {name} in iot of {}", node.context));
        assert_eq!(container(&change), "debugger");
    }

    #[test]
    fn the_exit_code_is_that_of_the_run_that_was_seen() {
        let pod = |status: Value| json!({"status": {"containerStatuses": [{"name": "other"}, status]}});
        for (status, want) in [
            (json!({"name": "d", "state": {"terminated": {"exitCode": 4}}}), Some(4)),
            (
                json!({"name": "d", "restartCount": 3, "state": {"running": {}}, "lastState": {"terminated": {"exitCode": 137}}}),
                Some(137),
            ),
            // That is how an earlier run ended, before this one was gone into.
            (
                json!({"name": "d", "restartCount": 2, "state": {"running": {}}, "lastState": {"terminated": {"exitCode": 137}}}),
                None,
            ),
            (json!({"name": "d", "state": {"running": {}}}), None),
            (json!({"name": "e", "state": {"terminated": {"exitCode": 4}}}), None),
        ] {
            assert_eq!(exit_code(&pod(status.clone()), "d", 2), want, "{status}");
        }
    }

    #[test]
    fn what_will_not_run_is_told_from_what_is_on_its_way() {
        let pod = |state: Value| json!({"status": {"ephemeralContainerStatuses": [{"name": "d", "state": state}]}});
        for (json, want) in [
            (pod(json!({"running": {}})), Standing::Runs),
            (pod(json!({"waiting": {"reason": "ContainerCreating"}})), Standing::Waits("ContainerCreating".into())),
            (json!({}), Standing::Waits(String::new())),
            (
                pod(json!({"waiting": {"reason": "ErrImagePull", "message": "not\u{1b}[2J found"}})),
                Standing::Broken("ErrImagePull: not[2J found".into()),
            ),
            (pod(json!({"terminated": {"exitCode": 127}})), Standing::Ended(127)),
            (pod(json!({"terminated": {"exitCode": 128, "message": "no such file"}})), Standing::Broken("no such file".into())),
            (
                json!({"status": {"phase": "Failed", "reason": "Evicted"}}),
                Standing::Broken(InsideReason::PodGone("Evicted".into()).into()),
            ),
        ] {
            assert_eq!(standing(&json, "d"), want, "{json}");
        }
    }
}
