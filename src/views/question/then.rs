//! What is to follow a new image by itself: chosen in the question, which asks for what the guard rules want of that too.

use super::View;
use crate::app::desk::Desk;
use crate::app::text::{AskText, QuestionText, SoakText, Text};
use crate::model::WorkloadKind;
use crate::model::change::{Change, Intent, Pace, Preview, Then, Touches};
use crate::model::guard::Ask;

impl View {
    /// Whether something can be chosen.
    pub fn offers_then(&self) -> bool {
        let swaps = |p: &Preview| matches!(p.intent.change, Change::SetImages { .. });
        self.plan.is_none() && !self.previews.is_empty() && self.previews.iter().all(swaps)
    }

    /// How many new pods there are first, of how many, where it is one workload and that is known.
    pub(super) fn first_batch(&self) -> Option<(u32, u32)> {
        let [one] = &self.previews[..] else { return None };
        let Some(Touches::Replaces(count, pace)) = &one.touches else { return None };
        let first = match pace {
            Pace::AtMost(_, first) => *first,
            Pace::Plain => 1,
            Pace::OneByOne | Pace::From(_) => 0,
        };
        (first > 0).then_some((first, *count))
    }

    /// Why it cannot be held after its first pods.
    fn no_canary(&self) -> Option<SoakText> {
        let kind = |p: &Preview| p.intent.target.workload().filter(|k| *k != WorkloadKind::Deployment);
        if let Some(kind) = self.previews.iter().find_map(kind) {
            return Some(SoakText::NoCanary(kind));
        }
        let at_once = |p: &Preview| matches!(p.touches, Some(Touches::Recreates(_)));
        self.previews.iter().any(at_once).then_some(SoakText::NoCanaryRecreate)
    }

    /// The next one that can be chosen; why one cannot is said.
    pub(super) fn next_then(&mut self, desk: &mut Desk<'_>) {
        if !self.offers_then() {
            return;
        }
        let watch = desk.soaks.watch;
        let all = [Then::Nothing, Then::Watch(watch), Then::WatchOrGoBack(watch), Then::PauseAfterFirst];
        let at = all.iter().position(|then| *then == self.then).unwrap_or(0);
        for step in 1..=all.len() {
            let then = all[(at + step) % all.len()];
            let why = if then == Then::PauseAfterFirst { self.no_canary() } else { None };
            let why = why.or_else(|| self.choose(then, desk).err());
            match why {
                Some(why) => desk.hint(why),
                None => return self.lay_anew(),
            }
        }
    }

    /// Chooses it, and asks for what the guard rules want of all of it.
    fn choose(&mut self, then: Then, desk: &mut Desk<'_>) -> Result<(), SoakText> {
        let follows = |p: &Preview| then.sends().map(|change| Intent::new(0, p.intent.target.clone(), change));
        let follow: Vec<Intent> = self.previews.iter().filter_map(follows).collect();
        let subjects = self.previews.iter().flat_map(Preview::subjects).chain(follow.iter().map(Intent::subject));
        let mut decision = desk.decide(subjects, self.previews.len());
        if decision.ask == Ask::Deny {
            let why = decision.why.map_or_else(|| Text::from(AskText::DeniedByRule), |why| QuestionText::Rule(why).into());
            return Err(SoakText::NotByItself(Box::new(why)));
        }
        decision.ask = decision.ask.max(self.previews.iter().map(Preview::least).max().unwrap_or(Ask::None));
        // What was told once of the first change is not told again.
        if decision.ask == self.decision.ask {
            decision.why.clone_from(&self.decision.why);
        }
        (self.decision, self.then) = (decision, then);
        Ok(())
    }
}
