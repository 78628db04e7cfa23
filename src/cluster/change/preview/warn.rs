//! What speaks against a change: that there is nothing to do, what its verb says, who will put it back.

use crate::cluster::change::object::{Object, controller, managers};
use crate::cluster::change::reads::related::Related;
use crate::cluster::change::verbs::Step;
use crate::model::change::reason::{Nothing, Refusal};
use crate::model::change::{Owner, Warning};
use crate::model::text::clean;
use serde_json::Value;

/// Everything that speaks against it and can be seen from the object and what is related to it.
pub(crate) fn warnings(object: &Object, step: &Step, related: &Related) -> Vec<Warning> {
    let mut out: Vec<Warning> = step.nothing_to_do(object).map(nothing).into_iter().collect();
    out.extend(step.warnings(object, related));
    let fighting = managers::fighting(&object.json, &step.fields());
    out.extend(owners(&object.json).into_iter().chain(fighting).map(Warning::PutBack));
    out
}

fn nothing(to_do: Nothing) -> Warning {
    Warning::Reason(Refusal::Nothing(to_do).into())
}

/// Those who will put it back: GitOps tools and Helm by the labels and annotations that they leave, and an owner that controls it.
fn owners(json: &Value) -> Vec<Owner> {
    let get = |map: &str, key: &str| json.pointer(map).and_then(|m| m.get(key)).and_then(Value::as_str);
    let (label, note) = (|key: &str| get("/metadata/labels", key), |key: &str| get("/metadata/annotations", key));
    let mut out = Vec::new();
    if let Some(app) = note("argocd.argoproj.io/tracking-id").or_else(|| label("argocd.argoproj.io/instance")) {
        let app = app.split(':').next().unwrap_or_default();
        out.push(Owner::ArgoCd(clean(app).into_owned()));
    }
    for (key, what) in [("kustomize.toolkit.fluxcd.io/name", "Kustomization"), ("helm.toolkit.fluxcd.io/name", "HelmRelease")] {
        if let Some(name) = label(key) {
            out.push(Owner::Flux(what, clean(name).into_owned()));
        }
    }
    let by_flux = label("helm.toolkit.fluxcd.io/name").is_some();
    if let Some(release) = note("meta.helm.sh/release-name").filter(|_| !by_flux) {
        out.push(Owner::Helm(clean(release).into_owned()));
    }
    if let Some(owner) = controller(json) {
        let text = |key: &str| clean(owner.get(key).and_then(Value::as_str).unwrap_or_default()).into_owned();
        out.push(Owner::Controller(text("kind"), text("name")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::deployment;
    use serde_json::json;

    #[test]
    fn those_who_put_it_back_are_named() {
        for (metadata, want) in [
            (json!({}), vec![]),
            (json!({"labels": {"app.kubernetes.io/instance": "x"}}), vec![]),
            (
                json!({"annotations": {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:iot/web"}}),
                vec!["Argo CD (application shop) may put it back"],
            ),
            (
                json!({"labels": {"helm.toolkit.fluxcd.io/name": "web"}, "annotations": {"meta.helm.sh/release-name": "web"}}),
                vec!["Flux (HelmRelease web) may put it back"],
            ),
            (
                json!({"annotations": {"meta.helm.sh/release-name": "web"}}),
                vec!["Helm (release web) puts it back with its next upgrade"],
            ),
            (
                json!({"ownerReferences": [{"kind": "Prometheus", "name": "k8s", "controller": true}]}),
                vec!["Prometheus k8s controls it and may put it back"],
            ),
        ] {
            let said: Vec<String> = owners(&json!({"metadata": metadata})).iter().map(ToString::to_string).collect();
            assert_eq!(said, want);
        }
    }

    #[test]
    fn what_was_shown_and_is_not_so_any_more_is_said() {
        let warnings = warnings(&deployment(), &Step::Scale(3, 2), &Related::default());
        let said: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["no change: it has 2 replicas already", "it has 2 replicas now, not 3"]);
    }
}
