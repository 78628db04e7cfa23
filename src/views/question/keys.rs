//! What the keys of a question do.

use super::View;
use crate::app::desk::{self, Desk};
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::room::Keys;
use crate::app::text::{ChangeText, FormKeys};
use crate::app::wish::Next;
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};
use crate::model::change::{Consent, Onward, Preview, Then};
use crate::model::guard::Ask;

crate::view_commands! {
    /// The answers to a question, beside the keys that every view has. Where a name is asked for, letters are typed.
    ("Question", "询问") QuestionKey {
        Yes "question-yes" ["y" "Y"] ("do it", "执行") ("do what is asked about", "执行所询问的操作");
        No "question-no" ["n" "N"] ("cancel", "取消") ("do nothing", "不执行");
        Send "question-send" ["Enter"] ("do it", "执行") ("do what is asked about, once the name is typed", "输入名称后执行所询问的操作");
        Then "question-then" ["Ctrl-t"] ("what follows", "后续操作")
            ("what follows a new image: watched, or held", "更换镜像之后:观察,或首批后暂停");
        Reveal "question-reveal" ["Ctrl-x"] ("show what is hidden", "显示隐藏的值") ("show what is hidden", "显示隐藏的值");
    }
}

impl Keys for View {
    const TABLE: &'static Table = QuestionKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let named = self.decision.ask == Ask::Name;
        let letter = key.typed().is_some();
        let own: Option<QuestionKey> = desk.keymap.of_view(key).filter(|_| !(named && letter));
        let shared = desk.keymap.shared(key).filter(|_| !(named && letter));
        match (own, shared) {
            // A letter may be typed ahead.
            (_, Some(Shared::Back | Shared::Quit)) if !letter => return self.left(desk),
            (Some(QuestionKey::Then), _) => self.next_then(desk),
            (Some(QuestionKey::Reveal), _) => *desk.revealed = !*desk.revealed,
            (None, Some(Shared::Motion(motion))) if !(named && at_an_end(motion)) => self.pager.motion(motion),
            (..) if !self.takes_answers(desk.now) => {}
            (None, Some(Shared::Back | Shared::Quit)) => return self.left(desk),
            (Some(QuestionKey::Yes), _) if !named => return self.agreed(None, desk),
            (Some(QuestionKey::No), _) if !named => return self.left(desk),
            (Some(QuestionKey::Send), _) if named && self.field.text() == self.phrase() => {
                let typed = self.field.text().to_owned();
                return self.agreed(Some(typed), desk);
            }
            (Some(QuestionKey::Send), _) if named => self.mistyped = true,
            (None | Some(QuestionKey::Yes | QuestionKey::No | QuestionKey::Send), _) => self.other(key, named, desk),
        }
        Next::Stay
    }
}

impl View {
    /// Any other key answers nothing, so that one pressed in haste cannot.
    fn other(&mut self, key: Key, named: bool, desk: &mut Desk<'_>) {
        if !named {
            return desk.only_these::<QuestionKey>(key, FormKeys::YesOrNo);
        }
        self.mistyped = false;
        if !self.field.key(key) {
            desk.only_these::<QuestionKey>(key, FormKeys::TypeName);
        }
    }

    /// The question is answered with yes.
    fn agreed(&mut self, typed: Option<String>, desk: &mut Desk<'_>) -> Next {
        let unwritten = self.unwritten().is_some();
        let previews = self.previews.split_off(0);
        let consent = Consent { yes: true, typed, unwritten, count: previews.len() };
        if self.then != Then::Nothing {
            let onward = |p: &Preview| Onward { first: p.intent.sent(), then: self.then, consent: consent.clone() };
            desk.asks.push(desk::Ask::Follow(previews.iter().map(onward).collect()));
        }
        desk.asks.push(match self.plan.take() {
            Some(plan) => desk::Ask::Promote(previews, consent, plan),
            None => desk::Ask::CarryOut(self.session, previews, consent),
        });
        Next::Close
    }

    fn left(&self, desk: &mut Desk<'_>) -> Next {
        desk.effects.push(Effect::Forget(self.session, self.previews.iter().map(|p| p.intent.id).collect()));
        desk.say(Level::Info, ChangeText::Cancelled);
        Next::Close
    }
}

/// Whether it goes to an end: in a field that is its own.
const fn at_an_end(motion: MotionCommand) -> bool {
    matches!(motion, MotionCommand::Top | MotionCommand::Bottom)
}
