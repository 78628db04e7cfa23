//! Looks at one context for the overview of all: again and again for as long as somebody looks. Each is a task of its own with a deadline of
//! its own, so that one that hangs holds up no other; nobody is asked to sign in for it.

use super::error::ApiError;
use super::heartbeat;
use super::kubeconfig::Contexts;
use super::nodes;
use super::session::{Mode, READ_DEADLINE, Session};
use super::watch::list_once;
use crate::model::feed::{Row, Scope};
use crate::model::overview::{NodesReady, OverviewAsk, OverviewLook, OverviewNews, OverviewWish};
use crate::model::text::clean;
use crate::model::trouble::Trouble;
use crate::model::{Kind, Name, WorkloadKind};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// Time between the end of a look and the next.
const EVERY: Duration = Duration::from_secs(30);
/// How long a look may take, and how long where a plugin signs in first.
const LOOK: Duration = Duration::from_secs(20);
const SIGN_IN: Duration = Duration::from_secs(80);
/// Namespaces whose pods are listed, for the reasons of what is unwell in them.
const REASONS: usize = 3;

/// Looks at a context. Dropping it ends them.
#[derive(Debug)]
pub struct Overview(JoinHandle<()>);

impl Overview {
    /// Begins to look at a context that is not open. Needs a tokio runtime.
    pub fn start(contexts: &Contexts, wish: &OverviewWish, tx: Sender<OverviewNews>) -> Self {
        let (contexts, wish) = (contexts.clone(), wish.clone());
        Self(tokio::spawn(async move {
            let (session, _) = Session::open(contexts.clone(), &wish.context, Mode::ReadOnly);
            loop {
                let news = look(&contexts, &session, &wish).await;
                if tx.send(news).await.is_err() {
                    return;
                }
                sleep(EVERY).await;
            }
        }))
    }

    /// Begins to look at the nodes of a context that is open. Needs a tokio runtime.
    pub fn nodes(session: Session, tx: Sender<OverviewNews>) -> Self {
        Self(tokio::spawn(async move {
            loop {
                let late = Arc::new(Trouble::Timeout(LOOK.as_secs()));
                let ready = timeout(LOOK, nodes_ready(&session)).await.unwrap_or(Err(late));
                if tx.send(OverviewNews::Nodes(ready)).await.is_err() {
                    return;
                }
                sleep(EVERY).await;
            }
        }))
    }
}

impl Drop for Overview {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn look(contexts: &Contexts, session: &Session, wish: &OverviewWish) -> OverviewNews {
    let signs = wish.ask == OverviewAsk::SignIn;
    if !signs && let Some(plugin) = plugin(contexts, &wish.context).await {
        return OverviewNews::SignIn(plugin);
    }
    let most = if signs { SIGN_IN } else { LOOK };
    match timeout(most, whole(session, wish.namespace.as_ref())).await {
        Ok(Ok(found)) => OverviewNews::Found(Box::new(found)),
        Ok(Err(e)) => OverviewNews::Away(e.trouble().into()),
        Err(_) => OverviewNews::Away(Trouble::Timeout(most.as_secs()).into()),
    }
}

/// The exec plugin of a context, where it has one.
async fn plugin(contexts: &Contexts, context: &Name) -> Option<Name> {
    let (contexts, context) = (contexts.clone(), context.clone());
    let plugin = tokio::task::spawn_blocking(move || contexts.plugin(&context)).await.ok().flatten();
    plugin.map(|plugin| clean(&plugin.command).into())
}

async fn whole(session: &Session, namespace: Option<&Name>) -> Result<OverviewLook, ApiError> {
    // Alone at first: where nobody answers, nothing else is asked.
    let version = match session.get("/version", READ_DEADLINE).await {
        Ok(body) => clean(&heartbeat::version(&body, &session.at())?).into(),
        Err(e) if e.is_of_api() && !e.is_unauthorized() => Name::default(),
        Err(e) => return Err(e),
    };
    let kinds = WorkloadKind::ALL.map(WorkloadKind::kind).into_iter().chain([Kind::Namespace]);
    let lists = futures::future::join_all(kinds.map(|kind| list(session, kind, namespace)));
    let (mut lists, nodes) = futures::join!(lists, nodes_ready(session));
    let reasons = ailing(&lists).into_iter().flat_map(|ns| [Kind::ReplicaSet, Kind::Pod].map(|kind| Scope::of(kind, &ns)));
    lists.extend(futures::future::join_all(reasons.map(|scope| one(session, scope))).await);
    Ok(OverviewLook { version, skew: session.skew(), lists, nodes })
}

type Listed = (Scope, Result<Vec<Row>, Arc<Trouble>>);

/// A kind everywhere; where not all may be listed, in the context's own namespace.
async fn list(session: &Session, kind: Kind, namespace: Option<&Name>) -> Listed {
    let all = Scope::all(kind);
    match (list_once(session, &all).await, namespace) {
        (Err(e), Some(ns)) if e.is_forbidden() && kind != Kind::Namespace => one(session, Scope::of(kind, ns)).await,
        (listed, _) => (all, listed.map_err(|e| e.trouble().into())),
    }
}

async fn one(session: &Session, scope: Scope) -> Listed {
    let listed = list_once(session, &scope).await;
    (scope, listed.map_err(|e| e.trouble().into()))
}

/// The namespaces in which most is not as it should be.
fn ailing(lists: &[Listed]) -> Vec<Name> {
    let mut missing: BTreeMap<&Name, u32> = BTreeMap::new();
    for row in lists.iter().filter_map(|(_, listed)| listed.as_ref().ok()).flatten() {
        if let Row::Workload(w) = row
            && (w.ready < w.desired || w.updated < w.replicas || w.failure.is_some())
        {
            *missing.entry(&w.namespace).or_default() += w.desired.saturating_sub(w.ready).max(1);
        }
    }
    let mut worst: Vec<(&Name, u32)> = missing.into_iter().collect();
    worst.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    worst.into_iter().take(REASONS).map(|(ns, _)| ns.clone()).collect()
}

async fn nodes_ready(session: &Session) -> NodesReady {
    let all = nodes::list_nodes(session).await.map_err(|e| Arc::new(e.trouble()))?;
    Ok((all.iter().filter(|node| node.is_ready()).count(), all.len()))
}
