//! A Secret or a ConfigMap key by key: the object is read whole, since the server gives it in no other form, and of its values nothing is
//! kept but how many bytes they have. One value is decoded where somebody asks for it, from `data` and never from a copy that an annotation
//! keeps.

use super::connect::der;
use super::describe::Which;
use super::error::ApiError;
use super::session::{READ_DEADLINE, Session};
use crate::model::entries::{Certificate, Changed, Entries, Entry, Plain, Value, decoded_len};
use crate::model::naming::segment;
use crate::model::text::clean;
use crate::model::trouble::Unread;
use crate::model::{Name, Time};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Names of a certificate that are told.
const NAMES: usize = 3;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Holder<'a> {
    metadata: Meta<'a>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    immutable: Option<bool>,
    #[serde(borrow)]
    data: Option<BTreeMap<Cow<'a, str>, &'a RawValue>>,
    #[serde(borrow)]
    binary_data: Option<BTreeMap<Cow<'a, str>, &'a RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    #[serde(borrow)]
    uid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    creation_timestamp: Option<Cow<'a, str>>,
    #[serde(borrow)]
    managed_fields: Option<Vec<Manager<'a>>>,
}

/// Who has written what: of which only the keys are looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manager<'a> {
    #[serde(borrow)]
    manager: Option<Cow<'a, str>>,
    #[serde(borrow)]
    time: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "fieldsV1")]
    fields: Option<Fields<'a>>,
}

#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, rename = "f:data")]
    data: Option<BTreeMap<Cow<'a, str>, IgnoredAny>>,
    #[serde(borrow, rename = "f:binaryData")]
    binary: Option<BTreeMap<Cow<'a, str>, IgnoredAny>>,
}

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    serde_json::from_str::<Option<Text<'_>>>(raw.get()).ok().map(|t| t.map_or(Cow::Borrowed(""), |t| t.0))
}

/// A name of the server's that will stand on the screen.
fn name(text: &str) -> Name {
    clean(text).into()
}

impl Manager<'_> {
    fn wrote(&self, key: &str, binary: bool) -> bool {
        let keys = self.fields.as_ref().and_then(|f| if binary { f.binary.as_ref() } else { f.data.as_ref() });
        keys.is_some_and(|keys| keys.keys().any(|k| k.strip_prefix("f:") == Some(key)))
    }

    /// The keys that it has written.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter();
        fields.flat_map(|f| f.data.iter().chain(&f.binary)).flat_map(BTreeMap::keys).filter_map(|k| k.strip_prefix("f:"))
    }

    /// Its name, and when it has last written anything.
    pub(super) fn changed(&self) -> Option<Changed> {
        let at = self.time.as_deref().and_then(Time::parse)?;
        Some(Changed { at, by: name(self.manager.as_deref().unwrap_or_default()) })
    }
}

impl<'a> Holder<'a> {
    fn read(body: &'a [u8], which: Which<'_>) -> Result<Self, ApiError> {
        // What serde says may quote what it could not read.
        let it: Self = serde_json::from_slice(body).map_err(|_| ApiError::Decode(Unread::NoObject))?;
        if it.metadata.uid.as_deref().is_some_and(|uid| uid != which.uid.to_string()) {
            return Err(ApiError::Decode(Unread::Recreated(format!("{} {}", which.resource, which.name))));
        }
        Ok(it)
    }

    fn entries(&self, secret: bool) -> Entries {
        let managers = self.metadata.managed_fields.as_deref().unwrap_or_default();
        let changed =
            |key: &str, binary| managers.iter().filter(|m| m.wrote(key, binary)).filter_map(Manager::changed).max_by_key(|c| c.at);
        let entry = |(key, raw): (&Cow<'_, str>, &&RawValue), binary: bool| {
            let bytes = text(raw).and_then(|t| if secret || binary { decoded_len(&t) } else { Some(t.len()) });
            Entry { name: name(key), bytes, binary, changed: changed(key, binary) }
        };
        let mut keys: Vec<Entry> = self.data.iter().flatten().map(|of| entry(of, false)).collect();
        keys.extend(self.binary_data.iter().flatten().map(|of| entry(of, true)));
        Entries {
            kind: name(self.kind.as_deref().unwrap_or_default()),
            immutable: self.immutable == Some(true),
            created: self.metadata.creation_timestamp.as_deref().and_then(Time::parse),
            keys,
        }
    }

    /// A value; `None` where there is none of that key.
    fn value(&self, secret: bool, key: &str) -> Option<Result<Plain, ApiError>> {
        let of = |map: &Option<BTreeMap<Cow<'a, str>, &'a RawValue>>| {
            map.as_ref().and_then(|map| map.iter().find(|(k, _)| *name(k) == *key).map(|(_, raw)| *raw))
        };
        let (raw, coded) = match (of(&self.data), of(&self.binary_data)) {
            (Some(raw), _) => (raw, secret),
            (None, raw) => (raw?, true),
        };
        let Some(text) = text(raw) else { return Some(Err(ApiError::Decode(Unread::NoText))) };
        if !coded {
            return Some(Ok(Plain::new(Zeroizing::new(text.as_bytes().to_vec()))));
        }
        let mut out = Zeroizing::new(Vec::with_capacity(text.len()));
        // What is wrong with it may be told by its bytes.
        let decoded = STANDARD.decode_vec(&*text, &mut out).map_err(|_| ApiError::Decode(Unread::NoBase64));
        Some(decoded.map(|()| Plain::new(out)))
    }
}

async fn fetch(session: &Session, which: Which<'_>) -> Result<bytes::Bytes, ApiError> {
    let namespace = Some(which.namespace).filter(|n| !n.is_empty());
    let path = format!("{}/{}", which.resource.path(namespace), segment(which.name));
    session.get(&path, READ_DEADLINE).await
}

/// What a Secret or a ConfigMap holds, without the values.
///
/// # Errors
/// When it cannot be read, or is another one by now.
pub async fn entries(session: &Session, which: Which<'_>) -> Result<Entries, ApiError> {
    let body = fetch(session, which).await?;
    Ok(Holder::read(&body, which)?.entries(which.resource.is_secret()))
}

/// What stands under one key, read anew.
///
/// # Errors
/// When it cannot be read, or is another one by now, or has no such key.
pub async fn value(session: &Session, which: Which<'_>, key: &str) -> Result<Value, ApiError> {
    let body = fetch(session, which).await?;
    let value = Holder::read(&body, which)?.value(which.resource.is_secret(), key);
    let plain = value.unwrap_or_else(|| Err(ApiError::Decode(Unread::NoKey)))?;
    let certificate = certificate(plain.reveal());
    Ok(Value { plain, certificate })
}

/// The first certificate in PEM.
fn certificate(bytes: &[u8]) -> Option<Certificate> {
    let first = CertificateDer::pem_slice_iter(bytes).find_map(Result::ok)?;
    let it = der::Certificate::read(&first)?;
    Some(Certificate { names: name(&it.names(NAMES).join(", ")), until: Time::from_secs(it.until) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Uid;
    use crate::model::resource::Resource;
    use serde_json::json;

    fn read<T>(kind: &str, plural: &str, object: &serde_json::Value, act: impl FnOnce(Holder<'_>) -> T) -> Result<T, ApiError> {
        let (resource, uid) = (Resource::new("", "v1", plural, kind, true), Uid::new("u"));
        let which = Which { resource: &resource, namespace: "iot", name: "db", uid: &uid };
        let body = object.to_string();
        Holder::read(body.as_bytes(), which).map(act)
    }

    fn secret() -> serde_json::Value {
        let fields = |keys: &[&str]| {
            let keys: serde_json::Map<_, _> = keys.iter().map(|k| (format!("f:{k}"), json!({}))).collect();
            json!({"f:data": keys, "f:type": {}})
        };
        json!({"kind": "Secret", "type": "Opaque", "immutable": true, "metadata": {"name": "db", "uid": "u",
            "creationTimestamp": "2026-11-01T00:00:00Z", "annotations": {
                "kubectl.kubernetes.io/last-applied-configuration": "{\"data\":{\"password\":\"b2xk\"}}"},
            "managedFields": [
                {"manager": "helm", "operation": "Update", "time": "2026-11-01T00:00:00Z", "fieldsV1": fields(&["user", "password"])},
                {"manager": "kubectl-edit", "operation": "Update", "time": "2026-11-02T00:00:00Z", "fieldsV1": fields(&["password"])},
                {"manager": "labels", "operation": "Update", "time": "2026-11-03T00:00:00Z",
                    "fieldsV1": {"f:metadata": {"f:labels": {"f:a": {}}}}}]},
            "data": {"password": "aHVudGVyMg==", "user": "", "bad": "%%"}})
    }

    #[test]
    fn keys_and_sizes_are_told_and_no_values() {
        let entries = read("Secret", "secrets", &secret(), |h| h.entries(true)).unwrap();
        let of = |key: &str| entries.key(key).map(|k| (k.bytes, k.changed.as_ref().map(|c| c.by.to_string())));
        assert_eq!(of("password"), Some((Some(7), Some("kubectl-edit".into()))));
        assert_eq!(of("user"), Some((Some(0), Some("helm".into()))));
        assert_eq!(of("bad"), Some((None, None)));
        assert!(entries.immutable && &*entries.kind == "Opaque" && entries.created.is_some());
        assert_eq!(entries.changed().map(|c| &*c.by), Some("kubectl-edit"), "who wrote labels has changed no value");
        assert!(!format!("{entries:?}").contains("hunter2"));
        let map = json!({"kind": "ConfigMap", "metadata": {"uid": "u"}, "data": {"a.conf": "a = 1\n\"b\"\n"}, "binaryData": {"logo": "aGVsbG8="}});
        let entries = read("ConfigMap", "configmaps", &map, |h| h.entries(false)).unwrap();
        let told: Vec<_> = entries.keys.iter().map(|k| (&*k.name, k.bytes, k.binary)).collect();
        assert_eq!(told, [("a.conf", Some(10), false), ("logo", Some(5), true)]);
        let empty = json!({"metadata": {}, "data": null});
        assert_eq!(read("Secret", "secrets", &empty, |h| h.entries(true)).unwrap(), Entries::default());
    }

    #[test]
    fn one_value_is_decoded_and_told_by_nothing_but_itself() {
        let one = |key: &str| read("Secret", "secrets", &secret(), |h| h.value(true, key)).unwrap();
        let plain = one("password").unwrap().unwrap();
        assert_eq!((plain.reveal(), format!("{plain:?}")), (&b"hunter2"[..], "(7 bytes)".to_owned()));
        assert_eq!(one("user").unwrap().unwrap().reveal(), b"");
        assert!(one("none").is_none());
        let error = one("bad").unwrap().unwrap_err().to_string();
        assert!(error.contains("no base64") && !error.contains('%'), "{error}");
        let map = json!({"metadata": {}, "data": {"a": "x\ny"}, "binaryData": {"b": "/wA="}});
        let one = |key: &str| read("ConfigMap", "configmaps", &map, |h| h.value(false, key)).unwrap().unwrap().unwrap();
        assert_eq!((one("a").reveal(), one("b").reveal()), (&b"x\ny"[..], &b"\xff\0"[..]));
    }

    #[test]
    fn another_object_and_no_object_are_refused_without_a_word_of_theirs() {
        let other = json!({"metadata": {"uid": "other"}, "data": {"password": "aHVudGVyMg=="}});
        let broken = json!({"metadata": {"uid": "u"}, "data": "aHVudGVyMg=="});
        for (object, says) in [(other, "Secret db"), (broken, "no object")] {
            let error = read("Secret", "secrets", &object, |_| ()).unwrap_err().to_string();
            assert!(error.contains(says) && !error.contains("aHVudGVy"), "{error}");
        }
    }

    #[test]
    fn a_certificate_is_named() {
        let until = Time::from_secs(1_900_000_000);
        let pem = crate::demo::certificate::pem("Root", &["a.example", "b.example"], Time::from_secs(1_700_000_000), until);
        assert_eq!(certificate(pem.as_bytes()), Some(Certificate { names: "a.example, b.example".into(), until }));
        assert_eq!(certificate(b"-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n"), None);
        assert_eq!(certificate(b"hunter2"), None);
    }
}
