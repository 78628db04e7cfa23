//! When a command is available, and why not: told from a plain snapshot, so that the footer, the help and the key agree.

use super::{Command, Group, Pane};
use crate::model::resource::Resource;
use crate::model::rights::{Right, Verdict};
use crate::model::{Name, WorkloadKind};

/// What lies over the panes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
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
    /// Whether a change is one of this kind; otherwise why not.
    fn takes(&self, command: Command) -> Result<(), Name> {
        let r = &self.resource;
        let (fits, of) = match command {
            Command::Cordon | Command::Uncordon | Command::Drain | Command::ForceDrain => (r.is_node(), "only for nodes (:nodes)"),
            Command::Trigger | Command::SuspendCron => (r.is_cronjob(), "only for CronJobs (:cronjobs)"),
            Command::Scale => (r.scales, "it cannot be scaled (no /scale)"),
            Command::Restart | Command::RollBack | Command::Image => (r.workload().is_some(), "it is not a workload"),
            Command::Logs | Command::Previous => (self.logs, "it has no pods whose logs could be followed"),
            Command::Track => (self.rollout, "only workloads and their pods have rollouts"),
            Command::Zoom | Command::FocusNext | Command::FocusPrevious => (false, "it is full screen already"),
            Command::Hold => (false, "use it in the workloads pane"),
            Command::Delete => (self.deletes, "the API cannot delete this kind"),
            _ => (true, ""),
        };
        if fits { Ok(()) } else { Err(Name::from(of)) }
    }
}

impl Situation {
    /// `Ok` where the command can be asked for now; otherwise why not, in a sentence for the user.
    pub fn check(&self, command: Command) -> Result<(), Name> {
        let no = |why: &str| Err(Name::from(why));
        match self.over {
            Over::Panes => {}
            Over::View | Over::Form if command.entry().group == Group::Program || command == Command::Stop => {}
            Over::View if command.goes_elsewhere() => {}
            Over::View => return no("leave the view on top first (Esc)"),
            Over::Form => return no("finish or leave the form first (Esc)"),
        }
        if command.changes() {
            if self.readonly {
                return no("read-only mode (--readonly)");
            }
            if let Some(browsed) = &self.browsed
                && !matches!(command, Command::Undo | Command::Make)
            {
                browsed.takes(command)?;
                if !browsed.row {
                    return no("no row is selected");
                }
                return if self.offline { no("the API server does not answer") } else { Ok(()) };
            }
            match command {
                Command::Cordon | Command::Uncordon | Command::Drain | Command::ForceDrain => {
                    return no("open the nodes first: :nodes");
                }
                Command::Trigger | Command::SuspendCron if self.workload != Some(WorkloadKind::CronJob) => {
                    return no("no CronJob is selected; :cronjobs lists them");
                }
                _ => {}
            }
            self.change(command)?;
            if self.offline {
                return no("the API server does not answer");
            }
        }
        if let Some(browsed) = self.browsed.as_ref().filter(|_| !command.changes()) {
            browsed.takes(command)?;
        }
        match command {
            Command::Logs if self.pane == Pane::Namespaces => Ok(()),
            Command::Previous if matches!(self.pane, Pane::Logs | Pane::Namespaces) => Ok(()),
            Command::Logs | Command::Previous | Command::Track if self.browsed.is_some() => Ok(()),
            Command::Stop if !self.drains => no("no drain is under way"),
            Command::Logs | Command::Previous if self.workload.is_none() && !self.pod => no("no workload or pod is selected"),
            Command::Logs | Command::Previous => self.right(Right::Logs),
            Command::Track if self.workload.is_none() => no("no workload is selected"),
            Command::Track => self.workload.filter(|k| !k.rolls()).map_or(Ok(()), |kind| has_no(kind, command)),
            _ => Ok(()),
        }
    }

    /// Whether a command has to do with what is on the screen at all: the footer leaves out what has not.
    pub fn fits(&self, command: Command) -> bool {
        match (&self.browsed, self.workload) {
            (Some(browsed), _) => browsed.takes(command).is_ok(),
            (None, Some(kind)) => !Self::is_of_rollouts(command) || kind.rolls(),
            (None, None) => true,
        }
    }

    /// Whether it is for workloads with a rollout alone: Jobs and CronJobs have none.
    const fn is_of_rollouts(command: Command) -> bool {
        use Command as C;
        matches!(command, C::Scale | C::Restart | C::RollBack | C::Image | C::Hold | C::Track)
    }

    /// Whether a change can be asked for, rights included.
    fn change(&self, command: Command) -> Result<(), Name> {
        let no = |why: &str| Err(Name::from(why));
        // In the pods pane these are for the pod, elsewhere for the workload.
        if self.pane == Pane::Pods && matches!(command, Command::Delete | Command::Labels) {
            return match (self.pod, command) {
                (false, _) => no("no pod is selected"),
                // One of the two is enough: the form offers both.
                (true, Command::Delete) => {
                    self.right(Right::DeletePods).or_else(|why| self.right_known(Right::EvictPods).map_err(|_| why))
                }
                _ => Ok(()),
            };
        }
        // What is not on the screen yet, and a pod that is edited, have no right that is asked for beforehand.
        if matches!(command, Command::Undo | Command::Make) || (command == Command::Edit && self.pod) {
            return Ok(());
        }
        let Some(kind) = self.workload else { return no("no workload is selected") };
        match command {
            _ if Self::is_of_rollouts(command) && !kind.rolls() => has_no(kind, command),
            Command::Trigger => self.right(Right::CreateJobs),
            Command::Scale if !kind.scales() => no("a DaemonSet runs one pod on each node"),
            Command::Scale => self.right(Right::Scale(kind)),
            Command::Hold if kind != WorkloadKind::Deployment => no("only Deployments can be paused"),
            Command::Delete => self.right(Right::Delete(kind)),
            _ => self.right(Right::Patch(kind)),
        }
    }

    /// As [`Situation::right`], but what is not known is not allowed.
    fn right_known(&self, right: Right) -> Result<(), ()> {
        if self.rights.iter().any(|(r, v)| *r == right && *v == Verdict::Yes) { Ok(()) } else { Err(()) }
    }

    fn right(&self, right: Right) -> Result<(), Name> {
        match self.rights.iter().find(|(r, _)| *r == right) {
            Some((_, Verdict::No(why))) => Err(why.clone()),
            // What is not known is not forbidden: the server has the last word.
            _ => Ok(()),
        }
    }
}

/// Why what is for workloads with a rollout is not for a Job or CronJob.
fn has_no(kind: WorkloadKind, command: Command) -> Result<(), Name> {
    let cron = kind == WorkloadKind::CronJob;
    Err(Name::from(match command {
        Command::Scale => format!("a {kind} cannot be scaled"),
        Command::Restart if cron => format!("a {kind} cannot be restarted; :trigger starts a Job of it now"),
        Command::Restart => format!("a {kind} cannot be restarted: it runs once"),
        Command::RollBack => format!("a {kind} has no revisions to go back to"),
        Command::Image if cron => format!("the image of a {kind} is changed by editing it"),
        Command::Image => format!("the image of a {kind} cannot be changed"),
        Command::Hold => format!("a {kind} has no rollout to pause"),
        _ => format!("a {kind} has no rollout to follow"),
    }))
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
                assert!(why.contains(&format!("{kind}")), "{command:?} of a {kind}: {why}");
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
            "a Job cannot be scaled".into()
        );
        let may_not = vec![(Right::CreateJobs, Verdict::No("not yours".into()))];
        let s = Situation { workload: Some(WorkloadKind::CronJob), rights: may_not, ..situation() };
        assert_eq!((s.check(C::Trigger).unwrap_err(), s.check(C::SuspendCron)), ("not yours".into(), Ok(())));
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
            let free = entry.group == Group::Program;
            let over = |over| Situation { over, drains: true, ..situation() }.check(entry.id);
            assert_eq!(over(Over::Form).is_ok(), free || entry.id == Command::Stop, "{}", entry.name);
            let goes = matches!(entry.name, "namespace" | "all-namespaces" | "context" | "kinds");
            assert_eq!(over(Over::View).is_ok(), free || goes || entry.id == Command::Stop, "{}", entry.name);
            assert!(!entry.id.changes() || over(Over::View).is_err(), "{}", entry.name);
        }
    }

    #[test]
    fn changes_say_why_not() {
        let s = situation();
        assert_eq!(s.check(Command::Scale), Ok(()));
        assert!(Situation { readonly: true, ..s.clone() }.check(Command::RollBack).unwrap_err().contains("read-only"));
        assert!(Situation { workload: None, ..s.clone() }.check(Command::Restart).is_err());
        assert!(Situation { workload: Some(WorkloadKind::DaemonSet), ..s.clone() }.check(Command::Scale).is_err());
        let denied = vec![(Right::Scale(WorkloadKind::Deployment), Verdict::No("not yours".into()))];
        let s = Situation { rights: denied, ..s };
        assert_eq!(s.check(Command::Scale).unwrap_err(), "not yours".into());
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
        assert!(nodes.check(Command::Trigger).unwrap_err().contains("CronJobs"));
        assert!(nodes.check(Command::Scale).is_err() && !nodes.fits(Command::Scale) && nodes.fits(Command::Drain));
        assert!(Situation { readonly: true, ..nodes.clone() }.check(Command::Drain).unwrap_err().contains("read-only"));
        let empty = Some(Browsed { row: false, ..nodes.browsed.clone().unwrap() });
        assert!(Situation { browsed: empty, ..nodes }.check(Command::Cordon).is_err());
        assert!(situation().check(Command::Cordon).unwrap_err().contains(":nodes"), "outside it says where");
        assert!(situation().check(Command::Stop).is_err());
        assert_eq!(Situation { drains: true, ..situation() }.check(Command::Stop), Ok(()));
    }
}
