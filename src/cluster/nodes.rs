//! The nodes and what the pods of all namespaces take of them: listed and watched for as long as somebody looks at the view of the nodes.

use super::error::ApiError;
use super::reflector::{Closed, Reflector, Sink, Source, list_once};
use super::session::Session;
use super::wire::{Event, NodeDecoder, NodePodDecoder, Page};
use crate::model::Uid;
use crate::model::feed::{Delta, WatchState};
use crate::model::nodes::{Node, NodePod, NodesNews};
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;

/// Both watches. Dropping it closes them.
#[derive(Debug)]
pub struct NodesWatch([JoinHandle<()>; 2]);

impl NodesWatch {
    /// Starts them. Needs a tokio runtime.
    pub fn start(session: &Session, tx: &Sender<NodesNews>) -> Self {
        let nodes = Reflector::new(session.clone(), Nodes::default(), Teller(tx.clone())).run();
        let pods = Reflector::new(session.clone(), Pods::default(), Teller(tx.clone())).run();
        Self([tokio::spawn(nodes), tokio::spawn(pods)])
    }
}

impl Drop for NodesWatch {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

/// The nodes, once.
pub(super) async fn list_nodes(session: &Session) -> Result<Vec<Node>, ApiError> {
    list_once(session, &mut Nodes::default()).await
}

/// The nodes and the pods of all namespaces, once.
pub(super) async fn list(session: &Session) -> Result<(Vec<Node>, Vec<NodePod>), ApiError> {
    let (mut nodes, mut pods) = (Nodes::default(), Pods::default());
    futures::try_join!(list_once(session, &mut nodes), list_once(session, &mut pods))
}

#[derive(Default)]
struct Nodes(NodeDecoder);

#[derive(Default)]
struct Pods(NodePodDecoder);

impl Source for Nodes {
    type Object = Node;

    const STREAMS: bool = true;
    const MAIN: bool = true;

    fn collection(&self) -> String {
        "/api/v1/nodes?".into()
    }

    fn uid(node: &Node) -> &Uid {
        &node.uid
    }

    fn page(&mut self, body: &[u8]) -> Result<Page<Node>, ApiError> {
        self.0.page(body)
    }

    fn event(&mut self, line: &[u8]) -> Result<Event<Node>, ApiError> {
        self.0.event(line)
    }
}

impl Source for Pods {
    type Object = NodePod;

    const STREAMS: bool = true;
    const MAIN: bool = true;

    fn collection(&self) -> String {
        "/api/v1/pods?".into()
    }

    fn uid(pod: &NodePod) -> &Uid {
        &pod.uid
    }

    fn page(&mut self, body: &[u8]) -> Result<Page<NodePod>, ApiError> {
        self.0.page(body)
    }

    fn event(&mut self, line: &[u8]) -> Result<Event<NodePod>, ApiError> {
        self.0.event(line)
    }
}

/// Who looks at them.
struct Teller(Sender<NodesNews>);

impl Teller {
    async fn tell(&self, news: NodesNews) -> Result<(), Closed> {
        self.0.send(news).await.map_err(|_| Closed)
    }
}

impl Sink<Nodes> for Teller {
    async fn told(&mut self, _: &mut Nodes, deltas: Vec<Delta<Node>>) -> Result<(), Closed> {
        self.tell(NodesNews::Nodes(deltas)).await
    }

    async fn stands(&mut self, _: &Nodes, state: &WatchState, _: Option<&ApiError>) -> Result<(), Closed> {
        self.tell(NodesNews::NodesStand(state.clone())).await
    }
}

impl Sink<Pods> for Teller {
    async fn told(&mut self, _: &mut Pods, deltas: Vec<Delta<NodePod>>) -> Result<(), Closed> {
        self.tell(NodesNews::Pods(deltas)).await
    }

    async fn stands(&mut self, _: &Pods, state: &WatchState, _: Option<&ApiError>) -> Result<(), Closed> {
        self.tell(NodesNews::PodsStand(state.clone())).await
    }
}
