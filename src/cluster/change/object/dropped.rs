//! Whether the server keeps all that a text says. One that does not know a field drops it without a word before 1.27, and what is typed
//! wrong looks as if it had been taken.

use serde_json::Value;

/// The paths of what `wanted`, a merge patch or a manifest, says and `answer` does not have. What is empty, zero or `false` may be left out
/// by the server, which takes it for not being there.
pub(crate) fn dropped(wanted: &Value, answer: &Value) -> Vec<String> {
    let mut out = Vec::new();
    walk(wanted, answer, "", &mut out);
    out
}

fn walk(wanted: &Value, answer: &Value, path: &str, out: &mut Vec<String>) {
    match (wanted, answer) {
        (Value::Object(wanted), Value::Object(answer)) => {
            // What a Secret is given as text comes back as its data.
            let is_kept = |key: &str| !(path.is_empty() && key == "stringData");
            for (key, value) in wanted.iter().filter(|(key, v)| !is_nothing(v) && is_kept(key)) {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match answer.get(key) {
                    Some(there) => walk(value, there, &path, out),
                    None => out.push(path),
                }
            }
        }
        (Value::Array(wanted), Value::Array(answer)) => {
            for (i, value) in wanted.iter().enumerate() {
                let name = value.get("name").and_then(Value::as_str);
                let path = format!("{path}[{}]", name.map_or_else(|| i.to_string(), str::to_owned));
                // Elements without a name may have been put into another order: it is kept where one has all of it.
                let likely = answer.iter().filter(|there| name.is_none() || there.get("name") == value.get("name")).map(|there| {
                    let mut lost = Vec::new();
                    walk(value, there, &path, &mut lost);
                    lost
                });
                out.extend(likely.min_by_key(Vec::len).unwrap_or_default());
            }
        }
        _ => {}
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(n) => n.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.iter().all(is_nothing),
        Value::Object(map) => map.values().all(is_nothing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_server_has_dropped_is_named() {
        let answer = json!({"metadata": {"name": "web"}, "spec": {"replicas": 2, "template": {"spec": {"containers": [
            {"name": "side", "image": "b"}, {"name": "web", "image": "a", "resources": {"limits": {"cpu": "1"}}}]}}}});
        for (wanted, want) in [
            (json!({"spec": {"replicas": 3}}), vec![]),
            (json!({"spec": {"replica": 3}}), vec!["spec.replica"]),
            (json!({"spec": {"paused": false, "replica": null, "x": {"y": {}}, "z": [], "n": 0, "s": ""}}), vec![]),
            (json!({"spec": {"x": {"y": {"z": true}}}, "stat": "us"}), vec!["spec.x", "stat"]),
            (
                json!({"spec": {"template": {"spec": {"containers": [{"name": "web", "imgae": "c", "resources": {"limit": {"cpu": 1}}}]}}}}),
                vec!["spec.template.spec.containers[web].imgae", "spec.template.spec.containers[web].resources.limit"],
            ),
        ] {
            assert_eq!(dropped(&wanted, &answer), want, "{wanted}");
        }
        let ports = json!({"ports": [{"port": 80}, {"port": 8080, "hostPort": 8080}]});
        assert_eq!(dropped(&json!({"ports": [{"port": 8080, "hostPort": 8080}]}), &ports), Vec::<String>::new());
        assert_eq!(dropped(&json!({"stringData": {"a": "b"}}), &json!({"data": {"a": "Yg=="}})), Vec::<String>::new());
        assert_eq!(dropped(&json!({"rules": [{"hots": "a"}]}), &json!({"rules": [{"host": "b"}]})), ["rules[0].hots"]);
    }
}
