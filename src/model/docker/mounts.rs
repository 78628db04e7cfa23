//! Volumes as Docker writes them, and what each becomes: a claim, a folder in memory, a ConfigMap or a Secret that is needed.

use super::app::{App, Ground};
use super::naming::{key, label, last_part};
use super::remark::{At, Said};
use super::units;

/// Where a container sees what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Mount {
    pub path: String,
    pub read_only: bool,
    pub from: From,
}

/// What it sees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum From {
    /// A claim.
    Claim(String),
    /// Memory, of this size.
    Memory(Option<u64>),
    /// A folder that goes with its pod.
    Scratch,
    /// A ConfigMap, or one key of it as a file.
    Map(String, Option<String>),
    /// A key of a Secret as a file.
    Secret(String, String),
}

/// A volume as it is written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Wanted {
    /// A volume's name or a path of the host; `None` for an anonymous one.
    pub source: Option<String>,
    pub target: String,
    pub read_only: bool,
}

/// Reads `source:target:options`.
pub(super) fn read(text: &str) -> Option<Wanted> {
    let mut parts = parts(text);
    let options = if parts.len() > 2 { parts.pop().unwrap_or_default() } else { String::new() };
    let read_only = options.split(',').any(|o| matches!(o, "ro" | "readonly"));
    let target = parts.pop()?;
    let source = parts.pop().filter(|s| !s.is_empty());
    (target.starts_with('/') && parts.is_empty()).then_some(Wanted { source, target, read_only })
}

/// The parts between colons; those of a drive's letter and inside of `${…}` and `$(…)` part nothing.
fn parts(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let (mut deep, chars) = (0, text.chars().collect::<Vec<_>>());
    for (i, c) in chars.iter().enumerate() {
        // A volume may have a name of one letter, so that a drive's needs another colon.
        let drive =
            i == 1 && chars[0].is_ascii_alphabetic() && matches!(chars.get(2), Some('\\' | '/')) && chars[2..].contains(&':');
        match c {
            '{' | '(' => deep += 1,
            '}' | ')' => deep -= 1,
            ':' if deep == 0 && !drive => {
                out.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = out.last_mut() {
            last.push(*c);
        }
    }
    out
}

/// Whether a source is a path of the host.
pub(super) fn is_path(source: &str) -> bool {
    let drive = source.chars().nth(1) == Some(':');
    drive || source.starts_with(['/', '.', '~', '$', '`', '\\'])
}

/// Mounts what is wanted.
pub(super) fn mount(ground: &mut Ground, app: &mut App, at: &At, wanted: Wanted) {
    let Wanted { source, target, read_only } = wanted;
    let from = match source {
        None => {
            ground.remarks.note(at, Said::Anonymous);
            From::Scratch
        }
        Some(path) if is_path(&path) => match host(ground, app, at, &path, &target, read_only) {
            Some(from) => from,
            None => return,
        },
        Some(volume) => {
            let (name, fresh) = ground.claim(&volume, &label(&volume), at);
            if fresh {
                ground.remarks.note(at, Said::Claim(name.clone()));
            }
            From::Claim(name)
        }
    };
    put(app, Mount { path: target, read_only, from });
}

/// A folder in memory: `/run:rw,size=64m`.
pub(super) fn memory(app: &mut App, text: &str) -> Option<()> {
    let (path, options) = text.split_once(':').unwrap_or((text, ""));
    let size = options.split(',').find_map(|o| o.strip_prefix("size="));
    let size = size.map(|s| units::bytes(s).ok_or(())).transpose().ok()?;
    path.starts_with('/').then(|| put(app, Mount { path: path.to_owned(), read_only: false, from: From::Memory(size) }))
}

/// The later of two at one place counts.
pub(super) fn put(app: &mut App, mount: Mount) {
    let path = if mount.path.len() > 1 { mount.path.trim_end_matches('/').to_owned() } else { mount.path };
    app.mounts.retain(|m| m.path != path);
    app.mounts.push(Mount { path, ..mount });
}

/// Folders of a machine that are no app's data.
const SYSTEM: [&str; 13] = [
    "/proc",
    "/sys",
    "/dev",
    "/run",
    "/var/run",
    "/etc",
    "/lib",
    "/usr",
    "/boot",
    "/var/log",
    "/var/lib/docker",
    "/var/lib/kubelet",
    "/tmp/.X11-unix",
];

fn host(ground: &mut Ground, app: &App, at: &At, path: &str, target: &str, read_only: bool) -> Option<From> {
    let here = ["$(pwd)", "$PWD", "${PWD}", "`pwd`", "$(PWD)", "%cd%"].iter().find_map(|p| path.strip_prefix(p));
    let path = here.map_or_else(|| path.replace('\\', "/"), |rest| format!(".{rest}"));
    let name = last_part(&path).to_owned();
    if matches!(path.as_str(), "/etc/localtime" | "/etc/timezone") {
        ground.remarks.open(at, Said::TimeZone);
        return None;
    }
    if is_file(&path, target) {
        return Some(file(ground, app, at, &path, &name));
    }
    let inside = |folder: &&str| path.strip_prefix(*folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let bare = path.trim_end_matches('/');
    // The whole of a project's folder is its source: an empty volume in its place would hide what the image has.
    if matches!(bare, "" | "." | ".." | "~" | "$HOME") || SYSTEM.iter().any(inside) || path.ends_with(".sock") {
        ground.remarks.open(at, Said::HostPath);
        return None;
    }
    if read_only && path.starts_with('.') {
        let map = label(&format!("{}-{name}", app.name));
        ground.remarks.open(at, Said::NeedsConfigMap(map.clone(), None, path));
        return Some(From::Map(map, None));
    }
    let (claim, fresh) = ground.claim(&path, &label(&format!("{}-{name}", app.name)), at);
    if fresh {
        ground.remarks.open(at, Said::FolderClaim(claim.clone()));
    }
    Some(From::Claim(claim))
}

/// Whether both ends look like a file: a name with an ending, or one that begins with a dot.
fn is_file(path: &str, target: &str) -> bool {
    let looks = |path: &str| {
        let name = last_part(path);
        let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, e)| e);
        let has = ending.is_some_and(|e| e.len() <= 10 && e != "d" && e.starts_with(|c: char| c.is_ascii_alphabetic()));
        !path.ends_with('/') && (has || name.starts_with(".env"))
    };
    looks(path) && looks(target) && !path.ends_with(".sock")
}

fn file(ground: &mut Ground, app: &App, at: &At, path: &str, name: &str) -> From {
    let (object, key) = (label(&format!("{}-{name}", app.name)), key(name));
    let secret = [".key", ".pem", ".p12", ".jks", ".env", ".pfx"].iter().any(|e| name.ends_with(e)) || name.contains("secret");
    if secret {
        ground.remarks.open(at, Said::NeedsSecret(object.clone(), key.clone(), Some(path.to_owned())));
        From::Secret(object, key)
    } else {
        ground.remarks.open(at, Said::NeedsConfigMap(object.clone(), Some(key.clone()), path.to_owned()));
        From::Map(object, Some(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_volume_is_read() {
        let wanted = |source: Option<&str>, target: &str, read_only| {
            Some(Wanted { source: source.map(Into::into), target: target.into(), read_only })
        };
        for (text, want) in [
            ("data:/var/lib/x", wanted(Some("data"), "/var/lib/x", false)),
            ("/data", wanted(None, "/data", false)),
            ("./a.conf:/etc/a.conf:ro,z", wanted(Some("./a.conf"), "/etc/a.conf", true)),
            ("$(pwd)/x:/x", wanted(Some("$(pwd)/x"), "/x", false)),
            ("${DIR:-/srv}/x:/x:rw", wanted(Some("${DIR:-/srv}/x"), "/x", false)),
            (r"C:\data:/data", wanted(Some(r"C:\data"), "/data", false)),
            ("data:relative", None),
            ("", None),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }

    #[test]
    fn what_becomes_of_a_volume() {
        let app = App { name: "web".into(), ..App::default() };
        let claim = |name: &str| Some(From::Claim(name.into()));
        for (source, target, read_only, want) in [
            ("data", "/data", false, claim("data")),
            ("./my data", "/data", false, claim("web-my-data")),
            ("$(pwd)/data", "/data", false, claim("web-data")),
            ("/srv/media", "/media", true, claim("web-media")),
            ("/srv/example.com", "/var/www", false, claim("web-example-com")),
            ("./conf.d", "/etc/nginx/conf.d", true, Some(From::Map("web-conf-d".into(), None))),
            ("./nginx.conf", "/etc/nginx/nginx.conf", false, Some(From::Map("web-nginx-conf".into(), Some("nginx.conf".into())))),
            ("./tls.key", "/tls/tls.key", true, Some(From::Secret("web-tls-key".into(), "tls.key".into()))),
            ("$(pwd)", "/app", false, None),
            (".", "/app", false, None),
            ("/var/run/docker.sock", "/var/run/docker.sock", true, None),
            ("/etc/localtime", "/etc/localtime", true, None),
            ("/proc", "/host/proc", true, None),
        ] {
            let (mut ground, mut app) = (Ground::default(), app.clone());
            mount(&mut ground, &mut app, &At::default(), Wanted { source: Some(source.into()), target: target.into(), read_only });
            assert_eq!(app.mounts.into_iter().next().map(|m| m.from), want, "{source}");
            assert_eq!(ground.remarks.0.len(), 1, "{source}: something is said of each");
        }
        let mut app = app;
        assert!(memory(&mut app, "/run:rw,size=64m").is_some() && memory(&mut app, "/tmp/").is_some());
        assert_eq!(app.mounts[0].from, From::Memory(Some(64 << 20)));
        assert_eq!((memory(&mut app, "run"), memory(&mut app, "/x:size=a")), (None, None));
    }
}
