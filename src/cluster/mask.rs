//! Objects as they are shown before somebody asks for what is secret in them: [what may be secret](crate::model::hide) is hidden.

use crate::model::hide::{HIDDEN, is_copy, named_secret, within};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

/// Hides what may be secret in one object or in several that are compared: with numbers, the same value has the same number in all of
/// them, so that it can be seen whether two are the same.
#[derive(Debug, Default)]
pub struct Mask {
    words: Words,
}

/// What stands in the place of a value.
#[derive(Debug, Default)]
enum Words {
    /// One word for all.
    #[default]
    One,
    /// A number for each value.
    Numbers(HashMap<String, usize>),
    /// A mark for each value, the same as long as this run lasts, from which nobody can tell the value.
    Marks,
}

/// The key of the marks: it is drawn anew in each run, and goes nowhere.
static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// Puts numbers in the place of marks: the same for the same value in all of these texts.
pub fn number_marks(texts: &mut [String]) {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for text in texts {
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(MARK) {
            out.push_str(before);
            let mark =
                after.get(..DIGITS).filter(|m| after[m.len()..].starts_with(')') && m.bytes().all(|b| b.is_ascii_hexdigit()));
            match mark {
                Some(mark) => {
                    let next = numbers.len() + 1;
                    out.push_str(&format!("(hidden {}", numbers.entry(mark.to_owned()).or_insert(next)));
                    rest = &after[DIGITS..];
                }
                None => {
                    out.push_str(MARK);
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        *text = out;
    }
}

/// What a mark begins with, and how many digits it has.
const MARK: &str = "(hidden:";
const DIGITS: usize = 16;

impl Mask {
    /// One that numbers the values.
    pub fn numbered() -> Self {
        Self { words: Words::Numbers(HashMap::new()) }
    }

    /// One that marks the values, for what is kept to be compared later: see [`number_marks`].
    pub fn marked() -> Self {
        Self { words: Words::Marks }
    }

    /// Hides what may be secret in an object, or in a part of one such as a pod template.
    pub fn hide(&mut self, object: &mut Value) {
        let secret = is_secret(object);
        let copies = if secret { values(object) } else { Vec::new() };
        if let Some(annotations) = object.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
            self.annotations(annotations, secret, &copies);
        }
        if secret {
            for field in ["data", "stringData"] {
                if let Some(map) = object.get_mut(field).and_then(Value::as_object_mut) {
                    map.values_mut().for_each(|v| self.all(v));
                }
            }
        }
        self.walk(object);
    }

    /// Hides what may be secret among the values of a chart: all that stands below the name of a secret, and values of variables.
    pub fn hide_values(&mut self, values: &mut Value) {
        // Whole objects are given as values as well.
        if is_secret(values) {
            return self.hide(values);
        }
        match values {
            Value::Object(map) => {
                for (key, value) in map.iter_mut() {
                    let plain = key.to_lowercase();
                    if named_secret(key) && !plain.ends_with("pullsecrets") {
                        self.all(value);
                    } else if ["env", "envs", "envvars"].iter().any(|end| plain.ends_with(end)) {
                        self.variables(value);
                    } else {
                        self.hide_values(value);
                    }
                }
            }
            Value::Array(list) => {
                for value in list.iter_mut() {
                    // As a list of variables may have any name.
                    match value.get("name").and_then(Value::as_str).is_some_and(named_secret) {
                        true => self.variable(value),
                        false if value.is_string() => {}
                        false => self.hide_values(value),
                    }
                }
                self.list(list);
            }
            Value::String(_) => self.walk(values),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Variables as a list, or by their names. A text alone is the name of an environment.
    fn variables(&mut self, value: &mut Value) {
        match value {
            Value::Array(list) => {
                for one in list {
                    if one.is_object() { self.variable(one) } else { self.all(one) }
                }
            }
            Value::Object(_) => self.all(value),
            // Variables that are written as a template.
            Value::String(text) if text.contains('\n') => self.all(value),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => self.walk(value),
        }
    }

    /// What stands in the place of a value.
    pub(super) fn word(&mut self, value: &str) -> String {
        match &mut self.words {
            Words::One => HIDDEN.to_owned(),
            Words::Numbers(numbers) => {
                let next = numbers.len() + 1;
                let number = *numbers.entry(value.to_owned()).or_insert(next);
                format!("(hidden {number})")
            }
            Words::Marks => format!("{MARK}{:016x})", KEY.hash_one(value)),
        }
    }

    /// In the place of what is hidden without being a value of its own: only marks tell two of them apart.
    fn whole(&mut self, value: &str) -> String {
        if matches!(self.words, Words::Marks) { self.word(value) } else { HIDDEN.to_owned() }
    }

    /// All texts and numbers of a value.
    fn all(&mut self, value: &mut Value) {
        match value {
            Value::Object(map) => map.values_mut().for_each(|v| self.all(v)),
            Value::Array(list) => list.iter_mut().for_each(|v| self.all(v)),
            Value::Null | Value::Bool(_) => {}
            Value::String(text) if text.starts_with("(hidden") => {}
            other => {
                let text = other.as_str().map_or_else(|| other.to_string(), str::to_owned);
                if !text.is_empty() {
                    *other = self.word(&text).into();
                }
            }
        }
    }

    /// A copy of the object that can be read is hidden as the object is; of a Secret, whatever repeats a value.
    fn annotations(&mut self, annotations: &mut Map<String, Value>, secret: bool, copies: &[String]) {
        for (key, value) in annotations.iter_mut() {
            let Some(text) = value.as_str() else { continue };
            let parsed = serde_json::from_str::<Value>(text).ok().filter(|v| v.is_object() || v.is_array());
            let repeats = copies.iter().any(|c| text.contains(c.as_str()));
            match parsed {
                // Said of what, it may be of any kind.
                Some(_) if secret || repeats => *value = self.whole(text).into(),
                // What has nothing to hide stays as it is written.
                Some(copy) => {
                    let mut shown = copy.clone();
                    self.hide(&mut shown);
                    if shown != copy {
                        *value = shown.to_string().into();
                    }
                }
                None if repeats || is_copy(key) => *value = self.whole(text).into(),
                None => {}
            }
        }
    }

    fn walk(&mut self, value: &mut Value) {
        match value {
            Value::Object(map) => {
                for (key, value) in map.iter_mut() {
                    match value {
                        Value::Array(list) if key == "env" => list.iter_mut().for_each(|v| self.variable(v)),
                        Value::String(_) if named_secret(key) => self.all(value),
                        // Data of a Secret that stands within another object.
                        other => self.walk(other),
                    }
                }
            }
            Value::Array(list) => self.list(list),
            Value::String(text) => {
                if let std::borrow::Cow::Owned(hidden) = within(text) {
                    *text = hidden.replace(HIDDEN, &self.whole(text));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// In a list of arguments the value may be the next one: `--password`, `hunter2`.
    fn list(&mut self, list: &mut [Value]) {
        let mut next = false;
        for value in list {
            let flag = value.as_str().is_some_and(|t| t.starts_with('-') && !t.contains('=') && named_secret(t));
            if next && value.is_string() && !flag {
                self.all(value);
            } else {
                self.walk(value);
            }
            next = flag;
        }
    }

    /// A variable's value; where it is taken from elsewhere, that is no secret.
    fn variable(&mut self, variable: &mut Value) {
        if let Some(value) = variable.get_mut("value") {
            self.all(value);
        }
        self.walk(variable);
    }
}

fn is_secret(object: &Value) -> bool {
    object.get("kind").and_then(Value::as_str) == Some("Secret")
}

/// The values of a Secret, as they stand there and decoded, as far as they are long enough to be told from chance.
fn values(object: &Value) -> Vec<String> {
    let texts = |field| object.get(field).and_then(Value::as_object).into_iter().flat_map(Map::values).filter_map(Value::as_str);
    let decoded = |text: &str| decoded(text).and_then(|b| String::from_utf8(b).ok());
    let mut out: Vec<String> = texts("data").filter_map(decoded).collect();
    out.extend(texts("data").chain(texts("stringData")).map(str::to_owned));
    out.retain(|t| t.len() >= 4);
    out
}

/// Base64 as the API writes it; `None` for what is none.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut held) = (Vec::with_capacity(text.len() / 4 * 3), 0u32, 0u32);
    for b in text.trim_end_matches('=').bytes() {
        let six = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'\n' | b'\r' => continue,
            _ => return None,
        };
        (bits, held) = ((bits << 6 | u32::from(six)) & 0xff_ffff, held + 6);
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_may_be_secret_is_hidden_wherever_it_stands() {
        let secret = json!({"kind": "Secret", "data": {"a": "aHVudGVyMg=="}, "stringData": {"b": "hunter2"}, "metadata": {"annotations": {
            "kubectl.kubernetes.io/last-applied-configuration": r#"{"kind":"Secret","stringData":{"a":"hunter2"}}"#,
            "note": "it was hunter2", "copy": "aHVudGVyMg==", "team": "iot"}}});
        let pod = json!({"kind": "Pod", "metadata": {"annotations": {
            "kubectl.kubernetes.io/last-applied-configuration": r#"{"kind":"Pod","spec":{"containers":[{"env":[{"name":"A","value":"hunter2"}]}]}}"#}},
            "spec": {"containers": [{"name": "web", "image": "lab/app:1", "args": ["--password=hunter2", "--token", "hunter2", "--level", "info"],
                "env": [{"name": "PASSWORD", "value": "hunter2"}, {"name": "B", "valueFrom": {"secretKeyRef": {"name": "db", "key": "pw"}}}]}]}});
        let device = json!({"kind": "Device", "spec": {"apiToken": "hunter2", "url": "https://u:hunter2@h/x", "secretName": "mine",
            "nested": [{"db": {"password": "hunter2"}}]}});
        let list = json!({"kind": "ConfigMap", "data": {"DB_PASSWORD": "hunter2", "level": "info"}});
        for object in [secret, pod, device, list] {
            for mut mask in [Mask::default(), Mask::numbered()] {
                let mut shown = object.clone();
                mask.hide(&mut shown);
                let text = shown.to_string();
                assert!(!text.contains("hunter2") && !text.contains("aHVudGVyMg"), "{text}");
                for kept in ["iot", "lab/app:1", "info", "secretKeyRef", "mine"] {
                    assert_eq!(text.contains(kept), object.to_string().contains(kept), "{kept}: {text}");
                }
            }
        }
    }

    #[test]
    fn marks_tell_the_same_from_another_and_nothing_else() {
        let secret =
            |a: &str, b: &str| json!({"kind": "Secret", "data": {"a": a, "b": b}, "metadata": {"annotations": {"copy": a}}});
        let mut texts: Vec<String> = [secret("aHVudGVyMg==", "c2VhbmNl"), secret("aHVudGVyMg==", "b3RoZXI=")]
            .into_iter()
            .map(|mut object| {
                // Each at its own time, as the marked object and the one beside it.
                Mask::marked().hide(&mut object);
                object.to_string()
            })
            .collect();
        assert!(texts.iter().all(|t| !t.contains("aHVudGVyMg") && t.contains("(hidden:")), "{texts:?}");
        texts.push("(hidden:no) (hidden:".into());
        number_marks(&mut texts);
        assert_eq!(texts[0], secret("(hidden 1)", "(hidden 2)").to_string());
        assert_eq!(texts[1], secret("(hidden 1)", "(hidden 3)").to_string());
        assert_eq!(texts[2], "(hidden:no) (hidden:");
        let mut command = json!({"spec": {"containers": [{"args": ["--password=x"]}]}});
        Mask::marked().hide(&mut command);
        assert!(command.to_string().contains("--password=(hidden:"), "{command}");
    }

    #[test]
    fn values_of_a_chart_are_hidden_by_their_names() {
        let mut values = json!({
            "auth": {"rootPassword": "hunter2", "username": "app"}, "secrets": {"a": {"b": ["hunter2"]}}, "token": 42,
            "env": {"A": "hunter2"}, "extraEnvVars": [{"name": "A", "value": "hunter2"}, {"name": "B", "valueFrom": "kept1"}],
            "imagePullSecrets": [{"name": "kept2"}], "params": [{"name": "apiKey", "value": "hunter2"}, {"name": "x", "value": "kept3"}],
            "args": ["--password", "hunter2", "--level=kept4"], "url": "amqp://u:hunter2@kept5", "tls": {"secretName": "kept6"},
            "extraDeploy": [{"kind": "Secret", "stringData": {"config": "hunter2"}, "data": {"foo": "hunter2"}}],
            "extraEnv": "- name: X\n  value: hunter2",
            "nested": {"env": "kept7", "on": true, "replicas": 3},
        });
        Mask::default().hide_values(&mut values);
        let text = values.to_string();
        assert!(!text.contains("hunter2") && !text.contains("42"), "{text}");
        for kept in ["app", "kept1", "kept2", "kept3", "kept4", "kept5", "kept6", "kept7", "true", "3"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }

    #[test]
    fn the_same_value_has_the_same_number() {
        let mut mask = Mask::numbered();
        let template = |value: &str| json!({"spec": {"containers": [{"env": [{"name": "A", "value": value}]}]}});
        let (mut a, mut b, mut c) = (template("x"), template("y"), template("x"));
        [&mut a, &mut b, &mut c].into_iter().for_each(|t| mask.hide(t));
        assert_eq!(a, template("(hidden 1)"));
        assert_eq!((a == c, a == b), (true, false));
    }
}
