//! Ports of a pod: a small HTTP server behind each that a container declares, and nothing behind the others.

mod channels;
mod page;
mod spdy;
mod wire;

use super::Socket;
use super::target::started;
use crate::demo::control::pod_status::chosen;
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::shared::Shared;
use crate::demo::store::Key;
use crate::model::time::Time;
use serde_json::Value;
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// Ports of one stream.
const MOST_PORTS: usize = 64;
/// How long what was asked before may take to be answered, and to arrive, when nobody listens any more.
const LEAVING: Duration = Duration::from_secs(2);

/// How ports are carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// `v4.channel.k8s.io`: two channels for each port of the query.
    Channels,
    /// `SPDY/3.1+portforward.k8s.io`: a SPDY connection in a WebSocket.
    Spdy,
}

/// What was asked for.
#[derive(Debug)]
pub struct Forward {
    key: Key,
    uid: String,
    ports: Vec<u16>,
    way: Way,
}

/// Who listens at which port: the container, and since when it runs.
type Listeners = BTreeMap<u16, (String, Time)>;

/// Whether there is such a pod, on a node.
pub fn check(shared: &Arc<Shared>, key: &Key) -> Result<Value, Failure> {
    let pod = shared.world().store.get(Res::Pods, key).cloned().ok_or_else(|| Failure::not_found(Res::Pods, &key.name))?;
    let first = json::list(&pod.value, "/spec/containers").first().map_or("", |c| json::text(c, "/name"));
    chosen(&pod.value, first)?;
    Ok((*pod.value).clone())
}

/// Takes a request; nothing when none of the protocols that are offered is served.
pub fn open(shared: &Arc<Shared>, key: &Key, ports: &[String], offered: &str) -> Result<Option<(Forward, &'static str)>, Failure> {
    let pod = check(shared, key)?;
    let way = offered.split(',').find_map(|name| match name.trim() {
        "v4.channel.k8s.io" => Some((Way::Channels, "v4.channel.k8s.io")),
        "SPDY/3.1+portforward.k8s.io" => Some((Way::Spdy, "SPDY/3.1+portforward.k8s.io")),
        _ => None,
    });
    let Some((way, protocol)) = way else { return Ok(None) };
    let wrong = |p: &str| Failure::bad_request(format!("query parameter \"ports\" cannot contain {p:?}"));
    let all = ports.iter().flat_map(|p| p.split(','));
    let ports: Vec<u16> = all.map(|p| p.parse().ok().filter(|n| *n > 0).ok_or_else(|| wrong(p))).collect::<Result<_, _>>()?;
    if way == Way::Channels && (ports.is_empty() || ports.len() > MOST_PORTS) {
        return Err(Failure::bad_request("query parameter \"ports\" is required"));
    }
    Ok(Some((Forward { key: key.clone(), uid: json::uid(&pod).to_owned(), ports, way }, protocol)))
}

/// Who listens in a pod; nothing when it is gone.
fn listeners(shared: &Arc<Shared>, key: &Key, uid: &str) -> Option<Listeners> {
    let pod = shared.world().store.get(Res::Pods, key).cloned().filter(|p| json::uid(&p.value) == uid)?;
    let mut all = Listeners::new();
    for list in ["/spec/containers", "/spec/initContainers"] {
        for c in json::list(&pod.value, list) {
            let name = json::text(c, "/name");
            let Some(since) = started(&pod.value, name) else { continue };
            for port in json::list(c, "/ports") {
                if let Ok(port) = u16::try_from(json::int(port, "/containerPort")) {
                    all.entry(port).or_insert((name.to_owned(), since));
                }
            }
        }
    }
    Some(all)
}

/// Carries ports until the pod is gone, or who asked leaves.
pub async fn run(shared: &Arc<Shared>, wish: Forward, socket: Socket) {
    let Some(first) = listeners(shared, &wish.key, &wish.uid) else { return };
    let (tell, told) = watch::channel(first);
    let mut changes = shared.world().store.subscribe(Res::Pods);
    let watching = async {
        while changes.changed().await.is_ok() {
            match listeners(shared, &wish.key, &wish.uid) {
                Some(now) => {
                    tell.send_if_modified(|before| {
                        let changed = *before != now;
                        *before = now;
                        changed
                    });
                }
                None => return,
            }
        }
    };
    let pod = Pod { name: wish.key.name.clone(), ns: wish.key.ns.clone(), listeners: told };
    let mut carrying = pin!(async {
        match wish.way {
            Way::Channels => channels::run(shared, &pod, &wish.ports, socket).await,
            Way::Spdy => spdy::run(shared, &pod, socket).await,
        }
    });
    tokio::select! {
        () = watching => {
            // Nobody listens any more; what was answered before is still under way.
            tell.send_replace(Listeners::new());
            let _ = timeout(LEAVING, carrying).await;
        }
        () = &mut carrying => {}
    }
}

/// A pod whose ports are carried.
#[derive(Debug, Clone)]
struct Pod {
    name: String,
    ns: String,
    listeners: watch::Receiver<Listeners>,
}

impl Pod {
    /// What the kubelet says of a port where nobody listens.
    fn refused(&self, port: u16) -> String {
        let id = json::fnv(format!("{}/{}", self.ns, self.name).as_bytes());
        format!(
            "error forwarding port {port} to pod {id:016x}{id:016x}, uid : failed to execute portforward in network namespace \
             \"/var/run/netns/cni-{id:016x}\": failed to connect to localhost:{port} inside namespace \"{id:016x}{id:016x}\", IPv4: dial tcp4 \
             127.0.0.1:{port}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found "
        )
    }
}
