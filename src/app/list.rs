//! A list with a cursor that holds an object, not a row.

use crate::model::Time;

/// How long an object must have been on the screen under a cursor that nobody has moved until the cursor holds it, in milliseconds: by
/// then somebody may have read it and have a finger over a key.
pub const SEEN_MS: i64 = 1_000;

/// Keys in the order in which they are drawn, and the cursor.
#[derive(Clone, Debug)]
pub struct List<K> {
    rows: Vec<K>,
    cursor: Option<K>,
    /// The row of the cursor; where its object has gone, the row it was last seen on.
    index: usize,
    /// The first row on the screen.
    offset: usize,
    /// Whether the cursor holds its object: the user has moved it, or has had the time to read it. Until then it stays on the first row,
    /// whatever comes to stand there.
    moved: bool,
    /// The object that was drawn under a cursor that holds nothing yet, and since when.
    seen: Option<(K, Time)>,
    /// Whether the rows are others by the user's own doing: an object that is not among them gives the cursor to the first row.
    seeking: bool,
    /// What the cursor held before that.
    before: Option<K>,
    /// Whether the cursor's object is not among the rows.
    lost: bool,
    /// Marked objects, in the order in which they were marked.
    marks: Vec<K>,
}

impl<K> Default for List<K> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            cursor: None,
            index: 0,
            offset: 0,
            moved: false,
            seen: None,
            seeking: false,
            before: None,
            lost: false,
            marks: Vec::new(),
        }
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
        if self.seeking {
            self.sought();
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

    /// As [`List::set_rows`], in a view whose cursor holds whatever it stands on.
    pub fn keep_on(&mut self, rows: Vec<K>) {
        self.set_rows(rows);
        if self.selected().is_some() {
            self.hold();
        }
    }

    /// It with the rows that there are now, of which so many are drawn.
    #[must_use]
    pub fn now(&self, rows: Vec<K>, height: usize) -> Self {
        let mut list = self.clone();
        list.keep_on(rows);
        list.show(height);
        list
    }

    /// After a filter was set: the object stays under the cursor where it passes, else the first that does gets it.
    fn sought(&mut self) {
        let held = self.cursor.as_ref().is_some_and(|c| self.rows.contains(c));
        // While nothing passes, the first that comes to pass is waited for.
        self.seeking = !held && self.rows.is_empty();
        if !held && let Some(first) = self.rows.first() {
            self.cursor = Some(first.clone());
        }
        self.moved = true;
    }

    /// Takes note that the next rows are others by the user's own doing, such as a filter.
    pub const fn seek(&mut self) {
        self.seeking = true;
    }

    /// Whether nothing passes the user's filter, so that the cursor stands on nothing until something does.
    pub const fn seeks(&self) -> bool {
        self.seeking && self.rows.is_empty()
    }

    /// Keeps in mind which object the cursor holds, before a filter is typed.
    pub fn keep(&mut self) {
        self.before.clone_from(&self.cursor);
    }

    /// Puts the cursor back onto what it held then: the filter was left.
    pub fn give_back(&mut self) {
        if let Some(key) = self.before.take() {
            self.select(key);
        }
    }

    /// The screen was drawn at `now`: with the rows, or with something else in their place.
    pub fn drawn(&mut self, now: Time, rows: bool) {
        if !rows {
            self.seen = None;
            return;
        }
        if self.moved || self.seen.as_ref().map(|(key, _)| key) == self.selected() {
            return;
        }
        self.seen = self.selected().cloned().map(|key| (key, now));
    }

    /// Holds the cursor on its object where that has been on the screen for so long that a key may be meant for it.
    pub fn pin(&mut self, now: Time) {
        let long = |(key, since): &(K, Time)| self.cursor.as_ref() == Some(key) && now.since(*since) >= SEEN_MS;
        self.moved |= self.seen.as_ref().is_some_and(long);
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

    /// Whether what the cursor holds has gone.
    pub const fn is_lost(&self) -> bool {
        self.lost
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
        // A list that has no pane is found again as it was left.
        if height == 0 {
            self.offset = self.offset.min(self.index);
            return;
        }
        self.offset =
            self.offset.clamp((self.index + 1).saturating_sub(height), self.index).min(self.rows.len().saturating_sub(height));
    }

    /// The number of the first row that is drawn.
    pub const fn first(&self) -> usize {
        self.offset
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

    /// In a view nothing has to be moved before the cursor holds: what goes leaves it on nothing, also where it is the first or the only one.
    #[test]
    fn in_a_view_the_cursor_holds_from_the_first() {
        for (then, step, want) in
            [(vec!["b", "c"], 0, None), (vec!["b", "c"], 1, Some("b")), (vec!["0", "a"], 0, Some("a")), (vec![], 1, None)]
        {
            let mut list = List::default();
            list.keep_on(vec![]);
            assert_eq!(list.selected(), None);
            list.keep_on(vec!["a", "b", "c"]);
            assert_eq!(list.now(then.clone(), 2).selected(), ["a"].iter().find(|a| then.contains(a)));
            list.keep_on(then.clone());
            if step != 0 {
                list.step(step);
            }
            assert_eq!(list.selected().copied(), want, "{then:?}");
        }
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

    #[test]
    fn what_was_on_the_screen_for_a_second_is_held() {
        let at = |ms| Time::from_secs(100).plus(ms);
        // (drawn at, other rows at, what the cursor is on then)
        for (drawn, then, want) in
            [(&[0][..], 999, "z"), (&[0], 1_000, "a"), (&[0, 500, 900], 1_000, "a"), (&[], 5_000, "z"), (&[4_500], 5_000, "z")]
        {
            let mut list = List::default();
            list.set_rows(vec!["a", "b"]);
            for ms in drawn {
                list.drawn(at(*ms), true);
            }
            list.pin(at(then));
            list.set_rows(vec!["z", "a", "b"]);
            assert_eq!(list.selected(), Some(&want), "drawn at {drawn:?}, changed at {then}");
        }
        // What came to the top meanwhile begins its own second.
        let mut list = List::default();
        for (ms, rows, want) in [
            (0, vec!["a", "b"], Some("a")),
            (600, vec!["b", "a"], Some("b")),
            (1_200, vec!["c", "b", "a"], Some("c")),
            (2_300, vec!["a", "b", "c"], Some("c")),
            (2_400, vec!["a", "b"], None),
        ] {
            list.pin(at(ms));
            list.set_rows(rows);
            assert_eq!(list.selected().copied(), want, "at {ms}");
            list.drawn(at(ms), true);
        }
    }

    #[test]
    fn a_filter_gives_the_cursor_to_the_first_that_passes() {
        let mut list = List::default();
        list.set_rows(vec!["a", "ab", "b", "bc"]);
        list.step(1);
        list.keep();
        for (rows, want) in [
            (vec!["ab", "b", "bc"], Some("ab")),
            (vec!["bc"], Some("bc")),
            (vec![], None),
            // Something comes to pass, and nobody has typed since.
            (vec!["bd"], Some("bd")),
        ] {
            if want != Some("bd") {
                list.seek();
            }
            list.set_rows(rows);
            assert_eq!((list.selected().copied(), list.seeks()), (want, want.is_none()));
        }
        list.set_rows(vec!["ba", "bd"]);
        assert_eq!(list.selected(), Some(&"bd"), "held like any other");
        list.seek();
        list.set_rows(vec!["a", "ab", "b", "ba", "bc", "bd"]);
        assert_eq!(list.selected(), Some(&"bd"));
        list.give_back();
        assert_eq!(list.selected(), Some(&"ab"), "the filter was left");
    }
}
