//! What dogwatch says, as plain values: kept, compared, and put into words only where they are drawn, in the language of the screen.
//!
//! A file here for each subject; `en` and `zh` have one of the same name that puts it into words. Both match without a rest, so that
//! whoever adds a sentence is told by the compiler where it has none yet. A name stays a name; a sentence in a sentence is a [`Text`].

mod access;
mod advice;
mod ask;
mod change;
mod cluster;
mod compare;
mod copy;
mod docker;
mod draft;
mod en;
mod entries;
mod environments;
mod form;
mod forward;
mod helm;
mod inside;
mod key;
mod leave;
mod logs;
mod node;
mod outside;
mod overview;
mod own;
mod place;
mod promotion;
mod question;
mod relations;
mod rollout;
mod soak;
mod soon;
mod stale;
mod tracker;
mod word;
mod zh;

pub use access::AccessText;
pub use advice::{AdviceText, Back, Older, Wrong};
pub use ask::AskText;
pub use change::{Act, Aim, Answer, ChangeText};
pub use cluster::{Broken, ClusterText, NoUse};
pub use compare::CompareText;
pub use copy::CopyText;
pub use docker::DockerText;
pub use draft::{DraftText, EditKeys};
pub use entries::EntriesText;
pub use environments::EnvironmentsText;
pub use form::{FormText, ImageFrom};
pub use forward::ForwardText;
pub use helm::HelmText;
pub use inside::{Ending, InsideText};
pub use key::{FormKeys, KeyText, SortedBy, Way};
pub use leave::{LeaveText, UnderWay};
pub use logs::LogsText;
pub use node::{NodeText, Taken};
pub use outside::OutsideText;
pub use overview::OverviewText;
pub use own::OwnText;
pub use place::PlaceText;
pub use promotion::PromotionText;
pub use question::QuestionText;
pub use relations::RelationsText;
pub use rollout::RolloutText;
pub use soak::SoakText;
pub use soon::SoonText;
pub use stale::StaleText;
pub use tracker::{Ails, Awaited, Figures, LastLines, PodDoes, Stands, TrackerText, Whose};
pub use word::Word;

use crate::command::Lack;
use crate::logs::Say;
use crate::model::change::Reason;
use crate::model::reason::Why;
use crate::model::trouble::Trouble;
use crate::model::{Lang, Words};
use std::fmt;
use std::sync::Arc;

/// Something that is said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Text {
    /// Words of a table of ours, such as that of the commands, or a [`Word`].
    Term(Words),
    /// What others say: a server, a program. It is shown as it is.
    Server(String),
    /// Why a change ended as it did, or is not begun.
    Reason(Reason),
    /// What becomes of a change.
    Change(ChangeText),
    /// What is said before there is a change, or where there is none.
    Ask(AskText),
    /// The cluster, and what ties us to it.
    Cluster(ClusterText),
    /// Namespaces, contexts, and where the cursor may go.
    Place(PlaceText),
    /// Logs.
    Logs(LogsText),
    /// What is made of what runs with Docker.
    Docker(Box<DockerText>),
    /// What the user has written.
    Draft(DraftText),
    /// A word about the key that was pressed.
    Key(KeyText),
    /// Why a command cannot be had.
    Lack(Lack),
    /// Port-forwards.
    Forward(ForwardText),
    /// Files that are copied.
    Copy(CopyText),
    /// Nodes, and what their pods take.
    Node(NodeText),
    /// Leaving the program.
    Leave(LeaveText),
    /// The terminal, files and programs around.
    Outside(OutsideText),
    /// Commands of the settings.
    Own(OwnText),
    /// The line of a change on its way.
    Rollout(RolloutText),
    /// What a form knows, and what is wrong with what is typed into it.
    Form(FormText),
    /// What runs in pods.
    Inside(InsideText),
    /// What a question tells before its answer.
    Question(QuestionText),
    /// The overview of all contexts.
    Overview(OverviewText),
    /// How objects hang together.
    Relations(Box<RelationsText>),
    /// Releases that are watched.
    Soak(SoakText),
    /// What runs out soon.
    Soon(SoonText),
    /// Who may do what.
    Access(Box<AccessText>),
    /// Two objects beside each other.
    Compare(CompareText),
    /// What Secrets and ConfigMaps hold.
    Entries(EntriesText),
    /// Environments side by side.
    Environments(EnvironmentsText),
    /// Stale config.
    Stale(StaleText),
    /// Promotion from one environment to the next.
    Promotion(PromotionText),
    /// Helm's releases.
    Helm(HelmText),
    /// The view of a rollout.
    Tracker(Box<TrackerText>),
    /// What offers itself.
    Advice(Box<AdviceText>),
    /// What goes wrong between us and a cluster.
    Trouble(Arc<Trouble>),
    /// How a workload, a pod or a container is.
    Health(Box<Why>),
}

impl Text {
    /// In words.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::En => en::text(self),
            Lang::Zh => zh::text(self),
        }
    }
}

impl Word {
    /// It in each language.
    pub const fn words(self) -> Words {
        Words::new(en::word(self), zh::word(self))
    }

    /// It in a language.
    pub const fn of(self, lang: Lang) -> &'static str {
        self.words().of(lang)
    }
}

impl From<Word> for Words {
    fn from(word: Word) -> Self {
        word.words()
    }
}

/// What goes wrong between us and a cluster, in words.
pub fn trouble(lang: Lang, trouble: &Trouble) -> String {
    match lang {
        Lang::En => trouble.to_string(),
        Lang::Zh => zh::trouble(trouble),
    }
}

/// How a workload, a pod or a container is, in words.
pub fn health(lang: Lang, why: &Why) -> String {
    match lang {
        Lang::En => why.to_string(),
        Lang::Zh => zh::health(why),
    }
}

/// How remarks in logs are said.
pub fn remark(lang: Lang) -> Say {
    match lang {
        Lang::En => ToString::to_string,
        Lang::Zh => zh::remark,
    }
}

/// In English: for the journal, and wherever nobody has a language.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Lang::En))
    }
}

macro_rules! subjects {
    ($($subject:ident($inner:ident)),*) => {
        $(impl From<$inner> for Text {
            fn from(text: $inner) -> Self {
                Self::$subject(text)
            }
        }

        impl fmt::Display for $inner {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Text::from(self.clone()).fmt(f)
            }
        }

        impl From<$inner> for Box<Text> {
            fn from(text: $inner) -> Self {
                Box::new(text.into())
            }
        })*
    };
}

subjects!(
    Change(ChangeText),
    Ask(AskText),
    Cluster(ClusterText),
    Place(PlaceText),
    Logs(LogsText),
    Draft(DraftText),
    Key(KeyText),
    Lack(Lack),
    Leave(LeaveText),
    Outside(OutsideText),
    Own(OwnText),
    Rollout(RolloutText),
    Form(FormText),
    Inside(InsideText),
    Question(QuestionText),
    Forward(ForwardText),
    Copy(CopyText),
    Node(NodeText),
    Overview(OverviewText),
    Entries(EntriesText),
    Soak(SoakText),
    Soon(SoonText),
    Environments(EnvironmentsText),
    Stale(StaleText),
    Promotion(PromotionText),
    Compare(CompareText),
    Helm(HelmText)
);

impl From<Word> for Text {
    fn from(word: Word) -> Self {
        Self::Term(word.into())
    }
}

impl From<Reason> for Text {
    fn from(reason: Reason) -> Self {
        Self::Reason(reason)
    }
}

impl From<Reason> for Box<Text> {
    fn from(reason: Reason) -> Self {
        Self::new(reason.into())
    }
}

impl From<Why> for Text {
    fn from(why: Why) -> Self {
        Self::Health(Box::new(why))
    }
}

impl From<Why> for Box<Text> {
    fn from(why: Why) -> Self {
        Self::new(why.into())
    }
}

impl From<AccessText> for Text {
    fn from(text: AccessText) -> Self {
        Self::Access(Box::new(text))
    }
}

impl From<DockerText> for Text {
    fn from(text: DockerText) -> Self {
        Self::Docker(Box::new(text))
    }
}

impl From<TrackerText> for Text {
    fn from(text: TrackerText) -> Self {
        Self::Tracker(Box::new(text))
    }
}

impl From<RelationsText> for Text {
    fn from(text: RelationsText) -> Self {
        Self::Relations(Box::new(text))
    }
}

impl From<AdviceText> for Text {
    fn from(text: AdviceText) -> Self {
        Self::Advice(Box::new(text))
    }
}

impl From<Arc<Trouble>> for Text {
    fn from(trouble: Arc<Trouble>) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<Arc<Trouble>> for Box<Text> {
    fn from(trouble: Arc<Trouble>) -> Self {
        Self::new(trouble.into())
    }
}
