//! Choosing a revision to go back to.

use super::{Mode, Next};
use crate::app::commands::Way;
use crate::app::difference::{leaf, whole};
use crate::app::i18n::tr;
use crate::app::layout::{full_room, popup_box};
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::pager::{Pager, Shape, TextLine, Tone};
use crate::app::state::State;
use crate::app::way::way;
use crate::command::{Key, MotionCommand, Shared};
use crate::model::change::{Change, Target};
use crate::model::revision::{Revision, likely};
use crate::model::text::clean;
use crate::model::{Lang, Time};

crate::view_commands! {
    /// The keys of the revisions, beside those that every view has.
    "Revisions" RevisionsKey {
        Choose "revisions-choose" [like Open Workloads] "continue" "go back to the revision; what that changes is asked first";
        Whole "revisions-whole" ["d"] "whole difference" "the whole difference, and back to what differs";
        Beside "revisions-beside" ["v" "Tab"] "side by side" "the whole difference side by side, and inline";
        Reveal "revisions-reveal" ["x" "Ctrl-x"] "show what is hidden" "show what is hidden";
    }
}

/// The revisions of one workload.
#[derive(Clone, Debug)]
pub struct RevisionsView {
    /// Whose.
    pub target: Target,
    /// The number that the answer carries.
    pub request: u64,
    /// Since when the answer is waited for.
    pub since: Time,
    /// The revisions, newest first; `None` while they are on their way.
    pub list: Option<Vec<Revision>>,
    /// The revision under the cursor, by its number: a list that changes does not move it.
    pub cursor: u64,
    /// The differences of the revision under the cursor.
    pub pager: Pager,
    /// What the pager was made for.
    laid: Option<(u64, bool, bool, bool, u16)>,
    /// Whether it touches production.
    pub prod: bool,
    /// Whether the whole difference is shown, as YAML, and not only the leaves that differ.
    pub whole: bool,
    /// Whether the whole difference stands in two columns, where the screen is wide enough.
    pub beside: bool,
}

/// Columns of the screen that two columns of YAML need.
pub const BESIDE: u16 = 100;
/// Columns of the screen from which on the list has room for what a change is said to be for.
const WIDE: u16 = 120;

impl RevisionsView {
    /// The revision under the cursor.
    pub fn chosen(&self) -> Option<&Revision> {
        self.list.as_ref()?.iter().find(|r| r.number == self.cursor)
    }

    /// The word in its frame: what it is for; on a way, what it is.
    pub fn word(before: &str, lang: Lang) -> &'static str {
        tr(lang, if before.is_empty() { "Roll back" } else { "Revisions" })
    }

    /// The rows of the list with its titles, and the room of the differences below it; `before` is the way to it.
    pub fn rooms(&self, size: (u16, u16), before: &str, lang: Lang) -> (u16, (u16, u16)) {
        let (word, place) = (way(before, Self::word(before, lang)), self.target.place());
        let (w, h) = if self.whole {
            full_room(size, &word, &place, self.prod)
        } else {
            let ((w, h), head) = popup_box(size, Self::size(size), (&word, &place, self.prod));
            (w.saturating_sub(4), h.saturating_sub(2 + head))
        };
        let most = if self.whole { 4 } else { h.saturating_sub(2) / 2 };
        let rows = most.max(2).min(self.list.as_ref().map_or(0, Vec::len) as u16 + 1);
        // A line stands between them; the keys of a box stand in it.
        (rows, (w, h.saturating_sub(rows + 1 + u16::from(!self.whole))))
    }

    /// The size of its box on a screen.
    pub fn size((w, h): (u16, u16)) -> (u16, u16) {
        (w.clamp(20, 110), (h * 4 / 5).clamp(10, 30))
    }

    /// Lays the differences of the revision under the cursor into the screen.
    pub(super) fn lay(&mut self, size: (u16, u16), (before, lang): (&str, Lang), revealed: bool) {
        let (_, room) = self.rooms(size, before, lang);
        let beside = self.beside && size.0 >= BESIDE;
        let wanted = Some((self.cursor, self.whole, beside, revealed, room.0));
        if self.laid != wanted {
            let (lines, shape) = match self.chosen() {
                Some(r) if self.whole => whole(r.shown(revealed), beside, tr(lang, "unchanged lines")),
                // On a narrow screen its column shows no more than a beginning.
                Some(r) if size.0 < WIDE => {
                    let mut lines: Vec<TextLine> =
                        r.cause.iter().map(|c| TextLine::new(format!("{}: {}", tr(lang, "cause"), clean(c)), Tone::Dim)).collect();
                    let shown = |d| if revealed { leaf(d, room.0.into()) } else { leaf(&d.masked(), room.0.into()) };
                    lines.extend(r.differences.iter().flat_map(shown));
                    (lines, Shape::One)
                }
                Some(r) if revealed => (r.differences.iter().flat_map(|d| leaf(d, room.0.into())).collect(), Shape::One),
                Some(r) => (r.differences.iter().flat_map(|d| leaf(&d.masked(), room.0.into())).collect(), Shape::One),
                None => return,
            };
            (self.pager, self.laid) = (Pager::new(lines, shape), wanted);
        }
        self.pager.lay(room);
    }

    fn motion(&mut self, motion: MotionCommand) {
        match motion {
            MotionCommand::PageDown | MotionCommand::PageUp => self.pager.motion(motion),
            MotionCommand::Top | MotionCommand::Bottom if self.whole => self.pager.motion(motion),
            MotionCommand::Up | MotionCommand::Down | MotionCommand::Top | MotionCommand::Bottom => self.step(motion.lines(0)),
        }
    }

    fn step(&mut self, by: isize) {
        let Some(list) = &self.list else { return };
        let at = list.iter().position(|r| r.number == self.cursor).unwrap_or(0);
        if let Some(next) = list.get(at.saturating_add_signed(by).min(list.len().saturating_sub(1))) {
            self.cursor = next.number;
        }
    }
}

impl State {
    pub(in crate::app) fn open_revisions(&mut self, target: Target, effects: &mut Vec<Effect>) {
        let view = self.revisions_of(target, effects);
        self.open_view(view);
    }

    /// The revisions of a workload, which are asked for.
    pub(in crate::app) fn revisions_of(&mut self, target: Target, effects: &mut Vec<Effect>) -> Mode {
        let request = self.fresh_id();
        effects.push(Effect::Revisions(self.cluster.session, request, target.clone()));
        let prod = self.is_prod_target(&target);
        Mode::Revisions(RevisionsView {
            target,
            request,
            since: self.now,
            list: None,
            cursor: 0,
            pager: Pager::default(),
            laid: None,
            prod,
            whole: false,
            beside: true,
        })
    }

    pub(in crate::app) fn revisions_came(&mut self, request: u64, answer: Result<Vec<Revision>, String>) {
        let time = self.time();
        let asked = |mode: &&mut Mode| matches!(mode, Mode::Revisions(view) if view.request == request);
        let Some(Mode::Revisions(view)) = self.views.iter_mut().find(asked) else { return };
        match answer {
            Ok(list) => {
                // Where the newest one is at fault, the one that served before it.
                let workload = self.cluster.store.workload(&view.target.uid);
                let served = workload.and_then(|w| self.cluster.store.health(w, time).blame).map(|b| b.before);
                let served = served.filter(|n| list.iter().any(|r| r.number == *n && !r.current));
                view.cursor = served.or_else(|| likely(&list)).unwrap_or(0);
                view.list = Some(list);
            }
            Err(reason) => {
                let target = view.target.clone();
                let text = format!("{reason} — cannot list the revisions of {}", view.target);
                self.views.swap(|mode| matches!(mode, Mode::Revisions(view) if view.request == request), None);
                self.messages.say_about(self.now, Level::Error, text, &target);
            }
        }
    }

    pub(in crate::app) fn revisions_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> Next {
        let Some(Mode::Revisions(view)) = self.views.top_mut() else { return Next::Stay };
        if view.whole && view.pager.search_key(&self.keymap, key) {
            return Next::Stay;
        }
        match (self.keymap.of_view(key), self.keymap.shared(key)) {
            (Some(RevisionsKey::Reveal), _) => self.revealed = !self.revealed,
            (Some(RevisionsKey::Whole), _) => view.whole = !view.whole,
            (Some(RevisionsKey::Beside), _) if view.whole => {
                if self.size.0 < BESIDE {
                    self.messages.say(self.now, Level::Info, format!("side by side needs {BESIDE} columns"));
                } else {
                    view.beside = !view.beside;
                }
            }
            (Some(RevisionsKey::Choose), _) => {
                let current = view.list.iter().flatten().find(|r| r.current).map_or(0, |r| r.number);
                match view.chosen() {
                    Some(r) if r.current => {
                        self.messages.say(self.now, Level::Warn, format!("Rev {} is the current one; choose another", r.number));
                    }
                    Some(r) => {
                        let changes = vec![(view.target.clone(), Change::RollBack { from: current, to: r.number })];
                        return Next::to(self.looking_at(changes, effects));
                    }
                    None => {}
                }
            }
            // Back goes one step at a time.
            (None, Some(Shared::Back)) if view.whole => view.whole = false,
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => view.motion(motion),
            (None, None) | (Some(RevisionsKey::Beside), _) => self.not_here(key, &[Way::Leave, Way::Continue]),
        }
        Next::Stay
    }
}
