//! Which pods have certain labels: asked of the API server and watched, metadata alone, since the rows of the screen carry no labels.

use crate::cluster::path::encode;
use crate::cluster::reflector::{Closed, Reflector, Sink, Source};
use crate::cluster::session::{METADATA, METADATA_LIST};
use crate::cluster::wire::{Event, MetadataDecoder, Page};
use crate::cluster::{ApiError, Session};
use crate::model::feed::{Delta, WatchState};
use crate::model::logs::{LogSelection, Selected};
use crate::model::trouble::Trouble;
use crate::model::{Kind, Name, Uid};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};

type Wanted = Option<(u64, LogSelection)>;

/// Keeps known which pods a selection means. Dropping it ends that.
#[derive(Debug)]
pub struct Selector {
    wanted: watch::Sender<Wanted>,
    task: JoinHandle<()>,
}

impl Selector {
    /// Starts without a selection. What a selection means comes through `tx` whenever it changes, with the number of the view that asked.
    /// Needs a tokio runtime.
    pub fn start(session: Session, tx: mpsc::Sender<(u64, Selected)>) -> Self {
        let (wanted, wishes) = watch::channel(None);
        Self { wanted, task: tokio::spawn(manage(session, tx, wishes)) }
    }

    /// Says which selection is wanted for a view; `None` for none any more.
    pub fn set(&mut self, view: u64, selection: Option<LogSelection>) {
        self.wanted.send_replace(selection.map(|s| (view, s)));
    }
}

impl Drop for Selector {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What one namespace says.
type Said = (usize, Result<BTreeSet<Uid>, Arc<Trouble>>);

async fn manage(session: Session, tx: mpsc::Sender<(u64, Selected)>, mut wanted: watch::Receiver<Wanted>) {
    let mut tasks = JoinSet::new();
    let mut view = 0;
    let (_none_yet, mut said) = mpsc::channel::<Said>(1);
    let mut known: HashMap<usize, Result<BTreeSet<Uid>, Arc<Trouble>>> = HashMap::new();
    loop {
        tokio::select! {
            changed = wanted.changed() => {
                if changed.is_err() {
                    return;
                }
                tasks = JoinSet::new();
                known.clear();
                // What the former ones still had on its way is not this one's.
                let (say, news) = mpsc::channel(16);
                said = news;
                let Some((number, selection)) = wanted.borrow_and_update().clone() else { continue };
                view = number;
                let everywhere = selection.namespaces.is_empty().then_some(None);
                let places = everywhere.into_iter().chain(selection.namespaces.iter().cloned().map(Some));
                for (place, namespace) in places.enumerate() {
                    let pods = Pods { path: path(namespace.as_ref(), &selection.labels), decoder: MetadataDecoder::default() };
                    tasks.spawn(Reflector::new(session.clone(), pods, Known::new(place, say.clone())).run());
                }
            }
            Some((place, now)) = said.recv(), if !tasks.is_empty() => {
                if known.get(&place) == Some(&now) {
                    continue;
                }
                let failed = now.clone().err();
                known.insert(place, now);
                let selected = match failed {
                    Some(why) => Err(why),
                    None => Ok(known.values().flatten().flatten().cloned().collect()),
                };
                if tx.send((view, selected)).await.is_err() {
                    return;
                }
            }
            () = tx.closed() => return,
        }
    }
}

fn path(namespace: Option<&Name>, labels: &str) -> String {
    format!("{}?labelSelector={}", Kind::Pod.path(namespace.map(|ns| &**ns)), encode(labels))
}

/// The pods of one place, by their UIDs.
struct Pods {
    path: String,
    decoder: MetadataDecoder,
}

impl Source for Pods {
    type Object = Uid;

    const FORM: (&'static str, &'static str) = (METADATA_LIST, METADATA);

    fn collection(&self) -> String {
        format!("{}&", self.path)
    }

    fn uid(uid: &Uid) -> &Uid {
        uid
    }

    fn page(&mut self, body: &[u8]) -> Result<Page<Uid>, ApiError> {
        self.decoder.page(body)
    }

    fn event(&mut self, line: &[u8]) -> Result<Event<Uid>, ApiError> {
        self.decoder.event(line)
    }
}

/// What is known of one place, and who is told.
struct Known {
    place: usize,
    say: mpsc::Sender<Said>,
    /// Once a list has come to its end.
    pods: Option<BTreeSet<Uid>>,
    /// Those of the list that is on its way.
    coming: Option<BTreeSet<Uid>>,
    /// Whether what was told last is that something stands in the way.
    failed: bool,
}

impl Known {
    const fn new(place: usize, say: mpsc::Sender<Said>) -> Self {
        Self { place, say, pods: None, coming: None, failed: false }
    }

    /// What is known now, if it is.
    async fn tell(&mut self) -> Result<(), Closed> {
        let Some(pods) = &self.pods else { return Ok(()) };
        self.failed = false;
        self.say.send((self.place, Ok(pods.clone()))).await.map_err(|_| Closed)
    }
}

impl Sink<Pods> for Known {
    async fn told(&mut self, _: &mut Pods, deltas: Vec<Delta<Uid>>) -> Result<(), Closed> {
        let mut changed = false;
        for delta in deltas {
            match delta {
                Delta::ListBegins => self.coming = Some(BTreeSet::new()),
                Delta::Put(uid) => match &mut self.coming {
                    Some(coming) => _ = coming.insert(uid),
                    None => changed |= self.pods.get_or_insert_default().insert(uid),
                },
                Delta::Gone(uid) => changed |= self.coming.as_mut().or(self.pods.as_mut()).is_some_and(|pods| pods.remove(&uid)),
                Delta::ListEnds => (self.pods, changed) = (self.coming.take(), true),
            }
        }
        if changed { self.tell().await } else { Ok(()) }
    }

    async fn stands(&mut self, _: &Pods, state: &WatchState, why: Option<&ApiError>) -> Result<(), Closed> {
        match why {
            // A break is had again in a moment; what is said is what stands in the way.
            Some(e) if !matches!(e, ApiError::Transport(_) | ApiError::Timeout(_)) && !e.is_gone() => {
                self.failed = true;
                self.say.send((self.place, Err(e.trouble().into()))).await.map_err(|_| Closed)
            }
            None if self.failed && matches!(state, WatchState::Live | WatchState::Polling { .. }) => self.tell().await,
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trouble::Way;

    #[test]
    fn selections_are_asked_for_as_the_api_expects() {
        assert_eq!(
            path(Some(&"iot-dev".into()), "app=web,tier!=x,env in (a, b)"),
            "/api/v1/namespaces/iot-dev/pods?labelSelector=app%3Dweb%2Ctier%21%3Dx%2Cenv%20in%20%28a%2C%20b%29"
        );
        assert_eq!(path(None, "!app"), "/api/v1/pods?labelSelector=%21app");
    }

    #[tokio::test]
    async fn a_selection_is_told_when_it_changes_and_when_what_stood_in_the_way_is_gone() {
        let (say, mut said) = mpsc::channel(16);
        let mut known = Known::new(3, say);
        let mut pods = Pods { path: path(None, "app"), decoder: MetadataDecoder::default() };
        let uid = Uid::new;
        let status = |code| ApiError::from_response(code, b"", None);
        let stale = WatchState::Stale { since: Default::default(), retry: Default::default(), error: Trouble::said("x") };
        let mut next = || {
            said.try_recv().ok().map(|(place, said)| {
                assert_eq!(place, 3);
                said.map(|pods| pods.iter().map(ToString::to_string).collect::<Vec<_>>()).map_err(|e| e.to_string())
            })
        };
        let all = |uids: &[&str]| Some(Ok(uids.iter().map(ToString::to_string).collect()));
        // A failure before the first list, and one that is a break.
        known.stands(&pods, &stale, Some(&status(500))).await.unwrap();
        assert_eq!(next(), Some(Err("HTTP 500".into())));
        known.stands(&pods, &stale, Some(&ApiError::Transport(Way::Abandoned))).await.unwrap();
        known.told(&mut pods, vec![Delta::ListBegins, Delta::Put(uid("a"))]).await.unwrap();
        assert_eq!(next(), None, "half a list is no selection");
        known.told(&mut pods, vec![Delta::Put(uid("b")), Delta::ListEnds]).await.unwrap();
        assert_eq!(next(), all(&["a", "b"]));
        known.told(&mut pods, vec![Delta::Put(uid("a"))]).await.unwrap();
        assert_eq!(next(), None, "nothing has changed");
        known.told(&mut pods, vec![Delta::Gone(uid("a")), Delta::Put(uid("c"))]).await.unwrap();
        assert_eq!(next(), all(&["b", "c"]));
        known.stands(&pods, &stale, Some(&status(403))).await.unwrap();
        assert!(matches!(next(), Some(Err(_))));
        known.stands(&pods, &WatchState::Live, None).await.unwrap();
        assert_eq!(next(), all(&["b", "c"]), "what is known stands again");
        known.stands(&pods, &WatchState::Live, None).await.unwrap();
        // What the old list had and the new has not is gone.
        known.told(&mut pods, vec![Delta::ListBegins, Delta::Put(uid("c")), Delta::ListEnds]).await.unwrap();
        assert_eq!(next(), all(&["c"]));
        assert_eq!(next(), None);
    }
}
