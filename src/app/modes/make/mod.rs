//! Making a workload: from an image by a form, or from YAML that is read from a file, pasted or written in the user's editor.

mod fields;
mod manifest;
mod send;

pub use fields::{Entry, Page, What};
pub use manifest::Wanted;

use super::{Mode, Next};
use crate::app::drafts::{DraftEffect, EditFile};
use crate::app::field::Field;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::{Code, Key, palette};
use crate::model::Time;
use crate::model::change::Hidden;

/// How many suggestions are kept for one field.
const SUGGESTIONS: usize = 50;

/// What an answer is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The file is being read; it is then planned.
    Reading,
    /// The API server is asked what the text's documents are.
    Planning,
    /// The editor has the terminal.
    Editor,
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
pub struct MakeForm {
    /// Which of its pages is shown.
    pub page: Page,
    /// All fields of both pages.
    pub entries: Vec<Entry>,
    /// The field that has the cursor.
    pub at: usize,
    /// What is known that could stand in it, and where from.
    pub suggestions: Vec<(String, String)>,
    /// The one that is chosen.
    pub chosen: Option<usize>,
    /// The text that was pasted or written; empty where there is none.
    pub text: Hidden,
    /// The first line of the YAML that is drawn, while it is shown.
    pub shown: Option<usize>,
    /// What was refused, and why.
    pub error: Option<String>,
    /// What is waited for.
    pub pending: Option<Pending>,
}

impl MakeForm {
    fn new(namespace: &str) -> Self {
        let entries = fields::fresh(namespace);
        let at = usize::from(!namespace.is_empty());
        Self {
            page: Page::Image,
            entries,
            at,
            suggestions: Vec::new(),
            chosen: None,
            text: Hidden::default(),
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

    /// Puts a text in the place of what is there.
    fn put_text(&mut self, text: &str) {
        self.text = Hidden::new(text.replace("\r\n", "\n").replace('\r', "\n"));
        self.error = None;
        if let Some(path) = self.entries.iter_mut().find(|e| e.what == What::Path) {
            (path.field, path.error) = (Field::default(), None);
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

    fn show_yaml(&mut self) {
        self.shown = match self.page {
            // What is wrong is said beside its field.
            Page::Image if fields::check(&mut self.entries).is_none() => None,
            Page::Yaml if self.text.reveal().trim().is_empty() => {
                self.error = Some("No text yet: paste it, or write it with Ctrl-e".into());
                None
            }
            _ => Some(0),
        };
    }
}

impl State {
    pub(in crate::app) fn open_make(&mut self) {
        let mut form = match self.drafts.make.take() {
            Some(form) => *form,
            None => MakeForm::new(&self.one_namespace()),
        };
        form.pending = None;
        self.open_view(Mode::Make(Box::new(form)));
        self.suggest(true);
    }

    /// The form, where it is open.
    fn make(&mut self) -> Option<&mut MakeForm> {
        self.views.iter_mut().rev().find_map(|mode| if let Mode::Make(form) = mode { Some(&mut **form) } else { None })
    }

    /// The namespace in view, where it is one.
    fn one_namespace(&self) -> String {
        self.view.one().map_or_else(String::new, ToString::to_string)
    }

    /// What is known that could stand in the field with the cursor: all of it where it was just entered, else what matches.
    fn suggest(&mut self, entered: bool) {
        let Some(form) = self.make() else { return };
        (form.chosen, form.suggestions) = (None, Vec::new());
        let Some((what, typed)) = form.entries.get(form.at).map(|e| (e.what, e.text().to_owned())) else { return };
        let known = match what {
            What::Namespace => self.all_namespaces().into_iter().map(|n| (n.to_string(), String::new())).collect(),
            What::Image => self.known_images(),
            _ => return,
        };
        let typed = if entered && what == What::Namespace { "" } else { &typed };
        let found = palette::search(typed, known.iter().map(|(text, _)| text.as_str()));
        if let Some(form) = self.make() {
            form.suggestions = found.into_iter().take(SUGGESTIONS).filter_map(|i| known.get(i).cloned()).collect();
        }
    }

    /// Every image of every workload that is known, and which of them have it.
    fn known_images(&self) -> Vec<(String, String)> {
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        let mut workloads: Vec<_> = self.cluster.store.workloads().collect();
        workloads.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
        for w in workloads {
            for image in w.images.iter() {
                let place = format!("{} / {}", w.namespace, w.name);
                match found.iter_mut().find(|(text, _)| **text == *image.image) {
                    Some((_, places)) => places.push(place),
                    None => found.push((image.image.to_string(), vec![place])),
                }
            }
        }
        found.sort();
        let words = |places: Vec<String>| match &places[..] {
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
            [] => String::new(),
        };
        found.into_iter().map(|(text, places)| (text, words(places))).collect()
    }

    pub(in crate::app) fn make_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> Next {
        let fresh = self.one_namespace();
        let Some(form) = self.make() else { return Next::Stay };
        let leave = key.code == Code::Esc || key == Key::ctrl('c');
        if form.pending.is_some() {
            if leave {
                form.pending = None;
            } else {
                self.only_these(key, "Esc leaves");
            }
            return Next::Stay;
        }
        if let Some(line) = form.shown {
            return self.yaml_key(line, key, effects);
        }
        let suggested = !form.suggestions.is_empty();
        let counted = form.entries.get(form.at).is_some_and(|e| e.what == What::Replicas);
        match (key.code, key.ctrl) {
            _ if leave => {
                let kept = Box::new(form.clone());
                self.messages.say(self.now, Level::Info, format!("Kept; {} opens it again", self.make_hint()));
                self.drafts.make = Some(kept);
                return Next::Close;
            }
            (Code::Char('t'), true) => {
                let (page, what) = if form.page == Page::Image { (Page::Yaml, What::Path) } else { (Page::Image, What::Name) };
                form.turn_to(page, what);
                self.suggest(true);
            }
            (Code::Char('n'), true) => {
                let page = form.page;
                *form = MakeForm::new(&fresh);
                if page == Page::Yaml {
                    form.turn_to(page, What::Path);
                }
                self.suggest(true);
            }
            (Code::Char('y'), true) => form.show_yaml(),
            (Code::Char('e'), true) if form.page == Page::Yaml => {
                let text = form.text.clone();
                self.edit_text(text, effects);
            }
            (Code::Enter, _) => self.make_go_on(effects),
            (Code::Down | Code::Up, _) if suggested => form.choose(key.code == Code::Down),
            (Code::Down | Code::Up, _) if counted => form.count(key.code == Code::Up),
            (Code::Tab | Code::Down, _) => self.make_step(true),
            (Code::BackTab | Code::Up, _) => self.make_step(false),
            _ => {
                let at = form.at;
                if form.entries.get_mut(at).is_some_and(|e| e.field.key(key)) {
                    self.make_typed();
                } else {
                    self.only_these(key, "Tab next, Enter continues, Esc leaves");
                }
            }
        }
        Next::Stay
    }

    fn make_hint(&self) -> String {
        self.keymap.hint(crate::command::Command::Make)
    }

    fn make_step(&mut self, forward: bool) {
        if let Some(form) = self.make() {
            form.go(forward);
        }
        self.suggest(true);
    }

    fn make_typed(&mut self) {
        if let Some(form) = self.make() {
            form.error = None;
            if let Some(entry) = form.entries.get_mut(form.at) {
                entry.error = None;
            }
            fields::tidy(&mut form.entries, &mut form.at);
        }
        self.suggest(false);
    }

    /// A pasted text: of one line into the field, of several it is YAML, wherever the cursor is.
    pub(in crate::app) fn make_paste(&mut self, text: &str) {
        let Some(form) = self.make().filter(|form| form.pending.is_none() && form.shown.is_none()) else { return };
        if text.trim().contains(['\n', '\r']) {
            form.put_text(text);
            form.suggestions.clear();
        } else if let Some(entry) = form.entries.get_mut(form.at) {
            entry.field.paste(text.trim());
            self.make_typed();
        }
    }

    fn yaml_key(&mut self, line: usize, key: Key, effects: &mut Vec<Effect>) -> Next {
        let Some(form) = self.make() else { return Next::Stay };
        let text = form.yaml().unwrap_or_default();
        let last = text.lines().count().saturating_sub(1);
        form.shown = match (key.code, key.ctrl) {
            (Code::Down | Code::Char('j'), false) => Some((line + 1).min(last)),
            (Code::Up | Code::Char('k'), false) => Some(line.saturating_sub(1)),
            (Code::PageDown, _) => Some((line + 10).min(last)),
            (Code::PageUp, _) => Some(line.saturating_sub(10)),
            (Code::Char('e'), _) => {
                form.shown = None;
                form.put_text(&text);
                self.edit_text(Hidden::new(text), effects);
                return Next::Stay;
            }
            (Code::Enter, _) => {
                form.shown = None;
                self.make_go_on(effects);
                return Next::Stay;
            }
            (Code::Esc | Code::Char('q'), _) | (Code::Char('c' | 'y'), true) => None,
            _ => Some(line),
        };
        Next::Stay
    }

    fn edit_text(&mut self, text: Hidden, effects: &mut Vec<Effect>) {
        let id = self.fresh_id();
        let stem = format!("{}.new", self.cluster.context.name);
        effects.push(Effect::Draft(DraftEffect::Editor(id, EditFile { path: None, stem, text })));
        self.make_waits(Pending { id, step: Step::Editor, since: self.now });
    }

    /// The form waits for an answer.
    fn make_waits(&mut self, pending: Pending) {
        if let Some(form) = self.make() {
            form.pending = Some(pending);
        }
    }
}
