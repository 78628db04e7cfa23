//! What of an object's differences may be told: in an outcome, which goes to the journal, and in the reason of a refusal.

use crate::model::change::reason::{Moved, MovedField};
use crate::model::revision::Difference;

/// What of an object may be written down with its values, by the end of its path: numbers, switches, images, what rollouts go by. All else
/// is told by its path alone: any other field, of any kind, may hold a secret.
const TOLD: [&str; 12] = [
    "image",
    "replicas",
    "paused",
    "suspend",
    "unschedulable",
    "minReadySeconds",
    "progressDeadlineSeconds",
    "terminationGracePeriodSeconds",
    "partition",
    "parallelism",
    "completions",
    "schedule",
];

/// Whether a path may be told with its values. A map's own keys, such as those of `data`, may have any name: they are never among them.
fn may_be_told(path: &str) -> bool {
    let spec = path.starts_with("spec.") || path.starts_with("containers[") || path.starts_with("initContainers[");
    let free = ["data", "stringData", "annotations", "labels", "env", "args", "command"];
    let parts = || path.split(['.', '[']);
    spec && !parts().any(|part| free.contains(&part)) && parts().next_back().is_some_and(|last| TOLD.contains(&last))
}

/// Whether a value may be written down: a number, a switch, or an image or schedule, which are one short text.
fn is_short(value: Option<&str>) -> bool {
    value.is_none_or(|value| value.chars().count() <= 160 && !value.contains(['\n', '{']))
}

/// Up to three differences.
///
/// An outcome goes to the journal: only what [may be told](may_be_told) is told with its values, of the rest only the path.
pub(crate) fn list(differences: &[Difference]) -> Moved {
    let field = |d: &Difference| {
        let told = may_be_told(&d.path) && is_short(d.old.as_deref()) && is_short(d.new.as_deref());
        MovedField { path: d.path.clone(), values: told.then(|| (d.old.clone(), d.new.clone())) }
    };
    Moved { fields: differences.iter().take(3).map(field).collect(), more: differences.len().saturating_sub(3) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_told_is() {
        for (path, told) in [
            ("spec.replicas", true),
            ("spec.paused", true),
            ("spec.suspend", true),
            ("spec.unschedulable", true),
            ("containers[web].image", true),
            ("initContainers[wait].image", true),
            ("spec.jobTemplate.spec.template.spec.containers[job].image", true),
            ("spec.jobTemplate.spec.template.spec.containers[job].env[PASSWORD].value", false),
            ("spec.containers[web].env[PASSWORD].value", false),
            ("containers[web].env[image].value", false),
            ("containers[web].env[image]", false),
            ("containers[web].args[0]", false),
            ("spec.password", false),
            ("spec.data.image", false),
            ("spec.connection.uri", false),
            ("data.image", false),
            ("data[replicas]", false),
            ("stringData.replicas", false),
            ("metadata.annotations[image]", false),
            ("deployment.annotations[replicas]", false),
            ("deployment.labels[image]", false),
            ("image", false),
        ] {
            assert_eq!(may_be_told(path), told, "{path}");
        }
        let long = Difference { path: "spec.image".into(), old: Some("x\ny".into()), new: Some("1".into()) };
        assert_eq!(list(&[long]).to_string(), " (spec.image)", "what is no image is not told as one");
    }

    #[test]
    fn what_changed_is_told_without_what_may_be_secret() {
        let difference = |path: &str| Difference { path: path.into(), old: Some("a".into()), new: None };
        assert_eq!(list(&[]).to_string(), "");
        let some = ["containers[web].image", "containers[web].env[PASSWORD].value", "spec.replicas", "x", "y"].map(difference);
        assert_eq!(
            list(&some).to_string(),
            " (containers[web].image: a → nothing, containers[web].env[PASSWORD].value, spec.replicas: a → nothing, and 2 more)"
        );
    }
}
