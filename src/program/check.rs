//! `dogwatch check`: what can be reached, and what may be done there.

use super::{Failure, asked_namespaces, said};
use crate::cli::Connection;
use crate::cluster::heartbeat;
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::rights;
use crate::cluster::session::{Mode, READ_DEADLINE, Session};
use crate::cluster::wire::Decoder;
use crate::model::Kind;
use crate::model::feed::Scope;
use crate::model::rights::Verdict;
use crate::model::text::clean;
use crate::model::time::skew_words;
use std::fmt::Write;

/// Prints what can be reached and what may be done.
pub(super) async fn check(contexts: &Contexts, connection: &Connection) -> Result<u8, Failure> {
    let context = contexts.pick_one(connection.context.as_deref()).map_err(Failure::usage)?;
    let (session, _) = Session::open(contexts.clone(), &context.name, Mode::new(true));
    let mut out = format!("context     {} (cluster {}, user {})\n", context.name, context.cluster, context.user);
    let version = session.get("/version", READ_DEADLINE).await;
    let version = version.and_then(|body| heartbeat::version(&body, &session.at()));
    let live = match &version {
        Ok(version) => {
            _ = writeln!(out, "API server  ✓ {}", clean(version));
            if let Some(words) = skew_words(session.skew()) {
                _ = writeln!(out, "clock       ✗ {words}");
            }
            true
        }
        Err(e) => {
            _ = writeln!(out, "API server  ✗ {e}");
            e.is_of_api() && !e.is_unauthorized()
        }
    };
    if live {
        let namespaces = asked_namespaces(connection, &context);
        let mut scopes: Vec<Scope> = Kind::ALL.into_iter().filter(|k| *k != Kind::ReplicaSet).map(Scope::all).collect();
        scopes.extend(namespaces.iter().flat_map(|ns| Kind::ALL[1..].iter().map(|k| Scope::of(*k, ns))));
        let ask = async |scope: &Scope| {
            let path = |version| format!("{}?limit=1", scope.kind.path_of(version, scope.namespace.as_deref()));
            match (session.get(&path("v1"), READ_DEADLINE).await, scope.kind.older_version()) {
                (Err(e), Some(older)) if e.is_not_found() => session.get(&path(older), READ_DEADLINE).await,
                (answer, _) => answer,
            }
        };
        let answers = futures::future::join_all(scopes.iter().map(ask)).await;
        for (scope, answer) in scopes.iter().zip(answers) {
            match answer {
                Ok(body) if Decoder::head(&body).is_none_or(|h| h.resource_version.is_empty()) => {
                    _ = writeln!(out, "list        ✗ {}: the answer is not a list", scope.words());
                }
                Ok(_) => _ = writeln!(out, "list        ✓ {}", scope.words()),
                Err(e) => _ = writeln!(out, "list        ✗ {}: {e}", scope.words()),
            }
        }
        for ns in &namespaces {
            let rights = rights::review(&session, ns).await;
            for (right, verdict) in rights.verdicts {
                let (verb, _, resource, sub) = right.attributes();
                let what = format!("{verb} {resource}{}{sub} in {ns}", if sub.is_empty() { "" } else { "/" });
                match verdict {
                    Verdict::Yes => _ = writeln!(out, "may         ✓ {what}"),
                    Verdict::No(why) => _ = writeln!(out, "may         ✗ {what}: {why}"),
                }
            }
        }
    }
    said(&out)?;
    Ok(u8::from(!live))
}
