//! Draws the form of a new workload, and the YAML that it makes.

mod remarks;

use super::{Entry, MakeKey, Page, Pending, Row, Step, View, What};
use crate::app::State;
use crate::app::text::Word;
use crate::command::Command;
use crate::model::Time;
use crate::theme::Role;
use crate::ui::paint::{Painter, cut, width};
use crate::ui::pane::wrapped;
use crate::ui::target::Head;
use crate::ui::text::{back, key_of, own, since, up_down};
use crate::ui::{field, popup};
use ratatui::layout::{Position, Rect};

/// Columns of the labels.
const LABELS: u16 = 16;
/// Rows below the fields: suggestions, or the beginning of the text.
const BELOW: u16 = 7;

/// Draws it. Gives the place of the text cursor, where something is typed.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, form: &View) -> Option<Position> {
    let namespace = form.value(What::Namespace);
    let prod = state.is_prod(Some(namespace));
    let context = &state.cluster.context.name;
    let place = if namespace.is_empty() { context.to_string() } else { format!("{context} ▸ {namespace}") };
    let head = Head::new(p, p.word(Word::Make), place, prod);
    let screen = p.area();
    let rows = form.rows().count() as u16;
    // Both pages have one size; the YAML has the whole screen.
    if let Some(first) = form.shown {
        let inside = head.open_full(p);
        yaml(state, p, inside, form, first);
        return None;
    }
    let height = if form.conversion.is_some() { screen.height } else { form.entries.len() as u16 + BELOW + 5 };
    let inside = head.open(p, (screen.width.clamp(20, 100), height));
    tabs(state, p, inside, form.page);
    // The fields come first; what is below them takes what is left, but never less than a few rows of a low screen.
    let room = inside.height.saturating_sub(4);
    let shown = rows.min(room.saturating_sub(if form.suggestions.is_empty() && form.conversion.is_none() { 0 } else { 4 }).max(1));
    let at = form.rows().position(|(i, _)| i == form.at).unwrap_or(0);
    let first = (at + 1).saturating_sub(usize::from(shown).max(1));
    let mut cursor = None;
    let mut before = None;
    let mut y = inside.y + 2;
    for (n, (index, entry)) in form.rows().enumerate() {
        if n >= first && n < first + usize::from(shown) {
            let line = Rect { x: inside.x, y, width: inside.width, height: 1 };
            let column = row(p, line, entry, index == form.at, before == Some(entry.what));
            if index == form.at {
                cursor = Some(Position { x: column.min(inside.right()), y });
            }
            y += 1;
        }
        before = Some(entry.what);
    }
    let below = Rect { y, height: inside.bottom().saturating_sub(y + 1), ..inside };
    if let Some(pending) = form.pending {
        p.text(below.x, below.y, below.width, &waiting_words(p, state.now, pending), Role::Busy);
        popup::keys(p, inside, &[back(state, p.word(Word::Leave))]);
        return None;
    }
    let said = said(p, below, form);
    let below = Rect { y: below.y + said, height: below.height.saturating_sub(said), ..below };
    if form.suggestions.is_empty() {
        let used = form.conversion.as_ref().map_or(0, |conversion| remarks::draw(state, p, below, conversion) + 1);
        if form.page == Page::Yaml {
            text(p, Rect { y: below.y + used, height: below.height.saturating_sub(used), ..below }, form);
        }
    } else {
        suggestions(p, below, form);
    }
    keys(state, p, inside, form);
    cursor
}

fn waiting_words(p: &Painter<'_>, now: Time, pending: Pending) -> String {
    let words = match pending.step {
        Step::Reading => p.word(Word::ReadingFile),
        Step::Planning => p.word(Word::Asking),
        Step::Editor | Step::Source => p.word(Word::EditorHasTerminal),
    };
    since(words, now, pending.since)
}

fn tabs(state: &State, p: &mut Painter<'_>, inside: Rect, page: Page) {
    let mut x = inside.x;
    for (which, words) in [(Page::Image, p.word(Word::FromImage)), (Page::Yaml, p.word(Word::FromYaml))] {
        let role = if which == page { Role::Selection } else { Role::Dim };
        x += p.text(x, inside.y, inside.right().saturating_sub(x), &format!(" {words} "), role) + 2;
    }
    p.text(x, inside.y, inside.right().saturating_sub(x), &state.keymap.hint_of(MakeKey::Page), Role::Key);
}

/// One field; gives the column of the cursor in it.
fn row(p: &mut Painter<'_>, line: Rect, entry: &Entry, active: bool, again: bool) -> u16 {
    if !again {
        p.text(line.x, line.y, LABELS, p.word(entry.what.label()), if active { Role::Accent } else { Role::Dim });
    }
    let x = line.x + LABELS;
    let room = line.right().saturating_sub(x);
    let typed = entry.field.text();
    if typed.is_empty() && !active {
        let used = p.text(x, line.y, room, p.word(entry.what.hint()), Role::Disabled);
        return error(p, x, x + used + 2, line, entry);
    }
    let kept = entry.error.as_ref().map_or(0, |e| (width(&p.words(e)) as u16 + 4).min(room / 2));
    let (cursor, used) = field::draw(p, (x, line.y, room.saturating_sub(kept)), &entry.field, active);
    let used = if typed.is_empty() { p.text(x + 1, line.y, room, p.word(entry.what.hint()), Role::Disabled) + 1 } else { used };
    error(p, cursor.x, x + used + 2, line, entry)
}

fn error(p: &mut Painter<'_>, cursor: u16, x: u16, line: Rect, entry: &Entry) -> u16 {
    if let Some(error) = &entry.error {
        p.text(x, line.y, line.right().saturating_sub(x), &format!("✗ {}", p.words(error)), Role::ErrorMessage);
    }
    cursor
}

/// What was refused, else what is wrong with the field under the cursor where it does not fit beside it; gives its rows.
fn said(p: &mut Painter<'_>, area: Rect, form: &View) -> u16 {
    let beside = |e: &Entry| width(e.field.text()) + 4 + usize::from(LABELS);
    let long = |e: &Entry| {
        let error = p.words(e.error.as_ref()?);
        (beside(e) + width(&error) > usize::from(area.width)).then_some(error)
    };
    let words = form.error.as_ref().map(|e| p.words(e)).or_else(|| form.entries.get(form.at).and_then(long));
    let Some(words) = words else { return 1 };
    let most = Rect { x: area.x.saturating_sub(1), width: area.width + 2, height: area.height.min(5), ..area };
    wrapped(p, most, &format!("✗ {words}"), Role::ErrorMessage).max(1)
}

fn suggestions(p: &mut Painter<'_>, area: Rect, form: &View) {
    let height = usize::from(area.height);
    let first = form.chosen.map_or(0, |c| (c + 1).saturating_sub(height.max(1)));
    let widest = form.suggestions.iter().map(|(text, _)| width(text)).max().unwrap_or(0) as u16;
    let lead = widest.min(area.width / 2);
    for (n, (i, (text, place))) in form.suggestions.iter().enumerate().skip(first).take(height).enumerate() {
        let role = if form.chosen == Some(i) { Role::Selection } else { Role::Text };
        let y = area.y + n as u16;
        p.text(area.x + 2, y, lead, text, role);
        p.text(area.x + lead + 4, y, area.width.saturating_sub(lead + 4), &p.words(place), Role::Dim);
    }
}

/// The beginning of the text, and how long it is.
fn text(p: &mut Painter<'_>, area: Rect, form: &View) {
    let text = form.text.reveal();
    if text.trim().is_empty() || area.height == 0 {
        return;
    }
    let count = text.lines().count();
    p.text(area.x, area.y, area.width, &format!("{count} {}", p.word(Word::Lines)), Role::Dim);
    for (n, line) in text.lines().take(usize::from(area.height - 1)).enumerate() {
        p.text(area.x + 2, area.y + 1 + n as u16, area.width.saturating_sub(2), line, Role::Text);
    }
}

fn keys(state: &State, p: &mut Painter<'_>, inside: Rect, form: &View) {
    let mut keys = vec![own(state, p, MakeKey::Continue), own(state, p, MakeKey::Next)];
    if !form.suggestions.is_empty() {
        keys.push(key_of(state, Command::Down, p.word(Word::Choose)));
    }
    if form.page == Page::Yaml {
        keys.push(own(state, p, MakeKey::Editor));
    }
    if form.conversion.is_some() {
        keys.push(own(state, p, MakeKey::Source));
    }
    keys.extend([own(state, p, MakeKey::Show), back(state, p.word(Word::Leave)), own(state, p, MakeKey::New)]);
    popup::keys(p, inside, &keys);
}

/// The YAML as it would be sent, from a line on.
fn yaml(state: &State, p: &mut Painter<'_>, inside: Rect, form: &View, first: usize) {
    let text = form.yaml().unwrap_or_default();
    let height = usize::from(inside.height.saturating_sub(2));
    // What is said of a conversion stands before it.
    let mut said = Vec::new();
    if let Some(conversion) = &form.conversion {
        let blank = Row { open: None, text: String::new() };
        said.push(Row { text: p.words(&conversion.head()), ..blank.clone() });
        said.extend(conversion.rows(state.lang, inside.width.into()));
        said.push(blank);
    }
    let count = text.lines().count() + said.len();
    let first = first.min(count.saturating_sub(1));
    for (n, y) in (first..count).zip(inside.y..).take(height) {
        match said.get(n) {
            Some(row) => remarks::row(p, (inside.x, y, inside.width), row),
            None => {
                let line = text.lines().nth(n - said.len()).unwrap_or_default();
                p.text(inside.x, y, inside.width, &cut(line, inside.width.into()), Role::Text);
            }
        }
    }
    if first + height < count {
        let more = format!("… {}", count - first - height);
        p.right(inside.x, inside.bottom().saturating_sub(2), inside.width, &more, Role::Dim);
    }
    let (go_on, edit) = (own(state, p, MakeKey::Continue), own(state, p, MakeKey::EditShown));
    let keys = [up_down(state, p.word(Word::Scroll)), go_on, edit, back(state, p.word(Word::Back))];
    popup::keys(p, inside, &keys);
}
