//! The file that log lines are written to is typed.

pub mod draw;
mod keys;

pub use keys::SaveLogsKey;

use crate::app::desk::Ask;
use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::msg::Saved;
use crate::app::room::{MessageLine, News, Room};
use crate::app::text::Word;
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Over};
use crate::model::Lang;

/// The file to write.
#[derive(Clone, Debug)]
pub struct View {
    /// Its name.
    pub field: Field,
    /// Whether all lines are written, and not only those that are shown.
    pub all: bool,
    /// A name that is taken, and whether it may be written over is asked.
    pub taken: Option<String>,
}

/// By its command, in the logs.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::SaveLogs) = wish else { return None };
    Some(Box::new(View { field: Field::offered(desk.logs.file_name(desk.now)), all: false, taken: None }))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Logs.of(lang).into()
    }

    fn types(&self) -> bool {
        true
    }

    fn line(&self) -> MessageLine {
        MessageLine::Field
    }

    fn over(&self) -> Over {
        Over::Form
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        if self.taken.is_none() {
            self.field.paste(text.trim());
        }
    }

    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        let News::Saved(path, outcome) = news else { return Next::Stay };
        match outcome {
            _ if self.field.text().trim() != path => Next::Stay,
            Saved::Exists => {
                self.taken = Some(path.clone());
                desk.asks.push(Ask::Heard);
                Next::Stay
            }
            Saved::Done(_) | Saved::Failed(_) => Next::Close,
        }
    }
}
