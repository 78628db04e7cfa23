//! A change with all that is needed to write its patch again: on a newer state of the object after a conflict, or to see whether it took.

use super::around::Around;
use super::error::ChangeError;
use super::history::Holder;
use super::object::Object;
use super::request::Request;
use super::{apply, delete, drain, flag, image, kept, marks, merge, restart, rollback, scale, trigger};
use crate::model::change::{Change, ImageSwap, Propagation, Target};
use crate::model::text::clean;
use crate::model::{Name, Time};
use serde_json::Value;

/// One change, ready. A new change is a file beside this one and a line in each `match` here.
#[derive(Clone, PartialEq)]
pub(super) enum Step {
    Scale(u32),
    Restart(Time),
    RollBack(Box<Holder>),
    Images(Vec<ImageSwap>),
    /// A JSON merge patch of the object; whether it may hold secrets.
    Merge(Value, bool),
    Delete(Propagation, Option<u32>),
    /// The version of the policy API.
    Evict(&'static str),
    Apply(Value),
    /// The job's name.
    Trigger(String),
    /// Cordon, then evictions.
    Drain(drain::Plan),
}

// Written by hand: manifests and templates may hold secrets.
impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Scale(_) => "Scale",
            Self::Restart(_) => "Restart",
            Self::RollBack(_) => "RollBack",
            Self::Images(_) => "Images",
            Self::Merge(..) => "Merge",
            Self::Delete(..) => "Delete",
            Self::Evict(_) => "Evict",
            Self::Apply(_) => "Apply",
            Self::Trigger(_) => "Trigger",
            Self::Drain(_) => "Drain",
        })
    }
}

impl Step {
    /// The step for a change, where it can be done to this object at all. `around` is what was read for it beside the object.
    pub(super) fn new(target: &Target, change: &Change, object: &Object, around: &Around, now: Time) -> Result<Self, ChangeError> {
        match change {
            Change::Scale { to, .. } => scale::check(object, target).map(|()| Self::Scale(*to)),
            Change::Restart => restart::check(object, target).map(|()| Self::Restart(now)),
            Change::SetImages { swaps } => image::check(object, target, swaps).map(|()| Self::Images(swaps.clone())),
            Change::RollBack { to, .. } => {
                rollback::check(object, target)?;
                let found = around.holders.iter().find(|h| h.number == *to).cloned();
                found.map(|h| Self::RollBack(Box::new(h))).ok_or_else(|| {
                    let known: Vec<String> = around.holders.iter().map(|h| h.number.to_string()).collect();
                    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                    ChangeError::NoRevision { what: target.to_string(), number: *to, known }
                })
            }
            Change::Pause | Change::Resume | Change::Suspend | Change::Unsuspend | Change::Cordon | Change::Uncordon => {
                flag::check(target, change).map(|()| Self::Merge(flag::patch(change), false))
            }
            Change::Drain { force } => {
                flag::check(target, change)?;
                Ok(Self::Drain(drain::Plan::new(around, *force)))
            }
            Change::Label { marks } => marks::check(marks).map(|()| Self::Merge(marks::patch("labels", marks), false)),
            Change::Annotate { marks } => marks::check(marks).map(|()| Self::Merge(marks::patch("annotations", marks), false)),
            Change::Edit { patch, .. } => parsed(patch.reveal()).map(|patch| Self::Merge(patch, true)),
            Change::Apply { manifest } => parsed(manifest.reveal()).map(Self::Apply),
            Change::Delete { propagation, grace } => Ok(Self::Delete(*propagation, *grace)),
            Change::Evict if target.resource.is_pod() => Ok(Self::Evict(around.policy)),
            Change::Evict => Err(ChangeError::NotPossible(format!("{target} cannot be evicted: only pods can"))),
            Change::Trigger { job } if target.resource.is_cronjob() => Ok(Self::Trigger(job.clone())),
            Change::Trigger { .. } => Err(ChangeError::NotPossible(format!("{target} starts no Jobs: only a CronJob does"))),
        }
    }

    /// Its request, with this state of the object as precondition.
    pub(super) fn request(&self, target: &Target, object: &Object) -> Request {
        match self {
            Self::Scale(to) => scale::patch(target, object, *to),
            Self::Restart(at) => restart::patch(target, object, *at),
            Self::RollBack(to) => rollback::patch(target, object, to),
            Self::Images(swaps) => image::patch(target, object, swaps),
            Self::Merge(patch, private) => {
                let mut request = Request::merge_all(target, object, patch);
                // Annotations may hold anything.
                request.private = patch.pointer("/metadata/annotations").is_some();
                if *private { request.private().strict() } else { request }
            }
            Self::Delete(propagation, grace) => delete::request(target, object, *propagation, *grace),
            Self::Evict(policy) => delete::eviction(target, object.uid(), policy),
            Self::Apply(manifest) => apply::request(target, object, manifest),
            Self::Trigger(job) => trigger::request(target, object, job),
            Self::Drain(_) => Request::merge_all(target, object, &flag::patch(&Change::Cordon)),
        }
    }

    /// Whether the object is already as it would be after it: before it, that there is nothing to do; after it, that it took.
    pub(super) fn is_done(&self, object: &Object) -> bool {
        match self {
            // One that is ending may still be ended at once, as `kubectl delete --force` does with a pod of a node that is lost.
            Self::Delete(_, Some(0)) if object.exists() => {
                let left = object.json.pointer("/metadata/deletionGracePeriodSeconds").and_then(Value::as_u64);
                !object.text("/metadata/deletionTimestamp").is_empty() && left.is_none_or(|left| left == 0)
            }
            Self::Delete(..) | Self::Evict(_) => !object.exists() || !object.text("/metadata/deletionTimestamp").is_empty(),
            Self::Apply(manifest) => object.exists() && apply::holds(manifest, &object.json),
            // Its job is another object; whether it is there is for the one who sends to see.
            Self::Trigger(_) => false,
            Self::RollBack(_) | Self::Images(_) | Self::Restart(_) => {
                super::diff::same_template(object.template(), self.applied(object).template())
            }
            _ => super::diff::same(Some(&object.essence()), Some(&self.applied(object).essence())),
        }
    }

    /// The object as it would be after it, defaults and admission aside.
    pub(super) fn applied(&self, object: &Object) -> Object {
        let mut after = object.clone();
        match self {
            Self::Scale(to) => scale::apply(&mut after.json, *to),
            Self::Restart(at) => restart::apply(&mut after.json, *at),
            Self::RollBack(to) => rollback::apply(&mut after, to),
            Self::Images(swaps) => image::apply(&mut after.json, swaps),
            Self::Merge(patch, _) => merge::apply(&mut after.json, patch),
            Self::Drain(_) => merge::apply(&mut after.json, &flag::patch(&Change::Cordon)),
            Self::Apply(manifest) => merge::apply(&mut after.json, manifest),
            Self::Delete(..) | Self::Evict(_) | Self::Trigger(_) => {}
        }
        after
    }

    /// The namespaces whose pods it takes from them, beside its target's.
    pub(super) fn reaches(&self) -> Vec<Name> {
        let Self::Drain(plan) = self else { return Vec::new() };
        let mut namespaces: Vec<Name> = plan.going.iter().map(|pod| pod.namespace.as_str().into()).collect();
        namespaces.sort();
        namespaces.dedup();
        namespaces
    }

    /// Whether it changes the pod template, so that pods are replaced.
    pub(super) fn rolls_out(&self, object: &Object) -> bool {
        object.workload.is_some() && !super::diff::same_template(object.template(), self.applied(object).template())
    }

    /// What of a text the rehearsal's answer does not have, in words.
    pub(super) fn lost(&self, answer: &Value) -> Option<String> {
        let (Self::Merge(text, true) | Self::Apply(text)) = self else { return None };
        let lost = kept::lost(text, answer);
        let named = || clean(&lost.join(", ")).into_owned();
        (!lost.is_empty()).then(|| format!("the server does not keep {}", named()))
    }

    /// Whether the answer to its request is the object as it is after it.
    pub(super) const fn answers_with_object(&self) -> bool {
        !matches!(self, Self::Scale(_) | Self::Delete(..) | Self::Evict(_) | Self::Trigger(_))
    }

    /// The same step at the time when it is sent: the annotation of a restart says when it was made, not when it was thought of.
    pub(super) fn at(self, now: Time) -> Self {
        match self {
            Self::Restart(_) => Self::Restart(now),
            other => other,
        }
    }
}

/// What is hidden in a change is JSON that the gate made itself.
fn parsed(text: &str) -> Result<Value, ChangeError> {
    serde_json::from_str(text).map_err(|_| ChangeError::NotPossible("the preview is too old; start again".into()))
}

/// kubectl's rule for restart and undo: what is paused rolls nothing out, so neither would do what it says.
pub(super) fn not_paused(object: &Object, target: &Target, done: &'static str) -> Result<(), ChangeError> {
    if !object.paused() {
        return Ok(());
    }
    let (what, namespace, name) = (target.to_string(), target.namespace.to_string(), target.name.to_string());
    Err(ChangeError::Paused { what, done, namespace, name })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{deployment, target, template};
    use super::*;

    fn step(change: &Change, object: &Object, holders: &[Holder]) -> Result<Step, String> {
        let around = Around { holders: holders.to_vec(), ..Around::default() };
        Step::new(&target(), change, object, &around, Time::from_secs(5)).map_err(|e| e.to_string())
    }

    #[test]
    fn what_cannot_be_done_says_so() {
        let mut paused = deployment();
        paused.json["spec"]["paused"] = true.into();
        let says = step(&Change::Restart, &paused, &[]).unwrap_err();
        assert_eq!(
            says,
            "Deployment web in iot of lab is paused, so it cannot be restarted: resume it first (kubectl -n iot rollout resume deployment/web)"
        );
        assert!(step(&Change::RollBack { from: 2, to: 1 }, &paused, &[]).unwrap_err().contains("cannot be rolled back"));
        assert!(step(&Change::Scale { from: 1, to: 2 }, &paused, &[]).is_ok());

        let holders = [Holder { number: 4, ..Holder::default() }, Holder { number: 2, ..Holder::default() }];
        let says = step(&Change::RollBack { from: 4, to: 3 }, &deployment(), &holders).unwrap_err();
        assert!(says.ends_with("has no revision 3 any more; there are: 4, 2"), "{says}");

        let mut daemons = deployment();
        daemons.workload = Some(crate::model::WorkloadKind::DaemonSet);
        assert!(step(&Change::Scale { from: 1, to: 2 }, &daemons, &[]).unwrap_err().contains("cannot be scaled"));
    }

    #[test]
    fn a_step_knows_when_it_is_done() {
        let object = deployment();
        let same = Holder { number: 1, template: template("1.0"), ..Holder::default() };
        let other = Holder { number: 1, template: template("1.1"), ..Holder::default() };
        let swap = |to: &str| ImageSwap { container: "web".into(), init: false, from: String::new(), to: to.into() };
        for (step, done) in [
            (Step::Scale(2), true),
            (Step::Scale(3), false),
            (Step::RollBack(Box::new(same)), true),
            (Step::RollBack(Box::new(other)), false),
            (Step::Images(vec![swap("docker.io/lab/app:1.0")]), true),
            (Step::Images(vec![swap("docker.io/lab/app:1.1")]), false),
            (Step::Restart(Time::from_secs(5)), false),
            (Step::Merge(serde_json::json!({"spec": {"paused": true}}), false), false),
            (Step::Merge(serde_json::json!({"spec": {"replicas": 2, "paused": null}}), false), true),
            (Step::Apply(serde_json::json!({"spec": {"replicas": 2}})), true),
        ] {
            assert_eq!(step.is_done(&object), done, "{step:?}");
            assert!(step.is_done(&step.applied(&object)), "{step:?}");
        }
    }
}
