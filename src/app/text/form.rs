//! What is wrong with what is typed into a form.

use crate::model::image::ImageError;
use crate::model::naming::NameError;

/// What is wrong with what is typed into a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FormText {
    /// It is not a name.
    Name(NameError),
    /// It is not an image.
    Image(ImageError),
    /// The namespace of a pod is left out.
    Namespace,
    /// There is no text to show; the key opens the editor.
    NoText(String),
}
