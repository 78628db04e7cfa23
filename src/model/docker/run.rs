//! `docker run …` and `podman run …`, flag by flag.

use super::app::{App, Ground, Health};
use super::flags;
use super::images;
use super::mounts::{self, Wanted, is_path};
use super::naming::{label, of_image};
use super::ports::Port;
use super::remark::{At, Remarks, Said};
use super::settings as s;
use super::units;
use super::words::{Command, Word};
use crate::model::image::ImageRef;

/// Programs that run containers with Docker's flags.
const PROGRAMS: [&str; 4] = ["docker", "podman", "nerdctl", "finch"];

/// What a command of the shell is.
pub(super) enum Is {
    /// It runs a container: from this word on stand its flags.
    Run(usize),
    /// Another command of the same program.
    Other,
    /// Something else.
    Foreign,
}

/// What a command of the shell is.
pub(super) fn what(command: &Command) -> Is {
    let words = &command.words;
    let Some(program) = program(words) else { return Is::Foreign };
    if !PROGRAMS.contains(&super::naming::last_part(&words[program].text)) {
        return Is::Foreign;
    }
    let mut at = program + 1;
    while let Some(word) = words.get(at) {
        match word.text.as_str() {
            "-H" | "--host" | "-c" | "--context" | "--config" | "-l" | "--log-level" | "--namespace" | "-n" => at += 2,
            flag if flag.starts_with('-') => at += 1,
            "container" => at += 1,
            "run" | "create" => return Is::Run(at + 1),
            _ => return Is::Other,
        }
    }
    Is::Other
}

/// The word that names the program: behind a prompt, `sudo`, `nohup` and variables.
pub(super) fn program(words: &[Word]) -> Option<usize> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let sets = word.text.split_once('=').is_some_and(|(name, _)| super::naming::is_variable(name));
        let before = matches!(word.text.as_str(), "$" | "sudo" | "nohup" | "exec" | "time" | "env" | "%" | ">");
        let of_sudo = at > 0 && word.text.starts_with('-');
        if !(sets || before || of_sudo) {
            return Some(at);
        }
        at += 1;
    }
    None
}

struct Flag {
    name: String,
    /// As it is written.
    at: At,
    value: String,
    live: Vec<String>,
}

/// Reads one command whose flags begin at this word.
pub(super) fn read(g: &mut Ground, command: &Command, from: usize) {
    let mut words = command.words[from..].iter().peekable();
    let mut all: Vec<Flag> = Vec::new();
    while let Some(word) = words.peek() {
        let text = word.text.as_str();
        if text == "--" {
            words.next();
            break;
        }
        if text.len() < 2 || !text.starts_with('-') {
            break;
        }
        let word = (*word).clone();
        words.next();
        let mut value = || words.next().map(|w| (w.text.clone(), w.live.clone())).unwrap_or_default();
        if let Some(long) = word.text.strip_prefix("--") {
            let (name, given) = long.split_once('=').map_or((long, None), |(n, v)| (n, Some(v.to_owned())));
            let at = At::new(word.line, format!("--{name}"));
            let (text, live) = match (given, flags::takes_value(name)) {
                (Some(text), _) => (text, word.live),
                (None, Some(true)) => value(),
                (None, Some(false) | None) => ("true".to_owned(), Vec::new()),
            };
            all.push(Flag { name: name.to_owned(), at, value: text, live });
            continue;
        }
        for (i, letter) in word.text.char_indices().skip(1) {
            let at = At::new(word.line, format!("-{letter}"));
            let name = flags::of_letter(letter);
            let rest = &word.text[i + 1..];
            if name.and_then(flags::takes_value) != Some(true) {
                let given = rest.strip_prefix('=');
                let value = given.unwrap_or("true").to_owned();
                all.push(Flag { name: name.unwrap_or_default().to_owned(), at, value, live: Vec::new() });
                if given.is_some() {
                    break;
                }
                continue;
            }
            let rest = rest.strip_prefix('=').unwrap_or(rest);
            let (text, live) = if rest.is_empty() { value() } else { (rest.to_owned(), word.live.clone()) };
            all.push(Flag { name: name.unwrap_or_default().to_owned(), at, value: text, live });
            break;
        }
    }
    let image = words.next();
    let line = command.words.first().map_or(0, |w| w.line);
    let args: Vec<&Word> = words.collect();
    app(g, line, all, image, &args);
    for (line, place) in &command.redirects {
        g.remarks.open(&At::new(*line, format!("> {place}")), Said::Redirected);
    }
}

fn app(g: &mut Ground, line: u32, all: Vec<Flag>, image: Option<&Word>, args: &[&Word]) {
    let Some(image) = image else { return g.remarks.open(&At::new(line, "run"), Said::NoImage) };
    let at = At::new(image.line, image.text.clone());
    if let Err(why) = ImageRef::parse(&image.text) {
        let said = if image.live.is_empty() { Said::Image(why) } else { Said::NotExpanded(image.live.clone()) };
        return g.remarks.open(&at, said);
    }
    let called = all.iter().rev().find(|f| f.name == "name");
    let mut app = App { at: at.clone(), image: image.text.clone(), ..App::default() };
    app.called = called.map_or_else(|| of_image(&image.text), |f| f.value.clone());
    app.name = label(&app.called);
    if let Some(flag) = called.filter(|_| app.name != app.called) {
        g.remarks.note(&flag.at, Said::Renamed(app.name.clone()));
    }
    if !args.is_empty() {
        app.args = Some(args.iter().map(|w| w.text.clone()).collect());
        let live: Vec<String> = args.iter().flat_map(|w| w.live.clone()).collect();
        if !live.is_empty() {
            g.remarks.open(&At::new(args[0].line, args[0].text.clone()), Said::NotExpanded(live));
        }
    }
    let is = |name: &str| all.iter().rev().find(|f| f.name == name).is_some_and(|f| f.value == "true");
    let (leaves, detached) = (is("rm"), is("detach"));
    for flag in &all {
        take(g, &mut app, flag);
    }
    let of_quota = |name: &str| all.iter().find(|f| f.name == name).and_then(|f| f.value.parse::<u64>().ok());
    if let Some(quota) = of_quota("cpu-quota").filter(|q| *q > 0) {
        app.cpu.limit = Some((quota * 1000).div_ceil(of_quota("cpu-period").unwrap_or(100_000).max(1)));
    }
    if let Some(published) = all.iter().find(|f| f.name == "publish-all" && f.value == "true") {
        match images::ports(&app.image) {
            [] => g.remarks.open(&published.at, Said::AllPorts),
            known => image_ports(&mut g.remarks, &mut app, &published.at, known),
        }
    }
    app.task |= leaves && !detached && app.ports.is_empty();
    if !detached && !app.task && app.ports.is_empty() && app.restart.is_none() {
        g.remarks.note(&app.at, if app.tty { Said::Attached } else { Said::Restarts });
    }
    g.apps.push(app);
}

/// Opens the ports that are known of an image.
pub(super) fn image_ports(said: &mut Remarks, app: &mut App, at: &At, known: &[u16]) {
    let all: Vec<Port> = known.iter().map(|port| Port { container: *port, published: None, protocol: "TCP" }).collect();
    app.open(&all);
    said.note(at, Said::ImagePorts(known.to_vec()));
}

fn take(g: &mut Ground, app: &mut App, flag: &Flag) {
    let Flag { name, at, value, live } = flag;
    let text = value.as_str();
    // A path of the host is not carried over as it is.
    let folder = name == "volume" && mounts::read(text).is_some_and(|w| w.source.is_some_and(|s| is_path(&s)));
    if !live.is_empty() && !folder && name != "mount" {
        let what =
            if name == "env" { format!("{} {}", at.what, text.split('=').next().unwrap_or_default()) } else { at.what.clone() };
        g.remarks.open(&At::new(at.line, what), Said::NotExpanded(live.clone()));
        if !matches!(name.as_str(), "env" | "label" | "annotation" | "entrypoint" | "health-cmd") {
            return;
        }
    }
    match name.as_str() {
        "name" | "rm" | "detach" | "quiet" | "help" | "publish-all" | "cpu-period" | "cpu-quota" | "no-hosts" => {}
        "env" => {
            let (name, value) = text.split_once('=').map_or((text, None), |(n, v)| (n, Some(v.to_owned())));
            let at = At::new(at.line, format!("{} {name}", at.what));
            s::variable(g, app, &at, name, value);
        }
        "env-file" => s::env_file(g, app, at, text),
        "publish" => s::publish(g, app, &At::new(at.line, format!("{} {text}", at.what)), text, true),
        "expose" => s::publish(g, app, at, text, false),
        "volume" => {
            let at = At::new(at.line, format!("{} {text}", at.what));
            match mounts::read(text) {
                Some(wanted) => mounts::mount(g, app, &at, wanted),
                None => g.unreadable(&at, text),
            }
        }
        "mount" => mount(g, app, at, text),
        "tmpfs" => {
            if mounts::memory(app, text).is_none() {
                g.unreadable(at, text);
            }
        }
        "entrypoint" => app.command = Some(if text.is_empty() { Vec::new() } else { vec![value.clone()] }),
        "label" | "annotation" => {
            let (key, value) = text.split_once('=').unwrap_or((text, ""));
            s::annotation(g, app, at, key, value);
        }
        "cap-add" | "cap-drop" => s::capability(app, name == "cap-add", text),
        "add-host" => s::host(g, app, at, text),
        "dns" => s::server(g, app, at, text),
        "dns-search" => app.net.searches.push(value.clone()),
        "dns-opt" | "dns-option" => app.net.options.push(value.clone()),
        "security-opt" => s::security(g, app, at, text),
        "sysctl" => {
            let (key, value) = text.split_once('=').unwrap_or((text, ""));
            s::sysctl(g, app, at, key, value);
        }
        "group-add" => s::group(g, app, at, text),
        "link" => s::link(g, app, at, text),
        "network-alias" | "net-alias" => {
            if label(text) != app.name {
                g.remarks.open(at, Said::OtherName(value.clone()));
            }
        }
        "gpus" => s::gpus(g, app, at, text),
        "health-cmd" => s::health(app, at, vec!["CMD-SHELL".into(), value.clone()]),
        "no-healthcheck" => app.health = Health { off: true, at: at.clone(), ..Health::default() },
        "tz" => app.set("TZ", value.clone()),
        "arch" => app.nodes.push(("kubernetes.io/arch", value.clone())),
        "os" => app.nodes.push(("kubernetes.io/os", value.clone())),
        "device" if text.starts_with("nvidia.com/gpu=") => s::gpus(g, app, at, "all"),
        _ => {
            let of_health = name.strip_prefix("health-").is_some_and(|name| s::health_time(g, app, at, name, text));
            if !of_health && !s::set(g, app, at, name, text) {
                g.remarks.open(at, Said::Unknown);
            }
        }
    }
}

/// `type=volume,source=data,target=/data`.
fn mount(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    let at = &At::new(at.line, format!("{} {text}", at.what));
    let fields: Vec<(&str, &str)> = text.split(',').map(|f| f.split_once('=').unwrap_or((f, "true"))).collect();
    let field = |names: &[&str]| fields.iter().find(|(name, _)| names.contains(name)).map(|(_, value)| *value);
    let Some(target) = field(&["target", "dst", "destination"]).filter(|t| t.starts_with('/')) else {
        return g.unreadable(at, text);
    };
    let kind = field(&["type"]).unwrap_or("volume");
    let source = field(&["source", "src"]).filter(|s| !s.is_empty());
    let read_only = field(&["readonly", "ro"]).is_some_and(|v| !matches!(v, "false" | "0"));
    match kind {
        "volume" | "bind" => {
            // What is bound is a path, however it is written.
            let source = source.map(|s| if kind == "bind" && !is_path(s) { format!("./{s}") } else { s.to_owned() });
            mounts::mount(g, app, at, Wanted { source, target: target.to_owned(), read_only });
        }
        "tmpfs" => {
            let size = field(&["tmpfs-size"]).map(units::bytes);
            if size == Some(None) {
                g.unreadable(at, text);
            }
            let from = mounts::From::Memory(size.flatten());
            mounts::put(app, mounts::Mount { path: target.to_owned(), read_only, from });
        }
        _ => g.unreadable(at, text),
    }
}
