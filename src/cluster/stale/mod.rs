//! What pods have read of ConfigMaps and Secrets, against when those were last written: looked at once, in a bounded number of requests. Of
//! ConfigMaps and Secrets the metadata alone is asked for.

mod pods;
#[cfg(test)]
mod tests;
mod written;

use super::error::ApiError;
use super::pages::Pages;
use super::session::{JSON, METADATA_LIST, READ_DEADLINE, Session};
use crate::model::Name;
use crate::model::resource::Resource;
use crate::model::stale::{Reader, Source, StaleFound, StaleWish, Unseen, Written, rows};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Namespaces that are looked at one by one.
const ONE_BY_ONE: usize = 12;
/// How long a whole look may take.
const LOOK: Duration = Duration::from_secs(60);

/// A kind that is listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Pods,
    ConfigMaps,
    Secrets,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Pods => "pods",
            Self::ConfigMaps => "configmaps",
            Self::Secrets => "secrets",
        }
    }

    fn resource(self) -> Resource {
        let kind = match self {
            Self::Pods => "Pod",
            Self::ConfigMaps => "ConfigMap",
            Self::Secrets => "Secret",
        };
        Resource::new("", "v1", self.word(), kind, true)
    }

    /// Pods are needed whole, of what is not secret; of the others nothing but their metadata is to leave the server.
    const fn accept(self) -> &'static str {
        match self {
            Self::Pods => JSON,
            Self::ConfigMaps | Self::Secrets => METADATA_LIST,
        }
    }

    /// Pods that are over read nothing any more.
    const fn query(self) -> &'static str {
        match self {
            Self::Pods => "fieldSelector=status.phase%21%3DSucceeded%2Cstatus.phase%21%3DFailed&",
            Self::ConfigMaps | Self::Secrets => "",
        }
    }
}

/// What was read so far.
#[derive(Default)]
struct Found {
    readers: Vec<Reader>,
    written: BTreeMap<Source, Written>,
    pods: usize,
    unseen: Vec<Unseen>,
}

impl Found {
    fn take(&mut self, kind: Kind, text: &str) {
        match kind {
            Kind::Pods => {
                self.pods += 1;
                self.readers.extend(pods::reader(text));
            }
            Kind::ConfigMaps | Kind::Secrets => self.written.extend(written::read(text, kind == Kind::Secrets)),
        }
    }

    /// Lists a kind in a namespace, or in all.
    async fn list(&mut self, session: &Session, kind: Kind, namespace: Option<&str>, ends: Instant) -> Result<(), ApiError> {
        let resource = kind.resource();
        let mut pages = Pages::of(&resource.path(namespace), kind.query());
        while let Some(path) = pages.next() {
            let get = session.get_page(&path, kind.accept(), READ_DEADLINE);
            let answer = timeout_at(ends, get).await.unwrap_or(Err(ApiError::Timeout(LOOK)));
            let Some(body) = pages.came(answer)? else { continue };
            pages.items(&body)?.for_each(|item| self.take(kind, item));
        }
        if pages.is_cut() {
            self.unseen.push(Unseen::More(kind.word(), pages.objects));
        }
        Ok(())
    }

    async fn each(&mut self, session: &Session, kind: Kind, namespaces: &[Name], ends: Instant) {
        for namespace in namespaces.iter().take(ONE_BY_ONE) {
            if let Err(e) = self.list(session, kind, Some(namespace), ends).await {
                self.unseen.push(Unseen::Unread(kind.word(), namespace.clone(), e.trouble().into()));
            }
        }
        let left = Unseen::Namespaces(ONE_BY_ONE, namespaces.len());
        if namespaces.len() > ONE_BY_ONE && !self.unseen.contains(&left) {
            self.unseen.push(left);
        }
    }
}

/// Looks once. What cannot be looked at is told.
pub async fn look(session: &Session, wish: &StaleWish) -> StaleFound {
    let ends = Instant::now() + LOOK;
    let mut found = Found::default();
    for kind in [Kind::ConfigMaps, Kind::Secrets, Kind::Pods] {
        if !wish.all {
            found.each(session, kind, &wish.namespaces, ends).await;
            continue;
        }
        match found.list(session, kind, None, ends).await {
            Ok(()) => {}
            Err(e) if e.is_forbidden() && !wish.namespaces.is_empty() => {
                found.each(session, kind, &wish.namespaces, ends).await;
            }
            Err(e) => found.unseen.push(Unseen::Unread(kind.word(), "".into(), e.trouble().into())),
        }
    }
    let rows = rows(&found.readers, &found.written, session.time());
    StaleFound { rows, pods: found.pods, unseen: found.unseen }
}
