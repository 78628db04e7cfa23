//! Changes that are being looked at: permission, dry run, what they touch. The answers lead to the question.

pub mod draw;

use crate::app::changes::title;
use crate::app::desk::{Desk, Way};
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::promotion::Proposal;
use crate::app::room::{Keys, MessageLine, News, Room};
use crate::app::text::ChangeText;
use crate::app::wish::{Next, Wish};
use crate::command::{Key, Over, Shared, Table};
use crate::model::change::{Intent, Preview, Reason};
use crate::model::{Lang, SessionId, Time, Words};

/// Changes that are being looked at.
#[derive(Clone, Debug)]
pub struct View {
    /// The session in which they are.
    pub session: SessionId,
    /// The changes.
    pub intents: Vec<Intent>,
    /// The answers that have come, in their order.
    pub answers: Vec<Option<Result<Preview, Reason>>>,
    /// Since when.
    pub since: Time,
    /// The plan that they are the steps of.
    pub plan: Option<Box<Proposal>>,
}

/// Those that were refused already are not looked at, and stand among the answers. Where a guard rule forbids it, which is said, it is not
/// opened.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Look { intents, refused, plan } = wish else { return None };
    let refusal = |i: usize| refused.get(i).cloned().flatten();
    let looked: Vec<&Intent> =
        intents.iter().enumerate().filter(|(i, _)| refusal(*i).is_none()).map(|(_, intent)| intent).collect();
    if desk.forbids(&looked) {
        return None;
    }
    // A plan may go to a cluster in a tab behind.
    let session = plan.as_ref().map_or(desk.cluster.session, |plan| plan.session);
    desk.effects.extend(looked.into_iter().map(|i| Effect::Preview(session, i.clone())));
    let answers = (0..intents.len()).map(|i| refusal(i).map(Err)).collect();
    Some(Box::new(View { session, intents: intents.clone(), answers, since: desk.now, plan: plan.clone() }))
}

impl View {
    /// What is looked at, and of whom.
    pub fn title(&self, lang: Lang) -> (Words, String) {
        let intents: Vec<&Intent> = self.intents.iter().collect();
        self.plan.as_ref().map_or_else(|| title(&intents, lang), |plan| plan.title())
    }
}

/// It has no keys but that which leaves it.
impl Keys for View {
    const TABLE: &'static Table = &Table { title: Words::new("Preview", "预览"), typed: false, entries: &[] };

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        if let Some(Shared::Back | Shared::Quit) = desk.keymap.shared_of_form(key) {
            desk.say(Level::Info, ChangeText::Cancelled);
            return Next::Close;
        }
        desk.unbound(key, &[Way::Leave]);
        Next::Stay
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        self.title(lang).0.of(lang).into()
    }

    fn line(&self) -> MessageLine {
        MessageLine::Passing
    }

    fn over(&self) -> Over {
        Over::Form
    }

    fn intents(&self) -> Vec<u64> {
        self.intents.iter().map(|i| i.id).collect()
    }

    fn awaits(&self) -> Option<SessionId> {
        self.plan.as_ref().map(|plan| plan.session)
    }

    /// One that was abandoned finds nobody waiting and is dropped: nothing was sent.
    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        let News::Previewed(id, answer) = news else { return Next::Stay };
        let Some(at) = self.intents.iter().position(|i| i.id == *id) else { return Next::Stay };
        if let Some(place) = self.answers.get_mut(at) {
            *place = Some(answer.clone().map(|preview| *preview));
        }
        if self.answers.iter().any(Option::is_none) {
            return Next::Stay;
        }
        let (mut previews, mut refused) = (Vec::new(), Vec::new());
        for (intent, answer) in self.intents.iter().zip(self.answers.split_off(0)) {
            match answer {
                Some(Ok(preview)) => previews.push(preview),
                Some(Err(reason)) => refused.push((intent.clone(), reason)),
                None => {}
            }
        }
        Next::Replace(Wish::Confirm { session: self.session, previews, refused, plan: self.plan.take() })
    }
}
