//! Which key means which command where: the table's keys, a preset over them, and the settings over both.

use super::k9s::{self, Meaning};
use super::table::{Keys, ViewCommand, ViewEntry};
use super::{COMMANDS, Command, Key, Pane, Shared, Spot, Table};
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
    DoneBy(String, &'static str),
    /// dogwatch has not got what k9s does with it.
    Lacks(&'static str),
    /// This key, or command, lists the keys.
    Help(String),
}

/// Keys to commands. One key may mean different commands in the lists and in the logs, and for rows of different kinds.
#[derive(Clone, Debug)]
pub struct Keymap {
    preset: Preset,
    keys: HashMap<Command, Vec<Key>>,
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
        let mut keys: HashMap<Command, Vec<Key>> = COMMANDS.iter().map(|e| (e.id, read(e.keys))).collect();
        if preset == Preset::K9s {
            keys.extend(k9s::INSTEAD.iter().map(|(command, keys)| (*command, read(keys))));
        }
        Self { preset, keys, own: HashSet::new(), views: HashMap::new() }
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
                    map.keys.insert(command, keys?);
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
        let bound = self.keys.values().chain(self.views.values()).flatten().any(|k| *k == key);
        if bound { key } else { key.unshifted() }
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
        let keys: HashSet<Key> = self.keys.values().flatten().copied().collect();
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
        COMMANDS.iter().filter(move |e| e.place.covers(spot) && self.keys(e.id).contains(&key)).map(|e| e.id)
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
        let own = self.bound(key, spot).find(|c| self.own.contains(c));
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
        self.keys.get(&command).map_or(&[], Vec::as_slice)
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
mod tests {
    use super::*;
    use crate::command::Row;

    #[test]
    fn no_key_of_the_table_means_two_things_and_every_one_parses() {
        for preset in [Preset::Dogwatch, Preset::K9s] {
            Keymap::of(preset).check().unwrap();
        }
        for (i, entry) in COMMANDS.iter().enumerate() {
            assert_eq!(entry.id as usize, i);
            assert_eq!(Keymap::default().keys(entry.id).len(), entry.keys.len(), "{}", entry.name);
        }
    }

    /// What is shown in views is what means it there: no letter where another key does, and none at all where a text is typed.
    #[test]
    fn the_keys_that_views_show_are_those_that_mean_it() {
        let map = |keys: &[(&str, &[&str])]| {
            let keys: Vec<(String, Vec<String>)> =
                keys.iter().map(|(name, keys)| ((*name).to_owned(), keys.iter().map(|k| (*k).to_owned()).collect())).collect();
            Keymap::with(Preset::Dogwatch, &keys, &[]).unwrap()
        };
        for (keys, typed, leaves, up_down) in [
            (&[][..], false, "Esc", "↑↓"),
            (&[], true, "Esc", "↑↓"),
            (&[("back", &["F9"][..])], true, "F9", "↑↓"),
            (&[("back", &["X", "F9"])], false, "F9", "↑↓"),
            (&[("back", &["X"])], false, "X", "↑↓"),
            // Out is a step back as well.
            (&[("back", &["X"])], true, "Ctrl-c", "↑↓"),
            (&[("back", &[])], false, "Ctrl-c", "↑↓"),
            (&[("up", &["K"]), ("down", &["O"])], false, "Esc", "KO"),
            (&[("up", &["K"]), ("down", &["O"])], true, "Esc", ""),
            (&[("up", &["F7"]), ("down", &["F8"])], true, "Esc", "F7 F8"),
        ] {
            let map = map(keys);
            assert_eq!((map.leaves(typed).as_str(), map.up_down(typed).as_str()), (leaves, up_down), "{keys:?} {typed}");
            let shared = map.shared(leaves.parse().unwrap());
            assert!(matches!(shared, Some(Shared::Back | Shared::Quit)), "{leaves}");
        }
    }

    #[test]
    fn one_key_has_its_meaning_by_pane_and_by_kind_of_row() {
        let map = Keymap::default();
        assert_eq!(map.command(Key::char('w'), Pane::Pods), Some(Command::Wide));
        assert_eq!(map.command(Key::char('w'), Pane::Logs), Some(Command::Wrap));
        assert_eq!(map.command(Key::char('s'), Pane::Logs), None, "no change by a slip in the logs");
        let at = |key: &str, row| map.command(key.parse().unwrap(), Spot { pane: Pane::Browser, row });
        for (key, row, want) in [
            ("c", Row::Node, Some(Command::Cordon)),
            ("c", Row::Secret, Some(Command::Copy)),
            ("u", Row::Node, Some(Command::Uncordon)),
            ("r", Row::Node, Some(Command::Drain)),
            ("t", Row::CronJob, Some(Command::Trigger)),
            ("s", Row::CronJob, Some(Command::SuspendCron)),
            ("s", Row::Deployment, Some(Command::Scale)),
            ("C", Row::Node, None),
            ("D", Row::Node, None),
            ("T", Row::CronJob, None),
        ] {
            assert_eq!(at(key, row), want, "{key} on {row:?}");
        }
    }

    #[test]
    fn settings_are_laid_over_and_mistakes_are_named() {
        let one = |preset, name: &str, key: &str| Keymap::with(preset, &[(name.into(), vec![key.into()])], &[]);
        for preset in [Preset::Dogwatch, Preset::K9s] {
            let map = one(preset, "scale", "ctrl-y").unwrap();
            assert_eq!(map.command(Key::ctrl('y'), Pane::Workloads), Some(Command::Scale));
            for row in [Row::None, Row::Deployment] {
                assert_eq!(map.command(Key::char('s'), Spot { pane: Pane::Workloads, row }), None, "{preset:?} {row:?}");
            }
            assert!(one(preset, "scael", "s").unwrap_err().contains("scael"));
            assert!(one(preset, "scale", "hyper-x").unwrap_err().contains("hyper-x"));
            let clash = one(preset, "scale", "r").unwrap_err();
            assert!(clash.contains("r would mean both scale and restart"), "{clash}");
        }
        // What dogwatch lacks stands in nobody's way.
        let map = one(Preset::K9s, "follow-rollout", "Z").unwrap();
        assert_eq!(map.command(Key::char('Z'), Spot { pane: Pane::Workloads, row: Row::Deployment }), Some(Command::Track));
        assert!(one(Preset::K9s, "image", "c").unwrap_err().contains("would mean both"), "k9s copies with it");
        let both = Keymap::with(Preset::Dogwatch, &[("image".into(), vec!["x".into()]), ("hold".into(), vec!["x".into()])], &[]);
        assert!(both.unwrap_err().contains("x would mean both image and hold"));
    }

    #[test]
    fn shift_counts_where_the_settings_ask_for_it() {
        let shifted: Key = "shift-up".parse().unwrap();
        assert_eq!(Keymap::default().meant(shifted), shifted.unshifted());
        let map = Keymap::with(Preset::Dogwatch, &[("first".into(), vec!["shift-up".into()])], &[]).unwrap();
        assert_eq!(map.command(map.meant(shifted), Pane::Pods), Some(Command::Top));
        assert_eq!(map.meant("shift-down".parse().unwrap()), Key::plain(crate::command::Code::Down));
    }

    crate::view_commands! {
        /// Those of a view that there is only here.
        "Sample" Sample {
            Go "sample-go" [like Open Workloads] "go" "go there";
            Turn "sample-turn" ["t" "Ctrl-t"] "turn" "turn it";
        }
    }

    #[test]
    fn a_views_table_is_rebound_and_checked_like_that_of_the_panes() {
        let with = |preset, overrides: &[(&str, &str)]| {
            let overrides: Vec<_> = overrides.iter().map(|(n, k)| ((*n).to_owned(), vec![(*k).to_owned()])).collect();
            Keymap::with(preset, &overrides, &[Sample::TABLE])
        };
        for preset in [Preset::Dogwatch, Preset::K9s] {
            let map = with(preset, &[]).unwrap();
            assert_eq!(map.of_view(Key::plain(crate::command::Code::Enter)), Some(Sample::Go));
            assert_eq!((map.of_view(Key::ctrl('t')), map.of_view::<Sample>(Key::char('z'))), (Some(Sample::Turn), None));
            assert_eq!((map.hint_of(Sample::Go), map.hint_of(Sample::Turn)), ("Enter".into(), "t".into()));
            // Its keys are its own: in the panes they mean what they meant.
            let map = with(preset, &[("sample-turn", "s"), ("open", "F3")]).unwrap();
            assert_eq!((map.of_view(Key::char('s')), map.of_view::<Sample>(Key::char('t'))), (Some(Sample::Turn), None));
            assert_eq!(map.hint_of(Sample::Go), "F3", "what is like another follows it");
            let free = Spot { pane: Pane::Workloads, row: Row::Deployment };
            assert_eq!(map.command(Key::char('s'), free), Some(Command::Scale), "{preset:?}");
            for (overrides, words) in [
                (vec![("sample-turn", "Enter")], "Enter would mean both sample-go and sample-turn"),
                (vec![("sample-turn", "j")], "j would mean both down and sample-turn"),
                (vec![("sample-turn", "q")], "q would mean both quit and sample-turn"),
                (vec![("messages", "F9"), ("sample-turn", "F9")], "F9 would mean both messages and sample-turn"),
                (vec![("sample-trun", "F9")], "sample-trun"),
                (vec![("sample-turn", "hyper-x")], "hyper-x"),
            ] {
                let said = with(preset, &overrides).unwrap_err();
                assert!(said.contains(words), "{overrides:?}: {said}");
            }
        }
    }

    /// What a k9s hand presses does what it does there, or says what is not there; and what it would find nothing on has a word too.
    #[test]
    fn the_preset_means_what_k9s_means() {
        let map = Keymap::of(Preset::K9s);
        map.check().unwrap();
        for (i, (view, key, meaning)) in k9s::KEYS.iter().enumerate() {
            let parsed: Key = key.parse().unwrap_or_else(|e| panic!("{key}: {e}"));
            let spots: Vec<Spot> = Spot::all().filter(|spot| view.covers(*spot)).collect();
            assert!(!spots.is_empty(), "{key} in {view:?}");
            let mut reached = false;
            for spot in spots {
                let first = k9s::KEYS.iter().position(|(v, k, _)| k == key && v.covers(spot));
                if first != Some(i) {
                    continue;
                }
                reached = true;
                match meaning {
                    Meaning::Does(command, _) => {
                        assert_eq!(map.command(parsed, spot), Some(*command), "{key} at {spot:?}");
                        assert!(command.entry().place.covers(spot), "{key} at {spot:?} has no {}", command.entry().name);
                        assert!(map.keys_at(*command, spot).contains(&parsed), "the help shows {key}");
                    }
                    Meaning::Lacks(what) => {
                        assert_eq!(map.command(parsed, spot), None, "{key} at {spot:?}");
                        assert_eq!(map.unbound(parsed, spot), Unbound::Lacks(what));
                    }
                }
            }
            assert!(reached, "{key} in {view:?} is shadowed everywhere");
        }
    }

    /// No key changes something that k9s does not change with it: one that looks or is not bound there changes nothing here.
    #[test]
    fn no_key_of_k9s_changes_what_it_does_not_change_there() {
        // Opens a list of revisions, of which one would still have to be chosen and confirmed.
        let looks = |command: Command| command == Command::RollBack || !command.changes();
        for preset in [Preset::Dogwatch, Preset::K9s] {
            let map = Keymap::of(preset);
            for spot in Spot::all() {
                for (view, key, _) in k9s::KEYS.iter().filter(|(view, ..)| view.covers(spot)) {
                    let key: Key = key.parse().unwrap();
                    let theirs = k9s::meaning(key, spot).unwrap();
                    let Some(ours) = map.command(key, spot) else { continue };
                    let same = matches!(theirs, Meaning::Does(command, _) if command == ours);
                    // What has no /scale says so.
                    let refused = ours == Command::Scale && matches!(spot.row, Row::Pod | Row::Node);
                    // What takes the last change back asks first which one is meant.
                    assert!(
                        same || refused || looks(ours) || ours == Command::Undo,
                        "{preset:?}: {key} at {spot:?} ({view:?}): {ours:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_key_is_silent() {
        for preset in [Preset::Dogwatch, Preset::K9s] {
            let map = Keymap::of(preset);
            for spot in Spot::all() {
                for key in (1..127u8).map(|b| Key::char(char::from(b))).chain((b'a'..=b'z').map(|b| Key::ctrl(char::from(b)))) {
                    if map.command(key, spot).is_none() {
                        let said = map.unbound(key, spot);
                        let other = if let Unbound::DoneBy(other, _) | Unbound::Help(other) = &said { other } else { "" };
                        assert!(matches!(said, Unbound::Lacks(_)) || !other.is_empty(), "{key}: {said:?}");
                    }
                }
            }
        }
        let map = Keymap::default();
        let pod = Spot { pane: Pane::Pods, row: Row::Pod };
        assert_eq!(map.unbound(Key::ctrl('k'), pod), Unbound::DoneBy("Ctrl-d".into(), "deletes"));
        assert_eq!(map.unbound(Key::char('N'), pod), Unbound::DoneBy(":sort-name".into(), "sorts by name"));
        assert_eq!(map.unbound(Key::char('Z'), pod), Unbound::Lacks("sorting by that column"));
        assert_eq!(map.unbound(Key::char('%'), pod), Unbound::Help("?".into()));
    }
}
