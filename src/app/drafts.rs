//! What the user has written and no server has taken yet: the form of a new workload, and texts of objects that were edited. Nothing of
//! it is lost when it is refused or left: the same key takes it up again.

use super::desk::Desk;
use super::messages::Level;
use super::msg::Effect;
use super::room::{News, Room};
use super::state::State;
use super::wish::Wish;
use crate::model::change::{Change, Hidden, Outcome, Preview, Target};
use crate::model::{Name, SessionId};
use std::path::PathBuf;

/// What a text's documents ask for, one by one; for one that asks for nothing that can be done, why not.
pub type Planned = Vec<(Target, Result<Change, String>)>;

/// A text for the user's editor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditFile {
    /// The file that it is in already, where it was kept.
    pub path: Option<PathBuf>,
    /// What a new file is to be called.
    pub stem: String,
    /// The text.
    pub text: Hidden,
}

/// How the editor was left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditorEnd {
    /// The file; `None` where there is none.
    pub path: Option<PathBuf>,
    /// Its text; as it was handed out where it cannot be read.
    pub text: Hidden,
    /// What went wrong.
    pub fault: Option<String>,
}

/// Asked of the outside, with the number that the answer carries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DraftEffect {
    /// Find out what a text asks for; the namespace is for documents that name none.
    Plan(SessionId, u64, Hidden, Name),
    /// Read a file.
    Read(u64, String),
    /// Fetch the text of an object to be edited; or, with the version that an edited one is of, that text laid over the object as it is.
    Text(SessionId, u64, Target, Option<(String, Hidden)>),
    /// Give the terminal to the user's editor.
    Editor(u64, EditFile),
    /// Find out what the edited text of an object asks for; the version is that of the text which was handed out.
    Edited(SessionId, u64, Target, String, Hidden),
    /// A file is not needed any more.
    Drop(PathBuf),
}

/// The answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DraftMsg {
    /// To [`DraftEffect::Plan`].
    Planned(SessionId, u64, Result<Planned, String>),
    /// To [`DraftEffect::Read`].
    Read(u64, Result<Hidden, String>),
    /// To [`DraftEffect::Text`]: the text, and the version that it is of.
    Text(SessionId, u64, Result<(Hidden, String), String>),
    /// To [`DraftEffect::Editor`].
    Closed(u64, EditorEnd),
    /// Before the answer to [`DraftEffect::Text`]: what an earlier run has left of that object.
    Left(SessionId, u64, KeptEdit),
    /// At the start: the objects of which earlier runs have left an edited text.
    Waiting(Vec<Target>),
    /// To [`DraftEffect::Edited`]: `None` where nothing was changed.
    Edited(SessionId, u64, Result<Option<Change>, String>),
}

/// An edited text that no server has taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptEdit {
    /// Whose.
    pub target: Target,
    /// The version that was handed out.
    pub version: String,
    /// Its file.
    pub path: PathBuf,
    /// The text, without the comment on top.
    pub text: Hidden,
    /// Why it was refused.
    pub fault: Option<String>,
    /// The change that it became, while that is looked at or sent.
    pub intent: Option<u64>,
}

/// A form that was left, or sent and not taken yet.
#[derive(Clone, Debug)]
pub struct Kept {
    /// It.
    pub room: Box<dyn Room>,
    /// Why what it asked for was refused.
    pub fault: Option<String>,
}

/// All that is kept.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    /// The form as it was left.
    pub make: Option<Kept>,
    /// The changes that it became and that were not taken yet.
    pub made: Vec<u64>,
    /// Edited texts.
    pub edits: Vec<KeptEdit>,
}

impl Drafts {
    /// The edited text of an object.
    pub fn edit_of(&self, target: &Target) -> Option<&KeptEdit> {
        self.edits.iter().find(|e| e.target == *target)
    }

    /// Keeps an edited text, in the place of an older one of the same object.
    pub fn keep(&mut self, edit: KeptEdit) {
        self.edits.retain(|e| e.target != edit.target);
        self.edits.push(edit);
    }

    /// Forgets the edited text of an object, and has its file removed.
    pub fn drop_edit(&mut self, target: &Target, effects: &mut Vec<Effect>) {
        let gone = |e: &&KeptEdit| e.target == *target;
        effects.extend(self.edits.iter().filter(gone).map(|e| Effect::Draft(DraftEffect::Drop(e.path.clone()))));
        self.edits.retain(|e| e.target != *target);
    }
}

/// A text without the comment on top of it.
pub fn without_comment(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}

impl State {
    pub(super) fn draft(&mut self, msg: DraftMsg, effects: &mut Vec<Effect>) {
        match msg {
            // What was asked of a cluster that is behind was left with it.
            DraftMsg::Planned(session, ..)
            | DraftMsg::Text(session, ..)
            | DraftMsg::Left(session, ..)
            | DraftMsg::Edited(session, ..)
                if self.is_behind(session) => {}
            DraftMsg::Waiting(targets) => self.texts_wait(&targets),
            msg @ (DraftMsg::Planned(..)
            | DraftMsg::Read(..)
            | DraftMsg::Text(..)
            | DraftMsg::Left(..)
            | DraftMsg::Closed(..)
            | DraftMsg::Edited(..)) => {
                self.hear(&News::Draft(msg), effects);
            }
        }
    }

    /// Says of which objects a text is kept from an earlier run.
    fn texts_wait(&mut self, targets: &[Target]) {
        let Some(first) = targets.first() else { return };
        let key = self.keymap.hint(crate::command::Command::Edit);
        let more = if targets.len() > 1 { format!(", and {} more", targets.len() - 1) } else { String::new() };
        self.messages.say(self.now, Level::Info, format!("Your edited text of {first}{more} is kept: {key} on it opens it again"));
    }

    /// The answer to a look, and what was written is given back where nothing of it can be done.
    pub(super) fn draft_previewed(&mut self, id: u64, answer: Result<Box<Preview>, String>, effects: &mut Vec<Effect>) {
        let Some(ids) = self.views.iter().map(|room| room.intents()).find(|ids| ids.contains(&id)) else { return };
        if let Err(reason) = &answer {
            self.note_fault(id, reason);
        }
        self.hear(&News::Previewed(id, answer), effects);
        // Where a rule asks nothing it was sent at once.
        let sent = self.changes.all().iter().any(|r| ids.contains(&r.intent.id));
        if sent || self.asked().iter().any(|id| ids.contains(id)) {
            return;
        }
        if ids.iter().any(|id| self.drafts.made.contains(id)) {
            self.drafts.made.clear();
            self.open(&Wish::Make(None), effects);
        }
        self.say_where_kept(|e| e.intent.is_some_and(|id| ids.contains(&id)));
    }

    /// The changes that are looked at or asked about.
    fn asked(&self) -> Vec<u64> {
        self.views.iter().flat_map(|room| room.intents()).collect()
    }

    /// What became of a change that was written here.
    pub(super) fn draft_ended(&mut self, id: u64, outcome: &Outcome, effects: &mut Vec<Effect>) {
        let reason = match outcome {
            Outcome::Taken { .. } => {
                let done = self.drafts.edits.iter().find(|e| e.intent == Some(id)).map(|e| e.target.clone());
                if let Some(target) = done {
                    self.drafts.drop_edit(&target, effects);
                }
                if self.drafts.made.contains(&id) {
                    self.drafts.made.retain(|m| *m != id);
                    if self.drafts.made.is_empty() {
                        self.drafts.make = None;
                    }
                }
                return;
            }
            // What became of it later was taken before.
            Outcome::Done { .. } | Outcome::Held { .. } | Outcome::Failed { .. } | Outcome::Undone { .. } => return,
            Outcome::Refused { reason } | Outcome::Partial { reason } | Outcome::Unknown { reason } => reason,
        };
        self.note_fault(id, reason);
        self.say_where_kept(|e| e.intent == Some(id));
    }

    /// A question or a look was left: what was written for it is kept, and that is said.
    pub(super) fn draft_left(&mut self) {
        let asked = self.asked();
        let sent: Vec<u64> = self.changes.all().iter().map(|r| r.intent.id).collect();
        self.say_where_kept(|e| e.intent.is_some_and(|id| !asked.contains(&id) && !sent.contains(&id)));
    }

    fn note_fault(&mut self, id: u64, reason: &str) {
        for edit in self.drafts.edits.iter_mut().filter(|e| e.intent == Some(id)) {
            edit.fault = Some(reason.to_owned());
        }
        if self.drafts.made.contains(&id)
            && let Some(kept) = &mut self.drafts.make
        {
            kept.fault = Some(reason.to_owned());
        }
    }

    /// As [`Desk::say_where_kept`].
    pub(super) fn say_where_kept(&mut self, which: impl Fn(&KeptEdit) -> bool) {
        self.desk(&mut Vec::new()).1.say_where_kept(which);
    }
}

impl Desk<'_> {
    /// Says of edited texts whose change has come to an end without being taken where they are.
    pub fn say_where_kept(&mut self, which: impl Fn(&KeptEdit) -> bool) {
        let mut said = Vec::new();
        let key = self.keymap.hint(crate::command::Command::Edit);
        for edit in self.drafts.edits.iter_mut().filter(|e| which(e)) {
            edit.intent = None;
            let lead = edit.fault.as_ref().map_or_else(|| "Cancelled; nothing changed".to_owned(), Clone::clone);
            said.push((
                if edit.fault.is_some() { Level::Error } else { Level::Info },
                format!("{lead} — your text is kept: {key} on {} opens it again; {}", edit.target.name, edit.path.display()),
            ));
        }
        for (level, text) in said {
            self.messages.say(self.now, level, text);
        }
    }
}
