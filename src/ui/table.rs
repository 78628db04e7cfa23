//! Columns: how wide each is in the room there is, and which are given up.

use super::paint::{Painter, width};
use crate::model::Words;
use crate::theme::Role;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its title.
    pub title: Words,
    /// Columns that it needs at the least.
    pub min: u16,
    /// Columns that it takes at the most, before what is left is shared; 0 for as many as its cells need.
    pub max: u16,
    /// Whether it takes what is left.
    pub grow: bool,
    /// Whether its cells stand to the right.
    pub right: bool,
    /// The higher, the sooner it is given up; 0 is kept.
    pub give_up: u8,
    /// Columns up to which its cells are whole, where it is not given up: what is cut there says something else.
    pub whole: u16,
}

impl Column {
    /// A column whose cells stand to the left and that takes none of what is left.
    pub const fn new(title: Words, min: u16, max: u16, give_up: u8) -> Self {
        Self { title, min, max, grow: false, right: false, give_up, whole: 0 }
    }

    /// It with its cells to the right.
    #[must_use]
    pub const fn right(self) -> Self {
        Self { right: true, ..self }
    }

    /// It with all that is left.
    #[must_use]
    pub const fn growing(self) -> Self {
        Self { grow: true, ..self }
    }

    /// It with cells that are whole, up to so many columns.
    #[must_use]
    pub const fn whole(self, whole: u16) -> Self {
        Self { whole, ..self }
    }

    fn titled(self, word: &str) -> Self {
        if word == self.title.en { self } else { Self { min: self.min.max(width(word) as u16), ..self } }
    }
}

/// A cell's text and role, and how many bytes at the text's beginning are left out where little else would have room.
#[derive(Clone, Debug)]
pub struct Cell<'a>(pub Cow<'a, str>, pub Role, usize);

impl<'a> Cell<'a> {
    /// A cell.
    pub fn new(text: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self(text.into(), role, 0)
    }

    /// An ordinary cell.
    pub fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        Self(text.into(), Role::Text, 0)
    }

    /// A cell of a `head` and what counts more: where there is no room for both, the head gives way.
    pub fn headed(head: &str, text: &str, role: Role) -> Self {
        if head.is_empty() || text.is_empty() {
            return Self(format!("{head}{text}").into(), role, 0);
        }
        Self(format!("{head}  {text}").into(), role, head.len() + 2)
    }

    /// What is shown of it in so many columns.
    fn shown(&self, room: u16) -> &str {
        let (head, text) = self.0.split_at_checked(self.2).unwrap_or(("", &self.0));
        let cut = width(&self.0) > usize::from(room);
        if cut && usize::from(room) < width(head) + usize::from(LEAST) { text } else { &self.0 }
    }

    /// A cell that may be overlooked.
    pub fn dim(text: impl Into<Cow<'a, str>>) -> Self {
        Self(text.into(), Role::Dim, 0)
    }
}

/// A row, and whether the cursor is on it.
#[derive(Debug)]
pub struct Line<'a> {
    /// Its cells, one for each column.
    pub cells: Vec<Cell<'a>>,
    /// Whether the cursor is on it.
    pub cursor: bool,
    /// Whether it is marked.
    pub marked: bool,
}

impl<'a> Line<'a> {
    /// A row that has no mark, and not the cursor.
    pub const fn new(cells: Vec<Cell<'a>>) -> Self {
        Self { cells, cursor: false, marked: false }
    }
}

/// Columns between two columns.
pub const GAP: u16 = 2;
/// Columns that the text behind a cell's head has at the least, before the head gives way.
const LEAST: u16 = 24;
/// Columns of the widest duration that kubectl writes, `7y364d`: a column of ages does not move the others when they grow.
pub const AGE: u16 = 6;

/// Columns that cells such as `3 (2m5s ago)` need at the most, however old they get.
pub fn with_ages<'a>(cells: impl Iterator<Item = &'a str>) -> u16 {
    let need = |text: &str| match text.split_once(" (") {
        Some((count, rest)) if rest.ends_with(" ago)") => width(count) + usize::from(AGE) + 7,
        _ => width(text),
    };
    cells.map(need).max().unwrap_or(0) as u16
}

/// Columns that the widest cell of a column needs.
pub fn widest(lines: &[Line<'_>], column: usize) -> u16 {
    lines.iter().filter_map(|l| l.cells.get(column)).map(|c| width(&c.0)).max().unwrap_or(0) as u16
}

/// Columns from this rank on are shown whole or not at all.
const GO_WHOLE: u8 = 4;

/// The width of each column in `room`; 0 for one that is given up.
fn widths(columns: &[Column], lines: &[Line<'_>], room: u16) -> Vec<u16> {
    let min = |i: usize, c: &Column| if c.whole > 0 { c.min.max(widest(lines, i).min(c.whole)) } else { c.min };
    let columns: Vec<Column> = columns.iter().enumerate().map(|(i, c)| Column { min: min(i, c), ..*c }).collect();
    let need = |i: usize| {
        let need = widest(lines, i).max(width(columns[i].title.en) as u16).max(columns[i].min);
        if columns[i].max > 0 { need.min(columns[i].max.max(columns[i].min)) } else { need }
    };
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    // A column of which no row has anything says nothing.
    kept.retain(|&i| {
        columns[i].give_up == 0 || columns[i].grow || lines.iter().any(|l| l.cells.get(i).is_some_and(|c| !c.0.is_empty()))
    });
    let sum = |kept: &[usize]| kept.iter().map(|&i| columns[i].min + GAP).sum::<u16>().saturating_sub(GAP);
    while sum(&kept) > room && kept.iter().any(|&i| columns[i].give_up > 0) {
        if let Some(worst) = kept.iter().copied().max_by_key(|&i| columns[i].give_up) {
            kept.retain(|&i| i != worst);
        }
    }
    loop {
        let mut out = vec![0; columns.len()];
        for &i in &kept {
            out[i] = columns[i].min;
        }
        let mut left = room.saturating_sub(sum(&kept));
        // First those that are never given up get what they need. What grows takes what is left in the end: it is the longest text, and
        // it would leave nothing for the others.
        let mut order = kept.clone();
        order.sort_by_key(|&i| columns[i].give_up);
        order.retain(|&i| !columns[i].grow);
        for &i in &order {
            let more = need(i).saturating_sub(out[i]).min(left);
            out[i] += more;
            left -= more;
        }
        // A cut name of a node tells nothing, and its room is wanted by others.
        let cut = order.iter().rev().find(|&&i| columns[i].give_up >= GO_WHOLE && out[i] < need(i));
        if let Some(&cut) = cut {
            kept.retain(|&i| i != cut);
            continue;
        }
        // Where nothing grows, what stands to the right goes to the edge.
        let last = kept.last().filter(|&&i| columns[i].right);
        if let Some(&i) = kept.iter().rev().find(|&&i| columns[i].grow).or(last) {
            out[i] += left;
        }
        return out;
    }
}

/// Draws rows, with the columns' titles above them where `titles` says so.
pub fn draw(p: &mut Painter<'_>, area: Rect, columns: &[Column], lines: &[Line<'_>], titles: bool, focused: bool) {
    let words: Vec<&str> = columns.iter().map(|c| p.word(c.title)).collect();
    // A title in another language may be wider than its column was made for.
    let columns: Vec<Column> = columns.iter().zip(&words).map(|(c, word)| c.titled(word)).collect();
    draw_named(p, area, (&columns, &words), lines, titles, focused);
}

/// As [`draw`], with titles that are not known when the program is built: their widths are in the columns' `min`.
pub fn draw_named(
    p: &mut Painter<'_>,
    area: Rect,
    (columns, words): (&[Column], &[&str]),
    lines: &[Line<'_>],
    titles: bool,
    focused: bool,
) {
    let widths = widths(columns, lines, area.width.saturating_sub(1));
    let mut y = area.y;
    if titles && area.height > 0 {
        let mut x = area.x + 1;
        for ((column, &title), &w) in columns.iter().zip(words).zip(&widths).filter(|(_, w)| **w > 0) {
            if column.right {
                p.right(x, y, w, title, Role::Header)
            } else {
                _ = p.text(x, y, w, title, Role::Header)
            }
            x += w + GAP;
        }
        y += 1;
    }
    for line in lines.iter().take(usize::from(area.bottom().saturating_sub(y))) {
        let mut x = area.x + 1;
        for (i, column) in columns.iter().enumerate().filter(|(i, _)| widths[*i] > 0) {
            if let Some(cell) = line.cells.get(i) {
                let (text, role) = (cell.shown(widths[i]), cell.1);
                if column.right { p.right(x, y, widths[i], text, role) } else { _ = p.cell(x, y, widths[i], text, role) }
            }
            x += widths[i] + GAP;
        }
        if line.cursor {
            p.tint(
                Rect { x: area.x, y, width: area.width, height: 1 },
                if focused { Role::Selection } else { Role::SelectionIdle },
            );
            let bar = if line.marked { "█" } else { "▌" };
            p.symbol(area.x, y, bar, if focused { Role::Selection } else { Role::SelectionIdle });
        } else if line.marked {
            p.tint(Rect { x: area.x, y, width: area.width, height: 1 }, Role::Marked);
            p.symbol(area.x, y, "◆", Role::Marked);
        }
        y += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_ages_stand_still() {
        for ms in [
            0,
            59_000,
            125_000,
            599_000,
            3_600_000,
            28_740_000,
            700_000_000,
            86_400_000 * 364,
            86_400_000 * 365 * 7 + 86_400_000 * 364,
        ] {
            let age = crate::model::human_duration(ms);
            assert!(width(&age) <= usize::from(AGE), "{age}");
            assert_eq!(with_ages([format!("12 ({age} ago)").as_str(), "0"].into_iter()), 15);
        }
        assert_eq!(with_ages(["0", "123"].into_iter()), 3);
    }

    #[test]
    fn where_there_is_no_room_for_both_the_head_gives_way() {
        let cell = Cell::headed("failed 7m58s", "image not on the node", Role::Bad);
        assert_eq!((cell.shown(35), cell.shown(34)), ("failed 7m58s  image not on the node", "image not on the node"));
        assert_eq!(cell.shown(9), "image not on the node");
        let long = Cell::headed("stuck 40s", "image registry unreachable: settlement-gateway:2.4.5", Role::Bad);
        assert_eq!((long.shown(35), long.shown(34)), (&*long.0, "image registry unreachable: settlement-gateway:2.4.5"));
        assert_eq!(Cell::headed("stuck 40s", "", Role::Bad).shown(4), "stuck 40s");
        assert_eq!(Cell::headed("", "exit 7", Role::Bad).shown(4), "exit 7");
    }

    #[test]
    fn columns_are_given_up_and_the_rest_is_shared() {
        let column = |min, give_up, grow| Column { grow, ..Column::new(Words::NONE, min, 0, give_up) };
        let columns = [column(5, 0, true), column(4, 1, false), column(6, 2, false)];
        let line = Line {
            cells: vec![Cell::plain("a-long-name"), Cell::plain("1234"), Cell::plain("123456")],
            cursor: false,
            marked: false,
        };
        let lines = [line];
        assert_eq!(widths(&columns, &lines, 40), [26, 4, 6]);
        assert_eq!(widths(&columns, &lines, 20), [6, 4, 6]);
        assert_eq!(widths(&columns, &lines, 16), [10, 4, 0]);
        assert_eq!(widths(&columns, &lines, 6), [6, 0, 0]);
        assert_eq!(widths(&columns, &lines, 2), [5, 0, 0]);
        // Ages stand at the edge, also where the column that grows was given up.
        let ages = [column(5, 0, false), column(12, 2, true), Column { right: true, ..column(6, 0, false) }];
        assert_eq!(widths(&ages, &lines, 26), [11, 0, 13], "12 columns are too few for what grows");
        assert_eq!(widths(&ages, &lines, 40).iter().sum::<u16>() + 2 * GAP, 40);
        // What is to be whole has its room before others are given up.
        let whole = [column(5, 0, false), column(4, 1, false), column(2, 0, false).whole(6)];
        assert_eq!(widths(&whole, &lines, 20), [6, 4, 6]);
        assert_eq!(widths(&whole, &lines, 14), [6, 0, 6]);
        assert_eq!(widths(&[column(2, 0, false).whole(4), whole[1]], &lines, 10), [4, 4], "no more than it is said to need");
    }
}
