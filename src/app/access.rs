//! Asks who may do what.

use super::messages::Level;
use super::msg::Effect;
use super::state::State;
use super::text::AccessText;
use super::wish::Wish;
use crate::model::rbac::Typed;

impl State {
    /// Opens the answer to a question as it was typed after `:who-can`.
    pub(super) fn ask_who_can(&mut self, typed: &str, effects: &mut Vec<Effect>) {
        match Typed::read(typed) {
            Some(typed) => self.open(&Wish::WhoCan(typed), effects),
            None => self.messages.say(self.now, Level::Warn, AccessText::Usage),
        }
    }
}
