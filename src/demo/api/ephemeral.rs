//! `pods/ephemeralcontainers`: containers are added to a pod that runs, and never taken away.
//! After k8s.io/kubernetes/pkg/apis/core/validation (`ValidatePodEphemeralContainersUpdate`).

use crate::demo::defaults;
use crate::demo::failure::{Cause, Failure};
use crate::demo::json;
use crate::demo::resources::Res;
use serde_json::Value;

const LIST: &str = "/spec/ephemeralContainers";
/// What such a container has not.
const NOT_ALLOWED: [&str; 7] =
    ["ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources", "resizePolicy"];

/// The pod with the ephemeral containers of what was sent; nothing else of that is taken.
pub fn finish(old: &Value, sent: &Value) -> Result<Value, Failure> {
    let mut new = old.clone();
    json::set(&mut new, LIST, json::list(sent, LIST).to_vec().into());
    check(old, &new)?;
    defaults::fill(Res::Pods, &mut new);
    Ok(new)
}

fn check(old: &Value, new: &Value) -> Result<(), Failure> {
    let mut causes = Vec::new();
    let field = "spec.ephemeralContainers";
    let (before, after) = (json::list(old, LIST), json::list(new, LIST));
    for c in before {
        let name = json::text(c, "/name");
        match after.iter().find(|a| json::text(a, "/name") == name) {
            None => causes.push(Cause::forbidden(field, &format!("existing ephemeral containers {name:?} may not be removed\n"))),
            Some(a) if a != c => {
                causes.push(Cause::forbidden(field, &format!("existing ephemeral containers {name:?} may not be changed\n")));
            }
            Some(_) => {}
        }
    }
    let names: Vec<&str> = ["/spec/containers", "/spec/initContainers"]
        .iter()
        .flat_map(|l| json::list(new, l))
        .map(|c| json::text(c, "/name"))
        .collect();
    for (i, c) in after.iter().enumerate().filter(|(_, c)| !before.contains(c)) {
        let at = |what: &str| format!("{field}[{i}].{what}");
        let (name, target) = (json::text(c, "/name"), json::text(c, "/targetContainerName"));
        if name.is_empty() {
            causes.push(Cause::required(&at("name"), ""));
        } else if names.contains(&name) || after.iter().filter(|o| json::text(o, "/name") == name).count() > 1 {
            let message = format!("Duplicate value: {name:?}");
            causes.push(Cause { reason: "FieldValueDuplicate", message, field: at("name") });
        }
        if json::text(c, "/image").is_empty() {
            causes.push(Cause::required(&at("image"), ""));
        }
        if !target.is_empty() && !names.contains(&target) {
            let message = format!("Not found: {target:?}");
            causes.push(Cause { reason: "FieldValueNotFound", message, field: at("targetContainerName") });
        }
        for what in NOT_ALLOWED.iter().filter(|w| c.get(**w).is_some_and(|v| !v.is_null() && v != &serde_json::json!({}))) {
            causes.push(Cause::forbidden(&at(what), "cannot be set for an Ephemeral Container"));
        }
    }
    if causes.is_empty() { Ok(()) } else { Err(Failure::invalid(Res::Pods, json::name(old), &causes)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn containers_are_added_and_nothing_else() {
        let pod = |added: Value| json!({ "metadata": { "name": "p" }, "spec": { "containers": [{ "name": "app", "image": "x:1" }], "ephemeralContainers": added } });
        let first = pod(json!([]));
        let sent = pod(json!([{ "name": "d", "image": "busybox", "targetContainerName": "app" }]));
        let mut elsewhere = sent.clone();
        elsewhere["spec"]["containers"][0]["image"] = "y:2".into();
        let second = finish(&first, &elsewhere).unwrap();
        assert_eq!(second.pointer("/spec/containers/0/image"), Some(&json!("x:1")));
        assert_eq!(second.pointer("/spec/ephemeralContainers/0/imagePullPolicy"), Some(&json!("Always")));
        let kept = second["spec"]["ephemeralContainers"][0].clone();
        let mut changed = kept.clone();
        changed["image"] = "other".into();
        for (list, why) in [
            (json!([]), "existing ephemeral containers \"d\" may not be removed"),
            (json!([changed]), "may not be changed"),
            (json!([kept, { "name": "d", "image": "x" }]), "spec.ephemeralContainers[1].name: Duplicate value: \"d\""),
            (json!([kept, { "name": "app", "image": "x" }]), "Duplicate value: \"app\""),
            (json!([kept, { "name": "e" }]), "spec.ephemeralContainers[1].image: Required value"),
            (json!([kept, { "name": "e", "image": "x", "targetContainerName": "no" }]), "targetContainerName: Not found: \"no\""),
            (
                json!([kept, { "name": "e", "image": "x", "ports": [{}] }]),
                "ports: Forbidden: cannot be set for an Ephemeral Container",
            ),
        ] {
            let failure = finish(&second, &pod(list.clone())).unwrap_err();
            assert!(failure.code == 422 && failure.message.contains(why), "{list}: {}", failure.message);
        }
    }
}
