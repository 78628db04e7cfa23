//! Setting labels and annotations, written as kubectl wants them: `team=iot old-`.

use super::{Mode, Next};
use crate::app::field::Field;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::{Code, Key};
use crate::model::change::{Change, MetadataEdit, Target};
use crate::model::naming;

/// The form.
#[derive(Clone, Debug)]
pub struct MetadataForm {
    /// Whose.
    pub targets: Vec<Target>,
    /// Annotations, not labels.
    pub annotations: bool,
    /// What is typed.
    pub field: Field,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// Reads `key=value key-`. An annotation's value may hold blanks: there the rest after `=` is all of it, and one is set at a time.
fn parse(text: &str, annotations: bool) -> Result<Vec<MetadataEdit>, String> {
    let mark = |word: &str| -> Result<MetadataEdit, String> {
        let (key, to) = match (word.split_once('='), word.strip_suffix('-')) {
            (Some((key, value)), _) => (key, Some(value.to_owned())),
            (None, Some(key)) => (key, None),
            (None, None) => return Err(format!("{word:?}: key=value sets one, key- removes it")),
        };
        naming::label_key(key).map_err(|e| format!("{key:?} is not a valid key: {e}"))?;
        if let Some(value) = to.as_deref().filter(|_| !annotations) {
            naming::label_value(value).map_err(|e| format!("{value:?} is not a valid label value: {e}"))?;
        }
        Ok(MetadataEdit { key: key.to_owned(), from: None, to })
    };
    let text = text.trim();
    let marks: Vec<MetadataEdit> = match text.split_once('=') {
        Some((key, _)) if annotations && !key.contains(char::is_whitespace) => vec![mark(text)?],
        _ => text.split_whitespace().map(mark).collect::<Result<_, _>>()?,
    };
    if marks.is_empty() { Err("key=value sets one, key- removes it".into()) } else { Ok(marks) }
}

impl State {
    /// Asks which labels or annotations these objects are to have.
    pub(in crate::app) fn begin_marks(&mut self, targets: Vec<Target>) {
        if !targets.is_empty() {
            self.open_view(Mode::Metadata(MetadataForm { targets, annotations: false, field: Field::default(), error: None }));
        }
    }

    pub(in crate::app) fn metadata_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> Next {
        let Some(Mode::Metadata(form)) = self.views.top_mut() else { return Next::Stay };
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => return Next::Close,
            (Code::Tab | Code::BackTab, _) => (form.annotations, form.error) = (!form.annotations, None),
            (Code::Enter, _) => match parse(form.field.text(), form.annotations) {
                Ok(marks) => {
                    let change = if form.annotations { Change::Annotate { marks } } else { Change::Label { marks } };
                    let changes = form.targets.iter().map(|t| (t.clone(), change.clone())).collect();
                    return Next::to(self.looking_at(changes, effects));
                }
                Err(error) => form.error = Some(error),
            },
            _ => {
                if form.field.key(key) {
                    form.error = None;
                } else {
                    self.only_these(key, "Tab switches, Enter continues, Esc leaves");
                }
            }
        }
        Next::Stay
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
