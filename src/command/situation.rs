//! When a command is available, and why not: told from a plain snapshot, so that the footer, the help and the key agree.

use super::{Command, Pane};
use crate::model::rights::{Right, Verdict};
use crate::model::{Name, WorkloadKind};

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
}

impl Situation {
    /// `Ok` where the command can be asked for now; otherwise why not, in a sentence for the user.
    pub fn check(&self, command: Command) -> Result<(), Name> {
        let no = |why: &str| Err(Name::from(why));
        if command.changes() {
            if self.readonly {
                return no("read-only mode (--readonly)");
            }
            self.change(command)?;
            if self.offline {
                return no("the API server does not answer");
            }
        }
        match command {
            Command::Logs if self.pane == Pane::Namespaces => Ok(()),
            Command::Logs if self.workload.is_none() && !self.pod => no("no workload or pod is selected"),
            Command::Logs => self.right(Right::Logs),
            _ => Ok(()),
        }
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
        if command == Command::Undo {
            return Ok(());
        }
        let Some(kind) = self.workload else { return no("no workload is selected") };
        match command {
            Command::Scale if !kind.scales() => no("a DaemonSet has as many pods as there are nodes"),
            Command::Scale => self.right(Right::Scale(kind)),
            Command::Hold if kind != WorkloadKind::Deployment => no("only the rollouts of a Deployment can be held"),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn situation() -> Situation {
        Situation {
            pane: Pane::Workloads,
            readonly: false,
            workload: Some(WorkloadKind::Deployment),
            pod: false,
            rights: Vec::new(),
            offline: false,
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
}
