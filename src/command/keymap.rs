//! Which key means which command where: the table's keys, with the settings laid over them.

use super::{COMMANDS, Command, Key, Pane};
use std::collections::HashMap;

/// Keys to commands. One key may mean different commands in the lists and in the logs.
#[derive(Clone, Debug)]
pub struct Keymap {
    keys: HashMap<Command, Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = COMMANDS.iter().map(|e| (e.id, e.keys.iter().filter_map(|k| k.parse().ok()).collect()));
        Self { keys: keys.collect() }
    }
}

impl Keymap {
    /// The table's keys with these commands on other keys. An error is a sentence that names the command or the key: an unknown
    /// command, a key that is none, a key that would mean two commands in one pane.
    pub fn with(overrides: &[(String, Vec<String>)]) -> Result<Self, String> {
        let mut map = Self::default();
        for (name, keys) in overrides {
            let command =
                Command::named(name).ok_or_else(|| format!("{name:?} is no command; `dogwatch --demo` and ? list them"))?;
            let keys = keys.iter().map(|k| k.parse::<Key>().map_err(|e| format!("{name}: {e}"))).collect::<Result<_, _>>()?;
            map.keys.insert(command, keys);
        }
        map.check()?;
        Ok(map)
    }

    fn check(&self) -> Result<(), String> {
        let mut seen: Vec<(Key, Command)> = Vec::new();
        for entry in COMMANDS {
            for &key in self.keys(entry.id) {
                let clash = seen.iter().find(|(k, c)| *k == key && c.entry().place.meets(entry.place));
                if let Some((_, other)) = clash {
                    return Err(format!("{key} would mean both {} and {}", other.entry().name, entry.name));
                }
                seen.push((key, entry.id));
            }
        }
        Ok(())
    }

    /// The command of a key in a pane.
    pub fn command(&self, key: Key, pane: Pane) -> Option<Command> {
        COMMANDS.iter().find(|e| e.place.covers(pane) && self.keys(e.id).contains(&key)).map(|e| e.id)
    }

    /// The keys of a command, the one that hints show first.
    pub fn keys(&self, command: Command) -> &[Key] {
        self.keys.get(&command).map_or(&[], Vec::as_slice)
    }

    /// The key that hints show.
    pub fn hint(&self, command: Command) -> String {
        self.keys(command).first().map(ToString::to_string).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_of_the_table_means_two_things_and_every_one_parses() {
        Keymap::default().check().unwrap();
        for (i, entry) in COMMANDS.iter().enumerate() {
            assert_eq!(entry.id as usize, i);
            assert_eq!(Keymap::default().keys(entry.id).len(), entry.keys.len(), "{}", entry.name);
        }
    }

    #[test]
    fn one_key_has_its_meaning_by_pane() {
        let map = Keymap::default();
        assert_eq!(map.command(Key::char('w'), Pane::Pods), Some(Command::Wide));
        assert_eq!(map.command(Key::char('w'), Pane::Logs), Some(Command::Wrap));
        assert_eq!(map.command(Key::char('s'), Pane::Logs), None, "no change by a slip in the logs");
    }

    #[test]
    fn settings_are_laid_over_and_mistakes_are_named() {
        let one = |name: &str, key: &str| Keymap::with(&[(name.into(), vec![key.into()])]);
        let map = one("scale", "ctrl-s").unwrap();
        assert_eq!(map.command(Key::ctrl('s'), Pane::Workloads), Some(Command::Scale));
        assert_eq!(map.command(Key::char('s'), Pane::Workloads), None);
        assert!(one("scael", "s").unwrap_err().contains("scael"));
        assert!(one("scale", "hyper-x").unwrap_err().contains("hyper-x"));
        assert!(one("scale", "r").unwrap_err().contains("restart"));
    }
}
