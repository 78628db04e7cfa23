//! What has to do with an object or its pods without belonging to it: Services, Ingresses, autoscalers, budgets.

use super::family::Family;
use super::pods::{self, selected};
use super::read::{Reader, thing, unread, versions};
use crate::model::relations::refs::RefKind;
use crate::model::relations::{Branch, Link, Stand, Thing, refs, select, stand};
use crate::model::resource::Resource;
use crate::model::{Name, Uid};
use serde_json::{Map, Value};

/// Services whose pods are counted, by their selectors.
const FIGURES: usize = 10;

/// An object of a list.
struct Listed {
    thing: Thing,
    stand: Stand,
    object: Value,
}

async fn list(reader: &mut Reader<'_>, kind: &[Resource], place: &str, keep: impl Fn(&Resource, &Value) -> bool) -> Vec<Listed> {
    let mut out = Vec::new();
    let take = |resource: &Resource, text: &str| {
        let Ok(object) = serde_json::from_str::<Value>(text) else { return };
        if keep(resource, &object) {
            out.push(Listed { thing: thing(resource, &object), stand: stand::of(resource, &object), object });
        }
    };
    // What could not be seen is noted.
    let _noted = reader.list(kind, Some(place), "", take).await;
    out.sort_by(|a, b| a.thing.name.cmp(&b.thing.name));
    out
}

fn ingresses() -> Vec<Resource> {
    versions("networking.k8s.io", &["v1", "v1beta1"], "ingresses", "Ingress")
}

/// The Ingresses that lead to a Service.
fn leading<'a>(all: &'a [Listed], service: &'a str) -> impl Iterator<Item = &'a Listed> {
    let leads = move |i: &&Listed| {
        let refs = refs::of(&i.thing.resource, &i.object);
        refs.iter().any(|r| r.kind == RefKind::Service && &*r.name == service)
    };
    all.iter().filter(leads)
}

fn row(depth: u8, link: Link, listed: &Listed) -> Branch {
    Branch { depth, link, thing: listed.thing.clone(), stand: listed.stand.clone() }
}

/// Adds what has to do with it.
pub(super) async fn add(
    reader: &mut Reader<'_>,
    rows: &mut Vec<Branch>,
    depth: u8,
    (root, object, owners): (&Thing, &Value, &[(Thing, Stand)]),
    family: &Family,
) {
    let place = &*root.namespace;
    match (&*root.resource.group, &*root.resource.kind) {
        ("", "Service") => {
            let all = list(reader, &ingresses(), place, |_, _| true).await;
            rows.extend(leading(&all, &root.name).map(|i| row(depth, Link::Ingress, i)));
        }
        ("autoscaling", "HorizontalPodAutoscaler") => scaled(reader, rows, depth, root, object).await,
        _ => {
            let Some(labels) = family.labels() else { return };
            services(reader, rows, depth, place, labels).await;
            let scales = |_: &Resource, hpa: &Value| {
                let all = std::iter::once(root).chain(owners.iter().map(|(owner, _)| owner));
                all.into_iter().any(|o| select::scales(hpa, &o.resource, &o.name))
            };
            let kind = versions("autoscaling", &["v2", "v2beta2", "v1"], "horizontalpodautoscalers", "HorizontalPodAutoscaler");
            let hpas = list(reader, &kind, place, scales).await;
            rows.extend(hpas.iter().map(|l| row(depth, Link::Autoscaler, l)));
            let kind = versions("policy", &["v1", "v1beta1"], "poddisruptionbudgets", "PodDisruptionBudget");
            let budgets = list(reader, &kind, place, |r, b| select::budget_selects(r, b, labels)).await;
            rows.extend(budgets.iter().map(|l| row(depth, Link::Budget, l)));
        }
    }
}

/// The Services that select its pods, and the Ingresses that lead to them.
async fn services(reader: &mut Reader<'_>, rows: &mut Vec<Branch>, depth: u8, place: &str, labels: &Map<String, Value>) {
    let kind = versions("", &["v1"], "services", "Service");
    let services = list(reader, &kind, place, |_, s| select::service_selects(s, labels)).await;
    if services.is_empty() {
        return;
    }
    let ingresses = list(reader, &ingresses(), place, |_, _| true).await;
    let mut figures: Vec<(String, Stand)> = Vec::new();
    for service in services {
        let selector = select::query(&service.object["spec"]["selector"]);
        let stand = match figures.iter().find(|(of, _)| *of == selector) {
            Some((_, known)) => known.clone(),
            None if figures.len() >= FIGURES => Stand::There,
            None => {
                // Not only those of this workload may be its pods.
                let (all, missed) = pods::list(reader, Some(place), &selected(&selector), |_| true).await;
                let stand = missed.map_or_else(|| pods::serves(&all), |e| unread(&e));
                figures.push((selector, stand.clone()));
                stand
            }
        };
        rows.push(Branch { depth, link: Link::Service, thing: service.thing.clone(), stand });
        let leading = leading(&ingresses, &service.thing.name);
        rows.extend(leading.map(|i| row(depth.saturating_add(1), Link::Ingress, i)));
    }
}

/// What an autoscaler scales.
async fn scaled(reader: &Reader<'_>, rows: &mut Vec<Branch>, depth: u8, root: &Thing, object: &Value) {
    let (_, kind, name) = select::scaled(object);
    let version: Name = object["spec"]["scaleTargetRef"]["apiVersion"].as_str().unwrap_or("v1").into();
    let Ok(resource) = reader.served(&version, &kind).await else { return };
    let mut aim = Thing { resource, namespace: root.namespace.clone(), name, uid: Uid::new("") };
    let stand = match reader.object(&aim).await {
        Ok(object) => {
            aim = thing(&aim.resource, &object);
            stand::of(&aim.resource, &object)
        }
        Err(e) => unread(&e),
    };
    rows.push(Branch { depth, link: Link::Scaled, thing: aim, stand });
}
