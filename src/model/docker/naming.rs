//! Names in a cluster of names in Docker.

use crate::model::naming;

/// A name for objects, Services too: a DNS label that begins with a letter.
pub(super) fn label(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().map(|c| c.to_ascii_lowercase()) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            _ if out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    let bare = out.trim_matches('-');
    let named = match bare.chars().next() {
        None => "app".to_owned(),
        Some('0'..='9') => format!("app-{bare}"),
        Some(_) => bare.to_owned(),
    };
    named.chars().take(50).collect::<String>().trim_end_matches('-').to_owned()
}

/// The name of a key of a ConfigMap or a Secret, of a file's name.
pub(super) fn key(text: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    text.chars().map(fits).take(200).collect()
}

/// The last part of a path.
pub(super) fn last_part(path: &str) -> &str {
    path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default()
}

/// A name for what is made of an image: the last part of its repository.
pub(super) fn of_image(image: &str) -> String {
    let repository = crate::model::image::ImageRef::parse(image).map_or(image, |i| i.repository);
    label(last_part(repository))
}

/// Whether it may be a pod's variable.
pub(super) fn is_variable(text: &str) -> bool {
    naming::variable(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_labels_that_begin_with_a_letter() {
        for (text, want) in [
            ("my_app", "my-app"),
            ("Web__1", "web-1"),
            ("2048", "app-2048"),
            ("-", "app"),
            ("网关", "app"),
            (&"x".repeat(80), &"x".repeat(50)),
        ] {
            assert_eq!(label(text), want);
            assert!(naming::service(&label(text)).is_ok());
        }
        assert_eq!(of_image("ghcr.io/a/My-App:1@sha256:x"), "my-app-1-sha256-x", "what is no image has a name all the same");
        assert_eq!(of_image("localhost:5000/team/shop:1.2"), "shop");
        assert_eq!((last_part("./a/b/"), last_part("nginx.conf"), key("a b.conf").as_str()), ("b", "nginx.conf", "a-b.conf"));
    }
}
