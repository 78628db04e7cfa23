//! Draws the list, and below it the forward under the cursor.

use super::{ForwardsKey, View};
use crate::app::State;
use crate::app::forwards::Forward;
use crate::app::room::Room;
use crate::model::fit;
use crate::model::forward::{Standing, bytes};
use crate::model::human_duration;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{self, Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own};
use crate::ui::{field, popup};
use ratatui::layout::{Position, Rect};

const fn column(title: &'static str, min: u16, max: u16, give_up: u8) -> Column {
    Column { title, min, max, grow: false, right: false, give_up }
}

const COLUMNS: [Column; 7] = [
    column("", 1, 0, 0),
    column("LOCAL", 14, 24, 0),
    Column { grow: true, ..column("TARGET", 30, 0, 0) },
    column("PORT", 4, 15, 0),
    column("POD", 20, 40, 3),
    Column { right: true, ..column("CONNS", 5, 12, 2) },
    Column { right: true, ..column("BYTES", 10, 12, 1) },
];

/// Glyph, colour and words of how one stands.
fn standing(p: &Painter<'_>, state: &State, forward: &Forward) -> (&'static str, Role, String) {
    let since = |t| human_duration(state.now.since(t).max(0));
    match forward.news.as_ref().map(|n| n.standing) {
        None => ("○", Role::Dim, p.tr("opening").into()),
        Some(Standing::Starting) => ("○", Role::Dim, p.tr("looks for its pods").into()),
        Some(Standing::Ready) => ("●", Role::Live, p.tr("ready").into()),
        Some(Standing::Waiting(t)) => ("◐", Role::Warn, format!("{} {}", p.tr("waits for a ready pod since"), since(t))),
        Some(Standing::Gone(t)) => ("✗", Role::Bad, format!("{} {}", p.tr("the pod is gone since"), since(t))),
    }
}

/// Draws it. Gives the place of the text cursor, where a name is typed.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let forwards = &state.forwards;
    let title = view.name(state.lang);
    let counted = if forwards.count() > 0 { format!("{title} ({})", forwards.count()) } else { title.clone() };
    let inside = Head::new(p, &counted, "", false).open_full(p);
    if forwards.count() == 0 {
        p.text(
            inside.x,
            inside.y,
            inside.width,
            p.tr("no port-forward is open: F on a pod, workload or Service opens one"),
            Role::Dim,
        );
        popup::full_keys(p, &[back(state, p.tr("leave"))]);
        return None;
    }
    let (rows, whole) = View::rooms(state.size, &p.titled(&title));
    let row = view.row(forwards);
    let first = view.top(row, usize::from(rows.saturating_sub(1)));
    let line = |(i, f): (usize, &Forward)| {
        let (glyph, role, _) = standing(p, state, f);
        let news = f.news.clone().unwrap_or_default();
        let local = if news.local.is_empty() { format!("{}:{}", f.address, f.local) } else { news.local.clone() };
        let t = &f.target;
        let elsewhere = if t.context == state.cluster.context.name { String::new() } else { format!("{} ▸ ", t.context) };
        let target = format!("{elsewhere}{} ▸ {} {}", t.namespace, t.resource, t.name);
        let pod = news.pod.as_ref().map(|(name, ..)| name.to_string()).unwrap_or_default();
        let cells = vec![
            Cell::new(glyph, role),
            Cell::new(local, Role::Accent),
            Cell::plain(target),
            Cell::plain(f.port.clone()),
            Cell::new(pod, if news.standing == Standing::Ready { Role::Text } else { Role::Dim }),
            Cell::plain(format!("{}/{}", news.open, news.connections)),
            Cell::plain(bytes(news.received + news.sent)),
        ];
        Line { cells, cursor: i == row, marked: false }
    };
    let lines: Vec<Line<'_>> = forwards.all().iter().enumerate().skip(first).take(rows.into()).map(line).collect();
    let list = Rect { x: inside.x.saturating_sub(1), width: inside.width + 2, height: rows.min(inside.height), ..inside };
    table::draw(p, list, &COLUMNS, &lines, true, true);
    if let (Some(forward), true) = (view.chosen(forwards), whole > 0) {
        below(state, p, Rect { y: inside.y + rows, height: whole + 1, ..inside }, forward);
    }
    let mut keys = vec![("↑↓".to_owned(), p.tr("choose"))];
    keys.extend([ForwardsKey::Copy, ForwardsKey::End, ForwardsKey::Save, ForwardsKey::GoTo].map(|k| own(state, p, k)));
    keys.push(back(state, p.tr("leave")));
    popup::full_keys(p, &keys);
    let typed = view.naming.as_ref()?;
    let line = Rect { y: p.area().bottom().saturating_sub(1), height: 1.min(p.area().height), ..p.area() };
    p.fill(line, Role::Text);
    let lead = format!("{} ", p.tr("save as"));
    let w = p.text(line.x + 1, line.y, line.width.saturating_sub(2), &lead, Role::Key);
    Some(field::draw(p, (line.x + 1 + w, line.y, line.width.saturating_sub(w + 2)), typed, true).0)
}

/// The one under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, forward: &Forward) {
    for x in area.x..area.right() {
        p.symbol(x, area.y, "─", Role::Border);
    }
    let title = format!("{}  ", forward.url().unwrap_or_else(|| p.tr("opening").into()));
    p.text(area.x, area.y, area.width, &title, Role::Title);
    let (_, role, words) = standing(p, state, forward);
    let news = forward.news.clone().unwrap_or_default();
    let there = news.pod.as_ref().filter(|_| news.standing == Standing::Ready);
    let pod = there.map(|(name, _, port)| format!("  {} {name}:{port}", p.tr("pod"))).unwrap_or_default();
    let open = human_duration(state.now.since(forward.since).max(0));
    let mut rows = vec![
        (p.tr("leads to"), format!("{} : {}", forward.target.place(), forward.port), Role::Text),
        (p.tr("state"), format!("{words}{pod}"), role),
        (
            p.tr("connections"),
            format!("{} {}, {} {}, {} {open}", news.open, p.tr("open"), news.connections, p.tr("in all"), p.tr("for")),
            Role::Text,
        ),
        (
            p.tr("bytes"),
            format!("{} {}, {} {}", bytes(news.received), p.tr("received"), bytes(news.sent), p.tr("sent")),
            Role::Text,
        ),
    ];
    if let Some((at, why)) = &news.error {
        rows.push((p.tr("last error"), format!("{} {why}", state.clock(*at)), Role::ErrorMessage));
    }
    let lead = 13u16.min(area.width);
    let room = usize::from(area.width.saturating_sub(lead)).max(1);
    let mut y = area.y + 1;
    for (name, text, role) in rows {
        for (i, part) in fit::rows(&text, room).into_iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            if i == 0 {
                p.text(area.x, y, lead, name, Role::Dim);
            }
            p.text(area.x + lead, y, area.width.saturating_sub(lead), text[part].trim_end(), role);
            y += 1;
        }
    }
}
