//! Differences between two objects, leaf by leaf, with paths that a person can read.
//!
//! Lists of things with names are compared by name and not by place, so that one more container or variable is one difference and not
//! one for every thing behind it. What is shown comes from anywhere, so it is cleaned here.

use super::Object;
use super::template::{SKIP, without_hash};
use crate::model::entries::decoded_len;
use crate::model::hide::size;
use crate::model::revision::Difference;
use crate::model::text::clean;
use serde_json::{Map, Value};

/// The fields that name an element of a list, in the order in which they are tried: containers, variables, volumes and pull secrets by
/// name, mounts by path, ports by number, and so on.
const KEYS: [&str; 9] = ["name", "mountPath", "devicePath", "containerPort", "port", "ip", "topologyKey", "key", "path"];

/// What differs between two pod templates: `containers[web].image`, `metadata.annotations[team]`.
pub(crate) fn templates(old: &Value, new: &Value) -> Vec<Difference> {
    let (old, new) = (without_hash(old), without_hash(new));
    let mut out = Vec::new();
    walk("", old.get("spec"), new.get("spec"), &mut out);
    walk("metadata", old.get("metadata"), new.get("metadata"), &mut out);
    // Images first: they are what a revision is known by.
    out.sort_by_key(|d| !d.path.ends_with(".image"));
    out
}

/// What differs between two states of an object. A workload's template comes first, then the rest of its spec, then labels and
/// annotations; of another object all that is not its status. Of a Secret's values the sizes are told.
pub(crate) fn objects(old: &Object, new: &Object) -> Vec<Difference> {
    let (a, b) = (old.essence(), new.essence());
    let mut out = Vec::new();
    if old.workload.is_some() && old.exists() && new.exists() {
        out = templates(old.template(), new.template());
        let rest = |json: &Value| {
            let mut spec = json.get("spec").cloned().unwrap_or(Value::Null);
            if let Some(map) = spec.as_object_mut() {
                map.shift_remove("template");
            }
            spec
        };
        walk("spec", Some(&rest(&a)), Some(&rest(&b)), &mut out);
        for field in ["labels", "annotations"] {
            let kind = old.text("/kind").to_lowercase();
            let of = |json: &Value| {
                let mut map = json.get("metadata").and_then(|m| m.get(field)).cloned().unwrap_or(Value::Null);
                if let Some(map) = map.as_object_mut() {
                    map.retain(|k, _| !SKIP.contains(&k.as_str()));
                }
                map
            };
            walk(&format!("{kind}.{field}"), Some(&of(&a)), Some(&of(&b)), &mut out);
        }
        return out;
    }
    walk("", Some(&a), Some(&b), &mut out);
    let kind = |object: &Object| object.text("/kind") == "Secret";
    if kind(old) || kind(new) {
        // Below `stringData`, of a text that somebody wrote, they stand as they are.
        for d in &mut out {
            let bytes = |text: &str| {
                let coded = d.path.starts_with("data");
                (coded || d.path.starts_with("stringData")).then(|| decoded_len(text).filter(|_| coded).unwrap_or(text.len()))
            };
            let told = |value: &Option<String>| value.as_deref().and_then(bytes).map(size);
            let (old, new) = (told(&d.old), told(&d.new));
            (d.old, d.new) = (old.or(d.old.take()), new.or(d.new.take()));
        }
    }
    out
}

/// Whether two templates are the same to the controllers: the hash label and absent-or-null do not count.
pub(crate) fn same_template(old: &Value, new: &Value) -> bool {
    same(Some(&without_hash(old)), Some(&without_hash(new)))
}

/// Equal, where null and an empty list count as absent, as they do in the controllers' `Semantic.DeepEqual`. An empty map does not:
/// `emptyDir: {}` is something.
pub(crate) fn same(old: Option<&Value>, new: Option<&Value>) -> bool {
    match (present(old), present(new)) {
        (None, None) => true,
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            a.iter().all(|(k, v)| same(Some(v), b.get(k))) && b.iter().all(|(k, v)| a.contains_key(k) || same(None, Some(v)))
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(Some(a), Some(b)))
        }
        (a, b) => a == b,
    }
}

fn present(value: Option<&Value>) -> Option<&Value> {
    value.filter(|v| !v.is_null() && v.as_array().is_none_or(|list| !list.is_empty()))
}

fn walk(path: &str, old: Option<&Value>, new: Option<&Value>, out: &mut Vec<Difference>) {
    let (old, new) = (present(old), present(new));
    if same(old, new) {
        return;
    }
    match (old, new) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => maps(path, a, b, out),
        (Some(Value::Object(a)), None) if !a.is_empty() => maps(path, a, &Map::new(), out),
        (None, Some(Value::Object(b))) if !b.is_empty() => maps(path, &Map::new(), b, out),
        (Some(Value::Array(a)), Some(Value::Array(b))) if things(a) && things(b) => lists(path, a, b, out),
        (Some(Value::Array(a)), None) if things(a) => lists(path, a, &[], out),
        (None, Some(Value::Array(b))) if things(b) => lists(path, &[], b, out),
        _ => leaf(path, old, new, out),
    }
}

fn things(list: &[Value]) -> bool {
    list.iter().all(Value::is_object)
}

fn maps(path: &str, old: &Map<String, Value>, new: &Map<String, Value>, out: &mut Vec<Difference>) {
    for key in old.keys().chain(new.keys().filter(|k| !old.contains_key(*k))) {
        walk(&join(path, key), old.get(key), new.get(key), out);
    }
}

fn lists(path: &str, old: &[Value], new: &[Value], out: &mut Vec<Difference>) {
    let named = KEYS.iter().find_map(|key| Some((*key, names(old, key)?, names(new, key)?)));
    let Some((key, old_names, new_names)) = named else {
        for i in 0..old.len().max(new.len()) {
            walk(&format!("{path}[{i}]"), old.get(i), new.get(i), out);
        }
        return;
    };
    let find =
        |names: &[String], list: &[Value], name: &String| names.iter().position(|n| n == name).and_then(|i| list.get(i)).cloned();
    for name in old_names.iter().chain(new_names.iter().filter(|n| !old_names.contains(n))) {
        let (mut a, mut b) = (find(&old_names, old, name), find(&new_names, new, name));
        // Of what comes or goes the path says the name already, unless there is nothing else to say.
        if let (Some(Value::Object(only)), None) | (None, Some(Value::Object(only))) = (&mut a, &mut b)
            && only.len() > 1
        {
            only.shift_remove(key);
        }
        walk(&format!("{path}[{}]", clean(name)), a.as_ref(), b.as_ref(), out);
    }
    // The same things in another order are another template.
    let common = |names: &[String], others: &[String]| names.iter().filter(|n| others.contains(n)).cloned().collect::<Vec<_>>();
    let (before, after) = (common(&old_names, &new_names), common(&new_names, &old_names));
    if before != after {
        let words = |names: Vec<String>| Some(clean(&names.join(", ")).into_owned());
        out.push(Difference { path: format!("{path} (order)"), old: words(before), new: words(after) });
    }
}

/// The elements' names by this key; `None` where one has none or two share one.
fn names(list: &[Value], key: &str) -> Option<Vec<String>> {
    let mut names = Vec::with_capacity(list.len());
    for element in list {
        let name = match element.get(key)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        if names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

fn leaf(path: &str, old: Option<&Value>, new: Option<&Value>, out: &mut Vec<Difference>) {
    let words = |v: &Value| match v {
        Value::String(text) => clean(text).into_owned(),
        other => clean(&other.to_string()).into_owned(),
    };
    out.push(Difference { path: path.to_owned(), old: old.map(words), new: new.map(words) });
}

fn join(path: &str, key: &str) -> String {
    let key = clean(key);
    let free = ["annotations", "labels", "matchLabels", "nodeSelector"].iter().any(|m| path.ends_with(m));
    match path {
        _ if free || key.contains(['.', '/', '[', ' ']) => format!("{path}[{key}]"),
        "" => key.into_owned(),
        _ => format!("{path}.{key}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, template};
    use serde_json::json;

    fn lines(differences: &[Difference]) -> Vec<String> {
        let show = |v: &Option<String>| v.clone().unwrap_or_else(|| "∅".into());
        differences.iter().map(|d| format!("{}: {} → {}", d.path, show(&d.old), show(&d.new))).collect()
    }

    #[test]
    fn templates_differ_by_leaves_that_a_person_can_read() {
        let spec = |spec: Value| json!({"spec": spec});
        let web = |field: &str, value: Value| spec(json!({"containers": [{"name": "web", field: value}]}));
        for (old, new, want) in [
            (template("1.0"), template("1.0"), vec![]),
            (template("1.0"), template("1.1"), vec!["containers[web].image: docker.io/lab/app:1.0 → docker.io/lab/app:1.1"]),
            (
                web("env", json!([{"name": "A", "value": "1"}, {"name": "B", "value": "2"}])),
                web("env", json!([{"name": "B", "value": "3"}, {"name": "C", "valueFrom": {"fieldRef": {"fieldPath": "x"}}}])),
                vec![
                    "containers[web].env[A].value: 1 → ∅",
                    "containers[web].env[B].value: 2 → 3",
                    "containers[web].env[C].valueFrom.fieldRef.fieldPath: ∅ → x",
                ],
            ),
            (
                web("args", json!(["app", "-v"])),
                web("args", json!(["app"])),
                vec![r#"containers[web].args: ["app","-v"] → ["app"]"#],
            ),
            (
                web("ports", json!([{"containerPort": 80}, {"containerPort": 81}])),
                web("ports", json!([{"containerPort": 81, "name": "x"}, {"containerPort": 80}])),
                vec!["containers[web].ports[81].name: ∅ → x", "containers[web].ports (order): 80, 81 → 81, 80"],
            ),
            (
                web("resources", json!({"limits": {"cpu": "1", "nvidia.com/gpu": "1"}})),
                web("resources", json!({"limits": {"cpu": "2"}})),
                vec!["containers[web].resources.limits.cpu: 1 → 2", "containers[web].resources.limits[nvidia.com/gpu]: 1 → ∅"],
            ),
            (
                spec(json!({"tolerations": [{"key": "a", "effect": "x"}, {"key": "a", "effect": "y"}]})),
                spec(json!({"tolerations": [{"key": "a", "effect": "x"}, {"key": "a", "effect": "z"}]})),
                vec!["tolerations[1].effect: y → z"],
            ),
            (
                spec(json!({"volumes": [{"name": "v", "emptyDir": {}}]})),
                spec(json!({"volumes": [{"name": "v", "configMap": {"name": "c"}}]})),
                vec!["volumes[v].emptyDir: {} → ∅", "volumes[v].configMap.name: ∅ → c"],
            ),
            (
                spec(json!({"securityContext": {}, "imagePullSecrets": [{"name": "a"}]})),
                spec(json!({"securityContext": {"runAsUser": 1}, "imagePullSecrets": []})),
                vec!["securityContext.runAsUser: ∅ → 1", "imagePullSecrets[a].name: a → ∅"],
            ),
            (
                spec(json!({"hostNetwork": true, "nodeSelector": null})),
                spec(json!({"nodeSelector": {"disk": "ssd"}})),
                vec!["hostNetwork: true → ∅", "nodeSelector[disk]: ∅ → ssd"],
            ),
            (
                json!({"metadata": {"creationTimestamp": null, "labels": {"pod-template-hash": "1", "app": "a"}}}),
                json!({"metadata": {"labels": {"app": "a"}, "annotations": {"kubectl.kubernetes.io/restartedAt": "t\u{1b}[2J"}}}),
                vec!["metadata.annotations[kubectl.kubernetes.io/restartedAt]: ∅ → t[2J"],
            ),
        ] {
            assert_eq!(lines(&templates(&old, &new)), want);
            assert_eq!(same_template(&old, &new), want.is_empty());
        }
    }

    #[test]
    fn objects_differ_by_spec_and_own_annotations_but_not_by_status() {
        let (old, mut new) = (deployment(), deployment());
        new.json["status"] = json!({"replicas": 1});
        new.json["metadata"]["resourceVersion"] = "42".into();
        new.json["metadata"]["annotations"]["deployment.kubernetes.io/revision"] = "3".into();
        assert_eq!(lines(&objects(&old, &new)), Vec::<String>::new());
        new.json["spec"]["replicas"] = 3.into();
        new.json["metadata"]["annotations"]["team"] = "iot".into();
        new.json["spec"]["template"] = template("1.1");
        assert_eq!(
            lines(&objects(&old, &new)),
            [
                "containers[web].image: docker.io/lab/app:1.0 → docker.io/lab/app:1.1",
                "spec.replicas: 2 → 3",
                "deployment.annotations[team]: ∅ → iot"
            ]
        );
    }
}
