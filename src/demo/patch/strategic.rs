//! Strategic merge patch: a merge patch that knows which lists are maps by a key.
//! The keys are the `patchMergeKey` tags of the Kubernetes API types.

use serde_json::{Map, Value};

/// The merge key of the list in a field; `None` for a list that is replaced as a whole.
fn merge_key(field: &str, items: &[Value]) -> Option<&'static str> {
    match field {
        "containers" | "initContainers" | "ephemeralContainers" | "env" | "volumes" | "imagePullSecrets" | "resourceClaims" => {
            Some("name")
        }
        "ports" if items.iter().any(|p| p.get("containerPort").is_some()) => Some("containerPort"),
        "ports" => Some("port"),
        "volumeMounts" => Some("mountPath"),
        "volumeDevices" => Some("devicePath"),
        "conditions" => Some("type"),
        "ownerReferences" => Some("uid"),
        "hostAliases" => Some("ip"),
        "topologySpreadConstraints" => Some("topologyKey"),
        _ => None,
    }
}

/// Whether a list of plain values is a set that patches add to.
fn is_set(field: &str) -> bool {
    field == "finalizers"
}

/// Applies `patch` to `target`.
pub fn apply(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    match patch.get("$patch").and_then(Value::as_str) {
        Some("replace") => {
            *target = Value::Object(without_directives(patch));
            return;
        }
        Some("delete") => {
            *target = Value::Object(Map::new());
            return;
        }
        _ => {}
    }
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(map) = target else { return };
    for (key, value) in patch {
        if let Some(field) = key.strip_prefix("$deleteFromPrimitiveList/") {
            if let (Some(Value::Array(list)), Some(gone)) = (map.get_mut(field), value.as_array()) {
                list.retain(|v| !gone.contains(v));
            }
        } else if key == "$retainKeys" {
            if let Some(keep) = value.as_array() {
                map.retain(|k, _| keep.iter().any(|v| v.as_str() == Some(k)));
            }
        } else if key.starts_with('$') {
            // Element orders are applied after the lists, the rest is for other kinds of patch.
        } else if value.is_null() {
            map.shift_remove(key);
        } else if let Value::Array(items) = value {
            merge_list(map, key, items);
        } else {
            apply(map.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
    for (key, order) in patch {
        if let (Some(field), Value::Array(order)) = (key.strip_prefix("$setElementOrder/"), order) {
            reorder(map, field, order);
        }
    }
}

fn merge_list(map: &mut Map<String, Value>, field: &str, items: &[Value]) {
    let replace = items.iter().any(|i| directive(i) == Some("replace"));
    let slot = map.entry(field.to_owned()).or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(list) = slot else {
        *slot = Value::Array(items.to_vec());
        return;
    };
    if is_set(field) {
        for item in items {
            if !list.contains(item) {
                list.push(item.clone());
            }
        }
        return;
    }
    let Some(merge) = merge_key(field, if list.is_empty() { items } else { list }) else {
        *list = items.iter().filter(|i| directive(i).is_none()).cloned().collect();
        return;
    };
    if replace {
        *list = items.iter().filter(|i| directive(i).is_none()).cloned().collect();
        return;
    }
    for item in items {
        let at = list.iter().position(|have| have.get(merge).is_some() && have.get(merge) == item.get(merge));
        match (directive(item), at) {
            (Some("delete"), Some(at)) => {
                list.remove(at);
            }
            (Some("delete"), None) => {}
            (_, Some(at)) => apply(&mut list[at], item),
            (_, None) => {
                let mut new = Value::Null;
                apply(&mut new, item);
                list.push(new);
            }
        }
    }
}

fn directive(item: &Value) -> Option<&str> {
    item.get("$patch").and_then(Value::as_str)
}

fn without_directives(patch: &Map<String, Value>) -> Map<String, Value> {
    patch.iter().filter(|(k, _)| !k.starts_with('$')).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// Sorts a list as `$setElementOrder` says; items it does not name keep their places behind.
fn reorder(map: &mut Map<String, Value>, field: &str, order: &[Value]) {
    let Some(Value::Array(list)) = map.get_mut(field) else { return };
    let merge = merge_key(field, list);
    let place = |item: &Value| {
        let same = |o: &Value| match merge {
            Some(m) => o.get(m).is_some() && o.get(m) == item.get(m),
            None => o == item,
        };
        order.iter().position(same).unwrap_or(usize::MAX)
    };
    list.sort_by_key(place);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_merge_by_their_keys() {
        let two = json!({"containers":[{"name":"a","image":"x:1","env":[{"name":"E","value":"1"}]},{"name":"b","image":"y:1"}]});
        for (target, patch, want) in [
            (
                two.clone(),
                json!({"containers":[{"name":"b","image":"y:2"}]}),
                json!({"containers":[{"name":"a","image":"x:1","env":[{"name":"E","value":"1"}]},{"name":"b","image":"y:2"}]}),
            ),
            (
                two.clone(),
                json!({"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"a","image":"x:2"}]}),
                json!({"containers":[{"name":"b","image":"y:1"},{"name":"a","image":"x:2","env":[{"name":"E","value":"1"}]}]}),
            ),
            (
                two.clone(),
                json!({"containers":[{"name":"a","env":[{"name":"E","$patch":"delete"},{"name":"F","value":"2"}]},{"name":"b","$patch":"delete"}]}),
                json!({"containers":[{"name":"a","image":"x:1","env":[{"name":"F","value":"2"}]}]}),
            ),
            (two.clone(), json!({"containers":[{"$patch":"replace"},{"name":"c"}]}), json!({"containers":[{"name":"c"}]})),
            (json!({"m":{"a":"1","b":"2"}}), json!({"m":{"a":null,"c":"3"}}), json!({"m":{"b":"2","c":"3"}})),
            (json!({"t":{"x":1,"y":2}}), json!({"t":{"$patch":"replace","x":5}}), json!({"t":{"x":5}})),
            (json!({"args":["a","b"]}), json!({"args":["c"]}), json!({"args":["c"]})),
            (
                json!({"ports":[{"containerPort":80,"name":"http"}]}),
                json!({"ports":[{"containerPort":90}]}),
                json!({"ports":[{"containerPort":80,"name":"http"},{"containerPort":90}]}),
            ),
            (
                json!({"strategy":{"type":"RollingUpdate","rollingUpdate":{}}}),
                json!({"strategy":{"$retainKeys":["type"],"type":"Recreate"}}),
                json!({"strategy":{"type":"Recreate"}}),
            ),
            (json!({"finalizers":["a"]}), json!({"finalizers":["b"]}), json!({"finalizers":["a","b"]})),
            (json!({"finalizers":["a","b"]}), json!({"$deleteFromPrimitiveList/finalizers":["a"]}), json!({"finalizers":["b"]})),
        ] {
            let mut got = target.clone();
            apply(&mut got, &patch);
            assert_eq!(got, want, "{target} with {patch}");
        }
    }
}
