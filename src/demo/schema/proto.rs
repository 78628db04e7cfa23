//! Bodies in Kubernetes' protobuf form, which kubectl's typed clients send and do not replace by JSON when it is refused.

use super::{Field, Ty, Type, get};
use crate::model::time::Time;
use serde_json::{Map, Value};

/// Fields that Go's types hold by value, so that their zero is written and means nothing.
const PLAIN: &[&str] = &[
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "stdin",
    "stdinOnce",
    "tty",
    "hostPort",
    "minReadySeconds",
    "paused",
    "generation",
    "publishNotReadyAddresses",
    "healthCheckNodePort",
    "nodePort",
    "readOnly",
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
    "maxReplicas",
    "currentReplicas",
    "desiredReplicas",
];

/// The API version, the kind and the message of an envelope: `k8s\0` and a `runtime.Unknown`.
pub fn envelope(body: &[u8]) -> Option<(String, String, &[u8])> {
    let unknown = body.strip_prefix(b"k8s\0")?;
    let (mut meta, mut raw): (&[u8], &[u8]) = (&[], &[]);
    for (tag, wire) in Fields(unknown) {
        match (tag, wire?) {
            (1, Wire::Bytes(b)) => meta = b,
            (2, Wire::Bytes(b)) => raw = b,
            _ => {}
        }
    }
    let (mut version, mut kind) = (String::new(), String::new());
    for (tag, wire) in Fields(meta) {
        if let Wire::Bytes(b) = wire? {
            let text = String::from_utf8(b.to_vec()).ok()?;
            if tag == 1 { version = text } else { kind = text }
        }
    }
    Some((version, kind, raw))
}

/// A message as JSON.
pub fn decode(ty: &Type, message: &[u8]) -> Option<Value> {
    let mut map = Map::new();
    for (tag, wire) in Fields(message) {
        let wire = wire?;
        if let Some(field) = ty.fields.iter().find(|f| f.tag == tag && tag != 0) {
            put(&mut map, field, &wire)?;
        } else if let (Some((_, names)), Wire::Bytes(inner)) = (ty.inline.iter().find(|(n, _)| *n == tag), &wire) {
            for (tag, wire) in Fields(inner) {
                let wire = wire?;
                if let Some(field) = names.iter().find(|(n, _)| *n == tag).and_then(|(_, name)| ty.field(name)) {
                    put(&mut map, field, &wire)?;
                }
            }
        }
    }
    Some(Value::Object(map))
}

fn put(map: &mut Map<String, Value>, field: &Field, wire: &Wire) -> Option<()> {
    match &field.ty {
        Ty::List(item) => {
            if let Some(v) = one(item, wire)?
                && let Value::Array(list) = map.entry(field.name).or_insert_with(|| Value::Array(Vec::new()))
            {
                list.push(v);
            }
        }
        Ty::Map(item) => {
            let Wire::Bytes(entry) = wire else { return None };
            let (mut key, mut value) = (String::new(), None);
            for (tag, wire) in Fields(entry) {
                match (tag, wire?) {
                    (1, Wire::Bytes(b)) => key = String::from_utf8(b.to_vec()).ok()?,
                    (2, w) => value = one(item, &w)?,
                    _ => {}
                }
            }
            let empty = if matches!(**item, Ty::Text | Ty::Bytes) { Value::from("") } else { Value::Null };
            if let Value::Object(m) = map.entry(field.name).or_insert_with(|| Value::Object(Map::new())) {
                m.insert(key, value.unwrap_or(empty));
            }
        }
        ty => {
            if let Some(v) = one(ty, wire)? {
                let zero = matches!(v, Value::Bool(false)) || v.as_i64() == Some(0);
                if !(zero && PLAIN.contains(&field.name)) {
                    map.insert(field.name.to_owned(), v);
                }
            }
        }
    }
    Some(())
}

/// A value; `Some(None)` for one that says nothing.
fn one(ty: &Ty, wire: &Wire) -> Option<Option<Value>> {
    Some(match (ty, wire) {
        (Ty::Text, Wire::Bytes(b)) => {
            let text = String::from_utf8(b.to_vec()).ok()?;
            (!text.is_empty()).then(|| text.into())
        }
        (Ty::Bytes, Wire::Bytes(b)) => Some(base64(b).into()),
        (Ty::Int, Wire::Number(n)) => Some((*n as i64).into()),
        (Ty::Flag, Wire::Number(n)) => Some((*n != 0).into()),
        (Ty::Float, Wire::Number(n)) => Some(f64::from_bits(*n).into()),
        (Ty::Time | Ty::MicroTime, Wire::Bytes(b)) => {
            let seconds = number(b, 1)?;
            seconds.map(|s| Time::from_secs(s).rfc3339().into())
        }
        (Ty::Quantity, Wire::Bytes(b)) => text(b, 1)?.map(Value::from),
        (Ty::IntOrString, Wire::Bytes(b)) => {
            if number(b, 1)?.unwrap_or(0) == 1 {
                Some(text(b, 3)?.unwrap_or_default().into())
            } else {
                Some(number(b, 2)?.unwrap_or(0).into())
            }
        }
        (Ty::Raw, Wire::Bytes(b)) => text(b, 1)?.and_then(|t| serde_json::from_str(&t).ok()),
        (Ty::Named(name), Wire::Bytes(b)) => Some(decode(get(name)?, b)?),
        _ => return None,
    })
}

fn number(message: &[u8], tag: u64) -> Option<Option<i64>> {
    let mut found = None;
    for (t, wire) in Fields(message) {
        if let (true, Wire::Number(n)) = (t == tag, wire?) {
            found = Some(n as i64);
        }
    }
    Some(found)
}

fn text(message: &[u8], tag: u64) -> Option<Option<String>> {
    let mut found = None;
    for (t, wire) in Fields(message) {
        if let (true, Wire::Bytes(b)) = (t == tag, wire?) {
            found = Some(String::from_utf8(b.to_vec()).ok()?);
        }
    }
    Some(found)
}

/// Bytes as base64, with padding.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let letter = LETTERS[(n >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { letter as char } else { '=' });
        }
    }
    out
}

/// What stands behind a field's number.
enum Wire<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message; an item is `None` inside when the message is broken.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = (u64, Option<Wire<'a>>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let mut read = || {
            let tag = varint(&mut self.0)?;
            let wire = match tag & 7 {
                0 => Wire::Number(varint(&mut self.0)?),
                1 => Wire::Number(u64::from_le_bytes(self.take(8)?.try_into().ok()?)),
                2 => {
                    let n = usize::try_from(varint(&mut self.0)?).ok()?;
                    Wire::Bytes(self.take(n)?)
                }
                5 => Wire::Number(u64::from(u32::from_le_bytes(self.take(4)?.try_into().ok()?))),
                _ => return None,
            };
            Some((tag >> 3, wire))
        };
        match read() {
            Some((tag, wire)) => Some((tag, Some(wire))),
            None => {
                self.0 = &[];
                Some((0, None))
            }
        }
    }
}

impl<'a> Fields<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (value, rest) = (self.0.get(..n)?, self.0.get(n..)?);
        self.0 = rest;
        Some(value)
    }
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
    use crate::demo::schema::of;
    use serde_json::json;

    fn field(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut out = vec![tag << 3 | 2, content.len() as u8];
        out.extend_from_slice(content);
        out
    }

    #[test]
    fn a_review_in_its_envelope_is_read() {
        let attributes = [field(1, b"a"), field(2, b"get"), field(5, b"pods")].concat();
        let message = field(2, &field(1, &attributes));
        let meta = [field(1, b"authorization.k8s.io/v1"), field(2, b"SelfSubjectAccessReview")].concat();
        let body = [b"k8s\0".to_vec(), field(1, &meta), field(2, &message)].concat();
        let (version, kind, raw) = envelope(&body).unwrap();
        assert_eq!((version.as_str(), kind.as_str()), ("authorization.k8s.io/v1", "SelfSubjectAccessReview"));
        let got = decode(of("authorization.k8s.io", "v1", "SelfSubjectAccessReview").unwrap(), raw).unwrap();
        assert_eq!(got, json!({"spec":{"resourceAttributes":{"namespace":"a","verb":"get","resource":"pods"}}}));
        assert!(envelope(b"{}").is_none());
        assert!(decode(of("", "v1", "Pod").unwrap(), b"\x0a\xff").is_none());
    }

    #[test]
    fn maps_zeros_and_inlined_messages_are_read_as_json_has_them() {
        let entry = [field(1, b"app"), field(2, b"web")].concat();
        // A probe's handler is a message of its own (1), whose tcpSocket (3) is empty here; hostNetwork (11) is false.
        let probe = field(1, &field(3, b""));
        let container = [field(1, b"c"), field(10, &probe)].concat();
        let message = [field(1, &field(11, &entry)), field(2, &[field(2, &container), vec![11 << 3, 0]].concat())].concat();
        let got = decode(of("", "v1", "Pod").unwrap(), &message).unwrap();
        assert_eq!(got["metadata"], json!({"labels":{"app":"web"}}));
        assert_eq!(got["spec"]["containers"][0]["livenessProbe"], json!({"tcpSocket":{}}));
        assert_eq!(got["spec"].get("hostNetwork"), None);
    }

    #[test]
    fn base64_has_its_padding() {
        for (bytes, want) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), want);
        }
    }
}
