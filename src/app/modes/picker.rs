//! Picking from a list by typing: namespaces, contexts, commands.

use super::{Mode, Next};
use crate::app::browse::COMMON;
use crate::app::field::Field;
use crate::app::i18n::tr;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::{State, View};
use crate::command::alias::{self, Alias};
use crate::command::table::ViewEntry;
use crate::command::{COMMANDS, Code, Command, Group, Key, Table, palette};
use crate::model::feed::{Scope, WatchState};
use crate::model::health::Mood;
use crate::model::kinds::Served;
use crate::model::{Kind, Name};

/// What is picked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// A namespace.
    Namespace,
    /// A context.
    Context,
    /// A command, the name of a kind, or `ns NAME`, `ctx NAME`.
    Command,
    /// The name of a kind.
    Kind,
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
    /// A kind, and the word that finds it.
    Kind(Box<Served>, String),
    /// A kind that every cluster has, while those of this one are not known.
    Common(&'static [&'static str]),
    /// A kind that k9s calls so.
    Alias(&'static str),
    /// Something of k9s that dogwatch has not got.
    Lacks(&'static str),
    /// A command of the view below, by its key there.
    Key(Key),
    /// A kind by a name that may be none, while those of the cluster are not known.
    Word(String),
    /// To leave the program at once.
    Leave,
    Nothing,
}

/// What was chosen, and what was typed for it.
#[derive(Clone, Debug)]
pub(in crate::app) struct Chosen {
    typed: String,
    choice: Choice,
}

impl Choice {
    /// Whether it is called just so: then it comes first, and among those a command first of all.
    fn is_called(&self, label: &str, word: &str) -> Option<u8> {
        match self {
            Self::Command(_) => (label == word).then_some(0),
            Self::Kind(served, _) => served.is_called(word).then_some(1),
            Self::Common(names) => names.contains(&word).then_some(1),
            _ => None,
        }
    }

    /// Whether it is another place in the panes.
    const fn goes_elsewhere(&self) -> bool {
        match self {
            Self::View(_)
            | Self::Typed(_)
            | Self::Context(_)
            | Self::Logs(_)
            | Self::Kind(..)
            | Self::Common(_)
            | Self::Alias(_)
            | Self::Word(_) => true,
            Self::Command(_) | Self::Key(_) | Self::Lacks(_) | Self::Leave | Self::Nothing => false,
        }
    }

    /// Whether it is this kind, by its plural with its group.
    fn is_kind(&self, full: &str) -> bool {
        match self {
            Self::Kind(served, _) => served.full_name() == full,
            Self::Common(names) => names.first().copied() == full.split('.').next(),
            _ => false,
        }
    }
}

/// A picker.
#[derive(Clone, Debug)]
pub struct Picker {
    /// What is picked.
    pub what: What,
    /// What is typed.
    pub field: Field,
    /// All there is, and at the end what is typed as a command with its words.
    items: Vec<Item>,
    /// How many there are without that.
    all: usize,
    /// The indices of those that match, best first.
    found: Vec<usize>,
    /// Which of the found ones the cursor is on.
    pub cursor: usize,
    /// Whether the user moved it there.
    moved: bool,
    /// Whether the first of them is called just as was typed.
    exact: bool,
}

impl Picker {
    /// The things that match what is typed, best first.
    pub fn found(&self) -> impl Iterator<Item = &Item> {
        self.found.iter().filter_map(|i| self.items.get(*i))
    }

    /// How many things there are in all: the box keeps its size while the user types.
    pub const fn count(&self) -> usize {
        self.all
    }

    fn search(&mut self) {
        self.items.truncate(self.all);
        let word = self.field.text().trim();
        self.found = palette::search(word, self.items.iter().map(|i| i.label.as_str()));
        self.exact = false;
        if !word.is_empty() {
            let called = |i: &usize| self.items.get(*i).and_then(|item| item.choice.is_called(&item.label, word));
            let mut first: Vec<usize> = (0..self.items.len()).filter(|i| called(i).is_some()).collect();
            first.sort_by_key(called);
            self.exact = !first.is_empty();
            self.found.retain(|i| !first.contains(i));
            self.found.splice(0..0, first);
        }
        (self.cursor, self.moved) = (0, false);
        self.add_alias();
        if self.what == What::Command
            && let Some(labels) = labels(self.field.text())
        {
            self.items.push(Item {
                label: format!("logs {labels}"),
                detail: "the logs of all pods with these labels, in the namespaces in view".into(),
                mood: None,
                denied: None,
                choice: Choice::Logs(labels.into()),
            });
            // A word alone may be meant for another command.
            let at = if labels.contains(['=', '!', '(', ',']) { 0 } else { self.found.len() };
            self.found.insert(at, self.items.len() - 1);
        }
    }

    /// What k9s calls so comes first, also where a command's name begins so, or the server has another kind of that name.
    fn add_alias(&mut self) {
        let first = self.found.first().and_then(|i| self.items.get(*i)).filter(|_| self.exact);
        let item = |detail: String, choice| Item { label: self.word().to_owned(), detail, mood: None, denied: None, choice };
        let item = match alias::find(self.word()) {
            Some(Alias::Kind(full)) if first.is_none_or(|i| !i.choice.is_kind(full)) => item(full.to_owned(), Choice::Alias(full)),
            Some(Alias::Command(command)) if self.what == What::Command && first.is_none() => {
                item(command.entry().words.to_owned(), Choice::Command(command))
            }
            Some(Alias::Lacks(what)) if self.what == What::Command && first.is_none() => item(what.to_owned(), Choice::Lacks(what)),
            Some(Alias::Kind(_) | Alias::Command(_) | Alias::Lacks(_)) | None => return,
        };
        self.items.push(item);
        self.found.insert(0, self.items.len() - 1);
        self.exact = true;
    }

    /// What is typed.
    fn word(&self) -> &str {
        self.field.text().trim()
    }

    /// What Enter means; an error is why it means nothing yet. `open` says that the cluster's kinds are not known.
    fn chosen(&self, open: bool) -> Result<Chosen, String> {
        let typed = self.word();
        let of = |choice| Ok(Chosen { typed: typed.to_owned(), choice });
        if self.what == What::Command {
            if alias::leaves_at_once(typed) {
                return of(Choice::Leave);
            }
            // Nothing is meant by nothing.
            if typed.is_empty() && !self.moved {
                return of(Choice::Nothing);
            }
        }
        let exact = self.items.iter().any(|i| i.label == typed);
        let nothing = self.what == What::Command && self.found.is_empty();
        if nothing && let Some(name) = place(typed, "ctx") {
            return Err(format!("no context {name}"));
        }
        if nothing && let Some(name) = place(typed, "ns") {
            return of(Choice::Typed(name.into()));
        }
        let choice = match (self.what, self.found().nth(self.cursor).map(|i| i.choice.clone())) {
            // A kind can be typed while it is not known which there are.
            (What::Command | What::Kind, None) if !typed.is_empty() && open => Choice::Word(typed.to_owned()),
            // A namespace that cannot be listed can be typed: it is taken as it stands where nothing matches.
            (What::Namespace, None) if !typed.is_empty() && !exact => Choice::Typed(typed.into()),
            (_, chosen) => chosen.unwrap_or(Choice::Nothing),
        };
        if let Choice::Command(command) = &choice
            && command.is_weighty()
            && !self.is_meant()
        {
            // Half a word is no word for what cannot be looked away from again.
            return Err(format!("{typed} is not the name of a command: type {} in full, or select it", command.entry().name));
        }
        of(choice)
    }

    /// Whether the choice under the cursor was meant: named whole, or gone to.
    const fn is_meant(&self) -> bool {
        self.moved || self.exact && self.cursor == 0
    }
}

/// The name of `ns NAME` or `ctx NAME`: namespaces may not be listed yet, or not for this user.
fn place<'a>(typed: &'a str, word: &str) -> Option<&'a str> {
    let name = typed.strip_prefix(word)?.strip_prefix(' ')?.trim();
    (!name.is_empty()).then_some(name)
}

/// The labels of `logs app=web,tier!=x`.
fn labels(typed: &str) -> Option<&str> {
    let labels = typed.trim_start().strip_prefix("logs ")?.trim();
    (!labels.is_empty()).then_some(labels)
}

impl State {
    /// Opens a picker.
    pub(in crate::app) fn pick(&mut self, what: What) {
        self.ask_kinds_anew();
        let items = self.picker_items(what);
        let all = items.len();
        let mut picker =
            Picker { what, field: Field::default(), items, all, found: Vec::new(), cursor: 0, moved: false, exact: false };
        picker.search();
        self.open_view(Mode::Picker(picker));
    }

    fn picker_items(&self, what: What) -> Vec<Item> {
        match what {
            What::Namespace => self.namespace_items(),
            What::Context => self.context_items(),
            What::Command => self.command_items(),
            What::Kind => self.kind_items(),
        }
    }

    fn namespace_items(&self) -> Vec<Item> {
        let memory = self.memory();
        let numbers = self.numbers();
        let mark = |name: &str| {
            let mark = match (memory.favourites.iter().any(|f| f == name), memory.recent.iter().any(|r| r == name)) {
                (true, _) => "★",
                (false, true) => "·",
                (false, false) => "",
            };
            // The key that leads there.
            numbers.of(name).map_or_else(|| mark.to_owned(), |n| format!("{mark} {n}"))
        };
        let item = |name: &Name| {
            let rollup = self.rows.survey.rollups.get(name).copied().unwrap_or_default();
            let (ready, pods) = rollup.figures();
            let figures = if pods > 0 || rollup.workloads > 0 { format!("{ready}/{pods}") } else { String::new() };
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
        let (ready, pods) = self.rows.everything.pods;
        let all = Item {
            label: crate::app::i18n::tr(self.lang, "all namespaces").into(),
            detail: if pods > 0 { format!("{:>7}", format!("{ready}/{pods}")) } else { String::new() },
            mood: Some(self.rows.everything.all.mood()),
            denied: None,
            choice: Choice::View(View::All),
        };
        std::iter::once(all).chain(names.iter().map(item)).collect()
    }

    fn context_items(&self) -> Vec<Item> {
        let item = |c: &crate::app::state::Context| Item {
            label: c.name.to_string(),
            detail: format!("{} as {}{}", c.cluster, c.user, if c.name == self.cluster.context.name { "  (here now)" } else { "" }),
            mood: None,
            denied: None,
            choice: Choice::Context(c.name.clone()),
        };
        self.contexts.iter().map(item).collect()
    }

    fn command_items(&self) -> Vec<Item> {
        let situation = self.situation_here();
        let item = |e: &crate::command::Entry| {
            let keys: Vec<String> = self.keymap.keys(e.id).iter().map(ToString::to_string).collect();
            Item {
                label: e.name.into(),
                detail: format!(
                    "{}{}",
                    tr(self.lang, e.words),
                    if keys.is_empty() { String::new() } else { format!("  [{}]", keys.join(" ")) }
                ),
                mood: None,
                denied: situation.check(e.id).err(),
                choice: Choice::Command(e.id),
            }
        };
        // What the view that it is opened over does comes first; then, as in the help, what one does before how one moves.
        let view = self.views.iter().rev().find(|mode| !matches!(mode, Mode::Picker(_)));
        let mut items: Vec<Item> = view.and_then(Mode::table).map(|table| self.view_items(table)).unwrap_or_default();
        items.extend(Group::ALL.into_iter().flat_map(|g| COMMANDS.iter().filter(move |e| e.group == g)).map(item));
        let begin = items.len();
        items.extend(self.kind_items());
        items.extend(self.context_items().into_iter().map(|i| Item { label: format!("ctx {}", i.label), ..i }));
        items.extend(self.namespace_items().into_iter().map(|i| Item { label: format!("ns {}", i.label), ..i }));
        let stays = situation.check(Command::AllNamespaces).err();
        for item in items.iter_mut().skip(begin) {
            item.denied = item.denied.take().or_else(|| stays.clone());
        }
        items
    }

    /// The commands of a view's own table.
    fn view_items(&self, table: &'static Table) -> Vec<Item> {
        let item = |e: &'static ViewEntry| {
            let keys = self.keymap.keys_of(e);
            let shown: Vec<String> = keys.iter().map(ToString::to_string).collect();
            let choice = keys.first().map_or(Choice::Nothing, |key| Choice::Key(*key));
            Item {
                label: e.name.into(),
                detail: format!("{}  [{}]", tr(self.lang, e.words), shown.join(" ")),
                mood: None,
                denied: keys.is_empty().then(|| "the settings give it no key".into()),
                choice,
            }
        };
        table.entries.iter().map(item).collect()
    }

    fn kind_items(&self) -> Vec<Item> {
        let item = |label: String, detail: String, choice| Item { label, detail, mood: None, denied: None, choice };
        let Some(kinds) = self.known_kinds() else {
            let common = |names: &&'static [&'static str]| {
                let also = names.get(1).filter(|n| n.len() < 6).map_or("", |n| *n);
                item(names.first().map_or("", |n| *n).into(), also.into(), Choice::Common(names))
            };
            return COMMON.iter().map(common).collect();
        };
        let kind = |s: &Served| {
            let short = s.short.iter().filter(|n| n.len() < 6).map(String::as_str).collect::<Vec<_>>().join(" ");
            let detail = format!("{short:<7} {} {}", s.resource.kind, s.resource.api_version());
            item(kinds.label(s), detail, Choice::Kind(Box::new(s.clone()), s.full_name()))
        };
        kinds.served.iter().map(kind).collect()
    }

    /// More is known of what can be picked: the items are made anew, and the cursor stays on its own.
    pub(in crate::app) fn renew_picker(&mut self) {
        let picker = self.views.iter().find_map(|mode| if let Mode::Picker(picker) = mode { Some(picker.what) } else { None });
        let Some(what) = picker else { return };
        let items = self.picker_items(what);
        let picker = self.views.iter_mut().find_map(|mode| if let Mode::Picker(picker) = mode { Some(picker) } else { None });
        let Some(picker) = picker else { return };
        let held = picker.found().nth(picker.cursor).map(|i| i.label.clone()).filter(|_| picker.moved);
        picker.all = items.len();
        picker.items = items;
        picker.search();
        if let Some(at) = held.and_then(|label| picker.found().position(|i| i.label == label)) {
            (picker.cursor, picker.moved) = (at, true);
        }
    }

    /// A key while a picker is open; and what was chosen with it.
    pub(in crate::app) fn picker_key(&mut self, key: Key) -> (Next, Option<Chosen>) {
        let open = self.known_kinds().is_none();
        let Some(Mode::Picker(picker)) = self.views.top_mut() else { return (Next::Stay, None) };
        let last = picker.found.len().saturating_sub(1);
        let at = picker.cursor;
        let mut go = |to: usize| (picker.cursor, picker.moved) = (to.min(last), true);
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => return (Next::Close, None),
            (Code::Enter, _) => {
                return match picker.chosen(open) {
                    Ok(chosen) => (Next::Close, Some(chosen)),
                    Err(text) => {
                        self.messages.say(self.now, Level::Warn, text);
                        (Next::Stay, None)
                    }
                };
            }
            (Code::Down | Code::Tab, _) | (Code::Char('n'), true) => go(at + 1),
            (Code::Up | Code::BackTab, _) | (Code::Char('p'), true) => go(at.saturating_sub(1)),
            (Code::PageDown, _) => go(at + 10),
            (Code::PageUp, _) => go(at.saturating_sub(10)),
            _ => {
                if picker.field.key(key) {
                    picker.search();
                } else {
                    self.only_these(key, "↑↓ choose, Enter takes, Esc leaves");
                }
            }
        }
        (Next::Stay, None)
    }

    /// A pasted text while a picker is open.
    pub(in crate::app) fn picker_paste(picker: &mut Picker, text: &str) {
        picker.field.paste(text);
        picker.search();
    }

    /// Goes on with what was chosen: the picker has closed.
    pub(in crate::app) fn picked(&mut self, chosen: Option<Chosen>, effects: &mut Vec<Effect>) {
        let Some(Chosen { typed, choice }) = chosen else { return };
        if choice.goes_elsewhere() && !self.go_elsewhere() {
            return;
        }
        match choice {
            Choice::View(view) => self.look_at(view, effects),
            Choice::Typed(name) => {
                if let Err(why) = crate::model::naming::dns_label(&name) {
                    self.messages.say(self.now, Level::Warn, format!("{name} is not a valid namespace name: {why}"));
                    return;
                }
                let store = &self.cluster.store;
                let listed = *store.watch(&Scope::all(Kind::Namespace)) == WatchState::Live;
                if listed && store.namespaces().all(|n| n.name != name) {
                    self.messages.say(self.now, Level::Warn, format!("There is no namespace {name}"));
                    return;
                }
                self.know(&name);
                let memory = self.remembered.entry(self.cluster.context.name.clone()).or_default();
                if !memory.typed.iter().any(|n| **n == *name) {
                    memory.typed.push(name.to_string());
                }
                self.look_at(View::These(vec![name]), effects);
            }
            Choice::Context(name) => self.switch_context(&name, effects),
            Choice::Logs(labels) => self.open_selected_logs(labels),
            Choice::Leave => effects.push(Effect::Quit),
            Choice::Command(Command::Quit) => self.quit_by_name(effects),
            Choice::Alias(full) => self.browse_word(full),
            Choice::Lacks(what) => {
                self.messages.say(self.now, Level::Info, format!(":{typed}: dogwatch does not have this yet: {what}"));
            }
            Choice::Command(command) => self.command(command, effects),
            Choice::Key(key) => self.key(key, effects),
            Choice::Kind(_, word) | Choice::Word(word) => self.browse_word(&word),
            Choice::Common(names) => self.browse_word(names.first().map_or("", |n| *n)),
            Choice::Nothing => {}
        }
    }
}
