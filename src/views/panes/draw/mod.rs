//! Draws the panes, and above them the views that stand on top. Only what is visible is drawn, and nothing is changed.

mod browse;
mod containers;
mod footer;
mod header;
mod logs;
mod namespaces;
mod pods;
mod tabs;
mod titles;
mod usage;
mod workloads;

use crate::app::State;
use crate::app::layout::Area;
use crate::app::room::Room;
use crate::app::text::Word;
use crate::command::Pane;
use crate::theme::{Role, Theme};
use crate::ui::paint::Painter;
use crate::ui::pane;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws a view over the panes. Gives the place of the text cursor, where one is wanted.
pub(in crate::views) type DrawRoom = fn(&State, &mut Painter<'_>, &dyn Room) -> Option<Position>;

/// Draws the state; `room` draws the views over the panes. Gives the place of the text cursor, where one is wanted.
pub(in crate::views) fn render(state: &State, theme: &Theme, buffer: &mut Buffer, room: DrawRoom) -> Option<Position> {
    let area = buffer.area;
    let mut p = Painter::new(buffer, theme, state.lang);
    p.fill(area, Role::Text);
    if area.width < 20 || area.height < 5 {
        p.text(0, 0, area.width, p.word(Word::TooSmall), Role::Warn);
        return None;
    }
    let rows = state.tab_rows();
    if rows > 0 {
        tabs::draw(state, &mut p);
        p.below(rows);
    }
    header::draw(state, &mut p, rect(state.layout.header));
    let last = state.layout.panes.len().saturating_sub(1);
    for (i, (pane, at)) in state.layout.panes.iter().enumerate() {
        // A pane whose lower frame is the next one's upper draws no lower frame of its own.
        let joined_below = i < last && *pane != Pane::Namespaces;
        let joined_above = i > 0 && state.layout.panes[i - 1].0 != Pane::Namespaces;
        let frame = pane::Frame { area: rect(*at), joined_above, joined_below };
        match pane {
            Pane::Namespaces => namespaces::draw(state, &mut p, frame),
            Pane::Workloads => workloads::draw(state, &mut p, frame),
            Pane::Pods if state.panes.pod_open.is_some() => containers::draw(state, &mut p, frame),
            Pane::Pods => pods::draw(state, &mut p, frame),
            Pane::Logs => logs::draw(state, &mut p, frame),
            Pane::Browser => browse::draw(state, &mut p, frame),
        }
    }
    // What lies below something else is seen where that leaves room; its keys and what is said in it are not those of now.
    let (message, footer) = (rect(state.layout.message), rect(state.layout.footer));
    let below = state.views.len().saturating_sub(1);
    for view in state.views.iter().take(below) {
        room(state, &mut p, view);
        p.over(&view.name(state.lang));
    }
    if below > 0 {
        p.fill(message, Role::Text);
        p.fill(footer, Role::Text);
    }
    footer::message(state, &mut p, message);
    // What has its own keys says so itself: the panes' mean nothing under it.
    let cursor = match state.top() {
        None => {
            footer::keys(state, &mut p, footer);
            None
        }
        Some(top) => room(state, &mut p, top),
    };
    footer::over(state, &mut p, message, footer);
    cursor.map(|at| Position { y: at.y + rows, ..at })
}

const fn rect(a: Area) -> Rect {
    Rect { x: a.x, y: a.y, width: a.w, height: a.h }
}
