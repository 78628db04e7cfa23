//! A list as the API server prints it: columns and cells of its choosing, for any kind. Plain values, as all that watches tell.

use super::columns::OwnColumn;
use super::feed::WatchState;
use super::labels::Labels;
use super::resource::Resource;
use super::{Name, Time, Uid};

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name, such as `Ready`.
    pub name: Name,
    /// Whether it is shown only when more columns are asked for: its priority is not 0.
    pub wide: bool,
    /// Whether its cells tell how long ago something was: the server writes that once, and it grows with time.
    pub ago: Ago,
}

/// What of a cell is a time that passes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Ago {
    /// Nothing.
    #[default]
    No,
    /// It begins with how long ago something was: `3m21s`, `15m (x3 over 20m)`.
    Whole,
    /// A number, and in brackets how long ago: `4 (3m21s ago)`.
    Bracket,
    /// How long a Job has taken: it grows until the Job is complete.
    Duration,
    /// It is a time of one's own column, which is shown as how long ago it is.
    Since,
}

impl Ago {
    /// By a column's name and the type that the server gives it. Columns of type `date` are a custom resource's; the built-in kinds'
    /// columns (kubernetes/pkg/printers/internalversion) are of type `string` and known by their names.
    pub fn of(name: &str, kind: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            _ if kind == "date" => Self::Whole,
            "age" | "last seen" | "first seen" | "last schedule" => Self::Whole,
            "restarts" => Self::Bracket,
            "duration" => Self::Duration,
            _ => Self::No,
        }
    }
}

/// A row of a table: one object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableRow {
    /// The object's UID; for one without, its namespace and name.
    pub uid: Uid,
    /// Whether that is a UID of the API: without one an object cannot be told from a later one of its name, so it is not changed.
    pub identified: bool,
    /// Its namespace; empty for an object without one.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its labels.
    pub labels: Labels,
    /// When it was made, where that is told.
    pub created: Option<Time>,
    /// Where it is going (`metadata.deletionTimestamp`): its finalizers, which hold it until they are taken off; empty for none.
    pub leaving: Option<Name>,
    /// One cell for each column.
    pub cells: Box<[Name]>,
}

/// What is to be listed and watched as a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrowseWish {
    /// A number that its news carry, so that those of a former wish can be told apart.
    pub id: u64,
    /// The kind.
    pub resource: Resource,
    /// The namespaces, each a part of its own; empty for all at once.
    pub namespaces: Vec<Name>,
    /// Whether the API serves a watch of it.
    pub watch: bool,
    /// Columns of one's own, whose cells follow those of the server. Where there are any, the server sends whole objects.
    pub own: Vec<OwnColumn>,
}

/// What the parts of a table tell. A part is a namespace of the wish, by its place in it; the whole is part 0.
#[derive(Clone, PartialEq, Debug)]
pub enum TableFeed {
    /// The columns, before the first row and whenever they change.
    Columns(Vec<Column>),
    /// A list of a part begins: what it does not name by its end is gone. Until then the old rows stay.
    Begins(usize),
    /// Rows of a part that are there, in this form.
    Put(usize, Vec<TableRow>),
    /// Objects that are gone.
    Gone(Vec<Uid>),
    /// The list of a part has come to its end.
    Ends(usize),
    /// How the watch of a part stands.
    State(usize, WatchState),
}
