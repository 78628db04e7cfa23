//! The container that somebody wants to enter: which it is, and what is said when it cannot be entered.

use super::image::paths;
use super::proc::Site;
use crate::demo::control::images::contents;
use crate::demo::control::pod_status::{chosen, spec_of, status_of};
use crate::demo::failure::Failure;
use crate::demo::fs::{self, Facts};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::shared::Shared;
use crate::demo::store::Key;
use crate::model::time::Time;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::watch;

/// A container that runs.
#[derive(Debug)]
pub struct Target {
    /// As its processes see it.
    pub site: Arc<Site>,
    /// Errs at its next `changed` when the container is over.
    pub over: watch::Receiver<()>,
    /// The pod's place.
    pub key: Key,
    /// The pod's UID.
    pub uid: String,
    /// The image's reference.
    pub image: String,
    /// How often the container has been started again.
    pub restarts: i64,
    /// Whether its process has a standard input, and whether that is closed with the first who attached.
    pub stdin: (bool, bool),
    /// Whether its process has a terminal.
    pub tty: bool,
    /// Whether its process is a shell.
    pub is_shell: bool,
}

/// Why a container cannot be entered: what the API server says, or a text of the kubelet's.
#[derive(Debug)]
pub enum Refusal {
    /// The API server's.
    Server(Failure),
    /// The kubelet's, which has no `Status`.
    Kubelet(String),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Refusal::Server(failure)
    }
}

/// The pod and the container that are meant, by the API server's rules.
pub fn container(shared: &Arc<Shared>, key: &Key, asked: &str) -> Result<(Value, String), Failure> {
    let pod = shared.world().store.get(Res::Pods, key).cloned().ok_or_else(|| Failure::not_found(Res::Pods, &key.name))?;
    let name = chosen(&pod.value, asked)?.to_owned();
    Ok(((*pod.value).clone(), name))
}

/// The container if it runs. `attaches` says it in the words of who attaches.
pub fn find(shared: &Arc<Shared>, key: &Key, asked: &str, attaches: bool) -> Result<Target, Refusal> {
    let (pod, name) = container(shared, key, asked)?;
    let missing = || {
        Refusal::Kubelet(if attaches {
            format!("container {name} not found in pod {}_{}", key.name, key.ns)
        } else {
            format!("container not found ({name:?})")
        })
    };
    let status = status_of(&pod, &name).ok_or_else(missing)?;
    let started = json::time(status, "/state/running/startedAt").ok_or_else(missing)?;
    let spec = spec_of(&pod, &name).ok_or_else(missing)?.0;
    let reference = json::text(spec, "/image").to_owned();
    let has = contents(&reference);
    let uid = json::uid(&pod).to_owned();
    let words: Vec<&str> = ["/command", "/args"].iter().flat_map(|at| json::list(spec, at)).filter_map(Value::as_str).collect();
    let shells = |word: &&str| matches!(word.rsplit('/').next(), Some("sh" | "bash" | "ash"));
    let is_shell = !has.system.is_empty() && (has.is_shell && words.is_empty() || matches!(words.as_slice(), [one] if shells(one)));
    let version = reference.rsplit_once(':').map_or("latest", |(_, tag)| tag).to_owned();
    let programs = paths(&has);
    let facts = Facts {
        pod: &key.name,
        ns: &key.ns,
        ip: json::text(&pod, "/status/podIP"),
        container: &name,
        version: &version,
        system: has.system,
        programs: &programs,
        started: started.secs(),
    };
    let (files, over) = {
        let mut world = shared.world();
        // Of one that has ended since it was looked up, nobody would tell the end.
        let now = world.store.get(Res::Pods, key).filter(|p| json::uid(&p.value) == uid);
        if now.and_then(|p| self::started(&p.value, &name)) != Some(started) {
            return Err(missing());
        }
        world.containers.enter(&uid, &name, started, |files| {
            if let Err(e) = fs::fill(files, &facts) {
                tracing::warn!("the demo's files of {name}: {}", e.text());
            }
        })
    };
    let main = if words.is_empty() { if is_shell { "/bin/sh".into() } else { format!("/app/{name}") } } else { words.join(" ") };
    let site = Site {
        env: variables(&pod, spec),
        dir: match json::text(spec, "/workingDir") {
            "" => "/".into(),
            dir => dir.to_owned(),
        },
        pod: key.name.clone(),
        container: name.clone(),
        version,
        main,
        programs,
        bash: has.bash,
        started,
        seed: json::fnv(format!("{uid}/{name}").as_bytes()),
        clock: shared.clock,
        files,
    };
    Ok(Target {
        site: Arc::new(site),
        over,
        key: key.clone(),
        uid,
        image: reference,
        restarts: json::int(status, "/restartCount"),
        stdin: (json::flag(spec, "/stdin"), json::flag(spec, "/stdinOnce")),
        tty: json::flag(spec, "/tty"),
        is_shell,
    })
}

/// The variables of a container's processes, in order.
fn variables(pod: &Value, spec: &Value) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = [
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ("HOSTNAME", json::name(pod)),
        ("KUBERNETES_SERVICE_HOST", "10.96.0.1"),
        ("KUBERNETES_SERVICE_PORT", "443"),
    ]
    .map(|(k, v)| (k.to_owned(), v.to_owned()))
    .to_vec();
    for e in json::list(spec, "/env") {
        let field = json::text(e, "/valueFrom/fieldRef/fieldPath");
        let value = match field {
            "" => json::text(e, "/value"),
            "metadata.name" => json::name(pod),
            "metadata.namespace" => json::namespace(pod),
            "status.podIP" => json::text(pod, "/status/podIP"),
            "spec.nodeName" => json::text(pod, "/spec/nodeName"),
            _ => "",
        };
        all.push((json::text(e, "/name").to_owned(), value.to_owned()));
    }
    all.push(("HOME".into(), "/root".into()));
    all
}

/// When a container that is not entered started; `None` when it does not run.
pub fn started(pod: &Value, name: &str) -> Option<Time> {
    status_of(pod, name).and_then(|s| json::time(s, "/state/running/startedAt"))
}
