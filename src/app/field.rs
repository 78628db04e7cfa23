//! A one-line text field. One that offers a present value holds it as if it were selected: what is typed is a new one, and a key that
//! moves the cursor takes the offer up to be edited.

use crate::command::{Code, Key};
use crate::model::fit::width;
use std::ops::Range;
use tui_input::{Input, InputRequest};

/// Text with a cursor, and perhaps a part of it that is offered.
#[derive(Clone, Debug, Default)]
pub struct Field {
    input: Input,
    offer: Option<Offer>,
}

/// What the first typed character takes the place of.
#[derive(Clone, Debug)]
struct Offer {
    /// Its bytes.
    range: Range<usize>,
    /// What stands before a new value where it does not bring a separator itself: the colon before a tag.
    lead: &'static str,
}

impl Field {
    /// A field with this text, the cursor at its end.
    pub fn new(text: impl Into<String>) -> Self {
        Self { input: Input::new(text.into()), offer: None }
    }

    /// A field that offers this text: what is typed takes its place.
    pub fn offered(text: impl Into<String>) -> Self {
        let field = Self::new(text);
        let range = 0..field.text().len();
        field.offering(range, "")
    }

    /// A field that offers the version of an image: what is typed is a new tag of the same repository. A digest that stands with the tag
    /// goes with it.
    pub fn image(text: impl Into<String>) -> Self {
        let field = Self::new(text);
        let text = field.text();
        let name = text.rfind('/').map_or(0, |i| i + 1);
        let end = text.len();
        let (range, lead) = match (text[name..].find(':'), text[name..].find('@')) {
            (Some(tag), digest) if digest.is_none_or(|d| tag < d) => (name + tag + 1..end, ""),
            (_, Some(digest)) => (name + digest..end, ":"),
            (_, None) => (end..end, ":"),
        };
        if text.is_empty() { field } else { field.offering(range, lead) }
    }

    fn offering(mut self, range: Range<usize>, lead: &'static str) -> Self {
        self.offer = Some(Offer { range, lead });
        self
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The bytes that are offered, where some are.
    pub fn selected(&self) -> Option<Range<usize>> {
        self.offer.as_ref().map(|o| o.range.clone()).filter(|r| !r.is_empty())
    }

    /// The byte that the cursor stands on.
    pub fn at(&self) -> usize {
        let text = self.text();
        text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(i, _)| i)
    }

    /// How many columns stand before the cursor.
    pub fn column(&self) -> usize {
        width(&self.text()[..self.at()])
    }

    /// Puts a new value in the place of what is offered; gives whether something was.
    fn replace(&mut self, new: &str) -> bool {
        let Some(Offer { range, lead }) = self.offer.take() else { return false };
        let lead = if new.is_empty() || new.starts_with([':', '@', '/']) { "" } else { lead };
        let text = self.text();
        let front = format!("{}{lead}{new}", text.get(..range.start).unwrap_or_default());
        let cursor = front.chars().count();
        let text = format!("{front}{}", text.get(range.end..).unwrap_or_default());
        self.input = Input::new(text).with_cursor(cursor);
        true
    }

    /// Puts a pasted text in at the cursor, or in the place of what is offered; what is not harmless is left out. Of an image whose
    /// version is offered a whole reference takes the place of all of it, and a digest that of the version.
    pub fn paste(&mut self, text: &str) {
        let text: String = text.chars().filter(|c| crate::model::text::harmless(*c)).collect();
        if let Some(offer) = &mut self.offer
            && (offer.range.start > 0 || !offer.lead.is_empty())
        {
            let digest = text.starts_with("sha256:");
            if digest && self.input.value()[..offer.range.start].ends_with(':') {
                offer.range.start -= 1;
            }
            if text.contains('/') || (text.contains(':') && !digest && !text.starts_with([':', '@'])) {
                (offer.range.start, offer.lead) = (0, "");
            }
            let text = if digest { format!("@{text}") } else { text };
            self.replace(&text);
            return;
        }
        if !self.replace(&text) {
            for c in text.chars() {
                self.input.handle(InputRequest::InsertChar(c));
            }
        }
    }

    /// Takes a key; `false` where the key means nothing to a text field. Left, Right, Home, End, Backspace, Delete and the shell's
    /// Ctrl-a, Ctrl-e, Ctrl-u, Ctrl-w, Ctrl-k work.
    pub fn key(&mut self, key: Key) -> bool {
        use InputRequest as R;
        let request = match (key.code, key.ctrl, key.alt) {
            (Code::Char(c), false, false) => R::InsertChar(c),
            (Code::Backspace, false, false) => R::DeletePrevChar,
            (Code::Delete, false, false) => R::DeleteNextChar,
            (Code::Left, false, false) => R::GoToPrevChar,
            (Code::Right, false, false) => R::GoToNextChar,
            (Code::Home, ..) | (Code::Char('a'), true, false) => R::GoToStart,
            (Code::End, ..) | (Code::Char('e'), true, false) => R::GoToEnd,
            (Code::Char('u'), true, false) => R::DeleteLine,
            (Code::Char('w'), true, false) | (Code::Backspace, false, true) => R::DeletePrevWord,
            (Code::Char('k'), true, false) => R::DeleteTillEnd,
            _ => return false,
        };
        let selected = self.selected().is_some();
        match request {
            R::InsertChar(c) if self.offer.is_some() => _ = self.replace(c.encode_utf8(&mut [0; 4])),
            R::DeletePrevChar | R::DeleteNextChar | R::DeletePrevWord if selected => _ = self.replace(""),
            request => {
                self.offer = None;
                self.input.handle(request);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(mut field: Field, keys: &str) -> String {
        for key in keys.split_whitespace() {
            field.key(key.parse().unwrap());
        }
        field.text().to_owned()
    }

    #[test]
    fn what_is_typed_takes_the_place_of_what_is_offered() {
        let digest = format!("sha256:{}", "a".repeat(64));
        for (image, keys, want) in [
            ("r.example/app:2.4.0", "2 . 5", "r.example/app:2.5".to_owned()),
            ("app:2.4.0", "9", "app:9".into()),
            ("app", "9", "app:9".into()),
            ("app", "/ x", "app/x".into()),
            ("host:5000/app", "9", "host:5000/app:9".into()),
            (&format!("host:5000/app@{digest}"), "9", "host:5000/app:9".into()),
            (&format!("host:5000/app:1@{digest}"), "9", "host:5000/app:9".into()),
            ("app:2.4.0", "Left 5", "app:2.4.50".into()),
            ("app:2.4.0", "End 5", "app:2.4.05".into()),
            ("app:2.4.0", "Right 5", "app:2.4.05".into()),
            ("app:2.4.0", "Home x", "xapp:2.4.0".into()),
            ("app:2.4.0", "Backspace", "app:".into()),
            ("app:2.4.0", "Backspace 3", "app:3".into()),
            ("app", "Backspace", "ap".into()),
            ("app:2.4.0", "Ctrl-u", String::new()),
            ("", "a", "a".into()),
        ] {
            assert_eq!(after(Field::image(image), keys), want, "{image} {keys}");
        }
        for (text, keys, want) in [
            ("2", "5", "5"),
            ("2", "5 0", "50"),
            ("2", "End 5", "25"),
            ("2", "Left 5", "52"),
            ("12", "Backspace", ""),
            ("12", "Delete", ""),
            ("12", "Left Delete", "1"),
            ("温度", "x", "x"),
            ("温度", "End x", "温度x"),
        ] {
            assert_eq!(after(Field::offered(text), keys), want, "{text} {keys}");
        }
        // One that was typed by the user is not offered.
        assert_eq!(after(Field::new("2"), "5"), "25");
    }

    #[test]
    fn what_is_pasted_takes_the_place_of_what_is_offered() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let pasted = |mut field: Field, text: &str| {
            field.paste(text);
            field.text().to_owned()
        };
        for (image, text, want) in [
            ("r.example/app:1", "2.0", "r.example/app:2.0".to_owned()),
            ("r.example/app:1", "q.example/web:2", "q.example/web:2".into()),
            ("r.example/app:1", "web:2", "web:2".into()),
            ("r.example/app:1", &digest, format!("r.example/app@{digest}")),
            (&format!("app@{digest}"), &digest, format!("app@{digest}")),
            ("app", "2", "app:2".into()),
            ("app", "web:2", "web:2".into()),
        ] {
            assert_eq!(pasted(Field::image(image), text), want, "{image} {text}");
        }
        assert_eq!(pasted(Field::offered("12"), "3"), "3");
        assert_eq!(pasted(Field::new("12"), "3"), "123");
    }
}
