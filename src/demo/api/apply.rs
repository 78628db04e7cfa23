//! Server-side apply: a client says what it wants of an object, and owns just that.
//! After sigs.k8s.io/structured-merge-diff/merge.

use super::managed::{Entry, Path, Set, entries, fields, is_whole, is_whole_map, item_key, put, shown};
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::schema::{Field, Merge, Ty, Type, get};
use serde_json::{Map, Value, json};

/// The object after an apply over `live`, or the conflict with those who own what it would change.
pub fn over(res: Res, ty: &Type, live: &Value, applied: &Value, by: Entry, force: bool) -> Result<Value, Failure> {
    let wanted = fields(ty, applied);
    let current = fields(ty, live);
    let mut all = entries(live);
    let mine = |e: &Entry| e.applies && e.manager == by.manager && e.sub == by.sub;
    let mut conflicts: Vec<(String, Path)> = Vec::new();
    for (path, value) in &wanted {
        if current.get(path).is_none_or(|v| v == value) || value.is_null() {
            continue;
        }
        for e in all.iter().filter(|e| !mine(e) && e.set.contains(path)) {
            conflicts.push((words(e), path.clone()));
        }
    }
    if !conflicts.is_empty() && !force {
        return Err(conflict(&conflicts));
    }
    for (_, path) in &conflicts {
        all.iter_mut().filter(|e| !mine(e)).for_each(|e| {
            e.set.remove(path);
        });
    }
    let before: Set = all.iter().find(|e| mine(e)).map(|e| e.set.clone()).unwrap_or_default();
    let set: Set = wanted.keys().cloned().collect();
    let mut new = live.clone();
    merge(ty, &mut new, applied);
    // What this manager no longer asks for, and nobody else does, goes.
    for path in before.difference(&set) {
        let kept = |e: &Entry| !mine(e) && e.set.iter().any(|p| p.starts_with(path));
        if !all.iter().any(kept) && !set.iter().any(|p| p.starts_with(path)) {
            remove(&mut new, path);
        }
    }
    match all.iter_mut().find(|e| mine(e)) {
        Some(e) if e.set == set => {}
        Some(e) => *e = Entry { set, ..by },
        None => all.push(Entry { set, ..by }),
    }
    let still: Set = fields(ty, &new).into_keys().collect();
    for e in all.iter_mut().filter(|e| !e.applies) {
        e.set.retain(|p| still.contains(p));
    }
    put(&mut new, &all);
    let _ = res;
    Ok(new)
}

fn words(e: &Entry) -> String {
    let name = format!("{:?}", e.manager);
    let sub = if e.sub.is_empty() { String::new() } else { format!(" with subresource {:?}", e.sub) };
    if e.applies { format!("{name}{sub}") } else { format!("{name}{sub} using {}", e.version) }
}

fn conflict(all: &[(String, Path)]) -> Failure {
    let causes: Vec<Value> = all
        .iter()
        .map(|(who, path)| json!({ "reason": "FieldManagerConflict", "message": format!("conflict with {who}"), "field": shown(path) }))
        .collect();
    let message = match all {
        [(who, path)] => format!("Apply failed with 1 conflict: conflict with {who}: {}", shown(path)),
        _ => {
            let mut text = format!("Apply failed with {} conflicts: ", all.len());
            let mut last = "";
            for (who, path) in all {
                if who != last {
                    text += &format!("{}conflicts with {who}:", if last.is_empty() { "" } else { "\n" });
                    last = who;
                }
                text += &format!("\n- {}", shown(path));
            }
            text
        }
    };
    Failure { code: 409, reason: "Conflict", message, details: json!({ "causes": causes }) }
}

/// Merges what was applied into an object.
fn merge(ty: &Type, target: &mut Value, applied: &Value) {
    let Value::Object(applied) = applied else { return };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(map) = target else { return };
    for (key, value) in applied.iter().filter(|(k, _)| *k != "status") {
        let Some(field) = ty.field(key) else { continue };
        match map.get_mut(key) {
            Some(old) => merge_field(field, old, value),
            None => {
                map.insert(key.clone(), value.clone());
            }
        }
    }
}

fn merge_field(field: &Field, old: &mut Value, value: &Value) {
    match (&field.ty, value) {
        (Ty::Named(n), Value::Object(_)) => match get(n) {
            Some(t) if !is_whole(t) => merge(t, old, value),
            _ => *old = value.clone(),
        },
        (Ty::Map(_), Value::Object(new)) if !is_whole_map(field.name) => match old {
            Value::Object(have) => have.extend(new.iter().map(|(k, v)| (k.clone(), v.clone()))),
            _ => *old = value.clone(),
        },
        (Ty::List(item), Value::Array(new)) if field.merge != Merge::Atomic => {
            let Value::Array(have) = old else {
                *old = value.clone();
                return;
            };
            for one in new {
                let found = match &field.merge {
                    Merge::Map(keys) => have.iter_mut().find(|h| item_key(h, keys) == item_key(one, keys)),
                    _ => have.iter_mut().find(|h| *h == one),
                };
                match (found, &**item) {
                    (Some(h), Ty::Named(n)) => {
                        if let Some(t) = get(n) {
                            merge(t, h, one);
                        }
                    }
                    (Some(_), _) => {}
                    (None, _) => have.push(one.clone()),
                }
            }
        }
        _ => *old = value.clone(),
    }
}

/// Takes a field out of an object.
fn remove(value: &mut Value, path: &[String]) {
    let Some((first, rest)) = path.split_first() else { return };
    if let Some(name) = first.strip_prefix("f:") {
        if rest.is_empty() {
            if let Value::Object(map) = value {
                map.shift_remove(name);
            }
        } else if let Some(inner) = value.get_mut(name) {
            remove(inner, rest);
        }
    } else if let Value::Array(list) = value {
        let fits = |item: &Value| match first.strip_prefix("k:") {
            Some(k) => {
                let keys: Value = serde_json::from_str(k).unwrap_or_default();
                let names: Vec<&str> = keys.as_object().into_iter().flatten().map(|(k, _)| k.as_str()).collect();
                item_key(item, &names) == *first
            }
            None => format!("v:{item}") == *first,
        };
        if rest.is_empty() {
            list.retain(|i| !fits(i));
        } else if let Some(item) = list.iter_mut().find(|i| fits(i)) {
            remove(item, rest);
        }
    }
}

/// What an apply must not carry.
pub fn check(applied: &Value) -> Result<(), Failure> {
    if json::list(applied, "/metadata/managedFields").is_empty() {
        return Ok(());
    }
    Err(Failure::bad_request("metadata.managedFields must be nil"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::schema::of;

    fn by(manager: &str) -> Entry {
        Entry {
            manager: manager.into(),
            applies: true,
            sub: String::new(),
            version: "apps/v1".into(),
            time: "t".into(),
            set: Set::new(),
        }
    }

    fn apply(live: &Value, applied: Value, manager: &str, force: bool) -> Result<Value, Failure> {
        over(Res::Deployments, of("apps", "v1", "Deployment").unwrap(), live, &applied, by(manager), force)
    }

    #[test]
    fn conflicts_are_named_and_can_be_forced() {
        let one = apply(&json!({}), json!({"metadata":{"name":"d"},"spec":{"replicas":2,"paused":true}}), "a", false).unwrap();
        let failure = apply(&one, json!({"spec":{"replicas":3}}), "b", false).unwrap_err();
        assert_eq!(failure.message, "Apply failed with 1 conflict: conflict with \"a\": .spec.replicas");
        assert_eq!(failure.details["causes"][0]["reason"], "FieldManagerConflict");
        let two = apply(&one, json!({"spec":{"replicas":3}}), "b", true).unwrap();
        assert_eq!(two["spec"], json!({"replicas":3,"paused":true}));
        // The same value may be owned by both.
        assert!(apply(&two, json!({"spec":{"replicas":3}}), "c", false).is_ok());
    }

    #[test]
    fn what_is_no_longer_asked_for_goes() {
        let container = |name: &str, image: &str| json!({"name":name,"image":image});
        let spec = |all: Value| json!({"spec":{"template":{"spec":{"containers":all}}}});
        let one = apply(&json!({}), spec(json!([container("c", "x:1"), container("d", "y:1")])), "a", false).unwrap();
        let two = apply(&one, spec(json!([container("c", "x:2")])), "a", false).unwrap();
        assert_eq!(two["spec"]["template"]["spec"]["containers"], json!([container("c", "x:2")]));
        let other = apply(&two, spec(json!([{"name":"e","image":"z"}])), "b", false).unwrap();
        assert_eq!(other["spec"]["template"]["spec"]["containers"].as_array().unwrap().len(), 2);
    }
}
