//! A YAML document as a tree whose nodes know their lines, so that what is wrong in a kubeconfig is named with file, line and field. It
//! holds keys and tokens: none of it can be printed.

use crate::cluster::yaml::without_values;
use crate::model::text::clean;
use crate::model::trouble::Fault;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Spanned};
use std::fmt;

/// A node and where it begins.
#[derive(Clone, Default)]
pub(super) struct Node {
    /// The line, from 1; 0 for a node that is not there.
    pub line: u64,
    pub value: Value,
}

/// What a node holds.
#[derive(Clone, Default)]
pub(super) enum Value {
    #[default]
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// What is wrong with a file, in which line, 0 where that is not known, and with which field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wrong {
    pub line: u64,
    /// Empty where it is none.
    pub field: String,
    pub fault: Fault,
}

impl Wrong {
    /// Of the file as a whole, or what stands in a line.
    pub(super) const fn of(line: u64, fault: Fault) -> Self {
        Self { line, field: String::new(), fault }
    }
}

impl Node {
    /// The first document of a text. What follows it is not read, as kubectl does not.
    pub(super) fn read(text: &str) -> Result<Self, Wrong> {
        // Between two keys of one name the last counts, as for kubectl.
        let options = serde_saphyr::options! { duplicate_keys: DuplicateKeyPolicy::LastWins, with_snippet: false };
        let mut bytes = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
        let mut documents = serde_saphyr::read_with_options::<_, Self>(&mut bytes, options);
        match documents.next() {
            None => Ok(Self::default()),
            Some(Ok(node)) => Ok(node),
            Some(Err(e)) => {
                let line = e.location().map_or(0, |l| l.line());
                Err(Wrong::of(line, Fault::Words(clean(&without_values(&e.to_string())).into_owned())))
            }
        }
    }

    /// The field of a map; nothing where it is not there, `null`, or this is no map.
    pub(super) fn get(&self, field: &str) -> Option<&Self> {
        let Value::Map(entries) = &self.value else { return None };
        entries.iter().rev().find(|(key, _)| key == field).map(|(_, node)| node).filter(|n| !matches!(n.value, Value::Null))
    }

    /// The elements of a list field; none where it is not there or `null`.
    pub(super) fn list(&self, field: &str) -> Result<&[Self], Wrong> {
        match self.get(field) {
            None => Ok(&[]),
            Some(Self { value: Value::List(items), .. }) => Ok(items),
            Some(other) => Err(other.wrong(field, Fault::MustBeList)),
        }
    }

    /// A text field; nothing where it is not there, `null` or empty. A number or `true` without quotes is none, as for kubectl.
    pub(super) fn text(&self, field: &str) -> Result<Option<&str>, Wrong> {
        match self.get(field) {
            None => Ok(None),
            Some(Self { value: Value::Text(text), .. }) => Ok(Some(text.as_str()).filter(|t| !t.is_empty())),
            Some(other) => Err(other.wrong(field, Fault::MustBeText)),
        }
    }

    /// A list of texts.
    pub(super) fn texts(&self, field: &str) -> Result<Vec<String>, Wrong> {
        let text = |node: &Self| match &node.value {
            Value::Text(text) => Ok(text.clone()),
            Value::Null => Ok(String::new()),
            Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Map(_) => Err(node.wrong(field, Fault::MustBeTexts)),
        };
        self.list(field)?.iter().map(text).collect()
    }

    /// A map of texts, such as the settings of an auth-provider.
    pub(super) fn pairs(&self, field: &str) -> Result<Vec<(String, String)>, Wrong> {
        match self.get(field) {
            None => Ok(Vec::new()),
            Some(map) if map.is_map() => {
                map.keys().map(|key| Ok((key.to_owned(), map.text(key)?.unwrap_or_default().to_owned()))).collect()
            }
            Some(other) => Err(other.wrong(field, Fault::MustBeMap)),
        }
    }

    /// A switch; off where it is not there.
    pub(super) fn flag(&self, field: &str) -> Result<bool, Wrong> {
        match self.get(field) {
            None => Ok(false),
            Some(Self { value: Value::Bool(on), .. }) => Ok(*on),
            Some(other) => Err(other.wrong(field, Fault::MustBeBool)),
        }
    }

    /// The line of a field, or of the node itself where it is not there.
    pub(super) fn line_of(&self, field: &str) -> u64 {
        self.get(field).map_or(self.line, |n| n.line)
    }

    /// What is wrong with a field of this node, which is named with its line.
    pub(super) fn fault(&self, field: &str, fault: Fault) -> Wrong {
        Wrong { line: self.line_of(field), field: clean(field).into_owned(), fault }
    }

    fn wrong(&self, field: &str, fault: Fault) -> Wrong {
        Wrong { line: self.line, field: clean(field).into_owned(), fault }
    }

    /// Whether it is a map, or nothing.
    pub(super) const fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_) | Value::Null)
    }

    /// The keys of a map, each once.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let entries: &[(String, Self)] = if let Value::Map(entries) = &self.value { entries } else { &[] };
        entries
            .iter()
            .enumerate()
            .filter(|(i, (key, _))| !entries[..*i].iter().any(|(k, _)| k == key))
            .map(|(_, (key, _))| key.as_str())
    }

    /// As JSON, for what is handed on as it stands.
    pub(super) fn json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Number(n) => n.clone().into(),
            Value::Bool(b) => (*b).into(),
            Value::Text(t) => t.as_str().into(),
            Value::List(items) => items.iter().map(Self::json).collect(),
            Value::Map(entries) => entries.iter().map(|(k, v)| (k.clone(), v.json())).collect(),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Self { line: spanned.referenced.line(), value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

/// A number; what JSON has none for is 0.
fn number(v: f64) -> Value {
    Value::Number(serde_json::Number::from_f64(v).unwrap_or_else(|| 0.into()))
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_i128<E>(self, v: i128) -> Result<Value, E> {
        Ok(number(v as f64))
    }

    fn visit_u128<E>(self, v: u128) -> Result<Value, E> {
        Ok(number(v as f64))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(number(v))
    }

    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::Text(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Value, E> {
        Ok(Value::Text(v))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = items.next_element()? {
            out.push(item);
        }
        Ok(Value::List(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(key) = map.next_key::<Value>()? {
            let node = map.next_value::<Node>()?;
            // No field that is looked for has another key than a text.
            if let Value::Text(key) = key {
                out.push((key, node));
            }
        }
        Ok(Value::Map(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_knows_its_line() {
        let text = "\u{feff}# first\na: x\r\nlist:\n- {name: one}\n- name: two\n  deep:\n    server: here\nnumber: 12\n1: z\nnone: ~\n---\na: other\n";
        let node = Node::read(text).unwrap();
        assert_eq!(node.text("a"), Ok(Some("x")));
        let list = node.list("list").unwrap();
        assert_eq!(list.iter().map(|n| n.line).collect::<Vec<_>>(), [4, 5]);
        assert_eq!(list[1].get("deep").unwrap().line_of("server"), 7);
        assert_eq!(node.text("number"), Err(Wrong { line: 8, field: "number".into(), fault: Fault::MustBeText }));
        assert_eq!((node.text("none"), node.text("not there")), (Ok(None), Ok(None)));
        assert_eq!(node.list("a").err().unwrap().line, 2);
        assert!(Node::read("").unwrap().list("x").unwrap().is_empty());
    }

    #[test]
    fn a_broken_file_is_named_with_its_line_and_no_value() {
        for text in ["a: 1\nb: [SECRET", "a: 1\n\tb: SECRET", "a: 1\nb: *SECRET", "a: 1\nb: \"SECRET"] {
            let wrong = Node::read(text).map(|_| ()).unwrap_err();
            assert!(wrong.line >= 1 && !wrong.fault.to_string().contains("SECRET"), "{wrong:?}");
        }
    }

    #[test]
    fn of_two_keys_of_one_name_the_last_counts_and_merged_ones_come_through() {
        let node = Node::read("x: &x {server: one}\nc:\n  <<: *x\n  token: a\n  token: b\n").unwrap();
        let c = node.get("c").unwrap();
        assert_eq!((c.text("token"), c.text("server")), (Ok(Some("b")), Ok(Some("one"))));
    }
}
