//! Objects as YAML text: written as kubectl prints them, read from what people type and paste.

use crate::yaml::first_line;
use serde_json::Value;

/// The value with its keys sorted at every depth, as kubectl prints objects.
pub fn write(value: &Value) -> Result<String, String> {
    let mut value = value.clone();
    sort(&mut value);
    serde_saphyr::to_string(&value).map_err(|e| e.to_string())
}

fn sort(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.sort_keys();
            map.values_mut().for_each(sort);
        }
        Value::Array(list) => list.iter_mut().for_each(sort),
        _ => {}
    }
}

/// Reads one document. The error names line and column.
pub fn read(text: &str) -> Result<Value, String> {
    serde_saphyr::from_str(text).map_err(|e| first_line(&e.to_string()))
}

/// Reads all documents of a text, `---` between them; empty ones are left out. Also JSON, which is YAML, and a `List`, whose items are
/// taken one by one.
pub fn read_all(text: &str) -> Result<Vec<Value>, String> {
    let documents: Vec<Value> = serde_saphyr::from_multiple(text).map_err(|e| first_line(&e.to_string()))?;
    let mut out = Vec::new();
    for document in documents {
        match document {
            Value::Null => {}
            Value::Object(mut map)
                if map.get("kind").and_then(Value::as_str).is_some_and(|k| k.ends_with("List")) && map.contains_key("items") =>
            {
                if let Some(Value::Array(items)) = map.shift_remove("items") {
                    out.extend(items);
                }
            }
            other => out.push(other),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_is_read_again() {
        let value = json!({
            "b": ["yes", "on", "1.0", "1e3", "0x1f", "null", "~", "", " x ", "a: b", "# c", "- d", "two\nlines\n", "温度", "2026-07-24"],
            "a": {"n": 1, "f": 0.5, "t": true, "z": null, "e": {}, "l": []},
        });
        let text = write(&value).unwrap();
        assert!(text.starts_with("a:"), "{text}");
        assert_eq!(read(&text).unwrap(), value, "{text}");
    }

    #[test]
    fn documents_are_read_one_by_one() {
        let text = "---\nkind: A\n---\n\n---\nkind: List\nitems:\n- kind: B\n- kind: C\n---\n{\"kind\": \"D\"}\n";
        let kinds: Vec<Value> = read_all(text).unwrap().into_iter().map(|v| v["kind"].clone()).collect();
        assert_eq!(kinds, ["A", "B", "C", "D"]);
        let error = read_all("kind: A\nspec: [1, 2\nx: y").unwrap_err();
        assert!(error.contains("line"), "{error}");
        assert!(read("a: 1\na: 2").is_err(), "a key twice is a slip");
    }
}
