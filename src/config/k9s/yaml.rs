//! A file of k9s as a tree whose keys and values know their lines.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Spanned};
use std::fmt;

/// A value and the line where it begins.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    pub(super) line: u64,
    pub(super) value: Value,
}

/// What it is. Whatever is no list and no map is a text.
#[derive(Clone, Debug, Default)]
pub(super) enum Value {
    #[default]
    Nothing,
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The first document of a text; where it is none, in which line and why.
    pub(super) fn read(text: &str) -> Result<Self, (u64, String)> {
        let options = serde_saphyr::options! { duplicate_keys: DuplicateKeyPolicy::LastWins, with_snippet: false };
        let mut bytes = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
        let mut documents = serde_saphyr::read_with_options::<_, Self>(&mut bytes, options);
        match documents.next() {
            None => Ok(Self::default()),
            Some(Ok(node)) => Ok(node),
            Some(Err(e)) => {
                Err((e.location().map_or(0, |l| l.line()), e.to_string().lines().next().unwrap_or_default().to_owned()))
            }
        }
    }

    /// The entries of a map: name, its line, value.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, u64, &Self)> {
        let entries: &[(Self, Self)] = if let Value::Map(entries) = &self.value { entries } else { &[] };
        entries.iter().filter_map(|(key, value)| Some((key.text()?, key.line, value)))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.entries().filter(|(key, ..)| *key == name).map(|(.., value)| value).last()
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// A text field; empty where it is none.
    pub(super) fn field(&self, name: &str) -> &str {
        self.get(name).and_then(Self::text).unwrap_or_default()
    }

    pub(super) fn list(&self, name: &str) -> &[Self] {
        match self.get(name).map(|n| &n.value) {
            Some(Value::List(items)) => items,
            Some(Value::Nothing | Value::Text(_) | Value::Map(_)) | None => &[],
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(from)?;
        Ok(Self { line: spanned.referenced.line(), value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Read)
    }
}

struct Read;

impl<'de> Visitor<'de> for Read {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Text(v.to_string()))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Text(v.to_string()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Text(v.to_string()))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Value::Text(v.to_string()))
    }

    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::Text(v.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
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
        while let Some(entry) = map.next_entry()? {
            out.push(entry);
        }
        Ok(Value::Map(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_know_their_lines() {
        let node =
            Node::read("# first\nplugins:\n  stern:\n    shortCut: Ctrl-L\n    confirm: true\n    args:\n    - --tail\n    - 50\n")
                .unwrap();
        let (name, line, stern) = node.get("plugins").unwrap().entries().next().unwrap();
        assert_eq!((name, line, stern.field("shortCut"), stern.field("confirm")), ("stern", 3, "Ctrl-L", "true"));
        let args: Vec<_> = stern.list("args").iter().map(|n| (n.text().unwrap(), n.line)).collect();
        assert_eq!(args, [("--tail", 7), ("50", 8)]);
        assert_eq!(Node::read("a: [1").map(|_| ()).unwrap_err().0, 1);
        assert!(Node::read("").unwrap().get("a").is_none());
    }
}
