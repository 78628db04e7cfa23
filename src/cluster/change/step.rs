//! A change with all that is needed to write its patch again: on a newer state of the object after a conflict, or to see whether it took.

use super::error::ChangeError;
use super::history::Holder;
use super::object::Object;
use super::patch::Patch;
use super::{image, restart, rollback, scale};
use crate::model::Time;
use crate::model::change::{Change, ImageSwap, Target};

/// One change, ready. A new change is a file beside this one and a line in each `match` here.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Step {
    Scale(u32),
    Restart(Time),
    RollBack(Box<Holder>),
    Images(Vec<ImageSwap>),
}

impl Step {
    /// The step for a change, where it can be done to this object at all. `holders` are its revisions, needed to roll back only.
    pub(super) fn new(
        target: &Target,
        change: &Change,
        object: &Object,
        holders: &[Holder],
        now: Time,
    ) -> Result<Self, ChangeError> {
        match change {
            Change::Scale { to, .. } => scale::check(object, target).map(|()| Self::Scale(*to)),
            Change::Restart => restart::check(object, target).map(|()| Self::Restart(now)),
            Change::SetImages { swaps } => image::check(object, target, swaps).map(|()| Self::Images(swaps.clone())),
            Change::RollBack { to, .. } => {
                rollback::check(object, target)?;
                let found = holders.iter().find(|h| h.number == *to).cloned();
                found.map(|h| Self::RollBack(Box::new(h))).ok_or_else(|| {
                    let known: Vec<String> = holders.iter().map(|h| h.number.to_string()).collect();
                    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                    ChangeError::NoRevision { what: target.to_string(), number: *to, known }
                })
            }
        }
    }

    /// Its patch, with this state of the object as precondition.
    pub(super) fn patch(&self, target: &Target, object: &Object) -> Patch {
        match self {
            Self::Scale(to) => scale::patch(target, object, *to),
            Self::Restart(at) => restart::patch(target, object, *at),
            Self::RollBack(to) => rollback::patch(target, object, to),
            Self::Images(swaps) => image::patch(target, object, swaps),
        }
    }

    /// Whether the object is already as it would be after it: before it, that there is nothing to do; after it, that it took.
    pub(super) fn is_done(&self, object: &Object) -> bool {
        let after = self.applied(object);
        super::diff::same_template(object.template(), after.template())
            && object.json.pointer("/spec/replicas") == after.json.pointer("/spec/replicas")
    }

    /// The object as it would be after it, defaults and admission aside.
    pub(super) fn applied(&self, object: &Object) -> Object {
        let mut after = object.clone();
        match self {
            Self::Scale(to) => scale::apply(&mut after.json, *to),
            Self::Restart(at) => restart::apply(&mut after.json, *at),
            Self::RollBack(to) => rollback::apply(&mut after, to),
            Self::Images(swaps) => image::apply(&mut after.json, swaps),
        }
        after
    }

    /// The same step at the time when it is sent: the annotation of a restart says when it was made, not when it was thought of.
    pub(super) fn at(self, now: Time) -> Self {
        match self {
            Self::Restart(_) => Self::Restart(now),
            other => other,
        }
    }
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
        Step::new(&target(), change, object, holders, Time::from_secs(5)).map_err(|e| e.to_string())
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
        daemons.kind = crate::model::WorkloadKind::DaemonSet;
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
        ] {
            assert_eq!(step.is_done(&object), done, "{step:?}");
            assert!(step.is_done(&step.applied(&object)), "{step:?}");
        }
    }
}
