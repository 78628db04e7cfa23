//! Files and folders of this machine that go into a container or come out of one, as an archive or as the bytes of one file. What comes is
//! made in a new folder beside its place and gets its name when it is whole; an archive from a pod is somebody else's, and can make nothing
//! outside of that folder. It waits for the disk and for the stream: a thread of its own calls it.

mod pack;
mod place;
mod rules;
#[cfg(test)]
mod tests;
mod unpack;

pub use pack::{Looked, look, pack, plain};
pub use place::Place;
pub use unpack::{Came, unpack, unpack_plain};

pub use crate::model::copy::Told;

use crate::model::change::reason::FileReason;
use crate::model::text::clean;
use crate::model::trouble::Os;
use std::path::Path;

/// Names of what was left out that are kept.
const NAMED: usize = 3;
/// Characters of somebody else's words that a message has at most.
const SHOWN: usize = 256;

/// Notes what is left out.
fn leave_out(told: &mut Told, name: &Path, why: FileReason) {
    told.left_out.0 += 1;
    if told.left_out.1.len() < NAMED {
        let name = if name.as_os_str().is_empty() { "it".into() } else { shown(name) };
        told.left_out.1.push((name, why));
    }
}

/// A path in a message.
fn shown(path: &Path) -> String {
    cut(&path.to_string_lossy())
}

/// The beginning of somebody else's words, as one line.
fn cut(text: &str) -> String {
    let end = text.char_indices().nth(SHOWN).map(|(at, _)| at);
    let short = clean(end.map_or(text, |end| &text[..end]));
    if end.is_some() { format!("{short}…") } else { short.into_owned() }
}

/// A failure of a file.
fn failed(path: &Path, e: &std::io::Error) -> FileReason {
    FileReason::At(shown(path), Box::new(reason(e)))
}

/// Of an error: our own that stands in it, or what the system says.
fn reason(e: &std::io::Error) -> FileReason {
    let ours = e.get_ref().and_then(|inner| inner.downcast_ref::<FileReason>());
    ours.cloned().unwrap_or_else(|| FileReason::Os(Os::of(&cut(&crate::files::words(e)))))
}
