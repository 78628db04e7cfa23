//! Revisions of a workload: what it can go back to.

use super::hide::{HIDDEN, hides, is_size, within};
use super::{Name, Time};
use std::borrow::Cow;

/// One leaf that differs between two objects, named by its path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Where, such as `containers[web].image`.
    pub path: String,
    /// What stands there now; `None` where there is nothing.
    pub old: Option<String>,
    /// What will stand there; `None` where it goes.
    pub new: Option<String>,
}

impl Difference {
    /// As it is shown before somebody asks for what may be secret in it.
    pub fn masked(&self) -> Cow<'_, Self> {
        let hidden = hides(&self.path);
        let value = |value: &Option<String>| match value.as_deref() {
            Some(text) if hidden && is_size(text) => Some(text.to_owned()),
            Some(_) if hidden => Some(HIDDEN.to_owned()),
            Some(text) => Some(within(text).into_owned()),
            None => None,
        };
        let (old, new) = (value(&self.old), value(&self.new));
        if (&old, &new) == (&self.old, &self.new) {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Self { path: self.path.clone(), old, new })
    }
}

/// A row of the whole difference between two texts, the old one's lines beside the new one's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DiffLine {
    /// A line that both have.
    Same(String),
    /// Lines that differ, beside each other as far as both sides have one.
    Changed {
        /// The line that goes.
        old: Option<String>,
        /// The line that comes.
        new: Option<String>,
    },
    /// So many lines that both have were left out.
    Folded(usize),
    /// The two are so large that they were compared in a rough way only: of lines that stand below as others some may be the same. It stands
    /// first.
    Rough,
}

/// A revision: a ReplicaSet of a Deployment, or a ControllerRevision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// Its number, as `kubectl rollout history` counts.
    pub number: u64,
    /// The object that holds it, ReplicaSet or ControllerRevision.
    pub name: Name,
    /// When it was made.
    pub created: Time,
    /// The annotation `kubernetes.io/change-cause`.
    pub cause: Option<String>,
    /// Container and image, containers before init containers.
    pub images: Vec<(String, String)>,
    /// Pods of it that are ready and that there are; `None` where that is not known.
    pub pods: Option<(u32, u32)>,
    /// Whether the workload's template is this one now.
    pub current: bool,
    /// What going back to it would change in the pod template.
    pub differences: Vec<Difference>,
    /// The same as YAML, line by line, with a few unchanged lines around what differs.
    pub lines: Vec<DiffLine>,
    /// These lines with what may be secret in them, which `lines` hides; empty where nothing is hidden.
    pub bare: Vec<DiffLine>,
}

impl Revision {
    /// The lines of the whole difference, with what may be secret in them or without.
    pub fn shown(&self, revealed: bool) -> &[DiffLine] {
        if revealed && !self.bare.is_empty() { &self.bare } else { &self.lines }
    }
}

/// The revision that most probably is wanted: the newest other one that still has ready pods, else the newest other one.
pub fn likely(list: &[Revision]) -> Option<u64> {
    let others = || list.iter().filter(|r| !r.current);
    let serving = others().filter(|r| r.pods.is_some_and(|(ready, _)| ready > 0)).max_by_key(|r| r.number);
    serving.or_else(|| others().max_by_key(|r| r.number)).or(list.first()).map(|r| r.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revision(number: u64, pods: Option<(u32, u32)>, current: bool) -> Revision {
        Revision {
            number,
            name: "rs".into(),
            created: Time::default(),
            cause: None,
            images: Vec::new(),
            pods,
            current,
            differences: Vec::new(),
            lines: Vec::new(),
            bare: Vec::new(),
        }
    }

    #[test]
    fn the_cursor_begins_on_the_last_revision_that_was_whole() {
        let stuck = [revision(8, Some((0, 1)), true), revision(7, Some((3, 3)), false), revision(6, Some((0, 0)), false)];
        assert_eq!(likely(&stuck), Some(7));
        let twice = [revision(9, Some((0, 1)), true), revision(8, Some((0, 1)), false), revision(7, Some((3, 3)), false)];
        assert_eq!(likely(&twice), Some(7), "not the other bad one");
        let calm = [revision(3, Some((2, 2)), true), revision(2, Some((0, 0)), false), revision(1, Some((0, 0)), false)];
        assert_eq!(likely(&calm), Some(2));
        assert_eq!(likely(&[revision(1, None, true)]), Some(1));
        assert_eq!(likely(&[]), None);
    }
}
