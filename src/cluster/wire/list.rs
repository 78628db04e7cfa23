//! A page of a list: its envelope, and its items one by one.

use super::de::{Num, Text, nullable};
use super::interner::Interner;
use super::{Page, Slim, row_of};
use crate::cluster::error::ApiError;
use crate::model::trouble::Unread;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::marker::PhantomData;

/// What a page says about itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PageHead {
    /// The list's resourceVersion: a watch goes on from there.
    pub resource_version: String,
    /// The token of the next page; empty on the last.
    pub next: String,
    /// Objects that come after this page, where the server tells.
    pub remaining: Option<usize>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ListMeta<'a> {
    #[serde(borrow)]
    resource_version: Text<'a>,
    #[serde(borrow, rename = "continue")]
    next: Text<'a>,
    remaining_item_count: Option<Num>,
}

impl From<ListMeta<'_>> for PageHead {
    fn from(m: ListMeta<'_>) -> Self {
        Self {
            resource_version: m.resource_version.to_string(),
            next: m.next.to_string(),
            remaining: m.remaining_item_count.map(|n| n.count() as usize),
        }
    }
}

/// Reads a page's head alone, and no further: servers write it before the items, so that the next page can be asked for before this
/// one is read.
pub(in crate::cluster) fn head(bytes: &[u8]) -> Option<PageHead> {
    struct Stop<'h>(&'h mut Option<PageHead>);
    impl<'de> Visitor<'de> for Stop<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<Text<'de>>()? {
                if &*key == "metadata" {
                    *self.0 = map.next_value::<Option<ListMeta<'de>>>()?.map(PageHead::from);
                    return Err(A::Error::custom("far enough"));
                }
                map.next_value::<IgnoredAny>()?;
            }
            Ok(())
        }
    }
    let mut found = None;
    // The error is how the reading is stopped; a real one leaves nothing found.
    let _stopped = serde_json::Deserializer::from_slice(bytes).deserialize_map(Stop(&mut found));
    found
}

/// What is read of a page: its head, its rows, and how many objects could not be read.
pub(super) type Read<T> = (PageHead, Vec<T>, usize);

/// A page of a list: read in one pass, and where that fails in two. A malformed object is skipped and counted; an envelope that cannot be read is
/// an error.
pub(super) fn page<T>(
    bytes: &[u8],
    interner: &mut Interner,
    quick: impl FnOnce(&[u8], &mut Interner) -> Option<Read<T>>,
    careful: impl FnOnce(&str, &mut Interner) -> Result<Read<T>, serde_json::Error>,
) -> Result<Page<T>, ApiError> {
    if let Some((head, rows, skipped)) = quick(bytes, interner) {
        return Ok(Page { head, rows, skipped });
    }
    let read = careful(&String::from_utf8_lossy(bytes), interner);
    let (head, rows, skipped) = read.map_err(ApiError::unread)?;
    if head.resource_version.is_empty() {
        // Whatever answered, it was no list: taken for an empty one, it would make everything vanish from the screen.
        return Err(ApiError::Decode(Unread::NoVersion));
    }
    Ok(Page { head, rows, skipped })
}

/// Reads a page in one pass, each item made into its row as it comes. `None` if anything in it is not as it should be.
pub(super) fn quick<'a, T: Slim<'a>>(bytes: &'a [u8], interner: &mut Interner) -> Option<Read<T::Row>> {
    let mut page = Collected { head: None, rows: Vec::new(), skipped: 0 };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    json.deserialize_map(Quick::<T, T::Row> { page: &mut page, interner, of: PhantomData }).ok()?;
    json.end().ok()?;
    let head = page.head.filter(|h| !h.resource_version.is_empty())?;
    Some((head, page.rows, page.skipped))
}

/// The same in two passes, for a page in which an item is malformed: that one is skipped and counted.
pub(super) fn careful<'a, T: Slim<'a>>(text: &'a str, interner: &mut Interner) -> Result<Read<T::Row>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow, default, deserialize_with = "nullable")]
        metadata: ListMeta<'a>,
        #[serde(borrow, default)]
        kind: Text<'a>,
        #[serde(borrow, default)]
        items: Option<Vec<&'a RawValue>>,
    }
    let page: Envelope<'a> = serde_json::from_str(text)?;
    is_list(&page.kind).map_err(serde_json::Error::custom)?;
    let (mut rows, mut skipped) = (Vec::new(), 0);
    for item in page.items.iter().flatten() {
        match serde_json::from_str::<T>(item.get()).ok().and_then(|o| row_of(&o, interner)) {
            Some(row) => rows.push(row),
            None => skipped += 1,
        }
    }
    Ok((page.metadata.into(), rows, skipped))
}

/// Reads an object that is none of a list's.
pub(super) fn one<'a, T: Slim<'a>>(bytes: &'a [u8], interner: &mut Interner) -> Result<T::Row, ApiError> {
    // What serde says may quote what it could not read.
    let object: Option<T> = serde_json::from_slice(bytes).ok();
    object.and_then(|o| row_of(&o, interner)).ok_or(ApiError::Decode(Unread::NoObject))
}

/// Whether an answer is a list, where it says what it is. A `Status`, or what is no object of the API at all, must not be taken for an
/// empty one.
fn is_list(kind: &str) -> Result<(), String> {
    if kind.is_empty() || kind.ends_with("List") { Ok(()) } else { Err(format!("a {kind} where a list was asked for")) }
}

struct Collected<R> {
    head: Option<PageHead>,
    rows: Vec<R>,
    skipped: usize,
}

struct Quick<'p, T, R> {
    page: &'p mut Collected<R>,
    interner: &'p mut Interner,
    of: PhantomData<T>,
}

impl<'de, T: Slim<'de>> Visitor<'de> for Quick<'_, T, T::Row> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key {
                "metadata" => self.page.head = map.next_value::<Option<ListMeta<'de>>>()?.map(PageHead::from),
                "kind" => is_list(&map.next_value::<Text<'de>>()?).map_err(A::Error::custom)?,
                "items" => map.next_value_seed(Items::<T, T::Row> { page: self.page, interner: self.interner, of: PhantomData })?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

struct Items<'p, T, R> {
    page: &'p mut Collected<R>,
    interner: &'p mut Interner,
    of: PhantomData<T>,
}

impl<'de, T: Slim<'de>> DeserializeSeed<'de> for Items<'_, T, T::Row> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de, T: Slim<'de>> Visitor<'de> for Items<'_, T, T::Row> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the items of a list")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(object) = seq.next_element::<T>()? {
            match row_of(&object, self.interner) {
                Some(row) => self.page.rows.push(row),
                None => self.page.skipped += 1,
            }
        }
        Ok(())
    }
}
