//! One table of commands: name, words, keys, where they belong, when they are available and why not. The keymap, the help, the
//! footer and the palette are all made from it.

pub mod alias;
pub mod k9s;
pub mod key;
pub mod keymap;
pub mod lack;
pub mod need;
pub mod palette;
mod parts;
pub mod situation;
pub mod spot;
pub mod table;

pub use key::{Code, Key};
pub use keymap::{Keymap, Preset, Unbound};
pub use lack::Lack;
pub use need::Need;
pub use parts::Shared;
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
    /// On pods and containers, wherever they stand.
    Pods,
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
    ($($(#[$doc:meta])* $group:ident: $part:ident($of:ident) {
        $($id:ident $name:literal $place:ident $need:ident [$($key:literal)*] $hint:literal $words:literal;)*
    })*) => {
        /// A thing that the user can ask for.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[allow(missing_docs, reason = "each row of the table says it in words")]
        pub enum Command { $($($id,)*)* }

        /// The table, in the order of the help.
        pub const COMMANDS: &[Entry] = &[$($(Entry {
            id: Command::$id, name: $name, place: Place::$place, group: Group::$group, need: Need::$need, keys: &[$($key),*], hint: $hint,
            words: $words,
        },)*)*];

        /// A command as one of its part of the table: who carries out a part names all of it, so that a new row is missed by nobody.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Part { $($(#[$doc])* $part($of),)* }

        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Debug)]
            #[allow(missing_docs, reason = "each row of the table says it in words")]
            pub enum $of { $($id,)* }

            impl From<$of> for Command {
                fn from(command: $of) -> Self {
                    match command { $($of::$id => Self::$id,)* }
                }
            }
        )*

        impl Command {
            /// It as one of its part of the table.
            pub const fn part(self) -> Part {
                match self { $($(Self::$id => Part::$part($of::$id),)*)* }
            }
        }
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
    /// What there must be for it.
    pub need: Need,
    /// Its keys, unless the settings say otherwise; the first is the one that hints show.
    pub keys: &'static [&'static str],
    /// A word for the footer; empty where the footer never shows it.
    pub hint: &'static str,
    /// What it does, for the help and the palette.
    pub words: &'static str,
}

commands! {
    /// Within a list, a text or the logs.
    Move: Motion(MotionCommand) {
        Down "down" Anywhere Nothing ["j" "↓"] "" "next row";
        Up "up" Anywhere Nothing ["k" "↑"] "" "previous row";
        Top "first" Anywhere Nothing ["g" "Home"] "" "first row";
        Bottom "bottom" Anywhere Nothing ["G" "End"] "" "last row; in the logs: follow";
        PageDown "page-down" Anywhere Nothing ["PgDn" "Ctrl-f"] "" "a page down";
        PageUp "page-up" Anywhere Nothing ["PgUp" "Ctrl-b"] "" "a page up";
    }
    /// From pane to pane, and into what is under the cursor.
    Move: Pane(PaneCommand) {
        FocusNext "next-pane" Anywhere Panes ["Tab" "→"] "pane" "next pane";
        FocusPrevious "previous-pane" Anywhere Panes ["Shift-Tab" "←"] "" "previous pane";
        Open "open" Anywhere Row ["Enter"] "" "open: workload, pods, containers, logs, one line in full";
        Back "back" Anywhere Nothing ["Esc"] "" "back; stop waiting";
        Zoom "zoom" Anywhere Panes ["z"] "zoom" "zoom the pane to the whole screen, and back";
    }
    /// To another place in the panes: what lies over them is left.
    Look: Scope(ScopeCommand) {
        Namespace "namespace" Lists Nothing ["n"] "namespace" "switch the namespace";
        AllNamespaces "all-namespaces" Lists Nothing ["0"] "" "all namespaces; 1 to 9: favourites and recent ones";
        Context "context" Anywhere Nothing [] "" "switch the context (cluster and user)";
        Browse "kinds" Anywhere Nothing [] "" "any kind that the API serves; its name after : opens it, such as :nodes or :cj";
    }
    /// What is shown, and a closer look at it.
    Look: Look(LookCommand) {
        Filter "filter" Anywhere Nothing ["/"] "filter" "filter the rows of the pane, or the lines of the logs";
        Unwell "unwell" Panes Nothing ["!"] "" "only what is unwell, and back";
        Sort "sort" Lists Nothing ["S"] "" "sort by the next column";
        Wide "wide" Lists Nothing ["w"] "" "more columns";
        AllPods "all-pods" Panes Nothing ["a" "A"] "" "all pods of the namespaces in view, and back to those of the workload";
        TopPods "top" Anywhere Nothing [] "" "all pods in view by the CPU that they use; why it is not known";
        Yaml "yaml" Lists Row ["y"] "" "the object as YAML";
        Describe "describe" Lists Row ["d"] "" "describe the object, with its events";
        Events "events" Lists Row ["v"] "events" "the events of the workload and its pods, or of the pod";
        Track "follow-rollout" Objects Rollout ["f"] "rollout" "follow the rollout of the workload: pods step by step, and what it waits for";
        Copy "copy" Anywhere Row ["c"] "" "copy the name, or the line";
        Favourite "favourite" Lists Nothing ["*"] "" "make the namespace a favourite, or no longer";
        Logs "logs" Lists Logs ["l"] "logs" "follow the logs of what is selected; :logs app=web those of labels";
        Previous "previous-logs" Anywhere PreviousLogs ["p"] "" "the logs of the container's previous run, and back";
        Mark "mark" Rows Row ["Space"] "" "mark the row; a change is then for all marked rows";
        Unmark "unmark" Lists Nothing [] "" "take all marks away";
        CopyNamespace "copy-namespace" Lists Row [] "" "copy the namespace of the row";
        UseNamespace "use-namespace" Lists Row [] "" "only the namespace of the row";
        SortName "sort-name" Lists Nothing [] "" "sort by name";
        SortAge "sort-age" Lists Nothing [] "" "sort by age, the newest first";
        SortHealth "sort-state" Lists Nothing [] "" "sort by state, the unwell first; elsewhere as the server does";
        SortRestarts "sort-restarts" Lists Nothing [] "" "sort pods by restarts";
        SortCpu "sort-cpu" Lists Nothing [] "" "sort by the CPU that is used, the most first";
        SortMemory "sort-memory" Lists Nothing [] "" "sort by the memory that is used, the most first";
    }
    /// Changes to the cluster.
    Change: Change(ChangeCommand) {
        Scale "scale" Workloads Replicas ["s"] "scale" "set the number of replicas";
        Restart "restart" Objects Restart ["r"] "restart" "rolling restart: replace all pods, a few at a time";
        RollBack "roll-back" Objects Revisions ["b"] "roll back" "roll back to an earlier revision";
        Image "image" Objects Image ["i"] "image" "swap an image";
        Make "make" Lists Nothing ["+"] "" "create a workload from an image or from YAML";
        Edit "edit" Objects Row ["e"] "" "edit the workload or pod as YAML in $EDITOR";
        Hold "hold" Objects Pause ["H"] "" "pause the rollouts of a Deployment, or resume them";
        Delete "delete" Objects Deletion ["Ctrl-d"] "delete" "delete, or evict a pod";
        Labels "labels" Objects Row ["L"] "" "set labels and annotations";
        Forward "forward" Rows Ports ["F"] "" "forward a port of the pod, workload or Service to this machine; :forward NAME opens a saved one";
        Debug "debug" Rows Debugged [] "" "debug the pod, or the node, in a container that is added for it";
        Undo "undo" Anywhere Nothing ["u"] "undo" "undo my last change";
        Trigger "trigger" CronJobs CronJob ["t"] "trigger" "run the CronJob now";
        SuspendCron "suspend-cronjob" CronJobs CronJob ["s"] "suspend, resume" "suspend the CronJob, or resume it";
        Cordon "cordon" Nodes Node ["c"] "cordon" "cordon the node: no new pods on it";
        Uncordon "uncordon" Nodes Node ["u"] "uncordon" "uncordon the node";
        Drain "drain" Nodes Node ["r"] "drain" "drain the node: cordon it and evict its pods";
        ForceDrain "force-drain" Nodes Node [] "" "drain, also pods without a controller";
        Shell "shell" Pods Container ["s"] "shell" "open a shell in the container";
        Attach "attach" Pods Container ["a"] "attach" "attach to the container's program: what you type, Ctrl-c too, reaches it";
        CopyFiles "copy-files" Pods Container ["t"] "" "copy files and folders out of the container or into it";
        Exec "exec" Pods Container [] "" "run a command in the pod, or in all marked ones: :exec COMMAND";
    }
    /// For the drain under way.
    Change: Drain(DrainCommand) {
        Stop "stop" Anywhere Drain [] "" "stop the drain under way; evicted pods stay gone";
    }
    /// In the logs pane.
    Logs: Logs(LogsCommand) {
        Pause "pause" Logs Nothing ["f" "Space"] "pause" "pause, and follow again";
        NextMatch "next-match" Logs Nothing ["n"] "match" "next match";
        PreviousMatch "previous-match" Logs Nothing ["N"] "" "previous match";
        Around "around" Logs Nothing ["x"] "around" "lines around matches: 0, 1, 3, 10, all";
        Levels "levels" Logs Nothing ["!"] "levels" "all levels, warnings and errors, errors";
        Digest "digest" Logs Nothing ["d"] "digest" "group the lines by pattern, with counts, and back";
        DigestSort "digest-sort" Logs Nothing ["S"] "" "sort the digest: worst, count, newest";
        GoToTime "go-to-time" Logs Nothing ["@"] "" "go to a time: 20:15, -5m";
        MarkLine "mark-line" Logs Nothing ["b"] "bookmark" "bookmark the line, or drop its bookmark";
        Marks "marks" Logs Nothing ["B"] "" "the bookmarks";
        SaveLogs "save-logs" Logs Nothing ["Ctrl-s"] "save" "save what is shown, or all, to a file";
        Columns "columns" Logs Nothing ["C"] "columns" "fields of JSON and logfmt lines as columns";
        Fold "fold" Logs Nothing ["F"] "" "fold stack traces under their first line, and back";
        Wrap "wrap" Logs Nothing ["w"] "wrap" "wrap long lines";
        Timestamps "timestamps" Logs Nothing ["t"] "time" "timestamps: time, age, date and time, none";
        PrefixLength "prefix" Logs Nothing ["P"] "" "pod names: short, full, none";
        Chart "chart" Logs Nothing ["#"] "" "errors and warnings over time, and back";
        ScrollLeft "scroll-left" Logs Nothing ["<" "h"] "" "scroll left";
        ScrollRight "scroll-right" Logs Nothing [">" "l"] "" "scroll right";
        Tail "tail" Logs Nothing ["0"] "" "the last lines, as many as the settings say";
        Head "head" Logs Nothing ["1"] "" "from the first line on";
        Since1m "since-1m" Logs Nothing ["2"] "" "the last minute";
        Since5m "since-5m" Logs Nothing ["3"] "" "the last 5 minutes";
        Since15m "since-15m" Logs Nothing ["4"] "" "the last 15 minutes";
        Since30m "since-30m" Logs Nothing ["5"] "" "the last 30 minutes";
        Since1h "since-1h" Logs Nothing ["6"] "" "the last hour";
        Since6h "since-6h" Logs Nothing ["7"] "" "the last 6 hours";
        Since24h "since-24h" Logs Nothing ["8"] "" "the last 24 hours";
        AllLines "all-lines" Logs Nothing ["9"] "" "all that is kept of the logs";
    }
    /// The program itself.
    Program: Program(ProgramCommand) {
        Palette "palette" Anywhere Nothing [":"] "command" "every command by name";
        Messages "messages" Anywhere Nothing ["m"] "" "all messages with their full text";
        Journal "journal" Anywhere Nothing ["J"] "" "the journal of changes";
        Sessions "sessions" Anywhere Nothing [] "" "shells and commands that run in pods";
        Nodes "nodes" Anywhere Nothing [] "" "the nodes: what is wrong with them, what their pods take, what a drain would do";
        Forwards "forwards" Anywhere Nothing [] "" "the port-forwards: where they lead and how they go; copy, save, end them";
        Copies "copies" Anywhere Nothing [] "" "the copies of files: how they go and how they ended";
        Soon "soon" Anywhere Nothing [] "" "what runs out soon: certificates, quotas, autoscalers at their maximum, Jobs, missed runs";
        Reconnect "reconnect" Anywhere Nothing ["Ctrl-r"] "" "reconnect now";
        SignIn "sign-in" Anywhere Nothing ["I"] "" "run the context's exec plugin on the plain terminal, and reconnect";
        Redraw "redraw" Anywhere Nothing ["Ctrl-l"] "" "redraw the screen";
        Screenshot "screenshot" Anywhere Nothing [] "" "save the screen to files: text, ANSI, SVG";
        Help "help" Anywhere Nothing ["?"] "help" "help for where you are";
        Suspend "suspend" Anywhere Nothing ["Ctrl-z"] "" "suspend to the shell; fg comes back";
        Quit "quit" Anywhere Nothing ["q" "Ctrl-c"] "" "back, then quit";
    }
}

impl Command {
    /// Its row of the table.
    pub fn entry(self) -> &'static Entry {
        // The table and the enum come from one macro, in one order.
        &COMMANDS[self as usize]
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
            Self::Pods => matches!(row, Row::Pod | Row::Container),
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
        matches!(self, Self::Nodes | Self::CronJobs | Self::Pods)
    }
}
