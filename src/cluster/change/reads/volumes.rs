//! The volumes of pods: where they can be had.

use crate::cluster::change::object::volume::{self, Reach};
use crate::cluster::change::object::{items, parse, placement};
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::Name;
use crate::model::naming::segment;
use crate::model::nodes::{Placement, Unseen, Volume};
use crate::model::text::clean;
use futures::{StreamExt, stream};
use serde_json::Value;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OnceCell};
use tokio::time::timeout;

/// Claims that are looked at at once.
const AT_ONCE: usize = 8;
/// The most volumes that are looked through for one that a claim could have.
const VOLUMES: usize = 500;

/// What was found, by namespace and claim.
pub(crate) type Found = HashMap<(String, String), Reach>;

/// The volumes of the claims of some pods, and the first failure, after which no more is asked. All of it has one deadline.
pub(crate) async fn of(session: &Session, pods: &[&Value]) -> (Found, Option<ApiError>) {
    let text = |v: &Value, pointer: &str| v.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut claims: Vec<(String, String)> =
        pods.iter().flat_map(|pod| placement::claims(pod).into_iter().map(|c| (text(pod, "/metadata/namespace"), c))).collect();
    claims.sort();
    claims.dedup();
    let shared = Shared { session, volumes: OnceCell::new(), classes: Mutex::default() };
    let one = |claim: (String, String)| {
        let shared = &shared;
        async move {
            let reach = shared.reach(&claim.0, &claim.1).await;
            (claim, reach)
        }
    };
    gather(claims, one, READ_DEADLINE).await
}

async fn gather<K: Eq + Hash, F: Future<Output = (K, Result<Reach, ApiError>)>>(
    claims: Vec<K>,
    one: impl Fn(K) -> F,
    deadline: Duration,
) -> (HashMap<K, Reach>, Option<ApiError>) {
    let mut out = HashMap::new();
    let all = async {
        let mut answers = std::pin::pin!(stream::iter(claims).map(one).buffered(AT_ONCE));
        while let Some((claim, answer)) = answers.next().await {
            match answer {
                Ok(reach) => drop(out.insert(claim, reach)),
                Err(e) => return Some(e),
            }
        }
        None
    };
    let failed = timeout(deadline, all).await.unwrap_or(Some(ApiError::Timeout(deadline)));
    (out, failed)
}

/// A class, as far as it decides.
#[derive(Clone)]
enum Class {
    /// Its claims are bound when a pod that uses them has a node.
    Waits(Arc<Value>),
    /// Its claims are bound before, or there is none of that name.
    Binds,
    /// It may not be read.
    Dark,
}

/// What several claims ask for: it is read once.
struct Shared<'a> {
    session: &'a Session,
    /// The volumes that are there; `None` where they may not be read, or are more than one page.
    volumes: OnceCell<Option<Vec<Value>>>,
    /// By name. There are few: they are read one after another.
    classes: Mutex<HashMap<String, Class>>,
}

impl Shared<'_> {
    async fn reach(&self, namespace: &str, claim: &str) -> Result<Reach, ApiError> {
        let path = format!("/api/v1/namespaces/{}/persistentvolumeclaims/{}", segment(namespace), segment(claim));
        let Some(claim) = there(self.session, &path).await? else { return Ok(volume::unbound()) };
        if let Some(name) = volume::named(&claim) {
            // Only its controller binds it, before any node is looked for.
            if !volume::is_bound(&claim) {
                return Ok(volume::unbound());
            }
            let bound = there(self.session, &format!("/api/v1/persistentvolumes/{}", segment(name))).await?;
            return Ok(bound.map_or_else(volume::unbound, |v| volume::bound(&claim, &v)));
        }
        let named = volume::class(&claim);
        if named.is_empty() {
            return Ok(volume::unbound());
        }
        let class = match self.class(named).await? {
            Class::Waits(class) => class,
            Class::Binds => return Ok(volume::unbound()),
            Class::Dark => return Ok(Reach { dark: true, ..Reach::default() }),
        };
        let volumes = match volume::asks_volumes(&class) {
            true => self.volumes.get_or_try_init(|| volumes(self.session)).await?.as_deref(),
            false => None,
        };
        Ok(volume::waiting(&claim, &class, volumes))
    }

    async fn class(&self, name: &str) -> Result<Class, ApiError> {
        let mut classes = self.classes.lock().await;
        if let Some(class) = classes.get(name) {
            return Ok(class.clone());
        }
        let class = match there(self.session, &format!("/apis/storage.k8s.io/v1/storageclasses/{}", segment(name))).await {
            Ok(Some(class)) if volume::waits(&class) => Class::Waits(Arc::new(class)),
            Ok(_) => Class::Binds,
            Err(e) if e.is_forbidden() => Class::Dark,
            Err(e) => return Err(e),
        };
        classes.insert(name.to_owned(), class.clone());
        Ok(class)
    }
}

async fn volumes(session: &Session) -> Result<Option<Vec<Value>>, ApiError> {
    let list = match session.get(&format!("/api/v1/persistentvolumes?limit={VOLUMES}"), READ_DEADLINE).await {
        Ok(body) => parse(&body)?,
        Err(e) if e.is_forbidden() => return Ok(None),
        Err(e) => return Err(e),
    };
    let whole = list.pointer("/metadata/continue").and_then(Value::as_str).unwrap_or_default().is_empty();
    Ok(whole.then(|| items(list)))
}

/// An object; `None` where it is not there.
async fn there(session: &Session, path: &str) -> Result<Option<Value>, ApiError> {
    match session.get(path, READ_DEADLINE).await {
        Ok(body) => parse(&body).map(Some),
        Err(e) if e.is_not_found() => Ok(None),
        Err(e) => Err(e),
    }
}

/// Adds what was found of a pod's claims to what it says of its place; those that are made again, with a pod that takes its place, are wherever
/// that is. Gives those whose volumes are parts of a node.
pub(crate) fn add(placement: &mut Placement, pod: &Value, found: &Found, again: &[String]) -> Vec<Name> {
    let namespace = pod.pointer("/metadata/namespace").and_then(Value::as_str).unwrap_or_default();
    let mut local = Vec::new();
    for claim in placement::claims(pod) {
        let again = again.contains(&claim);
        let reach = found.get(&(namespace.to_owned(), claim.clone()));
        let claim = Name::from(&*clean(&claim));
        local.extend(reach.filter(|r| r.local).map(|_| claim.clone()));
        placement.unseen.extend(reach.filter(|r| r.attached).map(|_| Unseen::Attaching));
        placement.unseen.extend(reach.filter(|r| r.made).map(|_| Unseen::Space));
        if again {
            placement.unseen.push(Unseen::Space);
            continue;
        }
        placement.unseen.extend(reach.is_none_or(|r| r.dark).then_some(Unseen::Volumes));
        placement.volumes.extend(reach.map(|r| Volume {
            claim,
            terms: r.terms.clone(),
            zones: r.zones.clone(),
            unbound: r.unbound,
        }));
    }
    placement.unseen.sort();
    placement.unseen.dedup();
    local
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::reflector::tests::server::{Ask, Server};
    use crate::model::nodes::Term;
    use serde_json::json;
    use std::cell::Cell;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn a_server_that_fails_is_not_asked_on() {
        let fails = |code| ApiError::Status { code, reason: String::new(), message: "no".into(), retry_after: None };
        let asked = Cell::new(0);
        let count = |n: u32| {
            asked.set(asked.get() + 1);
            n
        };
        let broken = |n: u32| async move { (n, if n == 1 { Err(fails(503)) } else { Ok(Reach::default()) }) };
        let (bound, failed) = gather((0..100).collect(), |n| broken(count(n)), READ_DEADLINE).await;
        assert_eq!((bound.len(), failed), (1, Some(fails(503))));
        assert!(asked.take() <= AT_ONCE as u32 + 2, "no more is asked after it");
        let silent = |n: u32| async move {
            if n > 0 {
                std::future::pending::<()>().await;
            }
            (n, Ok(Reach::default()))
        };
        let (bound, failed) = gather((0..3).collect(), silent, Duration::ZERO).await;
        assert_eq!((bound.len(), failed), (1, Some(ApiError::Timeout(Duration::ZERO))), "what was answered in time is known");
    }

    /// What is found of some claims, the first failure, and how often the class was asked for.
    async fn found(claims: &[&str], class: u16, volumes: u16) -> (Vec<Option<Reach>>, Option<ApiError>, usize) {
        let mut server = Server::start().await;
        let session = server.session();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let fails = |ask: Ask, code: u16| ask.fail(code, if code == 403 { "Forbidden" } else { "X" });
        let answers = tokio::spawn(async move {
            loop {
                let ask = server.ask().await;
                let noted = json!({"pv.kubernetes.io/bind-completed": "yes"});
                let claim = match () {
                    () if ask.has("/bound") => json!({"metadata": {"annotations": noted}, "spec": {"volumeName": "v"}}),
                    () if ask.has("/named") => json!({"spec": {"storageClassName": "late", "volumeName": "v"}}),
                    () if ask.has("/waits") => json!({"spec": {"storageClassName": "late"}}),
                    () if ask.has("/persistentvolumes/v") => json!({"spec": {"csi": {}}}),
                    () if ask.has("/storageclasses/late") => {
                        count.fetch_add(1, Ordering::Relaxed);
                        if class != 200 {
                            fails(ask, class);
                            continue;
                        }
                        json!({"provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer"})
                    }
                    () if ask.has("/persistentvolumes?") && volumes == 200 => json!({"items": []}),
                    () if ask.has("/persistentvolumes?") => {
                        fails(ask, volumes);
                        continue;
                    }
                    () => {
                        ask.fail(404, "NotFound");
                        continue;
                    }
                };
                ask.json(&claim.to_string());
            }
        });
        let volumes: Vec<Value> = claims.iter().map(|c| json!({"persistentVolumeClaim": {"claimName": c}})).collect();
        let pod = json!({"metadata": {"name": "p", "namespace": "iot"}, "spec": {"volumes": volumes}});
        let (found, failed) = of(&session, &[&pod]).await;
        answers.abort();
        let reach = |c: &&str| found.get(&("iot".to_owned(), (*c).to_owned())).cloned();
        (claims.iter().map(reach).collect(), failed, asked.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn what_a_claim_says_is_followed_and_what_fails_is_told() {
        let unbound = || Some(volume::unbound());
        let (reach, failed, classes) = found(&["gone", "named", "bound"], 200, 200).await;
        let bound = Some(Reach { attached: true, ..Reach::default() });
        assert_eq!((reach, failed, classes), (vec![unbound(), unbound(), bound], None, 0));
        let (reach, failed, classes) = found(&["waits-1", "waits-2", "waits-3"], 200, 200).await;
        assert!(reach.iter().all(|r| r.as_ref().is_some_and(|r| !r.unbound && !r.dark && !r.terms.is_empty())), "{reach:?}");
        assert_eq!((failed, classes), (None, 1), "a class is read once");
        for (class, volumes) in [(403, 200), (200, 403)] {
            let (reach, failed, _) = found(&["waits"], class, volumes).await;
            assert_eq!(
                (reach, failed),
                (vec![Some(Reach { dark: true, ..Reach::default() })], None),
                "what may not be read is dark"
            );
        }
        assert_eq!(found(&["waits"], 404, 200).await.0, [unbound()]);
        for (class, volumes) in [(500, 200), (200, 500)] {
            let (reach, failed, _) = found(&["waits"], class, volumes).await;
            assert_eq!((reach, failed.and_then(|e| e.code())), (vec![None], Some(500)), "any other failure is told");
        }
    }

    #[test]
    fn what_is_made_with_a_pod_is_made_again_with_the_next() {
        let pod = json!({"metadata": {"name": "p", "namespace": "iot"}, "spec": {"volumes": [{"name": "own", "ephemeral": {}}]}});
        let reach = Reach { terms: vec![Term::default()], local: true, ..Reach::default() };
        let found = Found::from([(("iot".into(), "p-own".into()), reach)]);
        let told = |found: &Found, again: &[String]| {
            let mut placement = Placement::default();
            let local = add(&mut placement, &pod, found, again);
            (local, placement.volumes.len(), placement.unseen)
        };
        let again = placement::own_claims(&pod);
        assert_eq!(told(&found, &[]), (vec!["p-own".into()], 1, vec![]));
        assert_eq!(told(&found, &again), (vec!["p-own".into()], 0, vec![Unseen::Space]));
        assert_eq!(told(&Found::new(), &again), (vec![], 0, vec![Unseen::Space]));
        assert_eq!(told(&Found::new(), &[]), (vec![], 0, vec![Unseen::Volumes]));
    }
}
