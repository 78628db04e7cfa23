//! What workloads have in common: a pod template's containers, and conditions.

use super::de::{Text, When, nullable};
use super::interner::Interner;
use crate::model::Time;
use crate::model::workload::{Images, TemplateImage};
use serde::Deserialize;

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
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct TemplateContainer<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    image: Text<'a>,
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
