//! Two objects or revisions beside each other: one is marked, as it is then, and another or the same one later is compared with it. The mark stays whatever
//! is looked at meanwhile, also in another cluster.

use super::marked::Marked;
use super::messages::Level;
use super::msg::{Effect, ObjectRef};
use super::state::State;
use super::text::{CompareText, PlaceText, Text};
use super::wish::Wish;
use crate::command::Command;
use crate::model::change::Target;
use crate::model::compare::{Kept, Of, Side};

impl State {
    /// Marks the object under the cursor; where one is marked, compares the two.
    pub(super) fn compare(&mut self, effects: &mut Vec<Effect>) {
        let Some(object) = self.object() else {
            return self.messages.say(self.now, Level::Info, PlaceText::NoObject);
        };
        self.compare_side(Side { target: self.target_of(&object), of: Of::Itself }, effects);
    }

    /// The same with this one.
    pub(super) fn compare_side(&mut self, side: Side, effects: &mut Vec<Effect>) {
        match &self.marked {
            None => {
                let request = self.fresh_id();
                let (object, of) = (ObjectRef::of(&side.target), side.of.clone());
                self.marked = Some(Marked { side, kept: None, request });
                effects.push(Effect::Keep(self.cluster.session, request, object, of));
            }
            Some(Marked { kept: None, .. }) => self.hint(CompareText::NotReadYet),
            Some(Marked { side: marked, kept: Some(kept), .. }) => {
                let wish = Wish::Compare(Box::new((marked.clone(), kept.clone(), side)));
                self.open(&wish, effects);
            }
        }
    }

    /// The marked object has been read, or could not be.
    pub(super) fn kept_came(&mut self, id: u64, answer: &Result<Kept, Text>) {
        let Some(marked) = self.marked.as_mut().filter(|m| m.request == id) else { return };
        match answer {
            Ok(kept) => {
                marked.kept = Some(kept.clone());
                let keys = (self.keymap.hint(Command::Compare), self.keymap.leaves(false));
                let text = CompareText::Marked(Box::new(marked.side.clone()), keys.0, keys.1);
                self.messages.say(self.now, Level::Good, text);
            }
            Err(why) => {
                let text = CompareText::NotMarked(Box::new(marked.side.target.clone()), why.clone().into());
                self.marked = None;
                self.messages.say(self.now, Level::Error, text);
            }
        }
    }

    /// Takes the mark away; gives whether there was one.
    pub(super) fn unmark_compared(&mut self) -> bool {
        let was = self.marked.take();
        if let Some(marked) = &was {
            self.hint(CompareText::Unmarked(marked.side.target.name.clone()));
        }
        was.is_some()
    }

    /// An object of the cluster in front.
    pub(super) fn target_of(&self, object: &ObjectRef) -> Target {
        let ObjectRef { resource, namespace, name, uid } = object.clone();
        Target { context: self.cluster.context.name.clone(), resource, namespace, name, uid }
    }
}
