//! The fields of structured log lines, of which those that are chosen stand as columns.

pub mod draw;
mod keys;

pub use keys::ColumnsKey;

use crate::app::desk::Desk;
use crate::app::logs::LogsPane;
use crate::app::messages::Level;
use crate::app::room::Room;
use crate::app::text::{LogsText, Word};
use crate::app::wish::Wish;
use crate::command::{Command, Over};
use crate::logs::fields::{Fields, rank};
use crate::logs::{Body, ansi};
use crate::model::Lang;

/// Lines that are looked at for their fields.
const SAMPLE: usize = 500;

/// The fields that are shown as columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// All fields of the lines looked at: name, in how many lines, one value.
    pub fields: Vec<(String, usize, String)>,
    /// Those that are shown, in their order.
    pub chosen: Vec<String>,
    /// Where the cursor is.
    pub cursor: usize,
}

/// The fields of the newest lines.
fn fields(logs: &LogsPane) -> Vec<(String, usize, String)> {
    let mut fields: Vec<(String, usize, String)> = Vec::new();
    let buffer = logs.buffer();
    for line in buffer.range(buffer.len().saturating_sub(SAMPLE)..usize::MAX) {
        let Body::Text(raw) = line.body else { continue };
        if line.goes_on {
            continue;
        }
        let Some(record) = Fields::of_any(&ansi::plain(raw)) else { continue };
        for (name, value) in record.iter() {
            let value = || value.chars().take(80).collect();
            match fields.iter_mut().find(|(n, ..)| n == name) {
                Some((_, count, last)) => (*count, *last) = (*count + 1, value()),
                None => fields.push((name.to_owned(), 1, value())),
            }
        }
    }
    fields.sort_by_key(|f| (rank(&f.0), std::cmp::Reverse(f.1)));
    fields
}

/// By its command, in the logs.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Columns) = wish else { return None };
    let fields = fields(desk.logs);
    let chosen: Vec<String> = desk.logs.view().columns().iter().map(|c| c.name.clone()).collect();
    if fields.is_empty() && chosen.is_empty() {
        desk.say(Level::Info, LogsText::NoFields);
        return None;
    }
    Some(Box::new(View { fields, chosen, cursor: 0 }))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::FieldsAsColumns.of(lang).into()
    }

    fn over(&self) -> Over {
        Over::Form
    }
}
