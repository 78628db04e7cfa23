//! The line of tabs, above all else: where one could be, how it is there, and where something has happened.

use crate::app::State;
use crate::app::tab::{TabState, line};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::pane::mood_role;
use ratatui::layout::Rect;

pub(super) fn draw(state: &State, p: &mut Painter<'_>) {
    let area = Rect { height: 1, ..p.area() };
    p.fill(area, Role::Text);
    let (looks, front) = (state.tab_looks(), state.tabs.front());
    for place in line(&looks, front, area.width.saturating_sub(2), state.lang) {
        let Some(look) = looks.get(place.tab) else { continue };
        let (mut x, end) = (area.x + 1 + place.at.0, area.x + 1 + place.at.0 + place.at.1);
        let here = place.tab == front;
        let mut put = |text: &str, role: Role, gap: u16| x += p.text(x, area.y, end.saturating_sub(x), text, role) + gap;
        put(&(place.tab + 1).to_string(), Role::Key, 1);
        put(&place.name, if here { Role::Title } else { Role::Dim }, 1);
        let role = match look.state {
            TabState::Connecting => Role::Stale,
            TabState::Offline(_) => Role::Bad,
            TabState::Known(mood, _) => mood_role(mood),
        };
        put(&place.state, role, 1);
        if look.news {
            put("•", Role::Warn, 1);
        }
        if look.prod {
            put("PROD", Role::ProdBadge, 0);
        }
    }
}
