//! The columns that the settings choose for a kind: the server's, by their names, and one's own, by a path into the object.

use super::Name;
use super::json_path::JsonPath;

/// How rows are sorted by a column of one's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnSort {
    /// By the letters.
    Text,
    /// The largest number or quantity first.
    Number,
    /// The earliest time first.
    Time,
}

impl ColumnSort {
    /// All of them, by their words in the settings.
    pub const ALL: [(&'static str, Self); 3] = [("text", Self::Text), ("number", Self::Number), ("time", Self::Time)];
}

/// A column of one's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnColumn {
    /// Its title.
    pub name: Name,
    /// Where its value lies in the object.
    pub path: JsonPath,
    /// Whether it is shown only when more columns are asked for.
    pub wide: bool,
    /// Whether a time is shown as how long ago it is.
    pub age: bool,
    /// Whether rows can be sorted by it, and how.
    pub sort: Option<ColumnSort>,
}

/// A column that is chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// The server's of this name, in any case.
    Server(Name),
    /// One's own.
    Own(OwnColumn),
}

/// The columns of one kind, in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KindColumns {
    /// The kind, as it is called after `:`.
    pub kind: Name,
    /// Its columns.
    pub chosen: Vec<Chosen>,
}

/// Those of one's own among them, in their order.
pub fn own(chosen: &[Chosen]) -> Vec<OwnColumn> {
    let own = |c: &Chosen| match c {
        Chosen::Own(own) => Some(own.clone()),
        Chosen::Server(_) => None,
    };
    chosen.iter().filter_map(own).collect()
}
