//! The views over the panes, each in a folder of its own: its state (`mod.rs`), its keys and what they do (`keys.rs`), its drawing
//! (`draw.rs`). They are listed here, a line each as a module, where rustfmt finds them, and as a view; no view knows another, and nothing
//! else knows one of them.

pub mod bookmark_name;
pub mod bookmarks;
pub mod can;
pub mod clusters;
pub mod columns;
pub mod compare;
pub mod copies;
pub mod copy;
pub mod debug;
pub mod delete;
pub mod edit;
pub mod entries;
pub mod environments;
pub mod exec;
pub mod filter;
pub mod forward;
pub mod forward_name;
pub mod forwards;
pub mod go_to_time;
pub mod helm;
pub mod helm_difference;
pub mod image;
pub mod look;
pub mod make;
pub mod messages;
pub mod metadata;
pub mod nodes;
mod panes;
pub mod picker;
pub mod promotion;
pub mod question;
pub mod relations;
pub mod revisions;
pub mod save_logs;
pub mod scale;
pub mod sessions;
pub mod shell;
pub mod soak;
pub mod soon;
pub mod stale;
pub mod text;
pub mod tracker;
pub mod value;
pub mod who_can;

use crate::app::State;
use crate::app::room::{Door, Keys, Room};
use crate::command::Table;
use crate::theme::Theme;
use crate::ui::paint::Painter;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// Makes of a list of folders: which wishes open them, the tables of their keys, and who draws which.
macro_rules! views {
    ($($view:ident;)*) => {
        /// Who answers which wish.
        pub const DOORS: &[Door] = &[$($view::open),*];

        /// The tables of keys of all views over the panes: the settings rebind them, and are checked for clashes.
        pub const TABLES: &[&Table] = &[$(<$view::View as Keys>::TABLE),*];

        fn draw(state: &State, p: &mut Painter<'_>, room: &dyn Room) -> Option<Position> {
            $(if let Some(view) = room.as_any().downcast_ref::<$view::View>() {
                return $view::draw::draw(state, p, view);
            })*
            let _ = (state, p, room);
            None
        }
    };
}

views! {
    text;
    tracker;
    soak;
    revisions;
    look;
    question;
    picker;
    scale;
    delete;
    metadata;
    image;
    make;
    edit;
    filter;
    go_to_time;
    bookmark_name;
    bookmarks;
    columns;
    save_logs;
    messages;
    shell;
    exec;
    sessions;
    debug;
    forward;
    forwards;
    forward_name;
    copy;
    copies;
    nodes;
    clusters;
    environments;
    promotion;
    soon;
    can;
    who_can;
    compare;
    relations;
    entries;
    value;
    stale;
    helm;
    helm_difference;
}

/// Draws the state. Gives the place of the text cursor, where one is wanted.
pub fn render(state: &State, theme: &Theme, buffer: &mut Buffer) -> Option<Position> {
    panes::draw::render(state, theme, buffer, draw)
}
