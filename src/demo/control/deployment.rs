//! The Deployment controller, after k8s.io/kubernetes/pkg/controller/deployment.

use super::sets::{self, DESIRED, Sets, available, bounds, revision, scale, share, wanted};
use super::{World, status};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Key, Obj};
use serde_json::Value;

/// Brings a Deployment one step nearer to what it should be.
pub fn sync(w: &mut World, key: &Key) {
    let Some(d) = w.store.get(Res::Deployments, key).cloned() else { return };
    if json::deleting(&d.value) {
        return;
    }
    status::paused(w, key);
    if json::flag(&d.value, "/spec/paused") || is_scaling(w, &d) {
        let Some(s) = Sets::load(w, key, false) else { return };
        resize(w, &s);
        if json::flag(&d.value, "/spec/paused") {
            clean_up(w, key);
        }
        status::plain(w, key);
        return;
    }
    let Some(s) = Sets::load(w, key, json::text(&d.value, "/spec/strategy/type") != "Recreate") else { return };
    let moved = if json::text(&d.value, "/spec/strategy/type") == "Recreate" { recreate(w, key, s) } else { rolling(w, &s) };
    if !moved && status::complete(w, key) {
        clean_up(w, key);
    }
    status::rollout(w, key);
}

/// Whether the Deployment was scaled since its ReplicaSets last were.
fn is_scaling(w: &World, d: &Obj) -> bool {
    let want = wanted(d).to_string();
    w.store
        .owned(json::uid(&d.value), Res::ReplicaSets)
        .iter()
        .filter(|rs| wanted(rs) > 0)
        .any(|rs| !json::annotation(&rs.value, DESIRED).is_empty() && json::annotation(&rs.value, DESIRED) != want)
}

/// The new ReplicaSet grows as far as maxSurge lets it, then old ones shrink as far as maxUnavailable lets them.
fn rolling(w: &mut World, s: &Sets) -> bool {
    let d = &s.deployment.value;
    let replicas = wanted(&s.deployment);
    if let Some(new) = &s.new {
        let now = wanted(new);
        let to = if now > replicas { replicas } else { s.room(now) };
        if to != now {
            return scale(w, d, new, to);
        }
    }
    shrink_old(w, s)
}

fn shrink_old(w: &mut World, s: &Sets) -> bool {
    let d = &s.deployment.value;
    if s.old.iter().map(wanted).sum::<i64>() == 0 {
        return false;
    }
    let least = wanted(&s.deployment) - bounds(d).1;
    let new_unavailable = s.new.as_ref().map_or(0, |n| wanted(n) - available(n));
    let may = s.total() - least - new_unavailable;
    if may <= 0 {
        return false;
    }
    // Pods that are of no use go first, whatever their revision.
    let mut sizes: Vec<i64> = s.old.iter().map(wanted).collect();
    let mut moved = false;
    let mut left = may;
    for (i, rs) in s.old.iter().enumerate() {
        let sick = sizes[i] - available(rs);
        if sizes[i] == 0 || sick <= 0 || left == 0 {
            continue;
        }
        let n = left.min(sick);
        moved |= scale(w, d, rs, sizes[i] - n);
        sizes[i] -= n;
        left -= n;
    }
    // Then whole ones, as long as enough stay available.
    let mut spare = s.all().map(available).sum::<i64>() - least;
    for (i, rs) in s.old.iter().enumerate() {
        if spare <= 0 {
            break;
        }
        let n = spare.min(sizes[i]);
        if n > 0
            && let Some(rs) = w.store.get(Res::ReplicaSets, &Key::of(&rs.value)).cloned()
        {
            moved |= scale(w, d, &rs, sizes[i] - n);
            spare -= n;
        }
    }
    moved
}

/// All old pods go before the first new one comes.
fn recreate(w: &mut World, key: &Key, s: Sets) -> bool {
    let d = s.deployment.value.clone();
    let mut moved = false;
    for rs in s.old.iter().filter(|rs| wanted(rs) > 0) {
        moved |= scale(w, &d, rs, 0);
    }
    if moved {
        return true;
    }
    let running = s.old.iter().any(|rs| !w.store.owned(json::uid(&rs.value), Res::Pods).is_empty());
    if running {
        return true;
    }
    let Some(s) = Sets::load(w, key, true) else { return false };
    s.new.as_ref().is_some_and(|new| scale(w, &d, new, wanted(&s.deployment)))
}

/// Scaling outside of a rollout step: one ReplicaSet takes all, several keep their shares.
fn resize(w: &mut World, s: &Sets) {
    let d = &s.deployment.value;
    let replicas = wanted(&s.deployment);
    let active: Vec<&Obj> = s.all().filter(|rs| wanted(rs) > 0).collect();
    let only = match active.as_slice() {
        [] => s.new.as_ref().or_else(|| s.old.iter().max_by_key(|rs| revision(&rs.value))),
        [one] => Some(*one),
        _ => None,
    };
    if let Some(rs) = only {
        scale(w, d, rs, replicas);
        return;
    }
    if let Some(new) = &s.new
        && wanted(new) == replicas
        && json::annotation(&new.value, DESIRED) == replicas.to_string()
        && available(new) == replicas
    {
        for rs in s.old.iter().filter(|rs| wanted(rs) > 0) {
            scale(w, d, rs, 0);
        }
        return;
    }
    if json::text(d, "/spec/strategy/type") == "Recreate" {
        return;
    }
    let most = if replicas > 0 { replicas + bounds(d).0 } else { 0 };
    let total = s.total();
    let mut add = most - total;
    // The largest first; among equals the newer one when there are pods to add, the older one when there are pods to take.
    let mut order = active;
    if add > 0 {
        order.reverse();
    }
    order.sort_by_key(|rs| std::cmp::Reverse(wanted(rs)));
    let mut sizes: Vec<i64> = order.iter().map(|rs| wanted(rs)).collect();
    for (size, rs) in sizes.iter_mut().zip(&order) {
        if add == 0 {
            break;
        }
        let before = json::annotation(&rs.value, "deployment.kubernetes.io/max-replicas").parse().unwrap_or(replicas).max(1);
        let part = (*size * most + before / 2) / before - *size;
        let part = if add > 0 { part.clamp(0, add) } else { part.clamp(add, 0) };
        *size += part;
        add -= part;
    }
    if let Some(first) = sizes.first_mut() {
        *first = (*first + add).max(0);
    }
    for (size, rs) in sizes.iter().zip(&order) {
        scale(w, d, rs, *size);
    }
}

/// Old ReplicaSets beyond the history limit go.
fn clean_up(w: &mut World, key: &Key) {
    let Some(s) = Sets::load(w, key, false) else { return };
    let limit = json::int_or(&s.deployment.value, "/spec/revisionHistoryLimit", 10).max(0) as usize;
    let mut old: Vec<Obj> = s.old;
    old.sort_by_key(|rs| revision(&rs.value));
    let surplus = old.len().saturating_sub(limit);
    for rs in old.iter().take(surplus) {
        let empty = |p: &str| json::int(&rs.value, p) == 0;
        if empty("/status/replicas") && empty("/spec/replicas") {
            w.store.remove(Res::ReplicaSets, &Key::of(&rs.value));
        }
    }
}

/// A number or percentage for other controllers.
pub fn part(value: Option<&Value>, total: i64, up: bool) -> i64 {
    share(value, total, up)
}

/// The ReplicaSets' sum of a status field.
pub fn sum(s: &sets::Sets, pointer: &str) -> i64 {
    s.all().map(|rs| json::int(&rs.value, pointer)).sum()
}
