//! Draws the watch of a release.

use super::{SoakKey, View};
use crate::app::State;
use crate::app::text::Word;
use crate::command::Command;
use crate::ui::paint::Painter;
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::{back, own, pager, up_down};
use ratatui::layout::Position;

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let inside = Head::of(state, p, Word::Watch, &[&view.target]).open_full(p);
    pager(p, inside, &view.pager);
    let mut keys: Vec<(String, &str)> = Vec::new();
    let may = |command| state.cluster.may(command, &view.target, state.readonly).is_ok();
    if view.canary && may(Command::Hold) {
        keys.push(own(state, p, SoakKey::GoOn));
    }
    if may(Command::RollBack) {
        keys.push(own(state, p, SoakKey::RollBack));
    }
    keys.push(own(state, p, SoakKey::Rollout));
    if state.soaks.of(&view.target).is_none_or(|s| !s.is_running()) {
        keys.push(own(state, p, SoakKey::Again));
    }
    if view.pager.below() > 0 || view.pager.scroll() > 0 {
        keys.push(up_down(state, p.word(if view.pager.below() > 0 { Word::Scroll } else { Word::TheEnd })));
    }
    keys.push(back(state, p.word(Word::Leave)));
    popup::full_keys(p, &keys);
    None
}
