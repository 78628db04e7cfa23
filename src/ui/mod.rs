//! The kit that views are drawn with: cells, tables, fields, boxes, keys. It knows no view, changes nothing and can start nothing.

pub(crate) mod bar;
pub(crate) mod choice;
pub(crate) mod field;
pub(crate) mod listing;
pub(crate) mod paint;
pub(crate) mod pane;
pub(crate) mod popup;
pub(crate) mod table;
pub(crate) mod target;
pub(crate) mod text;

pub use crate::app::i18n;
