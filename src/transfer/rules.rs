//! What a member of an archive from a pod may make, and where.

use crate::model::change::reason::Stray;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Where a member goes, below the one that was asked for, whose last name is `top`: empty for that one itself.
pub(super) fn inside(name: &[u8], top: &str) -> Result<PathBuf, Stray> {
    if name.first() == Some(&b'/') {
        return Err(Stray::Absolute);
    }
    let mut parts = name.split(|b| *b == b'/').filter(|p| !p.is_empty() && *p != b".");
    if parts.clone().any(|p| p == b"..") {
        return Err(Stray::Up);
    }
    if parts.next() != Some(top.as_bytes()) {
        return Err(Stray::Elsewhere);
    }
    let rest: PathBuf = parts.map(OsStr::from_bytes).collect();
    // A NUL ends a name for the system and not for us.
    if rest.as_os_str().as_bytes().contains(&0) { Err(Stray::Elsewhere) } else { Ok(rest) }
}

/// Whether a symbolic link at this place leads to somewhere below the one that was asked for, whatever other such links there are. It may go up as
/// many folders as it is deep, and down from there: where a name is left again by `..`, that name may be a link, and `..` something else than
/// it seems. It holds where none of the folders above the link is a link itself: whoever makes it sees to that ([`below_a_link`]).
pub(super) fn stays(at: &Path, target: &[u8]) -> bool {
    let Some(folder) = at.parent() else { return false };
    if target.is_empty() || target.first() == Some(&b'/') || target.contains(&0) {
        return false;
    }
    let mut parts = target.split(|b| *b == b'/').filter(|p| !p.is_empty() && *p != b".").peekable();
    let mut up = 0;
    while parts.next_if(|p| *p == b"..").is_some() {
        up += 1;
    }
    up <= folder.components().count() && parts.all(|p| p != b"..")
}

/// Whether a name above this one is that of a link.
pub(super) fn below_a_link<T>(at: &Path, links: &HashMap<PathBuf, T>) -> bool {
    !links.is_empty() && at.ancestors().skip(1).any(|above| links.contains_key(above))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_goes_below_what_was_asked_for_or_nowhere() {
        for (name, want) in [
            ("./data", Ok("")),
            ("data", Ok("")),
            ("data/", Ok("")),
            ("./data/a//b/./c", Ok("a/b/c")),
            ("data/..a/b..", Ok("..a/b..")),
            ("/data/a", Err(Stray::Absolute)),
            ("//data", Err(Stray::Absolute)),
            ("../data/a", Err(Stray::Up)),
            ("data/..", Err(Stray::Up)),
            ("data/../../etc/passwd", Err(Stray::Up)),
            ("data/a/../b", Err(Stray::Up)),
            ("etc/passwd", Err(Stray::Elsewhere)),
            ("database/a", Err(Stray::Elsewhere)),
            ("", Err(Stray::Elsewhere)),
            (".", Err(Stray::Elsewhere)),
            ("./", Err(Stray::Elsewhere)),
            ("data/a\0b", Err(Stray::Elsewhere)),
        ] {
            assert_eq!(inside(name.as_bytes(), "data"), want.map(PathBuf::from), "{name:?}");
        }
    }

    #[test]
    fn a_link_leads_below_what_was_asked_for_or_is_not_made() {
        for (at, target, stays_inside) in [
            ("key", "..data/key", true),
            ("..data", "..2026_11_29", true),
            ("a/b", "../c", true),
            ("a/b", ".././c/d", true),
            ("a/b/c", "../../d", true),
            ("a/b/c", "../..", true),
            ("a", ".", true),
            // Of what was asked for itself, that would be something else.
            ("", "a", false),
            ("a", "..", false),
            ("a", "../other", false),
            ("a/b", "../../other", false),
            ("a/b", "/etc/passwd", false),
            ("a/b", "", false),
            ("a/b", "c\0", false),
            // Where d is a link to a folder further up, .. is not what it seems.
            ("x", "d/..", false),
            ("x", "a/b/up/../..", false),
            ("a/x", "../d/../e", false),
        ] {
            assert_eq!(stays(Path::new(at), target.as_bytes()), stays_inside, "{at:?} -> {target:?}");
        }
    }
}
