//! What the containers of a pod read of ConfigMaps and Secrets, and since when each has it.

use crate::model::resource::Resource;
use crate::model::soon::Holder;
use crate::model::stale::{Lacks, Reader, Reads, Source, Use};
use crate::model::text::clean;
use crate::model::{Name, Time, Uid};
use serde::Deserialize;

#[derive(Deserialize)]
struct Pod {
    metadata: Meta,
    spec: Option<Spec>,
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    name: Option<String>,
    namespace: Option<String>,
    uid: Option<String>,
    deletion_timestamp: Option<String>,
    owner_references: Option<Vec<Owner>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Owner {
    api_version: Option<String>,
    kind: Option<String>,
    name: Option<String>,
    uid: Option<String>,
    controller: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    containers: Option<Vec<Container>>,
    init_containers: Option<Vec<Container>>,
    volumes: Option<Vec<Volume>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    name: Option<String>,
    env: Option<Vec<Variable>>,
    env_from: Option<Vec<From>>,
    volume_mounts: Option<Vec<Mount>>,
    restart_policy: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Variable {
    value_from: Option<ValueFrom>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ValueFrom {
    config_map_key_ref: Option<Ref>,
    secret_key_ref: Option<Ref>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct From {
    config_map_ref: Option<Ref>,
    secret_ref: Option<Ref>,
}

/// An object, and of it one key or the keys that are taken.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ref {
    #[serde(alias = "secretName")]
    name: Option<String>,
    key: Option<String>,
    items: Option<Vec<Item>>,
    /// Whether it, or the key, may be missing.
    optional: Option<bool>,
}

#[derive(Deserialize)]
struct Item {
    key: Option<String>,
    path: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mount {
    name: Option<String>,
    sub_path: Option<String>,
    sub_path_expr: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Volume {
    name: Option<String>,
    config_map: Option<Ref>,
    secret: Option<Ref>,
    projected: Option<Projected>,
}

#[derive(Deserialize)]
struct Projected {
    sources: Option<Vec<Projection>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Projection {
    config_map: Option<Ref>,
    secret: Option<Ref>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    container_statuses: Option<Vec<ContainerStatus>>,
    init_container_statuses: Option<Vec<ContainerStatus>>,
}

#[derive(Deserialize)]
struct ContainerStatus {
    name: Option<String>,
    state: Option<ContainerState>,
}

#[derive(Deserialize)]
struct ContainerState {
    running: Option<Began>,
    terminated: Option<Began>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Began {
    started_at: Option<String>,
}

fn name(text: &str) -> Name {
    clean(text).into()
}

fn began(began: &Began) -> Option<Time> {
    began.started_at.as_deref().and_then(Time::parse)
}

/// When a container of this name started: one that is to run on, and one that is to come to an end, of those that have.
fn started(statuses: Option<&Vec<ContainerStatus>>, name: Option<&str>, ends: bool) -> Option<Time> {
    let state = statuses?.iter().find(|s| s.name.as_deref() == name)?.state.as_ref()?;
    let ended = state.terminated.as_ref().filter(|_| ends);
    state.running.as_ref().or(ended).and_then(began)
}

/// A path below a volume, as it is compared with others.
fn plain(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    if path == "." { "" } else { path.strip_prefix("./").unwrap_or(path) }
}

/// What is read of an object.
enum Key<'a> {
    /// All of it.
    All,
    /// This key.
    One(&'a str),
    /// This key, unless another source of the volume has it.
    Maybe(&'a str),
}

/// What a pod's uses are made of.
struct Reading<'a> {
    namespace: &'a str,
    volumes: &'a [Volume],
    out: Vec<Use>,
}

impl Reading<'_> {
    fn push(&mut self, of: &Ref, secret: bool, key: Key<'_>, (reads, since): (Reads, Option<Time>)) {
        let Some(called) = of.name.as_deref().filter(|n| !n.is_empty()) else { return };
        let source = Source { namespace: name(self.namespace), secret, name: name(called) };
        let (key, lacks) = match key {
            Key::All => (None, Lacks::No),
            Key::One(key) => (Some(name(key)), if of.optional == Some(true) { Lacks::Optional } else { Lacks::No }),
            Key::Maybe(key) => (Some(name(key)), Lacks::Elsewhere),
        };
        self.out.push(Use { source, key, lacks, reads, since });
    }

    fn push_files(&mut self, (of, secret, alone): (&Ref, bool, bool), sub: Option<&str>, how: (Reads, Option<Time>)) {
        let Some(items) = of.items.as_ref().filter(|items| !items.is_empty()) else {
            return match sub {
                None => self.push(of, secret, Key::All, how),
                // A file is called as its key, and is of one of a volume's sources.
                Some(sub) if !sub.contains('/') => self.push(of, secret, if alone { Key::One(sub) } else { Key::Maybe(sub) }, how),
                // No key leads into a folder.
                Some(_) => {}
            };
        };
        // The file itself, or what is in the folder.
        let below = |path: &str, sub: &str| path == sub || path.strip_prefix(sub).is_some_and(|rest| rest.starts_with('/'));
        let taken = |item: &&Item| sub.is_none_or(|sub| item.path.as_deref().is_some_and(|path| below(plain(path), sub)));
        for key in items.iter().filter(taken).filter_map(|item| item.key.as_deref()) {
            self.push(of, secret, Key::One(key), how);
        }
    }

    fn container(&mut self, it: &Container, since: Option<Time>, ends: bool) {
        let of = |reads| (if ends { Reads::Init } else { reads }, since);
        for from in it.env.iter().flatten().filter_map(|v| v.value_from.as_ref()) {
            for (at, secret) in [(&from.config_map_key_ref, false), (&from.secret_key_ref, true)] {
                if let Some(at) = at {
                    self.push(at, secret, at.key.as_deref().map_or(Key::All, Key::One), of(Reads::Env));
                }
            }
        }
        for from in it.env_from.iter().flatten() {
            for (at, secret) in [(&from.config_map_ref, false), (&from.secret_ref, true)] {
                if let Some(at) = at {
                    self.push(at, secret, Key::All, of(Reads::Env));
                }
            }
        }
        let volumes = self.volumes;
        for mount in it.volume_mounts.iter().flatten() {
            let sub = mount.sub_path.as_deref().map(plain).filter(|p| !p.is_empty());
            let fixed = sub.is_some() || mount.sub_path_expr.as_deref().is_some_and(|p| !p.is_empty());
            let how = of(if fixed { Reads::SubPath } else { Reads::Volume });
            let Some(volume) = volumes.iter().find(|v| v.name == mount.name) else { continue };
            let alone = volume.projected.as_ref().and_then(|p| p.sources.as_ref()).is_none_or(|sources| sources.len() <= 1);
            let projected = volume.projected.iter().flat_map(|p| p.sources.iter().flatten());
            let parts = projected.map(|p| (&p.config_map, &p.secret)).chain([(&volume.config_map, &volume.secret)]);
            for (map, secret) in parts {
                map.iter().for_each(|of| self.push_files((of, false, alone), sub, how));
                secret.iter().for_each(|of| self.push_files((of, true, alone), sub, how));
            }
        }
    }
}

/// Who controls a pod; itself, where nobody does.
fn holder(meta: &Meta) -> Holder {
    let namespace = name(meta.namespace.as_deref().unwrap_or_default());
    let owner = meta.owner_references.iter().flatten().find(|o| o.controller == Some(true));
    let text = |text: &Option<String>| name(text.as_deref().unwrap_or_default());
    match owner {
        Some(owner) => {
            let (version, kind) = (owner.api_version.as_deref(), owner.kind.as_deref());
            let resource = Resource::guessed(version.unwrap_or_default(), kind.unwrap_or_default());
            Holder { resource, namespace, name: text(&owner.name), uid: Uid::new(owner.uid.as_deref().unwrap_or_default()) }
        }
        None => Holder {
            resource: Resource::new("", "v1", "pods", "Pod", true),
            namespace,
            name: text(&meta.name),
            uid: Uid::new(meta.uid.as_deref().unwrap_or_default()),
        },
    }
}

/// A pod; `None` for one that reads nothing of the kind, goes, or cannot be read.
pub(super) fn reader(text: &str) -> Option<Reader> {
    let pod: Pod = serde_json::from_str(text).ok()?;
    if pod.metadata.deletion_timestamp.is_some() {
        return None;
    }
    let (spec, status) = (pod.spec?, pod.status);
    let statuses = status.as_ref().map(|s| (s.container_statuses.as_ref(), s.init_container_statuses.as_ref()));
    let (statuses, inits) = statuses.unwrap_or_default();
    let namespace = pod.metadata.namespace.as_deref().unwrap_or_default();
    let mut reading = Reading { namespace, volumes: spec.volumes.as_deref().unwrap_or_default(), out: Vec::new() };
    for it in spec.containers.iter().flatten() {
        reading.container(it, started(statuses, it.name.as_deref(), false), false);
    }
    for it in spec.init_containers.iter().flatten() {
        // One that is restarted always is a sidecar, and runs on.
        let ends = it.restart_policy.as_deref() != Some("Always");
        reading.container(it, started(inits, it.name.as_deref(), ends), ends);
    }
    let uses = reading.out;
    (!uses.is_empty()).then(|| Reader { holder: holder(&pod.metadata), uses })
}
