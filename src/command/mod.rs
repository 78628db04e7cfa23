//! One table of commands: name, words, keys, where they belong, when they are available and why not. The keymap, the help, the
//! footer and the palette are all made from it.

pub mod alias;
mod commands;
pub mod k9s;
pub mod key;
pub mod keymap;
pub mod lack;
pub mod need;
pub mod own;
pub mod palette;
mod parts;
pub mod situation;
pub mod spot;
pub mod table;

pub use commands::{
    COMMANDS, ChangeCommand, Command, DrainCommand, Entry, LogsCommand, LookCommand, MotionCommand, PaneCommand, Part,
    ProgramCommand, ScopeCommand,
};
pub use key::{Code, Key};
pub use keymap::{Keymap, Preset, Unbound};
pub use lack::Lack;
pub use need::Need;
pub use own::{Own, Owns};
pub use parts::Shared;
pub use situation::{Browsed, Over, Situation};
pub use spot::{Row, Spot};
pub use table::{Table, ViewCommand};

use crate::model::Words;

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
    pub const fn title(self) -> Words {
        match self {
            Self::Move => Words::new("Move", "移动"),
            Self::Look => Words::new("Look", "查看"),
            Self::Change => Words::new("Change", "变更"),
            Self::Logs => Words::new("In the logs", "日志中"),
            Self::Program => Words::new("Program", "程序"),
        }
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
