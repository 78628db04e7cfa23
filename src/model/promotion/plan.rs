//! The planner.

use super::{Depends, Left, Plan, Running, Step, Wanted, WhyLeft, registry};
use crate::model::Name;
use crate::model::change::ImageSwap;
use crate::model::environments::version;
use crate::model::image::ImageRef;
use std::cmp::Ordering;

/// What it takes to give the workloads of `to` the images that those of `from` have: of the `wanted` ones, or of all where none is named.
/// Workloads are matched by kind and name, containers by name. The whole image is moved, with registry and repository. Steps stand in
/// the order in which they are wanted, but for what the rules put before others.
pub fn plan(from: &[Running], to: &[Running], wanted: &[Wanted], depends: &Depends) -> Plan {
    let wanted = if wanted.is_empty() { all(from, to) } else { named(from, to, wanted) };
    let mut plan = Plan::default();
    for what in wanted {
        match step(from, to, &what) {
            Ok(step) => plan.steps.push(step),
            Err(why) => plan.left.push(Left { what, why }),
        }
    }
    let names: Vec<Name> = plan.steps.iter().map(|s| s.name.clone()).collect();
    let order = depends.order(&names);
    plan.steps.sort_by_key(|s| order.iter().position(|name| *name == s.name));
    // Only what is moved can bring another registry along.
    plan.notices.extend(registry::differ(from, to).filter(|_| !plan.steps.is_empty()));
    plan
}

/// All that releases are moved in, by name. A Job is a run, and no release: nobody who names none means it.
fn all(from: &[Running], to: &[Running]) -> Vec<Wanted> {
    let of = |w: &Running| Wanted { kind: Some(w.kind), name: w.name.clone() };
    let mut all: Vec<Wanted> = from.iter().chain(to).filter(|w| w.kind.rolls()).map(of).collect();
    all.sort_by(|a, b| (&a.name, a.kind).cmp(&(&b.name, b.kind)));
    all.dedup();
    all
}

/// Those that are named, each once; a name without a kind stands for all kinds that there are of it.
fn named(from: &[Running], to: &[Running], wanted: &[Wanted]) -> Vec<Wanted> {
    let mut out: Vec<Wanted> = Vec::new();
    for one in wanted {
        let mut kinds: Vec<_> = match one.kind {
            Some(kind) => vec![kind],
            None => from.iter().chain(to).filter(|w| w.name == one.name).map(|w| w.kind).collect(),
        };
        kinds.sort();
        kinds.dedup();
        let found: Vec<Wanted> = if kinds.is_empty() {
            vec![one.clone()]
        } else {
            kinds.into_iter().map(|kind| Wanted { kind: Some(kind), name: one.name.clone() }).collect()
        };
        out.extend(found.into_iter().filter(|w| !out.contains(w)).collect::<Vec<_>>());
    }
    out
}

fn step(from: &[Running], to: &[Running], what: &Wanted) -> Result<Step, WhyLeft> {
    let find = |side: &[Running]| side.iter().find(|w| Some(w.kind) == what.kind && w.name == what.name).cloned();
    let source = find(from).ok_or(WhyLeft::NotInSource)?;
    if !source.kind.rolls() {
        return Err(WhyLeft::NoRollout);
    }
    let target = find(to).ok_or(WhyLeft::NotInTarget)?;
    let (mut swaps, mut lacks, mut older, mut matched) = (Vec::new(), Vec::new(), Vec::new(), false);
    for image in source.images.iter() {
        let Some(has) = target.images.iter().find(|t| t.container == image.container && t.init == image.init) else {
            lacks.push(image.container.clone());
            continue;
        };
        matched = true;
        if registry::same(&has.image, &image.image) {
            continue;
        }
        if is_older(&image.image, &has.image) {
            older.push(image.container.clone());
        }
        swaps.push(ImageSwap {
            container: image.container.to_string(),
            init: image.init,
            from: has.image.to_string(),
            to: image.image.to_string(),
        });
    }
    match (swaps.is_empty(), matched) {
        (false, _) => Ok(Step { kind: target.kind, name: target.name, uid: target.uid, swaps, lacks, older }),
        (true, true) => Err(WhyLeft::Same),
        (true, false) => Err(WhyLeft::NoContainer),
    }
}

/// Whether the tag of an image is older than that of another, as far as both say so.
fn is_older(image: &str, than: &str) -> bool {
    let (Ok(image), Ok(than)) = (ImageRef::parse(image), ImageRef::parse(than)) else { return false };
    let (Some(a), Some(b)) = (image.tag, than.tag) else { return false };
    version::compare(a, b) == Some(Ordering::Less)
}
