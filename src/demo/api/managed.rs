//! Who owns which field: `metadata.managedFields`, after sigs.k8s.io/structured-merge-diff.
//!
//! It is kept for what clients write; what the demo's own controllers write belongs to nobody, which nothing can conflict with.

use crate::demo::json;
use crate::demo::schema::{Merge, Ty, Type, get};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The way to a field: `f:spec`, `f:containers`, `k:{"name":"c"}`, `f:image`.
pub type Path = Vec<String>;
/// A set of fields.
pub type Set = BTreeSet<Path>;

/// Types that are owned as a whole, like their `+structType=atomic` has it.
const WHOLE: &[&str] = &[
    "LabelSelector",
    "LocalObjectReference",
    "ObjectReference",
    "ObjectFieldSelector",
    "ResourceFieldSelector",
    "ConfigMapKeySelector",
    "SecretKeySelector",
    "NodeSelector",
    "OwnerReference",
    "TypedLocalObjectReference",
    "CrossVersionObjectReference",
];
/// Maps that are owned as a whole.
const WHOLE_MAPS: &[&str] = &["nodeSelector", "matchLabels"];
/// Metadata that nobody owns.
const IDENTITY: &[&str] = &[
    "name",
    "namespace",
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "generation",
    "managedFields",
    "selfLink",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generateName",
];

/// Whether a type is owned as a whole.
pub fn is_whole(ty: &Type) -> bool {
    ty.name.rsplit('.').next().is_some_and(|n| WHOLE.contains(&n))
}

/// Whether a map in a field is owned as a whole.
pub fn is_whole_map(field: &str) -> bool {
    WHOLE_MAPS.contains(&field)
}

/// The name of a list's item in a path.
pub fn item_key(item: &Value, keys: &[&str]) -> String {
    let mut map = Map::new();
    for key in keys {
        let default = if *key == "protocol" { Value::from("TCP") } else { Value::Null };
        map.insert((*key).to_owned(), item.get(*key).cloned().unwrap_or(default));
    }
    map.sort_keys();
    format!("k:{}", Value::Object(map))
}

/// The fields of an object and their values.
pub fn fields(ty: &Type, object: &Value) -> BTreeMap<Path, Value> {
    let mut out = BTreeMap::new();
    let mut bare = object.clone();
    if let Value::Object(map) = &mut bare {
        for gone in ["apiVersion", "kind", "status"] {
            map.shift_remove(gone);
        }
        if let Some(Value::Object(meta)) = map.get_mut("metadata") {
            meta.retain(|k, _| !IDENTITY.contains(&k.as_str()));
        }
    }
    walk(ty, &bare, &mut Vec::new(), &mut out);
    out
}

fn walk(ty: &Type, value: &Value, path: &mut Path, out: &mut BTreeMap<Path, Value>) {
    let Value::Object(map) = value else { return };
    if (map.is_empty() || is_whole(ty)) && !path.is_empty() {
        out.insert(path.clone(), value.clone());
        return;
    }
    for (key, inner) in map {
        path.push(format!("f:{key}"));
        if let Some(field) = ty.field(key) {
            one(&field.ty, &field.merge, key, inner, path, out);
        }
        path.pop();
    }
}

fn one(ty: &Ty, merge: &Merge, name: &str, value: &Value, path: &mut Path, out: &mut BTreeMap<Path, Value>) {
    match (ty, value) {
        (Ty::Named(n), Value::Object(_)) => {
            if let Some(t) = get(n) {
                walk(t, value, path, out);
            }
        }
        (Ty::Map(_), Value::Object(map)) if !is_whole_map(name) && !map.is_empty() => {
            for (key, inner) in map {
                path.push(format!("f:{key}"));
                out.insert(path.clone(), inner.clone());
                path.pop();
            }
        }
        (Ty::List(item), Value::Array(list)) if *merge != Merge::Atomic => {
            for inner in list {
                match merge {
                    Merge::Map(keys) => {
                        path.push(item_key(inner, keys));
                        out.insert(path.clone(), Value::Null);
                        if let Ty::Named(n) = &**item
                            && let Some(t) = get(n)
                        {
                            walk(t, inner, path, out);
                        }
                    }
                    _ => {
                        path.push(format!("v:{inner}"));
                        out.insert(path.clone(), inner.clone());
                    }
                }
                path.pop();
            }
        }
        _ => {
            out.insert(path.clone(), value.clone());
        }
    }
}

/// A set as `fieldsV1`.
pub fn to_tree(set: &Set) -> Value {
    let mut root = json!({});
    for path in set {
        let mut at = &mut root;
        for part in path {
            at = &mut at[part.as_str()];
            if at.is_null() {
                *at = json!({});
            }
        }
        if path.last().is_some_and(|p| p.starts_with("k:")) {
            at["."] = json!({});
        }
    }
    root
}

/// `fieldsV1` as a set.
pub fn of_tree(tree: &Value) -> Set {
    let mut out = Set::new();
    collect(tree, &mut Vec::new(), &mut out);
    out
}

fn collect(tree: &Value, path: &mut Path, out: &mut Set) {
    let Value::Object(map) = tree else { return };
    if (map.is_empty() || map.contains_key(".")) && !path.is_empty() {
        out.insert(path.clone());
    }
    for (key, inner) in map.iter().filter(|(k, _)| *k != ".") {
        path.push(key.clone());
        collect(inner, path, out);
        path.pop();
    }
}

/// A path for people: `.spec.template.spec.containers[name="c"].image`.
pub fn shown(path: &Path) -> String {
    path.iter().fold(String::new(), |mut out, part| {
        if let Some(f) = part.strip_prefix("f:") {
            out.push('.');
            out.push_str(f);
        } else if let Some(k) = part.strip_prefix("k:") {
            let keys: Value = serde_json::from_str(k).unwrap_or_default();
            let all: Vec<String> = keys.as_object().into_iter().flatten().map(|(k, v)| format!("{k}={v}")).collect();
            out.push_str(&format!("[{}]", all.join(",")));
        } else {
            out.push_str(&format!("[={}]", part.trim_start_matches("v:")));
        }
        out
    })
}

/// One manager's entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The manager.
    pub manager: String,
    /// Whether it applies; else it updates.
    pub applies: bool,
    /// The subresource it wrote through; empty for none.
    pub sub: String,
    /// The version it wrote in.
    pub version: String,
    /// When.
    pub time: String,
    /// What it owns.
    pub set: Set,
}

/// The entries of an object.
pub fn entries(object: &Value) -> Vec<Entry> {
    let one = |e: &Value| Entry {
        manager: json::text(e, "/manager").into(),
        applies: json::text(e, "/operation") == "Apply",
        sub: json::text(e, "/subresource").into(),
        version: json::text(e, "/apiVersion").into(),
        time: json::text(e, "/time").into(),
        set: e.get("fieldsV1").map(of_tree).unwrap_or_default(),
    };
    json::list(object, "/metadata/managedFields").iter().map(one).collect()
}

/// Writes the entries into an object; those that own nothing go.
pub fn put(object: &mut Value, entries: &[Entry]) {
    let one = |e: &Entry| {
        let mut v = json!({ "manager": e.manager, "operation": if e.applies { "Apply" } else { "Update" }, "apiVersion": e.version,
            "time": e.time, "fieldsType": "FieldsV1", "fieldsV1": to_tree(&e.set) });
        if !e.sub.is_empty() {
            v["subresource"] = e.sub.as_str().into();
        }
        v
    };
    let all: Vec<Value> = entries.iter().filter(|e| !e.set.is_empty()).map(one).collect();
    if all.is_empty() {
        json::unset(object, "/metadata/managedFields");
    } else {
        json::set(object, "/metadata/managedFields", all.into());
    }
}

/// Notes an update: what changed belongs to who changed it, and to nobody else any more.
pub fn track(ty: &Type, old: Option<&Value>, new: &mut Value, by: Entry) {
    let before = old.map(|o| fields(ty, o)).unwrap_or_default();
    let after = fields(ty, new);
    let changed: Set = after.iter().filter(|(p, v)| before.get(*p) != Some(v)).map(|(p, _)| p.clone()).collect();
    // Who says something of the owners themselves is believed; who says nothing leaves them as they are.
    let mut all = entries(new);
    if all.is_empty() {
        all = entries(old.unwrap_or(&Value::Null));
    }
    if old.is_some() && changed.is_empty() && before.len() == after.len() {
        put(new, &all);
        return;
    }
    for e in &mut all {
        e.set.retain(|p| after.contains_key(p) && !changed.contains(p));
    }
    let mine = |e: &&mut Entry| e.manager == by.manager && e.applies == by.applies && e.sub == by.sub;
    if !changed.is_empty() {
        match all.iter_mut().find(mine) {
            Some(e) => {
                e.set.extend(changed);
                e.time = by.time;
                e.version = by.version;
            }
            None => all.push(Entry { set: changed, ..by }),
        }
    }
    put(new, &all);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::schema::of;

    fn by(manager: &str) -> Entry {
        Entry {
            manager: manager.into(),
            applies: false,
            sub: String::new(),
            version: "apps/v1".into(),
            time: "t".into(),
            set: Set::new(),
        }
    }

    fn deployment(image: &str, replicas: i64) -> Value {
        json!({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","labels":{"a":"b"}},
            "spec":{"replicas":replicas,"template":{"spec":{"containers":[{"name":"c","image":image}]}}}})
    }

    #[test]
    fn sets_go_to_trees_and_back() {
        let ty = of("apps", "v1", "Deployment").unwrap();
        let set: Set = fields(ty, &deployment("x:1", 2)).into_keys().collect();
        let tree = to_tree(&set);
        assert_eq!(
            tree["f:spec"]["f:template"]["f:spec"]["f:containers"]["k:{\"name\":\"c\"}"],
            json!({".":{},"f:image":{},"f:name":{}})
        );
        assert_eq!(of_tree(&tree), set);
        let image = set.iter().find(|p| p.last().unwrap() == "f:image").unwrap();
        assert_eq!(shown(image), ".spec.template.spec.containers[name=\"c\"].image");
    }

    #[test]
    fn an_update_takes_over_what_it_changes() {
        let ty = of("apps", "v1", "Deployment").unwrap();
        let mut first = deployment("x:1", 2);
        track(ty, None, &mut first, by("one"));
        let mut second = first.clone();
        second["spec"]["replicas"] = 5.into();
        track(ty, Some(&first), &mut second, by("two"));
        let owner = |o: &Value, name: &str| {
            let path: Path = vec!["f:spec".into(), format!("f:{name}")];
            entries(o).into_iter().filter(|e| e.set.contains(&path)).map(|e| e.manager).collect::<Vec<_>>()
        };
        assert_eq!(owner(&first, "replicas"), ["one"]);
        assert_eq!(owner(&second, "replicas"), ["two"]);
        assert_eq!(entries(&second).len(), 2);
    }
}
