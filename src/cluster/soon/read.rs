//! Lists for a look: cluster-wide where that is allowed, else in the namespaces that are known.

use crate::cluster::error::ApiError;
use crate::cluster::pages::Pages;
use crate::cluster::session::{JSON, METADATA_LIST, READ_DEADLINE, Session};
pub(super) use crate::cluster::wire::nullable;
use crate::model::resource::Resource;
use crate::model::soon::{Due, Holder, Matter, Source, Unseen, Why};
use crate::model::text::clean;
use crate::model::{Name, Time, Uid};
use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

/// Rows that one place may bring: nobody reads more.
pub(super) const MOST: usize = 500;
/// Time between two requests: five a second at the most.
const PACE: Duration = Duration::from_millis(200);
/// How long a whole look may take.
const LOOK: Duration = Duration::from_secs(90);
/// Namespaces that are looked at one by one.
const ONE_BY_ONE: usize = 20;

/// Why something was left out, and in which namespace or of which object; none for everywhere.
pub(in crate::cluster) type Trouble = (Option<Name>, Why);

/// What reads for one look.
pub(in crate::cluster) struct Reader<'a> {
    pub(super) session: &'a Session,
    /// The form of the answers.
    accept: &'static str,
    /// Those that are looked at, and how many are known.
    namespaces: Vec<Name>,
    known: usize,
    pace: Interval,
    ends: Instant,
}

/// What is needed of an object's metadata.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Meta {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    namespace: String,
    #[serde(deserialize_with = "nullable")]
    uid: String,
    #[serde(deserialize_with = "nullable")]
    creation_timestamp: String,
}

impl Meta {
    pub(super) fn created(&self) -> Time {
        Time::parse(&self.creation_timestamp).unwrap_or_default()
    }

    pub(super) fn holder(&self, resource: &Resource) -> Holder {
        Holder { resource: resource.clone(), namespace: name(&self.namespace), name: name(&self.name), uid: Uid::new(&self.uid) }
    }
}

/// An object as far as it is judged here: what it is to be, and how it is.
pub(super) struct Object<S, T> {
    pub(super) metadata: Meta,
    pub(super) spec: S,
    pub(super) status: T,
}

/// The same as it came.
#[derive(Deserialize)]
struct Raw<S, T> {
    #[serde(default, deserialize_with = "nullable")]
    metadata: Meta,
    spec: Option<S>,
    status: Option<T>,
}

/// A condition of one.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Condition {
    #[serde(rename = "type", deserialize_with = "nullable")]
    kind: String,
    #[serde(deserialize_with = "nullable")]
    status: String,
    #[serde(deserialize_with = "nullable")]
    reason: String,
    #[serde(deserialize_with = "nullable")]
    last_transition_time: String,
}

impl Condition {
    /// Whether it holds, for this reason.
    pub(super) fn holds(&self, kind: &str, reason: &str) -> bool {
        self.kind == kind && self.status == "True" && self.reason == reason
    }

    /// Since when it is as it is.
    pub(super) fn since(&self) -> Time {
        Time::parse(&self.last_transition_time).unwrap_or_default()
    }
}

/// A text of the server's that will stand on the screen.
pub(super) fn name(text: &str) -> Name {
    clean(text).into()
}

/// What a list has come to.
#[derive(Default)]
struct Listed {
    objects: usize,
    unread: usize,
    cut: bool,
}

impl<'a> Reader<'a> {
    pub(in crate::cluster) fn new(session: &'a Session, namespaces: &[Name]) -> Self {
        Self::within(session, namespaces, (PACE, LOOK))
    }

    /// One that is told no more of each object than its metadata.
    pub(in crate::cluster) fn of_metadata(session: &'a Session, namespaces: &[Name]) -> Self {
        Self { accept: METADATA_LIST, ..Self::new(session, namespaces) }
    }

    /// One that asks no faster, and whose look takes no longer.
    pub(super) fn within(session: &'a Session, namespaces: &[Name], (pace, look): (Duration, Duration)) -> Self {
        let mut pace = interval(pace);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let known = namespaces.len();
        let namespaces = namespaces.iter().take(ONE_BY_ONE).cloned().collect();
        Self { session, accept: JSON, namespaces, known, pace, ends: Instant::now() + look }
    }

    /// GET, no sooner than the pace lets it.
    pub(super) async fn get(&mut self, path: &str) -> Result<Bytes, ApiError> {
        // What is not asked waits for nothing either.
        if Instant::now() >= self.ends {
            return Err(ApiError::Timeout(LOOK));
        }
        self.pace.tick().await;
        self.session.get_page(path, self.accept, READ_DEADLINE).await
    }

    /// Lists a kind in these namespaces alone. Otherwise as [`Reader::list`].
    pub(in crate::cluster) async fn list_in(
        &mut self,
        resource: &Resource,
        namespaces: &[Name],
        query: &str,
        mut take: impl FnMut(&Resource, &str) -> Option<()>,
    ) -> Vec<Trouble> {
        let mut out = Vec::new();
        for namespace in namespaces {
            let mut listed = Listed::default();
            let done = self.pages(resource, Some(namespace), query, &mut listed, &mut take).await;
            listed.trouble(Some(namespace), &mut out);
            out.extend(done.err().map(|e| (Some(namespace.clone()), why(&e))));
        }
        out
    }

    /// Lists a kind in the first of its versions that is served, and hands on each object; where one cannot be read, `take` says so by
    /// `None`. Gives what was left out, and why.
    pub(in crate::cluster) async fn list(
        &mut self,
        versions: &[Resource],
        query: &str,
        mut take: impl FnMut(&Resource, &str) -> Option<()>,
    ) -> Vec<Trouble> {
        let mut out = Vec::new();
        for resource in versions {
            let mut listed = Listed::default();
            match self.pages(resource, None, query, &mut listed, &mut take).await {
                Ok(()) => {
                    listed.trouble(None, &mut out);
                    return out;
                }
                Err(e) if e.is_not_found() => {}
                Err(e) if e.is_forbidden() && resource.namespaced && !self.namespaces.is_empty() => {
                    if self.one_by_one(resource, query, &e, &mut take, &mut out).await {
                        return out;
                    }
                }
                Err(e) => {
                    listed.trouble(None, &mut out);
                    out.push((None, why(&e)));
                    return out;
                }
            }
        }
        out.push((None, Why::NotServed));
        out
    }

    /// Lists a kind as [`Reader::list`] does, and gives what `judge` says of each object that can be read.
    pub(super) async fn judged<S: Default + DeserializeOwned, T: Default + DeserializeOwned, M: IntoIterator<Item = Matter>>(
        &mut self,
        versions: &[Resource],
        judge: impl Fn(&Object<S, T>) -> M,
    ) -> (Vec<Due>, Vec<Trouble>) {
        let mut found = Vec::new();
        let take = |resource: &Resource, text: &str| {
            let Raw { metadata, spec, status } = serde_json::from_str(text).ok()?;
            let object = Object { metadata, spec: spec.unwrap_or_default(), status: status.unwrap_or_default() };
            found.extend(judge(&object).into_iter().map(|matter| Due { holder: object.metadata.holder(resource), matter }));
            Some(())
        };
        let unseen = self.list(versions, "", take).await;
        (found, unseen)
    }

    /// Gives whether this version is served.
    async fn one_by_one(
        &mut self,
        resource: &Resource,
        query: &str,
        refused: &ApiError,
        take: &mut impl FnMut(&Resource, &str) -> Option<()>,
        out: &mut Vec<Trouble>,
    ) -> bool {
        let mut seen = false;
        for namespace in self.namespaces.clone() {
            let mut listed = Listed::default();
            let done = self.pages(resource, Some(&namespace), query, &mut listed, take).await;
            listed.trouble(Some(&namespace), out);
            match done {
                Ok(()) => seen = true,
                Err(e) if e.is_not_found() => return false,
                Err(e) => out.push((Some(namespace), why(&e))),
            }
        }
        let words = name(&refused.to_string());
        if seen {
            out.push((None, Why::OnlyKnown { refused: words, looked: self.namespaces.len(), known: self.known }));
        } else if out.iter().all(|(_, why)| matches!(why, Why::NotAllowed(_))) {
            // Nowhere at all: that is said once.
            *out = vec![(None, Why::NotAllowed(words))];
        }
        true
    }

    async fn pages(
        &mut self,
        resource: &Resource,
        place: Option<&str>,
        query: &str,
        listed: &mut Listed,
        take: &mut impl FnMut(&Resource, &str) -> Option<()>,
    ) -> Result<(), ApiError> {
        let mut pages = Pages::of(&resource.path(place), query);
        while let Some(path) = pages.next() {
            let answer = self.get(&path).await;
            let Some(body) = pages.came(answer)? else { continue };
            for item in pages.items(&body)? {
                listed.objects += 1;
                listed.unread += usize::from(take(resource, item).is_none());
            }
        }
        listed.cut = pages.is_cut();
        Ok(())
    }
}

impl Listed {
    fn trouble(&self, namespace: Option<&Name>, out: &mut Vec<Trouble>) {
        if self.unread > 0 {
            out.push((namespace.cloned(), Why::NotRead(self.unread)));
        }
        if self.cut {
            out.push((namespace.cloned(), Why::TooMany(self.objects)));
        }
    }
}

/// Why a request brought nothing.
pub(super) fn why(e: &ApiError) -> Why {
    match () {
        () if e.is_forbidden() => Why::NotAllowed(name(&e.to_string())),
        () if e.is_not_found() => Why::NotServed,
        // No request has so long: it is what is told of one that was not sent.
        () if *e == ApiError::Timeout(LOOK) => Why::NotAsked(LOOK.as_secs()),
        () => Why::NoAnswer(e.trouble().into()),
    }
}

/// What was left out of a place: what has one reason in several namespaces is told once.
pub(in crate::cluster) fn told(source: Source, all: Vec<Trouble>) -> Vec<Unseen> {
    // Each namespace is refused in its own words. Where only so many are looked at, the number is said of each.
    let kind = |why: &Why| match why {
        Why::NotAllowed(_) => (0, 0),
        Why::OnlyKnown { .. } => (1, 0),
        Why::NotServed => (2, 0),
        Why::NoAnswer(_) => (3, 0),
        Why::NotAsked(_) => (4, 0),
        Why::NotJudged(_) => (5, 0),
        Why::TooMany(most) => (6, *most),
        Why::NotRead(_) => (7, 0),
    };
    let mut by: BTreeMap<(bool, (u8, usize)), Unseen> = BTreeMap::new();
    for (place, why) in all {
        match by.entry((place.is_none(), kind(&why))) {
            Entry::Vacant(one) => drop(one.insert(Unseen { source, places: place.into_iter().collect(), why })),
            Entry::Occupied(one) => {
                let one = one.into_mut();
                one.places.extend(place);
                if let (Why::NotRead(all), Why::NotRead(more)) = (&mut one.why, why) {
                    *all += more;
                }
            }
        }
    }
    by.into_values().collect()
}

/// That there is more than is shown.
pub(super) fn too_many(source: Source, most: usize) -> Unseen {
    Unseen { source, places: Vec::new(), why: Why::TooMany(most) }
}
