//! Which key means which command where: the table's keys, a preset over them, and the settings over both.

use super::k9s::{self, Meaning};
use super::table::{Keys, ViewCommand, ViewEntry};
use super::{COMMANDS, Command, Key, Pane, Shared, Spot, Table};
use crate::model::Words;
use std::collections::{HashMap, HashSet};
use std::str::FromStr;

/// Whose keys are the beginning.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Preset {
    /// The table's own.
    #[default]
    Dogwatch,
    /// Those of k9s wherever dogwatch has the command; the table's for the rest.
    K9s,
}

impl FromStr for Preset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "dogwatch" => Ok(Self::Dogwatch),
            "k9s" => Ok(Self::K9s),
            _ => Err(format!("there are no keys called {text:?}: dogwatch or k9s")),
        }
    }
}

/// What there is to say of a key that means nothing at a spot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unbound {
    /// This key, or command, does here what k9s does with it, and what that is.
    DoneBy(String, Words),
    /// dogwatch has not got what k9s does with it.
    Lacks(Words),
    /// This key, or command, lists the keys.
    Help(String),
}

/// Keys to commands. One key may mean different commands in the lists and in the logs, and for rows of different kinds.
#[derive(Clone, Debug)]
pub struct Keymap {
    preset: Preset,
    /// Of each command, in the table's order: every frame looks through them for its hints.
    keys: Vec<Vec<Key>>,
    /// The commands whose keys the settings give.
    own: HashSet<Command>,
    /// The keys that the settings give to commands of views, by their names.
    views: HashMap<&'static str, Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::of(Preset::Dogwatch)
    }
}

impl Keymap {
    /// The keys of a preset.
    pub fn of(preset: Preset) -> Self {
        let read = |keys: &[&str]| keys.iter().filter_map(|k| k.parse().ok()).collect::<Vec<Key>>();
        let keys = COMMANDS.iter().map(|e| read(e.keys)).collect();
        let mut map = Self { preset, keys, own: HashSet::new(), views: HashMap::new() };
        if preset == Preset::K9s {
            k9s::INSTEAD.iter().for_each(|(command, keys)| map.put(*command, read(keys)));
        }
        map
    }

    fn put(&mut self, command: Command, keys: Vec<Key>) {
        if let Some((_, all)) = COMMANDS.iter().zip(&mut self.keys).find(|(e, _)| e.id == command) {
            *all = keys;
        }
    }

    /// A preset's keys with these commands on other keys; `tables` are those of the views. An error is a sentence that names the command
    /// or the key: an unknown command, a key that is none, a key that would mean two commands in one place.
    pub fn with(preset: Preset, overrides: &[(String, Vec<String>)], tables: &[&'static Table]) -> Result<Self, String> {
        let mut map = Self::of(preset);
        for (name, keys) in overrides {
            let keys = keys.iter().map(|k| k.parse::<Key>().map_err(|e| format!("{name}: {e}"))).collect::<Result<_, _>>();
            let of_view = tables.iter().flat_map(|t| t.entries).find(|e| e.name == name);
            match (Command::named(name), of_view) {
                (Some(command), _) => {
                    map.put(command, keys?);
                    map.own.insert(command);
                }
                (None, Some(entry)) => drop(map.views.insert(entry.name, keys?)),
                (None, None) => return Err(format!("{name:?} is no command; `dogwatch --demo` and ? list them")),
            }
        }
        // A preset as it is has none that mean two things.
        if !map.own.is_empty() {
            map.check()?;
        }
        let shared = map.shared_keys();
        tables.iter().try_for_each(|table| map.check_view(table, &shared))?;
        Ok(map)
    }

    /// The keys that mean something in every view over the panes, with the names of what they mean.
    fn shared_keys(&self) -> Vec<(Key, &'static str)> {
        let shared = COMMANDS.iter().filter(|e| e.id.is_shared());
        shared.flat_map(|e| self.keys_at(e.id, Pane::Workloads.into()).into_iter().map(move |key| (key, e.name))).collect()
    }

    /// In a view no key means two of its commands, nor one of them and one that every view has.
    fn check_view(&self, table: &Table, shared: &[(Key, &'static str)]) -> Result<(), String> {
        let mut taken: Vec<(Key, &str)> = Vec::new();
        let own = table.entries.iter().flat_map(|e| self.keys_of(e).into_iter().map(move |key| (key, e.name)));
        for (key, name) in shared.iter().copied().chain(own) {
            let letter = table.typed && key.typed().is_some() && table.entries.iter().any(|e| e.name == name);
            if let Some((_, other)) = taken.iter().find(|(k, other)| *k == key && *other != name) {
                return Err(format!("{key} would mean both {other} and {name}"));
            }
            if letter {
                return Err(format!("{key} cannot mean {name}: letters are typed there"));
            }
            taken.push((key, name));
        }
        Ok(())
    }

    /// The keys of a row of a view's table, the one that hints show first.
    pub fn keys_of(&self, entry: &ViewEntry) -> Vec<Key> {
        match (self.views.get(entry.name), entry.keys) {
            (Some(keys), _) => keys.clone(),
            (None, Keys::Own(keys)) => keys.iter().filter_map(|k| k.parse().ok()).collect(),
            (None, Keys::Like(command, pane)) => self.keys_at(command, pane.into()),
        }
    }

    /// The key as it counts here: Shift with an arrow or the like is nothing of its own but where the settings have put something on it.
    pub fn meant(&self, key: Key) -> Key {
        if self.is_bound(key) { key } else { key.unshifted() }
    }

    /// Whether anything anywhere is on a key.
    fn is_bound(&self, key: Key) -> bool {
        self.keys.iter().chain(self.views.values()).flatten().any(|k| *k == key)
    }

    /// The number of the tab that a key leads to, where the settings have put nothing on it.
    pub fn tab(&self, key: Key) -> Option<usize> {
        key.tab().filter(|_| !self.is_bound(key))
    }

    /// The command of a view that a key means there.
    pub fn of_view<C: ViewCommand>(&self, key: Key) -> Option<C> {
        C::ALL.iter().copied().find(|c| self.keys_of(c.entry()).contains(&key))
    }

    /// As [`Keymap::of_view`], where a text is typed: no letter means a command.
    pub fn of_form<C: ViewCommand>(&self, key: Key) -> Option<C> {
        self.of_view(key).filter(|_| key.typed().is_none())
    }

    /// As [`Keymap::shared`], where a text is typed: no letter means a command.
    pub fn shared_of_form(&self, key: Key) -> Option<Shared> {
        self.shared(key).filter(|_| key.typed().is_none())
    }

    /// Whether the settings give other keys to a command of a view's table, or to one that every view has.
    pub fn rebinds<C: ViewCommand>(&self) -> bool {
        let like = |keys: Keys| match keys {
            Keys::Own(_) => false,
            Keys::Like(command, _) => self.own.contains(&command),
        };
        C::ALL.iter().any(|c| self.views.contains_key(c.entry().name) || like(c.entry().keys))
            || self.own.iter().any(|c| c.shared().is_some())
    }

    /// The key of a view's command that hints show; empty where it has none.
    pub fn hint_of<C: ViewCommand>(&self, command: C) -> String {
        self.keys_of(command.entry()).first().map(ToString::to_string).unwrap_or_default()
    }

    fn check(&self) -> Result<(), String> {
        let keys: HashSet<Key> = self.keys.iter().flatten().copied().collect();
        for spot in Spot::all() {
            for &key in &keys {
                // A key that the settings give is not silently another's as well: whoever had it is given another one, or none.
                let own = self.bound(key, spot).filter(|c| self.own.contains(c)).collect::<Vec<_>>();
                let mut all = match (own.is_empty(), self.preset_command(key, spot)) {
                    (true, Some(_)) => continue,
                    (true, None) => self.most_specific(key, spot),
                    (false, Some(Some(command))) => [&own[..], &[command]].concat(),
                    (false, Some(None)) => own,
                    (false, None) => self.bound(key, spot).collect(),
                };
                all.sort_unstable();
                all.dedup();
                if let [one, other, ..] = all[..] {
                    return Err(format!("{key} would mean both {} and {}", one.entry().name, other.entry().name));
                }
            }
        }
        Ok(())
    }

    /// The commands whose places cover a spot and whose keys have this one, in the table's order.
    fn bound(&self, key: Key, spot: Spot) -> impl Iterator<Item = Command> {
        let all = COMMANDS.iter().zip(&self.keys);
        all.filter(move |(e, keys)| keys.contains(&key) && e.place.covers(spot)).map(|(e, _)| e.id)
    }

    /// Of those the ones that are for this kind of row alone, where there are such: they shadow those that are for all.
    fn most_specific(&self, key: Key, spot: Spot) -> Vec<Command> {
        let all: Vec<Command> = self.bound(key, spot).collect();
        let special: Vec<Command> = all.iter().copied().filter(|c| c.entry().place.is_of_a_kind()).collect();
        if special.is_empty() { all } else { special }
    }

    /// What the preset says of a key there: `Some(None)` where it is k9s's for something that dogwatch lacks.
    fn preset_command(&self, key: Key, spot: Spot) -> Option<Option<Command>> {
        if self.preset != Preset::K9s {
            return None;
        }
        match k9s::meaning(key, spot)? {
            // Its user has put it on another key.
            Meaning::Does(command, _) if self.own.contains(&command) => None,
            Meaning::Does(command, _) => Some(Some(command)),
            Meaning::Lacks(_) => Some(None),
        }
    }

    /// The command of a key at a spot.
    pub fn command(&self, key: Key, spot: impl Into<Spot>) -> Option<Command> {
        let spot = spot.into();
        let own = if self.own.is_empty() { None } else { self.bound(key, spot).find(|c| self.own.contains(c)) };
        own.or_else(|| self.preset_command(key, spot).unwrap_or_else(|| self.most_specific(key, spot).first().copied()))
    }

    /// What a key means in every view over the panes, where it means something there.
    pub fn shared(&self, key: Key) -> Option<Shared> {
        self.command(key, Pane::Workloads).and_then(Command::shared)
    }

    /// What there is to say of a key that means nothing at a spot: what does here what k9s does with it, that dogwatch has not got that,
    /// or where the keys are listed.
    pub fn unbound(&self, key: Key, spot: Spot) -> Unbound {
        match k9s::meaning(key, spot) {
            Some(Meaning::Does(command, what)) => Unbound::DoneBy(self.key_or_name(command, spot), what),
            Some(Meaning::Lacks(what)) => Unbound::Lacks(what),
            None => Unbound::Help(self.key_or_name(Command::Help, spot)),
        }
    }

    /// The keys of a command wherever it has them, the one that hints show first.
    pub fn keys(&self, command: Command) -> &[Key] {
        COMMANDS.iter().zip(&self.keys).find(|(e, _)| e.id == command).map_or(&[], |(_, keys)| keys)
    }

    /// The keys that mean a command at a spot, the one that hints show first.
    pub fn keys_at(&self, command: Command, spot: Spot) -> Vec<Key> {
        let presets = k9s::keys_of(command, spot).filter(|_| self.preset == Preset::K9s);
        let mut keys: Vec<Key> = Vec::new();
        for key in self.keys(command).iter().copied().chain(presets) {
            if !keys.contains(&key) && self.command(key, spot) == Some(command) {
                keys.push(key);
            }
        }
        keys
    }

    /// The key that hints show.
    pub fn hint(&self, command: Command) -> String {
        self.keys(command).first().map(ToString::to_string).unwrap_or_default()
    }

    /// The key of a command that hints show in a view over the panes: the first that is no letter; the first of all where it has but
    /// letters and no text is typed.
    pub fn shown(&self, command: Command, typed: bool) -> String {
        let keys = self.keys_at(command, Pane::Workloads.into());
        let key = keys.iter().find(|key| key.typed().is_none()).or(keys.first().filter(|_| !typed));
        key.map(ToString::to_string).unwrap_or_default()
    }

    /// As [`Keymap::shown`], the key that leaves what is on top, or goes a step back in it.
    pub fn leaves(&self, typed: bool) -> String {
        let back = self.shown(Command::Back, typed);
        if back.is_empty() { self.shown(Command::Quit, typed) } else { back }
    }

    /// As [`Keymap::shown`], the keys that go up and down.
    pub fn up_down(&self, typed: bool) -> String {
        let keys = [Command::Up, Command::Down].map(|c| self.shown(c, typed));
        keys.join(if keys.iter().all(|k| k.chars().count() == 1) { "" } else { " " }).trim().to_owned()
    }

    /// The key that hints show at a spot.
    pub fn hint_at(&self, command: Command, spot: impl Into<Spot>) -> String {
        self.keys_at(command, spot.into()).first().map(ToString::to_string).unwrap_or_default()
    }

    /// As [`Keymap::hint_at`]; its name, as it is typed, where no key means it there.
    pub fn key_or_name(&self, command: Command, spot: impl Into<Spot>) -> String {
        let key = self.hint_at(command, spot);
        if key.is_empty() { format!(":{}", command.entry().name) } else { key }
    }
}

#[cfg(test)]
#[path = "keymap_tests.rs"]
mod tests;
