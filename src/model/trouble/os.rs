//! What the operating system says of files and connections, as far as it is known here.

use std::fmt;

/// What stands where a plain file is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their names say it")]
pub enum Sort {
    Folder,
    Pipe,
    Socket,
    Device,
}

/// Why it could not be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Os {
    /// Nobody listens there.
    Refused,
    /// The other side cut it.
    Reset,
    /// The host cannot be reached.
    NoRoute,
    /// Its network cannot.
    Unreachable,
    /// There is no such file.
    NotThere,
    /// The user may not.
    NotAllowed,
    /// It is a folder.
    Folder,
    /// It is no plain file.
    NotPlain(Sort),
    /// It is larger than so many of a unit.
    Larger(u64, &'static str),
    /// In its own words, or a library's.
    Words(String),
}

static PLAIN: [(&str, Os); 11] = [
    ("Connection refused", Os::Refused),
    ("Connection reset by peer", Os::Reset),
    ("No route to host", Os::NoRoute),
    ("Network is unreachable", Os::Unreachable),
    ("No such file or directory", Os::NotThere),
    ("Permission denied", Os::NotAllowed),
    ("Is a directory", Os::Folder),
    ("it is a folder, no plain file", Os::NotPlain(Sort::Folder)),
    ("it is a pipe, no plain file", Os::NotPlain(Sort::Pipe)),
    ("it is a socket, no plain file", Os::NotPlain(Sort::Socket)),
    ("it is a device, no plain file", Os::NotPlain(Sort::Device)),
];

impl Os {
    /// Of its words, without the error's number.
    pub fn of(words: &str) -> Self {
        let larger = || {
            let (size, unit) = words.strip_prefix("it is larger than ")?.split_once(' ')?;
            let unit = ["MiB", "KiB"].into_iter().find(|known| *known == unit)?;
            Some(Self::Larger(size.parse().ok()?, unit))
        };
        let known = PLAIN.iter().find(|(said, _)| *said == words).map(|(_, os)| os.clone());
        known.or_else(larger).unwrap_or_else(|| Self::Words(words.to_owned()))
    }
}

/// In its words.
impl fmt::Display for Os {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Larger(size, unit) => write!(f, "it is larger than {size} {unit}"),
            Self::Refused
            | Self::Reset
            | Self::NoRoute
            | Self::Unreachable
            | Self::NotThere
            | Self::NotAllowed
            | Self::Folder
            | Self::NotPlain(_) => f.write_str(PLAIN.iter().find(|(_, os)| os == self).map_or("", |(said, _)| said)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_said_as_it_was_said() {
        for (words, os) in &PLAIN {
            assert_eq!((Os::of(words), &*os.to_string()), (os.clone(), *words));
        }
        for (words, known) in [("it is larger than 4 MiB", true), ("it is larger than its bound", false), ("Broken pipe", false)] {
            let os = Os::of(words);
            assert_eq!((os.to_string(), !matches!(os, Os::Words(_))), (words.to_owned(), known));
        }
    }
}
