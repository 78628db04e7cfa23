//! Texts in their room, by display width and whole graphemes: how wide they are, cut at the end, cut in the middle, broken over rows.

use std::borrow::Cow;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns of a text.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Prose cut to its room, with an ellipsis at its end where something is missing.
pub fn cut(text: &str, room: usize) -> Cow<'_, str> {
    if fits(text, room) {
        return text.into();
    }
    if room == 0 {
        return "".into();
    }
    format!("{}…", head(text, room - 1)).into()
}

/// A name cut to its room: its middle gives way, since names of one family begin alike and differ at their ends.
pub fn middle(text: &str, room: usize) -> Cow<'_, str> {
    if fits(text, room) {
        return text.into();
    }
    if room == 0 {
        return "".into();
    }
    let front = head(text, (room - 1) / 2);
    let back = tail(text, room - 1 - width(front));
    format!("{front}…{back}").into()
}

/// A sentence cut to its room: its middle gives way, at blanks where there are some near. What it is about stands first, and what can be
/// done last.
pub fn amid(text: &str, room: usize) -> Cow<'_, str> {
    if fits(text, room) || room < 12 {
        return middle(text, room);
    }
    let front = head(text, (room - 3) / 2);
    let front = front.rfind(' ').filter(|at| width(&front[*at..]) * 3 < room).map_or(front, |at| &front[..at]);
    let back = tail(text, room - 3 - width(front));
    let back = back.find(' ').filter(|at| width(&back[..*at]) * 3 < room).map_or(back, |at| &back[at + 1..]);
    format!("{front} … {back}").into()
}

/// A name as [`middle`] cuts it, prose as [`cut`] does. What has at most one blank is a name: `web STS`.
pub fn shorten(text: &str, room: usize) -> Cow<'_, str> {
    if text.split(' ').nth(2).is_some() { cut(text, room) } else { middle(text, room) }
}

// Most texts are short ASCII: their bytes are their columns.
fn fits(text: &str, room: usize) -> bool {
    text.len() <= room || text.width() <= room
}

fn head(text: &str, room: usize) -> &str {
    let (mut used, mut end) = (0, 0);
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > room {
            break;
        }
        end = at + grapheme.len();
    }
    &text[..end]
}

fn tail(text: &str, room: usize) -> &str {
    let (mut used, mut start) = (0, text.len());
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        used += grapheme.width();
        if used > room {
            break;
        }
        start = at;
    }
    &text[start..]
}

/// The rows of a text as byte ranges that hold all of it: broken after a blank where one is near the row's end, else between graphemes.
/// There is always one. Blanks may hang over the end of a row.
pub fn rows(text: &str, room: usize) -> Vec<Range<usize>> {
    // A blank in the last third is a better place than the middle of a word.
    broken_at(text, room, |left| left * 3 < room)
}

/// The same, where only a word that is wider than a row is broken.
pub fn words(text: &str, room: usize) -> Vec<Range<usize>> {
    broken_at(text, room, |_| true)
}

/// The rows, broken after a blank where `near` likes how many columns that leaves free.
fn broken_at(text: &str, room: usize, near: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let (mut rows, mut start, mut used) = (Vec::new(), 0, 0);
    if text.len() <= room {
        rows.push(0..text.len());
        return rows;
    }
    // The last place after a blank, and the columns up to it.
    let mut blank: Option<(usize, usize)> = None;
    for (at, grapheme) in text.grapheme_indices(true) {
        let w = grapheme.width();
        if grapheme == " " && used >= room {
            // It hangs over the edge, where nobody sees it.
            blank = Some((at + 1, used));
            continue;
        }
        if used + w > room && at > start {
            match blank.filter(|(_, columns)| near(used - columns)) {
                Some((b, columns)) => {
                    rows.push(start..b);
                    (start, used) = (b, used - columns);
                }
                None => {
                    rows.push(start..at);
                    (start, used) = (at, 0);
                }
            }
            blank = None;
        }
        used += w;
        if grapheme == " " {
            blank = Some((at + 1, used));
        }
    }
    rows.push(start..text.len());
    rows
}

/// The rows of a place such as `lab-admin ▸ iot-test ▸ Deployment gateway`: all of it, broken at its arrows where it can be.
pub fn places(place: &str, room: usize) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut end) = (0, 0);
    for part in place.split_inclusive("▸ ") {
        let next = end + part.len();
        // The row so far, where this part has no room behind it.
        if end > start && width(place[start..next].trim_end()) > room {
            out.extend(broken(&place[start..end], room));
            start = end;
        }
        end = next;
    }
    out.extend(broken(&place[start..end], room));
    out
}

/// A text that names something, cut to its room: the middle of the name gives way first.
pub fn within<'a>(text: &'a str, name: &str, room: usize) -> Cow<'a, str> {
    let over = width(text).saturating_sub(room);
    match text.find(name).filter(|_| over > 0 && !name.is_empty()) {
        Some(at) => {
            let name_room = width(name).saturating_sub(over).max(12.min(width(name)));
            let text = format!("{}{}{}", &text[..at], middle(name, name_room), &text[at + name.len()..]);
            cut(&text, room).into_owned().into()
        }
        None => cut(text, room),
    }
}

/// The rows of a text, without the blanks at their ends.
pub fn broken(text: &str, room: usize) -> Vec<&str> {
    rows(text, room).into_iter().map(|r| text[r].trim_end()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_loses_its_end_and_a_name_its_middle() {
        for (text, room, end, mid) in [
            ("short", 5, "short", "short"),
            ("longer", 5, "long…", "lo…er"),
            ("settlement-gateway:2.4.5", 11, "settlement…", "settl…2.4.5"),
            ("温度传感器", 5, "温度…", "温…器"),
            ("温度传感器", 6, "温度…", "温…器"),
            ("温度传感器", 7, "温度传…", "温…感器"),
            ("a👨‍👩‍👧b👨‍👩‍👧c", 5, "a👨‍👩‍👧b…", "a…👨‍👩‍👧c"),
            ("abc", 0, "", ""),
            ("abc", 1, "…", "…"),
            ("abc", 2, "a…", "…c"),
        ] {
            assert_eq!((&*cut(text, room), &*middle(text, room)), (end, mid), "{text} in {room}");
        }
        assert_eq!(shorten("a-long-name STS", 9), "a-lo… STS");
        assert_eq!(shorten("the image does not pull", 9), "the imag…");
    }

    #[test]
    fn a_sentence_shows_its_beginning_and_its_end() {
        let text = "⚠ rev 2 stuck 108s: image registry unreachable; nothing older serves. b to go back";
        for room in 0..100 {
            let cut = amid(text, room);
            assert!(width(&cut) <= room, "{cut} in {room}");
            assert!(room < 30 || cut.ends_with("go back") && cut.starts_with("⚠ rev 2"), "{cut} in {room}");
        }
        assert_eq!(amid(text, 60), "⚠ rev 2 stuck 108s: image … older serves. b to go back");
        assert_eq!(amid("温度传感器温度传感器", 13), "温度 … 传感器");
    }

    #[test]
    fn a_place_is_broken_at_its_arrows() {
        let place = "lab-admin ▸ iot-test ▸ Deployment gateway";
        assert_eq!(places(place, 60), [place]);
        assert_eq!(places(place, 30), ["lab-admin ▸ iot-test ▸", "Deployment gateway"]);
        assert_eq!(places(place, 20), ["lab-admin ▸", "iot-test ▸", "Deployment gateway"]);
        assert_eq!(places("abcdefghij ▸ Pod klmnop", 8), ["abcdefgh", "ij ▸", "Pod klmn", "op"]);
        assert_eq!(within("Pods of device-service (5) by name", "device-service", 31), "Pods of devic…ervice (5) by na…");
        assert_eq!(within("Pods of device-service (5)", "device-service", 24), "Pods of devic…ervice (5)");
    }

    #[test]
    fn rows_hold_all_of_a_text_and_fit() {
        assert_eq!(broken("deployments are forbidden", 20), ["deployments are", "forbidden"]);
        assert_eq!(broken("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(broken("温度传感器", 5), ["温度", "传感", "器"]);
        assert_eq!(broken("", 5), [""]);
        let long = format!("{} {}", "x".repeat(8000), "温度 e\u{301} ".repeat(50));
        for text in [long.as_str(), "a b  c   d", "温", "  ", "two  blanks at the end  "] {
            for room in 1..120 {
                let rows = rows(text, room);
                assert_eq!(rows.iter().map(|r| &text[r.clone()]).collect::<String>(), text);
                // A grapheme wider than the whole room stands alone.
                assert!(rows.iter().all(|r| width(text[r.clone()].trim_end()) <= room.max(2)), "{room}");
                assert!(text.is_empty() || rows.iter().all(|r| !r.is_empty()), "{room}");
            }
        }
    }
}
