//! What a pod's JSON says of the container that one goes into: which it is, whether it runs, what it reads, and on what system.

use crate::model::change::reason::InsideReason;
use crate::model::text::clean;
use serde_json::Value;

/// The annotation by which a pod names the container that is meant where none is named, as for kubectl.
const DEFAULT: &str = "/metadata/annotations/kubectl.kubernetes.io~1default-container";
/// Where containers stand, and where their states do.
const PARTS: [(&str, &str); 3] = [
    ("/spec/containers", "/status/containerStatuses"),
    ("/spec/initContainers", "/status/initContainerStatuses"),
    ("/spec/ephemeralContainers", "/status/ephemeralContainerStatuses"),
];

/// A container that runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Inside {
    /// Its name.
    pub(crate) container: String,
    /// Whether its program was begun with an open standard input.
    pub(crate) stdin: bool,
    /// Whether its program has a terminal.
    pub(crate) tty: bool,
    /// Whether the pod is for Windows.
    pub(crate) windows: bool,
}

fn list<'a>(pod: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    pod.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(json: &'a Value, pointer: &str) -> &'a str {
    json.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn is(json: &Value, field: &str) -> bool {
    json.get(field).and_then(Value::as_bool).unwrap_or_default()
}

/// The container of a pod, by its name or, where that is empty, the one that kubectl would take.
///
/// # Errors
/// Why nobody can go into it now, with what to do.
pub(crate) fn look(pod: &Value, wanted: &str) -> Result<Inside, InsideReason> {
    let name = match wanted {
        "" => {
            let named = text(pod, DEFAULT);
            let there = list(pod, "/spec/containers").any(|c| text(c, "/name") == named);
            if there { named } else { list(pod, "/spec/containers").next().map_or("", |c| text(c, "/name")) }
        }
        named => named,
    };
    let found = PARTS.into_iter().find_map(|(spec, states)| {
        let container = list(pod, spec).find(|c| text(c, "/name") == name)?;
        Some((container, list(pod, states).find(|s| text(s, "/name") == name).and_then(|s| s.get("state"))))
    });
    let Some((container, state)) = found else { return Err(InsideReason::NoContainer(clean(name).into_owned())) };
    runs(pod, name, state)?;
    let os = [text(pod, "/spec/os/name"), text(pod, "/spec/nodeSelector/kubernetes.io~1os")];
    let windows = os.contains(&"windows");
    Ok(Inside { container: name.to_owned(), stdin: is(container, "stdin"), tty: is(container, "tty"), windows })
}

fn runs(pod: &Value, name: &str, state: Option<&Value>) -> Result<(), InsideReason> {
    let (phase, name) = (text(pod, "/status/phase"), clean(name).into_owned());
    if state.is_some_and(|s| s.get("running").is_some()) {
        return Ok(());
    }
    if let Some(ended) = state.and_then(|s| s.get("terminated")) {
        let code = ended.get("exitCode").and_then(Value::as_i64).unwrap_or_default();
        return Err(InsideReason::Ended(name, code));
    }
    if matches!(phase, "Succeeded" | "Failed") {
        return Err(InsideReason::PodEnded(phase.to_owned()));
    }
    let why = state.map_or("", |s| text(s, "/waiting/reason"));
    Err(InsideReason::DoesNotRun(name, clean(why).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pod(states: &Value, extra: &Value) -> Value {
        let mut pod = json!({
            "metadata": {"annotations": {}},
            "spec": {
                "containers": [{"name": "web", "stdin": true}, {"name": "side", "tty": true}],
                "initContainers": [{"name": "wait"}],
                "ephemeralContainers": [{"name": "debugger-1"}],
            },
            "status": {"phase": "Running", "containerStatuses": states, "ephemeralContainerStatuses": [{"name": "debugger-1", "state": {"running": {}}}]},
        });
        crate::cluster::change::object::merge::apply(&mut pod, extra);
        pod
    }

    #[test]
    fn the_container_is_the_one_that_kubectl_takes_and_it_runs() {
        let run = json!([{"name": "web", "state": {"running": {}}}, {"name": "side", "state": {"running": {}}}]);
        let named = |name: &str| json!({"metadata": {"annotations": {"kubectl.kubernetes.io/default-container": name}}});
        for (wanted, extra, container) in [
            ("", json!({}), "web"),
            ("", named("side"), "side"),
            // One that is not there is passed over.
            ("", named("gone"), "web"),
            ("side", named("web"), "side"),
            ("debugger-1", json!({}), "debugger-1"),
        ] {
            assert_eq!(look(&pod(&run, &extra), wanted).unwrap().container, container, "{wanted} {extra}");
        }
        let web = look(&pod(&run, &json!({})), "").unwrap();
        assert_eq!((web.stdin, web.tty, web.windows), (true, false, false));
        for windows in
            [json!({"spec": {"os": {"name": "windows"}}}), json!({"spec": {"nodeSelector": {"kubernetes.io/os": "windows"}}})]
        {
            assert!(look(&pod(&run, &windows), "").unwrap().windows, "{windows}");
        }
    }

    #[test]
    fn what_does_not_run_says_why_and_what_to_do() {
        let state = |state: Value| json!([{"name": "web", "state": state}]);
        for (states, extra, wanted, says) in [
            (
                state(json!({"waiting": {"reason": "ImagePullBackOff"}})),
                json!({}),
                "",
                "container web does not run (ImagePullBackOff): wait",
            ),
            (state(json!({"waiting": {"reason": "a\u{1b}[2J"}})), json!({}), "", "container web does not run (a[2J): wait"),
            (json!([]), json!({"status": {"phase": "Pending"}}), "", "container web does not run: wait"),
            (state(json!({"terminated": {"exitCode": 3}})), json!({}), "", "container web has ended with exit code 3"),
            (json!([]), json!({"status": {"phase": "Succeeded"}}), "", "the pod has ended (Succeeded)"),
            (state(json!({"running": {}})), json!({}), "nope", "the pod has no container named \"nope\""),
            (state(json!({"running": {}})), json!({}), "wait", "container wait does not run"),
        ] {
            let said = look(&pod(&states, &extra), wanted).unwrap_err().to_string();
            assert!(said.starts_with(says), "{said}");
        }
        assert!(look(&json!({}), "").is_err());
    }
}
