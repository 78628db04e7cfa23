//! Whom a form, a view or a question is about, in its frame or, where that is too short, over as many rows as it takes: context, namespace,
//! kind and name are never cut while there is a row for them.

use super::paint::Painter;
use super::popup;
use crate::app::State;
use crate::app::layout::{body, head_rows, popup_box, title_width};
use crate::app::text::{QuestionText, Word};
use crate::model::change::Target;
use crate::theme::Role;
use ratatui::layout::Rect;

/// What is done, and to whom.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    word: String,
    place: String,
    prod: bool,
}

impl Head {
    /// A word, after the way to it, and a place such as `lab-admin ▸ iot-test`.
    pub(crate) fn new(p: &Painter<'_>, word: &str, place: impl Into<String>, prod: bool) -> Self {
        Self { word: p.titled(word), place: place.into(), prod }
    }

    /// As [`Head::new`], without the way to it: how much room there is below does not depend on that.
    pub(crate) fn alone(word: &str, place: impl Into<String>, prod: bool) -> Self {
        Self { word: word.to_owned(), place: place.into(), prod }
    }

    /// A word and its targets: one with its place, several with their number and their context; whether one of them is production.
    pub(crate) fn of(state: &State, p: &Painter<'_>, word: Word, targets: &[&Target]) -> Self {
        let prod = targets.iter().any(|t| state.guards.is_prod(t));
        let place = match targets {
            [one] => one.place(),
            [first, ..] => p.words(&QuestionText::Objects(targets.len(), None, first.context.clone()).into()),
            [] => String::new(),
        };
        Self::new(p, p.word(word), place, prod)
    }

    /// Columns that a box needs to have all of it in its frame.
    pub(crate) fn width(&self) -> u16 {
        title_width(&self.word, &self.place, self.prod).min(usize::from(u16::MAX)) as u16
    }

    /// The title of a frame of this size, and the rows below it where the place does not stand in the title.
    fn fit(&self, size: (u16, u16)) -> (String, Vec<&str>) {
        let rows = head_rows(size, &self.word, &self.place, self.prod);
        match (rows.is_empty(), self.word.is_empty(), self.place.is_empty()) {
            (true, true, _) => (self.place.clone(), rows),
            (true, _, false) => (format!("{}  {}", self.word, self.place), rows),
            _ => (self.word.clone(), rows),
        }
    }

    /// Opens a box for it of at least this width, and this height for what stands below it; gives the room for that.
    pub(crate) fn open(&self, p: &mut Painter<'_>, wanted: (u16, u16)) -> Rect {
        let screen = p.area();
        let size = (screen.width, screen.height);
        let ((w, h), _) = popup_box(size, wanted, (&self.word, &self.place, self.prod));
        let (title, rows) = self.fit((w, screen.height.saturating_sub(2)));
        let inside = popup::open(p, (w, h), &title, self.prod);
        self.draw_rows(p, inside, &rows)
    }

    /// Opens a view of the whole screen for it: between the line on top and that of messages.
    pub(crate) fn open_full(&self, p: &mut Painter<'_>) -> Rect {
        let area = body(p.area().width, p.area().height);
        let (title, rows) = self.fit((area.w, area.h));
        let inside = popup::open_full(p, &title, self.prod);
        self.draw_rows(p, inside, &rows)
    }

    fn draw_rows(&self, p: &mut Painter<'_>, inside: Rect, rows: &[&str]) -> Rect {
        let shown = (rows.len() as u16).min(inside.height);
        for (y, row) in (inside.y..inside.y + shown).zip(rows) {
            p.text(inside.x, y, inside.width, row, if self.prod { Role::Prod } else { Role::Title });
        }
        Rect { y: inside.y + shown, height: inside.height - shown, ..inside }
    }
}
