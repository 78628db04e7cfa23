//! What the API server lists, and whether a store holds the same: rows, indexes, counts and what is computed of them.

use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::{Mode, Session};
use dogwatch::cluster::watch::list_once;
use dogwatch::model::feed::{Delta, Row, Scope};
use dogwatch::model::{Time, Uid};
use dogwatch::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// A session of its own on the current context of a kubeconfig.
pub fn session(config: &str) -> Session {
    let contexts = Contexts::from_text(config).unwrap();
    let context = contexts.pick(None).unwrap().name;
    Session::open(contexts, &context, Mode::new(true)).0
}

/// What the server lists in these scopes, in a store of its own.
pub async fn listed(session: &Session, scopes: &[Scope]) -> Result<Store, String> {
    let mut store = Store::default();
    for scope in scopes {
        let rows = list_once(session, scope).await.map_err(|e| format!("{}: {e}", scope.words()))?;
        let mut deltas = vec![Delta::ListBegins];
        deltas.extend(rows.into_iter().map(Delta::Put));
        deltas.push(Delta::ListEnds);
        store.apply(scope, deltas);
    }
    Ok(store)
}

fn rows(store: &Store) -> BTreeMap<String, Row> {
    let rows = store.namespaces().cloned().map(Row::Namespace);
    let rows = rows.chain(store.workloads().cloned().map(Row::Workload));
    let rows = rows.chain(store.replicasets().cloned().map(Row::ReplicaSet));
    let rows = rows.chain(store.pods().cloned().map(Row::Pod));
    rows.map(|row| (row.uid().to_string(), row)).collect()
}

/// The first ways in which a store differs from the truth, object by object; empty where it does not.
pub fn differences(store: &Store, truth: &Store, now: Time) -> Vec<String> {
    let (have, want) = (rows(store), rows(truth));
    let mut found: Vec<String> = Vec::new();
    found.extend(want.iter().filter(|(uid, _)| !have.contains_key(*uid)).map(|(_, row)| format!("missing: {row:?}")));
    found.extend(have.iter().filter(|(uid, _)| !want.contains_key(*uid)).map(|(_, row)| format!("too much: {row:?}")));
    found.extend(
        want.iter().filter_map(|(uid, row)| {
            have.get(uid).filter(|h| *h != row).map(|h| format!("other:\n  shown {h:?}\n  is    {row:?}"))
        }),
    );
    if store.counts() != truth.counts() {
        found.push(format!("counts: {:?} and not {:?}", store.counts(), truth.counts()));
    }
    for workload in truth.workloads() {
        let pods = |s: &Store| s.pods_of(workload).iter().map(|(p, new)| (p.uid.clone(), *new)).collect::<BTreeSet<(Uid, bool)>>();
        if pods(store) != pods(truth) {
            found.push(format!("pods of {}/{}: {:?} and not {:?}", workload.namespace, workload.name, pods(store), pods(truth)));
        }
    }
    for pod in truth.pods() {
        let of = |s: &Store| s.workload_of(pod).map(|w| w.uid.clone());
        if of(store) != of(truth) {
            found.push(format!("workload of {}: {:?} and not {:?}", pod.name, of(store), of(truth)));
        }
    }
    let (ours, theirs) = (store.survey(now), truth.survey(now));
    if ours.rollups != theirs.rollups {
        found.push(format!("rollups: {:?} and not {:?}", ours.rollups, theirs.rollups));
    }
    if ours.health != theirs.health {
        found.push("the workloads' health".to_owned());
    }
    found.truncate(6);
    found
}

/// One request to the demo as its administrator, over a connection of its own: the code and the body.
pub fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> (u16, String) {
    let kind = if method == "PATCH" { "application/merge-patch+json" } else { "application/json" };
    let mut socket = TcpStream::connect(address).unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer demo-admin-token\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all((head + body).as_bytes()).unwrap();
    let mut all = Vec::new();
    socket.read_to_end(&mut all).unwrap();
    let text = String::from_utf8_lossy(&all).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// A change that must be taken.
pub fn change(address: SocketAddr, method: &str, path: &str, body: &str) -> String {
    let (code, answer) = ask(address, method, path, body);
    assert!((200..300).contains(&code), "{method} {path}: {code} {answer}");
    answer
}
