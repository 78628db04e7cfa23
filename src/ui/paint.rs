//! Putting text into cells: cleaned, cut to its room with an ellipsis, by display width.

use crate::app::text::{self, Text};
use crate::app::way::way;
pub use crate::model::fit::{cut, width};
use crate::model::fit::{middle, shorten};
use crate::model::reason::Why;
use crate::model::text::clean;
use crate::model::trouble::Trouble;
use crate::model::{Lang, Words};
use crate::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// All emphasis that is on.
pub fn given<const N: usize>(emphasis: [(bool, Modifier); N]) -> Modifier {
    emphasis.into_iter().filter(|(on, _)| *on).map(|(_, modifier)| modifier).collect()
}

/// A buffer, a theme and a language.
pub struct Painter<'a> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
    lang: Lang,
    way: String,
    /// Rows above, which are another's.
    top: u16,
}

impl<'a> Painter<'a> {
    /// A painter for a buffer.
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme, lang: Lang) -> Self {
        Self { buffer, theme, lang, way: String::new(), top: 0 }
    }

    /// Leaves so many rows at the top alone: what is drawn from now on has the rest for its screen.
    pub const fn below(&mut self, rows: u16) {
        self.top = rows;
    }

    /// What is drawn from now on stands on top of a view of this name.
    pub fn over(&mut self, name: &str) {
        self.way = way(&self.way, name);
    }

    /// A title with the way that has led to what it is of.
    pub fn titled(&self, word: &str) -> String {
        way(&self.way, word)
    }

    /// The way to what it is drawn over; empty where that is the panes.
    pub fn way(&self) -> &str {
        &self.way
    }

    /// What stands between a thing and what is said of it.
    pub const fn colon(&self) -> &'static str {
        self.lang.colon()
    }

    /// What stands between two things that are said.
    pub const fn comma(&self) -> &'static str {
        self.lang.comma()
    }

    /// Words in the screen's language.
    pub fn word(&self, words: impl Into<Words>) -> &'static str {
        words.into().of(self.lang)
    }

    /// What went wrong, in the screen's language.
    pub fn trouble(&self, trouble: &Trouble) -> String {
        text::trouble(self.lang, trouble)
    }

    /// How a workload, a pod or a container is, in the screen's language.
    pub fn health(&self, why: &Why) -> String {
        text::health(self.lang, why)
    }

    /// What dogwatch says, in the screen's language.
    pub fn words(&self, text: &Text) -> String {
        text.words(self.lang)
    }

    /// The screen's area.
    pub fn area(&self) -> Rect {
        let area = self.buffer.area;
        Rect { height: area.height.saturating_sub(self.top), ..area }
    }

    /// An area of the screen where it stands in the buffer.
    fn placed(&self, area: Rect) -> Rect {
        let area = area.intersection(self.area());
        Rect { y: area.y + self.top, ..area }
    }

    /// What a role looks like.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// The colour of a source of logs.
    pub fn prefix(&self, number: usize) -> Style {
        self.theme.prefix(number)
    }

    /// Blanks an area in a role's style.
    pub fn fill(&mut self, area: Rect, role: Role) {
        let (area, style) = (self.placed(area), self.theme.style(role));
        for y in area.top()..area.bottom() {
            self.uncover(area.left(), y);
            for x in area.left()..area.right() {
                let cell = &mut self.buffer[(x, y)];
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// A wide character before this place goes: its second half would lie over what is put here.
    fn uncover(&mut self, x: u16, y: u16) {
        if let Some(before) = x.checked_sub(1).and_then(|x| self.buffer.cell_mut((x, y)))
            && width(before.symbol()) > 1
        {
            before.set_symbol(" ");
        }
    }

    /// Lays a role's style over an area, keeping its text.
    pub fn tint(&mut self, area: Rect, role: Role) {
        let style = self.theme.style(role);
        self.buffer.set_style(self.placed(area), style);
    }

    /// Text from a place on, in at most `room` columns; gives how many it took. What comes from a cluster is cleaned here, last
    /// of all, whoever forgot it before.
    pub fn text(&mut self, x: u16, y: u16, room: u16, text: &str, role: Role) -> u16 {
        self.styled(x, y, room, text, self.theme.style(role))
    }

    /// A style with colours and emphasis that others chose, as far as the terminal has them.
    pub fn foreign(&self, base: Style, fg: Option<Color>, bg: Option<Color>, emphasis: Modifier) -> Style {
        self.theme.foreign(base, fg, bg, emphasis)
    }

    /// As [`Painter::text`], in a style of its own.
    pub fn styled(&mut self, x: u16, y: u16, room: u16, text: &str, style: Style) -> u16 {
        let area = self.area();
        if y >= area.bottom() || x >= area.right() {
            return 0;
        }
        let y = y + self.top;
        let room = room.min(area.right() - x);
        let text = clean(text);
        let shown = cut(&text, usize::from(room));
        if !shown.is_empty() {
            self.uncover(x, y);
        }
        let (end, _) = self.buffer.set_stringn(x, y, &shown, usize::from(room), style);
        end.saturating_sub(x)
    }

    /// As [`Painter::text`], of a name: where it is cut, its middle gives way.
    pub fn name(&mut self, x: u16, y: u16, room: u16, name: &str, role: Role) -> u16 {
        let name = clean(name);
        self.text(x, y, room, &middle(&name, room.min(self.area().right().saturating_sub(x)).into()), role)
    }

    /// As [`Painter::text`], of a cell: a name loses its middle, prose its end.
    pub fn cell(&mut self, x: u16, y: u16, room: u16, text: &str, role: Role) -> u16 {
        let text = clean(text);
        self.text(x, y, room, &shorten(&text, room.min(self.area().right().saturating_sub(x)).into()), role)
    }

    /// Text whose last column is the last of its room.
    pub fn right(&mut self, x: u16, y: u16, room: u16, text: &str, role: Role) {
        let width = (width(&clean(text)) as u16).min(room);
        self.cell(x + room - width, y, width, text, role);
    }

    /// One symbol in a cell.
    pub fn symbol(&mut self, x: u16, y: u16, symbol: &str, role: Role) {
        let (style, y) = (self.theme.style(role), y.saturating_add(self.top));
        self.uncover(x, y);
        if let Some(cell) = self.buffer.cell_mut((x, y)) {
            cell.set_symbol(symbol).set_style(style);
        }
    }
}
