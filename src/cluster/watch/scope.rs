//! The rows of a scope: a kind, cluster-wide or in a namespace, as a reflector keeps them known.

use crate::cluster::error::ApiError;
use crate::cluster::outlet::Outlet;
use crate::cluster::path::encode;
use crate::cluster::reflector::{Closed, Sink, Source, Unknown};
use crate::cluster::wire::{Decoder, Event, Page};
use crate::model::feed::{Delta, Feed, Row, Scope, WatchState};
use crate::model::{Kind, Uid};

/// The objects of a scope, as rows.
pub(in crate::cluster) struct Objects {
    scope: Scope,
    decoder: Decoder,
    /// Whether they are asked for under the older version of their kind.
    older: bool,
}

impl Objects {
    pub(in crate::cluster) fn new(scope: Scope) -> Self {
        Self { decoder: Decoder::new(scope.kind), scope, older: false }
    }

    fn serve(&mut self, older: bool) {
        self.older = older;
        self.decoder.serves_older(older);
    }
}

impl Source for Objects {
    type Object = Row;

    const STREAMS: bool = true;
    const MAIN: bool = true;

    fn collection(&self) -> String {
        let version = self.scope.kind.older_version().filter(|_| self.older).unwrap_or("v1");
        let mut path = format!("{}?", self.scope.kind.path_of(version, self.scope.namespace.as_deref()));
        // A single namespace is a list of one: so it is allowed to those who may see it and no other.
        if let (Kind::Namespace, Some(name)) = (self.scope.kind, &self.scope.namespace) {
            path.push_str(&format!("fieldSelector=metadata.name%3D{}&", encode(name)));
        }
        path
    }

    fn uid(row: &Row) -> &Uid {
        row.uid()
    }

    fn page(&mut self, body: &[u8]) -> Result<Page, ApiError> {
        self.decoder.page(body)
    }

    fn event(&mut self, line: &[u8]) -> Result<Event, ApiError> {
        self.decoder.event(line)
    }

    fn unknown(&mut self) -> Unknown {
        // Servers before Kubernetes 1.21 have CronJobs under their older version alone.
        if !self.older && self.scope.kind.older_version().is_some() {
            self.serve(true);
            return Unknown::Elsewhere;
        }
        // A server without the kind has none of them, which is no reason to call the rest stale.
        if self.scope.kind.is_batch() {
            self.serve(false);
            return Unknown::None(self.scope.kind.plural());
        }
        Unknown::Failed
    }
}

impl Sink<Objects> for Outlet {
    async fn told(&mut self, of: &mut Objects, deltas: Vec<Delta>) -> Result<(), Closed> {
        self.send(Feed::Batch(of.scope.clone(), deltas)).await
    }

    async fn stands(&mut self, of: &Objects, state: &WatchState, _: Option<&ApiError>) -> Result<(), Closed> {
        self.send(Feed::Watch(of.scope.clone(), state.clone())).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_are_where_the_api_has_them() {
        let (all, dev) = (Scope::all(Kind::Pod), Scope::of(Kind::Deployment, &"iot-dev".into()));
        assert_eq!(Objects::new(all).collection(), "/api/v1/pods?");
        assert_eq!(Objects::new(dev).collection(), "/apis/apps/v1/namespaces/iot-dev/deployments?");
        let one = Objects::new(Scope::of(Kind::Namespace, &"iot-dev".into()));
        assert_eq!(one.collection(), "/api/v1/namespaces?fieldSelector=metadata.name%3Diot-dev&");
        let mut cron = Objects::new(Scope::all(Kind::CronJob));
        assert_eq!(cron.collection(), "/apis/batch/v1/cronjobs?");
        assert!(matches!(cron.unknown(), Unknown::Elsewhere));
        assert_eq!(cron.collection(), "/apis/batch/v1beta1/cronjobs?");
        assert!(matches!(cron.unknown(), Unknown::None(_)));
        assert_eq!(cron.collection(), "/apis/batch/v1/cronjobs?");
    }
}
