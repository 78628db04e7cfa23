//! One table of commands: name, words, keys, where they belong, when they are available and why not. The keymap, the help, the
//! footer and the palette are all made from it.

pub mod alias;
pub mod k9s;
pub mod key;
pub mod keymap;
pub mod palette;
pub mod situation;
pub mod spot;
pub mod table;

pub use key::{Code, Key};
pub use keymap::{Keymap, Preset};
pub use situation::{Browsed, Over, Situation};
pub use spot::{Row, Spot};
pub use table::{Table, ViewCommand};

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
    /// In the workloads pane and the browser, and in the pods pane for the workload its pods belong to.
    Objects,
    /// In the workloads and pods panes and the browser.
    Rows,
    /// In the workloads pane and the browser.
    Workloads,
    /// On nodes, in the browser.
    Nodes,
    /// On CronJobs, wherever they stand.
    CronJobs,
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
    /// In the order of the help: what one does comes first.
    pub const ALL: [Group; 5] = [Self::Change, Self::Look, Self::Logs, Self::Move, Self::Program];

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
    Open "open" Anywhere Move ["Enter"] "" "open: workload, pods, containers, logs, one line in full";
    Back "back" Anywhere Move ["Esc"] "" "back; stop waiting";
    Zoom "zoom" Anywhere Move ["z"] "zoom" "zoom the pane to the whole screen, and back";
    Namespace "namespace" Lists Look ["n"] "namespace" "switch the namespace";
    AllNamespaces "all-namespaces" Lists Look ["0"] "" "all namespaces; 1 to 9: favourites and recent ones";
    Context "context" Anywhere Look [] "" "switch the context (cluster and user)";
    Browse "kinds" Anywhere Look [] "" "any kind that the API serves; its name after : opens it, such as :nodes or :cj";
    Filter "filter" Anywhere Look ["/"] "filter" "filter the rows of the pane, or the lines of the logs";
    Unwell "unwell" Panes Look ["!"] "" "only what is unwell, and back";
    Sort "sort" Lists Look ["S"] "" "sort by the next column";
    Wide "wide" Lists Look ["w"] "" "more columns";
    AllPods "all-pods" Panes Look ["a"] "" "all pods of the namespaces in view, and back to those of the workload";
    Yaml "yaml" Lists Look ["y"] "" "the object as YAML";
    Describe "describe" Lists Look ["d"] "" "describe the object, with its events";
    Events "events" Lists Look ["v"] "events" "the events of the workload and its pods, or of the pod";
    Track "follow-rollout" Objects Look ["f"] "rollout" "follow the rollout of the workload: pods step by step, and what it waits for";
    Copy "copy" Anywhere Look ["c"] "" "copy the name, or the line";
    Favourite "favourite" Lists Look ["*"] "" "make the namespace a favourite, or no longer";
    Logs "logs" Lists Look ["l"] "logs" "follow the logs of what is selected; :logs app=web those of labels";
    Previous "previous-logs" Anywhere Look ["p"] "" "the logs of the container's previous run, and back";
    Mark "mark" Rows Look ["Space"] "" "mark the row; a change is then for all marked rows";
    Unmark "unmark" Lists Look [] "" "take all marks away";
    CopyNamespace "copy-namespace" Lists Look [] "" "copy the namespace of the row";
    UseNamespace "use-namespace" Lists Look [] "" "only the namespace of the row";
    SortName "sort-name" Lists Look [] "" "sort by name";
    SortAge "sort-age" Lists Look [] "" "sort by age, the newest first";
    SortHealth "sort-state" Lists Look [] "" "sort by state, the unwell first; elsewhere as the server does";
    SortRestarts "sort-restarts" Lists Look [] "" "sort pods by restarts";
    Scale "scale" Workloads Change ["s"] "scale" "set the number of replicas";
    Restart "restart" Objects Change ["r"] "restart" "rolling restart: replace all pods, a few at a time";
    RollBack "roll-back" Objects Change ["b"] "roll back" "roll back to an earlier revision";
    Image "image" Objects Change ["i"] "image" "swap an image";
    Make "make" Lists Change ["+"] "" "create a workload from an image or from YAML";
    Edit "edit" Objects Change ["e"] "" "edit the workload or pod as YAML in $EDITOR";
    Hold "hold" Objects Change ["H"] "" "pause the rollouts of a Deployment, or resume them";
    Delete "delete" Objects Change ["Ctrl-d"] "delete" "delete, or evict a pod";
    Labels "labels" Objects Change ["L"] "" "set labels and annotations";
    Undo "undo" Anywhere Change ["u"] "undo" "undo my last change";
    Trigger "trigger" CronJobs Change ["t"] "trigger" "run the CronJob now";
    SuspendCron "suspend-cronjob" CronJobs Change ["s"] "suspend, resume" "suspend the CronJob, or resume it";
    Cordon "cordon" Nodes Change ["c"] "cordon" "cordon the node: no new pods on it";
    Uncordon "uncordon" Nodes Change ["u"] "uncordon" "uncordon the node";
    Drain "drain" Nodes Change ["r"] "drain" "drain the node: cordon it and evict its pods";
    ForceDrain "force-drain" Nodes Change [] "" "drain, also pods without a controller";
    Stop "stop" Anywhere Change [] "" "stop the drain under way; evicted pods stay gone";
    Pause "pause" Logs Logs ["f" "Space"] "pause" "pause, and follow again";
    NextMatch "next-match" Logs Logs ["n"] "match" "next match";
    PreviousMatch "previous-match" Logs Logs ["N"] "" "previous match";
    Around "around" Logs Logs ["x"] "around" "lines around matches: 0, 1, 3, 10, all";
    Levels "levels" Logs Logs ["!"] "levels" "all levels, warnings and errors, errors";
    Digest "digest" Logs Logs ["d"] "digest" "group the lines by pattern, with counts, and back";
    DigestSort "digest-sort" Logs Logs ["S"] "" "sort the digest: worst, count, newest";
    GoToTime "go-to-time" Logs Logs ["@"] "" "go to a time: 20:15, -5m";
    MarkLine "mark-line" Logs Logs ["b"] "mark" "bookmark the line, or drop its bookmark";
    Marks "marks" Logs Logs ["B"] "" "the bookmarks";
    SaveLogs "save-logs" Logs Logs ["Ctrl-s"] "save" "save what is shown, or all, to a file";
    Columns "columns" Logs Logs ["C"] "columns" "fields of JSON and logfmt lines as columns";
    Fold "fold" Logs Logs ["F"] "" "fold stack traces under their first line, and back";
    Wrap "wrap" Logs Logs ["w"] "wrap" "wrap long lines";
    Timestamps "timestamps" Logs Logs ["t"] "time" "timestamps: time, age, date and time, none";
    PrefixLength "prefix" Logs Logs ["P"] "" "pod names: short, full, none";
    Chart "chart" Logs Logs ["#"] "" "errors and warnings over time, and back";
    ScrollLeft "scroll-left" Logs Logs ["<" "h"] "" "scroll left";
    ScrollRight "scroll-right" Logs Logs [">" "l"] "" "scroll right";
    Tail "tail" Logs Logs ["0"] "" "the last lines, as many as the settings say";
    Head "head" Logs Logs ["1"] "" "from the first line on";
    Since1m "since-1m" Logs Logs ["2"] "" "the last minute";
    Since5m "since-5m" Logs Logs ["3"] "" "the last 5 minutes";
    Since15m "since-15m" Logs Logs ["4"] "" "the last 15 minutes";
    Since30m "since-30m" Logs Logs ["5"] "" "the last 30 minutes";
    Since1h "since-1h" Logs Logs ["6"] "" "the last hour";
    Since6h "since-6h" Logs Logs ["7"] "" "the last 6 hours";
    Since24h "since-24h" Logs Logs ["8"] "" "the last 24 hours";
    AllLines "all-lines" Logs Logs ["9"] "" "all that is kept of the logs";
    Palette "palette" Anywhere Program [":"] "command" "every command by name";
    Messages "messages" Anywhere Program ["m"] "" "all messages with their full text";
    Journal "journal" Anywhere Program ["J"] "" "the journal of changes";
    Reconnect "reconnect" Anywhere Program ["Ctrl-r"] "" "reconnect now";
    SignIn "sign-in" Anywhere Program ["I"] "" "run the context's exec plugin on the plain terminal, and reconnect";
    Redraw "redraw" Anywhere Program ["Ctrl-l"] "" "redraw the screen";
    Screenshot "screenshot" Anywhere Program [] "" "save the screen to files: text, ANSI, SVG";
    Help "help" Anywhere Program ["?"] "help" "help for where you are";
    Suspend "suspend" Anywhere Program ["Ctrl-z"] "" "suspend to the shell; fg comes back";
    Quit "quit" Anywhere Program ["q" "Ctrl-c"] "" "back, then quit";
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
        matches!(self, C::Scale | C::Restart | C::RollBack | C::Image | C::Hold | C::Delete | C::Labels | C::Undo)
            || matches!(self, C::Make | C::Edit)
            || matches!(self, C::Trigger | C::SuspendCron | C::Cordon | C::Uncordon | C::Drain | C::ForceDrain)
    }

    /// Whether it opens something that can be had above everything else, and be left for that again.
    pub const fn opens_above(self) -> bool {
        use Command as C;
        matches!(self, C::Help | C::Messages | C::Journal | C::Palette)
    }

    /// Whether its keys mean it in every view over the panes as well.
    pub const fn is_shared(self) -> bool {
        use Command as C;
        self.opens_above() || matches!(self, C::Up | C::Down | C::PageUp | C::PageDown | C::Top | C::Bottom | C::Back | C::Quit)
    }

    /// Whether it goes to another place in the panes: what lies over them is left.
    pub const fn goes_elsewhere(self) -> bool {
        use Command as C;
        matches!(self, C::Namespace | C::AllNamespaces | C::Context | C::Browse)
    }

    /// Whether it does what cannot be looked away from again: it changes something, ends what runs, runs a program or leaves this one.
    /// From the palette it takes more than the beginning of its name.
    pub const fn is_weighty(self) -> bool {
        use Command as C;
        self.changes() || matches!(self, C::Stop | C::SignIn | C::Suspend | C::Quit)
    }

    /// The command of a name.
    pub fn named(name: &str) -> Option<Self> {
        COMMANDS.iter().find(|e| e.name == name).map(|e| e.id)
    }
}

impl Place {
    /// Whether a key of this place means its command at a spot.
    pub fn covers(self, spot: impl Into<Spot>) -> bool {
        let Spot { pane, row } = spot.into();
        match self {
            Self::Nodes => row == Row::Node && pane == Pane::Browser,
            Self::CronJobs => row == Row::CronJob,
            Self::Anywhere => true,
            Self::Lists => !matches!(pane, Pane::Logs),
            Self::Panes => !matches!(pane, Pane::Logs | Pane::Browser),
            Self::Objects | Self::Rows => matches!(pane, Pane::Workloads | Pane::Pods | Pane::Browser),
            Self::Workloads => matches!(pane, Pane::Workloads | Pane::Browser),
            Self::Logs => matches!(pane, Pane::Logs),
        }
    }

    /// Whether it is for rows of one kind: a key of it shadows one that is for all rows.
    pub const fn is_of_a_kind(self) -> bool {
        matches!(self, Self::Nodes | Self::CronJobs)
    }
}
