//! `config.toml`. Mistakes are named with file, line and field, and stop the start: a setting that does not do what it says is worse
//! than none.

use super::columns::{self, Texts};
use super::guards::{self, RuleText};
use super::own::{self, CommandText};
use super::promote::{self, PromoteText};
use super::saved::{self, ViewText};
use crate::command::{Keymap, Owns, Preset};
use crate::files;
use crate::model::Lang;
use crate::model::change::{Profile, Tool};
use crate::model::guard::Guards;
use crate::model::image::ImageRef;
use crate::model::naming;
use crate::model::promotion::Depends;
use crate::model::saved::Saved;
use crate::views::TABLES;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The largest file of settings, in bytes.
const LARGEST: u64 = 1 << 20;

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", file.display())]
pub struct SettingsError {
    file: PathBuf,
    reason: String,
}

impl SettingsError {
    /// Without file and line.
    pub(super) fn bare(&self) -> &str {
        match self.reason.strip_prefix("line ").and_then(|rest| rest.split_once(": ")) {
            Some((line, rest)) if line.bytes().all(|b| b.is_ascii_digit()) => rest,
            _ => &self.reason,
        }
    }
}

/// The settings, defaults filled in.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The theme's name.
    pub theme: String,
    /// The language of the screen.
    pub lang: Lang,
    /// Whether to start read-only.
    pub readonly: bool,
    /// Namespaces to offer where they cannot be listed.
    pub namespaces: Vec<String>,
    /// Lines with which each followed log begins.
    pub log_tail: u32,
    /// The bound of the log buffer in bytes.
    pub log_bytes: usize,
    /// The shells that are looked for in a container, in this order.
    pub shells: Vec<String>,
    /// Whether a shell has the real terminal instead of a view.
    pub plain_shell: bool,
    /// Whether the mouse scrolls, and goes to panes and rows.
    pub mouse: bool,
    /// The container that is offered for debugging.
    pub debug_tool: Tool,
    /// The keys.
    pub keymap: Keymap,
    /// What is asked before a change, and where the screen says PROD.
    pub guards: Guards,
    /// Views to come back to, and words of one's own for kinds.
    pub saved: Saved,
    /// Commands of one's own.
    pub own: Owns,
    /// Which workloads are promoted before which.
    pub depends: Depends,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: "dark".into(),
            lang: Lang::En,
            readonly: false,
            namespaces: Vec::new(),
            log_tail: 200,
            log_bytes: 64 << 20,
            shells: ["bash", "sh", "ash", "powershell", "cmd"].map(str::to_owned).to_vec(),
            plain_shell: false,
            mouse: false,
            debug_tool: Tool::default(),
            keymap: Keymap::default(),
            guards: Guards::default(),
            saved: Saved::default(),
            own: Owns::default(),
            depends: Depends::default(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    theme: Option<String>,
    lang: Option<String>,
    readonly: Option<bool>,
    namespaces: Option<Vec<String>>,
    logs: Option<Logs>,
    shells: Option<Vec<String>>,
    plain_shell: Option<bool>,
    mouse: Option<bool>,
    debug: Option<DebugText>,
    keys: Option<toml::Spanned<KeysText>>,
    guard: Option<Vec<toml::Spanned<RuleText>>>,
    view: Option<BTreeMap<String, toml::Spanned<ViewText>>>,
    alias: Option<BTreeMap<String, toml::Spanned<String>>>,
    columns: Option<BTreeMap<String, toml::Spanned<Texts>>>,
    command: Option<Vec<toml::Spanned<CommandText>>>,
    promote: Option<PromoteText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DebugText {
    image: Option<String>,
    command: Option<String>,
    profile: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Logs {
    tail: Option<u32>,
    buffer_mib: Option<usize>,
}

/// `keys = "k9s"`, or the table, in which `preset = "k9s"` says the same.
enum KeysText {
    Preset(String),
    Table(BTreeMap<String, toml::Spanned<Keys>>),
}

impl<'de> Deserialize<'de> for KeysText {
    // By hand: a choice that serde makes by itself loses the lines.
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> serde::de::Visitor<'de> for Read {
            type Value = KeysText;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("\"k9s\" or a table of keys by commands")
            }

            fn visit_str<E>(self, name: &str) -> Result<KeysText, E> {
                Ok(KeysText::Preset(name.to_owned()))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<KeysText, A::Error> {
                let mut table = BTreeMap::new();
                while let Some((name, keys)) = map.next_entry()? {
                    table.insert(name, keys);
                }
                Ok(KeysText::Table(table))
            }
        }
        from.deserialize_any(Read)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Keys {
    One(String),
    Several(Vec<String>),
}

/// The container that is offered for debugging, with what is set of it.
fn tool(set: DebugText, default: Tool) -> Result<Tool, String> {
    let image = set.image.unwrap_or(default.image);
    if let Err(why) = ImageRef::parse(&image) {
        return Err(format!("debug.image: {image:?} is not an image: {why}"));
    }
    let profile = match set.profile {
        None => default.profile,
        Some(name) => Profile::named(&name).ok_or_else(|| {
            let all = Profile::ALL.map(Profile::word).join(", ");
            format!("debug.profile: {name:?} is not a profile; they are {all}")
        })?,
    };
    Ok(Tool { image, command: set.command.unwrap_or(default.command), profile })
}

impl Settings {
    /// Reads a file. One that does not exist gives the defaults, unless it was `asked` for by name.
    pub fn read(file: &Path, asked: bool) -> Result<Self, SettingsError> {
        match files::read_text(file, LARGEST) {
            Ok(text) => Self::parse(&text, file),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && !asked => Ok(Self::default()),
            Err(e) => Err(SettingsError { file: file.to_owned(), reason: files::words(&e) }),
        }
    }

    /// Reads a text; `file` is what errors name.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        let wrong = |reason: String| SettingsError { file: file.to_owned(), reason };
        let parsed: File = toml::from_str(text).map_err(|e| {
            let line = e.span().map(|s| format!("line {}: ", line_of(text, s.start))).unwrap_or_default();
            let there = e.span().and_then(|s| text.get(s.start..)).unwrap_or_default();
            wrong(format!("{line}{}", plainly(e.message(), there)))
        })?;
        let mut out = Self::default();
        if let Some(theme) = parsed.theme {
            out.theme = theme;
        }
        if let Some(lang) = parsed.lang {
            out.lang = lang.parse().map_err(|e| wrong(format!("lang: {e}")))?;
        }
        out.plain_shell = parsed.plain_shell.unwrap_or(out.plain_shell);
        out.mouse = parsed.mouse.unwrap_or(out.mouse);
        out.readonly = parsed.readonly.unwrap_or(out.readonly);
        out.namespaces = parsed.namespaces.unwrap_or_default();
        for name in &out.namespaces {
            naming::dns_label(name).map_err(|e| wrong(format!("namespaces: {name:?} is not a valid namespace name: {e}")))?;
        }
        if let Some(logs) = parsed.logs {
            out.log_tail = logs.tail.unwrap_or(out.log_tail);
            if let Some(mib) = logs.buffer_mib {
                if !(1..=4096).contains(&mib) {
                    return Err(wrong(format!("logs.buffer_mib: {mib} is not between 1 and 4096")));
                }
                out.log_bytes = mib << 20;
            }
        }
        if let Some(shells) = parsed.shells {
            if shells.is_empty() || shells.iter().any(|s| s.trim().is_empty()) {
                return Err(wrong("shells: name at least one, such as [\"bash\", \"sh\"]".into()));
            }
            out.shells = shells;
        }
        if let Some(debug) = parsed.debug {
            out.debug_tool = tool(debug, out.debug_tool).map_err(wrong)?;
        }
        if let Some(keys) = parsed.keys {
            out.keymap = keymap(keys, |byte| line_of(text, byte)).map_err(wrong)?;
        }
        let (views, aliases) = (parsed.view.unwrap_or_default(), parsed.alias.unwrap_or_default());
        out.saved = saved::read(views, aliases, |byte| line_of(text, byte)).map_err(wrong)?;
        out.saved.columns = columns::read(parsed.columns.unwrap_or_default(), |byte| line_of(text, byte)).map_err(wrong)?;
        let aliases: Vec<_> = out.saved.aliases.iter().map(|(name, _)| name).collect();
        let commands = parsed.command.unwrap_or_default();
        out.own = own::read(commands, &aliases, &out.keymap, |byte| line_of(text, byte)).map_err(wrong)?;
        out.depends = promote::read(parsed.promote.unwrap_or_default(), |byte| line_of(text, byte)).map_err(wrong)?;
        let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
        out.guards = guards::read(parsed.guard.unwrap_or_default(), &name, |byte| line_of(text, byte)).map_err(wrong)?;
        Ok(out)
    }
}

/// The keys that the settings ask for.
fn keymap(keys: toml::Spanned<KeysText>, line: impl Fn(usize) -> usize) -> Result<Keymap, String> {
    let at = line(keys.span().start);
    let mut table = match keys.into_inner() {
        KeysText::Preset(name) => return name.parse().map(Keymap::of).map_err(|e| format!("line {at}: keys: {e}")),
        KeysText::Table(table) => table,
    };
    let mut preset = Preset::default();
    if let Some(keys) = table.remove("preset") {
        let at = line(keys.span().start);
        preset = match keys.into_inner() {
            Keys::One(name) => name.parse().map_err(|e| format!("line {at}: keys.preset: {e}"))?,
            Keys::Several(_) => return Err(format!("line {at}: keys.preset: one of dogwatch and k9s, not a list")),
        };
    }
    let mut overrides: Vec<(String, Vec<String>)> = Vec::new();
    for (name, keys) in table {
        let at = line(keys.span().start);
        let keys = match keys.into_inner() {
            Keys::One(key) => vec![key],
            Keys::Several(keys) => keys,
        };
        // Each on its own first, so that a mistake is named with its line.
        Keymap::with(preset, &[(name.clone(), keys.clone())], TABLES)
            .map(|_| ())
            .or_else(|e| if e.contains("would mean both") { Ok(()) } else { Err(e) })
            .map_err(|e| format!("line {at}: keys.{name}: {e}"))?;
        overrides.push((name, keys));
    }
    Keymap::with(preset, &overrides, TABLES).map_err(|e| format!("keys: {e}"))
}

/// The parser's message in the words of the settings, and with the way out that it does not know.
fn plainly(message: &str, there: &str) -> String {
    if there.starts_with("[guard]") {
        return "a guard rule begins with [[guard]], in two brackets: there can be several".into();
    }
    if there.starts_with("[command]") {
        return "a command begins with [[command]], in two brackets: there can be several".into();
    }
    message.replace("invalid type: map", "invalid type: table").replace("expected a sequence", "expected a list: [\"…\"]")
}

fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, String> {
        Settings::parse(text, Path::new("config.toml")).map_err(|e| e.to_string())
    }

    #[test]
    fn settings_are_read() {
        let text = "theme = \"light\"\nlang = \"zh\"\nreadonly = true\nnamespaces = [\"iot-dev\"]\n[logs]\ntail = 10\nbuffer_mib = 8\n[keys]\nscale = \"ctrl-s\"\nrestart = [\"R\", \"f5\"]\n";
        let s = parse(text).unwrap();
        assert_eq!((s.theme.as_str(), s.lang, s.readonly, s.log_tail, s.log_bytes), ("light", Lang::Zh, true, 10, 8 << 20));
        assert_eq!(s.keymap.hint(crate::command::Command::Restart), "R");
        assert_eq!(parse("").unwrap().theme, "dark");
        assert!(parse("plain_shell = true").unwrap().plain_shell && !parse("").unwrap().plain_shell);
        assert!(parse("mouse = true").unwrap().mouse && !parse("").unwrap().mouse, "off, so that selecting text works");
    }

    #[test]
    fn what_is_offered_for_debugging_is_set_whole_or_in_part() {
        let set = parse("[debug]\nprofile = \"sysadmin\"").unwrap().debug_tool;
        assert_eq!(set, Tool { profile: Profile::Sysadmin, ..Tool::default() });
        let set = parse("[debug]\nimage = \"netshoot:1\"\ncommand = \"zsh -l\"").unwrap().debug_tool;
        assert_eq!(set, Tool { image: "netshoot:1".into(), command: "zsh -l".into(), ..Tool::default() });
        for (text, says) in [
            ("[debug]\nprofile = \"root\"", "debug.profile: \"root\" is not a profile; they are general, netadmin, sysadmin"),
            ("[debug]\nimage = \"a b\"", "debug.image: \"a b\" is not an image"),
        ] {
            assert!(parse(text).unwrap_err().contains(says), "{text}");
        }
    }

    #[test]
    fn keys_of_k9s_are_asked_for_in_either_form() {
        use crate::command::{Command, Key, Pane, Row, Spot};
        let pod = Spot { pane: Pane::Pods, row: Row::Pod };
        for text in ["keys = \"k9s\"", "[keys]\npreset = \"k9s\"", "[keys]\npreset = \"k9s\"\nrestart = \"R\""] {
            let keymap = parse(text).unwrap().keymap;
            assert_eq!(keymap.command(Key::ctrl('k'), pod), Some(Command::Delete), "{text}");
        }
        for text in ["", "keys = \"dogwatch\"", "[keys]\nrestart = \"R\""] {
            assert_eq!(parse(text).unwrap().keymap.command(Key::ctrl('k'), pod), None, "{text}");
        }
        for (text, want) in [
            ("\nkeys = \"vim\"", "line 2: keys: there are no keys called \"vim\": dogwatch or k9s"),
            ("[keys]\npreset = \"vim\"", "line 2: keys.preset: there are no keys called \"vim\""),
            ("[keys]\npreset = [\"k9s\"]", "line 2: keys.preset: one of dogwatch and k9s"),
            ("[keys]\npreset = \"k9s\"\nimage = \"c\"", "keys: c would mean both"),
            ("keys = 1", "line 1: invalid type: integer `1`, expected \"k9s\" or a table of keys"),
            ("[keys]\nscale = 1", "line 2: "),
        ] {
            let got = parse(text).unwrap_err();
            assert!(got.contains(want), "{text:?}: {got}");
        }
    }

    #[test]
    fn an_order_of_promotion_is_set() {
        let set = parse("[promote]\ndepends = { gateway = [\"device-service\"] }").unwrap();
        assert_eq!(set.depends.of("gateway"), ["device-service".into()]);
        let circle = "[promote.depends]\na = [\"b\"]\nb = [\"a\"]";
        assert!(parse(circle).unwrap_err().contains("line 2: promote.depends.a: a → b → a is a circle"), "{:?}", parse(circle));
        for (text, want) in [
            ("[promote]\ndepends = { Web = [\"a\"] }", "line 2: promote.depends.Web: \"Web\" is not a workload's name"),
            ("[promote]\ndepend = { web = [\"a\"] }", "line 2: unknown field `depend`"),
        ] {
            assert!(parse(text).unwrap_err().contains(want), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (text, want) in [
            ("theem = \"x\"", "config.toml: line 1: unknown field `theem`"),
            ("theme = 1", "line 1"),
            ("\n\nlang = \"fr\"", "\"fr\" is not a language"),
            ("[logs]\nbuffer_mib = 0", "logs.buffer_mib"),
            ("shells = [\"sh\"]\nplain_shell = 1", "line 2"),
            ("[keys]\nscale = \"s\"\nscael = \"x\"", "line 3: keys.scael"),
            ("[keys]\nscale = \"hyper-x\"", "line 2: keys.scale"),
            ("[keys]\nscale = \"r\"", "would mean both scale and restart"),
            ("theme = ", "line 1"),
        ] {
            let got = parse(text).unwrap_err();
            assert!(got.contains(want), "{text:?}: {got}");
        }
    }
}
