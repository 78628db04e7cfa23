//! What the API's types look like: field names, types, and how lists merge.
//!
//! The table in `types.txt` is read once. Validation (`strict`), protobuf bodies (`proto`), server-side apply and the OpenAPI
//! documents (`openapi`) all stand on it, so that they cannot disagree.

pub mod openapi;
pub mod proto;
pub mod strict;

use std::collections::HashMap;
use std::sync::OnceLock;

static TEXT: &str = include_str!("types.txt");

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ty {
    /// Text.
    Text,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// True or false.
    Flag,
    /// Bytes, as base64 in JSON.
    Bytes,
    /// A time to the second.
    Time,
    /// A time to the microsecond.
    MicroTime,
    /// `100m`, `1Gi`.
    Quantity,
    /// A number or a text.
    IntOrString,
    /// Anything.
    Raw,
    /// Another type of the table.
    Named(&'static str),
    /// A list.
    List(Box<Ty>),
    /// A map of texts.
    Map(Box<Ty>),
}

/// How a list merges when it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merge {
    /// As a whole.
    Atomic,
    /// Item by item.
    Set,
    /// Items that have the same values under these keys are the same.
    Map(Vec<&'static str>),
}

/// A field of a type.
#[derive(Debug)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// Its number in protobuf; zero for none.
    pub tag: u64,
    /// Its type.
    pub ty: Ty,
    /// Whether it must be there.
    pub required: bool,
    /// How it merges when applied, if it is a list.
    pub merge: Merge,
    /// The key by which a strategic patch merges it, or empty for a list of plain values that is a set.
    pub patch: Option<&'static str>,
}

/// A type.
#[derive(Debug)]
pub struct Type {
    /// `apps.v1.Deployment`.
    pub name: &'static str,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Messages of the protobuf form whose fields JSON shows as the type's own: number, then (number, field).
    pub inline: Vec<(u64, Vec<(u64, &'static str)>)>,
}

impl Type {
    /// A field by its name in JSON.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }
}

fn table() -> &'static HashMap<&'static str, Type> {
    static TABLE: OnceLock<HashMap<&'static str, Type>> = OnceLock::new();
    TABLE.get_or_init(read)
}

fn read() -> HashMap<&'static str, Type> {
    let mut all = HashMap::new();
    let mut current: Option<Type> = None;
    for line in TEXT.lines().filter(|l| !l.starts_with(';')) {
        if let Some(head) = line.strip_prefix('#') {
            if let Some(t) = current.take() {
                all.insert(t.name, t);
            }
            current = Some(Type { name: head, fields: Vec::new(), inline: Vec::new() });
        } else if let Some(t) = &mut current {
            let mut parts = line.split('\t');
            let mut next = || parts.next().unwrap_or_default();
            let (name, tag) = (next(), next().parse().unwrap_or(0));
            if name == "~" {
                let pair = |p: &'static str| p.split_once('=').and_then(|(n, f)| Some((n.parse().ok()?, f)));
                t.inline.push((tag, next().split(' ').filter_map(pair).collect()));
                continue;
            }
            let (ty, traits) = (ty(next()), next());
            let mut field = Field { name, tag, ty, required: false, merge: Merge::Atomic, patch: None };
            for one in traits.split(' ') {
                match one.split_once(':') {
                    Some(("map", keys)) => field.merge = Merge::Map(keys.split(',').collect()),
                    Some(("merge", key)) => field.patch = Some(key),
                    _ if one == "set" => field.merge = Merge::Set,
                    _ if one == "mergeset" => field.patch = Some(""),
                    _ if one == "!" => field.required = true,
                    _ => {}
                }
            }
            t.fields.push(field);
        }
    }
    if let Some(t) = current {
        all.insert(t.name, t);
    }
    all
}

fn ty(text: &'static str) -> Ty {
    if let Some(rest) = text.strip_prefix('[') {
        return Ty::List(Box::new(ty(rest)));
    }
    if let Some(rest) = text.strip_prefix('{') {
        return Ty::Map(Box::new(ty(rest)));
    }
    match text {
        "s" => Ty::Text,
        "i" => Ty::Int,
        "f" => Ty::Float,
        "b" => Ty::Flag,
        "y" => Ty::Bytes,
        "Time" => Ty::Time,
        "MicroTime" => Ty::MicroTime,
        "Quantity" => Ty::Quantity,
        "IntOrString" => Ty::IntOrString,
        "Raw" => Ty::Raw,
        name => Ty::Named(name),
    }
}

/// A type by its name in the table.
pub fn get(name: &str) -> Option<&'static Type> {
    table().get(name)
}

/// The type of a kind.
pub fn of(group: &str, version: &str, kind: &str) -> Option<&'static Type> {
    let short = if group.is_empty() { "core" } else { group.split('.').next().unwrap_or(group) };
    get(&format!("{short}.{version}.{kind}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::resources::Res;

    fn named(ty: &Ty) -> Option<&'static str> {
        match ty {
            Ty::Named(n) => Some(n),
            Ty::List(t) | Ty::Map(t) => named(t),
            _ => None,
        }
    }

    #[test]
    fn every_kind_and_every_reference_is_in_the_table() {
        for res in Res::EVERY {
            let i = res.info();
            assert!(of(i.group, i.version, i.kind).is_some(), "{res:?}");
        }
        for t in table().values() {
            for f in &t.fields {
                if let Some(n) = named(&f.ty) {
                    assert!(get(n).is_some(), "{}.{} names {n}", t.name, f.name);
                }
            }
            for (_, fields) in &t.inline {
                assert!(fields.iter().all(|(_, f)| t.field(f).is_some()), "{}", t.name);
            }
        }
        let containers = of("", "v1", "Pod").and(get("core.v1.PodSpec")).and_then(|t| t.field("containers")).unwrap();
        assert_eq!((&containers.merge, containers.patch), (&Merge::Map(vec!["name"]), Some("name")));
    }
}
