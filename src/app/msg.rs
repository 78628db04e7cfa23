//! What comes in and what goes out: plain values that can be printed, compared and replayed.

use super::draft::{DraftEffect, DraftMsg};
use super::messages::Level;
use super::place::Context;
use super::text::Text;
use crate::command::Key;
use crate::logs::export::LogExport;
use crate::model::change::reason::Held;
use crate::model::change::{Consent, Hidden, Intent, Onward, Outcome, Preview, Progress, Reason, Target, Touched};
use crate::model::compare::{Compared, Kept, Of};
use crate::model::copy::CopyNews;
use crate::model::entries::{Entries, Value};
use crate::model::event::{EventNews, EventWish};
use crate::model::feed::{Feed, Scope};
use crate::model::filed::FileFault;
use crate::model::forward::{ForwardNews, Offers, SavedForward};
use crate::model::helm::{HelmNews, HelmWish, Part, Record};
use crate::model::kinds::Kinds;
use crate::model::logs::{LastRun, LogLine, LogSelection, LogWish, Selected};
use crate::model::nodes::NodesNews;
use crate::model::nodes::foresee::Forecast;
use crate::model::overview::{OverviewNews, OverviewWish};
use crate::model::process::{Mouse, ProcessNews, ToProcess};
use crate::model::promotion::{PlanEnd, PlanNote, PlanRecord};
use crate::model::rbac::{Access, AccessWish};
use crate::model::relations::{RelationsWish, Tree};
use crate::model::remembered::Remembered;
use crate::model::resource::Resource;
use crate::model::revision::Revision;
use crate::model::rights::Rights;
use crate::model::soak::{Ended, Soak, SoakNews};
use crate::model::soon::{SoonFound, SoonWish};
use crate::model::stale::{StaleFound, StaleWish};
use crate::model::table::BrowseWish;
use crate::model::trouble::Trouble;
use crate::model::usage::UseScope;
use crate::model::{Name, SessionId, Uid};
use std::collections::HashMap;
use std::sync::Arc;

/// Something that happened.
#[derive(Clone, PartialEq, Debug)]
#[allow(clippy::large_enum_variant, reason = "the large ones are rare, and each lives until it is taken in")]
pub enum Msg {
    /// A key.
    Key(Key),
    /// The mouse, of which [`State::mouse_wish`](super::State::mouse_wish) is told.
    Mouse(Mouse),
    /// A pasted text.
    Paste(String),
    /// The screen's size in columns and rows.
    Resize(u16, u16),
    /// Time has passed.
    Tick,
    /// The state was drawn: what is selected now is what the user sees.
    Drawn,
    /// The kubeconfig was read again, and has these contexts.
    Contexts(Vec<Context>),
    /// A task failed in a way that nobody foresaw, and was ended: what is known of it.
    Broken(String),
    /// A session tells something. Feeds of a session that was left are dropped.
    Feed(SessionId, Feed),
    /// Log lines of a view of the logs pane.
    Logs(SessionId, u64, Vec<LogLine>),
    /// The answer to [`Effect::Select`], again whenever it changes.
    Selected(SessionId, u64, Selected),
    /// The user's rights in a namespace, in a session.
    Rights(SessionId, Rights),
    /// The answer to [`Effect::Revisions`].
    Revisions(SessionId, u64, Result<Vec<Revision>, Reason>),
    /// The answer to [`Effect::Preview`], by the intent's number.
    Previewed(SessionId, u64, Result<Box<Preview>, Reason>),
    /// The answer to [`Effect::CarryOut`], by the intent's number.
    CarriedOut(SessionId, u64, Outcome),
    /// The answer to [`Effect::BeginPlan`].
    PlanBegun(SessionId, u64, Result<Name, Reason>),
    /// The journal has a plan of an earlier run without an end.
    PlanFound(Box<PlanRecord>),
    /// How far a change of many requests is.
    Progressed(SessionId, Progress),
    /// What holds an object that was deleted, by the intent's number.
    Leaving(SessionId, u64, Held),
    /// The answer to [`Effect::Autoscalers`], in a session: kind and name of what they stop to scale at 0.
    Autoscaled(SessionId, Name, Vec<(Name, Name)>),
    /// The answer to [`Effect::WhoChanged`], by the intent's number.
    Changer(SessionId, u64, Option<String>),
    /// The answer to [`Effect::Fetch`].
    Fetched(SessionId, u64, Result<String, Text>),
    /// The answer to [`Effect::Save`], by the file's path.
    Saved(String, Saved),
    /// The answer to [`Effect::Discover`], in a session.
    Kinds(SessionId, Result<Kinds, Arc<Trouble>>),
    /// The answer to [`Effect::Replicas`].
    Replicas(SessionId, u64, Result<u32, Arc<Trouble>>),
    /// The answer to [`Effect::Owner`]: whose owner, and which; `None` where it has none.
    Owner(SessionId, Box<Target>, Result<Option<Box<Target>>, Arc<Trouble>>),
    /// The answer to [`Effect::Relate`].
    Related(SessionId, u64, Result<Box<Tree>, Arc<Trouble>>),
    /// What comes of [`Effect::Track`], by its number.
    Told(SessionId, u64, EventNews),
    /// What comes of [`Effect::WatchNodes`], by its number.
    Nodes(SessionId, u64, NodesNews),
    /// The answer to [`Effect::Foresee`].
    Foreseen(SessionId, u64, Result<Box<Forecast>, Reason>),
    /// The answer to [`Effect::LastRun`].
    LastRun(SessionId, u64, LastRun, Result<Vec<String>, Arc<Trouble>>),
    /// News of what runs in a pod, by the intent's number: it goes on whichever session is in front.
    Process(SessionId, u64, ProcessNews),
    /// The answer to [`Effect::Ports`].
    Ports(SessionId, u64, Result<Offers, Reason>),
    /// The answer to [`Effect::ListFolder`].
    Listed(SessionId, u64, Result<Vec<String>, Reason>),
    /// How a forward goes, by the intent's number.
    Forwarded(SessionId, u64, ForwardNews),
    /// A forward has ended.
    ForwardEnded(SessionId, u64, Outcome),
    /// How a copy goes, by the intent's number.
    CopyGoes(SessionId, u64, CopyNews),
    /// A copy has ended.
    CopyEnded(SessionId, u64, Outcome),
    /// News of [`Effect::Soak`].
    Soak(SessionId, SoakNews),
    /// The end of [`Effect::Soak`], by its number.
    Soaked(SessionId, u64, Ended),
    /// What comes of [`Effect::Soon`], by its number.
    Soon(SessionId, u64, SoonFound),
    /// What comes of [`Effect::Overview`], of one context, by its number.
    Overview(SessionId, u64, OverviewNews),
    /// The answer to [`Effect::Access`].
    Access(SessionId, u64, Result<Access, Arc<Trouble>>),
    /// The answer to [`Effect::Keep`].
    Kept(SessionId, u64, Result<Kept, Text>),
    /// The answer to [`Effect::Compare`].
    Compared(SessionId, u64, Result<Compared, Arc<Trouble>>),
    /// The answer to [`Effect::Entries`].
    Entries(SessionId, u64, Result<Box<Entries>, Arc<Trouble>>),
    /// The answer to [`Effect::Value`].
    Value(SessionId, u64, Result<Value, Arc<Trouble>>),
    /// The answer to [`Effect::Stale`].
    Stale(SessionId, u64, Box<StaleFound>),
    /// The answer to [`Effect::Helm`].
    Helm(SessionId, u64, HelmNews),
    /// The forwards that are saved, of all contexts.
    SavedForwards(Vec<SavedForward>),
    /// An answer about what the user has written.
    Draft(DraftMsg),
    /// A word from the edge: settings, clipboard, journal.
    Note(Level, Text),
    /// What is remembered from earlier runs, by context.
    Remembered(HashMap<Name, Remembered>),
}

/// An object to fetch whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectRef {
    /// Its kind.
    pub resource: Resource,
    /// Its namespace; empty for an object without one.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its UID: another object of this name is refused.
    pub uid: Uid,
}

impl ObjectRef {
    /// The object that a target names.
    pub fn of(target: &Target) -> Self {
        let Target { resource, namespace, name, uid, .. } = target.clone();
        Self { resource, namespace, name, uid }
    }
}

/// A text to fetch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fetch {
    /// An object as YAML; with what may be secret in it, where somebody has asked for that.
    Yaml(ObjectRef, bool),
    /// An object in words, with its events; with what may be secret in it, where somebody has asked for that.
    Describe(ObjectRef, bool),
    /// A part of a revision of a Helm release; with what may be secret in it, where somebody has asked for that.
    Helm(Box<Record>, Part, bool),
    /// The events of a namespace that are about these objects.
    Events(Name, Vec<Uid>),
    /// The journal's entries.
    Journal,
}

/// A file to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Save {
    /// Where: as it was typed; `~/` is the home folder, and what does not begin with `/` stands in the present folder.
    pub path: String,
    /// What.
    pub lines: LogExport,
    /// Whether a file that is there may be written over: only after that was asked.
    pub overwrite: bool,
}

/// What became of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Saved {
    /// It was written; under this whole path.
    Done(String),
    /// There is a file of this name, and nothing was written.
    Exists,
    /// It could not be written, and why.
    Failed(FileFault),
}

/// Something to be done outside. The runtime starts it; its answer comes back as a [`Msg`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Begin a session with this number on a context.
    Connect(SessionId, Name),
    /// Of this session only what is watched goes on: another is in front.
    Rest(SessionId),
    /// End this session.
    Leave(SessionId),
    /// Read the kubeconfig again where it changed: somebody is about to choose a context.
    Contexts,
    /// The scopes to keep watch on: all of them, the rest is closed.
    Watch(SessionId, Vec<Scope>),
    /// Connect again now.
    Reconnect(SessionId),
    /// The log streams to keep open for a view of the logs pane: all of them, the rest is closed.
    Follow(SessionId, u64, Vec<LogWish>),
    /// Keep known which pods this means, for a view of the logs pane; `None`: no more.
    Select(SessionId, u64, Option<LogSelection>),
    /// Ask for the user's rights in a namespace.
    Review(SessionId, Name),
    /// List the revisions of a workload.
    Revisions(SessionId, u64, Target),
    /// Look at a change: permission, dry run, what it touches.
    Preview(SessionId, Intent),
    /// Send a change that was looked at and confirmed.
    CarryOut(SessionId, Preview, Consent),
    /// Look at and send a change that was chosen to follow another, on the answer to the question about that; why it is sent, for the journal.
    /// Its answer is that of [`Effect::CarryOut`].
    CarryOn(SessionId, Intent, Box<Onward>, Option<Reason>),
    /// Watch a release until it is over.
    Soak(SessionId, Soak),
    /// Watch it no longer, by its number.
    EndSoak(SessionId, u64),
    /// Go into a pod that was looked at and confirmed, with a terminal of so many columns and rows.
    Enter(SessionId, Preview, Consent, (u16, u16)),
    /// Go into a pod with the real terminal, after saying this line, until what runs there ends.
    EnterPlain(SessionId, Preview, Consent, String),
    /// Tell something to what runs in a pod, by the intent's number.
    Tell(SessionId, u64, ToProcess),
    /// End what runs in a pod, as far as that is done by leaving it.
    EndProcess(SessionId, u64),
    /// Write a plan to the journal, before its first step is sent.
    BeginPlan(SessionId, u64, Box<PlanNote>, Consent),
    /// Write to the journal how a plan ended.
    EndPlan(SessionId, Name, PlanEnd),
    /// Forget previews whose user said no.
    Forget(SessionId, Vec<u64>),
    /// The workload whose events to watch, and no other's.
    Track(SessionId, Option<EventWish>),
    /// Whether to watch the nodes and what the pods of all namespaces take of them, with the number that the answers carry.
    WatchNodes(SessionId, Option<u64>),
    /// Ask what a drain of a node would do.
    Foresee(SessionId, u64, Target),
    /// Ask for the last lines of a run that ended.
    LastRun(SessionId, u64, LastRun),
    /// Fetch a text.
    Fetch(SessionId, u64, Fetch),
    /// Write a file.
    Save(Save),
    /// Ask which kinds the API serves.
    Discover(SessionId),
    /// List and watch a kind as a table, in place of the one before; `None` ends it.
    Browse(SessionId, Option<BrowseWish>),
    /// The scopes whose use to poll: all of them, the rest is polled no more.
    Measure(SessionId, Vec<UseScope>),
    /// Ask for the replicas that an object is to have.
    Replicas(SessionId, u64, Target),
    /// Ask for the owner of an object, as its metadata name it.
    Owner(SessionId, Target),
    /// Look for what hangs together with an object.
    Relate(SessionId, u64, RelationsWish),
    /// Write to the journal how a change that was accepted went on.
    Conclude(SessionId, u64, Outcome),
    /// Look now whether an object that was deleted is gone, by the intent's number.
    LookNow(SessionId, u64),
    /// Ask for the autoscalers of a namespace.
    Autoscalers(SessionId, Name),
    /// Ask who set a field of an object last.
    WhoChanged(SessionId, u64, Target, Touched),
    /// End a change of many requests before its last.
    StopChange(SessionId, u64),
    /// Ask which ports an object offers.
    Ports(SessionId, u64, Target),
    /// Forward a port, as it was looked at and confirmed, until [`Effect::EndForward`] or the end of the program.
    Forward(SessionId, Preview, Consent),
    /// End a forward, by the intent's number.
    EndForward(SessionId, u64),
    /// Copy files as it was looked at and confirmed.
    CopyFiles(SessionId, Preview, Consent),
    /// List a folder of a container, to complete a path: number, pod, container, folder.
    ListFolder(SessionId, u64, Target, String, String),
    /// End a copy, by the intent's number.
    EndCopy(SessionId, u64),
    /// Look for what runs out soon, in place of the look before; `None` ends it.
    Soon(SessionId, u64, Option<SoonWish>),
    /// The contexts to look at for the overview: all of them, the rest is looked at no more.
    Overview(Vec<OverviewWish>),
    /// Ask who may do what.
    Access(SessionId, u64, Box<AccessWish>),
    /// Read an object, or a revision of one, to be compared later.
    Keep(SessionId, u64, ObjectRef, Of),
    /// Compare an object as it is now, or a revision of one, with a kept one.
    Compare(SessionId, u64, ObjectRef, Of, Kept),
    /// Ask what a Secret or a ConfigMap holds, without the values.
    Entries(SessionId, u64, Target),
    /// Ask for what stands under one key of a Secret or a ConfigMap.
    Value(SessionId, u64, Target, Name),
    /// Look for what pods have read of ConfigMaps and Secrets before it was written.
    Stale(SessionId, u64, StaleWish),
    /// Ask for what Helm keeps in the cluster.
    Helm(SessionId, u64, HelmWish),
    /// Keep a forward by its name.
    SaveForward(SavedForward),
    /// Something for what the user has written.
    Draft(DraftEffect),
    /// Put a text on the clipboard.
    Copy(String),
    /// The same of something that may be secret: only its size is told.
    CopyHidden(Hidden),
    /// The same of a line for a shell, and what is said once it was sent.
    CopyLine(String, Text),
    /// Keep what is remembered for a context.
    Remember(Name, Remembered),
    /// Save what is on the screen to files.
    Screenshot,
    /// Draw the whole screen anew.
    Redraw,
    /// Run the exec plugin of the present context on the plain terminal, and connect again.
    SignIn(SessionId),
    /// To the shell, until `fg`.
    Suspend,
    /// End the program.
    Quit,
}
