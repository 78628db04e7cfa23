//! The state of the screen. One owner: only `update` changes it, only `ui` reads it to draw.

pub use super::place::{Context, View};

use super::cluster::Cluster;
use super::drafts::Drafts;
use super::layout::Layout;
use super::left::Left;
use super::logs::LogsPane;
use super::marked::Marked;
use super::messages::Messages;
use super::numbers::Numbers;
use super::panes::Panes;
use super::processes::Processes;
use super::promotion::Promotion;
use super::rollouts::Changes;
use super::room::{Door, Room};
use super::rows::Sorting;
use super::soaks::Soaks;
use super::stack::Stack;
use super::tab::Tabs;
use super::text::Word;
use crate::command::{Keymap, Owns, Pane};
use crate::model::change::Tool;
use crate::model::environments::named::Named;
use crate::model::filter::Filter;
use crate::model::guard::Guards;
use crate::model::promotion::Depends;
use crate::model::remembered::Remembered;
use crate::model::rights::{Right, Verdict};
use crate::model::saved::Saved;
use crate::model::{Lang, Name, SessionId, Time};
use chrono::FixedOffset;
use std::collections::HashMap;

/// What the program is started with.
#[derive(Clone, Debug)]
pub struct Start {
    /// All contexts.
    pub contexts: Vec<Context>,
    /// The one to begin with.
    pub context: Context,
    /// Those that are opened beside it, each in a tab of its own.
    pub beside: Vec<Context>,
    /// The namespaces of `-n`; empty where none was given.
    pub namespaces: Vec<Name>,
    /// `-A`.
    pub all_namespaces: bool,
    /// `--readonly`.
    pub readonly: bool,
    /// The keys.
    pub keymap: Keymap,
    /// How the views that have a folder of their own are opened.
    pub doors: &'static [Door],
    /// The guard rules.
    pub guards: Guards,
    /// Namespaces that the settings name.
    pub known: Vec<Name>,
    /// What is remembered, by context; `None` where it comes later, as [`Msg::Remembered`](super::Msg::Remembered).
    pub remembered: Option<HashMap<Name, Remembered>>,
    /// Lines with which a log begins.
    pub log_tail: u32,
    /// The bound of the log buffer in bytes.
    pub log_bytes: usize,
    /// The shells that are looked for in a container, in this order.
    pub shells: Vec<String>,
    /// Whether shells have the real terminal instead of a view.
    pub plain_shell: bool,
    /// Whether the mouse scrolls, and goes to panes and rows.
    pub mouse: bool,
    /// The container that is offered for debugging.
    pub debug_tool: Tool,
    /// How long a release is watched, in milliseconds.
    pub watch: i64,
    /// Views and words that the settings name.
    pub saved: Saved,
    /// Commands that the settings name.
    pub own: Owns,
    /// Environments that the settings name.
    pub environments: Vec<Named>,
    /// Which workloads are promoted before which.
    pub depends: Depends,
    /// The user's time zone.
    pub zone: FixedOffset,
    /// The language of the screen.
    pub lang: Lang,
    /// The time of the start.
    pub now: Time,
}

/// Where the user is on the way out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Leaving {
    /// Until when another press leaves.
    pub(super) until: Option<Time>,
    /// When the key was pressed last.
    pub(super) pressed: Option<Time>,
}

/// The state of the screen.
#[derive(Clone, Debug)]
pub struct State {
    /// The time of the last message.
    pub now: Time,
    /// The user's time zone.
    pub zone: FixedOffset,
    /// The language of the screen.
    pub lang: Lang,
    /// The columns and rows of the whole screen.
    pub screen: (u16, u16),
    /// Those of what lies below the line of tabs: without one, of all of it.
    pub size: (u16, u16),
    /// Where the panes stand.
    pub layout: Layout,
    /// The cluster in front.
    pub cluster: Cluster,
    /// Those of the tabs behind it, and those that were left a short while ago, first the one that was left first.
    pub(super) left: Vec<Left>,
    /// The tabs.
    pub tabs: Tabs,
    /// Which tab is closed when that is asked for again, and until when.
    pub(super) closing: Option<(SessionId, Time)>,
    /// What `-n` and `-A` say, for every tab that is opened at the start; `None` where they say nothing.
    pub(super) asked_view: Option<View>,
    /// The number that was last given to a session.
    pub(super) last_session: SessionId,
    /// All contexts.
    pub contexts: Vec<Context>,
    /// `--readonly`.
    pub readonly: bool,
    /// The keys.
    pub keymap: Keymap,
    /// How the views that have a folder of their own are opened.
    pub(super) doors: &'static [Door],
    /// The guard rules.
    pub guards: Guards,
    /// When a task last failed by a fault of ours.
    pub(super) broken: Option<Time>,
    /// Favourites, recents and typed namespaces, by context.
    pub remembered: HashMap<Name, Remembered>,
    /// Whether what earlier runs remember is among them.
    pub(super) recalled: bool,
    /// Whether the focused pane has the whole screen.
    pub zoom: bool,
    /// Wide columns.
    pub wide: bool,
    /// Only what is unwell.
    pub unwell_only: bool,
    /// How the lists are sorted.
    pub sorting: Sorting,
    /// The panes.
    pub panes: Panes,
    /// What stands on top of the panes.
    pub views: Stack,
    /// Messages.
    pub messages: Messages,
    /// Changes that are being made and followed.
    pub changes: Changes,
    /// Releases that are watched.
    pub soaks: Soaks,
    /// The promotion that is under way, or was last.
    pub(super) promotion: Option<Promotion>,
    /// Which workloads are promoted before which.
    pub(super) depends: Depends,
    /// What runs in pods.
    pub processes: Processes,
    /// The shells that are looked for in a container, in this order.
    pub(super) shells: Vec<String>,
    /// Whether they have the real terminal instead of a view.
    pub(super) plain_shell: bool,
    /// Whether the mouse scrolls, and goes to panes and rows.
    pub mouse: bool,
    /// The container that is offered for debugging.
    pub(super) debug_tool: Tool,
    /// Views and words that the settings name.
    pub(super) saved: Saved,
    /// Commands that the settings name: in read-only mode those alone that change nothing.
    pub own: Owns,
    /// Port-forwards.
    pub forwards: super::forwards::Forwards,
    /// Files that are copied.
    pub copies: super::copies::Copies,
    /// The overview of all contexts.
    pub overview: super::overview::Overview,
    /// Environments side by side.
    pub environments: super::environments::Environments,
    /// What the user has written and no server has taken.
    pub drafts: Drafts,
    /// Whether what may be secret in the differences on the screen is shown: somebody has asked for it.
    pub revealed: bool,
    /// The object that is marked to be compared.
    pub marked: Option<Marked>,
    pub(super) next_id: u64,
    /// Whose events are watched.
    pub(super) tracking: Option<(SessionId, crate::model::event::EventWish)>,
    /// By which number the nodes are watched.
    pub(super) nodes_watched: Option<(SessionId, u64)>,
    /// What was said in a question about names that read like production: said once in a run.
    pub(super) told_named: Vec<Name>,
    /// The way out.
    pub(super) leaving: Leaving,
    /// The namespaces of the keys 1 to 9, by context.
    pub(super) numbers: HashMap<Name, Numbers>,
    /// The change whose taking back was pointed at by key, and until when the key means it.
    pub(super) undo_asked: Option<(u64, Time)>,
    /// What the panes are shared out for: where the user is, and what they would fill there.
    pub(super) shared: ((Pane, bool, View), super::layout::Needs),
    /// Whether the first session was begun.
    pub(super) started: bool,
}

impl State {
    /// The namespaces in view, in words of the screen's language.
    pub fn view_words(&self) -> String {
        match &self.panes.view {
            View::All => Word::AllNamespaces.of(self.lang).into(),
            View::These(_) => self.panes.view.words(),
        }
    }

    /// The state at the start, before anything is known.
    pub fn new(start: Start) -> Self {
        let mut state = Self {
            now: start.now,
            zone: start.zone,
            lang: start.lang,
            screen: (0, 0),
            size: (0, 0),
            layout: Layout::default(),
            tabs: Tabs::new(start.context.clone()),
            closing: None,
            asked_view: None,
            cluster: Cluster::new(SessionId(1), start.context, start.known),
            left: Vec::new(),
            last_session: SessionId(1),
            contexts: start.contexts,
            broken: None,
            readonly: start.readonly,
            keymap: start.keymap,
            doors: start.doors,
            guards: start.guards,
            recalled: start.remembered.is_some(),
            remembered: start.remembered.unwrap_or_default(),
            zoom: false,
            wide: false,
            unwell_only: false,
            sorting: Sorting::default(),
            panes: Panes::new(LogsPane::new(start.log_tail, start.log_bytes).in_language(start.lang)),
            views: Stack::default(),
            revealed: false,
            marked: None,
            messages: Messages::default(),
            changes: Changes::default(),
            soaks: Soaks { watch: start.watch, ..Soaks::default() },
            promotion: None,
            depends: start.depends,
            processes: Processes::default(),
            shells: start.shells,
            plain_shell: start.plain_shell,
            mouse: start.mouse,
            debug_tool: start.debug_tool,
            saved: start.saved,
            own: start.own,
            forwards: super::forwards::Forwards::default(),
            copies: super::copies::Copies::default(),
            overview: super::overview::Overview::default(),
            environments: super::environments::Environments { named: start.environments, ..Default::default() },
            drafts: Drafts::default(),
            next_id: 0,
            tracking: None,
            nodes_watched: None,
            told_named: Vec::new(),
            leaving: Leaving::default(),
            numbers: HashMap::new(),
            undo_asked: None,
            shared: ((Pane::Workloads, false, View::All), super::layout::Needs::default()),
            started: false,
        };
        let readonly = state.readonly;
        state.own.all.retain(|own| own.harmless || !readonly);
        if start.all_namespaces {
            state.asked_view = Some(View::All);
        } else if !start.namespaces.is_empty() {
            state.asked_view = Some(View::These(start.namespaces.clone()));
        }
        let first = state.first_view(&state.cluster.context);
        for context in start.beside {
            state.tabs.add(context);
        }
        for name in start.namespaces {
            state.know(&name);
        }
        state.know_contexts();
        state.set_view(first);
        state
    }

    /// The time of the day in the user's zone.
    pub fn clock(&self, time: Time) -> String {
        time.to_chrono().with_timezone(&self.zone).format("%H:%M:%S").to_string()
    }

    /// What is on top of the panes; `None` where they are themselves.
    pub fn top(&self) -> Option<&dyn Room> {
        self.views.top()
    }

    /// A number that no answer has carried yet.
    pub(super) const fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// A pane's filter.
    pub const fn filter(&self, pane: Pane) -> &Filter {
        self.panes.filter(pane)
    }

    /// The text of a pane's filter.
    pub fn filter_text(&self, pane: Pane) -> &str {
        self.filter(pane).typed()
    }

    /// What is remembered for the present context.
    pub fn memory(&self) -> Remembered {
        self.remembered.get(&self.cluster.context.name).cloned().unwrap_or_default()
    }

    /// The namespaces of the keys 1 to 9 in the present context.
    pub fn numbers(&self) -> Numbers {
        self.numbers.get(&self.cluster.context.name).cloned().unwrap_or_default()
    }

    /// Takes in what earlier runs remember.
    pub(super) fn remembered_came(&mut self, all: HashMap<Name, Remembered>) {
        for (context, earlier) in all {
            let now = self.remembered.entry(context).or_default();
            *now = earlier.with(&Remembered::default(), now);
        }
        self.recalled = true;
        self.know_contexts();
        for at in 0..self.left.len() {
            for name in self.known_of(&self.left[at].cluster.context) {
                self.left[at].cluster.know(&name);
            }
        }
    }

    /// Gives what is remembered now its number; before that is known as well, a number would not be the one that it had.
    pub(super) fn follow_numbers(&mut self) {
        if self.recalled
            && let Some(memory) = self.remembered.get(&self.cluster.context.name)
        {
            self.numbers.entry(self.cluster.context.name.clone()).or_default().follow(memory);
        }
    }

    /// Takes note of a namespace that may not be listed.
    pub(super) fn know(&mut self, name: &Name) {
        self.cluster.know(name);
    }

    /// The namespaces that the contexts of the present cluster name, and those typed before.
    pub(super) fn know_contexts(&mut self) {
        for name in self.known_of(&self.cluster.context) {
            self.know(&name);
        }
    }

    /// The same for any context.
    pub(super) fn known_of(&self, context: &Context) -> Vec<Name> {
        let named = self.contexts.iter().filter(|c| c.cluster == context.cluster).filter_map(|c| c.namespace.clone());
        let typed = self.remembered.get(&context.name).into_iter().flat_map(|m| &m.typed).map(|n| Name::from(n.as_str()));
        let mut all: Vec<Name> = Vec::new();
        for name in named.chain(typed) {
            if !all.contains(&name) {
                all.push(name);
            }
        }
        all
    }

    /// What is in view at first in a context that is opened at the start.
    pub(super) fn first_view(&self, context: &Context) -> View {
        let own = || context.namespace.clone().map_or(View::All, |n| View::These(vec![n]));
        self.asked_view.clone().unwrap_or_else(own)
    }

    /// Whether the user may change anything in the namespaces in view, by the answers that have come; `None` while that is not known.
    pub fn may_change(&self) -> Option<bool> {
        let told = self.cluster.rights.iter().filter(|(ns, _)| self.panes.view.covers(ns));
        let mut none = None;
        for (_, verdicts) in told {
            let answer = |right: &Right| verdicts.iter().find(|(r, _)| r == right).map(|(_, v)| *v == Verdict::Yes);
            let mut answers = Right::ALL.iter().filter(|r| r.changes()).map(answer);
            if verdicts.iter().any(|(r, v)| r.changes() && *v == Verdict::Yes) {
                return Some(true);
            }
            // A question that failed has no answer, and is no "no".
            if answers.all(|a| a == Some(false)) {
                none = Some(false);
            }
        }
        none
    }

    /// Whether context or namespace is named like production: then the screen says PROD and a change asks for the name to be typed.
    pub fn is_prod(&self, namespace: Option<&str>) -> bool {
        self.guards.prod(&self.cluster.context.name, namespace)
    }
}
