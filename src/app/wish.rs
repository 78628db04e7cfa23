//! A view that is wished for by what it is to show. Whoever wishes knows no view: each view's door says which wishes it answers.

use super::catalogue::{Item, What};
use super::msg::{Fetch, ObjectRef};
use super::pager::{Shape, TextLine};
use super::promotion::Proposal;
use super::text::Word;
use crate::command::{Command, Pane};
use crate::logs::LineId;
use crate::model::change::{Intent, Piece, Preview, Reason, Target, Tool};
use crate::model::compare::{Kept, Side};
use crate::model::helm::{Part, Record};
use crate::model::rbac::Typed;
use crate::model::{Lang, Name, SessionId};

/// What is to be opened.
#[derive(Clone, PartialEq, Debug)]
pub enum Wish {
    /// The view that a command opens which says all that there is to say of it.
    Command(Command),
    /// A text.
    Read(Page),
    /// A text that is fetched, by its title and the place of what it is about.
    Fetch {
        /// What it is: `YAML`.
        title: String,
        /// Of whom, whole; empty where it is of nobody.
        place: String,
        /// What is fetched.
        fetch: Fetch,
    },
    /// The rollout of a workload.
    Rollout(Target),
    /// The watch of a workload's release.
    Soak(Target),
    /// How an object hangs together with others.
    Relations(Target),
    /// The revisions of a workload.
    Revisions(Target),
    /// In what a part of two revisions of a Helm release differs, the older one first.
    HelmDifference(Box<[Record; 2]>, Part),
    /// A look at changes, and the question that follows.
    Look {
        /// The changes.
        intents: Vec<Intent>,
        /// Why one of them is refused already, in their order; empty where none is.
        refused: Vec<Option<Reason>>,
        /// The plan that they are the steps of.
        plan: Option<Box<Proposal>>,
    },
    /// The question about changes that were looked at, and those that cannot be, with the reason.
    Confirm {
        /// The session in which they were looked at: they are sent in no other.
        session: SessionId,
        /// What was looked at.
        previews: Vec<Preview>,
        /// What cannot be.
        refused: Vec<(Intent, Reason)>,
        /// The plan that they are the steps of.
        plan: Option<Box<Proposal>>,
    },
    /// The number of replicas, of each with the one that it has now.
    Scale(Vec<(Target, u32)>),
    /// How these are to be deleted.
    Delete(Vec<Target>),
    /// Labels and annotations of these.
    Metadata(Vec<Target>),
    /// Other images of these workloads.
    Image(Vec<Target>),
    /// The name of a bookmark that was just made.
    NameBookmark(LineId),
    /// The filter of a pane, with the text before.
    Filter(Pane, String),
    /// A new workload, with the namespace that the form begins with; without one the form that was sent, as it was.
    Make(Option<String>),
    /// An object in the user's editor.
    Edit(Piece),
    /// What a Secret or a ConfigMap holds, key by key.
    Entries(Target),
    /// What stands under one of its keys.
    Value(Target, Name),
    /// A program in a pod, in its terminal, by the number of its intent.
    Terminal(u64),
    /// What a command in pods has written, by the number of its first intent.
    Run(u64),
    /// The form of a container for debugging: of which pod or node, with which containers, and what is offered.
    Debug(Target, Vec<String>, Tool),
    /// The form of a port-forward.
    Forward(Target),
    /// The name that this port-forward is saved by, and one that is offered.
    NameForward(u64, Name),
    /// The form of a copy: the pod, and the container where one is meant.
    CopyFiles(Target, String),
    /// The copies, with the cursor on the one of this intent.
    Copies(u64),
    /// What differs between an object or a revision as it was kept and another, or the same one, as it is now.
    Compare(Box<(Side, Kept, Side)>),
    /// What differs between two workloads as their containers get them, both as they are now.
    Templates(Box<[Side; 2]>),
    /// Who can do what was typed.
    WhoCan(Typed),
    /// A list to pick from.
    Pick(What, Vec<Item>),
}

impl Wish {
    /// A look at changes.
    pub const fn look(intents: Vec<Intent>) -> Self {
        Self::Look { intents, refused: Vec::new(), plan: None }
    }

    /// The same, as the steps of a plan.
    #[must_use]
    pub fn planned(mut self, proposal: Proposal) -> Self {
        if let Self::Look { plan, .. } = &mut self {
            *plan = Some(Box::new(proposal));
        }
        self
    }

    /// An object as it is described, with its events.
    pub fn describe(target: &Target, lang: Lang) -> Self {
        let (title, fetch) = (Word::Describe.of(lang).into(), Fetch::Describe(ObjectRef::of(target), false));
        Self::Fetch { title, place: target.place(), fetch }
    }

    /// An object as YAML.
    pub fn yaml(target: &Target) -> Self {
        Self::Fetch { title: "YAML".into(), place: target.place(), fetch: Fetch::Yaml(ObjectRef::of(target), false) }
    }
}

/// A text that is there.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// What it is: `Help`.
    pub title: String,
    /// Its lines.
    pub lines: Vec<TextLine>,
    /// How they stand.
    pub shape: Shape,
    /// The command that opens it from everywhere, where there is one.
    pub opened_by: Option<Command>,
}

/// What a key or an answer has made of the view that it was for.
#[derive(Clone, PartialEq, Debug)]
pub enum Next {
    /// It stays as it is now.
    Stay,
    /// It closes: what stands below it is there again as it was left.
    Close,
    /// Another one stands on top of it from now on.
    Push(Wish),
    /// Another one stands in its place; where that cannot be had, none does.
    Replace(Wish),
}
