//! `dogwatch get`: a list without a screen.

use super::{Failure, asked_namespaces, said};
use crate::cli::{Connection, Get, Output, What};
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::metrics::used_once;
use crate::cluster::session::{Mode, Session};
use crate::cluster::watch::list_once;
use crate::model::Kind;
use crate::model::feed::{Scope, WatchState};
use crate::model::time::skew_words;
use crate::model::usage::UseScope;
use crate::report;
use crate::store::Store;
use crate::terminal::complain;

/// Prints a list.
pub(super) async fn get(contexts: &Contexts, connection: &Connection, args: &Get) -> Result<u8, Failure> {
    if args.metrics && args.what != What::Pods {
        return Err(Failure::usage("--metrics is for pods"));
    }
    let context = contexts.pick_one(connection.context.as_deref()).map_err(Failure::usage)?;
    let (session, _) = Session::open(contexts.clone(), &context.name, Mode::new(true));
    let kinds: &[Kind] = match args.what {
        What::Namespaces => &[Kind::Namespace],
        // Their health is told from their pods, as on the screen.
        What::Workloads => &Kind::ALL[1..],
        What::Pods => &[Kind::Pod],
    };
    let namespaces = asked_namespaces(connection, &context);
    let mut scopes: Vec<Scope> = Vec::new();
    for &kind in kinds {
        if namespaces.is_empty() || kind == Kind::Namespace {
            scopes.push(Scope::all(kind));
        } else {
            scopes.extend(namespaces.iter().map(|ns| Scope::of(kind, ns)));
        }
    }
    let lists = futures::future::join_all(scopes.iter().map(|scope| list_once(&session, scope))).await;
    let mut store = Store::default();
    for (scope, rows) in scopes.iter().zip(lists) {
        match rows {
            Ok(rows) => report::keep(&mut store, scope, rows),
            // What only adds reasons may be missing, and what may be hidden from whom sees the rest; what was asked for may not.
            Err(e)
                if args.what == What::Workloads
                    && (scope.kind.is_batch() || matches!(scope.kind, Kind::Pod | Kind::ReplicaSet)) =>
            {
                if scope.kind.is_batch() {
                    complain(&format!("{} are not shown: {e}", scope.words()));
                }
                tracing::warn!("{}: {e}", scope.words());
                store.set_watch(scope.clone(), WatchState::Denied { error: e.trouble().into() });
            }
            Err(e) => return Err(Failure::failed(format!("{}: {e}", scope.words()))),
        }
    }
    let with_namespace = connection.all_namespaces || namespaces.len() > 1;
    if args.metrics {
        let scopes = scopes.iter().map(|scope| UseScope::Pods(scope.namespace.clone()));
        used(&session, &mut store, &scopes.collect::<Vec<_>>()).await?;
    }
    let text = match args.metrics {
        true => report::top(&store, args.output, with_namespace),
        false => report::look(&store, args.what, args.output, with_namespace, session.time()),
    };
    if let Some(words) = skew_words(session.skew()) {
        complain(&words);
    }
    let nothing = args.output == Output::Table && text.lines().count() < 2;
    if nothing {
        complain(&format!(
            "No resources found{}.",
            if let [one] = &namespaces[..] { format!(" in {one} namespace") } else { String::new() }
        ));
        return Ok(0);
    }
    said(&text)
}

/// Takes what is used in some scopes into a store.
async fn used(session: &Session, store: &mut Store, scopes: &[UseScope]) -> Result<(), Failure> {
    store.set_use_scopes(scopes);
    let answers = futures::future::join_all(scopes.iter().map(|scope| used_once(session, scope))).await;
    for (scope, answer) in scopes.iter().zip(answers) {
        match answer {
            Ok(news) => store.apply_use(scope, session.time(), news),
            Err(e) if e.is_not_found() => {
                return Err(Failure::failed("the API server has no metrics.k8s.io: what pods use is not known"));
            }
            Err(e) => return Err(Failure::failed(format!("metrics.k8s.io: {e}"))),
        }
    }
    Ok(())
}
