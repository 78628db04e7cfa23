//! When a command is available, and why not: told from a plain snapshot, so that the footer, the help and the key agree.

use super::{ChangeCommand, Command, Lack, Need, Pane, Part};
use crate::model::WorkloadKind;
use crate::model::resource::Resource;
use crate::model::rights::{Right, Verdict};

/// What lies over the panes, the one that lets less through the greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Over {
    /// Nothing.
    #[default]
    Panes,
    /// What is only looked at.
    View,
    /// What waits for an answer: a form, a question.
    Form,
}

/// What availability depends on.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The pane that has the focus.
    pub pane: Pane,
    /// `--readonly`.
    pub readonly: bool,
    /// The workload that a change would be for: the selected one, or that of the selected pod.
    pub workload: Option<WorkloadKind>,
    /// Whether a pod or container is selected.
    pub pod: bool,
    /// The rights in the namespace of the selected object that are known.
    pub rights: Vec<(Right, Verdict)>,
    /// Whether the API server does not answer.
    pub offline: bool,
    /// What the browser shows, where it is open.
    pub browsed: Option<Browsed>,
    /// Whether a drain is under way.
    pub drains: bool,
    /// What lies over the panes. What is for their rows is not for rows that nobody sees.
    pub over: Over,
}

/// What the browser shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Browsed {
    /// The kind.
    pub resource: Resource,
    /// Whether its objects can be deleted.
    pub deletes: bool,
    /// Whether a row is selected or marked.
    pub row: bool,
    /// Whether it has pods whose logs can be followed.
    pub logs: bool,
    /// Whether it is, or belongs to, a workload whose rollout can be followed.
    pub rollout: bool,
}

impl Browsed {
    /// Whether there is for this kind what a command needs; otherwise why not.
    fn has(&self, need: Need) -> Result<(), Lack> {
        let r = &self.resource;
        let (fits, lack) = match need {
            Need::Node => (r.is_node(), Lack::NotNode),
            Need::CronJob => (r.is_cronjob(), Lack::NotCronJob),
            Need::Container => (r.is_pod(), Lack::NotPod),
            Need::Replicas => (r.scales, Lack::NoScale),
            Need::Restart | Need::Revisions | Need::Image => (r.workload().is_some(), Lack::NotWorkload),
            Need::Logs | Need::PreviousLogs => (self.logs, Lack::NoLogs),
            Need::Rollout => (self.rollout, Lack::NoRollouts),
            Need::Panes => (false, Lack::FullScreen),
            Need::Pause => (false, Lack::WorkloadsPane),
            Need::Ports => (r.is_served(), Lack::NoPorts),
            Need::Debugged => (r.is_pod() || r.is_node(), Lack::NotDebugged),
            Need::Deletion => (self.deletes, Lack::NotDeletable),
            Need::Nothing | Need::Row | Need::Drain => return Ok(()),
        };
        if fits { Ok(()) } else { Err(lack) }
    }
}

impl Situation {
    /// `Ok` where the command can be asked for now; otherwise why not.
    pub fn check(&self, command: Command) -> Result<(), Lack> {
        self.reaches(command)?;
        let need = command.entry().need;
        match command.part() {
            Part::Change(change) => self.change(change, need),
            Part::Motion(_)
            | Part::Pane(_)
            | Part::Scope(_)
            | Part::Look(_)
            | Part::Drain(_)
            | Part::Logs(_)
            | Part::Program(_) => self.look(need),
        }
    }

    /// Whether a command has to do with what is on the screen at all: the footer leaves out what has not.
    pub fn fits(&self, command: Command) -> bool {
        let need = command.entry().need;
        match (&self.browsed, self.workload) {
            (Some(browsed), _) => browsed.has(need).is_ok(),
            (None, Some(kind)) => kind.rolls() || need.lack_without_rollout(kind).is_none(),
            (None, None) => true,
        }
    }

    /// Whether what lies over the panes lets a command through.
    fn reaches(&self, command: Command) -> Result<(), Lack> {
        let free = matches!(command.part(), Part::Program(_) | Part::Drain(_));
        match self.over {
            Over::Panes => Ok(()),
            Over::View | Over::Form if free => Ok(()),
            Over::View if command.goes_elsewhere() => Ok(()),
            Over::View => Err(Lack::ViewOnTop),
            Over::Form => Err(Lack::FormOnTop),
        }
    }

    /// Whether there is what a command needs that changes nothing.
    fn look(&self, need: Need) -> Result<(), Lack> {
        if let Some(browsed) = &self.browsed {
            browsed.has(need)?;
        }
        match need {
            Need::Logs if self.pane == Pane::Namespaces => Ok(()),
            Need::PreviousLogs if matches!(self.pane, Pane::Logs | Pane::Namespaces) => Ok(()),
            Need::Logs | Need::PreviousLogs | Need::Rollout if self.browsed.is_some() => Ok(()),
            Need::Logs | Need::PreviousLogs if self.workload.is_none() && !self.pod => Err(Lack::NoWorkloadOrPod),
            Need::Logs | Need::PreviousLogs => self.right(Right::Logs),
            Need::Rollout => match self.workload {
                Some(kind) => need.lack(kind).map_or(Ok(()), Err),
                None => Err(Lack::NoWorkload),
            },
            Need::Drain if !self.drains => Err(Lack::NoDrain),
            // What looks at an object says itself that there is none.
            Need::Drain
            | Need::Nothing
            | Need::Row
            | Need::Panes
            | Need::Replicas
            | Need::Restart
            | Need::Revisions
            | Need::Image
            | Need::Pause
            | Need::Deletion
            | Need::CronJob
            | Need::Container
            | Need::Ports
            | Need::Debugged
            | Need::Node => Ok(()),
        }
    }

    /// Whether a change can be asked for.
    fn change(&self, change: ChangeCommand, need: Need) -> Result<(), Lack> {
        self.sends()?;
        match &self.browsed {
            Some(browsed) if need != Need::Nothing => {
                browsed.has(need)?;
                if !browsed.row {
                    return Err(Lack::NoRow);
                }
            }
            Some(_) | None => self.change_in_panes(change, need)?,
        }
        if self.offline { Err(Lack::Offline) } else { Ok(()) }
    }

    /// Whether anything is changed in this run at all.
    ///
    /// # Errors
    /// Why not.
    pub fn sends(&self) -> Result<(), Lack> {
        if self.readonly { Err(Lack::ReadOnly) } else { Ok(()) }
    }

    /// Whether there is in the panes what a change needs, rights included.
    fn change_in_panes(&self, change: ChangeCommand, need: Need) -> Result<(), Lack> {
        use ChangeCommand as C;
        match need {
            // What is not on the screen yet has no right that is asked for beforehand.
            Need::Nothing => return Ok(()),
            Need::Node => return Err(Lack::NodesFirst),
            Need::Container | Need::Debugged => return self.inside(change),
            Need::CronJob if self.workload != Some(WorkloadKind::CronJob) => {
                return Err(Lack::NoCronJob);
            }
            Need::CronJob
            | Need::Row
            | Need::Panes
            | Need::Logs
            | Need::PreviousLogs
            | Need::Rollout
            | Need::Replicas
            | Need::Restart
            | Need::Revisions
            | Need::Image
            | Need::Pause
            | Need::Deletion
            | Need::Ports
            | Need::Drain => {}
        }
        // In the pods pane these are for the pod, elsewhere for the workload.
        if self.pane == Pane::Pods && matches!(change, C::Delete | C::Labels) {
            if !self.pod {
                return Err(Lack::NoPod);
            }
            // One of the two is enough: the form offers both.
            let deletes = || self.right(Right::DeletePods).or_else(|why| self.right_known(Right::EvictPods).map_err(|_| why));
            return if change == C::Delete { deletes() } else { Ok(()) };
        }
        if change == C::Forward && self.pod {
            return self.right(Right::Forward);
        }
        // Nor has a pod that is edited.
        if change == C::Edit && self.pod {
            return Ok(());
        }
        let Some(kind) = self.workload else { return Err(Lack::NoWorkload) };
        if let Some(lack) = need.lack(kind) {
            return Err(lack);
        }
        match change {
            C::Trigger => self.right(Right::CreateJobs),
            C::Scale => self.right(Right::Scale(kind)),
            C::Delete => self.right(Right::Delete(kind)),
            C::Forward => self.right(Right::Forward),
            C::Restart | C::RollBack | C::Image | C::Edit | C::Hold | C::Labels | C::SuspendCron => self.right(Right::Patch(kind)),
            // What is for no workload was told apart above.
            C::Make
            | C::Undo
            | C::Cordon
            | C::Uncordon
            | C::Drain
            | C::ForceDrain
            | C::Shell
            | C::Attach
            | C::CopyFiles
            | C::Exec
            | C::Debug
            // It goes to another namespace, of whose rights it asks itself.
            | C::Promote => Ok(()),
        }
    }

    /// Whether one can go into the pod under the cursor, as far as that is known here.
    fn inside(&self, change: ChangeCommand) -> Result<(), Lack> {
        if self.pane != Pane::Pods || !self.pod {
            return Err(Lack::NoPodToEnter);
        }
        let attaches = matches!(change, ChangeCommand::Attach | ChangeCommand::Debug);
        self.right(if attaches { Right::Attach } else { Right::Exec })
    }

    /// As [`Situation::right`], but what is not known is not allowed.
    fn right_known(&self, right: Right) -> Result<(), ()> {
        if self.rights.iter().any(|(r, v)| *r == right && *v == Verdict::Yes) { Ok(()) } else { Err(()) }
    }

    fn right(&self, right: Right) -> Result<(), Lack> {
        match self.rights.iter().find(|(r, _)| *r == right) {
            Some((_, Verdict::No(why))) => Err(Lack::Denied(why.clone())),
            // What is not known is not forbidden: the server has the last word.
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_once_or_by_the_clock_says_what_it_has_not() {
        use Command as C;
        for kind in [WorkloadKind::Job, WorkloadKind::CronJob] {
            let s = Situation { workload: Some(kind), ..situation() };
            for command in [C::Scale, C::Restart, C::RollBack, C::Image, C::Hold, C::Track] {
                let why = s.check(command).unwrap_err();
                assert!(why.to_string().contains(&format!("{kind}")), "{command:?} of a {kind}: {why}");
                assert!(!s.fits(command), "the footer has no room for {command:?} of a {kind}");
            }
            for command in [C::Delete, C::Edit, C::Labels, C::Logs] {
                assert_eq!(s.check(command), Ok(()), "{command:?} of a {kind}");
            }
            for command in [C::Trigger, C::SuspendCron] {
                assert_eq!(s.check(command).is_ok(), kind == WorkloadKind::CronJob, "{command:?} of a {kind}");
            }
        }
        assert_eq!(
            Situation { workload: Some(WorkloadKind::Job), ..situation() }.check(C::Scale).unwrap_err(),
            Lack::Scaling(WorkloadKind::Job)
        );
        let may_not = vec![(Right::CreateJobs, not_yours())];
        let s = Situation { workload: Some(WorkloadKind::CronJob), rights: may_not, ..situation() };
        assert_eq!((s.check(C::Trigger).unwrap_err(), s.check(C::SuspendCron)), (denied(&not_yours()), Ok(())));
    }

    fn not_yours() -> Verdict {
        Verdict::no("patch", "jobs", &"iot".into(), String::new())
    }

    fn denied(verdict: &Verdict) -> Lack {
        let Verdict::No(why) = verdict else { panic!("{verdict:?}") };
        Lack::Denied(why.clone())
    }

    fn situation() -> Situation {
        Situation {
            pane: Pane::Workloads,
            readonly: false,
            workload: Some(WorkloadKind::Deployment),
            pod: false,
            rights: Vec::new(),
            offline: false,
            browsed: None,
            drains: false,
            over: Over::Panes,
        }
    }

    /// Over a view every command either has nothing to do with the rows below, or says that the view is to be left first.
    #[test]
    fn what_is_for_the_rows_is_not_for_rows_that_lie_below_something() {
        for entry in crate::command::COMMANDS {
            let free = entry.group == crate::command::Group::Program;
            let over = |over| Situation { over, drains: true, ..situation() }.check(entry.id);
            assert_eq!(over(Over::Form).is_ok(), free || entry.id == Command::Stop, "{}", entry.name);
            let goes = entry.id.goes_elsewhere();
            assert_eq!(over(Over::View).is_ok(), free || goes || entry.id == Command::Stop, "{}", entry.name);
            assert!(!entry.id.changes() || over(Over::View).is_err(), "{}", entry.name);
        }
    }

    #[test]
    fn changes_say_why_not() {
        let s = situation();
        assert_eq!(s.check(Command::Scale), Ok(()));
        assert!(Situation { readonly: true, ..s.clone() }.check(Command::RollBack) == Err(Lack::ReadOnly));
        assert!(Situation { workload: None, ..s.clone() }.check(Command::Restart).is_err());
        assert!(Situation { workload: Some(WorkloadKind::DaemonSet), ..s.clone() }.check(Command::Scale).is_err());
        let rights = vec![(Right::Scale(WorkloadKind::Deployment), not_yours())];
        let s = Situation { rights, ..s };
        assert_eq!(s.check(Command::Scale), Err(denied(&not_yours())));
        assert_eq!(s.check(Command::Image), Ok(()), "another right");
    }

    #[test]
    fn in_the_browser_the_kind_decides() {
        let browsed = |resource| Some(Browsed { resource, deletes: true, row: true, logs: false, rollout: false });
        let nodes = Situation {
            pane: Pane::Browser,
            workload: None,
            browsed: browsed(Resource::new("", "v1", "nodes", "Node", false)),
            ..situation()
        };
        assert_eq!((nodes.check(Command::Cordon), nodes.check(Command::Delete)), (Ok(()), Ok(())));
        assert_eq!(nodes.check(Command::Trigger), Err(Lack::NotCronJob));
        assert!(nodes.check(Command::Scale).is_err() && !nodes.fits(Command::Scale) && nodes.fits(Command::Drain));
        assert!(Situation { readonly: true, ..nodes.clone() }.check(Command::Drain) == Err(Lack::ReadOnly));
        let empty = Some(Browsed { row: false, ..nodes.browsed.clone().unwrap() });
        assert!(Situation { browsed: empty, ..nodes }.check(Command::Cordon).is_err());
        assert_eq!(situation().check(Command::Cordon), Err(Lack::NodesFirst), "outside it says where");
        assert_eq!(situation().check(Command::Stop), Err(Lack::NoDrain));
        assert_eq!(Situation { drains: true, ..situation() }.check(Command::Stop), Ok(()));
    }
}
