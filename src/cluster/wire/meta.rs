//! What every object has: `metadata`, as far as it is shown or needed. `managedFields` are passed over.

use super::de::{Num, Text, When, nullable};
use super::interner::Interner;
use crate::model::labels::Labels;
use crate::model::{Time, Uid};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Meta<'a> {
    #[serde(borrow)]
    pub name: Text<'a>,
    #[serde(borrow)]
    pub namespace: Text<'a>,
    #[serde(borrow)]
    pub uid: Text<'a>,
    #[serde(borrow)]
    pub resource_version: Text<'a>,
    pub creation_timestamp: When,
    #[serde(borrow)]
    pub deletion_timestamp: Text<'a>,
    pub generation: Num,
    #[serde(borrow)]
    owner_references: Option<Vec<Owner<'a>>>,
    /// Read only where it is needed: few objects have any.
    #[serde(borrow)]
    finalizers: Option<&'a RawValue>,
    #[serde(borrow)]
    labels: Option<&'a RawValue>,
    #[serde(borrow, deserialize_with = "nullable")]
    annotations: Annotations<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Owner<'a> {
    #[serde(borrow)]
    uid: Text<'a>,
    #[serde(borrow)]
    kind: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
    controller: Option<bool>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Annotations<'a> {
    #[serde(borrow, rename = "deployment.kubernetes.io/revision")]
    revision: Text<'a>,
    #[serde(borrow, rename = "k8s.io/initial-events-end")]
    list_ends: Text<'a>,
}

/// Writes labels into a text as they are read, so that none of them is held for itself.
struct Writing<'t>(&'t mut String);

impl<'de> DeserializeSeed<'de> for Writing<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Writing<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, value)) = map.next_entry::<Text<'_>, Text<'_>>()? {
            Labels::add(self.0, &key, &value);
        }
        Ok(())
    }
}

impl Meta<'_> {
    /// When it was made; the epoch where that is not told.
    pub(super) fn created(&self) -> Time {
        self.creation_timestamp.0.unwrap_or_default()
    }

    /// The UID of the owner that controls it.
    pub(super) fn controller(&self) -> Option<Uid> {
        let owner = self.owner_references.iter().flatten().find(|o| o.controller == Some(true))?;
        (!owner.uid.is_empty()).then(|| Uid::new(&owner.uid))
    }

    /// Kind and name of the owner that controls it; empty where none does.
    pub(super) fn controlled_by(&self) -> (&str, &str) {
        let owner = self.owner_references.iter().flatten().find(|o| o.controller == Some(true));
        owner.map_or(("", ""), |o| (&o.kind, &o.name))
    }

    /// Its labels.
    pub(super) fn labels(&self, interner: &mut Interner) -> Labels {
        interner.labels(|text| {
            let Some(raw) = self.labels else { return };
            let into = Writing(text);
            // Labels that are no map of texts are none.
            let _ = into.deserialize(&mut serde_json::Deserializer::from_str(raw.get()));
        })
    }

    /// Its finalizers by name, as a text, where it is going; empty for one that is not, or has none.
    pub(super) fn held(&self) -> String {
        let raw = self.finalizers.filter(|_| !self.deletion_timestamp.is_empty());
        let names: Vec<Text<'_>> = raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
        names.iter().map(|n| super::interner::tidy(n).into_owned()).collect::<Vec<_>>().join(", ")
    }

    /// The same as [`Meta::held`] where it is going; `None` where it is not.
    pub(super) fn leaving(&self) -> Option<String> {
        (!self.deletion_timestamp.is_empty()).then(|| self.held())
    }

    /// Whether it is the bookmark behind the objects with which a streamed list begins.
    pub(super) fn ends_list(&self) -> bool {
        &*self.annotations.list_ends == "true"
    }

    /// The Deployment's revision; 0 where none is noted.
    pub(super) fn revision(&self) -> u64 {
        self.annotations.revision.parse().unwrap_or_default()
    }
}
