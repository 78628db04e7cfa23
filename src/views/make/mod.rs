//! Making a workload: from an image by a form, or from YAML that is read from a file, pasted or written in the user's editor. What runs with
//! Docker is taken as well, and converted before anything is asked of a server.

mod convert;
pub mod draw;
mod fields;
mod keys;
mod known;
mod manifest;
mod send;

pub use convert::{Conversion, Row};
pub use fields::{Entry, Page, What};
pub use keys::MakeKey;
pub use manifest::Wanted;

use crate::app::desk::Desk;
use crate::app::drafts::{DraftEffect, DraftMsg, EditFile};
use crate::app::field::Field;
use crate::app::msg::Effect;
use crate::app::room::{News, Room};
use crate::app::text::{FormText, Text, Word};
use crate::app::wish::{Next, Wish};
use crate::command::Over;
use crate::model::change::Hidden;
use crate::model::{Lang, Time};

/// What an answer is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The file is being read; it is then planned.
    Reading,
    /// The API server is asked what the text's documents are.
    Planning,
    /// The editor has the terminal.
    Editor,
    /// As above, with the text that was converted.
    Source,
}

/// A wait for an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pending {
    /// The number that the answer carries.
    pub id: u64,
    /// What is waited for.
    pub step: Step,
    /// Since when.
    pub since: Time,
}

/// The form.
#[derive(Clone, Debug)]
pub struct View {
    /// The namespace that a fresh form has.
    namespace: String,
    /// Which of its pages is shown.
    pub page: Page,
    /// All fields of both pages.
    pub entries: Vec<Entry>,
    /// The field that has the cursor.
    pub at: usize,
    /// What is known that could stand in it, and where from.
    pub suggestions: Vec<(String, Text)>,
    /// The one that is chosen.
    pub chosen: Option<usize>,
    /// The text that was pasted or written; empty where there is none.
    pub text: Hidden,
    /// What it was made of, where it was converted.
    pub conversion: Option<Conversion>,
    /// The first line of the YAML that is drawn, while it is shown.
    pub shown: Option<usize>,
    /// What was refused, and why.
    pub error: Option<Text>,
    /// What is waited for.
    pub pending: Option<Pending>,
}

impl View {
    fn new(namespace: &str) -> Self {
        let entries = fields::fresh(namespace);
        let at = usize::from(!namespace.is_empty());
        Self {
            namespace: namespace.to_owned(),
            page: Page::Image,
            entries,
            at,
            suggestions: Vec::new(),
            chosen: None,
            text: Hidden::default(),
            conversion: None,
            shown: None,
            error: None,
            pending: None,
        }
    }

    /// What is typed into a field.
    pub fn value(&self, what: What) -> &str {
        self.entries.iter().find(|e| e.what == what).map_or("", Entry::text)
    }

    /// The fields of the page, by their index.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &Entry)> {
        self.entries.iter().enumerate().filter(|(_, e)| e.what.is_on(self.page))
    }

    /// The YAML as it is now: the text, or what the form makes; `None` while something in it is wrong.
    pub fn yaml(&self) -> Option<String> {
        match self.page {
            Page::Yaml => Some(self.text.reveal().to_owned()),
            Page::Image => fields::check(&mut self.entries.clone()).map(|w| w.yaml()),
        }
    }

    fn go(&mut self, forward: bool) {
        let rows: Vec<usize> = self.rows().map(|(i, _)| i).collect();
        let here = rows.iter().position(|i| *i == self.at).unwrap_or(0);
        let by = if forward { 1 } else { rows.len().saturating_sub(1) };
        let next = rows.get((here + by) % rows.len().max(1)).copied();
        self.at = next.unwrap_or(0);
        fields::tidy(&mut self.entries, &mut self.at);
    }

    fn turn_to(&mut self, page: Page, what: What) {
        self.page = page;
        self.at = self.entries.iter().position(|e| e.what == what).unwrap_or(0);
    }

    /// Puts a text in the place of what is there: converted, where it is something that runs with Docker. What was said of a conversion
    /// stays, where the text is what its user made of it.
    fn put_text(&mut self, text: &str, edited: bool) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if let Some(path) = self.entries.iter_mut().find(|e| e.what == What::Path) {
            (path.field, path.error) = (Field::default(), None);
        }
        if self.convert(&text) {
            return;
        }
        self.text = Hidden::new(text);
        self.error = None;
        if !edited {
            self.conversion = None;
        }
        self.turn_to(Page::Yaml, What::Path);
    }

    fn count(&mut self, up: bool) {
        let Some(entry) = self.entries.get_mut(self.at) else { return };
        let number = entry.text().parse::<u32>().unwrap_or(1);
        let next = if up { number.saturating_add(1) } else { number.saturating_sub(1) };
        (entry.field, entry.error) = (Field::offered(next.to_string()), None);
    }

    fn choose(&mut self, down: bool) {
        let count = self.suggestions.len();
        let next = match self.chosen {
            None if down => 0,
            None => count - 1,
            Some(i) if down => (i + 1) % count,
            Some(i) => (i + count - 1) % count,
        };
        if let (Some(entry), Some((text, _))) = (self.entries.get_mut(self.at), self.suggestions.get(next)) {
            let field = if entry.what == What::Image { Field::image } else { Field::offered };
            (entry.field, entry.error) = (field(text.clone()), None);
            self.chosen = Some(next);
        }
    }

    fn show_yaml(&mut self, desk: &Desk<'_>) {
        self.shown = match self.page {
            // What is wrong is said beside its field.
            Page::Image if fields::check(&mut self.entries).is_none() => None,
            Page::Yaml if self.text.reveal().trim().is_empty() && self.conversion.is_none() => {
                let key = desk.keymap.hint_of(MakeKey::Editor);
                self.error = Some(FormText::NoText(key).into());
                None
            }
            _ => Some(0),
        };
    }
}

/// The form as it was left, where it was; else a fresh one. Without a namespace it is opened again as it was sent.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Make(namespace) = wish else { return None };
    let kept = desk.drafts.make.take().and_then(|kept| {
        let view = kept.form.downcast_ref::<View>()?.clone();
        let error = kept.fault.or(view.error.clone());
        Some(View { error, ..view })
    });
    let view = match (kept, namespace) {
        (Some(view), None) => view,
        (kept, Some(namespace)) => {
            let mut view = kept.unwrap_or_else(|| View::new(namespace));
            view.namespace.clone_from(namespace);
            view.pending = None;
            view.suggest(true, desk);
            view
        }
        (None, None) => return None,
    };
    Some(Box::new(view))
}

impl View {
    fn edit_text(&mut self, text: Hidden, step: Step, desk: &mut Desk<'_>) {
        let id = desk.fresh_id();
        let stem = format!("{}.new", desk.cluster.context.name);
        desk.effects.push(Effect::Draft(DraftEffect::Editor(id, EditFile { path: None, stem, text, secret: false })));
        self.waits(id, step, desk);
    }

    /// The form waits for an answer.
    fn waits(&mut self, id: u64, step: Step, desk: &Desk<'_>) {
        self.pending = Some(Pending { id, step, since: desk.now });
    }

    /// Whether the form waits for this answer; it waits no more.
    fn waited(&mut self, id: u64) -> bool {
        self.pending.take_if(|p| p.id == id).is_some()
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Make.of(lang).into()
    }

    fn types(&self) -> bool {
        self.pending.is_none() && self.shown.is_none()
    }

    fn over(&self) -> Over {
        Over::Form
    }

    /// Of one line into the field, of several it is YAML, wherever the cursor is; what runs with Docker is converted.
    fn paste(&mut self, text: &str, desk: &mut Desk<'_>) {
        if self.pending.is_some() || self.shown.is_some() {
            return;
        }
        if text.trim().contains(['\n', '\r']) || convert::is_known(text) {
            self.put_text(text, false);
            self.suggestions.clear();
        } else if let Some(entry) = self.entries.get_mut(self.at) {
            entry.field.paste(text.trim());
            self.typed(desk);
        }
    }

    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        let News::Draft(msg) = news else { return Next::Stay };
        match msg {
            DraftMsg::Planned(_, id, answer) if self.waited(*id) => return self.planned(answer.clone(), desk),
            DraftMsg::Read(id, answer) if self.waited(*id) => self.file_read(answer.clone(), desk),
            DraftMsg::Closed(id, end) if self.pending.is_some_and(|p| p.id == *id) => {
                let edited = self.pending.take().is_some_and(|p| p.step == Step::Editor);
                desk.effects.extend(end.path.clone().map(|p| Effect::Draft(DraftEffect::Drop(p))));
                self.put_text(end.text.reveal(), edited);
                self.error = end.fault.clone().map(Text::from);
            }
            DraftMsg::Planned(..)
            | DraftMsg::Read(..)
            | DraftMsg::Closed(..)
            | DraftMsg::Text(..)
            | DraftMsg::Left(..)
            | DraftMsg::Waiting(_)
            | DraftMsg::Edited(..) => {}
        }
        Next::Stay
    }
}
