//! The verbs: what each sends, what it leaves, what it touches and what speaks against it. A verb is one file here; none of them sends
//! anything. A [`Step`] is one of them with all that is needed to write its request again: on a newer state of the object after a
//! conflict, or to see whether it took.

pub(crate) mod apply;
pub(crate) mod copy;
pub(crate) mod debug;
pub(crate) mod delete;
pub(crate) mod drain;
pub(crate) mod edit;
pub(crate) mod enter;
pub(crate) mod evict;
pub(crate) mod forward;
pub(crate) mod image;
pub(crate) mod metadata;
pub(crate) mod paused;
pub(crate) mod restart;
pub(crate) mod rollback;
pub(crate) mod scale;
pub(crate) mod switch;
pub(crate) mod trigger;

use super::error::ChangeError;
use super::object::managers::{self, Field};
use super::object::request::Request;
use super::object::{Object, diff, merge, rollout};
use super::reads::history::Holder;
use super::reads::related::Related;
use crate::model::change::reason::{Nothing, Refusal, Without};
use crate::model::change::{Change, ImageSwap, MetadataEdit, Propagation, Target, Touches, Warning};
use crate::model::{Name, Time};
use metadata::Part;
use serde_json::Value;
use switch::Switch;

/// One change, ready. A new one is a file beside this one, and what the compiler then asks for here.
#[derive(Clone, PartialEq)]
pub(crate) enum Step {
    /// The number that was shown, and the one wanted.
    Scale(u32, u32),
    Restart(Time),
    RollBack(Box<Holder>),
    Images(Vec<ImageSwap>),
    Switch(Switch, bool),
    Metadata(Part, Vec<MetadataEdit>),
    /// A JSON merge patch that somebody typed.
    Edit(Value),
    Apply(Value),
    Delete(Propagation, Option<u32>),
    /// The version of the policy API.
    Evict(&'static str),
    /// The job's name.
    Trigger(String),
    /// Cordon, then evictions.
    Drain(drain::Plan),
}

/// What the answer to a request that was taken is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    /// The object as it is after it.
    Object,
    /// A Scale, which says no more than the number.
    Scale,
    /// Nothing of the object.
    Other,
}

// Written by hand: manifests and templates may hold secrets.
impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Scale(..) => "Scale",
            Self::Restart(_) => "Restart",
            Self::RollBack(_) => "RollBack",
            Self::Images(_) => "Images",
            Self::Switch(..) => "Switch",
            Self::Metadata(..) => "Metadata",
            Self::Edit(_) => "Edit",
            Self::Apply(_) => "Apply",
            Self::Delete(..) => "Delete",
            Self::Evict(_) => "Evict",
            Self::Trigger(_) => "Trigger",
            Self::Drain(_) => "Drain",
        })
    }
}

impl Step {
    /// The step for a change, where it can be done to this object at all. `related` is what was read for it beside the object.
    pub(crate) fn new(
        target: &Target,
        change: &Change,
        object: &Object,
        related: &Related,
        now: Time,
    ) -> Result<Self, ChangeError> {
        if let Err(why) = change.spec().kinds.check(&target.resource) {
            return Err(Refusal::Unfit(change.does(), Box::new(target.clone()), why).into());
        }
        Ok(match change {
            Change::Scale { from, to } => Self::Scale(*from, *to),
            Change::Restart => restart::check(object, target).map(|()| Self::Restart(now))?,
            Change::SetImages { swaps } => image::check(object, target, swaps).map(|()| Self::Images(swaps.clone()))?,
            Change::RollBack { to, .. } => {
                rollback::check(object, target)?;
                Self::RollBack(Box::new(rollback::find(&related.holders, *to, target)?))
            }
            Change::Pause => Self::Switch(Switch::Paused, true),
            Change::Resume => Self::Switch(Switch::Paused, false),
            Change::Suspend => Self::Switch(Switch::Suspend, true),
            Change::Unsuspend => Self::Switch(Switch::Suspend, false),
            Change::Cordon => Self::Switch(Switch::Unschedulable, true),
            Change::Uncordon => Self::Switch(Switch::Unschedulable, false),
            Change::Drain { force } => Self::Drain(drain::Plan::new(related, *force)),
            Change::Label { marks } => metadata::check(marks).map(|()| Self::Metadata(Part::Labels, marks.clone()))?,
            Change::Annotate { marks } => metadata::check(marks).map(|()| Self::Metadata(Part::Annotations, marks.clone()))?,
            Change::Edit { patch, .. } => Self::Edit(edit::parsed(patch)?),
            Change::Apply { manifest } => Self::Apply(edit::parsed(manifest)?),
            Change::Delete { propagation, grace } => Self::Delete(*propagation, *grace),
            Change::Evict => Self::Evict(related.policy),
            Change::Trigger { job } => Self::Trigger(job.clone()),
            // They have a way of their own through the gate: nothing is written to the object.
            Change::Shell { .. }
            | Change::Exec { .. }
            | Change::Attach { .. }
            | Change::Debug { .. }
            | Change::DebugNode { .. }
            | Change::Forward { .. }
            | Change::CopyIn { .. }
            | Change::CopyOut { .. }
            | Change::Command { .. } => {
                return Err(Refusal::Without(change.does(), Box::new(target.clone()), Without::Writing).into());
            }
        })
    }

    /// Its request, with this state of the object as precondition.
    pub(crate) fn request(&self, target: &Target, object: &Object) -> Request {
        match self {
            Self::Scale(_, to) => scale::patch(target, object, *to),
            Self::Restart(at) => restart::patch(target, object, *at),
            Self::RollBack(to) => rollback::patch(target, object, to),
            Self::Images(swaps) => image::patch(target, object, swaps),
            Self::Switch(switch, on) => Request::merge_all(target, object, &switch::patch(*switch, *on)),
            Self::Metadata(part, marks) => metadata::request(target, object, *part, marks),
            Self::Edit(patch) => Request::merge_all(target, object, patch).private().strict(),
            Self::Apply(manifest) => apply::request(target, object, manifest),
            Self::Delete(propagation, grace) => delete::request(target, object, *propagation, *grace),
            Self::Evict(policy) => evict::request(target, object.uid(), policy),
            Self::Trigger(job) => trigger::request(target, object, job),
            Self::Drain(_) => Request::merge_all(target, object, &switch::patch(Switch::Unschedulable, true)),
        }
    }

    /// The object as it would be after it, defaults and admission aside.
    pub(crate) fn applied(&self, object: &Object) -> Object {
        let mut after = object.clone();
        match self {
            Self::Scale(_, to) => scale::apply(&mut after.json, *to),
            Self::Restart(at) => restart::apply(&mut after.json, *at),
            Self::RollBack(to) => rollback::apply(&mut after, to),
            Self::Images(swaps) => image::apply(&mut after.json, swaps),
            Self::Switch(switch, on) => merge::apply(&mut after.json, &switch::patch(*switch, *on)),
            Self::Metadata(part, marks) => merge::apply(&mut after.json, &metadata::patch(*part, marks)),
            Self::Drain(_) => merge::apply(&mut after.json, &switch::patch(Switch::Unschedulable, true)),
            Self::Edit(patch) | Self::Apply(patch) => merge::apply(&mut after.json, patch),
            Self::Delete(..) | Self::Evict(_) | Self::Trigger(_) => {}
        }
        after
    }

    /// Whether the object is already as it would be after it: before it, that there is nothing to do; after it, that it took.
    pub(crate) fn is_done(&self, object: &Object) -> bool {
        match self {
            Self::Delete(_, grace) => delete::is_done(object, *grace),
            Self::Evict(_) => delete::is_done(object, None),
            Self::Apply(manifest) => object.exists() && apply::holds(manifest, &object.json),
            // Its job is another object; whether it is there is for the one who sends to see.
            Self::Trigger(_) => false,
            Self::RollBack(_) | Self::Images(_) | Self::Restart(_) => {
                diff::same_template(object.template(), self.applied(object).template())
            }
            Self::Scale(..) | Self::Switch(..) | Self::Metadata(..) | Self::Edit(_) | Self::Drain(_) => {
                diff::same(Some(&object.essence()), Some(&self.applied(object).essence()))
            }
        }
    }

    /// Why there is nothing to do, where there is nothing.
    pub(crate) fn nothing_to_do(&self, object: &Object) -> Option<Nothing> {
        if !self.is_done(object) {
            return None;
        }
        Some(match self {
            Self::Scale(_, to) => Nothing::Replicas(*to),
            Self::RollBack(to) => Nothing::Revision(to.number),
            Self::Images(_) => Nothing::Images,
            Self::Restart(_) => Nothing::Restarted,
            Self::Delete(..) | Self::Evict(_) => Nothing::Going(delete::held(object)),
            // A node that is cordoned is drained all the same.
            Self::Drain(_) => return None,
            Self::Switch(..) | Self::Metadata(..) | Self::Edit(_) | Self::Apply(_) | Self::Trigger(_) => Nothing::Same,
        })
    }

    /// What it does to pods.
    pub(crate) fn touches(&self, object: &Object) -> Option<Touches> {
        Some(match self {
            Self::Scale(_, to) => rollout::scaled(object, *to),
            Self::Restart(_) | Self::Images(_) => rollout::rolled(object),
            Self::RollBack(to) => rollback::touches(object, to),
            Self::Switch(..) | Self::Metadata(..) | Self::Edit(_) => rollout::merged(object, &self.applied(object)),
            Self::Apply(_) => apply::touches(object, &self.applied(object)),
            Self::Delete(propagation, grace) => return delete::touches(object, *propagation, *grace),
            Self::Evict(_) => Touches::ReplacesPod,
            Self::Trigger(_) => Touches::StartsJob,
            Self::Drain(plan) => plan.touches(),
        })
    }

    /// What the verb has to say against itself: that what was shown is not so any more first.
    pub(crate) fn warnings(&self, object: &Object, related: &Related) -> Vec<Warning> {
        match self {
            Self::Scale(from, to) => {
                let moved = scale::moved(object, *from).into_iter();
                moved.chain(scale::warnings(object.replicas(), *to, related)).collect()
            }
            Self::Images(swaps) => image::moved(object, swaps).into_iter().chain(image::warnings(object, swaps)).collect(),
            Self::RollBack(_) => rollback::warnings(object),
            Self::Switch(switch, on) => switch::warnings(*switch, *on),
            Self::Edit(_) | Self::Apply(_) => {
                let (from, to) = (object.replicas(), self.applied(object).replicas());
                if from == to { Vec::new() } else { scale::warnings(from, to, related) }
            }
            Self::Delete(propagation, grace) => delete::warnings(object, *propagation, *grace, &related.users),
            Self::Evict(_) => evict::warnings(object, related),
            Self::Drain(plan) => plan.warnings(),
            Self::Restart(_) | Self::Metadata(..) | Self::Trigger(_) => Vec::new(),
        }
    }

    /// The fields that it sets, by which others are found that set them too.
    pub(crate) fn fields(&self) -> Vec<Field> {
        match self {
            Self::Scale(..) => scale::fields(),
            Self::RollBack(_) => rollback::fields(),
            Self::Images(swaps) => image::fields(swaps),
            Self::Switch(switch, on) => managers::merged(&switch::patch(*switch, *on)),
            Self::Metadata(part, marks) => managers::merged(&metadata::patch(*part, marks)),
            Self::Edit(patch) => managers::merged(patch),
            // A restart sets what nobody else does; of a manifest the server says itself who else has set what it sets.
            Self::Restart(_) | Self::Apply(_) | Self::Delete(..) | Self::Evict(_) | Self::Trigger(_) | Self::Drain(_) => Vec::new(),
        }
    }

    /// The namespaces whose pods it takes from them, beside its target's.
    pub(crate) fn reaches(&self) -> Vec<Name> {
        if let Self::Drain(plan) = self { drain::reaches(plan) } else { Vec::new() }
    }

    /// What somebody wrote, which the server may not keep whole.
    pub(crate) const fn text(&self) -> Option<&Value> {
        if let Self::Edit(text) | Self::Apply(text) = self { Some(text) } else { None }
    }

    /// What the answer to its request is.
    pub(crate) const fn answer(&self) -> Answer {
        match self {
            Self::Scale(..) => Answer::Scale,
            Self::Delete(..) | Self::Evict(_) | Self::Trigger(_) => Answer::Other,
            Self::Restart(_)
            | Self::RollBack(_)
            | Self::Images(_)
            | Self::Switch(..)
            | Self::Metadata(..)
            | Self::Edit(_)
            | Self::Apply(_)
            | Self::Drain(_) => Answer::Object,
        }
    }

    /// Whether the object is gone after it.
    pub(crate) const fn removes(&self) -> bool {
        matches!(self, Self::Delete(..) | Self::Evict(_))
    }

    /// Whether it names the resourceVersion that was seen: once that has passed without it, it can never be taken.
    pub(crate) const fn is_locked(&self) -> bool {
        !matches!(self, Self::Evict(_) | Self::Trigger(_))
    }

    /// The same step at the time when it is sent: the annotation of a restart says when it was made, not when it was thought of.
    pub(crate) fn at(mut self, now: Time) -> Self {
        if let Self::Restart(at) = &mut self {
            *at = now;
        }
        self
    }
}

/// Fills in what a change left open and the look knows: the last revision that was whole, the name of a job, the values that labels have.
pub(crate) fn fill_in(change: &mut Change, target: &Target, object: &Object, related: &Related) -> Result<(), ChangeError> {
    match change {
        Change::RollBack { from, to } => rollback::fill_in(from, to, target, object, related)?,
        Change::Trigger { job } if job.is_empty() => *job = trigger::name(&target.name, fastrand::u32(..)),
        Change::Label { marks } => *marks = metadata::filled(Part::Labels, marks, object),
        Change::Annotate { marks } => *marks = metadata::filled(Part::Annotations, marks, object),
        Change::Scale { .. }
        | Change::Restart
        | Change::SetImages { .. }
        | Change::Pause
        | Change::Resume
        | Change::Delete { .. }
        | Change::Evict
        | Change::Edit { .. }
        | Change::Apply { .. }
        | Change::Suspend
        | Change::Unsuspend
        | Change::Trigger { .. }
        | Change::Cordon
        | Change::Uncordon
        | Change::Drain { .. }
        | Change::Shell { .. }
        | Change::Exec { .. }
        | Change::Attach { .. }
        | Change::Debug { .. }
        | Change::DebugNode { .. }
        | Change::Forward { .. }
        | Change::CopyIn { .. }
        | Change::CopyOut { .. }
        | Change::Command { .. } => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, target, template};
    use crate::model::WorkloadKind;
    use crate::model::resource::Resource;

    fn step(change: &Change, object: &Object, holders: &[Holder]) -> Result<Step, String> {
        let related = Related { holders: holders.to_vec(), ..Related::default() };
        Step::new(&target(), change, object, &related, Time::from_secs(5)).map_err(|e| e.to_string())
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
    }

    #[test]
    fn a_verb_is_refused_for_what_it_is_not_for() {
        let of = |resource: Resource, change: &Change| {
            let target = Target { resource, ..target() };
            Step::new(&target, change, &deployment(), &Related::default(), Time::from_secs(5)).map_err(|e| e.to_string())
        };
        let cronjob = || Resource::new("batch", "v1", "cronjobs", "CronJob", true);
        let scale = Change::Scale { from: 1, to: 2 };
        for (resource, change, why) in [
            (
                WorkloadKind::DaemonSet.into(),
                scale.clone(),
                "cannot scale DaemonSet web in iot of lab: a DaemonSet runs one pod on each node",
            ),
            (cronjob(), scale, "cannot scale CronJob web in iot of lab: it has no /scale"),
            (cronjob(), Change::Pause, "cannot pause CronJob web in iot of lab: only Deployments can be paused"),
            (cronjob(), Change::Evict, "cannot evict CronJob web in iot of lab: only pods can be evicted"),
            (cronjob(), Change::Cordon, "cannot cordon CronJob web in iot of lab: only nodes can be cordoned and drained"),
            (cronjob(), Change::Restart, "cannot restart CronJob web in iot of lab: it is not a workload"),
            (
                WorkloadKind::Deployment.into(),
                Change::Trigger { job: "x".into() },
                "cannot trigger Deployment web in iot of lab: only CronJobs start Jobs",
            ),
        ] {
            assert_eq!(of(resource, &change), Err(why.to_owned()), "{change:?}");
        }
        assert!(of(cronjob(), &Change::Suspend).is_ok());
    }

    #[test]
    fn a_step_knows_when_it_is_done() {
        let object = deployment();
        let same = Holder { number: 1, template: template("1.0"), ..Holder::default() };
        let other = Holder { number: 1, template: template("1.1"), ..Holder::default() };
        let swap = |to: &str| ImageSwap { container: "web".into(), init: false, from: String::new(), to: to.into() };
        for (step, done) in [
            (Step::Scale(1, 2), true),
            (Step::Scale(2, 3), false),
            (Step::RollBack(Box::new(same)), true),
            (Step::RollBack(Box::new(other)), false),
            (Step::Images(vec![swap("docker.io/lab/app:1.0")]), true),
            (Step::Images(vec![swap("docker.io/lab/app:1.1")]), false),
            (Step::Restart(Time::from_secs(5)), false),
            (Step::Switch(Switch::Paused, true), false),
            (Step::Edit(serde_json::json!({"spec": {"replicas": 2, "paused": null}})), true),
            (Step::Apply(serde_json::json!({"spec": {"replicas": 2}})), true),
        ] {
            assert_eq!(step.is_done(&object), done, "{step:?}");
            assert!(step.is_done(&step.applied(&object)), "{step:?}");
        }
    }
}
