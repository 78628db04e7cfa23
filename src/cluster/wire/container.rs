//! A pod's containers as the API sends them: the spec's list and the kubelet's statuses, put together by name.

use super::amount::{Amounts, Resources};
use super::de::{Num, Text, When, nullable};
use super::interner::Interner;
use crate::model::asks::{Asks, stays};
use crate::model::nodes::HostPort;
use crate::model::pod::{Container, ContainerRole, ContainerState, Ended};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct SpecContainer<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    image: Text<'a>,
    #[serde(borrow)]
    restart_policy: Text<'a>,
    #[serde(deserialize_with = "nullable")]
    resources: Resources,
    /// Read only where it is needed: few have any of the node's.
    #[serde(borrow)]
    ports: Option<&'a RawValue>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Port<'a> {
    host_port: Num,
    #[serde(borrow, rename = "hostIP")]
    host_ip: Text<'a>,
    #[serde(borrow)]
    protocol: Text<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ContainerStatus<'a> {
    #[serde(borrow)]
    pub name: Text<'a>,
    ready: Option<bool>,
    started: Option<bool>,
    #[serde(borrow, rename = "imageID")]
    image_id: Text<'a>,
    restart_count: Num,
    /// What it has, where that was changed while it runs.
    resources: Option<Resources>,
    allocated_resources: Option<Amounts>,
    #[serde(borrow, deserialize_with = "nullable")]
    state: State<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    last_state: State<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct State<'a> {
    #[serde(borrow)]
    waiting: Option<Waiting<'a>>,
    running: Option<Running>,
    #[serde(borrow)]
    terminated: Option<Terminated<'a>>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Waiting<'a> {
    #[serde(borrow)]
    reason: Text<'a>,
    #[serde(borrow)]
    message: Text<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Running {
    started_at: When,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Terminated<'a> {
    #[serde(borrow)]
    reason: Text<'a>,
    exit_code: Num,
    signal: Num,
    finished_at: When,
    #[serde(borrow)]
    message: Text<'a>,
}

impl Terminated<'_> {
    fn ended(&self, interner: &mut Interner) -> Ended {
        let number = |n: Num| i32::try_from(n.0).unwrap_or(i32::MAX);
        Ended {
            reason: interner.name(&self.reason),
            exit_code: number(self.exit_code),
            signal: number(self.signal),
            finished: self.finished_at.0,
            // What a program leaves as its termination message may be long, and of any content.
            message: match &*self.reason {
                "StartError" | "ContainerCannotRun" | "RunContainerError" => interner.message(&self.message),
                _ => interner.name(""),
            },
        }
    }
}

impl State<'_> {
    fn state(&self, interner: &mut Interner) -> ContainerState {
        match self {
            Self { waiting: Some(w), .. } => {
                ContainerState::Waiting { reason: interner.name(&w.reason), message: interner.message(&w.message) }
            }
            Self { terminated: Some(t), .. } => ContainerState::Terminated(t.ended(interner)),
            Self { running: Some(r), .. } => ContainerState::Running { since: r.started_at.0 },
            _ => ContainerState::Unknown,
        }
    }
}

/// Bytes of a digest that are kept: its algorithm, and as many digits as tell any two apart.
const DIGEST: usize = "sha256:".len() + 16;

/// The beginning of the digest that an image was pulled by, of what a runtime says: `docker.io/lab/app@sha256:…`, `docker-pullable://…@sha256:…`.
/// What has no registry in front of it is the runtime's own number, which says nothing beside another's.
fn digest(image_id: &str) -> Option<&str> {
    let (_, digest) = image_id.rsplit_once('@')?;
    let (algorithm, digits) = digest.split_once(':')?;
    let is_one = !algorithm.is_empty() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_one.then(|| digest.get(..DIGEST).unwrap_or(digest))
}

/// The containers of one list of the spec, each with what its status says.
pub(super) fn merge(
    spec: &Option<Vec<SpecContainer<'_>>>,
    statuses: &Option<Vec<ContainerStatus<'_>>>,
    role: ContainerRole,
    infeasible: bool,
    interner: &mut Interner,
    into: &mut Vec<Container>,
) {
    for (role, c, status) in each(spec, statuses, role) {
        let (name, image) = (interner.name(&c.name), interner.name(&c.image));
        let has = status.filter(|_| stays(role)).and_then(ContainerStatus::has);
        let asks = interner.asks(c.asks().held(has, infeasible));
        into.push(match status {
            None => Container {
                name,
                image,
                digest: None,
                role,
                asks,
                ready: false,
                started: false,
                restarts: 0,
                state: ContainerState::Unknown,
                last: None,
            },
            Some(s) => Container {
                name,
                image,
                digest: digest(&s.image_id).map(|digest| interner.name(digest)),
                role,
                asks,
                ready: s.ready == Some(true),
                started: s.started == Some(true),
                restarts: s.restart_count.count(),
                state: s.state.state(interner),
                last: s.last_state.terminated.as_ref().map(|t| t.ended(interner)),
            },
        });
    }
}

/// The containers of one list of the spec, each with its role and its status.
pub(super) fn each<'c, 'a>(
    spec: &'c Option<Vec<SpecContainer<'a>>>,
    statuses: &'c Option<Vec<ContainerStatus<'a>>>,
    role: ContainerRole,
) -> impl Iterator<Item = (ContainerRole, &'c SpecContainer<'a>, Option<&'c ContainerStatus<'a>>)> {
    spec.iter().flatten().map(move |c| {
        let role = if role == ContainerRole::Init && &*c.restart_policy == "Always" { ContainerRole::Sidecar } else { role };
        (role, c, statuses.iter().flatten().find(|s| *s.name == *c.name))
    })
}

impl SpecContainer<'_> {
    /// The ports of the node that it takes.
    pub(super) fn host_ports(&self, interner: &mut Interner) -> Vec<HostPort> {
        let Some(raw) = self.ports.filter(|raw| raw.get().contains("\"hostPort\"")) else { return Vec::new() };
        let ports: Vec<Port<'_>> = serde_json::from_str(raw.get()).unwrap_or_default();
        let one = |p: &Port<'_>| {
            let port = u16::try_from(p.host_port.0).ok().filter(|port| *port > 0)?;
            Some(HostPort { ip: interner.name(&p.host_ip), protocol: interner.name(&p.protocol), port })
        };
        ports.iter().filter_map(one).collect()
    }

    pub(super) fn asks(&self) -> Asks {
        self.resources.asks()
    }
}

impl ContainerStatus<'_> {
    /// What it has, where that is told.
    pub(super) fn has(&self) -> Option<Asks> {
        Some(self.resources?.with(self.allocated_resources))
    }
}
