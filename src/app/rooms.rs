//! The views over the panes as the state has them: opened by wishes, given keys and answers, laid into the screen.

use super::desk::{Ask, Desk};
use super::messages::Level;
use super::msg::Effect;
use super::room::{Frame, News, Room};
use super::stack::Stack;
use super::state::State;
use super::text::PlaceText;
use super::update::ListAct;
use super::way::way;
use super::wish::{Next, Wish};
use crate::command::{Command, Key};
use crate::model::change::{Change, Target};
use crate::model::helm;
use crate::model::process::Mouse;
use crate::model::{SessionId, Time};
use std::any::Any;

/// The desk of a cluster, in front or behind, with its panes.
macro_rules! desk {
    ($state:ident, $effects:ident, $cluster:expr, $panes:expr) => {
        Desk {
            now: $state.now,
            zone: $state.zone,
            lang: $state.lang,
            size: $state.size,
            keymap: &$state.keymap,
            guards: &$state.guards,
            own: &$state.own,
            readonly: $state.readonly,
            cluster: $cluster,
            view: &$panes.view,
            rows: &$panes.rows,
            overview: &$state.overview,
            environments: &$state.environments,
            drafts: &mut $state.drafts,
            logs: &mut $state.panes.logs,
            messages: &mut $state.messages,
            processes: &mut $state.processes,
            forwards: &mut $state.forwards,
            copies: &mut $state.copies,
            soaks: &$state.soaks,
            promotion: $state.promotion.as_ref(),
            effects: $effects,
            revealed: &mut $state.revealed,
            told_named: &mut $state.told_named,
            last_id: &mut $state.next_id,
            asks: Vec::new(),
        }
    };
}

/// Holds what has been read under the cursor of a view, before other rows come.
fn hold(room: &mut dyn Room, now: Time) {
    if let Some(list) = room.listed() {
        list.pin(now);
    }
}

impl State {
    /// What is on top, where it is this view.
    pub fn top_as<T: Any>(&self) -> Option<&T> {
        self.views.top()?.as_any().downcast_ref()
    }

    /// The stack, and the desk at which its views act.
    pub(super) fn desk<'a>(&'a mut self, effects: &'a mut Vec<Effect>) -> (&'a mut Stack, Desk<'a>) {
        (&mut self.views, desk!(self, effects, &self.cluster, self.panes))
    }

    /// Has the view of a number do something at the desk; gives what it asks for beside.
    fn at_desk<T>(
        &mut self,
        number: u64,
        effects: &mut Vec<Effect>,
        act: impl FnOnce(&mut dyn Room, &mut Desk<'_>) -> T,
    ) -> Option<(T, Vec<Ask>)> {
        let (views, mut desk) = self.desk(effects);
        let out = act(views.of_number(number)?, &mut desk);
        Some((out, desk.asks))
    }

    /// Does what a view has asked for: it has become by then what it said. Gives whether it says itself what there is to say.
    fn grant(&mut self, asks: Vec<Ask>, effects: &mut Vec<Effect>) -> bool {
        let heard = asks.contains(&Ask::Heard);
        for ask in asks {
            match ask {
                Ask::GoTo(target) => self.go_to(&target, effects),
                Ask::Logs(target) => {
                    self.go_to(&target, effects);
                    // Nothing else is meant where it could not be gone to.
                    if self.workload().is_some_and(|w| w.uid == target.uid) {
                        self.open_logs(false);
                    }
                }
                Ask::CarryOut(session, previews, consent) => self.carry_out(previews, &consent, session, effects),
                Ask::Follow(onward) => self.follow_on(onward),
                Ask::Watch(target) => self.watch_release(&target, effects),
                Ask::Propose(onward, wanted) => self.propose(&onward.0, &onward.1, &wanted, effects),
                Ask::Promote(previews, consent, proposal) => self.promote(previews, consent, &proposal, effects),
                Ask::Plan(wish) => self.plan_wish(wish, effects),
                Ask::Choose(chosen) => self.picked(chosen, effects),
                Ask::Filter(pane, text) => self.set_filter(pane, text),
                Ask::FilterBack(pane, before) => {
                    self.each_list(pane, ListAct::GiveBack);
                    self.set_filter(pane, before);
                }
                Ask::LookAgain => self.cluster.soon.again(),
                Ask::OpenBehind(context) => self.open_tab_behind(&context, effects),
                Ask::OverlookAgain => self.overlook_again(),
                Ask::OverlookSigned(context) => self.overlook_signed(&context),
                Ask::Compare(side) => self.compare_side(side, effects),
                Ask::Step(by) => self.step(by),
                // It does not stand before what can be taken back.
                Ask::LetStand(id) => self.changes.done.retain(|i| i.id != id),
                Ask::Heard => {}
            }
        }
        heard
    }

    /// The view that is wished for; `None` where there is nothing to show.
    fn made(&mut self, wish: &Wish, effects: &mut Vec<Effect>) -> Option<Box<dyn Room>> {
        let doors = self.doors;
        let (_, mut desk) = self.desk(effects);
        let room = doors.iter().find_map(|door| door(wish, &mut desk));
        let asks = desk.asks;
        self.grant(asks, effects);
        room
    }

    /// Opens a view on top of what there is.
    pub(super) fn open(&mut self, wish: &Wish, effects: &mut Vec<Effect>) {
        if let Some(room) = self.made(wish, effects) {
            self.views.push(room);
        }
    }

    /// What becomes of the view with this number, wherever it stands by now.
    fn becomes(&mut self, number: u64, next: Next, effects: &mut Vec<Effect>) {
        match next {
            Next::Stay => {}
            Next::Close => self.views.put(number, None),
            Next::Push(wish) => self.open(&wish, effects),
            Next::Replace(wish) => {
                let room = self.made(&wish, effects);
                self.views.put(number, room);
            }
        }
    }

    /// Has the view of a number do something, and follows what becomes of it.
    fn act(&mut self, number: u64, effects: &mut Vec<Effect>, act: impl FnOnce(&mut dyn Room, &mut Desk<'_>) -> Next) -> bool {
        let Some((next, asks)) = self.at_desk(number, effects, act) else { return false };
        self.becomes(number, next, effects);
        self.grant(asks, effects)
    }

    /// A key for the view on top.
    pub(super) fn room_key(&mut self, number: u64, key: Key, effects: &mut Vec<Effect>) {
        self.act(number, effects, |room, desk| room.key(key, desk));
    }

    /// A text that is pasted while a view is on top.
    pub(super) fn room_paste(&mut self, number: u64, text: &str, effects: &mut Vec<Effect>) {
        self.act(number, effects, |room, desk| {
            room.paste(text, desk);
            Next::Stay
        });
    }

    /// The mouse, for what is on top.
    pub(super) fn room_mouse(&mut self, mouse: Mouse, effects: &mut Vec<Effect>) {
        let Some(row) = mouse.row.checked_sub(self.tab_rows()) else { return };
        let mouse = Mouse { row, ..mouse };
        let Some(number) = self.views.number() else { return };
        self.act(number, effects, |room, desk| {
            room.mouse(mouse, desk);
            Next::Stay
        });
    }

    /// Something has come from outside: whoever asked for it takes it, wherever it stands.
    pub(super) fn hear(&mut self, news: &News, effects: &mut Vec<Effect>) {
        self.heard(news, effects);
    }

    /// What was asked of a session has come: for its views, also while another one is in front.
    pub(super) fn answered(&mut self, session: SessionId, news: &News, effects: &mut Vec<Effect>) {
        match self.left.iter().position(|left| left.session() == session) {
            Some(at) => self.hear_behind(at, news, effects),
            None => self.hear(news, effects),
        }
    }

    /// As [`State::answered`], where two sessions are asked for one view: it may be in front while one of them is not.
    pub(super) fn answered_anywhere(&mut self, session: SessionId, news: &News, effects: &mut Vec<Effect>) {
        self.answered(session, news, effects);
        if self.is_behind(session) {
            self.hear(news, effects);
        } else {
            for at in 0..self.left.len() {
                self.hear_behind(at, news, effects);
            }
        }
    }

    /// The views that stay with a tab behind take what they have asked for. What else they would ask for waits until somebody looks.
    fn hear_behind(&mut self, at: usize, news: &News, effects: &mut Vec<Effect>) {
        let Some(left) = self.left.get_mut(at) else { return };
        for number in left.views.numbers() {
            let mut desk = desk!(self, effects, &left.cluster, left.panes);
            let Some(room) = left.views.of_number(number) else { continue };
            hold(room, desk.now);
            match room.hear(news, &mut desk) {
                Next::Stay => {}
                Next::Close | Next::Push(_) | Next::Replace(_) => {
                    left.views.put(number, None);
                    // Why it has gone was said, and here is where.
                    self.tabs.mark(&left.cluster.context.name);
                }
            }
        }
    }

    /// As [`State::hear`]; gives whether a view says itself what there is to say.
    pub(super) fn heard(&mut self, news: &News, effects: &mut Vec<Effect>) -> bool {
        let mut heard = false;
        for number in self.views.numbers() {
            heard |= self.act(number, effects, |room, desk| {
                hold(room, desk.now);
                room.hear(news, desk)
            });
        }
        heard
    }

    /// Has what each view lacks asked for, and the events and nodes watched that one wants.
    pub(super) fn settle_views(&mut self, effects: &mut Vec<Effect>) {
        // One that has come back with its tab wants another number from then on.
        for number in self.views.numbers() {
            self.act(number, effects, |room, desk| {
                hold(room, desk.now);
                room.settle(desk);
                Next::Stay
            });
        }
        let session = self.cluster.session;
        // A session that was begun anew watches nothing yet.
        let wanted = self.views.iter().rev().find_map(|room| room.watches()).map(|wish| (session, wish));
        if wanted != self.tracking {
            effects.push(Effect::Track(session, wanted.clone().map(|(_, wish)| wish)));
            self.tracking = wanted;
        }
        let wanted = self.views.iter().rev().find_map(|room| room.watches_nodes()).map(|id| (session, id));
        if wanted != self.nodes_watched {
            effects.push(Effect::WatchNodes(session, wanted.map(|(_, id)| id)));
            self.nodes_watched = wanted;
        }
    }

    /// Has changes looked at: permission, dry run, what they touch. The answers open the question.
    pub(super) fn look_at_changes(&mut self, changes: Vec<(Target, Change)>, effects: &mut Vec<Effect>) {
        let wish = self.desk(effects).1.look(changes);
        self.open(&wish, effects);
    }

    /// Lays what is on top of the panes into the screen as it is now.
    pub(super) fn lay(&mut self) {
        let (size, lang, revealed, keymap) = (self.size, self.lang, self.revealed, &self.keymap);
        let mut before = String::new();
        let mut below = self.views.len();
        for (_, room) in self.views.numbered() {
            room.lay(&Frame { size, before: &before, lang, revealed, keymap });
            below -= 1;
            if below > 0 {
                before = way(&before, &room.name(lang));
            }
        }
    }

    /// The names of what stands on top of the panes, the first at the bottom.
    pub fn way(&self) -> Vec<String> {
        self.views.iter().map(|room| room.name(self.lang)).collect()
    }

    /// Shows an object in the panes: what lies over them is left. Says why not where that cannot be.
    fn go_to(&mut self, target: &Target, effects: &mut Vec<Effect>) {
        if target.context != self.cluster.context.name {
            return self.messages.say(self.now, Level::Warn, PlaceText::OtherContext(Box::new(target.clone())));
        }
        if !self.go_elsewhere() {
            return;
        }
        // No server has releases as objects: where they are listed is where one is.
        if target.resource == helm::kind() {
            return self.open(&Wish::Command(Command::Helm), effects);
        }
        self.show_object(target, effects);
    }
}
