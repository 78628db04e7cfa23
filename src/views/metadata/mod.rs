//! Setting labels and annotations, written as kubectl wants them: `team=iot old-`.

pub mod draw;
mod keys;

pub use keys::MetadataKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::Room;
use crate::app::text::{FormText, Text, Word};
use crate::app::wish::Wish;
use crate::model::Lang;
use crate::model::change::{MetadataEdit, Target};
use crate::model::naming;

/// The form.
#[derive(Clone, Debug)]
pub struct View {
    /// Whose.
    pub targets: Vec<Target>,
    /// Annotations, not labels.
    pub annotations: bool,
    /// What is typed.
    pub field: Field,
    /// What is wrong with it.
    pub error: Option<Text>,
}

/// Reads `key=value key-`. An annotation's value may hold blanks: there the rest after `=` is all of it, and one is set at a time.
fn parse(text: &str, annotations: bool) -> Result<Vec<MetadataEdit>, FormText> {
    let mark = |word: &str| -> Result<MetadataEdit, FormText> {
        let (key, to) = match (word.split_once('='), word.strip_suffix('-')) {
            (Some((key, value)), _) => (key, Some(value.to_owned())),
            (None, Some(key)) => (key, None),
            (None, None) => return Err(FormText::Mark(word.to_owned())),
        };
        naming::label_key(key).map_err(|e| FormText::MarkKey(key.to_owned(), e))?;
        if let Some(value) = to.as_deref().filter(|_| !annotations) {
            naming::label_value(value).map_err(|e| FormText::MarkValue(value.to_owned(), e))?;
        }
        Ok(MetadataEdit { key: key.to_owned(), from: None, to })
    };
    let text = text.trim();
    let marks: Vec<MetadataEdit> = match text.split_once('=') {
        Some((key, _)) if annotations && !key.contains(char::is_whitespace) => vec![mark(text)?],
        _ => text.split_whitespace().map(mark).collect::<Result<_, _>>()?,
    };
    if marks.is_empty() { Err(FormText::NoMark) } else { Ok(marks) }
}

/// Whose they are is told by the wish.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Metadata(targets) = wish else { return None };
    Some(Box::new(View { targets: targets.clone(), annotations: false, field: Field::default(), error: None }))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        (if self.annotations { Word::AnnotationsTitle } else { Word::LabelsTitle }).of(lang).into()
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        self.field.paste(text.trim());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_kubectl_reads_them() {
        let read = |text: &str| parse(text, false).map(|m| m.into_iter().map(|m| (m.key, m.to)).collect::<Vec<_>>());
        let some = |k: &str, v: &str| (k.to_owned(), Some(v.to_owned()));
        assert_eq!(
            read(" team=iot  example.com/tier=front old- "),
            Ok(vec![some("team", "iot"), some("example.com/tier", "front"), ("old".into(), None)])
        );
        assert_eq!(read("empty="), Ok(vec![some("empty", "")]));
        for text in ["", "team", "=x", "a b=c", "a=b/c", "a=-b", "/a=b", "A.com/x=1", "a=x y"] {
            assert!(read(text).is_err(), "{text}");
        }
        let note = parse("note=a text, with = and blanks", true).unwrap();
        assert_eq!((note.len(), note[0].to.as_deref()), (1, Some("a text, with = and blanks")));
        assert_eq!(parse("a- b-", true).map(|m| m.len()), Ok(2));
    }
}
