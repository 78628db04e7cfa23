//! Editing an object as YAML in the user's own editor: fetched, handed out, read back, and looked at like every other change.

use super::{Mode, Next};
use crate::app::drafts::{DraftEffect, EditFile, EditorEnd, KeptEdit, without_comment};
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::app::wish::Wish;
use crate::command::{Code, Key};
use crate::model::Time;
use crate::model::change::{Change, Hidden, Intent, Target};
use crate::model::fit;
use crate::model::text::clean;

/// Lines of the comment that a refusal has at least, so that the line numbers in it stay right when it is written there.
const RESERVED: usize = 3;
/// Columns of the comment.
const WIDTH: usize = 100;

/// How far it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The text is on its way.
    Fetching,
    /// The editor has it: the version, and the text as it was handed out.
    Open(String, Hidden),
    /// What was written is being read.
    Reading,
}

/// An object that is being edited.
#[derive(Clone, Debug)]
pub struct Editing {
    /// The number that answers carry.
    pub id: u64,
    /// Which object.
    pub target: Target,
    /// Since when it is at this stage.
    pub since: Time,
    /// The stage.
    pub stage: Stage,
}

impl State {
    /// Begins to edit an object; takes up again what was written for it before and not taken.
    pub(in crate::app) fn begin_edit(&mut self, target: Target, effects: &mut Vec<Effect>) {
        let id = self.fresh_id();
        let kept = self.drafts.edit_of(&target).map(|e| (e.version.clone(), e.text.clone()));
        effects.push(Effect::Draft(DraftEffect::Text(self.cluster.session, id, target.clone(), kept)));
        self.open_view(Mode::Editing(Box::new(Editing { id, target, since: self.now, stage: Stage::Fetching })));
    }

    fn editing(&mut self, id: u64) -> Option<&mut Editing> {
        self.views.iter_mut().find_map(|mode| if let Mode::Editing(e) = mode { Some(&mut **e).filter(|e| e.id == id) } else { None })
    }

    /// What follows takes the place of an object that is edited; it closes where nothing does.
    fn end_editing(&mut self, id: u64, follows: Option<Mode>) {
        self.views.swap(|mode| matches!(mode, Mode::Editing(e) if e.id == id), follows);
    }

    pub(in crate::app) fn edit_text_came(&mut self, id: u64, answer: Result<(Hidden, String), String>, effects: &mut Vec<Effect>) {
        let Some(editing) = self.editing(id) else { return };
        let target = editing.target.clone();
        let (text, version) = match answer {
            Ok(answer) => answer,
            Err(reason) => {
                self.end_editing(id, None);
                let text = format!("{reason} — cannot edit {target}");
                return self.messages.say_about(self.now, Level::Error, text, &target);
            }
        };
        let kept = self.drafts.edit_of(&target);
        let before = kept.map(|e| match &e.fault {
            Some(fault) => format!("The text below was refused: {fault}"),
            None => "The text below is what you wrote before; it was not sent.".to_owned(),
        });
        let text = Hidden::new(comment(&target, before.as_deref()) + text.reveal());
        let path = kept.map(|e| e.path.clone());
        let stem = [&*target.context, &target.namespace, &target.resource.kind, &target.name].join(".");
        effects.push(Effect::Draft(DraftEffect::Editor(id, EditFile { path, stem, text: text.clone() })));
        if let Some(editing) = self.editing(id) {
            editing.stage = Stage::Open(version, text);
        }
    }

    pub(in crate::app) fn editor_closed(&mut self, id: u64, end: EditorEnd, effects: &mut Vec<Effect>) {
        let open = match self.editing(id) {
            Some(Editing { target, stage: Stage::Open(version, given), .. }) => {
                Some((target.clone(), version.clone(), given.clone()))
            }
            _ => None,
        };
        let Some((target, version, given)) = open else { return self.make_editor_closed(id, end, effects) };
        let changed = end.text != given;
        let drop_file = |path: Option<std::path::PathBuf>| path.map(|p| Effect::Draft(DraftEffect::Drop(p)));
        let known = self.drafts.edit_of(&target).is_some();
        if without_comment(end.text.reveal()).trim().is_empty() {
            self.drafts.drop_edit(&target, effects);
            effects.extend(drop_file(end.path));
            self.end_editing(id, None);
            return self.messages.say(self.now, Level::Info, format!("The text is empty; {target} was not changed"));
        }
        if !changed && !known {
            effects.extend(drop_file(end.path));
            let (level, text) = match end.fault {
                Some(fault) => (Level::Error, format!("{fault} — {target} was not changed")),
                None => (Level::Info, format!("{target} was not changed")),
            };
            self.end_editing(id, None);
            return self.messages.say(self.now, level, text);
        }
        match end.path {
            // What was taken up again and left as it stands is looked at as it stands: nothing is sent without a question.
            Some(path) if changed || end.fault.is_none() => {
                let text = Hidden::new(without_comment(end.text.reveal()).to_owned());
                let (target, version, fault) = (target.clone(), version.clone(), end.fault.clone());
                self.drafts.keep(KeptEdit { target, version, path, text, fault, intent: Some(id) });
            }
            _ => {
                for edit in self.drafts.edits.iter_mut().filter(|e| e.target == target) {
                    (edit.intent, edit.fault) = (Some(id), end.fault.clone());
                }
            }
        }
        if end.fault.is_some() {
            self.end_editing(id, None);
            return self.say_where_kept(|e| e.intent == Some(id));
        }
        effects.push(Effect::Draft(DraftEffect::Edited(self.cluster.session, id, target, version, end.text)));
        let now = self.now;
        if let Some(editing) = self.editing(id) {
            (editing.stage, editing.since) = (Stage::Reading, now);
        }
    }

    pub(in crate::app) fn edit_read(&mut self, id: u64, answer: Result<Option<Change>, String>, effects: &mut Vec<Effect>) {
        let Some(editing) = self.editing(id) else { return };
        let target = editing.target.clone();
        match answer {
            Ok(None) => {
                self.end_editing(id, None);
                self.drafts.drop_edit(&target, effects);
                self.messages.say(self.now, Level::Info, format!("{target} was not changed"));
            }
            Ok(Some(change)) => {
                let intent = Intent::new(self.fresh_id(), target.clone(), change);
                for edit in self.drafts.edits.iter_mut().filter(|e| e.target == target) {
                    edit.intent = Some(intent.id);
                }
                let waiting = self.made(&Wish::look(vec![intent]), effects);
                let forbidden = waiting.is_none();
                self.end_editing(id, waiting);
                if forbidden {
                    // A rule forbids it, which was said.
                    let why = self.messages.current().map(|m| m.text.clone());
                    for edit in self.drafts.edits.iter_mut().filter(|e| e.target == target) {
                        edit.fault.clone_from(&why);
                    }
                    self.say_where_kept(|e| e.target == target);
                }
            }
            Err(reason) => {
                self.end_editing(id, None);
                for edit in self.drafts.edits.iter_mut().filter(|e| e.target == target) {
                    edit.fault = Some(reason.clone());
                }
                self.say_where_kept(|e| e.target == target);
            }
        }
    }

    pub(in crate::app) fn editing_key(&mut self, key: Key) -> Next {
        let Some(Mode::Editing(editing)) = self.views.top() else { return Next::Stay };
        let id = editing.id;
        if key.code == Code::Esc || key == Key::ctrl('c') {
            self.messages.say(self.now, Level::Info, "Cancelled; nothing changed");
            self.say_where_kept(|e| e.intent == Some(id));
            return Next::Close;
        }
        self.only_these(key, "Esc leaves");
        Next::Stay
    }
}

/// The comment on top: which object it is, the rules, and what became of an earlier text.
fn comment(target: &Target, before: Option<&str>) -> String {
    let namespace = if target.namespace.is_empty() { String::new() } else { format!(", namespace {}", target.namespace) };
    let mut lines = vec![
        format!("context {}{namespace}: {} {}", target.context, target.resource, target.name),
        String::new(),
        "What you save is checked first: permission, the server's dry run, the difference. Then you are asked.".into(),
        "Keep kind, name, namespace and uid. An unchanged text changes nothing; an empty one is discarded.".into(),
        String::new(),
    ];
    let reserved = lines.len() + RESERVED;
    if let Some(before) = before.map(clean) {
        lines.extend(fit::words(&before, WIDTH).into_iter().map(|row| before[row].trim().to_owned()));
    }
    lines.resize(lines.len().max(reserved), String::new());
    lines.iter().map(|l| format!("# {l}").trim_end().to_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Uid, WorkloadKind};

    #[test]
    fn the_comment_says_whose_text_it_is_and_comes_off_again() {
        let target = Target {
            context: "lab".into(),
            resource: WorkloadKind::Deployment.into(),
            namespace: "iot-test".into(),
            name: "web".into(),
            uid: Uid::new("u"),
        };
        let plain = comment(&target, None);
        assert!(plain.starts_with("# context lab, namespace iot-test: Deployment web\n#\n"), "{plain}");
        let refused = comment(&target, Some("refused: line 3\x1b[31m\ncolumn 4: no"));
        assert!(refused.contains("refused: line 3[31m column 4: no"), "{refused}");
        assert_eq!(plain.lines().count(), refused.lines().count(), "the line that an error names stays where it is");
        let long = comment(&target, Some(&"because ".repeat(200)));
        assert!(long.lines().all(|l| l.starts_with('#') && l.len() <= WIDTH + 12), "{long}");
        for head in [plain, refused, long] {
            assert_eq!(without_comment(&(head + "kind: A\n# mine\nb: 1\n")), "kind: A\n# mine\nb: 1\n");
        }
        assert_eq!(without_comment("# only\n# comments"), "");
    }
}
