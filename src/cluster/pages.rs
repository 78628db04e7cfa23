//! A list that is read page by page, to its end or up to a bound: what to ask for next, and what has come.

use super::error::ApiError;
use super::path::encode;
use super::wire::nullable;
use crate::model::trouble::Unread;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

/// Objects on a page, and where those are too large for one.
const LIMITS: [usize; 2] = [250, 25];
/// Objects that are looked at in one list.
pub(super) const OBJECTS: usize = 20_000;

/// A page as it came: its items are read one by one, so that one that cannot be does not hide the others.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default, deserialize_with = "nullable")]
    metadata: Head,
    #[serde(borrow)]
    items: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize, Default)]
struct Head {
    #[serde(default, rename = "continue", deserialize_with = "nullable")]
    next: String,
}

/// Where a list stands.
pub(super) struct Pages {
    /// The path, up to what each page has of its own.
    collection: String,
    /// The token of the next page; `None` after the last.
    token: Option<String>,
    /// How many objects a page has, by its place among the limits.
    limit: usize,
    /// How many objects have come.
    pub(super) objects: usize,
}

impl Pages {
    /// A collection from its beginning; a query ends in `&`.
    pub(super) fn of(path: &str, query: &str) -> Self {
        Self { collection: format!("{path}?{query}"), token: Some(String::new()), limit: 0, objects: 0 }
    }

    /// What is to be asked for next; `None` where all has come, or as much as is looked at.
    pub(super) fn next(&self) -> Option<String> {
        let token = self.token.as_ref().filter(|_| !self.is_cut())?;
        let limit = LIMITS.get(self.limit)?;
        let next = if token.is_empty() { String::new() } else { format!("&continue={}", encode(token)) };
        Some(format!("{}limit={limit}{next}", self.collection))
    }

    /// Whether there was more than is looked at.
    pub(super) const fn is_cut(&self) -> bool {
        self.objects >= OBJECTS && self.token.is_some()
    }

    /// The answer to it; `None` where it was too large and is asked for in smaller pages.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn came(&mut self, answer: Result<Bytes, ApiError>) -> Result<Option<Bytes>, ApiError> {
        match answer {
            Err(ApiError::TooLarge { .. }) if self.limit + 1 < LIMITS.len() => {
                self.limit += 1;
                Ok(None)
            }
            answer => answer.map(Some),
        }
    }

    /// The objects of a page.
    ///
    /// # Errors
    /// When it is no list. What serde says may quote what it could not read, and that may be secret.
    pub(super) fn items<'a>(&mut self, body: &'a [u8]) -> Result<impl Iterator<Item = &'a str> + use<'a>, ApiError> {
        let page: Envelope<'a> = serde_json::from_slice(body).map_err(|_| ApiError::Decode(Unread::NoList))?;
        self.token = Some(page.metadata.next).filter(|token| !token.is_empty());
        let items = page.items.unwrap_or_default();
        self.objects += items.len();
        Ok(items.into_iter().map(RawValue::get))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(items: usize, next: &str) -> Bytes {
        let items = vec!["{}"; items].join(",");
        format!(r#"{{"metadata":{{"continue":"{next}"}},"items":[{items}]}}"#).into()
    }

    #[test]
    fn a_list_is_read_to_its_end_in_pages_that_fit() {
        let mut pages = Pages::of("/api/v1/pods", "a=b&");
        assert_eq!(pages.next().as_deref(), Some("/api/v1/pods?a=b&limit=250"));
        assert_eq!(pages.came(Err(ApiError::TooLarge { most: 1 })), Ok(None));
        assert_eq!(pages.next().as_deref(), Some("/api/v1/pods?a=b&limit=25"));
        let page = pages.came(Ok(body(2, "x=1"))).unwrap().unwrap();
        assert_eq!(pages.items(&page).unwrap().collect::<Vec<_>>(), ["{}", "{}"]);
        assert_eq!(pages.next().as_deref(), Some("/api/v1/pods?a=b&limit=25&continue=x%3D1"));
        // There is no smaller one.
        assert!(pages.came(Err(ApiError::TooLarge { most: 1 })).is_err());
        assert_eq!(pages.items(br#"{"metadata":null,"items":null}"#).unwrap().count(), 0);
        assert_eq!((pages.next(), pages.objects, pages.is_cut()), (None, 2, false));
        assert_eq!(pages.items(b"<html>").err(), Some(ApiError::Decode(Unread::NoList)));
    }

    #[test]
    fn a_list_without_an_end_is_cut() {
        let mut pages = Pages::of("/api/v1/pods", "");
        while pages.next().is_some() {
            pages.items(&body(2_000, "more")).unwrap().for_each(drop);
        }
        assert_eq!((pages.objects, pages.is_cut()), (OBJECTS, true));
        let mut pages = Pages::of("/api/v1/pods", "");
        pages.items(&body(OBJECTS, "")).unwrap().for_each(drop);
        assert_eq!((pages.next(), pages.is_cut()), (None, false), "as many as that and no more");
    }
}
