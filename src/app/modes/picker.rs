//! Picking from a list by typing: namespaces, contexts, commands.

use crate::app::field::Field;
use crate::app::msg::Effect;
use crate::app::state::{State, View};
use crate::command::{COMMANDS, Code, Command, Key, palette};
use crate::model::Name;
use crate::model::health::Mood;

/// What is picked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// A namespace.
    Namespace,
    /// A context.
    Context,
    /// A command, or `ns NAME`, `ctx NAME`.
    Command,
}

/// One thing to pick.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// What it is called, and what typing is compared with.
    pub label: String,
    /// More about it.
    pub detail: String,
    /// Its glyph, where it has one.
    pub mood: Option<Mood>,
    /// Why it cannot be picked.
    pub denied: Option<Name>,
    choice: Choice,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Choice {
    View(View),
    Typed(Name),
    Context(Name),
    Command(Command),
    Logs(Name),
}

/// A picker.
#[derive(Clone, Debug)]
pub struct Picker {
    /// What is picked.
    pub what: What,
    /// What is typed.
    pub field: Field,
    /// All there is.
    items: Vec<Item>,
    /// What is typed as a command with its words. Its index is the one behind the last.
    typed: Option<Item>,
    /// The indices of those that match, best first.
    found: Vec<usize>,
    /// Which of the found ones the cursor is on.
    pub cursor: usize,
}

impl Picker {
    /// The things that match what is typed, best first.
    pub fn found(&self) -> impl Iterator<Item = &Item> {
        self.found.iter().filter_map(|i| self.items.get(*i).or(self.typed.as_ref()))
    }

    /// How many things there are in all: the box keeps its size while the user types.
    pub const fn count(&self) -> usize {
        self.items.len()
    }

    fn search(&mut self) {
        self.found = palette::search(self.field.text(), self.items.iter().map(|i| i.label.as_str()));
        (self.cursor, self.typed) = (0, None);
        if self.what == What::Command
            && let Some(labels) = labels(self.field.text())
        {
            self.typed = Some(Item {
                label: format!("logs {labels}"),
                detail: "the logs of all pods with these labels, in the namespaces in view".into(),
                mood: None,
                denied: None,
                choice: Choice::Logs(labels.into()),
            });
            // A word alone may be meant for another command.
            let at = if labels.contains(['=', '!', '(', ',']) { 0 } else { self.found.len() };
            self.found.insert(at, self.items.len());
        }
    }
}

/// The labels of `logs app=web,tier!=x`.
fn labels(typed: &str) -> Option<&str> {
    let labels = typed.trim_start().strip_prefix("logs ")?.trim();
    (!labels.is_empty()).then_some(labels)
}

impl State {
    /// Opens a picker.
    pub(in crate::app) fn pick(&mut self, what: What) {
        let items = self.picker_items(what);
        let mut picker = Picker { what, field: Field::default(), items, typed: None, found: Vec::new(), cursor: 0 };
        picker.search();
        self.mode = super::Mode::Picker(picker);
    }

    fn picker_items(&self, what: What) -> Vec<Item> {
        match what {
            What::Namespace => self.namespace_items(),
            What::Context => self.context_items(),
            What::Command => self.command_items(),
        }
    }

    fn namespace_items(&self) -> Vec<Item> {
        let memory = self.memory();
        let mark = |name: &str| match (memory.favourites.iter().any(|f| f == name), memory.recent.iter().any(|r| r == name)) {
            (true, _) => "★",
            (false, true) => "·",
            (false, false) => "",
        };
        let item = |name: &Name| {
            let rollup = self.rows.rollups.get(name).copied().unwrap_or_default();
            let figures = if rollup.workloads > 0 { format!("{}/{}", rollup.ready, rollup.desired) } else { String::new() };
            Item {
                label: name.to_string(),
                detail: format!("{figures:>7}  {}", mark(name)),
                mood: Some(rollup.mood()),
                denied: None,
                choice: Choice::View(View::These(vec![name.clone()])),
            }
        };
        // Favourites first, then those looked at lately, then the rest by name.
        let rank = |name: &Name| {
            let place = |list: &[String]| list.iter().position(|n| **n == **name);
            match (place(&memory.favourites), place(&memory.recent)) {
                (Some(i), _) => (0, i),
                (None, Some(i)) => (1, i),
                (None, None) => (2, 0),
            }
        };
        let mut names = self.all_namespaces();
        names.sort_by_key(|n| (rank(n), n.clone()));
        let all = Item {
            label: "all namespaces".into(),
            detail: String::new(),
            mood: Some(self.rows.totals.all.mood()),
            denied: None,
            choice: Choice::View(View::All),
        };
        std::iter::once(all).chain(names.iter().map(item)).collect()
    }

    fn context_items(&self) -> Vec<Item> {
        let item = |c: &crate::app::state::Context| Item {
            label: c.name.to_string(),
            detail: format!("{} as {}{}", c.cluster, c.user, if c.name == self.context.name { "  (here now)" } else { "" }),
            mood: None,
            denied: None,
            choice: Choice::Context(c.name.clone()),
        };
        self.contexts.iter().map(item).collect()
    }

    fn command_items(&self) -> Vec<Item> {
        let situation = self.situation();
        let item = |e: &crate::command::Entry| {
            let keys: Vec<String> = self.keymap.keys(e.id).iter().map(ToString::to_string).collect();
            Item {
                label: e.name.into(),
                detail: format!("{}{}", e.words, if keys.is_empty() { String::new() } else { format!("  [{}]", keys.join(" ")) }),
                mood: None,
                denied: situation.check(e.id).err(),
                choice: Choice::Command(e.id),
            }
        };
        let mut items: Vec<Item> = COMMANDS.iter().map(item).collect();
        items.extend(self.context_items().into_iter().map(|i| Item { label: format!("ctx {}", i.label), ..i }));
        items.extend(self.namespace_items().into_iter().map(|i| Item { label: format!("ns {}", i.label), ..i }));
        items
    }

    /// A key while a picker is open.
    pub(in crate::app) fn picker_key(&mut self, mut picker: Picker, key: Key, effects: &mut Vec<Effect>) {
        let last = picker.found.len().saturating_sub(1);
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => return,
            (Code::Enter, _) => return self.picked(&picker, effects),
            (Code::Down | Code::Tab, _) | (Code::Char('n'), true) => picker.cursor = (picker.cursor + 1).min(last),
            (Code::Up | Code::BackTab, _) | (Code::Char('p'), true) => picker.cursor = picker.cursor.saturating_sub(1),
            (Code::PageDown, _) => picker.cursor = (picker.cursor + 10).min(last),
            (Code::PageUp, _) => picker.cursor = picker.cursor.saturating_sub(10),
            _ => {
                if picker.field.key(key) {
                    picker.search();
                }
            }
        }
        self.mode = super::Mode::Picker(picker);
    }

    /// A pasted text while a picker is open.
    pub(in crate::app) fn picker_paste(picker: &mut Picker, text: &str) {
        picker.field.paste(text);
        picker.search();
    }

    fn picked(&mut self, picker: &Picker, effects: &mut Vec<Effect>) {
        let typed = picker.field.text().trim();
        let exact = picker.items.iter().any(|i| i.label == typed);
        let chosen = picker.found().nth(picker.cursor).map(|i| i.choice.clone());
        // A namespace that cannot be listed can be typed: it is taken as it stands where nothing matches.
        let choice = match (picker.what, chosen) {
            (What::Namespace, None) if !typed.is_empty() && !exact => Some(Choice::Typed(typed.into())),
            (_, chosen) => chosen,
        };
        match choice {
            Some(Choice::View(view)) => self.look_at(view, effects),
            Some(Choice::Typed(name)) => {
                self.know(&name);
                let memory = self.remembered.entry(self.context.name.clone()).or_default();
                if !memory.typed.iter().any(|n| **n == *name) {
                    memory.typed.push(name.to_string());
                }
                self.look_at(View::These(vec![name]), effects);
            }
            Some(Choice::Context(name)) => self.switch_context(&name, effects),
            Some(Choice::Logs(labels)) => self.open_selected_logs(labels),
            Some(Choice::Command(command)) => self.command(command, effects),
            None => {}
        }
    }
}
