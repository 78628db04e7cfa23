//! Lines cut to a pane's width: wrapped over rows, or seen through a window that moves sideways.
//!
//! Widths are counted by grapheme, as the drawing library does, so that a wide character or an emoji of several code points is
//! never cut in half. Text comes cleaned: no tabs, no controls.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns a text takes.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// The rows of a text as byte ranges: `first` columns wide the first, `rest` columns each that follows. There is always one. A character
/// that is wider than a whole row stands in none.
pub fn rows(text: &str, first: usize, rest: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    each_row(text, first, rest, |row| rows.push(row));
    rows
}

/// How many rows [`rows`] gives.
pub fn height(text: &str, first: usize, rest: usize) -> usize {
    if text.is_ascii() && first > 0 {
        return match text.len().checked_sub(first) {
            None | Some(0) => 1,
            Some(_) if rest == 0 => 1,
            Some(more) => 1 + more.div_ceil(rest),
        };
    }
    let mut count = 0;
    each_row(text, first, rest, |_| count += 1);
    count
}

fn each_row(text: &str, first: usize, rest: usize, mut emit: impl FnMut(Range<usize>)) {
    if first == 0 {
        return emit(0..0);
    }
    if text.is_ascii() {
        let mut start = 0;
        let mut room = first;
        while text.len() - start > room && rest > 0 {
            emit(start..start + room);
            start += room;
            room = rest;
        }
        return emit(start..text.len().min(start + room));
    }
    let (mut start, mut end, mut used, mut room) = (0, 0, 0, first);
    for (at, grapheme) in text.grapheme_indices(true) {
        let (w, after) = (grapheme.width(), at + grapheme.len());
        if used + w > room {
            if rest == 0 {
                break;
            }
            if w <= rest || end > start {
                emit(start..end);
                (used, room) = (0, rest);
            }
            start = at;
            if w > rest {
                // It fits nowhere.
                (start, end) = (after, after);
                continue;
            }
        }
        used += w;
        end = after;
    }
    emit(start..end);
}

/// What can be seen of a line through a window that starts at some column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Window {
    /// The bytes that are seen whole.
    pub range: Range<usize>,
    /// Blanks to draw before them, where a wide character is cut by the left edge.
    pub pad: usize,
    /// Whether something lies to the left.
    pub left: bool,
    /// Whether something lies to the right.
    pub right: bool,
}

/// The window of `width` columns from column `from` on.
pub fn window(text: &str, from: usize, width: usize) -> Window {
    if text.is_ascii() {
        let start = from.min(text.len());
        let end = text.len().min(start + width);
        return Window { range: start..end, pad: 0, left: start > 0, right: end < text.len() };
    }
    let (mut column, mut start, mut end, mut pad, mut right) = (0, None, 0, 0, false);
    for (at, grapheme) in text.grapheme_indices(true) {
        let w = grapheme.width();
        if column >= from {
            if start.is_none() {
                (start, end) = (Some(at), at);
                pad = column - from;
            }
            if column - from + w > width {
                right = true;
                break;
            }
            end = at + grapheme.len();
        }
        column += w;
    }
    let start = start.unwrap_or(text.len());
    Window { range: start..end.max(start), pad: pad.min(width), left: start > 0, right }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, first: usize, rest: usize) -> Vec<&str> {
        rows(text, first, rest).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn rows_are_cut_between_characters() {
        for (text, first, rest, want) in [
            ("", 5, 5, vec![""]),
            ("abcde", 5, 5, vec!["abcde"]),
            ("abcdef", 5, 5, vec!["abcde", "f"]),
            ("abcdefgh", 2, 3, vec!["ab", "cde", "fgh"]),
            ("温度温度", 5, 5, vec!["温度", "温度"]),
            ("a温度b", 4, 4, vec!["a温", "度b"]),
            ("ab👩\u{200d}👩\u{200d}👧cd", 3, 3, vec!["ab", "👩\u{200d}👩\u{200d}👧c", "d"]),
            ("e\u{301}e\u{301}e\u{301}", 2, 2, vec!["e\u{301}e\u{301}", "e\u{301}"]),
            ("温", 1, 1, vec![""]),
            ("a温b", 1, 1, vec!["a", "b"]),
            ("温ab", 1, 4, vec!["", "温ab"]),
            ("abc", 0, 5, vec![""]),
            ("abc", 2, 0, vec!["ab"]),
        ] {
            assert_eq!(pieces(text, first, rest), want, "{text:?} {first} {rest}");
            assert_eq!(height(text, first, rest), want.len(), "{text:?} {first} {rest}");
        }
    }

    #[test]
    fn a_window_shows_whole_characters() {
        for (text, from, width, want, pad, left, right) in [
            ("abcdef", 0, 3, "abc", 0, false, true),
            ("abcdef", 2, 3, "cde", 0, true, true),
            ("abcdef", 3, 3, "def", 0, true, false),
            ("abcdef", 9, 3, "", 0, true, false),
            ("温度温度", 0, 3, "温", 0, false, true),
            ("温度温度", 1, 4, "度", 1, true, true),
            ("温度温度", 4, 4, "温度", 0, true, false),
            ("温度", 9, 4, "", 0, true, false),
            ("", 0, 4, "", 0, false, false),
        ] {
            let w = window(text, from, width);
            assert_eq!((&text[w.range.clone()], w.pad, w.left, w.right), (want, pad, left, right), "{text:?} {from} {width}");
        }
    }

    #[test]
    fn no_row_is_too_wide_and_nothing_that_fits_is_lost() {
        let mut rng = fastrand::Rng::with_seed(11);
        let parts = ["a", "b", " ", "温", "度", "😀", "e\u{301}", "👩\u{200d}👧", "❤\u{fe0f}", "ｱ", "\u{301}", "🇩🇪", "क्ष"];
        for _ in 0..5000 {
            let text: String = (0..rng.usize(0..30)).map(|_| parts[rng.usize(0..parts.len())]).collect();
            let (first, rest) = (rng.usize(0..9), rng.usize(0..9));
            let cut = rows(&text, first, rest);
            assert_eq!(cut.len(), height(&text, first, rest), "{text:?} {first} {rest}");
            for (i, row) in cut.iter().enumerate() {
                let room = if i == 0 { first } else { rest };
                assert!(width(&text[row.clone()]) <= room, "{text:?} {first} {rest}: {row:?}");
            }
            if first >= 4 && rest >= 4 {
                assert_eq!(cut.iter().map(|r| &text[r.clone()]).collect::<String>(), text, "{first} {rest}");
            }
            let seen = window(&text, first, rest);
            assert!(width(&text[seen.range.clone()]) + seen.pad <= rest, "{text:?} {first} {rest}");
        }
    }
}
