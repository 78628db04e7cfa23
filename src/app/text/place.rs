//! Namespaces, contexts, and where the cursor may go.

use super::Text;
use crate::model::Name;
use crate::model::change::Target;

/// Namespaces, contexts, and where the cursor may go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlaceText {
    /// One has been nowhere before.
    NothingBefore,
    /// No place was left by going back.
    NothingAfter,
    /// A kind has no columns of these names.
    NoColumns(Name, Vec<Name>),
    /// So many pods.
    Pods(usize),
    /// Several are shown.
    NoOneFavourite,
    /// It is a favourite now.
    Favourite(Name),
    /// It no longer is.
    NoFavourite(Name),
    /// A number has no namespace.
    NoNumber(usize),
    /// What is typed is no name of a namespace.
    NotAName(Name, Box<Text>),
    /// There is no such namespace.
    NoNamespace(Name),
    /// There is no such context.
    NoContext(String),
    /// The object is of another context.
    OtherContext(Box<Target>),
    /// The object is not there any more, or not shown.
    Gone(Box<Target>),
    /// The owner of the object is being asked for.
    AskingOwner(Box<Target>),
    /// Nothing owns the object.
    NoOwner(Box<Target>),
    /// It could not be told what owns the object, and why.
    OwnerUnread(Box<Target>, Box<Text>),
    /// There is nothing under the cursor that could be copied.
    NothingToCopy,
    /// There is no object under the cursor.
    NoObject,
    /// There is no workload or pod under the cursor.
    NoWorkloadOrPod,
    /// What is typed is not the whole name of a weighty command.
    NotACommand(String, &'static str),
    /// A context: its cluster and its user, and whether it is the present one.
    Context {
        /// Its cluster.
        cluster: String,
        /// Its user.
        user: String,
        /// Whether it is the present one.
        here: bool,
        /// The number of its tab, where there are several and it has one.
        tab: Option<usize>,
    },
    /// Nothing matches; the key takes the name as it was typed.
    NoMatch(String),
    /// No row passes the filter; the key clears it.
    NoRow(String),
    /// The pod is gone whose containers are shown; the key goes back.
    PodGone(String),
    /// Something is told of another context than the one in front.
    Elsewhere(Name, Box<Text>),
    /// The tab of a context is in front.
    TabInFront(Name),
    /// There are as many tabs as there may be.
    TabsFull(usize),
    /// No tab has the number.
    NoTab(usize),
    /// There is one tab.
    OnlyTab,
    /// Only a context is opened in a tab.
    NoTabOfThat,
    /// In which namespace.
    In(Name),
    /// Whose pods are shown.
    Of(Name),
    /// Pods without a workload, in this namespace.
    Alone(Name),
}
