//! What a question tells of a plan: its steps in their order, what is left out of it, and how it goes.

use super::View;
use super::told::{said_of, words};
use crate::app::difference::leaf;
use crate::app::pager::{TextLine, Tone};
use crate::app::promotion::Proposal;
use crate::app::text::{PromotionText, QuestionText, Text};
use crate::model::Lang;
use crate::model::change::{Preview, Warning};

/// Whether a difference is that of an image: what a step says already.
fn of_image(path: &str) -> bool {
    path.ends_with(".image")
}

impl View {
    /// The plan, in so many columns.
    pub(super) fn of_plan(&self, plan: &Proposal, (room, lang): (usize, Lang), out: &mut Vec<TextLine>) {
        for (at, preview) in self.previews.iter().enumerate() {
            self.of_step(plan, (at, preview), (room, lang), out);
        }
        if self.previews.len() > 1 {
            out.push(said_of(lang, PromotionText::Order, Tone::Dim));
        }
        out.extend(plan.notices.iter().map(|n| said_of(lang, PromotionText::Notice(n.clone()), Tone::Warn)));
        out.extend(plan.left.iter().map(|l| said_of(lang, PromotionText::NotMoved(l.clone()), Tone::Dim)));
    }

    fn of_step(&self, plan: &Proposal, (at, preview): (usize, &Preview), (room, lang): (usize, Lang), out: &mut Vec<TextLine>) {
        let intent = &preview.intent;
        let changes = Text::from(QuestionText::What(Box::new(intent.change.clone()))).words(lang);
        out.push(words(format!("{}  {} {}: {changes}", at + 1, intent.target.resource, intent.target.name), Tone::Accent));
        // What a webhook makes of it besides.
        for d in preview.differences.iter().filter(|d| !of_image(&d.path)) {
            out.extend(leaf(&d.masked(), room));
        }
        if let Some(touches) = &preview.touches {
            out.push(said_of(lang, QuestionText::Touches(touches.clone()), Tone::Dim));
        }
        // That registries differ is said of the whole.
        let said = |w: &&Warning| plan.notices.is_empty() || !matches!(w, Warning::Repository { .. });
        out.extend(preview.warnings.iter().filter(said).map(|w| said_of(lang, QuestionText::Warning(w.clone()), Tone::Warn)));
        let Some(step) = plan.steps.iter().find(|s| s.uid == intent.target.uid) else { return };
        if !step.older.is_empty() {
            out.push(said_of(lang, PromotionText::Older(step.older.clone()), Tone::Warn));
        }
        if !step.lacks.is_empty() {
            out.push(said_of(lang, PromotionText::Lacks(step.lacks.clone()), Tone::Dim));
        }
    }
}
