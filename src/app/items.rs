//! The items of a list that is picked from, as the state has them; and what is done with what was picked.

use super::browse::COMMON;
use super::catalogue::{Choice, Chosen, Item, What};
use super::messages::Level;
use super::msg::Effect;
use super::place::View;
use super::room::News;
use super::state::State;
use super::text::{FormText, KeyText, PlaceText, Text, Word};
use super::wish::Wish;
use crate::command::table::ViewEntry;
use crate::command::{COMMANDS, Command, Group, Lack, Over, Table};
use crate::model::feed::{Scope, WatchState};
use crate::model::kinds::Served;
use crate::model::{Kind, Name};

impl State {
    /// Opens a list to pick from.
    pub(super) fn pick(&mut self, what: What, effects: &mut Vec<Effect>) {
        self.ask_kinds_anew();
        let items = self.picker_items(what);
        self.open(&Wish::Pick(what, items), effects);
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
            let rollup = self.panes.rows.survey.rollups.get(name).copied().unwrap_or_default();
            let (ready, pods) = rollup.figures();
            let figures = if pods > 0 || rollup.workloads > 0 { format!("{ready}/{pods}") } else { String::new() };
            Item {
                label: name.to_string(),
                detail: Text::Server(format!("{figures:>7}  {}", mark(name))),
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
        let (ready, pods) = self.panes.rows.everything.pods;
        let all = Item {
            label: Word::AllNamespaces.of(self.lang).into(),
            detail: Text::Server(if pods > 0 { format!("{:>7}", format!("{ready}/{pods}")) } else { String::new() }),
            mood: Some(self.panes.rows.everything.all.mood()),
            denied: None,
            choice: Choice::View(View::All),
        };
        std::iter::once(all).chain(names.iter().map(item)).collect()
    }

    fn context_items(&self) -> Vec<Item> {
        let item = |c: &crate::app::state::Context| Item {
            label: c.name.to_string(),
            detail: PlaceText::Context {
                cluster: c.cluster.to_string(),
                user: c.user.to_string(),
                here: c.name == self.cluster.context.name,
                tab: self.tabs.place_of(&c.name).map(|at| at + 1).filter(|_| self.tabs.count() > 1),
            }
            .into(),
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
                detail: Text::Server(format!(
                    "{}{}",
                    e.words.of(self.lang),
                    if keys.is_empty() { String::new() } else { format!("  [{}]", keys.join(" ")) }
                )),
                mood: None,
                denied: situation.check(e.id).err(),
                choice: Choice::Command(e.id),
            }
        };
        // What the view that it is opened over does comes first; then, as in the help, what one does before how one moves.
        let view = self.views.iter().rev().find(|room| room.over() != Over::Panes);
        let mut items: Vec<Item> = view.map(|room| self.view_items(room.table())).unwrap_or_default();
        items.extend(Group::ALL.into_iter().flat_map(|g| COMMANDS.iter().filter(move |e| e.group == g)).map(item));
        items.extend(self.forward_items());
        items.extend(self.own_items());
        let begin = items.len();
        items.extend(self.saved_items());
        items.extend(self.kind_items());
        items.extend(self.context_items().into_iter().map(|i| Item { label: format!("ctx {}", i.label), ..i }));
        items.extend(self.namespace_items().into_iter().map(|i| Item { label: format!("ns {}", i.label), ..i }));
        let stays = situation.check(Command::AllNamespaces).err();
        for item in items.iter_mut().skip(begin) {
            item.denied = item.denied.take().or_else(|| stays.clone());
        }
        items
    }

    /// The views that the settings name, and their words for kinds.
    fn saved_items(&self) -> Vec<Item> {
        let item = |label, detail, choice| Item { label, detail: Text::Server(detail), mood: None, denied: None, choice };
        let views = self.saved.views.iter();
        let views = views.map(|v| item(format!("view {}", v.name), v.words(), Choice::Saved(v.name.clone())));
        let words = self.saved.aliases.iter();
        views.chain(words.map(|(word, of)| item(word.to_string(), of.to_string(), Choice::Own(of.clone())))).collect()
    }

    /// The commands that the settings name.
    fn own_items(&self) -> impl Iterator<Item = Item> {
        self.own.all.iter().map(|own| Item {
            label: own.name.to_string(),
            detail: Text::Server(format!("{}{}", own.words, own.key.map(|key| format!("  [{key}]")).unwrap_or_default())),
            mood: None,
            denied: self.can_own(own).err(),
            choice: Choice::Run(own.name.clone()),
        })
    }

    /// The forwards that are saved in the present context.
    fn forward_items(&self) -> Vec<Item> {
        let saved = self.forwards.saved_in(&self.cluster.context.name);
        let item = |s: &crate::model::forward::SavedForward| Item {
            label: format!("{} {}", Command::Forward.entry().name, s.name),
            detail: Text::Server(format!("{} {} ▸ {}  {}", s.target.namespace, s.target.resource, s.target.name, s.port)),
            mood: None,
            denied: self.readonly.then_some(Lack::ReadOnly),
            choice: Choice::Forward(s.name.clone()),
        };
        saved.map(item).collect()
    }

    /// The commands of a view's own table.
    fn view_items(&self, table: &'static Table) -> Vec<Item> {
        let item = |e: &'static ViewEntry| {
            let keys = self.keymap.keys_of(e);
            let shown: Vec<String> = keys.iter().map(ToString::to_string).collect();
            let choice = keys.first().map_or(Choice::Nothing, |key| Choice::Key(*key));
            Item {
                label: e.name.into(),
                detail: Text::Server(format!("{}  [{}]", e.words.of(self.lang), shown.join(" "))),
                mood: None,
                denied: keys.is_empty().then_some(Lack::NoKey),
                choice,
            }
        };
        table.entries.iter().map(item).collect()
    }

    fn kind_items(&self) -> Vec<Item> {
        let item =
            |label: String, detail: String, choice| Item { label, detail: Text::Server(detail), mood: None, denied: None, choice };
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

    /// More is known of what can be picked.
    pub(super) fn renew_picker(&mut self, effects: &mut Vec<Effect>) {
        let open: Vec<What> = self.views.iter().filter_map(|room| room.picks()).collect();
        for what in open {
            let items = self.picker_items(what);
            self.hear(&News::Items(what, items), effects);
        }
    }

    /// Goes on with what was chosen: the picker has closed.
    pub(super) fn picked(&mut self, chosen: Chosen, effects: &mut Vec<Effect>) {
        let Chosen { typed, choice } = chosen;
        // What is looked at in the tab in front stays with it; a context that is connected anew is come to afresh.
        let here = &self.cluster.context.name;
        let stays = matches!(&choice, Choice::Tab(_)) || matches!(&choice, Choice::Context(name) if name != here);
        if choice.goes_elsewhere() && !(if stays { self.lets_go() } else { self.go_elsewhere() }) {
            return;
        }
        match choice {
            Choice::View(view) => self.look_at(view, effects),
            Choice::Typed(name) => {
                if let Err(why) = crate::model::naming::dns_label(&name) {
                    let text = PlaceText::NotAName(name, FormText::Name(why).into());
                    self.messages.say(self.now, Level::Warn, text);
                    return;
                }
                let store = &self.cluster.store;
                let listed = *store.watch(&Scope::all(Kind::Namespace)) == WatchState::Live;
                if listed && store.namespaces().all(|n| n.name != name) {
                    self.messages.say(self.now, Level::Warn, PlaceText::NoNamespace(name));
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
            Choice::Tab(name) => self.open_tab(&name, effects),
            Choice::Logs(labels) => self.open_selected_logs(labels),
            Choice::Exec(command) => self.begin_exec(&command, effects),
            Choice::WhoCan(typed) => self.ask_who_can(&typed, effects),
            Choice::Forward(name) => self.open_saved_forward(&name, effects),
            Choice::Run(name) => self.begin_own(&name, effects),
            Choice::Leave => effects.push(Effect::Quit),
            Choice::Command(Command::Quit) => self.quit_by_name(effects),
            Choice::Alias(full) => self.browse_word(full),
            Choice::Own(word) => self.browse_word(&word),
            Choice::Saved(name) => self.open_saved_view(&name, effects),
            Choice::Lacks(what) => {
                self.messages.say(self.now, Level::Info, KeyText::LacksWord(typed, what));
            }
            Choice::Command(command) => self.command(command, effects),
            Choice::Key(key) => self.key(key, effects),
            Choice::Kind(_, word) | Choice::Word(word) => self.browse_word(&word),
            Choice::Common(names) => self.browse_word(names.first().map_or("", |n| *n)),
            Choice::Nothing => {}
        }
    }
}
