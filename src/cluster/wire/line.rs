//! One line of a watch.

use super::de::{Text, nullable};
use super::interner::Interner;
use super::meta::Meta;
use super::{Slim, row_of};
use crate::cluster::error::ApiError;
use crate::model::Uid;
use crate::model::feed::Row;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What one line of a watch tells.
#[derive(Clone, PartialEq, Debug)]
pub struct Event<T = Row> {
    /// What happened.
    pub what: What<T>,
    /// The resourceVersion that the watch has come to with it; empty where it tells none.
    pub resource_version: String,
}

/// What happened.
#[derive(Clone, PartialEq, Debug)]
pub enum What<T = Row> {
    /// The object is there, in this form.
    Put(T),
    /// An object that is not wanted.
    Other,
    /// The object is gone.
    Gone(Uid),
    /// The object is there and cannot be read. By its UID, it is shown no longer: an old state of it would be a lie.
    Malformed(Option<Uid>),
    /// Nothing, up to this resourceVersion.
    Bookmark,
    /// A bookmark that stands behind what was there when the watch began (`k8s.io/initial-events-end`).
    ListEnds,
    /// The watch has failed and will be closed.
    Failed(ApiError),
}

/// A line of a watch before its object is looked at.
#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(borrow)]
    pub(super) object: &'a RawValue,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct MetaOnly<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    metadata: Meta<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Code {
    code: Option<u16>,
}

impl<T> Event<T> {
    /// The same of another form of its object; `None` of one that is not wanted.
    pub(in crate::cluster) fn map<U>(self, form: impl FnOnce(T) -> Option<U>) -> Event<U> {
        let what = match self.what {
            What::Put(object) => form(object).map_or(What::Other, What::Put),
            What::Other => What::Other,
            What::Gone(uid) => What::Gone(uid),
            What::Malformed(uid) => What::Malformed(uid),
            What::Bookmark => What::Bookmark,
            What::ListEnds => What::ListEnds,
            What::Failed(error) => What::Failed(error),
        };
        Event { what, resource_version: self.resource_version }
    }
}

/// The failure of which an event of the type `ERROR` tells.
pub(super) fn failure(status: &str) -> ApiError {
    let code = serde_json::from_str::<Code>(status).ok().and_then(|c| c.code).unwrap_or(500);
    ApiError::from_response(code, status.as_bytes(), None)
}

/// One line of a watch, without its newline.
pub(super) fn read<'a, T: Slim<'a>>(line: &'a [u8], interner: &mut Interner) -> Result<Event<T::Row>, ApiError> {
    told::<T>(line, interner).map_err(ApiError::unread)
}

fn told<'a, T: Slim<'a>>(line: &'a [u8], interner: &mut Interner) -> Result<Event<T::Row>, serde_json::Error> {
    let envelope: Envelope<'a> = serde_json::from_slice(line)?;
    let object = envelope.object.get();
    match &*envelope.kind {
        "ERROR" => {
            return Ok(Event { what: What::Failed(failure(object)), resource_version: String::new() });
        }
        "ADDED" | "MODIFIED" => {
            if let Ok(whole) = serde_json::from_str::<T>(object)
                && let Some(row) = row_of(&whole, interner)
            {
                return Ok(Event { what: What::Put(row), resource_version: whole.meta().resource_version.to_string() });
            }
        }
        _ => {}
    }
    // Gone, a bookmark, or an object that cannot be read: what it is called must be readable, or the line tells nothing.
    let meta = serde_json::from_str::<MetaOnly<'a>>(object)?.metadata;
    let uid = (!meta.uid.is_empty()).then(|| Uid::new(&meta.uid));
    let what = match (&*envelope.kind, uid) {
        ("BOOKMARK", _) if meta.ends_list() => What::ListEnds,
        ("BOOKMARK", _) => What::Bookmark,
        ("DELETED", Some(uid)) => What::Gone(uid),
        // Types that are not known yet must not stop the watch; they are counted with what is malformed.
        ("ADDED" | "MODIFIED" | "DELETED", uid) => What::Malformed(uid),
        _ => What::Malformed(None),
    };
    Ok(Event { what, resource_version: meta.resource_version.to_string() })
}
