//! Views: they read the state and draw cells. Only what is visible is drawn, nothing is changed, nothing can be started from here.

mod browse;
mod containers;
mod field;
mod footer;
mod forms;
mod header;
mod logs;
mod make;
mod namespaces;
mod paint;
mod pane;
mod picker;
mod pods;
mod popup;
mod question;
mod revisions;
mod table;
mod target;
mod text;
mod tracker;
mod workloads;

pub use crate::app::i18n;

use crate::app::State;
use crate::app::layout::Area;
use crate::app::modes::Mode;
use crate::command::Pane;
use crate::theme::{Role, Theme};
use paint::Painter;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Draws the state. Gives the place of the text cursor, where one is wanted.
pub fn render(state: &State, theme: &Theme, buffer: &mut Buffer) -> Option<Position> {
    let area = buffer.area;
    let mut p = Painter::new(buffer, theme, state.lang);
    p.fill(area, Role::Text);
    if area.width < 20 || area.height < 5 {
        p.text(0, 0, area.width, p.tr("dogwatch: the screen is too small"), Role::Warn);
        return None;
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
            Pane::Pods if state.pod_open.is_some() => containers::draw(state, &mut p, frame),
            Pane::Pods => pods::draw(state, &mut p, frame),
            Pane::Logs => logs::draw(state, &mut p, frame),
            Pane::Browser => browse::draw(state, &mut p, frame),
        }
    }
    footer::message(state, &mut p, rect(state.layout.message));
    // What has its own keys says so itself: the panes' mean nothing under it.
    if matches!(state.mode, Mode::Normal) {
        footer::keys(state, &mut p, rect(state.layout.footer));
    }
    let cursor = match &state.mode {
        Mode::Normal => None,
        Mode::Filter { pane, field, .. } => {
            let keys = [("Enter", p.tr("keep it")), ("Esc", p.tr("cancel")), ("↑↓", p.tr("choose"))];
            popup::full_keys(&mut p, &keys);
            footer::filter(state, &mut p, rect(state.layout.message), (*pane, field))
        }
        Mode::Picker(picker) => picker::draw(state, &mut p, picker),
        Mode::Scale(form) => forms::scale(state, &mut p, form),
        Mode::Delete(form) => forms::delete(state, &mut p, form),
        Mode::Marks(form) => forms::marks(state, &mut p, form),
        Mode::Image(form) => forms::image(state, &mut p, form),
        Mode::Make(form) => make::draw(state, &mut p, form),
        Mode::Editing(editing) => {
            make::editing(state, &mut p, editing);
            None
        }
        Mode::Revisions(view) => revisions::draw(state, &mut p, view),
        Mode::Waiting(waiting) => {
            question::waiting(state, &mut p, waiting);
            None
        }
        Mode::Question(question) => question::draw(state, &mut p, question),
        Mode::Logs(mode) => logs::forms::draw(state, &mut p, mode),
        Mode::Tracker(tracker) => {
            tracker::draw(state, &mut p, tracker);
            None
        }
        Mode::Text(view) => text::draw(state, &mut p, view),
    };
    footer::over(state, &mut p, rect(state.layout.message), rect(state.layout.footer));
    cursor
}

const fn rect(a: Area) -> Rect {
    Rect { x: a.x, y: a.y, width: a.w, height: a.h }
}
