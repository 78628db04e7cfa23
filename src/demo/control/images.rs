//! How an image behaves: the words in its tag say it.

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
}

/// The behaviour that the tag of an image asks for; any other tag is good.
pub fn behaviour(image: &str) -> Behaviour {
    let tag = image.to_ascii_lowercase();
    let has = |word: &str| tag.contains(word);
    if has("bad") || has("missing") || has("does-not-exist") {
        Behaviour::Missing
    } else if has("crash") {
        Behaviour::Crash
    } else if has("oom") {
        Behaviour::Oom
    } else if has("unready") {
        Behaviour::Unready
    } else if has("slow") {
        Behaviour::Slow
    } else {
        Behaviour::Good
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
