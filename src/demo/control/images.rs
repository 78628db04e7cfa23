//! How an image behaves: the words in its tag say it.

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
