//! One table of commands: name, words, keys, where they belong, when they are available and why not. The keymap, the help, the
//! footer and the palette are all made from it.

pub mod key;
pub mod keymap;
pub mod palette;
pub mod situation;

pub use key::{Code, Key};
pub use keymap::Keymap;
pub use situation::{Browsed, Situation};

/// The panes of the dashboard.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "named as their titles")]
pub enum Pane {
    Namespaces,
    Workloads,
    Pods,
    Logs,
    /// The resource browser. It has the whole room of the others while it is open, and is none of them.
    Browser,
}

impl Pane {
    /// The panes of the dashboard, in the order of the focus.
    pub const ALL: [Pane; 4] = [Self::Namespaces, Self::Workloads, Self::Pods, Self::Logs];
}

/// Where a command's key means that command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In every pane.
    Anywhere,
    /// In lists: every pane but the logs.
    Lists,
    /// In the lists of the dashboard itself, not in the browser.
    Panes,
    /// In the browser.
    Browser,
    /// In the workloads pane and the browser, and in the pods pane for the workload its pods belong to.
    Objects,
    /// In the workloads pane and the browser.
    Workloads,
    /// In the logs pane.
    Logs,
}

/// The groups of the help.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as their titles")]
pub enum Group {
    Move,
    Look,
    Change,
    Logs,
    Program,
}

impl Group {
    /// In the order of the help.
    pub const ALL: [Group; 5] = [Self::Move, Self::Look, Self::Change, Self::Logs, Self::Program];

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Look => "Look",
            Self::Change => "Change",
            Self::Logs => "In the logs",
            Self::Program => "Program",
        }
    }
}

macro_rules! commands {
    ($($id:ident $name:literal $place:ident $group:ident [$($key:literal)*] $hint:literal $words:literal;)*) => {
        /// A thing that the user can ask for.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[allow(missing_docs, reason = "each row of the table says it in words")]
        pub enum Command { $($id),* }

        /// The table, in the order of the help.
        pub const COMMANDS: &[Entry] = &[$(Entry {
            id: Command::$id, name: $name, place: Place::$place, group: Group::$group, keys: &[$($key),*], hint: $hint, words: $words,
        }),*];
    };
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Which command.
    pub id: Command,
    /// Its name in the palette and in the settings.
    pub name: &'static str,
    /// Where its keys mean it.
    pub place: Place,
    /// Its group in the help.
    pub group: Group,
    /// Its keys, unless the settings say otherwise; the first is the one that hints show.
    pub keys: &'static [&'static str],
    /// A word for the footer; empty where the footer never shows it.
    pub hint: &'static str,
    /// What it does, for the help and the palette.
    pub words: &'static str,
}

commands! {
    Down "down" Anywhere Move ["j" "↓"] "" "next row";
    Up "up" Anywhere Move ["k" "↑"] "" "previous row";
    Top "top" Anywhere Move ["g" "Home"] "" "first row";
    Bottom "bottom" Anywhere Move ["G" "End"] "" "last row; in the logs: follow";
    PageDown "page-down" Anywhere Move ["PgDn" "Ctrl-f"] "" "a page down";
    PageUp "page-up" Anywhere Move ["PgUp" "Ctrl-b"] "" "a page up";
    FocusNext "next-pane" Anywhere Move ["Tab" "→"] "pane" "next pane";
    FocusPrevious "previous-pane" Anywhere Move ["Shift-Tab" "←"] "" "previous pane";
    Open "open" Anywhere Move ["Enter"] "" "look closer: workload, pods, containers, logs";
    Back "back" Anywhere Move ["Esc"] "" "back; drop what is waited for";
    Zoom "zoom" Anywhere Move ["z"] "zoom" "the focused pane on the whole screen, and back";
    Namespace "namespace" Anywhere Look ["n"] "namespace" "switch the namespace";
    AllNamespaces "all-namespaces" Anywhere Look ["0"] "" "all namespaces; 1 to 9: favourites and recent ones";
    Context "context" Anywhere Look [] "" "switch the context (cluster and user)";
    Browse "kinds" Anywhere Look [] "" "any kind that the API serves, as a list; its name after : opens it, such as :nodes or :cj";
    Filter "filter" Anywhere Look ["/"] "filter" "filter the rows of the pane, or the lines of the logs";
    Unwell "unwell" Panes Look ["!"] "" "only what is unwell, and back";
    Sort "sort" Lists Look ["S"] "" "sort by the next column";
    Wide "wide" Lists Look ["w"] "" "more columns";
    AllPods "all-pods" Panes Look ["a"] "" "all pods of the namespaces in view, and back to those of the workload";
    Yaml "yaml" Lists Look ["y"] "" "the object as YAML";
    Describe "describe" Lists Look ["d"] "" "the object in words, with its events";
    Events "events" Lists Look ["v"] "events" "the events of the workload and its pods, or of the pod";
    Copy "copy" Anywhere Look ["c"] "" "copy the name, or the line";
    Favourite "favourite" Lists Look ["*"] "" "make the namespace a favourite, and back";
    Logs "logs" Panes Look ["l"] "logs" "follow the logs of the workload, pod or container";
    Previous "previous-logs" Anywhere Look ["p"] "" "the logs of the container's previous run, and back";
    Scale "scale" Workloads Change ["s"] "scale" "set the number of replicas";
    Restart "restart" Objects Change ["r"] "restart" "make all pods anew, one after another";
    RollBack "roll-back" Objects Change ["b"] "roll back" "go back to an earlier revision";
    Image "image" Objects Change ["i"] "image" "swap an image";
    Delete "delete" Browser Change ["Ctrl-d"] "delete" "delete the object";
    Mark "mark" Browser Change ["Space"] "mark" "mark the row, and back: a change is then for all marked rows";
    Trigger "trigger" Browser Change ["T"] "trigger" "start a job of the CronJob now";
    Hold "suspend-cronjob" Browser Change ["Z"] "suspend, resume" "let the CronJob start no jobs, and let it start them again";
    Cordon "cordon" Browser Change ["C"] "cordon" "let no new pods onto the node";
    Uncordon "uncordon" Browser Change ["U"] "uncordon" "let new pods onto the node again";
    Drain "drain" Browser Change ["D"] "drain" "cordon the node and evict its pods";
    ForceDrain "force-drain" Browser Change ["F"] "" "drain, also pods that nothing makes anew";
    Stop "stop" Anywhere Change [] "" "end the drain that is under way; what has gone stays gone";
    Pause "pause" Logs Logs ["f" "Space"] "pause" "hold the lines still, and follow again";
    Wrap "wrap" Logs Logs ["w"] "wrap" "wrap long lines";
    Timestamps "timestamps" Logs Logs ["t"] "time" "show when each line was written: not, time, date and time";
    ScrollLeft "scroll-left" Logs Logs ["<" "h"] "" "scroll left";
    ScrollRight "scroll-right" Logs Logs [">"] "" "scroll right";
    Palette "palette" Anywhere Program [":"] "command" "every command by name";
    Messages "messages" Anywhere Program ["m"] "" "all messages with their full text";
    Journal "journal" Anywhere Program ["J"] "" "the record of changes";
    Reconnect "reconnect" Anywhere Program ["Ctrl-r"] "" "connect again now";
    Redraw "redraw" Anywhere Program ["Ctrl-l"] "" "draw the screen anew";
    Help "help" Anywhere Program ["?"] "help" "help for where you are";
    Suspend "suspend" Anywhere Program ["Ctrl-z"] "" "to the shell; fg comes back";
    Quit "quit" Anywhere Program ["q" "Ctrl-c"] "" "back, and at last quit";
}

impl Command {
    /// Its row of the table.
    pub fn entry(self) -> &'static Entry {
        // The table and the enum come from one macro, in one order.
        &COMMANDS[self as usize]
    }

    /// Whether it changes the cluster.
    pub const fn changes(self) -> bool {
        use Command as C;
        matches!(self, C::Scale | C::Restart | C::RollBack | C::Image | C::Delete | C::Trigger | C::Hold)
            || matches!(self, C::Cordon | C::Uncordon | C::Drain | C::ForceDrain)
    }

    /// The command of a name.
    pub fn named(name: &str) -> Option<Self> {
        COMMANDS.iter().find(|e| e.name == name).map(|e| e.id)
    }
}

impl Place {
    /// Whether a key of this place means its command in a pane.
    pub const fn covers(self, pane: Pane) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Lists => !matches!(pane, Pane::Logs),
            Self::Panes => !matches!(pane, Pane::Logs | Pane::Browser),
            Self::Browser => matches!(pane, Pane::Browser),
            Self::Objects => matches!(pane, Pane::Workloads | Pane::Pods | Pane::Browser),
            Self::Workloads => matches!(pane, Pane::Workloads | Pane::Browser),
            Self::Logs => matches!(pane, Pane::Logs),
        }
    }

    /// Whether two places have a pane in common, so that one key cannot mean two commands there.
    pub fn meets(self, other: Place) -> bool {
        Pane::ALL.into_iter().chain([Pane::Browser]).any(|pane| self.covers(pane) && other.covers(pane))
    }
}
