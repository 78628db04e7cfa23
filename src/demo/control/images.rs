//! How an image behaves, and what it is called where it runs: both follow from its reference.

use crate::demo::json;
use serde_json::Value;

/// What a container of an image does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Starts, becomes ready, stays.
    Good,
    /// Cannot be pulled.
    Missing,
    /// Exits with 1 after three seconds.
    Crash,
    /// Is killed for its memory after four seconds.
    Oom,
    /// Needs twenty seconds to become ready.
    Slow,
    /// Never becomes ready.
    Unready,
    /// Becomes ready, and writes errors then that no release before it wrote.
    Noisy,
    /// Becomes ready, and exits with 1 twenty seconds later.
    Late,
}

/// What words in a reference say.
const WORDS: [(&str, Behaviour); 7] = [
    ("bad", Behaviour::Missing),
    ("missing", Behaviour::Missing),
    ("does-not-exist", Behaviour::Missing),
    ("crash", Behaviour::Crash),
    ("oom", Behaviour::Oom),
    ("unready", Behaviour::Unready),
    ("slow", Behaviour::Slow),
];

/// Releases that nobody can tell from good ones by their tags: of any program but those of `PROVEN`.
const RELEASES: [(&str, Behaviour); 3] = [("2.1.0", Behaviour::Noisy), ("2.2.0", Behaviour::Late), ("2.3.0", Behaviour::Unready)];

/// Programs that had those releases long ago, and ran well on them.
const PROVEN: [&str; 2] = ["gateway", "user-service"];

/// The behaviour of an image; what no table names is good.
pub fn behaviour(image: &str) -> Behaviour {
    let text = image.to_ascii_lowercase();
    let last = text.rsplit('/').next().unwrap_or_default();
    let named = last.split('@').next().unwrap_or_default();
    let release = named.split_once(':').filter(|(name, _)| !PROVEN.contains(name)).map(|(_, tag)| tag);
    let by_tag = RELEASES.iter().find(|(tag, _)| release == Some(*tag));
    let found = by_tag.or_else(|| WORDS.iter().find(|(word, _)| text.contains(word)));
    found.map_or(Behaviour::Good, |(_, behaviour)| *behaviour)
}

/// A reference in full, as container runtimes write it: `nginx` is `docker.io/library/nginx:latest`.
pub fn full(image: &str) -> String {
    let (host, rest) = match image.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (host, rest),
        _ => ("docker.io", image),
    };
    let library = if host == "docker.io" && !rest.contains('/') { "library/" } else { "" };
    let latest = if rest.rsplit('/').next().unwrap_or_default().contains([':', '@']) { "" } else { ":latest" };
    format!("{host}/{library}{rest}{latest}")
}

/// What a kubelet says that an image is, `docker.io/library/nginx@sha256:…`: the same for the same reference. `built` tells apart what was
/// pushed under one tag at different times.
pub fn id(image: &str, built: u64) -> String {
    let full = full(image);
    if let Some((named, digest)) = full.split_once('@') {
        return format!("{}@{digest}", without_tag(named));
    }
    let digest = json::fnv(full.as_bytes()) ^ built;
    let (b, c, d) = (!digest, digest.rotate_left(17), digest.rotate_left(31));
    format!("{}@sha256:{digest:016x}{b:016x}{c:016x}{d:016x}", without_tag(&full))
}

/// A full reference without its tag.
fn without_tag(full: &str) -> &str {
    match full.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => full,
    }
}

/// What the container runtime says when there is no such image.
pub fn pull_error(image: &str) -> String {
    format!(
        "rpc error: code = NotFound desc = failed to pull and unpack image {image:?}: failed to resolve reference {image:?}: {image}: not found"
    )
}

/// What an image has in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// The distribution: `alpine`, `debian`; empty for none, and then there is no shell either.
    pub system: &'static str,
    /// Whether there is bash.
    pub bash: bool,
    /// Whether there is tar.
    pub tar: bool,
    /// Whether a container of it is a shell where nothing else is said.
    pub is_shell: bool,
}

/// What an image has by its reference. `distroless`, `scratch` and `noshell` have nothing but their program, and so have proxies and agents;
/// what stands on Alpine has `sh` alone, everything else bash too. `notar` leaves tar out.
pub fn contents(reference: &str) -> Contents {
    let text = reference.to_ascii_lowercase();
    let name = text.rsplit('/').next().unwrap_or_default();
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let is = |words: &[&str]| words.iter().any(|w| name.split([':', '@']).next() == Some(w));
    let bare = has(&["distroless", "scratch", "noshell"]) || is(&["proxy", "log-agent", "agent", "pause"]);
    let small = has(&["alpine", "busybox"]) || is(&["web", "nginx", "user-service"]);
    let tar = !has(&["notar"]);
    let is_shell = is(&["busybox", "alpine", "debian", "ubuntu", "bash", "netshoot", "toolbox"]);
    match (bare, small) {
        (true, _) => Contents { system: "", bash: false, tar: false, is_shell: false },
        (false, true) => Contents { system: "alpine", bash: false, tar, is_shell },
        (false, false) => Contents { system: "debian", bash: true, tar, is_shell },
    }
}

/// When and how a container ends whose command says so: `sleep 4; exit 7`. Milliseconds and exit code.
pub fn scripted(spec: &Value) -> Option<(i64, i64)> {
    let words: Vec<&str> = ["/command", "/args"].iter().flat_map(|at| json::list(spec, at)).filter_map(Value::as_str).collect();
    let text = words.join(" ");
    let number = |word: &str| -> Option<i64> {
        let rest = text.split_once(word)?.1.trim_start();
        rest[..rest.bytes().take_while(u8::is_ascii_digit).count()].parse().ok()
    };
    Some((number("sleep").unwrap_or(0).saturating_mul(1000), number("exit")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_says_how_an_image_behaves() {
        for (image, want) in [
            ("registry.example/iot/web:3.2.0", Behaviour::Good),
            ("registry.example/iot/device-service:1.9.0-bad", Behaviour::Missing),
            ("registry.example/iot/alarm-service:2.1.0", Behaviour::Noisy),
            ("registry.example/iot/rule-engine:2.2.0", Behaviour::Late),
            ("registry.example/iot/ota-service:2.3.0@sha256:00", Behaviour::Unready),
            ("registry.example/iot/ota-service:2.3.0-slow", Behaviour::Slow),
            ("registry.example:5000/iot/web", Behaviour::Good),
            // They ran well on them before.
            ("registry.example/iot/gateway:2.1.0", Behaviour::Good),
            ("registry.example/iot/user-service:2.1.0", Behaviour::Good),
            ("registry.example/iot/user-service:2.1.0-crash", Behaviour::Crash),
        ] {
            assert_eq!(behaviour(image), want, "{image}");
        }
    }

    #[test]
    fn an_image_is_called_as_kubelets_call_it() {
        for (image, want) in [
            ("nginx", "docker.io/library/nginx:latest"),
            ("nginx:1.27", "docker.io/library/nginx:1.27"),
            ("lab/app:1.0", "docker.io/lab/app:1.0"),
            ("registry.example:5000/app", "registry.example:5000/app:latest"),
            ("localhost/app:1", "localhost/app:1"),
        ] {
            assert_eq!(full(image), want);
            let (name, digest) = id(image, 0).split_once("@sha256:").map(|(n, d)| (n.to_owned(), d.len())).unwrap();
            assert_eq!((format!("{name}:"), digest), (want[..=want.rfind(':').unwrap()].to_owned(), 64), "{image}");
        }
        assert_eq!(id("nginx", 0), id("docker.io/library/nginx:latest", 0));
        assert_ne!(id("nginx", 0), id("nginx", 1), "the tag was pushed again");
        assert_eq!(id("nginx:1@sha256:ab", 0), "docker.io/library/nginx@sha256:ab");
    }
}
