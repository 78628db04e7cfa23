//! The keys of a view over the panes: a table of commands of its own, like that of the panes. The settings rebind them by their names, the
//! help and the palette list them where one is, and the footer shows them.

use super::{Command, Pane};
use crate::model::Words;

/// The keys of a row, unless the settings give it others.
#[derive(Clone, Copy, Debug)]
pub enum Keys {
    /// These, the one that hints show first.
    Own(&'static [&'static str]),
    /// Those that a command of the panes has there: what is the same has the same keys.
    Like(Command, Pane),
}

/// A row of a view's table.
#[derive(Clone, Copy, Debug)]
pub struct ViewEntry {
    /// Its name in the palette and in the settings; it begins with the view's.
    pub name: &'static str,
    /// Its keys.
    pub keys: Keys,
    /// A word for the footer.
    pub hint: Words,
    /// What it does, for the help and the palette.
    pub words: Words,
}

/// A view's table.
#[derive(Debug)]
pub struct Table {
    /// Its title in the help.
    pub title: Words,
    /// Whether a text is typed in the view: no letter is a key of it then.
    pub typed: bool,
    /// Its rows.
    pub entries: &'static [ViewEntry],
}

/// The commands of a view, in the order of its table.
pub trait ViewCommand: Copy + Eq + 'static {
    /// Its table.
    const TABLE: &'static Table;
    /// All of them.
    const ALL: &'static [Self];

    /// Its row of the table.
    fn entry(self) -> &'static ViewEntry;
}

/// Makes the commands of a view and their table. A row is `Id "name" [keys] (hint) (words);`, its keys written as text or as
/// `[like Command Pane]`, hint and words in each language; `typed` stands before the name where letters are typed in the view.
#[macro_export]
macro_rules! view_commands {
    (@keys like $command:ident $pane:ident) => {
        $crate::command::table::Keys::Like($crate::command::Command::$command, $crate::command::Pane::$pane)
    };
    (@keys $($key:literal)*) => { $crate::command::table::Keys::Own(&[$($key),*]) };
    (@words) => { $crate::model::Words::NONE };
    (@words $en:literal, $zh:literal) => { $crate::model::Words::new($en, $zh) };
    (@typed) => { false };
    (@typed typed) => { true };
    ($(#[$doc:meta])* ($title:literal, $title_zh:literal) typed $name:ident { $($rows:tt)* }) => {
        $crate::view_commands! { @table [typed] $(#[$doc])* ($title, $title_zh) $name { $($rows)* } }
    };
    ($(#[$doc:meta])* ($title:literal, $title_zh:literal) $name:ident { $($rows:tt)* }) => {
        $crate::view_commands! { @table [] $(#[$doc])* ($title, $title_zh) $name { $($rows)* } }
    };
    (@table [$($typed:ident)?] $(#[$doc:meta])* ($title:literal, $title_zh:literal) $name:ident {
        $($id:ident $word:literal [$($keys:tt)*] ($($hint:literal),*) ($words:literal, $zh:literal);)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(missing_docs, reason = "each row of the table says it in words")]
        pub enum $name { $($id),* }

        impl $crate::command::table::ViewCommand for $name {
            const TABLE: &'static $crate::command::table::Table = &$crate::command::table::Table {
                title: $crate::view_commands!(@words $title, $title_zh),
                typed: $crate::view_commands!(@typed $($typed)?),
                entries: &[$($crate::command::table::ViewEntry {
                    name: $word,
                    keys: $crate::view_commands!(@keys $($keys)*),
                    hint: $crate::view_commands!(@words $($hint),*),
                    words: $crate::view_commands!(@words $words, $zh),
                }),*],
            };
            const ALL: &'static [Self] = &[$(Self::$id),*];

            fn entry(self) -> &'static $crate::command::table::ViewEntry {
                // The table and the enum come from one macro, in one order.
                &<Self as $crate::command::table::ViewCommand>::TABLE.entries[self as usize]
            }
        }
    };
}
