//! The little of Kubernetes' protobuf that is needed: kubectl sends its reviews so, and does not fall back to JSON.
//! The field numbers are those of k8s.io/api/authorization/v1/generated.proto.

use serde_json::{Map, Value, json};

/// The message inside of the envelope: `k8s\0` and a `runtime.Unknown`, whose field 2 it is.
pub fn object(body: &[u8]) -> Option<&[u8]> {
    field(body.strip_prefix(b"k8s\0")?, 2)
}

/// A review as JSON.
pub fn review(message: &[u8], access: bool) -> Value {
    let Some(spec) = field(message, 2) else { return json!({ "spec": {} }) };
    if !access {
        return json!({ "spec": strings(spec, &["namespace"]) });
    }
    if let Some(path) = field(spec, 2) {
        return json!({ "spec": { "nonResourceAttributes": strings(path, &["path", "verb"]) } });
    }
    let names = ["namespace", "verb", "group", "version", "resource", "subresource", "name"];
    json!({ "spec": { "resourceAttributes": strings(field(spec, 1).unwrap_or_default(), &names) } })
}

/// The text fields 1, 2, … by their names.
fn strings(message: &[u8], names: &[&str]) -> Map<String, Value> {
    let mut map = Map::new();
    for (number, name) in (1..).zip(names) {
        if let Some(text) = field(message, number).and_then(|b| std::str::from_utf8(b).ok()).filter(|t| !t.is_empty()) {
            map.insert((*name).to_owned(), text.into());
        }
    }
    map
}

/// The last length-delimited field of a number.
fn field(mut message: &[u8], number: u64) -> Option<&[u8]> {
    let mut found = None;
    while !message.is_empty() {
        let tag = varint(&mut message)?;
        match tag & 7 {
            0 => {
                varint(&mut message)?;
            }
            1 => message = message.get(8..)?,
            2 => {
                let n = usize::try_from(varint(&mut message)?).ok()?;
                let (value, rest) = (message.get(..n)?, message.get(n..)?);
                message = rest;
                if tag >> 3 == number {
                    found = Some(value);
                }
            }
            5 => message = message.get(4..)?,
            _ => return None,
        }
    }
    found
}

fn varint(message: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = message.split_first()?;
        *message = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_read() {
        // SelfSubjectAccessReview{spec{resourceAttributes{namespace: "a", verb: "get", resource: "pods"}}} in its envelope.
        let attributes = b"\x0a\x01a\x12\x03get\x2a\x04pods";
        let mut spec = vec![0x0a, attributes.len() as u8];
        spec.extend_from_slice(attributes);
        let mut review_bytes = vec![0x12, spec.len() as u8];
        review_bytes.extend_from_slice(&spec);
        let mut body = b"k8s\0\x0a\x00\x12".to_vec();
        body.push(review_bytes.len() as u8);
        body.extend_from_slice(&review_bytes);
        let got = review(object(&body).unwrap(), true);
        assert_eq!(got, json!({"spec":{"resourceAttributes":{"namespace":"a","verb":"get","resource":"pods"}}}));
        assert_eq!(object(b"{}"), None);
        assert_eq!(field(b"\x0a\xff", 1), None);
    }
}
