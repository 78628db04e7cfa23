//! What is wrong with what is typed into a form.

use crate::model::naming::NameError;

/// What is wrong with what is typed into a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FormText {
    /// It is not a name.
    Name(NameError),
    /// There is no text to show; the key opens the editor.
    NoText(String),
}
