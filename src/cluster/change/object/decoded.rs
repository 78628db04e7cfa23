//! A Secret as its user edits it: what is text stands decoded below `stringData`, what is not stays in base64 below `data`. It is sent as the
//! server keeps it, all of it below `data`.

use crate::cluster::change::error::ChangeError;
use crate::model::change::reason::DocumentReason;
use crate::model::entries::Form;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// Where decoded values stand.
const DECODED: &str = "stringData";
const DATA: &str = "data";

fn is_secret(object: &Value) -> bool {
    object.get("kind").and_then(Value::as_str) == Some("Secret") && object.get("apiVersion").and_then(Value::as_str) == Some("v1")
}

fn bytes(value: &Value) -> Option<Zeroizing<Vec<u8>>> {
    STANDARD.decode(value.as_str()?).ok().map(Zeroizing::new)
}

/// The text that a value stands for; `None` where it is none.
fn text(value: &Value) -> Option<String> {
    let bytes = bytes(value)?;
    match Form::of(&bytes) {
        Form::Empty => Some(String::new()),
        Form::Text(text) => Some(text.to_owned()),
        Form::Binary(_) => None,
    }
}

/// Decodes what is text in a Secret; another object stays as it is.
pub(crate) fn decode(object: &mut Value) {
    if !is_secret(object) {
        return;
    }
    let Some(map) = object.as_object_mut() else { return };
    let Some(Value::Object(data)) = map.shift_remove(DATA) else { return };
    let (mut plain, mut rest) = (Map::new(), Map::new());
    for (key, value) in data {
        match text(&value) {
            Some(text) => drop(plain.insert(key, text.into())),
            None => drop(rest.insert(key, value)),
        }
    }
    for (field, values) in [(DECODED, plain), (DATA, rest)] {
        if !values.is_empty() {
            map.insert(field.into(), values.into());
        }
    }
}

/// What stands under a key of a Secret or a ConfigMap; `None` where nothing does.
///
/// # Errors
/// When it is no text.
pub(crate) fn value(object: &Value, key: &str) -> Option<Result<String, ChangeError>> {
    let plain = |value: &Value| if is_secret(object) { text(value) } else { value.as_str().map(str::to_owned) };
    let binary = || ChangeError::from(DocumentReason::Binary(key.into()));
    match (object[DATA].get(key), object["binaryData"].get(key)) {
        (Some(value), _) => Some(plain(value).ok_or_else(binary)),
        (None, Some(_)) => Some(Err(binary())),
        (None, None) => None,
    }
}

/// A text as it stands under a key of such an object.
pub(crate) fn coded(object: &Value, text: &str) -> Value {
    if is_secret(object) { STANDARD.encode(text).into() } else { text.into() }
}

/// Encodes what was decoded.
///
/// # Errors
/// When a decoded value is no text: `yes` and `8080` are none in YAML.
pub(crate) fn encode(object: &mut Value) -> Result<(), ChangeError> {
    if !is_secret(object) {
        return Ok(());
    }
    let Some(map) = object.as_object_mut() else { return Ok(()) };
    let plain = match map.shift_remove(DECODED) {
        Some(Value::Object(plain)) => plain,
        None | Some(Value::Null) => Map::new(),
        Some(_) => return Err(DocumentReason::NoText(DECODED.into()).into()),
    };
    let mut data = match map.shift_remove(DATA) {
        Some(Value::Object(data)) => data,
        // What is no map is the server's to refuse.
        Some(other) if !other.is_null() => {
            map.insert(DATA.into(), other);
            return Ok(());
        }
        Some(_) | None => Map::new(),
    };
    for (key, value) in plain {
        let Some(text) = value.as_str() else { return Err(DocumentReason::NoText(key.as_str().into()).into()) };
        data.insert(key, STANDARD.encode(text).into());
    }
    if !data.is_empty() {
        map.insert(DATA.into(), data.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn secret() -> Value {
        json!({"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": {"name": "db"},
            "data": {"password": "aHVudGVyMg==", "conf": "YSA9IDEKYiA9IDIK", "none": "", "bytes": "/wA=", "broken": "%%"}})
    }

    #[test]
    fn text_is_decoded_and_the_rest_left_and_it_comes_back_the_same() {
        let mut edited = secret();
        decode(&mut edited);
        assert_eq!(edited["stringData"], json!({"password": "hunter2", "conf": "a = 1\nb = 2\n", "none": ""}));
        assert_eq!(edited["data"], json!({"bytes": "/wA=", "broken": "%%"}));
        encode(&mut edited).unwrap();
        assert_eq!((&edited["data"], edited.get("stringData")), (&secret()["data"], None));
        // Through YAML and back.
        let mut edited = secret();
        decode(&mut edited);
        let written = crate::cluster::yaml::write(&edited).unwrap();
        assert!(written.contains("hunter2") && !written.contains("aHVudGVy"), "{written}");
        let mut read: Value = crate::cluster::yaml::read(&written).unwrap();
        encode(&mut read).unwrap();
        assert_eq!(read["data"], secret()["data"]);
    }

    #[test]
    fn what_was_changed_is_encoded_and_what_went_is_gone() {
        let mut edited = secret();
        decode(&mut edited);
        edited["stringData"]["password"] = "温度\n".into();
        edited["stringData"].as_object_mut().unwrap().shift_remove("conf");
        edited["stringData"]["new"] = "x".into();
        encode(&mut edited).unwrap();
        let want = json!({"bytes": "/wA=", "broken": "%%", "password": "5rip5bqmCg==", "none": "", "new": "eA=="});
        assert_eq!(edited["data"], want);
        let mut gone = json!({"apiVersion": "v1", "kind": "Secret", "stringData": null});
        encode(&mut gone).unwrap();
        assert_eq!(gone, json!({"apiVersion": "v1", "kind": "Secret"}));
    }

    #[test]
    fn a_value_that_is_no_text_is_refused_by_its_key() {
        for (value, key) in [(json!({"port": 8080}), "port"), (json!({"on": true}), "on"), (json!("x"), "stringData")] {
            let mut edited = json!({"apiVersion": "v1", "kind": "Secret", "stringData": value});
            let said = encode(&mut edited).unwrap_err().to_string();
            assert!(said.contains(key) && said.contains("quotes"), "{said}");
        }
        let mut map = json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "aHVudGVyMg=="}});
        let before = map.clone();
        decode(&mut map);
        encode(&mut map).unwrap();
        assert_eq!(map, before);
    }
}
