//! Commands, taken apart.

/// A part of a word.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text; whether it was quoted.
    Text(String, bool),
    /// `$NAME`, `${NAME:-DEFAULT}`; whether it was quoted.
    Var(String, bool),
    /// `$(COMMAND)`; whether it was quoted.
    Sub(String, bool),
}

/// A word.
pub type Word = Vec<Piece>;

/// Where a redirection leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Redirect {
    /// `< FILE`.
    From(Word),
    /// `1> FILE`, `2>> FILE`: which end, whether at the end of the file, and the file.
    To(u8, bool, Word),
    /// `2>&1`.
    Same(u8, u8),
}

/// One command.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Words.
    Simple(Vec<Word>),
    /// `( … )`, or `{ … }` when not `apart`.
    Group(List, bool),
    /// `if … then … else … fi`.
    If(List, List, List),
    /// `for NAME in WORDS; do … done`.
    For(String, Vec<Word>, List),
    /// `while … do … done`.
    While(List, List),
}

/// A command with its redirections.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// What it is.
    pub kind: Kind,
    /// Its redirections, in order.
    pub redirects: Vec<Redirect>,
}

/// When a pipeline runs, by what ran before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// In any case.
    Always,
    /// After success.
    And,
    /// After failure.
    Or,
}

/// Commands, each reading what the one before it writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    /// When it runs.
    pub when: When,
    /// Whether its outcome is turned round.
    pub not: bool,
    /// Its commands.
    pub commands: Vec<Command>,
}

/// Pipelines one after another.
pub type List = Vec<Pipeline>;
