//! What the user has written and no server has taken yet: the form of a new workload, and texts of objects that were edited. Nothing of
//! it is lost when it is refused or left: the same key takes it up again.

pub use super::draft::{DraftEffect, DraftMsg, EditFile, EditorEnd, KeptEdit, Planned, without_comment};

use super::msg::Effect;
use super::text::Text;
use crate::model::change::Piece;
use std::any::Any;
use std::sync::Arc;

/// A form that was left, or sent and not taken yet.
#[derive(Clone, Debug)]
pub struct Kept {
    /// It, as a value of the view that left it: nobody else looks into it.
    pub form: Arc<dyn Any + Send + Sync>,
    /// Why what it asked for was refused.
    pub fault: Option<Text>,
}

/// All that is kept.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    /// The form as it was left.
    pub make: Option<Kept>,
    /// The changes that it became and that were not taken yet.
    pub made: Vec<u64>,
    /// Edited texts.
    pub edits: Vec<KeptEdit>,
}

impl Drafts {
    /// The edited text of an object, or of a part of it.
    pub fn edit_of(&self, part: &Piece) -> Option<&KeptEdit> {
        self.edits.iter().find(|e| e.part == *part)
    }

    /// Keeps an edited text, in the place of an older one of the same.
    pub fn keep(&mut self, edit: KeptEdit) {
        self.edits.retain(|e| e.part != edit.part);
        self.edits.push(edit);
    }

    /// Forgets an edited text, and has its file removed.
    pub fn drop_edit(&mut self, part: &Piece, effects: &mut Vec<Effect>) {
        let gone = |e: &&KeptEdit| e.part == *part;
        effects.extend(self.edits.iter().filter(gone).map(|e| Effect::Draft(DraftEffect::Drop(e.path.clone()))));
        self.edits.retain(|e| e.part != *part);
    }
}
