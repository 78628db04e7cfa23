//! Which columns the settings choose for a kind.

use crate::app::state::State;
use crate::command::alias::{self, Alias};
use crate::model::columns::Chosen;
use crate::model::kinds::Served;

impl State {
    /// The word that finds a kind, of one that the settings or k9s have for it.
    pub(in crate::app) fn kind_word(&self, word: &str) -> String {
        let own = self.saved.aliases.iter().find(|(name, _)| **name == *word).map(|(_, of)| of.to_string());
        own.unwrap_or_else(|| match alias::find(word) {
            Some(Alias::Kind(full)) => full.to_owned(),
            Some(Alias::Command(_) | Alias::Lacks(_)) | None => word.to_owned(),
        })
    }

    /// The columns of a kind: of several words that mean it the one that says most, its group. None for the server's.
    pub(in crate::app) fn chosen_columns(&self, served: &Served) -> Vec<Chosen> {
        // A word that means several kinds is that of the first, as after `:`.
        let means = |word: &str| match self.known_kinds().and_then(|kinds| kinds.find(word)) {
            Some(found) => found.resource == served.resource,
            None => served.is_called(word),
        };
        let named = self.saved.columns.iter().map(|c| (self.kind_word(&c.kind), c)).filter(|(word, _)| means(word));
        named.max_by_key(|(word, _)| word.matches('.').count()).map(|(_, c)| c.chosen.clone()).unwrap_or_default()
    }
}
