//! Image references: reading them, and refusing what a kubelet would refuse.

/// An image reference in its parts, as `[registry/]repository[:tag][@digest]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImageRef<'a> {
    /// Registry and repository as written, such as `docker.io/lab/app`.
    pub repository: &'a str,
    /// The tag, without its colon.
    pub tag: Option<&'a str>,
    /// The digest, without its `@`.
    pub digest: Option<&'a str>,
}

/// Why a text is no image reference.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum ImageError {
    #[error("an image is needed, such as registry/app:1.2")]
    Empty,
    #[error("{0:?} cannot stand in an image reference")]
    Character(char),
    #[error("{0:?} is not a repository name: lower-case letters, digits and . _ - between them, in parts joined by /")]
    Repository(String),
    #[error("{0:?} is not a tag: up to 128 letters, digits, _ . and -, not beginning with . or -")]
    Tag(String),
    #[error("{0:?} is not a digest: algorithm:hex, at least 32 hex digits")]
    Digest(String),
}

impl<'a> ImageRef<'a> {
    /// Reads a reference by the grammar of distribution/reference, which the kubelet uses (InvalidImageName otherwise).
    pub fn parse(text: &'a str) -> Result<Self, ImageError> {
        if text.is_empty() {
            return Err(ImageError::Empty);
        }
        if let Some(c) = text.chars().find(|c| !c.is_ascii() || c.is_ascii_control() || c.is_ascii_whitespace()) {
            return Err(ImageError::Character(c));
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        // The tag's colon comes after the last slash: one before it belongs to a registry's port.
        let name_from = rest.rfind('/').map_or(0, |i| i + 1);
        let (repository, tag) = match rest[name_from..].find(':') {
            Some(i) => (&rest[..name_from + i], Some(&rest[name_from + i + 1..])),
            None => (rest, None),
        };
        check_repository(repository)?;
        if let Some(tag) = tag {
            let first_ok = tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            if !first_ok || tag.len() > 128 || !tag.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b)) {
                return Err(ImageError::Tag(tag.into()));
            }
        }
        if let Some(digest) = digest {
            let ok = digest.split_once(':').is_some_and(|(algorithm, hex)| {
                algorithm.starts_with(|c: char| c.is_ascii_alphabetic())
                    && algorithm.bytes().all(|b| b.is_ascii_alphanumeric() || b"+._-".contains(&b))
                    && hex.len() >= 32
                    && hex.bytes().all(|b| b.is_ascii_hexdigit())
            });
            if !ok {
                return Err(ImageError::Digest(digest.into()));
            }
        }
        Ok(Self { repository, tag, digest })
    }

    /// What a narrow column shows: the tag, else the start of the digest, else `latest`, which is what no tag means.
    pub fn short(&self) -> String {
        match (self.tag, self.digest) {
            (Some(tag), _) => tag.to_owned(),
            (None, Some(digest)) => digest.split_once(':').map_or(digest, |(_, hex)| &hex[..hex.len().min(12)]).to_owned(),
            (None, None) => "latest".to_owned(),
        }
    }
}

fn check_repository(text: &str) -> Result<(), ImageError> {
    let bad = || ImageError::Repository(text.into());
    let mut parts: Vec<&str> = text.split('/').collect();
    // A first part with a dot, a colon or `localhost` is a registry's host, which may have capitals and a port.
    if parts.len() > 1 && (parts[0].contains(['.', ':']) || parts[0] == "localhost") {
        let (host, port) = parts[0].split_once(':').unwrap_or((parts[0], "80"));
        let labels_ok = host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        if !labels_ok || port.is_empty() || !port.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        parts.remove(0);
    }
    for part in parts {
        let edge_ok = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if !edge_ok(part.chars().next()) || !edge_ok(part.chars().last()) {
            return Err(bad());
        }
        // Between letters and digits: one dot, one or two underscores, or any number of hyphens.
        let mut separator = String::new();
        for c in part.chars() {
            if c.is_ascii_lowercase() || c.is_ascii_digit() {
                if !(separator.is_empty()
                    || separator == "."
                    || separator == "_"
                    || separator == "__"
                    || separator.bytes().all(|b| b == b'-'))
                {
                    return Err(bad());
                }
                separator.clear();
            } else if "._-".contains(c) {
                separator.push(c);
            } else {
                return Err(bad());
            }
        }
    }
    Ok(())
}

/// What a narrow column shows of an image: its tag or the start of its digest; the whole text where it is no reference.
pub fn short(image: &str) -> String {
    ImageRef::parse(image).map_or_else(|_| image.to_owned(), |r| r.short())
}

/// The last part of an image's path, with its tag or the start of its digest: what tells it apart where there is little room.
pub fn last_part(image: &str) -> String {
    let last = image.rsplit('/').next().unwrap_or(image);
    match last.split_once("@sha256:") {
        Some((name, digest)) => format!("{name}@sha256:{}", digest.chars().take(12).collect::<String>()),
        None => last.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read() {
        let hex = "a".repeat(64);
        for (text, repository, tag, short) in [
            ("app", "app", None, "latest"),
            ("lab/app:1.1", "lab/app", Some("1.1"), "1.1"),
            ("docker.io/lab/app:1.1", "docker.io/lab/app", Some("1.1"), "1.1"),
            ("localhost:5000/app", "localhost:5000/app", None, "latest"),
            ("host:5000/a/b__c/d--e.f:V_1.2-x", "host:5000/a/b__c/d--e.f", Some("V_1.2-x"), "V_1.2-x"),
        ] {
            let got = ImageRef::parse(text).unwrap();
            assert_eq!((got.repository, got.tag, got.short().as_str()), (repository, tag, short), "{text}");
        }
        let digest = format!("r.example/app@sha256:{hex}");
        assert_eq!(ImageRef::parse(&digest).unwrap().short(), "aaaaaaaaaaaa");
        assert_eq!(ImageRef::parse(&format!("r.example/app:2@sha256:{hex}")).unwrap().short(), "2");
    }

    #[test]
    fn what_a_kubelet_would_refuse_is_refused() {
        for text in [
            "",
            " ",
            "app:",
            "app:not a tag !!",
            "App:1",
            "app:-1",
            "app:.x",
            "app@sha256:abc",
            "a//b",
            "/a",
            "a/",
            "a..b",
            "a_-b",
            "a:b:c",
            "app:ü",
            "-a",
            "a-",
            "a___b",
            "host:x/app",
            "x@y@z",
        ] {
            assert!(ImageRef::parse(text).is_err(), "{text:?}");
        }
        assert!(ImageRef::parse(&format!("app:{}", "x".repeat(129))).is_err());
    }
}
