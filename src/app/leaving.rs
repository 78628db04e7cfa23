//! Leaving the program: never by surprise, and never past something that is under way without a word.

use super::left::of_context;
use super::messages::Level;
use super::msg::Effect;
use super::promotion::Promotion;
use super::rollouts::Phase;
use super::state::State;
use super::text::{Act, LeaveText, UnderWay};
use crate::command::Command;
use crate::model::SessionId;

/// How long a second press counts, in milliseconds.
const AGAIN_MS: i64 = 4_000;
/// As long, where something is under way.
const UNDER_WAY_MS: i64 = 10_000;
/// Two presses that are closer, in milliseconds, are one key that is held down.
const HELD_MS: i64 = 100;

/// The session of the cluster that a promotion goes to.
fn of_promotion(state: &State, p: &Promotion) -> Option<SessionId> {
    of_context(&state.cluster, &state.left, &p.route.to.context).map(|cluster| cluster.session)
}

impl State {
    /// Another key was pressed: the way out begins anew.
    pub(super) const fn stay(&mut self) {
        self.leaving.until = None;
    }

    /// Back by one step; where there is none, the first press says that the next one leaves.
    pub(super) fn back_or_quit(&mut self, effects: &mut Vec<Effect>) {
        let before = self.leaving.pressed.replace(self.now);
        // Held down on the way back, the key arrives at the top and leaves nothing.
        let held = before.is_some_and(|at| self.now.since(at) < HELD_MS);
        let again = self.leaving.until.is_some_and(|until| self.now <= until);
        if again && !held {
            return effects.push(Effect::Quit);
        }
        if !again && self.back() {
            return;
        }
        let under_way = self.under_way();
        let key = self.keymap.hint_at(Command::Quit, self.panes.focus);
        let (level, text, ms) = match under_way {
            what if what.is_empty() => (Level::Info, LeaveText::Again(key), AGAIN_MS),
            what => (Level::Warn, LeaveText::AgainAllTheSame(what, key), UNDER_WAY_MS),
        };
        if !again {
            self.leaving.until = Some(self.now.plus(ms));
        }
        self.messages.hint(self.now, level, text, ms);
    }

    /// `:q`, whose name says what is meant: it leaves at once, unless something is under way.
    pub(super) fn quit_by_name(&mut self, effects: &mut Vec<Effect>) {
        match self.under_way() {
            what if what.is_empty() => effects.push(Effect::Quit),
            what => self.messages.say(self.now, Level::Warn, LeaveText::AllTheSame(what)),
        }
    }

    /// All that would be left alone, or lost.
    fn under_way(&self) -> Vec<UnderWay> {
        let mut all = self.under_way_where(|_| true);
        all.extend(self.drafts.make.is_some().then_some(UnderWay::Written));
        all
    }

    /// The same of one session.
    pub(super) fn under_way_in(&self, session: SessionId) -> Vec<UnderWay> {
        self.under_way_where(|of| of == session)
    }

    fn under_way_where(&self, is: impl Fn(SessionId) -> bool) -> Vec<UnderWay> {
        let on_its_way = self.changes.all().iter().rev().filter(|r| is(r.session)).find_map(|r| {
            let act = || Act::of(&r.intent);
            match &r.phase {
                Phase::Sending if r.intent.change.spec().long => Some(UnderWay::HalfDone(act())),
                Phase::Sending => Some(UnderWay::Unanswered(act())),
                Phase::Following(_) | Phase::Leaving(_) => Some(UnderWay::Followed(act())),
                Phase::Done(_) | Phase::Failed(_) => None,
            }
        });
        let here = self.processes.running_here_where(&is);
        let in_pods = self.processes.running_where(&is) - here;
        let copies = self.copies.all().iter().filter(|c| c.runs() && is(c.session)).count();
        let forwards = self.forwards.all().iter().filter(|f| is(f.session)).count();
        let (watched, back) = self.soaks.under_way(&is);
        let promotion = self.promotion.as_ref().filter(|p| p.runs() && of_promotion(self, p).is_some_and(&is));
        let all = [
            promotion.map(|p| UnderWay::Promotion(Box::new(p.route.clone()), p.done(), p.steps.len())),
            on_its_way,
            (watched > 0).then_some(UnderWay::Watched(watched, back)),
            (in_pods > 0).then_some(UnderWay::InPods(in_pods)),
            (here > 0).then_some(UnderWay::Commands(here)),
            (copies > 0).then_some(UnderWay::Copies(copies)),
            (forwards > 0).then_some(UnderWay::Forwards(forwards)),
        ];
        all.into_iter().flatten().collect()
    }
}
