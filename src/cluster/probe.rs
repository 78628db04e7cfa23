//! What a probe asks, in words.

use serde_json::Value;

fn text(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// `GET /healthz on port http, every 10 s, 3 failures`; empty where there is none.
pub(super) fn words(probe: &Value) -> String {
    let how = match () {
        () if probe["httpGet"].is_object() => {
            format!("GET {} on port {}", text(&probe["httpGet"]["path"]), text(&probe["httpGet"]["port"]))
        }
        () if probe["tcpSocket"].is_object() => format!("TCP port {}", text(&probe["tcpSocket"]["port"])),
        () if probe["exec"].is_object() => {
            probe["exec"]["command"].as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(" ")
        }
        () if probe["grpc"].is_object() => format!("gRPC port {}", text(&probe["grpc"]["port"])),
        () => return String::new(),
    };
    format!("{how}, every {} s, {} failures", text(&probe["periodSeconds"]), text(&probe["failureThreshold"]))
}
