//! How one line is written in a pane: its text as it stands, or fields of it as columns, with the first line of what is folded under it.

use super::ansi;
use super::buffer::{Body, Buffer, Line, LineId};
use super::fields::Fields;
use super::filter::Filter;
use super::head::{Head, Part};
use super::level::Level;
use super::text_style::{Styled, TextStyle};
use super::wrap;
use crate::model::logs::Remark;
use std::ops::Range;

/// Lines that are counted as folded under one.
const MOST_FOLDED: usize = 1000;
/// Columns that a field may take.
const WIDEST: usize = 40;
/// Between two fields.
const BETWEEN: &str = "  ";

/// One row of the pane.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ViewRow {
    /// The line it is of.
    pub id: LineId,
    /// Whose line.
    pub source: u32,
    /// When it was written.
    pub nanos: i64,
    /// Which of the line's rows; prefix and time stand on row 0.
    pub row: usize,
    /// What kind of line.
    pub kind: RowKind,
    /// The level found in it.
    pub level: Option<Level>,
    /// Whether the cursor stands on its line.
    pub cursor: bool,
    /// Whether its line only stands around one that passes the filter.
    pub around: bool,
    /// Its text, safe to draw, never wider than the room the layout leaves.
    pub spans: Vec<Span>,
    /// Whether more of the line lies to the left.
    pub left: bool,
    /// Whether more of the line lies to the right.
    pub right: bool,
}

/// What kind of line a row is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// The container's own.
    Text,
    /// A remark of dogwatch.
    Remark,
}

/// A piece of a row in one style.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their names say it")]
pub struct Span {
    pub text: String,
    pub text_style: TextStyle,
    /// Whether a filter looks for it.
    pub hit: bool,
}

/// A field that is shown as a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// The field's name.
    pub name: String,
    /// Columns that it takes: what its widest value so far needed.
    pub width: usize,
}

impl Column {
    /// A column for a field.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), width: wrap::width(name).min(WIDEST) }
    }
}

/// How lines are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shape {
    /// As they stand.
    Whole,
    /// These fields of records side by side; what has none of them as it stands.
    Columns(Vec<Column>),
    /// Records with level and message first and without their time. Where `compact`, texts without their head but for the level.
    Fitted {
        /// See there.
        compact: bool,
    },
}

/// Puts remarks into the words of a language.
pub type Say = fn(&Remark) -> String;

/// Columns of a level.
const LEVEL: usize = 5;

/// What a line's text is made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writing<'a> {
    pub(super) buffer: &'a Buffer,
    pub(super) folded: bool,
    pub(super) shape: &'a Shape,
    pub(super) filter: Option<&'a Filter>,
    pub(super) say: Say,
}

impl Writing<'_> {
    /// The line's text, safe to draw; left off some way after `limit` columns.
    pub(super) fn of(&self, line: &Line<'_>, limit: usize) -> Styled {
        let raw = match line.body {
            Body::Text(raw) => raw,
            Body::Remark(remark) => return ansi::clean_to(&(self.say)(remark), limit),
        };
        let shaped = match self.shape {
            Shape::Whole => None,
            Shape::Columns(columns) => self.columns(columns, raw),
            Shape::Fitted { compact } => fitted(raw, line.level, *compact).filter(|shaped| self.shows_hit(raw, shaped)),
        };
        let mut out = shaped.unwrap_or_else(|| ansi::clean_to(raw, limit));
        if self.folded && !line.goes_on {
            self.fold(line, &mut out);
        }
        out
    }

    /// What is folded under a line: the first of it beside the line, the number of the others.
    fn fold(&self, line: &Line<'_>, out: &mut Styled) {
        let rest = self.buffer.rest_of(line, MOST_FOLDED);
        let Some(Line { body: Body::Text(first), .. }) = rest.first() else { return };
        let text_style = TextStyle { dim: true, ..TextStyle::default() };
        let first = ansi::plain(first);
        out.push(BETWEEN, TextStyle::default());
        out.push(first.trim(), TextStyle::default());
        match rest.len() {
            1 => {}
            2 => out.push("  [+1 line]", text_style),
            n => out.push(&format!("  [+{} lines]", n - 1), text_style),
        }
    }

    /// Whether what is looked for can be seen. Where it stands only in what would be left out, nothing is.
    fn shows_hit(&self, raw: &str, shaped: &Styled) -> bool {
        let Some(filter) = self.filter.filter(|f| f.seeks_text()) else { return true };
        !filter.hits(&shaped.text).is_empty() || filter.hits(&ansi::plain(raw)).is_empty()
    }

    /// The fields that are shown; `None` where the line has none of them.
    fn columns(&self, columns: &[Column], raw: &str) -> Option<Styled> {
        if columns.is_empty() {
            return None;
        }
        let fields = Fields::of_any(&ansi::plain(raw))?;
        let values: Vec<Option<&str>> = columns.iter().map(|c| fields.get(&c.name)).collect();
        values.iter().any(Option::is_some).then_some(())?;
        let mut out = Styled::default();
        for (i, (column, value)) in columns.iter().zip(values).enumerate() {
            // What JSON wrote as \u001b has become an escape.
            let value = ansi::plain(value.unwrap_or_default());
            out.push(&padded(&value, column.width, i + 1 == columns.len()), TextStyle::default());
        }
        Some(out)
    }
}

/// A record by level, message and its other fields; a text without its head but for the level. `None` where the line stands as it is.
fn fitted(raw: &str, level: Option<Level>, compact: bool) -> Option<Styled> {
    let text = ansi::plain(raw);
    let mut out = Styled::default();
    if let Some(fields) = Fields::of(&text)
        && let Some(message) = fields.message()
    {
        if let Some(named) = fields.level() {
            out.push(&level_words(level, &ansi::plain(named)), TextStyle::default());
        }
        out.push(ansi::plain(message).trim(), TextStyle::default());
        let dim = TextStyle { dim: true, ..TextStyle::default() };
        for (i, (key, value)) in fields.others().into_iter().enumerate() {
            out.push(if i == 0 { BETWEEN } else { " " }, TextStyle::default());
            out.push(&format!("{}=", ansi::plain(key)), dim);
            let value = ansi::plain(value);
            let quoted = value.is_empty() || value.contains(char::is_whitespace);
            out.push(&if quoted { format!("{value:?}") } else { value.into_owned() }, TextStyle::default());
        }
        return Some(out);
    }
    let head = compact.then(|| Head::of(&text)).flatten()?;
    if let Some((_, range)) = head.parts.iter().find(|p| p.0 == Part::Level) {
        out.push(&level_words(level, &text[range.clone()]), TextStyle::default());
    }
    let styled = ansi::clean_to(raw, usize::MAX);
    styled.spans(head.message..styled.text.len()).for_each(|(text, text_style)| out.push(text, text_style));
    Some(out)
}

/// A level as wide as all are, and a blank.
fn level_words(level: Option<Level>, named: &str) -> String {
    let words = level.map_or_else(|| named.to_owned(), |l| format!("{l:?}"));
    format!("{:LEVEL$} ", words.trim().to_uppercase())
}

/// The titles of columns, as wide as their values.
pub(super) fn titles(columns: &[Column]) -> String {
    columns.iter().enumerate().map(|(i, c)| padded(&ansi::plain(&c.name), c.width, i + 1 == columns.len())).collect()
}

/// Widens columns for a line's values.
pub(super) fn widen(columns: &mut [Column], raw: &str) {
    let Some(fields) = Fields::of_any(&ansi::plain(raw)) else { return };
    for column in columns {
        let width = fields.get(&column.name).map_or(0, |v| wrap::width(&ansi::plain(v)));
        column.width = column.width.max(width.min(WIDEST));
    }
}

fn padded(value: &str, width: usize, last: bool) -> String {
    if last {
        return value.to_owned();
    }
    let seen = wrap::window(value, 0, width);
    let cut = &value[seen.range];
    let mut out = cut.to_owned();
    if seen.right {
        // The last cell says that there is more.
        let shorter = wrap::window(value, 0, width.saturating_sub(1));
        out = format!("{}…", &value[shorter.range]);
    }
    let blanks = width.saturating_sub(wrap::width(&out));
    out.extend(std::iter::repeat_n(' ', blanks));
    out + BETWEEN
}

/// The pieces of a byte range with their styles, and with what a filter looks for apart.
pub(super) fn spans(text: &Styled, range: Range<usize>, pad: usize, hits: &[Range<usize>]) -> Vec<Span> {
    let mut out = Vec::new();
    if pad > 0 {
        out.push(Span { text: " ".repeat(pad), text_style: TextStyle::default(), hit: false });
    }
    let mut at = range.start;
    let inside = hits.iter().map(|h| h.start.max(range.start)..h.end.min(range.end)).filter(|h| h.start < h.end);
    for (stretch, hit) in inside.flat_map(|h| [(h.start, false), (h.end, true)]).chain([(range.end, false)]) {
        out.extend(text.spans(at..stretch).map(|(t, text_style)| Span { text: t.to_owned(), text_style, hit }));
        at = at.max(stretch);
    }
    out
}

/// Where in a line's text the texts are that a filter looks for.
pub(super) fn hits_of(filter: Option<&Filter>, kind: RowKind, text: &str) -> Vec<Range<usize>> {
    filter.filter(|_| kind == RowKind::Text).map(|f| f.hits(text)).unwrap_or_default()
}
