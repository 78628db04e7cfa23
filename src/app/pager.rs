//! A text that is read in a room: its lines broken into rows, how far it is scrolled, and what is looked for in it. All texts over the panes
//! are read by it, so that their keys and their ends are the same.

use super::field::Field;
use crate::command::{Code, Key, Keymap, MotionCommand, Shared};
use crate::model::fit;
use regex::RegexBuilder;
use std::ops::Range;

crate::view_commands! {
    /// The keys of a text that is read, beside those that every view has.
    ("Text", "文本") Reading {
        Search "text-search" [like Filter Workloads] ("search", "搜索")
            ("search the text; /expression/ as well", "搜索文本;也可用 /表达式/");
        Next "text-next-match" [like NextMatch Logs] ("next", "下一项") ("next match", "下一个匹配行");
        Previous "text-previous-match" [like PreviousMatch Logs] ("previous", "上一项") ("previous match", "上一个匹配行");
        Copy "text-copy" [like Copy Workloads] ("copy", "复制") ("copy all of it", "全部复制");
        Reveal "text-reveal" ["x"] ("show what is hidden", "显示隐藏的值") ("show what is hidden", "显示隐藏的值");
        Leave "text-leave" [like Open Workloads] ("leave", "离开") ("leave", "离开");
    }
}

/// What a line of a text is, for its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs, reason = "named as the theme's roles")]
pub enum Tone {
    #[default]
    Plain,
    Title,
    Dim,
    Good,
    Warn,
    Bad,
    Accent,
    /// What comes, and the part of it that differs.
    Add,
    AddPart,
    /// What goes, and the part of it that differs.
    Remove,
    RemovePart,
}

/// A line of a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TextLine {
    /// Its words before a gap, such as keys; empty where it has no two parts.
    pub lead: String,
    /// Its words.
    pub text: String,
    /// Its colour.
    pub tone: Tone,
    /// Parts of the text with a colour of their own, by bytes.
    pub spans: Vec<(Range<usize>, Tone)>,
    /// Columns by which the rows after its first are moved in, so that a value that is broken stands under itself.
    pub hang: u16,
}

impl TextLine {
    /// A line in one colour.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone, ..Self::default() }
    }

    /// An ordinary line.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Tone::Plain)
    }

    /// A line in two parts.
    pub fn led(lead: impl Into<String>, text: impl Into<String>, tone: Tone) -> Self {
        Self { lead: lead.into(), ..Self::new(text, tone) }
    }

    /// A line of which the rows after the first are moved in as far as its own blanks go.
    pub fn indented(text: impl Into<String>) -> Self {
        let text = text.into();
        let hang = text.bytes().take_while(|b| *b == b' ').count().min(usize::from(u16::MAX)) as u16;
        Self { hang, ..Self::plain(text) }
    }
}

/// Two lines that stand beside each other, by their numbers; `None` where there is nothing beside one.
pub type Pair = (Option<usize>, Option<usize>);

/// How lines stand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Shape {
    /// One below the other.
    #[default]
    One,
    /// In groups, each below its title: in two columns where the room has as many.
    Groups,
    /// Two and two beside each other, by their numbers.
    Pairs(Vec<Pair>),
}

/// Columns from which on groups stand in two columns.
const TWO: u16 = 120;
/// Columns between two columns.
const GAP: u16 = 3;
/// Columns of what stands before a line, at the most.
const LEAD: usize = 24;
/// More matches than this are not counted.
const HITS: usize = 100_000;

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Of which line.
    pub line: usize,
    /// Its bytes.
    pub range: Range<usize>,
    /// Columns by which it is moved in.
    pub indent: u16,
}

/// A column of rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Column {
    /// Where it begins in the room.
    pub x: u16,
    /// Its columns.
    pub width: u16,
    /// Columns of what stands before its lines, the gap included.
    pub lead: u16,
    /// Its rows; `None` where there is nothing beside a row of the other column.
    pub rows: Vec<Option<Row>>,
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
struct Search {
    needle: String,
    /// Why it cannot be looked for.
    wrong: bool,
    /// By line and bytes.
    hits: Vec<(usize, Range<usize>)>,
    current: usize,
}

/// A text that is read.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    lines: Vec<TextLine>,
    shape: Shape,
    columns: Vec<Column>,
    room: (u16, u16),
    scroll: usize,
    search: Option<Search>,
    /// What is typed to be looked for, and the row where that began.
    typing: Option<(Field, usize)>,
}

impl Pager {
    /// A text of these lines. It is read once it has been laid into a room.
    pub fn new(lines: Vec<TextLine>, shape: Shape) -> Self {
        Self { lines, shape, ..Self::default() }
    }

    /// Its lines.
    pub fn lines(&self) -> &[TextLine] {
        &self.lines
    }

    /// Its columns of rows.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Whether its two columns belong to each other row by row.
    pub const fn is_paired(&self) -> bool {
        matches!(self.shape, Shape::Pairs(_))
    }

    /// The first row that is seen.
    pub const fn scroll(&self) -> usize {
        self.scroll
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.columns.iter().map(|c| c.rows.len()).max().unwrap_or(0)
    }

    /// How many rows are below those that are seen.
    pub fn below(&self) -> usize {
        self.rows().saturating_sub(self.scroll + usize::from(self.room.1))
    }

    fn last(&self) -> usize {
        self.rows().saturating_sub(usize::from(self.room.1))
    }

    /// Lays it into a room of so many columns and rows; what was on top stays on top.
    pub fn lay(&mut self, (w, h): (u16, u16)) {
        if self.room == (w, h) {
            return;
        }
        let top = self.columns.iter().find_map(|c| c.rows.get(self.scroll)?.clone());
        if self.room.0 != w || self.columns.is_empty() {
            self.columns = match &self.shape {
                Shape::One => vec![self.column(0, w, 0..self.lines.len())],
                Shape::Groups if w >= TWO => self.groups(w),
                Shape::Groups => vec![self.column(0, w, 0..self.lines.len())],
                Shape::Pairs(pairs) => self.pairs(w, pairs),
            };
        }
        self.room = (w, h);
        if let Some(row) = top {
            self.scroll = self.row_of(row.line, row.range.start).unwrap_or(0);
        }
        self.scroll = self.scroll.min(self.last());
    }

    fn lead(&self, lines: impl Iterator<Item = usize>) -> u16 {
        let widest = lines.filter_map(|i| self.lines.get(i)).map(|l| fit::width(&l.lead)).max().unwrap_or(0).min(LEAD);
        // A sign stands close to what it is for.
        (widest
            + match widest {
                0 => 0,
                1 => 1,
                _ => 2,
            }) as u16
    }

    fn rows_of(&self, line: usize, width: u16, lead: u16) -> Vec<Option<Row>> {
        let Some(l) = self.lines.get(line) else { return Vec::new() };
        let lead = if l.tone == Tone::Title { 0 } else { lead };
        let room = usize::from(width.saturating_sub(lead)).max(1);
        let first = fit::rows(&l.text, room).into_iter();
        // Where half the room would be blank, there is none to spare.
        let hang = if usize::from(l.hang) * 2 > room { 0 } else { l.hang };
        if hang == 0 || l.text.len() <= room {
            return first.map(|range| Some(Row { line, range, indent: 0 })).collect();
        }
        let Some(first) = first.take(1).next() else { return Vec::new() };
        let (at, rest) = (first.end, l.text.get(first.end..).unwrap_or_default());
        let mut rows = vec![Some(Row { line, range: first, indent: 0 })];
        if !rest.is_empty() {
            let below = fit::rows(rest, room - usize::from(hang)).into_iter();
            rows.extend(below.map(|r| Some(Row { line, range: at + r.start..at + r.end, indent: hang })));
        }
        rows
    }

    fn column(&self, x: u16, width: u16, lines: Range<usize>) -> Column {
        let lead = self.lead(lines.clone());
        let rows = lines.flat_map(|i| self.rows_of(i, width, lead)).collect();
        Column { x, width, lead, rows }
    }

    /// The groups in two columns that are as even as they can be.
    fn groups(&self, w: u16) -> Vec<Column> {
        let half = w.saturating_sub(GAP) / 2;
        let begins: Vec<usize> =
            self.lines.iter().enumerate().skip(1).filter(|(_, l)| l.tone == Tone::Title).map(|(i, _)| i).collect();
        let all = self.lines.len();
        let cut = |at: usize| {
            // The blank line before a title that comes to stand on top is left out.
            let end = if at > 0 && self.lines.get(at - 1).is_some_and(|l| l.text.is_empty()) { at - 1 } else { at };
            vec![self.column(0, half, 0..end), self.column(half + GAP, half, at..all)]
        };
        let height = |columns: &[Column]| columns.iter().map(|c| c.rows.len()).max().unwrap_or(0);
        let two = begins.into_iter().map(cut).min_by_key(|columns| height(columns));
        two.unwrap_or_else(|| vec![self.column(0, w, 0..all)])
    }

    fn pairs(&self, w: u16, pairs: &[Pair]) -> Vec<Column> {
        let half = w.saturating_sub(GAP) / 2;
        let side = |x: u16, of: fn(&Pair) -> Option<usize>| {
            let lead = self.lead(pairs.iter().filter_map(of));
            Column { x, width: half, lead, rows: Vec::new() }
        };
        let (mut left, mut right) = (side(0, |p| p.0), side(half + GAP, |p| p.1));
        for (a, b) in pairs {
            for (column, line) in [(&mut left, a), (&mut right, b)] {
                let rows = line.map(|line| self.rows_of(line, column.width, column.lead)).unwrap_or_default();
                column.rows.extend(rows);
            }
            let height = left.rows.len().max(right.rows.len());
            left.rows.resize(height, None);
            right.rows.resize(height, None);
        }
        vec![left, right]
    }

    /// The row that holds a byte of a line.
    fn row_of(&self, line: usize, at: usize) -> Option<usize> {
        let holds =
            |r: &Option<Row>| r.as_ref().is_some_and(|r| r.line == line && (at < r.range.end || r.range.end <= r.range.start));
        self.columns.iter().find_map(|c| {
            c.rows.iter().position(holds).or_else(|| c.rows.iter().rposition(|r| r.as_ref().is_some_and(|r| r.line == line)))
        })
    }

    /// Moves by rows.
    pub fn step(&mut self, by: isize) {
        self.scroll = self.scroll.saturating_add_signed(by).min(self.last());
    }

    /// Moves by pages: what was the first row below is the first on top.
    pub fn page(&mut self, down: bool) {
        let page = isize::try_from(self.room.1.max(1)).unwrap_or(1);
        self.step(if down { page } else { -page });
    }

    /// The very beginning, or the very end.
    pub fn edge(&mut self, end: bool) {
        self.scroll = if end { self.last() } else { 0 };
    }

    /// What is typed to be looked for.
    pub fn typing(&self) -> Option<&Field> {
        self.typing.as_ref().map(|(field, _)| field)
    }

    /// What is typed to be looked for, for a text that is pasted.
    pub fn paste(&mut self, text: &str) {
        if let Some((mut field, from)) = self.typing.take() {
            field.paste(text.trim());
            self.seek(field.text(), from);
            self.typing = Some((field, from));
        }
    }

    /// What is looked for, which of its matches one is at (0 where there are none), and how many there are; `None` for those where it is
    /// no expression.
    pub fn found(&self) -> Option<(&str, Option<(usize, usize)>)> {
        let s = self.search.as_ref()?;
        let at = if s.hits.is_empty() { 0 } else { s.current + 1 };
        Some((&s.needle, (!s.wrong).then_some((at, s.hits.len()))))
    }

    /// The matches in a line, and whether each is the one that one is at.
    pub fn hits(&self, line: usize) -> impl Iterator<Item = (Range<usize>, bool)> {
        let search = self.search.as_ref();
        let hits = search.map_or(&[][..], |s| &s.hits);
        let first = hits.partition_point(|(l, _)| *l < line);
        let current = search.map_or(0, |s| s.current);
        hits.iter()
            .enumerate()
            .skip(first)
            .take_while(move |(_, (l, _))| *l == line)
            .map(move |(i, (_, r))| (r.clone(), i == current))
    }

    /// Looks for a text, or for an expression between slashes; case counts where it has capitals. Goes to the first match from a row on.
    fn seek(&mut self, needle: &str, from: usize) {
        if needle.is_empty() {
            (self.search, self.scroll) = (None, from.min(self.last()));
            return;
        }
        let pattern = match needle.strip_prefix('/') {
            Some(rest) if !rest.is_empty() => rest.strip_suffix('/').unwrap_or(rest).to_owned(),
            _ => regex::escape(needle),
        };
        let small = !needle.chars().any(char::is_uppercase);
        let mut search = Search { needle: needle.to_owned(), ..Search::default() };
        match RegexBuilder::new(&pattern).case_insensitive(small).build() {
            Ok(regex) => {
                let of = |(i, l): (usize, &TextLine)| {
                    let found: Vec<_> = regex.find_iter(&l.text).filter(|m| !m.is_empty()).map(|m| (i, m.range())).collect();
                    found
                };
                search.hits = self.lines.iter().enumerate().flat_map(of).take(HITS).collect();
            }
            Err(_) => search.wrong = true,
        }
        let at = search.hits.iter().position(|(line, r)| self.row_of(*line, r.start).is_some_and(|row| row >= from));
        search.current = at.unwrap_or(0);
        self.search = Some(search);
        self.scroll = from.min(self.last());
        self.show();
    }

    /// Goes to the next match, or to the one before; after the last comes the first.
    fn next(&mut self, forward: bool) {
        if let Some(s) = &mut self.search
            && !s.hits.is_empty()
        {
            let count = s.hits.len();
            s.current = (s.current + if forward { 1 } else { count - 1 }) % count;
            self.show();
        }
    }

    /// Brings the match that one is at onto the screen.
    fn show(&mut self) {
        let Some((line, range)) = self.search.as_ref().and_then(|s| s.hits.get(s.current)) else { return };
        let (line, start) = (*line, range.start);
        let Some(row) = self.row_of(line, start) else { return };
        let height = usize::from(self.room.1);
        if row < self.scroll || row >= self.scroll + height {
            self.scroll = row.saturating_sub(height / 3).min(self.last());
        }
    }

    /// Takes a key of what is looked for: that which begins it, to the next one and the one before, and back. `false` where it is none.
    pub fn search_key(&mut self, keymap: &Keymap, key: Key) -> bool {
        if let Some((mut field, from)) = self.typing.take() {
            match keymap.shared_of_form(key) {
                _ if key.code == Code::Enter => {}
                Some(Shared::Back | Shared::Quit) => self.seek("", from),
                Some(Shared::Motion(_)) | None => {
                    if field.key(key) {
                        self.seek(field.text(), from);
                    }
                    self.typing = Some((field, from));
                }
            }
            return true;
        }
        match keymap.of_view(key) {
            Some(Reading::Next) if self.search.is_some() => self.next(true),
            Some(Reading::Previous) if self.search.is_some() => self.next(false),
            Some(Reading::Search) => {
                let before = self.search.as_ref().map_or("", |s| &s.needle);
                self.typing = Some((Field::offered(before), self.scroll));
            }
            None | Some(Reading::Next | Reading::Previous | Reading::Copy | Reading::Reveal | Reading::Leave) => {
                // Back goes one step at a time.
                return keymap.shared(key) == Some(Shared::Back) && self.search.take().is_some();
            }
        }
        true
    }

    /// Takes a key that moves the text or looks for something in it; `false` where it does neither.
    pub fn key(&mut self, keymap: &Keymap, key: Key) -> bool {
        if self.search_key(keymap, key) {
            return true;
        }
        let Some(Shared::Motion(motion)) = keymap.shared(key) else { return false };
        self.motion(motion);
        true
    }

    /// Moves it.
    pub fn motion(&mut self, motion: MotionCommand) {
        match motion {
            MotionCommand::Up => self.step(-1),
            MotionCommand::Down => self.step(1),
            MotionCommand::PageUp => self.page(false),
            MotionCommand::PageDown => self.page(true),
            MotionCommand::Top => self.edge(false),
            MotionCommand::Bottom => self.edge(true),
        }
    }
}

#[cfg(test)]
#[path = "pager_tests.rs"]
mod tests;
