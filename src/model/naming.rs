//! What the API takes for names: of objects, of variables, of ports.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Why a text is no name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum NameError {
    #[error("a name is needed")]
    Empty,
    #[error("lower-case letters, digits and - between them")]
    Label,
    #[error("63 characters at most")]
    Long,
    #[error("a Service's name begins with a letter")]
    Letter,
    #[error("letters, digits and _ - . only, and no digit first")]
    Variable,
    #[error("letters, digits, - _ . and at most one / after a domain, 63 characters at most")]
    LabelKey,
    #[error("up to 63 letters, digits, - _ . beginning and ending with a letter or digit")]
    LabelValue,
}

/// Whether it is a DNS label (RFC 1123), as names of namespaces and of pods' parts are.
///
/// # Errors
/// When it is none, and why.
pub fn dns_label(text: &str) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !text.chars().all(inner) || text.starts_with('-') || text.ends_with('-') {
        return Err(NameError::Label);
    }
    if text.len() > 63 { Err(NameError::Long) } else { Ok(()) }
}

/// What stands in a path as it is (RFC 3986, "unreserved").
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A text as one segment of a request's path, or one value of its query: whatever it holds, it stays one.
pub fn segment(text: &str) -> String {
    match text {
        // They mean folders to whatever stands in between.
        "." => "%2E".into(),
        ".." => "%2E%2E".into(),
        text => utf8_percent_encode(text, PLAIN).to_string(),
    }
}

/// Whether it is a name for a Service: a DNS label that begins with a letter (RFC 1035).
///
/// # Errors
/// When it is none, and why.
pub fn service(text: &str) -> Result<(), NameError> {
    dns_label(text)?;
    if text.starts_with(|c: char| c.is_ascii_digit()) { Err(NameError::Letter) } else { Ok(()) }
}

/// Whether it is a name for a container's environment variable, as every version of the API takes it.
///
/// # Errors
/// When it is none, and why.
pub fn variable(text: &str) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    let inner = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let digit = text.starts_with(|c: char| c.is_ascii_digit());
    if !text.chars().all(inner) || digit || text == "." || text.starts_with("..") { Err(NameError::Variable) } else { Ok(()) }
}

/// Whether it is a key of labels and annotations: a name, with or without a domain and `/` before it.
///
/// # Errors
/// When it is none, and why.
pub fn label_key(text: &str) -> Result<(), NameError> {
    let (domain, name) = text.rsplit_once('/').map_or((None, text), |(d, n)| (Some(d), n));
    // Of a domain only the whole has a length that counts.
    let part = |p: &str| matches!(dns_label(p), Ok(()) | Err(NameError::Long));
    let fits = domain.is_none_or(|d| d.len() <= 253 && d.split('.').all(part)) && !name.is_empty() && label_value(name).is_ok();
    if fits { Ok(()) } else { Err(NameError::LabelKey) }
}

/// Whether it is a label's value; it may be empty.
///
/// # Errors
/// When it is none, and why.
pub fn label_value(text: &str) -> Result<(), NameError> {
    let ends = |b: Option<&u8>| b.is_none_or(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let inner = |b: &u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
    let fits = bytes.len() <= 63 && ends(bytes.first()) && ends(bytes.last()) && bytes.iter().all(inner);
    if fits { Ok(()) } else { Err(NameError::LabelValue) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_one_segment_of_a_path() {
        assert_eq!(
            ["iot-dev", "a.b_c~d", ".", "..", "...", "a/../b?x=#%é"].map(segment),
            ["iot-dev", "a.b_c~d", "%2E", "%2E%2E", "...", "a%2F..%2Fb%3Fx%3D%23%25%C3%A9"]
        );
        let mut random = fastrand::Rng::with_seed(6);
        for _ in 0..5000 {
            let text: String = (0..random.usize(1..12)).map(|_| random.char('\0'..='\u{ff}')).collect();
            let path: http::Uri = format!("/api/v1/namespaces/{}/pods?limit=1", segment(&text)).parse().unwrap();
            assert_eq!((path.path().split('/').count(), path.query()), (6, Some("limit=1")), "{text:?}");
        }
    }

    #[test]
    fn names_are_those_of_the_api() {
        for (text, want) in [
            ("web", Ok(())),
            ("9-lives", Ok(())),
            ("", Err(NameError::Empty)),
            ("Web", Err(NameError::Label)),
            ("web-", Err(NameError::Label)),
            ("-web", Err(NameError::Label)),
            ("a.b", Err(NameError::Label)),
            ("wéb", Err(NameError::Label)),
        ] {
            assert_eq!(dns_label(text), want, "{text}");
        }
        assert_eq!(dns_label(&"a".repeat(63)), Ok(()));
        assert_eq!(dns_label(&"a".repeat(64)), Err(NameError::Long));
        assert_eq!(service("9-lives"), Err(NameError::Letter));
        for (text, good) in [
            ("JAVA_OPTS", true),
            ("a.b-c", true),
            ("_x", true),
            ("1A", false),
            ("A B", false),
            (".", false),
            ("..x", false),
            ("", false),
        ] {
            assert_eq!(variable(text).is_ok(), good, "{text}");
        }
    }
}
