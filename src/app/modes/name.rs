//! What the views are called on the way that has led to them.

use super::Mode;
use crate::app::i18n::tr;
use crate::app::state::State;
use crate::model::Lang;

impl Mode {
    /// What it is called on the way.
    pub fn name(&self, lang: Lang) -> String {
        match self {
            Self::Make(_) => tr(lang, "Make").into(),
            Self::Editing(_) => tr(lang, "Edit").into(),
            Self::Room(room) => room.name(lang),
        }
    }
}

impl State {
    /// The names of what stands on top of the panes, the first at the bottom.
    pub fn way(&self) -> Vec<String> {
        self.views.iter().map(|mode| mode.name(self.lang)).collect()
    }
}
