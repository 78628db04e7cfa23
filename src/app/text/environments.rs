//! Environments side by side.

use crate::model::environments::grid::Standing;

/// Environments side by side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EnvironmentsText {
    /// No two namespaces are environments of one another.
    None,
    /// There is one group of environments alone.
    OneGroup,
    /// The environment under the cursor does not have the workload.
    NotThere,
    /// How what runs in an environment stands to what runs in the last one.
    Stands(Standing),
    /// The revision in force (0 where it is not known), and for how long it has been.
    Since(u64, String),
}
