//! The list of a view over the panes, and where it stands on the screen: its keys, the mouse and what draws it go by the same.

use super::layout::{Area, full_area};
use super::list::List;
use crate::command::MotionCommand;
use crate::model::Time;
use std::ops::{Deref, DerefMut};

/// Rows that a list has at the least before anything is told below it, with the line between them.
const LIST: u16 = 4;

/// A list with its place.
#[derive(Clone, Debug)]
pub struct Listing<K> {
    list: List<K>,
    /// Its titles and its rows, from frame to frame.
    area: Area,
    /// Whether it has titles.
    titled: bool,
    /// Where the row under the cursor is told of, with the line above that.
    told: Area,
}

impl<K> Default for Listing<K> {
    fn default() -> Self {
        Self { list: List::default(), area: Area::default(), titled: true, told: Area::default() }
    }
}

impl<K> Deref for Listing<K> {
    type Target = List<K>;

    fn deref(&self) -> &List<K> {
        &self.list
    }
}

impl<K> DerefMut for Listing<K> {
    fn deref_mut(&mut self) -> &mut List<K> {
        &mut self.list
    }
}

/// A list that keys and the mouse go through, whatever it is of.
pub trait Listed {
    /// Moves the cursor by rows, and scrolls to it.
    fn go(&mut self, by: isize);

    /// As [`Listed::go`], as its keys say.
    fn moves(&mut self, motion: MotionCommand);

    /// Moves the cursor to the row at a place of the screen, where there is one.
    fn click(&mut self, column: u16, row: u16);

    /// It was drawn, on top or below others.
    fn drawn(&mut self, now: Time, on_top: bool);

    /// Holds the cursor on what has been read under it.
    fn pin(&mut self, now: Time);
}

impl<K: Clone + PartialEq> Listing<K> {
    /// Lays it into the whole screen, with `told` rows for what is told of the row under the cursor; on a low screen the list has them.
    pub fn lay(&mut self, size: (u16, u16), told: u16) {
        self.lay_into(full_area(size, "", "", false), true, told);
    }

    /// As [`Listing::lay`], into this room, with titles or without, and scrolls to the cursor.
    pub fn lay_into(&mut self, inside: Area, titled: bool, told: u16) {
        let (h, told) = if told == 0 || inside.h < told + LIST { (inside.h, 0) } else { (inside.h - told - 1, told) };
        // The cursor stands beside the text, and the row is marked from frame to frame.
        self.area = Area { x: inside.x.saturating_sub(1), w: inside.w + 2, h, ..inside };
        self.titled = titled;
        self.told = Area { y: inside.y + h, h: if told > 0 { told + 1 } else { 0 }, ..inside };
        self.list.show(self.height());
    }

    /// How many rows are drawn.
    pub fn height(&self) -> usize {
        usize::from(self.area.h).saturating_sub(usize::from(self.titled)).max(1)
    }

    /// Whether it has room for a row.
    pub fn has_room(&self) -> bool {
        self.area.h > u16::from(self.titled)
    }

    /// Whether a place of the screen is within it.
    pub fn holds(&self, column: u16, row: u16) -> bool {
        let a = self.area;
        (a.x..a.x.saturating_add(a.w)).contains(&column) && (a.y..a.y.saturating_add(a.h)).contains(&row)
    }

    /// Where its titles and its rows are drawn, and whether it has titles.
    pub const fn place_of_rows(&self) -> (Area, bool) {
        (self.area, self.titled)
    }

    /// Where the row under the cursor is told of; `None` where there is no room for that.
    pub fn place_of_told(&self) -> Option<Area> {
        Some(self.told).filter(|a| a.h > 0)
    }

    /// The rows that are drawn, each with whether the cursor is on it.
    pub fn drawn_rows(&self) -> impl Iterator<Item = (&K, bool)> {
        self.list.window(self.height())
    }

    /// Takes new rows where they are others; the cursor holds whatever it stands on.
    pub fn keep_on(&mut self, rows: Vec<K>) {
        if self.list.rows() != rows {
            self.list.keep_on(rows);
        }
    }
}

impl<K: Clone + PartialEq> Listed for Listing<K> {
    fn go(&mut self, by: isize) {
        self.list.step(by);
        self.list.show(self.height());
    }

    fn moves(&mut self, motion: MotionCommand) {
        self.go(motion.lines(isize::try_from(self.height()).unwrap_or(1)));
    }

    fn click(&mut self, column: u16, row: u16) {
        if self.holds(column, row)
            && let Some(row) = row.checked_sub(self.area.y + u16::from(self.titled))
            && let Some(by) = away(&self.list, row.into(), self.height())
        {
            self.go(by);
        }
    }

    fn drawn(&mut self, now: Time, on_top: bool) {
        self.list.drawn(now, on_top);
    }

    fn pin(&mut self, now: Time) {
        self.list.pin(now);
    }
}

/// By how many rows the cursor is away from a row of those that are drawn; `None` where there is none.
pub(super) fn away<K: Clone + PartialEq>(list: &List<K>, row: usize, height: usize) -> Option<isize> {
    let (cursor, count) = list.place();
    let at = list.first() + row;
    let by = at as isize - cursor as isize;
    // From what has gone the first step down leads to what stands in its place.
    let by = if list.is_lost() && by >= 0 { by + 1 } else { by };
    (row < height && at < count).then_some(by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(size: (u16, u16), told: u16) -> Listing<usize> {
        let mut list = Listing::default();
        list.keep_on((0..40).collect());
        list.lay(size, told);
        list
    }

    /// The cursor's row is drawn on a screen of any size, and what is told of it has room or leaves the list all of it.
    #[test]
    fn a_list_and_what_is_told_of_its_row_have_room_on_every_screen() {
        for (told, w) in [(6, 0), (6, 1), (8, 20), (6, 80), (8, 300)] {
            for h in 0..80 {
                let mut list = listing((w, h), told);
                let inside = full_area((w, h), "", "", false);
                let whole = list.place_of_told().map_or(0, |a| a.h);
                assert!(list.area.h + whole <= inside.h && (whole == 0 || list.area.h + 1 >= LIST), "{w}×{h}");
                for row in 0..40usize {
                    assert_eq!(list.drawn_rows().filter(|(k, on)| *on && **k == row).count(), 1, "{w}×{h}: {row}");
                    list.go(1);
                }
            }
        }
    }

    #[test]
    fn a_click_goes_to_the_row_that_is_drawn_there() {
        let mut list = listing((80, 24), 6);
        list.moves(MotionCommand::Bottom);
        let first = *list.drawn_rows().next().unwrap().0;
        for (column, row, want) in [
            (40, 2, 39),
            (40, 3, first),
            (0, 4, first),
            (1, 4, first + 1),
            (78, 5, first + 2),
            (79, 6, first + 2),
            (40, 13, first + 10),
            (40, 14, first + 10),
            (40, u16::MAX, first + 10),
        ] {
            list.click(column, row);
            assert_eq!(list.selected(), Some(&want), "{column} {row}");
            assert_eq!(list.drawn_rows().next().map(|(k, _)| *k), Some(first), "nothing scrolls under a click");
        }
        // What has gone is not under the cursor; the row that stands in its place is a row like another.
        list.keep_on((0..40).filter(|k| *k != first + 10).collect());
        list.lay((80, 24), 6);
        assert_eq!(list.selected(), None);
        list.click(40, 13);
        assert_eq!(list.selected(), list.drawn_rows().nth(10).map(|(k, _)| k));
    }
}
