//! The labels of an object, as one text that all objects with the same labels share.

use super::Name;

/// Labels. Objects of one template have the same ones, so that the text is held once for all of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Labels(Name);

impl Labels {
    /// Of the shared text that [`Labels::add`] has written.
    pub const fn of(text: Name) -> Self {
        Self(text)
    }

    /// The shared text.
    pub const fn text(&self) -> &Name {
        &self.0
    }

    /// Adds a label to a text of labels. What holds a line end is none, and is left out.
    pub fn add(text: &mut String, key: &str, value: &str) {
        if key.contains('\n') || value.contains('\n') {
            return;
        }
        if text.is_empty() {
            text.push('\n');
        }
        text.extend([key, "=", value, "\n"]);
    }

    /// The value of a label.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.split('\n').find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
    }
}

impl Default for Labels {
    fn default() -> Self {
        Self("".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_found_and_nothing_else() {
        let mut text = String::new();
        for (key, value) in [("app", "web"), ("example.com/app", "no"), ("empty", ""), ("bad\nkey=x", "y"), ("tier", "a=b")] {
            Labels::add(&mut text, key, value);
        }
        let labels = Labels::of(text.into());
        for (key, want) in [
            ("app", Some("web")),
            ("example.com/app", Some("no")),
            ("empty", Some("")),
            ("tier", Some("a=b")),
            ("ap", None),
            ("key", None),
            ("", None),
        ] {
            assert_eq!(labels.get(key), want, "{key}");
        }
        assert_eq!(Labels::default().get("app"), None);
    }
}
