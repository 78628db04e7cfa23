//! A list with a cursor that holds an object, not a row.

/// Keys in the order in which they are drawn, and the cursor.
#[derive(Clone, Debug)]
pub struct List<K> {
    rows: Vec<K>,
    cursor: Option<K>,
    /// The row of the cursor; where its object has gone, the row it was last seen on.
    index: usize,
    /// The first row on the screen.
    offset: usize,
    /// Whether the user has moved the cursor. Until then it stays on the first row, whatever comes to stand there.
    moved: bool,
    /// Whether the cursor's object is not among the rows.
    lost: bool,
    /// Marked objects, in the order in which they were marked.
    marks: Vec<K>,
}

impl<K> Default for List<K> {
    fn default() -> Self {
        Self { rows: Vec::new(), cursor: None, index: 0, offset: 0, moved: false, lost: false, marks: Vec::new() }
    }
}

impl<K: Clone + PartialEq> List<K> {
    /// Takes new rows. The cursor stays on its object wherever it has moved to. An object that has gone leaves the cursor on nothing,
    /// until the user moves it: another one never slips under a key that is being pressed.
    pub fn set_rows(&mut self, rows: Vec<K>) {
        self.rows = rows;
        if !self.marks.is_empty() {
            // What has gone, or is filtered away, is not changed behind its user's back.
            let rows = &self.rows;
            self.marks.retain(|m| rows.contains(m));
        }
        if !self.moved {
            self.index = 0;
            self.cursor = self.rows.first().cloned();
            self.lost = false;
            return;
        }
        if let Some(cursor) = &self.cursor {
            match self.rows.iter().position(|k| k == cursor) {
                Some(i) => (self.index, self.lost) = (i, false),
                None => {
                    self.lost = true;
                    self.index = self.index.min(self.rows.len().saturating_sub(1));
                }
            }
        }
    }

    /// Puts the cursor on an object, also before it is among the rows.
    pub fn select(&mut self, key: K) {
        self.moved = true;
        self.lost = true;
        if let Some(i) = self.rows.iter().position(|k| *k == key) {
            (self.index, self.lost) = (i, false);
        }
        self.cursor = Some(key);
    }

    /// Lets the cursor go: it stands on the first row again until it is moved.
    pub fn reset(&mut self) {
        *self = Self { rows: std::mem::take(&mut self.rows), ..Self::default() };
        self.cursor = self.rows.first().cloned();
    }

    /// Marks the object under the cursor, or takes its mark away, and goes on to the next row.
    pub fn mark(&mut self) {
        let Some(key) = self.selected().cloned() else { return };
        match self.marks.iter().position(|m| *m == key) {
            Some(i) => drop(self.marks.remove(i)),
            None => self.marks.push(key),
        }
        self.step(1);
        self.moved = true;
    }

    /// Takes all marks away; `true` where there were some.
    pub fn unmark(&mut self) -> bool {
        !std::mem::take(&mut self.marks).is_empty()
    }

    /// The marked objects that are among the rows.
    pub fn marks(&self) -> &[K] {
        &self.marks
    }

    /// Holds the cursor on the object that it stands on.
    pub const fn hold(&mut self) {
        self.moved = true;
    }

    /// The object under the cursor; `None` where there is none or it has gone.
    pub fn selected(&self) -> Option<&K> {
        if self.lost { None } else { self.cursor.as_ref() }
    }

    /// The object that the cursor holds, even where it has gone.
    pub const fn held(&self) -> Option<&K> {
        self.cursor.as_ref()
    }

    /// Moves the cursor by rows. From an object that has gone it steps onto the row that now stands in its place.
    pub fn step(&mut self, by: isize) {
        if self.rows.is_empty() {
            return;
        }
        let last = self.rows.len() - 1;
        let lost_down = self.lost && by > 0;
        let target = self.index.saturating_add_signed(by) - usize::from(lost_down && self.index.saturating_add_signed(by) > 0);
        self.put(target.min(last));
    }

    /// To the first row.
    pub fn top(&mut self) {
        self.put(0);
    }

    /// To the last row.
    pub fn bottom(&mut self) {
        self.put(self.rows.len().saturating_sub(1));
    }

    fn put(&mut self, index: usize) {
        if let Some(key) = self.rows.get(index) {
            (self.cursor, self.index) = (Some(key.clone()), index);
            (self.moved, self.lost) = (true, false);
        }
    }

    /// Scrolls so that the cursor is among the `height` rows that are drawn.
    pub fn show(&mut self, height: usize) {
        let height = height.max(1);
        self.offset =
            self.offset.clamp((self.index + 1).saturating_sub(height), self.index).min(self.rows.len().saturating_sub(height));
    }

    /// All rows.
    pub fn rows(&self) -> &[K] {
        &self.rows
    }

    /// The rows that are drawn in `height` lines, each with whether the cursor is on it.
    pub fn window(&self, height: usize) -> impl Iterator<Item = (&K, bool)> {
        let rows = self.rows.iter().enumerate().skip(self.offset).take(height);
        rows.map(|(i, k)| (k, !self.lost && i == self.index && self.cursor.is_some()))
    }

    /// The cursor's row and the number of rows, as titles show them.
    pub fn place(&self) -> (usize, usize) {
        (self.index, self.rows.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_on_its_object() {
        let mut list = List::default();
        list.set_rows(vec!["b", "c"]);
        assert_eq!(list.selected(), Some(&"b"));
        list.set_rows(vec!["a", "b", "c"]);
        assert_eq!(list.selected(), Some(&"a"), "untouched, it stays on the first row");
        list.step(1);
        list.set_rows(vec!["0", "1", "a", "b", "c"]);
        assert_eq!(list.selected(), Some(&"b"));
        assert_eq!(list.place(), (3, 5));
    }

    #[test]
    fn an_object_that_goes_leaves_the_cursor_on_nothing() {
        let mut list = List::default();
        list.set_rows(vec!["a", "b", "c"]);
        list.step(1);
        list.set_rows(vec!["a", "c"]);
        assert_eq!(list.selected(), None);
        assert!(list.window(9).all(|(_, cursor)| !cursor));
        list.set_rows(vec!["a", "b", "c"]);
        assert_eq!(list.selected(), Some(&"b"), "it has come back");
        list.set_rows(vec!["a", "c"]);
        list.step(1);
        assert_eq!(list.selected(), Some(&"c"), "the row that took its place");
        list.set_rows(vec!["a"]);
        list.step(-1);
        assert_eq!(list.selected(), Some(&"a"));
        list.set_rows(vec![]);
        assert_eq!(list.selected(), None);
        list.step(1);
    }

    #[test]
    fn the_window_follows_the_cursor() {
        let mut list = List::default();
        list.set_rows((0..100).collect());
        list.step(50);
        list.show(10);
        assert_eq!(list.window(10).map(|(k, _)| *k).collect::<Vec<_>>(), (41..51).collect::<Vec<_>>());
        list.step(-3);
        list.show(10);
        assert_eq!(list.window(10).next(), Some((&41, false)), "no scrolling while the cursor is in the window");
        list.bottom();
        list.show(10);
        assert_eq!(list.window(10).last(), Some((&99, true)));
        list.set_rows((0..5).collect());
        list.show(10);
        assert_eq!(list.window(10).count(), 5);
    }
}
