//! Text fields: the part around the cursor where the text is longer than its room, with a mark where there is more; what is offered stands
//! reversed.

use super::paint::{Painter, width};
use crate::app::field::Field;
use crate::model::fit;
use crate::model::text::clean;
use crate::theme::Role;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_segmentation::UnicodeSegmentation;

/// Draws a field in `room` columns; gives where its cursor stands, and how many columns it took.
pub(crate) fn draw(p: &mut Painter<'_>, (x, y, room): (u16, u16, u16), field: &Field, active: bool) -> (Position, u16) {
    let room = room.min(p.area().right().saturating_sub(x));
    let role = if active { Role::Input } else { Role::Text };
    let text = field.text();
    // The cursor needs a cell behind the last character.
    let total = width(text) + usize::from(active);
    let cursor = if active { field.column() } else { 0 };
    let seen = usize::from(room);
    if seen == 0 {
        return (Position { x, y }, 0);
    }
    // With a third of the room behind the cursor, as far as there is text: one sees where one comes to.
    let first = if total <= seen { 0 } else { (cursor + seen / 3 + 1).saturating_sub(seen).min(total - seen) };
    let last = first + seen;
    let (more_left, more_right) = (first > 0, total > last);
    let offered = field.selected().filter(|_| active);
    let (mut column, mut end) = (0usize, 0u16);
    for (at, grapheme) in text.grapheme_indices(true) {
        let w = width(grapheme);
        let from = column;
        column += w;
        // What a mark or an edge covers by half is left out.
        if from < first + usize::from(more_left) || column + usize::from(more_right) > last || *grapheme != *clean(grapheme) {
            continue;
        }
        let mut style = p.style(role);
        if offered.as_ref().is_some_and(|o| o.contains(&at)) {
            style = style.add_modifier(Modifier::REVERSED);
        }
        let place = (from - first) as u16;
        end = place + p.styled(x + place, y, w as u16, grapheme, style);
    }
    if more_left {
        p.symbol(x, y, "‹", Role::Key);
    }
    if more_right {
        p.symbol(x + room - 1, y, "›", Role::Key);
        end = room;
    }
    let at = cursor.saturating_sub(first).min(seen - 1) as u16;
    (Position { x: x + at, y }, end)
}

/// How many rows of this width a field takes with its cursor.
pub(crate) fn rows(field: &Field, room: u16) -> u16 {
    let room = usize::from(room).max(1);
    let rows = fit::rows(field.text(), room);
    let full = rows.last().is_some_and(|r| width(&field.text()[r.clone()]) >= room);
    (rows.len() + usize::from(full)).min(usize::from(u16::MAX)) as u16
}

/// Draws the field with the keys over as many rows as it takes; where they are not there, in one row that moves. Gives where the cursor
/// stands, and the rows.
pub(crate) fn over_rows(p: &mut Painter<'_>, area: Rect, field: &Field) -> (Position, u16) {
    let needed = rows(field, area.width);
    if needed == 1 || needed > area.height || area.width == 0 {
        let (at, _) = draw(p, (area.x, area.y, area.width), field, true);
        return (at, 1);
    }
    let (text, offered, cursor) = (field.text(), field.selected(), field.at());
    let mut place = Position { x: area.x, y: area.y };
    for (y, row) in (area.y..).zip(fit::rows(text, area.width.into())) {
        let mut x = area.x;
        for (at, grapheme) in text[row.clone()].grapheme_indices(true) {
            let at = row.start + at;
            if at <= cursor {
                place = Position { x, y };
            }
            let mut style = p.style(Role::Input);
            if offered.as_ref().is_some_and(|o| o.contains(&at)) {
                style = style.add_modifier(Modifier::REVERSED);
            }
            x += p.styled(x, y, area.right().saturating_sub(x), grapheme, style);
        }
        if cursor >= text.len() && row.end == text.len() {
            place = if x < area.right() { Position { x, y } } else { Position { x: area.x, y: y + 1 } };
        }
    }
    (place, needed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Code, Key};
    use crate::model::Lang;
    use crate::theme::Theme;
    use ratatui::buffer::Buffer;

    fn seen(field: &Field, room: u16) -> (String, u16) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 60, 1));
        let theme = Theme::load("dark", &[]).unwrap();
        let (at, _) = draw(&mut Painter::new(&mut buffer, &theme, Lang::En), (0, 0, room), field, true);
        (crate::export::text(&buffer).trim_end().to_owned(), at.x)
    }

    #[test]
    fn the_cursor_is_always_in_view_and_marks_say_that_there_is_more() {
        let mut field = Field::new("0123456789abcdefghij");
        assert_eq!(seen(&field, 30), ("0123456789abcdefghij".into(), 20));
        assert_eq!(seen(&field, 10), ("‹cdefghij".into(), 9));
        field.key(Key { code: Code::Home, ..Key::char('x') });
        assert_eq!(seen(&field, 10), ("012345678›".into(), 0));
        for text in ["0123456789abcdefghij", "温度传感器温度传感器温度传感器", "a👨‍👩‍👧b👨‍👩‍👧c👨‍👩‍👧d👨‍👩‍👧e👨‍👩‍👧f"]
        {
            for room in 4..50 {
                let mut field = Field::new(text);
                for _ in 0..text.chars().count() + 2 {
                    let (shown, at) = seen(&field, room);
                    assert!(at < room, "{shown} {at}");
                    assert!(width(&shown) <= usize::from(room), "{shown}");
                    // The cursor stands on no mark.
                    assert!(!(at == 0 && shown.starts_with('‹')), "{shown}");
                    field.key(Key { code: Code::Left, ..Key::char('x') });
                }
            }
        }
    }
}
