//! What workloads have in common: a pod template's containers, and conditions.

use super::de::{Text, When, nullable};
use super::interner::Interner;
use crate::model::Time;
use crate::model::template::{Part, Parts};
use crate::model::workload::{Images, TemplateImage};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
pub(super) struct Template<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    spec: TemplateSpec<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct TemplateSpec<'a> {
    #[serde(borrow)]
    containers: Option<Vec<TemplateContainer<'a>>>,
    #[serde(borrow)]
    init_containers: Option<Vec<TemplateContainer<'a>>>,
    #[serde(borrow)]
    volumes: Raw<'a>,
    #[serde(borrow)]
    node_selector: Raw<'a>,
    #[serde(borrow)]
    affinity: Raw<'a>,
    #[serde(borrow)]
    tolerations: Raw<'a>,
    #[serde(borrow)]
    security_context: Raw<'a>,
    #[serde(borrow)]
    service_account_name: Raw<'a>,
}

/// What is not read, but told from another.
type Raw<'a> = Option<&'a RawValue>;

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct TemplateContainer<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    image: Text<'a>,
    #[serde(borrow)]
    env: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    env_from: Raw<'a>,
    #[serde(borrow)]
    command: Raw<'a>,
    #[serde(borrow)]
    args: Raw<'a>,
    #[serde(borrow)]
    resources: Raw<'a>,
    #[serde(borrow)]
    ports: Raw<'a>,
    #[serde(borrow)]
    volume_mounts: Raw<'a>,
    #[serde(borrow)]
    liveness_probe: Raw<'a>,
    #[serde(borrow)]
    readiness_probe: Raw<'a>,
    #[serde(borrow)]
    startup_probe: Raw<'a>,
    #[serde(borrow)]
    lifecycle: Raw<'a>,
    #[serde(borrow)]
    security_context: Raw<'a>,
}

#[derive(Deserialize)]
struct Variable<'a> {
    #[serde(borrow)]
    name: Text<'a>,
}

/// The key of the marks: it is drawn anew in each run.
static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A mark of what is written somewhere; `None` where that is nothing.
fn mark(raw: Raw<'_>) -> Option<u32> {
    let text = raw.map(RawValue::get).filter(|text| !matches!(*text, "null" | "{}" | "[]"))?;
    // Half of it is enough to tell two apart.
    Some(KEY.hash_one(text) as u32)
}

impl TemplateContainer<'_> {
    fn parts(&self) -> impl Iterator<Item = (&'static str, Raw<'_>)> {
        [
            ("envFrom", self.env_from),
            ("command", self.command),
            ("args", self.args),
            ("resources", self.resources),
            ("ports", self.ports),
            ("volumeMounts", self.volume_mounts),
            ("livenessProbe", self.liveness_probe),
            ("readinessProbe", self.readiness_probe),
            ("startupProbe", self.startup_probe),
            ("lifecycle", self.lifecycle),
            ("securityContext", self.security_context),
        ]
        .into_iter()
    }
}

impl Template<'_> {
    /// Containers in their order, then init containers.
    pub(super) fn images(&self, interner: &mut Interner) -> Images {
        let apps = self.spec.containers.iter().flatten().map(|c| (c, false));
        let inits = self.spec.init_containers.iter().flatten().map(|c| (c, true));
        let all = apps
            .chain(inits)
            .map(|(c, init)| TemplateImage { container: interner.name(&c.name), image: interner.name(&c.image), init })
            .collect();
        interner.images(all)
    }

    /// What else it has; containers by their place among the images.
    pub(super) fn parts(&self, interner: &mut Interner) -> Parts {
        let spec = &self.spec;
        let mut out = Vec::new();
        let all = spec.containers.iter().flatten().chain(spec.init_containers.iter().flatten());
        for (container, at) in all.zip(0..Part::POD) {
            for raw in container.env.iter().flatten() {
                let Ok(variable) = serde_json::from_str::<Variable<'_>>(raw.get()) else { continue };
                let path = interner.name(&format!("env.{}", &*variable.name));
                out.extend(mark(Some(raw)).map(|mark| Part { path, container: at, mark }));
            }
            for (path, raw) in container.parts() {
                out.extend(mark(raw).map(|mark| Part { path: interner.name(path), container: at, mark }));
            }
        }
        let whole = [
            ("volumes", spec.volumes),
            ("nodeSelector", spec.node_selector),
            ("affinity", spec.affinity),
            ("tolerations", spec.tolerations),
            ("podSecurityContext", spec.security_context),
            ("serviceAccountName", spec.service_account_name),
        ];
        for (path, raw) in whole {
            out.extend(mark(raw).map(|mark| Part { path: interner.name(path), container: Part::POD, mark }));
        }
        out.into()
    }
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Condition<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub status: Text<'a>,
    #[serde(borrow)]
    pub reason: Text<'a>,
    #[serde(borrow)]
    pub message: Text<'a>,
    pub last_transition_time: When,
    /// Of a Deployment's conditions alone.
    pub last_update_time: When,
}

impl Condition<'_> {
    pub(super) fn is_true(&self) -> bool {
        &*self.status == "True"
    }

    /// Since when it is as it is; the epoch where that is not told.
    pub(super) fn since(&self) -> Time {
        self.last_transition_time.0.unwrap_or_default()
    }
}

/// A condition by its type.
pub(super) fn condition<'c, 'a>(all: &'c Option<Vec<Condition<'a>>>, kind: &str) -> Option<&'c Condition<'a>> {
    all.iter().flatten().find(|c| &*c.kind == kind)
}
