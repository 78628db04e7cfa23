//! What follows from the part of the table that a command is of.

use super::{ChangeCommand, Command, MotionCommand, PaneCommand, Part, ProgramCommand, ScopeCommand};

/// What the keys of the panes mean in every view over them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shared {
    /// Within what is shown.
    Motion(MotionCommand),
    /// One step back.
    Back,
    /// Out of the view.
    Quit,
}

impl Command {
    /// Whether it changes the cluster.
    pub const fn changes(self) -> bool {
        matches!(self.part(), Part::Change(_))
    }

    /// Whether it opens something that can be had above everything else, and be left for that again.
    pub const fn opens_above(self) -> bool {
        matches!(self.part(), Part::Program(command) if command.opens_above())
    }

    /// It as one whose keys mean it in every view over the panes as well, where it is one of these.
    pub const fn shared(self) -> Option<Shared> {
        match self.part() {
            Part::Motion(motion) => Some(Shared::Motion(motion)),
            Part::Pane(PaneCommand::Back) => Some(Shared::Back),
            Part::Program(ProgramCommand::Quit) => Some(Shared::Quit),
            Part::Pane(_)
            | Part::Scope(_)
            | Part::Look(_)
            | Part::Change(_)
            | Part::Drain(_)
            | Part::Logs(_)
            | Part::Program(_) => None,
        }
    }

    /// By how many rows it goes, where that depends neither on where one is nor on how much room there is.
    pub const fn rows(self) -> Option<isize> {
        if let Part::Motion(motion) = self.part() { motion.rows() } else { None }
    }

    /// Whether its keys mean it in every view over the panes as well.
    pub const fn is_shared(self) -> bool {
        self.opens_above() || self.is_of_tabs() || self.shared().is_some()
    }

    /// Whether it goes to another tab.
    pub const fn is_of_tabs(self) -> bool {
        matches!(self.part(), Part::Scope(ScopeCommand::NextTab | ScopeCommand::PreviousTab | ScopeCommand::CloseTab))
    }

    /// Whether it goes to another place in the panes: what lies over them is left.
    pub const fn goes_elsewhere(self) -> bool {
        matches!(self.part(), Part::Scope(_))
    }

    /// Whether it looks closer at the object under the cursor, or takes note of it.
    pub fn looks_at_object(self) -> bool {
        !self.changes() && self.entry().need.is_of_object()
    }

    /// Whether it does what cannot be looked away from again: it changes something, ends what runs, runs a program or leaves this one.
    /// From the palette it takes more than the beginning of its name.
    pub const fn is_weighty(self) -> bool {
        match self.part() {
            Part::Change(_) | Part::Drain(_) => true,
            Part::Program(command) => command.is_weighty(),
            Part::Scope(ScopeCommand::CloseTab) => true,
            Part::Motion(_) | Part::Pane(_) | Part::Scope(_) | Part::Look(_) | Part::Logs(_) => false,
        }
    }
}

impl MotionCommand {
    /// By how many rows or lines it goes, with so many on a page.
    pub const fn lines(self, page: isize) -> isize {
        match self {
            Self::Down => 1,
            Self::Up => -1,
            Self::PageDown => page,
            Self::PageUp => -page,
            Self::Top => isize::MIN / 2,
            Self::Bottom => isize::MAX / 2,
        }
    }

    const fn rows(self) -> Option<isize> {
        match self {
            Self::Down => Some(1),
            Self::Up => Some(-1),
            Self::Top | Self::Bottom | Self::PageDown | Self::PageUp => None,
        }
    }
}

impl ChangeCommand {
    /// Whether it is for the pod, where the rows are pods; all else is for the workload that a pod belongs to.
    pub const fn takes_pods(self) -> bool {
        match self {
            Self::Edit
            | Self::Delete
            | Self::Labels
            | Self::Forward
            | Self::Shell
            | Self::Attach
            | Self::CopyFiles
            | Self::Exec
            | Self::Debug => true,
            Self::Scale
            | Self::Restart
            | Self::RollBack
            | Self::Image
            | Self::Promote
            | Self::Make
            | Self::Hold
            | Self::Undo
            | Self::Trigger
            | Self::SuspendCron
            | Self::Cordon
            | Self::Uncordon
            | Self::Drain
            | Self::ForceDrain => false,
        }
    }

    /// Whether it is for one object at a time, whatever is marked.
    pub const fn takes_one(self) -> bool {
        match self {
            Self::Edit | Self::Forward | Self::Shell | Self::Attach | Self::CopyFiles | Self::Debug => true,
            Self::Scale
            | Self::Restart
            | Self::RollBack
            | Self::Image
            | Self::Promote
            | Self::Make
            | Self::Hold
            | Self::Undo
            | Self::Delete
            | Self::Labels
            | Self::Exec
            | Self::Trigger
            | Self::SuspendCron
            | Self::Cordon
            | Self::Uncordon
            | Self::Drain
            | Self::ForceDrain => false,
        }
    }
}

impl ProgramCommand {
    const fn opens_above(self) -> bool {
        match self {
            Self::Palette
            | Self::Messages
            | Self::Journal
            | Self::Nodes
            | Self::Clusters
            | Self::Forwards
            | Self::Copies
            | Self::Sessions
            | Self::Environments
            | Self::Promotion
            | Self::Soon
            | Self::Helm
            | Self::Stale
            | Self::Can
            | Self::Help => true,
            Self::WhoCan | Self::Reconnect | Self::SignIn | Self::Redraw | Self::Screenshot | Self::Suspend | Self::Quit => false,
        }
    }

    const fn is_weighty(self) -> bool {
        match self {
            Self::SignIn | Self::Suspend | Self::Quit => true,
            Self::Palette
            | Self::Messages
            | Self::Journal
            | Self::Sessions
            | Self::Nodes
            | Self::Clusters
            | Self::Forwards
            | Self::Copies
            | Self::Environments
            | Self::Promotion
            | Self::Soon
            | Self::Helm
            | Self::Stale
            | Self::Can
            | Self::WhoCan
            | Self::Reconnect
            | Self::Redraw
            | Self::Screenshot
            | Self::Help => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::COMMANDS;

    fn names(which: impl Fn(Command) -> bool) -> Vec<&'static str> {
        COMMANDS.iter().filter(|e| which(e.id)).map(|e| e.name).collect()
    }

    #[test]
    fn what_follows_from_the_part_is_what_is_meant() {
        assert_eq!(
            names(Command::opens_above),
            [
                "palette",
                "messages",
                "journal",
                "sessions",
                "nodes",
                "clusters",
                "environments",
                "promotion",
                "forwards",
                "copies",
                "soon",
                "can",
                "stale",
                "help",
                "helm"
            ]
        );
        assert_eq!(names(|c| c.shared().is_some()), ["down", "up", "first", "bottom", "page-down", "page-up", "back", "quit"]);
        assert_eq!(
            names(Command::goes_elsewhere),
            [
                "namespace",
                "all-namespaces",
                "context",
                "next-tab",
                "previous-tab",
                "close-tab",
                "kinds",
                "place-back",
                "place-forth",
                "place-last"
            ]
        );
        assert_eq!(names(|c| c.is_weighty() && !c.changes()), ["close-tab", "stop", "sign-in", "suspend", "quit"]);
        let looks = [
            "open",
            "yaml",
            "describe",
            "compare",
            "events",
            "owner",
            "relations",
            "follow-rollout",
            "copy",
            "logs",
            "logs-across",
            "previous-logs",
            "mark",
        ];
        assert_eq!(names(Command::looks_at_object), [&looks[..], &["copy-namespace", "use-namespace"]].concat());
        let changes = names(Command::changes);
        assert_eq!((changes.len(), changes.contains(&"stop")), (23, false), "{changes:?}");
    }

    #[test]
    fn a_command_is_the_one_of_its_part() {
        for entry in COMMANDS {
            let again = match entry.id.part() {
                Part::Motion(c) => c.into(),
                Part::Pane(c) => c.into(),
                Part::Scope(c) => c.into(),
                Part::Look(c) => c.into(),
                Part::Change(c) => c.into(),
                Part::Drain(c) => c.into(),
                Part::Logs(c) => c.into(),
                Part::Program(c) => c.into(),
            };
            assert_eq!(entry.id, again, "{}", entry.name);
        }
    }
}
