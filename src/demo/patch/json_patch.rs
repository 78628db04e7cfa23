//! JSON patch, RFC 6902.

use crate::demo::failure::Failure;
use crate::demo::json;
use serde_json::Value;

/// Applies the operations in order. A patch that cannot be read is a 400, one that does not apply (a failed `test`, a path that
/// is not there) a 422, as a real server has it.
pub fn apply(target: &mut Value, patch: &Value) -> Result<(), Failure> {
    let Value::Array(ops) = patch else {
        return Err(Failure::bad_request(
            "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch",
        ));
    };
    for op in ops {
        let path = json::text(op, "/path");
        let value = || op.get("value").cloned().ok_or_else(Failure::unprocessable);
        match json::text(op, "/op") {
            "add" => add(target, path, value()?)?,
            "remove" => {
                remove(target, path)?;
            }
            "replace" => *target.pointer_mut(path).ok_or_else(Failure::unprocessable)? = value()?,
            "test" => {
                if target.pointer(path).unwrap_or(&Value::Null) != op.get("value").unwrap_or(&Value::Null) {
                    return Err(Failure::unprocessable());
                }
            }
            "copy" => {
                let from = target.pointer(json::text(op, "/from")).cloned().ok_or_else(Failure::unprocessable)?;
                add(target, path, from)?;
            }
            "move" => {
                let from = remove(target, json::text(op, "/from"))?;
                add(target, path, from)?;
            }
            _ => return Err(Failure::unprocessable()),
        }
    }
    Ok(())
}

fn parent<'a>(target: &'a mut Value, path: &str) -> Result<(&'a mut Value, String), Failure> {
    let (front, last) = path.rsplit_once('/').ok_or_else(Failure::unprocessable)?;
    let parent = target.pointer_mut(front).ok_or_else(Failure::unprocessable)?;
    Ok((parent, last.replace("~1", "/").replace("~0", "~")))
}

fn add(target: &mut Value, path: &str, value: Value) -> Result<(), Failure> {
    if path.is_empty() {
        *target = value;
        return Ok(());
    }
    match parent(target, path)? {
        (Value::Object(map), key) => {
            map.insert(key, value);
        }
        (Value::Array(list), key) if key == "-" => list.push(value),
        (Value::Array(list), key) => {
            let at: usize = key.parse().map_err(|_| Failure::unprocessable())?;
            if at > list.len() {
                return Err(Failure::unprocessable());
            }
            list.insert(at, value);
        }
        _ => return Err(Failure::unprocessable()),
    }
    Ok(())
}

fn remove(target: &mut Value, path: &str) -> Result<Value, Failure> {
    match parent(target, path)? {
        (Value::Object(map), key) => map.shift_remove(&key).ok_or_else(Failure::unprocessable),
        (Value::Array(list), key) => {
            let at: usize = key.parse().map_err(|_| Failure::unprocessable())?;
            if at >= list.len() {
                return Err(Failure::unprocessable());
            }
            Ok(list.remove(at))
        }
        _ => Err(Failure::unprocessable()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn operations_apply_as_the_rfc_has_them() {
        for (target, patch, want) in [
            (json!({"a":1}), json!([{"op":"add","path":"/b","value":2}]), Some(json!({"a":1,"b":2}))),
            (json!({"a":[1,3]}), json!([{"op":"add","path":"/a/1","value":2}]), Some(json!({"a":[1,2,3]}))),
            (json!({"a":[1]}), json!([{"op":"add","path":"/a/-","value":2}]), Some(json!({"a":[1,2]}))),
            (json!({"a":[1]}), json!([{"op":"add","path":"/a/5","value":2}]), None),
            (json!({"a":1}), json!([{"op":"remove","path":"/a"}]), Some(json!({}))),
            (json!({"a":1}), json!([{"op":"remove","path":"/b"}]), None),
            (json!({"a":1}), json!([{"op":"replace","path":"/a","value":{"x":1}}]), Some(json!({"a":{"x":1}}))),
            (json!({"a":1}), json!([{"op":"replace","path":"/b","value":1}]), None),
            (
                json!({"a":1}),
                json!([{"op":"test","path":"/a","value":1},{"op":"replace","path":"/a","value":2}]),
                Some(json!({"a":2})),
            ),
            (json!({"a":1}), json!([{"op":"test","path":"/a","value":9},{"op":"replace","path":"/a","value":2}]), None),
            (json!({"a":{"x/y":1}}), json!([{"op":"move","from":"/a/x~1y","path":"/b"}]), Some(json!({"a":{},"b":1}))),
            (json!({"a":1}), json!([{"op":"copy","from":"/a","path":"/b"}]), Some(json!({"a":1,"b":1}))),
            (json!({"a":1}), json!([{"op":"lift","path":"/a"}]), None),
        ] {
            let mut got = target.clone();
            let result = apply(&mut got, &patch);
            match want {
                Some(want) => assert_eq!(got, want, "{target} with {patch}"),
                None => assert_eq!(result.unwrap_err().code, 422, "{target} with {patch}"),
            }
        }
        assert_eq!(apply(&mut json!({}), &json!({})).unwrap_err().code, 400);
    }
}
