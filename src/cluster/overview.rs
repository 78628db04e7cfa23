//! Looks at one context for the overview of all: again and again for as long as somebody looks. Each is a task of its own with a deadline of
//! its own, so that one that hangs holds up no other; nobody is asked to sign in for it.

use super::error::ApiError;
use super::heartbeat;
use super::kubeconfig::Contexts;
use super::nodes;
use super::session::{Mode, READ_DEADLINE, Session};
use super::watch::list_once;
use crate::model::feed::{Row, Scope};
use crate::model::overview::{NodesReady, OverviewAsk, OverviewLook, OverviewNews, OverviewWish, REASONS, ailing};
use crate::model::text::clean;
use crate::model::trouble::Trouble;
use crate::model::workload::Workload;
use crate::model::{Kind, Name, WorkloadKind};
use futures::StreamExt;
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
/// How long a look may wait for the pods of a namespace: without them it says less, but says it.
const PODS: Duration = Duration::from_secs(8);
/// Lists of single namespaces that are asked for at once.
const AT_ONCE: usize = 8;

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
    match timeout(most, whole(session, &wish.namespaces)).await {
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

async fn whole(session: &Session, namespaces: &[Name]) -> Result<OverviewLook, ApiError> {
    // Alone at first: where nobody answers, nothing else is asked.
    let version = match session.get("/version", READ_DEADLINE).await {
        Ok(body) => clean(&heartbeat::version(&body, &session.at())?).into(),
        Err(e) if e.is_of_api() && !e.is_unauthorized() => Name::default(),
        Err(e) => return Err(e),
    };
    let kinds = WorkloadKind::ALL.map(WorkloadKind::kind).into_iter().chain([Kind::Namespace]);
    let lists = futures::future::join_all(kinds.map(|kind| list(session, kind, namespaces)));
    let (lists, nodes) = futures::join!(lists, nodes_ready(session));
    let mut lists = lists.concat();
    let rows = lists.iter().filter_map(|(_, listed)| listed.as_ref().ok()).flatten();
    let scopes: Vec<Scope> = ailing(rows.filter_map(workload))
        .iter()
        .take(REASONS)
        .flat_map(|ns| [Scope::of(Kind::ReplicaSet, ns), Scope::of(Kind::Pod, ns)])
        .collect();
    lists.extend(at_once(session, scopes, PODS).await);
    Ok(OverviewLook { version, skew: session.skew(), lists, nodes })
}

type Listed = (Scope, Result<Vec<Row>, Arc<Trouble>>);

/// A kind everywhere; where not all may be listed, why, and those of the namespaces that are known.
async fn list(session: &Session, kind: Kind, namespaces: &[Name]) -> Vec<Listed> {
    let listed = list_once(session, &Scope::all(kind)).await;
    let narrow = kind != Kind::Namespace && listed.as_ref().is_err_and(ApiError::is_forbidden);
    let mut lists = vec![(Scope::all(kind), listed.map_err(|e| e.trouble().into()))];
    if narrow {
        let scopes = namespaces.iter().map(|ns| Scope::of(kind, ns)).collect();
        lists.extend(at_once(session, scopes, LOOK).await);
    }
    lists
}

/// All of these, some at a time; what takes longer is left out.
async fn at_once(session: &Session, scopes: Vec<Scope>, most: Duration) -> Vec<Listed> {
    let asked = scopes.into_iter().map(|scope| timeout(most, one(session, scope))).collect::<Vec<_>>();
    let came: Vec<_> = futures::stream::iter(asked).buffered(AT_ONCE).collect().await;
    came.into_iter().flatten().collect()
}

const fn workload(row: &Row) -> Option<&Workload> {
    match row {
        Row::Workload(w) => Some(w),
        Row::Namespace(_) | Row::ReplicaSet(_) | Row::Pod(_) => None,
    }
}

async fn one(session: &Session, scope: Scope) -> Listed {
    let listed = list_once(session, &scope).await;
    (scope, listed.map_err(|e| e.trouble().into()))
}

async fn nodes_ready(session: &Session) -> NodesReady {
    let all = nodes::list_nodes(session).await.map_err(|e| Arc::new(e.trouble()))?;
    Ok((all.iter().filter(|node| node.is_ready()).count(), all.len()))
}
