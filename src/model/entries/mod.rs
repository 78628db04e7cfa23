//! What a Secret or a ConfigMap holds, key by key: how much stands under each, and who changed it last. The values are in none of it; one
//! that somebody asked for is a [`Value`], which is carried and wiped.

mod plain;
mod shown;

pub use plain::Plain;
pub use shown::{Form, dump};

use super::{Name, Time};

/// What a Secret of a type has to hold, as the API's validation has it.
const NEEDS: [(&str, &[&str]); 5] = [
    ("kubernetes.io/tls", &["tls.crt", "tls.key"]),
    ("kubernetes.io/dockerconfigjson", &[".dockerconfigjson"]),
    ("kubernetes.io/dockercfg", &[".dockercfg"]),
    ("kubernetes.io/ssh-auth", &["ssh-privatekey"]),
    ("kubernetes.io/service-account-token", &["token"]),
];

/// The keys that a Secret of this type has to hold.
pub fn needs(kind: &str) -> &'static [&'static str] {
    NEEDS.iter().find(|(k, _)| *k == kind).map_or(&[][..], |(_, keys)| keys)
}

/// How many bytes a text in base64 stands for; `None` where it is none.
pub fn decoded_len(text: &str) -> Option<usize> {
    let bare = text.trim_end_matches('=');
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    (text.len().is_multiple_of(4) && text.len() - bare.len() <= 2 && bare.bytes().all(plain)).then_some(bare.len() * 6 / 8)
}

/// Who wrote something last, and when, as the server has noted it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// When: to the second.
    pub at: Time,
    /// By which program, as it calls itself.
    pub by: Name,
}

/// A key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The key.
    pub name: Name,
    /// Bytes of its value; `None` where what stands there is no base64.
    pub bytes: Option<usize>,
    /// Whether it stands among the binary data of a ConfigMap.
    pub binary: bool,
    /// Who wrote last what this key belongs to; `None` where nobody took note. A program is noted with all that it wrote, so the key
    /// itself may be older.
    pub changed: Option<Changed>,
}

/// An object, without its values.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Entries {
    /// The type of a Secret; empty for a ConfigMap.
    pub kind: Name,
    /// Whether it can never be changed again.
    pub immutable: bool,
    /// When it was made.
    pub created: Option<Time>,
    /// Its keys, in their order.
    pub keys: Vec<Entry>,
}

impl Entries {
    /// Bytes of all values that can be counted.
    pub fn bytes(&self) -> usize {
        self.keys.iter().filter_map(|k| k.bytes).sum()
    }

    /// Who wrote its values last.
    pub fn changed(&self) -> Option<&Changed> {
        self.keys.iter().filter_map(|k| k.changed.as_ref()).max_by_key(|c| c.at)
    }

    /// The keys that its type needs and under which nothing stands.
    pub fn lacks(&self) -> impl Iterator<Item = &'static str> {
        let there = |key: &str| self.keys.iter().any(|k| *k.name == *key && k.bytes != Some(0));
        needs(&self.kind).iter().copied().filter(move |key| !there(key))
    }

    /// A key by its name.
    pub fn key(&self, name: &str) -> Option<&Entry> {
        self.keys.iter().find(|k| *k.name == *name)
    }
}

/// A certificate, as far as it is told of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Certificate {
    /// For whom it is made.
    pub names: Name,
    /// Until when it counts.
    pub until: Time,
}

/// What stands under one key: asked for, read anew for that, and kept nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// Its bytes.
    pub plain: Plain,
    /// The certificate that it begins with, where it is one.
    pub certificate: Option<Certificate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_type_needs_is_missed() {
        let key = |name: &str, bytes| Entry { name: name.into(), bytes, binary: false, changed: None };
        for (kind, keys, lacks) in [
            ("kubernetes.io/tls", vec![key("tls.crt", Some(9)), key("tls.key", Some(0))], vec!["tls.key"]),
            ("kubernetes.io/tls", vec![], vec!["tls.crt", "tls.key"]),
            ("kubernetes.io/ssh-auth", vec![key("ssh-privatekey", None)], vec![]),
            ("Opaque", vec![], vec![]),
        ] {
            let entries = Entries { kind: kind.into(), keys, ..Entries::default() };
            assert_eq!(entries.lacks().collect::<Vec<_>>(), lacks, "{kind}");
        }
    }

    #[test]
    fn base64_is_measured_without_being_decoded() {
        for (text, bytes) in
            [("", Some(0)), ("aA==", Some(1)), ("aGVs", Some(3)), ("aGVsbG8=", Some(5)), ("a", None), ("a===", None)]
        {
            assert_eq!(decoded_len(text), bytes, "{text}");
        }
    }

    #[test]
    fn the_last_to_write_a_value_is_told() {
        let at = |secs, by: &str| Some(Changed { at: Time::from_secs(secs), by: by.into() });
        let key = |name: &str, changed| Entry { name: name.into(), bytes: Some(3), binary: false, changed };
        let entries =
            Entries { keys: vec![key("a", at(5, "helm")), key("b", at(9, "kubectl")), key("c", None)], ..Entries::default() };
        assert_eq!((entries.changed().cloned(), entries.bytes()), (at(9, "kubectl"), 9));
        assert_eq!(Entries::default().changed(), None);
    }
}
