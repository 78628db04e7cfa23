//! What a form knows, and what is wrong with what is typed into it.

use crate::model::Name;
use crate::model::health::Mood;
use crate::model::image::ImageError;
use crate::model::naming::NameError;
use crate::model::quantity::NoQuantity;
use crate::model::terms::TermError;

/// Where an image is known from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ImageFrom {
    /// It is the one that the workload has, of this revision; 0 where that has no number.
    Here(u64),
    /// An earlier revision had it.
    Revision(u64),
    /// Workloads of another namespace have it, and how the worst of them is.
    Elsewhere(Name, Mood),
}

/// What a form knows, and what is wrong with what is typed into it.
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
    /// There is neither a file nor a text; the key opens the editor.
    NoPath(String),
    /// The number of replicas is none; the most that is taken.
    Replicas(u32),
    /// A number is none; the most that is taken.
    Number(u32),
    /// The seconds of grace are none; the most that are taken.
    Grace(u32),
    /// It neither sets a label or annotation nor takes one off.
    Mark(String),
    /// Nothing is set and nothing taken off.
    NoMark,
    /// The key of a label or annotation is none.
    MarkKey(String, NameError),
    /// The value of a label is none.
    MarkValue(String, NameError),
    /// Each container keeps its image.
    NoImage,
    /// A port is none.
    Port,
    /// A Service has no port to lead to.
    ServicePort,
    /// It is no quantity.
    Quantity(NoQuantity),
    /// It is less than nothing.
    Negative,
    /// So many thousandths of a byte are not what was meant.
    Thousandths(String),
    /// A limit is below the request.
    BelowRequest,
    /// A variable has no value.
    Variable,
    /// A variable is set twice.
    Twice(String),
    /// There is a Deployment of that name.
    Exists,
    /// Each of several keeps its own number until one is typed; the keys that move each.
    ForEach(String),
    /// A term of a filter cannot be read.
    Term(TermError),
    /// It is no time.
    Time(String),
    /// Where an image is known from.
    Known(Vec<ImageFrom>),
    /// Workloads that have an image: one of them, and how many more.
    Users(String, usize),
    /// So many containers.
    Containers(usize),
    /// An init container.
    Init(Name),
}
