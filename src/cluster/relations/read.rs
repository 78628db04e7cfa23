//! Reading for a look: single objects and lists, each request bounded and with a deadline. What could not be had is kept by name, and a server
//! that does not answer is asked nothing more.

use crate::cluster::body::PAGE;
use crate::cluster::error::ApiError;
use crate::cluster::path::encode;
use crate::cluster::session::{JSON, READ_DEADLINE, Session};
use crate::cluster::wire::nullable;
use crate::model::naming::segment;
use crate::model::relations::{Searched, Thing, Unseen};
use crate::model::resource::Resource;
use crate::model::soon::Why;
use crate::model::text::clean;
use crate::model::trouble::Unread;
use crate::model::{Name, Uid};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// The answers with no more of an object, or of those of a list, than their metadata.
const METADATA: &str = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
const METADATA_LIST: &str = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";
/// Objects on a page, and where those are too large for one.
const LIMITS: [usize; 2] = [250, 25];
/// Objects that are looked at in one list.
const OBJECTS: usize = 20_000;
/// Namespaces that are looked through one by one.
const ONE_BY_ONE: usize = 20;

/// What reads for one look.
pub(super) struct Reader<'a> {
    pub(super) session: &'a Session,
    namespaces: &'a [Name],
    /// What was looked through, and what could not be.
    pub(super) searched: Vec<Searched>,
    pub(super) unseen: Vec<Unseen>,
    /// Why the server gave no answer, once it gave none.
    silent: Option<ApiError>,
}

/// A page as it came.
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

/// A kind that is listed: under each of its versions, the newest first.
pub(super) fn versions(group: &str, versions: &[&str], plural: &str, kind: &str) -> Vec<Resource> {
    versions.iter().map(|version| Resource::new(group, version, plural, kind, true)).collect()
}

/// Who an object of a kind is.
pub(super) fn thing(resource: &Resource, object: &Value) -> Thing {
    let meta = |key: &str| clean(object["metadata"][key].as_str().unwrap_or_default()).into_owned();
    let (namespace, name): (Name, Name) = (meta("namespace").into(), meta("name").into());
    Thing { resource: resource.clone(), namespace, name, uid: Uid::new(&meta("uid")) }
}

/// Whether no more is read of objects of a kind than their metadata: what else they hold is their own matter.
fn is_closed(resource: &Resource) -> bool {
    resource.is_secret() || resource.is("", "ConfigMap")
}

fn why(e: &ApiError) -> Why {
    match () {
        () if e.is_forbidden() => Why::NotAllowed(clean(&e.to_string()).into()),
        () => Why::NoAnswer(e.trouble().into()),
    }
}

/// GET in a form.
async fn get(session: &Session, path: &str, accept: &str) -> Result<Bytes, ApiError> {
    let whole = async { session.open_whole(path, accept, session.is_thin(), PAGE, READ_DEADLINE).await?.whole().await };
    tokio::time::timeout(READ_DEADLINE, whole).await.map_err(|_| ApiError::Timeout(READ_DEADLINE))?
}

/// One object; of what is closed its metadata alone.
pub(super) async fn object(session: &Session, thing: &Thing) -> Result<Value, ApiError> {
    let namespace = Some(&*thing.namespace).filter(|n| !n.is_empty());
    let path = format!("{}/{}", thing.resource.path(namespace), segment(&thing.name));
    let body = get(session, &path, if is_closed(&thing.resource) { METADATA } else { JSON }).await?;
    // What serde says may quote what it could not read, and that may be secret.
    serde_json::from_slice(&body).map_err(|_| ApiError::Decode(Unread::NoObject))
}

impl<'a> Reader<'a> {
    pub(super) const fn new(session: &'a Session, namespaces: &'a [Name]) -> Self {
        Self { session, namespaces, searched: Vec::new(), unseen: Vec::new(), silent: None }
    }

    /// Lists a kind in a namespace, or in all, in the first of its versions that is served, and hands on each object as it came.
    pub(super) async fn list(
        &mut self,
        versions: &[Resource],
        place: Option<&str>,
        query: &str,
        mut take: impl FnMut(&Resource, &str),
    ) {
        let Some(plural) = versions.first().map(|r| r.plural.clone()) else { return };
        for resource in versions {
            let mut count = 0;
            let done = self.pages(resource, place, query, &mut count, &mut take).await;
            match done {
                Err(e) if e.is_not_found() => continue,
                Err(e) if e.is_forbidden() && place.is_none() && resource.namespaced && !self.namespaces.is_empty() => {
                    self.one_by_one(resource, query, &e, &mut take).await;
                }
                Err(e) => self.unseen.push(Unseen { plural, places: place.map(Name::from).into_iter().collect(), why: why(&e) }),
                Ok(()) => self.looked(&plural, count),
            }
            return;
        }
        // Of a kind that the API does not serve there are none.
    }

    fn looked(&mut self, plural: &Name, count: usize) {
        match self.searched.iter_mut().find(|s| s.plural == *plural) {
            Some(known) => known.count += count,
            None => self.searched.push(Searched { plural: plural.clone(), count }),
        }
        if count >= OBJECTS {
            self.unseen.push(Unseen { plural: plural.clone(), places: Vec::new(), why: Why::TooMany(count) });
        }
    }

    async fn one_by_one(&mut self, resource: &Resource, query: &str, refused: &ApiError, take: &mut impl FnMut(&Resource, &str)) {
        let (plural, known) = (&resource.plural, self.namespaces.len());
        let (mut all, mut looked, mut closed) = (0, 0, Vec::new());
        for namespace in self.namespaces.iter().take(ONE_BY_ONE) {
            match self.pages(resource, Some(namespace), query, &mut all, take).await {
                Ok(()) => looked += 1,
                Err(e) if e.is_forbidden() => closed.push(namespace.clone()),
                Err(e) => self.unseen.push(Unseen { plural: plural.clone(), places: vec![namespace.clone()], why: why(&e) }),
            }
        }
        let refused: Name = clean(&refused.to_string()).into();
        let why = if looked == 0 { Why::NotAllowed(refused) } else { Why::OnlyKnown { refused, looked, known } };
        let places = if looked == 0 { Vec::new() } else { closed };
        self.unseen.push(Unseen { plural: plural.clone(), places, why });
        if looked > 0 {
            self.looked(plural, all);
        }
    }

    /// Nothing more is asked: what answers, if anything does, is of no use.
    fn gives_up(&mut self, why: ApiError) -> ApiError {
        self.silent = Some(why.clone());
        why
    }

    async fn pages(
        &mut self,
        resource: &Resource,
        place: Option<&str>,
        query: &str,
        count: &mut usize,
        take: &mut impl FnMut(&Resource, &str),
    ) -> Result<(), ApiError> {
        let (mut token, mut limits) = (String::new(), LIMITS.into_iter());
        let mut limit = limits.next().unwrap_or(1);
        let accept = if is_closed(resource) { METADATA_LIST } else { JSON };
        let collection = resource.path(place);
        loop {
            if let Some(silent) = &self.silent {
                return Err(silent.clone());
            }
            let next = if token.is_empty() { String::new() } else { format!("&continue={}", encode(&token)) };
            let body = match get(self.session, &format!("{collection}?{query}limit={limit}{next}"), accept).await {
                Ok(body) => body,
                Err(e @ ApiError::TooLarge { .. }) => {
                    limit = limits.next().ok_or(e)?;
                    continue;
                }
                Err(e @ ApiError::Status { code: ..429, .. }) => return Err(e),
                Err(e) => return Err(self.gives_up(e)),
            };
            let Ok(page) = serde_json::from_slice::<Envelope<'_>>(&body) else {
                return Err(self.gives_up(ApiError::Decode(Unread::NoList)));
            };
            for item in page.items.into_iter().flatten() {
                *count += 1;
                take(resource, item.get());
            }
            token = page.metadata.next;
            if token.is_empty() || *count >= OBJECTS {
                return Ok(());
            }
        }
    }
}
