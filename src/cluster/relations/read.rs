//! Reading for a look: single objects and lists, each request bounded and with a deadline. What could not be had is kept by name, and a server
//! that does not answer is asked nothing more.

use super::LOOK;
use crate::cluster::error::ApiError;
use crate::cluster::owner;
use crate::cluster::pages::{OBJECTS, Pages};
use crate::cluster::session::{JSON, METADATA, METADATA_LIST, READ_DEADLINE, Session};
use crate::model::naming::segment;
use crate::model::relations::{Searched, Stand, Thing, Unseen};
use crate::model::resource::Resource;
use crate::model::soon::Why;
use crate::model::text::clean;
use crate::model::trouble::Unread;
use crate::model::{Name, Uid};
use serde_json::Value;
use std::sync::OnceLock;
use tokio::time::{Instant, timeout_at};

/// Namespaces that are looked through one by one.
const ONE_BY_ONE: usize = 20;

/// What reads for one look.
pub(super) struct Reader<'a> {
    session: &'a Session,
    namespaces: &'a [Name],
    /// When the look ends: what was not read by then is told so.
    ends: Instant,
    /// What was looked through, and what could not be.
    pub(super) searched: Vec<Searched>,
    pub(super) unseen: Vec<Unseen>,
    /// Why nothing more is asked, once nothing is.
    silent: OnceLock<ApiError>,
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

/// Whether the API server itself serves a group: those of others have a domain of their own.
fn is_own(group: &str) -> bool {
    !group.contains('.') || group.ends_with(".k8s.io") && group != "metrics.k8s.io"
}

fn why(e: &ApiError) -> Why {
    match () {
        () if e.is_forbidden() => Why::NotAllowed(clean(&e.to_string()).into()),
        // No request has so long: it is what is told of one that was not sent, or not heard to its end.
        () if *e == ApiError::Timeout(LOOK) => Why::NotAsked(LOOK.as_secs()),
        () => Why::NoAnswer(e.trouble().into()),
    }
}

/// How it is with what could not be read.
pub(super) fn unread(e: &ApiError) -> Stand {
    match () {
        () if e.is_not_found() => Stand::Missing(false),
        () if e.is_forbidden() => Stand::Denied,
        () if *e == ApiError::Timeout(LOOK) => Stand::Unasked(LOOK.as_secs()),
        () => Stand::Unread(e.trouble().into()),
    }
}

impl<'a> Reader<'a> {
    pub(super) const fn new(session: &'a Session, namespaces: &'a [Name], ends: Instant) -> Self {
        Self { session, namespaces, ends, searched: Vec::new(), unseen: Vec::new(), silent: OnceLock::new() }
    }

    /// Asks, unless nothing more is asked. What is not the server's own no ends the look: what answers, if anything does, is of no use. What
    /// somebody else serves behind it says nothing of it.
    async fn ask<T>(&self, group: &str, what: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
        if let Some(silent) = self.silent.get() {
            return Err(silent.clone());
        }
        let answer = timeout_at(self.ends, what).await.unwrap_or(Err(ApiError::Timeout(LOOK)));
        let is_over = answer.as_ref().is_err_and(|e| *e == ApiError::Timeout(LOOK));
        if let Err(e) = &answer
            && (is_own(group) || is_over)
            && !matches!(e, ApiError::Status { code: ..429, .. } | ApiError::TooLarge { .. } | ApiError::Decode(Unread::NoKind(..)))
        {
            self.silent.get_or_init(|| e.clone());
        }
        answer
    }

    /// Where the API serves a kind.
    pub(super) async fn served(&self, version: &str, kind: &str) -> Result<Resource, ApiError> {
        let group = version.split_once('/').map_or("", |(group, _)| group);
        self.ask(group, owner::served(self.session, version, kind)).await
    }

    /// One object; of what is closed its metadata alone.
    pub(super) async fn object(&self, thing: &Thing) -> Result<Value, ApiError> {
        let namespace = Some(&*thing.namespace).filter(|n| !n.is_empty());
        let path = format!("{}/{}", thing.resource.path(namespace), segment(&thing.name));
        let accept = if is_closed(&thing.resource) { METADATA } else { JSON };
        let get = async {
            let body = self.session.get_page(&path, accept, READ_DEADLINE).await?;
            // What serde says may quote what it could not read, and that may be secret.
            serde_json::from_slice(&body).map_err(|_| ApiError::Decode(Unread::NoObject))
        };
        self.ask(&thing.resource.group, get).await
    }

    fn miss(&mut self, unseen: Unseen) {
        if !self.unseen.contains(&unseen) {
            self.unseen.push(unseen);
        }
    }

    /// Lists a kind in a namespace, or in all, in the first of its versions that is served, and hands on each object as it came.
    ///
    /// # Errors
    /// Why not all of it was seen; that is noted as well.
    pub(super) async fn list(
        &mut self,
        versions: &[Resource],
        place: Option<&str>,
        query: &str,
        mut take: impl FnMut(&Resource, &str),
    ) -> Result<(), ApiError> {
        let Some(plural) = versions.first().map(|r| r.plural.clone()) else { return Ok(()) };
        for resource in versions {
            let mut count = 0;
            match self.pages(resource, place, query, &mut count, &mut take).await {
                Err(e) if e.is_not_found() => continue,
                Err(e) if e.is_forbidden() && place.is_none() && resource.namespaced && !self.namespaces.is_empty() => {
                    self.one_by_one(resource, query, &e, &mut take).await;
                    return Err(e);
                }
                Err(e) => {
                    self.miss(Unseen { plural, places: place.map(Name::from).into_iter().collect(), why: why(&e) });
                    return Err(e);
                }
                Ok(()) => self.looked(&plural, count),
            }
            return Ok(());
        }
        // Of a kind that the API does not serve there are none.
        Ok(())
    }

    fn looked(&mut self, plural: &Name, count: usize) {
        match self.searched.iter_mut().find(|s| s.plural == *plural) {
            // Looked through for several: those of the widest count.
            Some(known) => known.count = known.count.max(count),
            None => self.searched.push(Searched { plural: plural.clone(), count }),
        }
        if count >= OBJECTS {
            self.miss(Unseen { plural: plural.clone(), places: Vec::new(), why: Why::TooMany(count) });
        }
    }

    async fn one_by_one(&mut self, resource: &Resource, query: &str, refused: &ApiError, take: &mut impl FnMut(&Resource, &str)) {
        let (plural, known) = (&resource.plural, self.namespaces.len());
        let (mut all, mut looked, mut closed) = (0, 0, Vec::new());
        for namespace in self.namespaces.iter().take(ONE_BY_ONE) {
            match self.pages(resource, Some(namespace), query, &mut all, take).await {
                Ok(()) => looked += 1,
                Err(e) if e.is_forbidden() => closed.push(namespace.clone()),
                Err(e) => self.miss(Unseen { plural: plural.clone(), places: vec![namespace.clone()], why: why(&e) }),
            }
        }
        let refused: Name = clean(&refused.to_string()).into();
        let why = if looked == 0 { Why::NotAllowed(refused) } else { Why::OnlyKnown { refused, looked, known } };
        let places = if looked == 0 { Vec::new() } else { closed };
        self.miss(Unseen { plural: plural.clone(), places, why });
        if looked > 0 {
            self.looked(plural, all);
        }
    }

    async fn pages(
        &self,
        resource: &Resource,
        place: Option<&str>,
        query: &str,
        count: &mut usize,
        take: &mut impl FnMut(&Resource, &str),
    ) -> Result<(), ApiError> {
        let accept = if is_closed(resource) { METADATA_LIST } else { JSON };
        let mut pages = Pages::of(&resource.path(place), query);
        while let Some(path) = pages.next() {
            let answer = self.ask(&resource.group, self.session.get_page(&path, accept, READ_DEADLINE)).await;
            let Some(body) = pages.came(answer)? else { continue };
            let items = pages.items(&body).inspect_err(|e| drop(self.silent.set(e.clone())))?;
            for item in items {
                *count += 1;
                take(resource, item);
            }
        }
        Ok(())
    }
}
