//! A body against its type: unknown fields, wrong types. The words are those of k8s.io/apimachinery and of Go's JSON decoder.

use super::{Ty, Type, get};
use serde_json::Value;

/// Takes out what the type does not know and all nulls, and lists the unknown fields. `Err` names the first value of a wrong type.
pub fn check(ty: &Type, value: &mut Value) -> Result<Vec<String>, String> {
    let mut unknown = Vec::new();
    object(ty, value, "", &mut unknown)?;
    Ok(unknown)
}

fn object(ty: &Type, value: &mut Value, path: &str, unknown: &mut Vec<String>) -> Result<(), String> {
    let Value::Object(map) = value else {
        let owner = ty.name.rsplit('.').next().unwrap_or_default();
        return Err(format!("json: cannot unmarshal {} into Go value of type {owner} ({path})", word(value)));
    };
    let mut gone: Vec<String> = Vec::new();
    for (key, inner) in map.iter_mut() {
        let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match ty.field(key) {
            None => {
                unknown.push(at);
                gone.push(key.clone());
            }
            Some(_) if inner.is_null() => gone.push(key.clone()),
            Some(field) => one(&field.ty, inner, &at, ty, unknown)?,
        }
    }
    for key in gone {
        map.shift_remove(&key);
    }
    Ok(())
}

fn one(ty: &Ty, value: &mut Value, path: &str, owner: &Type, unknown: &mut Vec<String>) -> Result<(), String> {
    let wrong = |value: &Value, go: &str| {
        let owner = owner.name.rsplit('.').next().unwrap_or_default();
        Err(format!("json: cannot unmarshal {} into Go struct field {owner}.{} of type {go}", word(value), plain(path)))
    };
    match ty {
        Ty::Text | Ty::Time | Ty::MicroTime if !value.is_string() => wrong(value, "string"),
        Ty::Bytes if !value.is_string() => wrong(value, "[]uint8"),
        Ty::Int if !value.is_i64() => wrong(value, "int32"),
        Ty::Float if !value.is_number() => wrong(value, "float64"),
        Ty::Flag if !value.is_boolean() => wrong(value, "bool"),
        Ty::Quantity | Ty::IntOrString if !value.is_string() && !value.is_number() => wrong(value, "string"),
        Ty::Quantity if value.as_str().is_some_and(|q| !is_quantity(q)) => Err(QUANTITY.to_owned()),
        Ty::Quantity => {
            // A quantity is kept as text, as the server writes it.
            if let Value::Number(n) = value {
                *value = n.to_string().into();
            }
            Ok(())
        }
        Ty::Named(name) => match get(name) {
            Some(t) => object(t, value, path, unknown),
            None => Ok(()),
        },
        Ty::List(item) => match value {
            Value::Array(list) => {
                list.retain(|v| !v.is_null());
                list.iter_mut().enumerate().try_for_each(|(i, v)| one(item, v, &format!("{path}[{i}]"), owner, unknown))
            }
            other => wrong(other, "[]"),
        },
        Ty::Map(item) => match value {
            Value::Object(map) => map.values_mut().try_for_each(|v| {
                if v.is_null() {
                    *v = "".into();
                }
                one(item, v, path, owner, unknown)
            }),
            other => wrong(other, "map[string]string"),
        },
        _ => Ok(()),
    }
}

const QUANTITY: &str = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/// Whether a text is a quantity: a number, and what it counts.
fn is_quantity(text: &str) -> bool {
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let at = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
    let suffix = &number[at..];
    let exponent = |s: &str| s.strip_prefix(['+', '-']).unwrap_or(s).parse::<u16>().is_ok();
    number[..at].parse::<f64>().is_ok()
        && (["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].contains(&suffix)
            || suffix.strip_prefix(['e', 'E']).is_some_and(exponent))
}

/// A path without the places in lists, as a decoder knows it.
fn plain(path: &str) -> String {
    path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect()
}

fn word(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::schema::of;
    use serde_json::json;

    #[test]
    fn unknown_fields_are_named_and_taken_out() {
        let ty = of("apps", "v1", "Deployment").unwrap();
        let mut d = json!({"metadata":{"name":"a","creationTimestamp":null},"spec":{"replica":2,"replicas":2,
            "template":{"spec":{"containers":[{"name":"c","imagee":"x","resources":{"limits":{"cpu":1}}}]}}}});
        assert_eq!(check(ty, &mut d).unwrap(), ["spec.replica", "spec.template.spec.containers[0].imagee"]);
        assert_eq!(
            d,
            json!({"metadata":{"name":"a"},"spec":{"replicas":2,
            "template":{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"1"}}}]}}}})
        );
        let why = check(ty, &mut json!({"spec":{"replicas":"two"}})).unwrap_err();
        assert_eq!(why, "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32");
    }
}
