//! Environments side by side.

use crate::model::Name;
use crate::model::environments::grid::Standing;
use crate::model::environments::parts::Differs;
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// Environments side by side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EnvironmentsText {
    /// No two namespaces are environments of one another.
    None,
    /// There is one group of environments alone.
    OneGroup,
    /// There is no environment after the one under the cursor, or no row.
    NoNext,
    /// The environment under the cursor does not have the workload.
    NotThere,
    /// No other environment has it.
    OnlyHere,
    /// The environments have no workloads.
    NoRows,
    /// The filter hides all rows.
    Hidden,
    /// How many environments stand before and behind those on the screen.
    MoreAside(usize, usize),
    /// The context of an environment is not open; the key that opens it.
    NotOpen(Name, String),
    /// The same in a word.
    Closed,
    /// What is asked for is done in the tab of this context; the key that leads there.
    InOtherTab(Name, String),
    /// The environment is in this tab.
    ThisTab,
    /// The kubeconfig has no such context.
    NoContext(Name),
    /// The same in a word.
    NoSuchContext,
    /// Its workloads have not come yet.
    Waiting,
    /// Its workloads may not be listed, and why.
    MayNotList(Arc<Trouble>),
    /// The same in a word.
    Denied,
    /// How what runs in an environment stands to what runs in the last one that has it, and which that is.
    Stands(Standing, Name),
    /// Where else its template differs.
    Differs(Differs),
    /// The revision in force (0 where it is not known), and for how long it has been.
    Since(u64, String),
}
