//! Carrying out a command that can be had now: each goes to who does its part of the table.

use super::catalogue::What;
use super::messages::Level;
use super::msg::{Effect, Fetch};
use super::rows::SortBy;
use super::state::{State, View};
use super::text::{AccessText, ClusterText, EntriesText, KeyText, Word};
use super::visits::Go;
use super::wish::Wish;
use crate::command::{Command, DrainCommand, LookCommand, MotionCommand, Pane, PaneCommand, Part, ProgramCommand, ScopeCommand};

impl State {
    pub(super) fn run(&mut self, command: Command, effects: &mut Vec<Effect>) {
        if command.looks_at_object() && !self.seen() {
            return;
        }
        self.forget_replicas();
        match command.part() {
            Part::Motion(command) => self.motion(command),
            Part::Pane(command) => self.pane_command(command, effects),
            Part::Scope(command) => self.scope_command(command, effects),
            Part::Look(command) => self.look_command(command, effects),
            Part::Change(change) => self.begin_change(change, effects),
            Part::Drain(DrainCommand::Stop) => self.stop_drain(effects),
            Part::Logs(command) => self.logs_command(command, effects),
            Part::Program(command) => self.program_command(command, effects),
        }
    }

    fn motion(&mut self, motion: MotionCommand) {
        let page = self.layout.rows(self.panes.focus).max(1) as isize;
        match motion {
            MotionCommand::Down => self.step(1),
            MotionCommand::Up => self.step(-1),
            MotionCommand::PageDown if self.panes.focus == Pane::Logs => self.panes.logs.page(true),
            MotionCommand::PageUp if self.panes.focus == Pane::Logs => self.panes.logs.page(false),
            MotionCommand::PageDown => self.step(page),
            MotionCommand::PageUp => self.step(-page),
            MotionCommand::Top => self.edge(true),
            MotionCommand::Bottom => self.edge(false),
        }
    }

    fn pane_command(&mut self, command: PaneCommand, effects: &mut Vec<Effect>) {
        match command {
            PaneCommand::FocusNext => self.move_focus(1),
            PaneCommand::FocusPrevious => self.move_focus(3),
            PaneCommand::Open => self.look_closer(effects),
            PaneCommand::Back => {
                if !self.back() {
                    self.unmark_compared();
                }
            }
            PaneCommand::Zoom => self.zoom = !self.zoom,
        }
    }

    fn scope_command(&mut self, command: ScopeCommand, effects: &mut Vec<Effect>) {
        match command {
            ScopeCommand::Namespace => self.pick(What::Namespace, effects),
            ScopeCommand::AllNamespaces => {
                if self.go_elsewhere() {
                    self.look_at(View::All, effects);
                }
            }
            ScopeCommand::Context => {
                self.pick(What::Context, effects);
                effects.push(Effect::Contexts);
            }
            ScopeCommand::NextTab => self.step_tab(false, effects),
            ScopeCommand::PreviousTab => self.step_tab(true, effects),
            ScopeCommand::CloseTab => self.close_tab(effects),
            ScopeCommand::Browse => self.pick(What::Kind, effects),
            ScopeCommand::PlaceBack => self.go_in_history(Go::Back, effects),
            ScopeCommand::PlaceForth => self.go_in_history(Go::Forth, effects),
            ScopeCommand::PlaceLast => self.go_in_history(Go::Last, effects),
        }
    }

    fn look_command(&mut self, command: LookCommand, effects: &mut Vec<Effect>) {
        match command {
            LookCommand::Filter => self.begin_filter(effects),
            LookCommand::Unwell => self.show_unwell(!self.unwell_only),
            LookCommand::Sort => self.sort(),
            LookCommand::Wide => {
                self.wide = !self.wide;
                self.hint(KeyText::Wide(self.wide));
            }
            LookCommand::AllPods => self.show_all_pods(!self.panes.all_pods),
            LookCommand::TopPods => self.open_top(),
            LookCommand::Yaml => self.fetch(false, effects),
            LookCommand::Describe => self.fetch(true, effects),
            LookCommand::Compare => self.compare(effects),
            // An object without a namespace has its events in its description.
            LookCommand::Events
                if self.panes.focus == Pane::Browser && self.browsed_object().is_some_and(|o| o.namespace.is_empty()) =>
            {
                self.fetch(true, effects);
            }
            LookCommand::Events => self.open_events(effects),
            LookCommand::Owner => self.go_to_owner(effects),
            LookCommand::Relations => self.open_relations(effects),
            LookCommand::Track => self.open_tracker(effects),
            LookCommand::Copy => self.copy(effects),
            LookCommand::Favourite => self.toggle_favourite(effects),
            LookCommand::Logs => self.open_logs(false),
            LookCommand::LogsAcross => self.open_logs_across(),
            LookCommand::Previous if self.panes.focus == Pane::Logs => self.toggle_previous(),
            LookCommand::Previous => self.open_logs(true),
            LookCommand::Mark => self.mark(),
            LookCommand::Unmark => self.unmark(),
            LookCommand::CopyNamespace => self.copy_namespace(effects),
            LookCommand::UseNamespace => self.use_namespace(effects),
            LookCommand::SortName => self.sort_by(SortBy::Name),
            LookCommand::SortAge => self.sort_by(SortBy::Age),
            LookCommand::SortHealth => self.sort_by(SortBy::Health),
            LookCommand::SortRestarts => self.sort_by(SortBy::Restarts),
            LookCommand::SortCpu => self.sort_by(SortBy::Cpu),
            LookCommand::SortMemory => self.sort_by(SortBy::Memory),
        }
    }

    fn program_command(&mut self, command: ProgramCommand, effects: &mut Vec<Effect>) {
        match command {
            ProgramCommand::Palette => self.pick(What::Command, effects),
            // Each by the door of a view that is listed elsewhere.
            ProgramCommand::Messages
            | ProgramCommand::Nodes
            | ProgramCommand::Clusters
            | ProgramCommand::Forwards
            | ProgramCommand::Copies
            | ProgramCommand::Sessions
            | ProgramCommand::Environments
            | ProgramCommand::Promotion
            | ProgramCommand::Soon
            | ProgramCommand::Stale
            | ProgramCommand::Helm
            | ProgramCommand::Can => self.open(&Wish::Command(command.into()), effects),
            ProgramCommand::WhoCan => self.messages.say(self.now, Level::Info, AccessText::Usage),
            ProgramCommand::Journal => {
                let title = Word::JournalNewestFirst.of(self.lang).into();
                self.open(&Wish::Fetch { title, place: String::new(), fetch: Fetch::Journal }, effects);
            }
            ProgramCommand::Reconnect => {
                self.messages.say(self.now, Level::Info, ClusterText::Reconnecting);
                self.cluster.reviewed.clear();
                self.forget_kinds();
                effects.push(Effect::Reconnect(self.cluster.session));
            }
            ProgramCommand::SignIn => effects.push(Effect::SignIn(self.cluster.session)),
            ProgramCommand::Redraw => effects.push(Effect::Redraw),
            ProgramCommand::Screenshot if self.views.iter().any(|room| room.is_secret()) => {
                self.messages.say(self.now, Level::Warn, EntriesText::NotSaved);
            }
            ProgramCommand::Screenshot => effects.push(Effect::Screenshot),
            ProgramCommand::Help => self.open_help(effects),
            ProgramCommand::Suspend => effects.push(Effect::Suspend),
            ProgramCommand::Quit => self.back_or_quit(effects),
        }
    }

    /// Follows the rollout of the workload under the cursor.
    fn open_tracker(&mut self, effects: &mut Vec<Effect>) {
        let Some(w) = self.subject_workload() else { return };
        let target = self.target(w);
        self.panes.workloads.hold();
        let wish = if self.has_soak(&target) { Wish::Soak(target) } else { Wish::Rollout(target) };
        self.open(&wish, effects);
    }

    /// All pods of the namespaces in view, or those of the workload.
    fn show_all_pods(&mut self, all: bool) {
        self.panes.all_pods = all;
        self.panes.pod_open = None;
        self.panes.pods.reset();
        self.panes.built = None;
        if !self.layout.shows(Pane::Pods) {
            self.hint(KeyText::AllPods(all));
        }
    }
}
