//! A YAML document as a tree whose keys and values know their lines, so that what is wrong in a file is named with its line. A file may hold
//! keys and tokens: a tree cannot be printed, and what is said of a file that is no YAML holds none of its values.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Spanned};
use std::borrow::Cow;
use std::fmt;

/// A node and where it begins.
#[derive(Clone, Default)]
#[allow(missing_debug_implementations, reason = "it may hold keys and tokens")]
pub struct Node {
    /// The line, from 1; 0 for a node that is not there.
    pub line: u64,
    /// What it holds.
    pub value: Value,
}

/// What a node holds.
#[derive(Clone, Default)]
#[allow(missing_docs, missing_debug_implementations, reason = "they are YAML's own; it may hold keys and tokens")]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// An entry of a map. A key that is a number or a switch is as it is written; one that is nothing, a list or a map is none.
#[derive(Clone)]
#[allow(missing_debug_implementations, reason = "it may hold keys and tokens")]
pub struct Entry {
    /// The line of the key, from 1.
    pub line: u64,
    /// The key.
    pub key: String,
    /// What stands under it.
    pub node: Node,
}

/// What is no YAML: where, and why in the parser's words, without values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// The line, from 1; 0 where that is not known.
    pub line: u64,
    /// Why.
    pub words: String,
}

impl Node {
    /// The first document of a text. What follows it is not read, as kubectl does not; of two keys of one name the last counts.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(text: &str) -> Result<Self, Broken> {
        let options = serde_saphyr::options! { duplicate_keys: DuplicateKeyPolicy::LastWins, with_snippet: false };
        let mut bytes = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
        let mut documents = serde_saphyr::read_with_options::<_, Self>(&mut bytes, options);
        match documents.next() {
            None => Ok(Self::default()),
            Some(Ok(node)) => Ok(node),
            Some(Err(e)) => Err(Broken { line: e.location().map_or(0, |l| l.line()), words: without_values(&e.to_string()) }),
        }
    }

    /// The entries of a map, as they are written; none where it is no map.
    pub fn entries(&self) -> &[Entry] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// The keys of a map, each once.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let all = self.entries();
        all.iter().enumerate().filter(|(i, e)| !all[..*i].iter().any(|before| before.key == e.key)).map(|(_, e)| &*e.key)
    }

    /// The field of a map; nothing where it is not there, `null`, or this is no map.
    pub fn get(&self, field: &str) -> Option<&Self> {
        self.entries().iter().rev().find(|e| e.key == field).map(|e| &e.node).filter(|n| !matches!(n.value, Value::Null))
    }

    /// What is no list and no map, as a text; nothing of what is nothing.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match &self.value {
            Value::Bool(on) => Some(on.to_string().into()),
            Value::Number(number) => Some(number.to_string().into()),
            Value::Text(text) => Some(text.into()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// A field as a text; empty where it is none.
    pub fn field(&self, name: &str) -> Cow<'_, str> {
        self.get(name).and_then(Self::text).unwrap_or_default()
    }

    /// The elements of a list field; none where it is no list.
    pub fn list(&self, name: &str) -> &[Self] {
        match self.get(name) {
            Some(Self { value: Value::List(items), .. }) => items,
            Some(_) | None => &[],
        }
    }

    /// The line of a field, or of the node itself where it is not there.
    pub fn line_of(&self, field: &str) -> u64 {
        self.get(field).map_or(self.line, |n| n.line)
    }

    /// Whether it is a map, or nothing.
    pub const fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_) | Value::Null)
    }

    /// As JSON, for what is handed on as it stands.
    pub fn json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Number(n) => n.clone().into(),
            Value::Bool(b) => (*b).into(),
            Value::Text(t) => t.as_str().into(),
            Value::List(items) => items.iter().map(Self::json).collect(),
            Value::Map(entries) => entries.iter().map(|e| (e.key.clone(), e.node.json())).collect(),
        }
    }
}

/// An error of the parser without the excerpt that follows it: the excerpt may hold a secret.
pub fn first_line(error: &str) -> String {
    error.lines().next().unwrap_or_default().to_owned()
}

/// As [`first_line`], also without the values that it quotes: for texts that hold keys and tokens.
pub fn without_values(error: &str) -> String {
    let line = first_line(error);
    // Parts between quotes are every second one; a quote that is not closed hides all that follows.
    let line: String = line.split('"').enumerate().map(|(i, part)| if i % 2 == 0 { part } else { "\"…\"" }).collect();
    let mut out = String::new();
    for (i, part) in line.split('`').enumerate() {
        match i % 2 {
            0 => out.push_str(part),
            // Fields are named; what else stands there is a value.
            _ if out.ends_with("field ") => out.extend(["`", part, "`"]),
            _ => out.push_str("`…`"),
        }
    }
    out
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
        while let Some((key, node)) = map.next_entry::<Node, Node>()? {
            if let Some(text) = key.text() {
                out.push(Entry { line: key.line, key: text.into_owned(), node });
            }
        }
        Ok(Value::Map(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_and_value_knows_its_line() {
        let text = "\u{feff}# first\na: x\r\nlist:\n- {name: one}\n- name: two\n  deep:\n    server: here\nnumber: 12\n1: z\nnone: ~\n---\na: other\n";
        let node = Node::read(text).unwrap_or_default();
        let entries: Vec<(&str, u64)> = node.entries().iter().map(|e| (&*e.key, e.line)).collect();
        assert_eq!(entries, [("a", 2), ("list", 3), ("number", 8), ("1", 9), ("none", 10)]);
        assert_eq!(node.list("list").iter().map(|n| n.line).collect::<Vec<_>>(), [4, 5]);
        assert_eq!(node.list("list")[1].get("deep").map(|n| n.line_of("server")), Some(7));
        assert_eq!(
            (node.field("a"), node.field("number"), node.field("1"), node.field("none")),
            ("x".into(), "12".into(), "z".into(), "".into())
        );
        assert!(node.get("none").is_none() && node.list("a").is_empty() && Node::read("").is_ok_and(|n| n.is_map()));
    }

    #[test]
    fn a_broken_file_is_named_with_its_line_and_no_value() {
        for text in ["a: 1\nb: [SECRET", "a: 1\n\tb: SECRET", "a: 1\nb: *SECRET", "a: 1\nb: \"SECRET"] {
            let Err(broken) = Node::read(text) else { panic!("{text:?} is read") };
            assert!(broken.line >= 1 && !broken.words.contains("SECRET"), "{broken:?}");
        }
    }

    #[test]
    fn of_two_keys_of_one_name_the_last_counts_and_merged_ones_come_through() {
        let node = Node::read("x: &x {server: one}\nc:\n  <<: *x\n  token: a\n  token: b\n").unwrap_or_default();
        let c = node.get("c").cloned().unwrap_or_default();
        assert_eq!((c.field("token"), c.field("server"), c.keys().count()), ("b".into(), "one".into(), 2));
    }
}
