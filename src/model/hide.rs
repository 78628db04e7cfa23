//! What may be secret, told by where it stands: values of environment variables, of Secrets, of fields that are named like secrets. It is
//! hidden on the screen until somebody asks for it.

use std::borrow::Cow;

/// What stands in the place of a value.
pub const HIDDEN: &str = "(hidden)";

/// The ends of names of fields and variables that hold secrets, in small letters and without `-`, `_` and `.`.
const NAMES: [&str; 17] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "secrets",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "secretkey",
    "secretaccesskey",
    "encryptionkey",
    "signingkey",
    "credential",
    "credentials",
    "connectionstring",
    "dsn",
];

/// What stands in the place of a value of which the size is told.
pub fn size(bytes: usize) -> String {
    format!("({bytes} bytes)")
}

/// Whether a value is one of these, which tells nothing that is secret.
pub fn is_size(text: &str) -> bool {
    let number = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(" bytes)"));
    number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Annotations that hold a copy of their object.
const COPIES: [&str; 3] =
    ["kubectl.kubernetes.io/last-applied-configuration", "objectset.rio.cattle.io/applied", "banzaicloud.com/last-applied"];

/// Whether a field or variable of this name holds a secret, going by the name.
pub fn named_secret(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| !matches!(c, '-' | '_' | '.' | '/')).flat_map(char::to_lowercase).collect();
    NAMES.iter().any(|n| plain.ends_with(n))
}

/// Whether an annotation of this name holds a copy of its object.
pub fn is_copy(annotation: &str) -> bool {
    COPIES.contains(&annotation)
}

/// Whether what stands at a path of a difference is to be hidden: `containers[web].env[PASSWORD].value`.
pub fn hides(path: &str) -> bool {
    let parts = parts(path);
    let variable = |w: &[&str]| w[0] == "env";
    parts.windows(2).any(variable)
        || parts.iter().any(|p| is_copy(p))
        || parts.first().is_some_and(|p| matches!(*p, "data" | "stringData") && parts.len() > 1 && named_secret(parts[1]))
        || parts.last().is_some_and(|p| named_secret(p))
}

/// The keys of a path: `a.b[c.d].e` is `a`, `b`, `c.d`, `e`.
fn parts(path: &str) -> Vec<&str> {
    let (mut out, mut from, mut depth) = (Vec::new(), 0, 0usize);
    for (i, c) in path.char_indices() {
        match (c, depth) {
            ('.', 0) | ('[', 0) => {
                out.push(&path[from..i]);
                from = i + 1;
                depth = usize::from(c == '[');
            }
            (']', 1) => {
                out.push(&path[from..i]);
                (from, depth) = (i + 1, 0);
            }
            _ => {}
        }
    }
    out.push(&path[from..]);
    out.retain(|p| !p.is_empty());
    out
}

/// A text without the secrets that can be told in it: `--password=x` of a command, `scheme://user:x@host` of an address.
pub fn within(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    if let Some((head, value)) = text.split_once('=')
        && !value.is_empty()
        && !head.contains(char::is_whitespace)
        && named_secret(head)
    {
        return Cow::Owned(format!("{head}={HIDDEN}"));
    }
    let mut from = 0;
    while let Some(at) = out[from..].find("://").map(|i| from + i + 3) {
        let end = out[at..].find(['/', '?', '#', ' ', '"', '\'', ',', '\n']).map_or(out.len(), |i| at + i);
        from = end;
        if let Some(userinfo) = out[at..end].rfind('@').map(|i| at + i)
            && let Some(colon) = out[at..userinfo].find(':').map(|i| at + i + 1)
            && colon < userinfo
        {
            let hidden = format!("{}{HIDDEN}{}", &out[..colon], &out[userinfo..]);
            from = colon + HIDDEN.len();
            out = Cow::Owned(hidden);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_by_their_place() {
        for (path, hidden) in [
            ("containers[web].env[PASSWORD].value", true),
            ("containers[web].env[FEATURE].value", true),
            ("containers[web].env[FEATURE]", true),
            ("spec.jobTemplate.spec.template.spec.containers[job].env[A.B].value", true),
            ("containers[web].env (order)", false),
            ("containers[web].image", false),
            ("spec.replicas", false),
            ("spec.database.password", true),
            ("spec.apiToken", true),
            ("spec.secretName", false),
            ("containers[web].envFrom[0].secretRef.name", false),
            ("spec.tokenExpirationSeconds", false),
            ("metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]", true),
            ("deployment.annotations[kubectl.kubernetes.io/last-applied-configuration]", true),
            ("data.DB_PASSWORD", true),
            ("data[db.password]", true),
            ("data.level", false),
            ("spec.clientSecret", true),
            ("spec.client-secret", true),
        ] {
            assert_eq!(hides(path), hidden, "{path}");
        }
    }

    #[test]
    fn secrets_within_a_text_are_found() {
        for (text, want) in [
            ("--password=hunter2", "--password=(hidden)"),
            ("--db.token=a=b", "--db.token=(hidden)"),
            ("--level=info", "--level=info"),
            ("postgres://app:hunter2@db:5432/x", "postgres://app:(hidden)@db:5432/x"),
            ("a https://u:p@h/x and redis://:pw@r:1", "a https://u:(hidden)@h/x and redis://:(hidden)@r:1"),
            ("https://host/path@1:2", "https://host/path@1:2"),
            ("https://user@host", "https://user@host"),
            ("lab/app:1.0", "lab/app:1.0"),
            ("", ""),
        ] {
            assert_eq!(within(text), want, "{text}");
        }
    }
}
