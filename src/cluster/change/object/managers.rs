//! Other field managers: programs that set a field last and will set it again (`metadata.managedFields`).

use crate::model::change::{Field as Words, Owner};
use crate::model::text::clean;
use serde_json::Value;

/// Those behind which stands a person, or what only follows others: they do not put anything back.
const HARMLESS: [&str; 9] = [
    "kubectl",
    "dogwatch",
    "k9s",
    "kube-controller-manager",
    "Mozilla",
    "node-fetch",
    "curl",
    "Go-http-client",
    "OpenAPI-Generator",
];

/// A field that a change sets: what it is called, and its way through `fieldsV1`.
pub(crate) type Field = (Words, Vec<String>);

/// A field by what it is called and its way.
pub(crate) fn field(words: Words, way: &[&str]) -> Field {
    (words, way.iter().map(|k| format!("f:{k}")).collect())
}

/// The fields that a merge patch sets: lists are one field.
pub(crate) fn merged(patch: &Value) -> Vec<Field> {
    let mut out = Vec::new();
    leaves(patch, &mut Vec::new(), &mut out);
    out
}

fn leaves(patch: &Value, way: &mut Vec<String>, out: &mut Vec<Field>) {
    match patch {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                way.push(key.clone());
                leaves(value, way, out);
                way.pop();
            }
        }
        _ => out.push((Words::Path(clean(&way.join(".")).into_owned()), way.iter().map(|k| format!("f:{k}")).collect())),
    }
}

/// A warning for each program that set one of these fields last.
pub(crate) fn fighting(object: &Value, fields: &[Field]) -> Vec<Owner> {
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
    let mut out: Vec<Owner> = Vec::new();
    for entry in entries.into_iter().flatten() {
        let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
        let (manager, applies) = (text("manager"), text("operation") == "Apply");
        if text("subresource") == "status" || manager == "dogwatch" || (!applies && harmless(manager)) {
            continue;
        }
        for (words, way) in fields {
            if entry.get("fieldsV1").is_some_and(|tree| holds(tree, way)) {
                let owner = if applies { Owner::Applies } else { Owner::Sets };
                out.push(owner(clean(manager).into_owned(), words.clone()));
                break;
            }
        }
    }
    out.sort_by_cached_key(ToString::to_string);
    out.dedup();
    out
}

fn harmless(manager: &str) -> bool {
    HARMLESS.iter().any(|h| manager.starts_with(h))
}

/// Whether a manager owns the field at the end of the way, or something below it.
pub(crate) fn holds(tree: &Value, way: &[String]) -> bool {
    let mut at = tree;
    for key in way {
        match at.get(key) {
            Some(next) => at = next,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_program_that_set_the_field_is_named() {
        let entry =
            |manager: &str, operation: &str, fields: Value| json!({"manager": manager, "operation": operation, "fieldsV1": fields});
        let replicas = json!({"f:spec": {"f:replicas": {}}});
        let object = json!({"metadata": {"managedFields": [
            entry("kubectl-client-side-apply", "Update", replicas.clone()),
            entry("argocd-controller", "Apply", replicas.clone()),
            entry("keda", "Update", replicas),
            entry("shop-operator", "Update", json!({"f:spec": {"f:template": {"f:spec": {"f:containers": {"k:{\"name\":\"web\"}": {"f:image": {}}}}}}})),
        ]}});
        let said = |fields: &[Field]| fighting(&object, fields).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            said(&[field(Words::Path("spec.replicas".into()), &["spec", "replicas"])]),
            ["argocd-controller applies spec.replicas and will set it again", "keda set spec.replicas last and may set it again"]
        );
        let image = |container: &str| {
            let element = format!("k:{}", json!({"name": container}));
            let way = ["f:spec", "f:template", "f:spec", "f:containers", &element, "f:image"].map(str::to_owned);
            vec![(Words::Image(container.to_owned()), way.into())]
        };
        assert_eq!(said(&image("web")), ["shop-operator set the image of web last and may set it again"]);
        assert_eq!(said(&image("api")), Vec::<String>::new());
        assert_eq!(said(&merged(&json!({"spec": {"paused": true}}))), Vec::<String>::new());
    }
}
