//! Editing an object as YAML in the user's own editor: fetched, handed out, read back, and looked at like every other change.

pub mod draw;

use crate::app::desk::{Desk, Way};
use crate::app::drafts::{DraftEffect, DraftMsg, EditFile, EditorEnd, KeptEdit, without_comment};
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::room::{Keys, News, Room};
use crate::app::text::{Act, AskText, ChangeText, DraftText, Text, Word};
use crate::app::wish::{Next, Wish};
use crate::command::{Key, Over, Shared, Table};
use crate::model::change::{Change, Hidden, Intent, Piece, Reason, Verb};
use crate::model::text::clean;
use crate::model::{Lang, Time, Words, fit};

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
pub struct View {
    /// The number that answers carry.
    pub id: u64,
    /// Which object, or which part of it.
    pub part: Piece,
    /// Since when it is at this stage.
    pub since: Time,
    /// The stage.
    pub stage: Stage,
}

/// What was written for the object before and not taken is taken up again.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Edit(part) = wish else { return None };
    let id = desk.fresh_id();
    let kept = desk.drafts.edit_of(part).map(|e| (e.version.clone(), e.text.clone()));
    desk.effects.push(Effect::Draft(DraftEffect::Text(desk.cluster.session, id, part.clone(), kept)));
    Some(Box::new(View { id, part: part.clone(), since: desk.now, stage: Stage::Fetching }))
}

impl View {
    fn text_came(&mut self, answer: &Result<(Hidden, String), Reason>, desk: &mut Desk<'_>) -> Next {
        let Piece { target, key } = &self.part;
        let (text, version) = match answer {
            Ok(answer) => answer,
            Err(reason) => {
                let act = Act { verb: Verb::Edit, target: target.clone() };
                let text = AskText::Cannot(Box::new(act), reason.clone().into());
                desk.messages.say_about(desk.now, Level::Error, text, target);
                return Next::Close;
            }
        };
        let kept = desk.drafts.edit_of(&self.part);
        let before = kept.map(|e| match &e.fault {
            Some(fault) => DraftText::WasRefused(Box::new(fault.clone())),
            None => DraftText::WrittenBefore,
        });
        let text = Hidden::new(comment(&self.part, before, desk.lang) + text.reveal());
        let path = kept.map(|e| e.path.clone());
        let mut stem = [&*target.context, &target.namespace, &target.resource.kind, &target.name].join(".");
        if let Some(key) = key {
            stem.extend([".", key]);
        }
        desk.effects.push(Effect::Draft(DraftEffect::Editor(
            self.id,
            EditFile { path, stem, text: text.clone(), secret: target.resource.is_secret() },
        )));
        self.stage = Stage::Open(version.clone(), text);
        Next::Stay
    }

    fn editor_closed(&mut self, end: EditorEnd, desk: &mut Desk<'_>) -> Next {
        let Stage::Open(version, given) = self.stage.clone() else { return Next::Stay };
        let part = self.part.clone();
        let target = part.target.clone();
        let changed = end.text != given;
        let drop_file = |path: Option<std::path::PathBuf>| path.map(|p| Effect::Draft(DraftEffect::Drop(p)));
        let known = desk.drafts.edit_of(&part).is_some();
        if without_comment(end.text.reveal()).trim().is_empty() {
            desk.drafts.drop_edit(&part, desk.effects);
            desk.effects.extend(drop_file(end.path));
            desk.say(Level::Info, DraftText::Empty(Box::new(target)));
            return Next::Close;
        }
        if !changed && !known {
            desk.effects.extend(drop_file(end.path));
            let (level, text) = match end.fault {
                Some(fault) => (Level::Error, DraftText::Unchanged(Box::new(target), Some(fault.into()))),
                None => (Level::Info, DraftText::Unchanged(Box::new(target), None)),
            };
            desk.say(level, text);
            return Next::Close;
        }
        match end.path {
            // What was taken up again and left as it stands is looked at as it stands: nothing is sent without a question.
            Some(path) if changed || end.fault.is_none() => {
                let text = Hidden::new(without_comment(end.text.reveal()).to_owned());
                let (part, version, fault) = (part.clone(), version.clone(), end.fault.clone().map(Text::from));
                desk.drafts.keep(KeptEdit { part, version, path, text, fault, intent: Some(self.id) });
            }
            _ => {
                for edit in desk.drafts.edits.iter_mut().filter(|e| e.part == part) {
                    (edit.intent, edit.fault) = (Some(self.id), end.fault.clone().map(Text::from));
                }
            }
        }
        if let Some(fault) = end.fault {
            if target.resource.is_secret() {
                desk.say(Level::Error, DraftText::NotKept(Box::new(target), Box::new(fault.into())));
            }
            desk.say_where_kept(|e| e.intent == Some(self.id));
            return Next::Close;
        }
        desk.effects.push(Effect::Draft(DraftEffect::Edited(desk.cluster.session, self.id, part, version, end.text)));
        (self.stage, self.since) = (Stage::Reading, desk.now);
        Next::Stay
    }

    fn was_read(&self, answer: Result<Option<Change>, Reason>, desk: &mut Desk<'_>) -> Next {
        let target = &self.part.target;
        match answer {
            Ok(None) => {
                desk.drafts.drop_edit(&self.part, desk.effects);
                desk.say(Level::Info, DraftText::Unchanged(Box::new(target.clone()), None));
                Next::Close
            }
            Ok(Some(change)) => {
                let intent = Intent::new(desk.fresh_id(), target.clone(), change);
                for edit in desk.drafts.edits.iter_mut().filter(|e| e.part == self.part) {
                    edit.intent = Some(intent.id);
                }
                if !desk.forbids(&[&intent]) {
                    return Next::Replace(Wish::look(vec![intent]));
                }
                let why = desk.messages.current().map(|m| m.text.clone());
                self.refused(why, desk)
            }
            Err(reason) => self.refused(Some(reason.into()), desk),
        }
    }

    /// The text is kept, with the reason.
    fn refused(&self, why: Option<Text>, desk: &mut Desk<'_>) -> Next {
        for edit in desk.drafts.edits.iter_mut().filter(|e| e.part == self.part) {
            edit.fault.clone_from(&why);
        }
        if let Some(why) = why.filter(|_| self.part.target.resource.is_secret()) {
            desk.say(Level::Error, DraftText::NotKept(Box::new(self.part.target.clone()), Box::new(why)));
        }
        desk.say_where_kept(|e| e.part == self.part);
        Next::Close
    }
}

/// It has no keys but that which leaves it.
impl Keys for View {
    const TABLE: &'static Table = &Table { title: Words::new("Edit", "编辑"), typed: false, entries: &[] };

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        if let Some(Shared::Back | Shared::Quit) = desk.keymap.shared_of_form(key) {
            desk.say(Level::Info, ChangeText::Cancelled);
            desk.say_where_kept(|e| e.intent == Some(self.id));
            return Next::Close;
        }
        desk.unbound(key, &[Way::Leave]);
        Next::Stay
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Edit.of(lang).into()
    }

    fn over(&self) -> Over {
        Over::Form
    }

    /// What was written is this view's until it is a change of its own.
    fn intents(&self) -> Vec<u64> {
        vec![self.id]
    }

    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        let News::Draft(msg) = news else { return Next::Stay };
        match msg {
            DraftMsg::Text(_, id, answer) if *id == self.id => return self.text_came(answer, desk),
            DraftMsg::Left(_, id, kept) if *id == self.id => desk.drafts.keep((**kept).clone()),
            DraftMsg::Closed(id, end) if *id == self.id => return self.editor_closed(end.clone(), desk),
            DraftMsg::Edited(_, id, answer) if *id == self.id => return self.was_read(answer.clone(), desk),
            DraftMsg::Text(..)
            | DraftMsg::Left(..)
            | DraftMsg::Closed(..)
            | DraftMsg::Edited(..)
            | DraftMsg::Planned(..)
            | DraftMsg::Read(..)
            | DraftMsg::Waiting(_) => {}
        }
        Next::Stay
    }
}

/// What is said to whoever edits.
const RULES: [Words; 2] = [
    Words::new(
        "What you save is checked first: permission, the server's dry run, the difference. Then you are asked.",
        "保存后先检查权限、服务器试运行和差异,然后询问您。",
    ),
    Words::new(
        "Keep kind, name, namespace and uid. An unchanged text changes nothing; an empty one is discarded.",
        "请勿改动 kind、name、namespace 和 uid。未改动则什么都不更改;清空则放弃。",
    ),
];

/// What is said besides of a Secret.
const DECODED: Words = Words::new(
    "What is text stands decoded below stringData. Nothing of this is kept once the editor is left.",
    "文本值已解码,位于 stringData 之下;退出编辑器后不保留任何内容。",
);

/// The second rule where the value of one key is edited, and what is said besides of a Secret's.
const OF_KEY: [Words; 2] = [
    Words::new(
        "Keep the key: what stands after it is its value, as text. An unchanged text changes nothing; an empty one is discarded.",
        "请勿改动键名,其后是文本形式的值。未改动则什么都不更改;清空则放弃。",
    ),
    Words::new(
        "The value stands decoded. Nothing of this is kept once the editor is left.",
        "值已解码;退出编辑器后不保留任何内容。",
    ),
];

/// The comment on top: which object it is, the rules, and what became of an earlier text.
fn comment(Piece { target, key }: &Piece, before: Option<DraftText>, lang: Lang) -> String {
    let [first, second] = RULES;
    let [of_key, decoded] = if key.is_some() { OF_KEY } else { [second, DECODED] };
    let rules = [first, of_key].map(|rule| rule.of(lang).to_owned());
    let head = Text::from(DraftText::Of(Box::new(target.clone()))).words(lang);
    let head = key.as_ref().map_or_else(|| head.clone(), |key| format!("{head} ▸ {key}"));
    let mut lines = [vec![head, String::new()], rules.to_vec(), vec![String::new()]].concat();
    if target.resource.is_secret() {
        lines.insert(4, decoded.of(lang).to_owned());
    }
    let reserved = lines.len() + RESERVED;
    if let Some(before) = before.map(|text| Text::from(text).words(lang)) {
        let before = clean(&before);
        lines.extend(fit::words(&before, WIDTH).into_iter().map(|row| before[row].trim().to_owned()));
    }
    lines.resize(lines.len().max(reserved), String::new());
    lines.iter().map(|l| format!("# {l}").trim_end().to_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::Target;
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
        let part = Piece::from(target.clone());
        let plain = comment(&part, None, Lang::En);
        let secret = Target { resource: crate::model::resource::Resource::new("", "v1", "secrets", "Secret", true), ..target };
        let key = comment(&Piece { target: secret, key: Some("password".into()) }, None, Lang::En);
        assert!(key.starts_with("# context lab, namespace iot-test: Secret web ▸ password\n#\n"), "{key}");
        assert!(key.contains("Keep the key") && key.contains("stands decoded") && !key.contains("Keep kind"), "{key}");
        assert!(plain.starts_with("# context lab, namespace iot-test: Deployment web\n#\n"), "{plain}");
        let was_refused = |why: &str| Some(DraftText::WasRefused(Box::new(Reason::from(why).into())));
        let refused = comment(&part, was_refused("line 3\x1b[31m\ncolumn 4: no"), Lang::En);
        assert!(refused.contains("refused: line 3[31m column 4: no"), "{refused}");
        assert_eq!(plain.lines().count(), refused.lines().count(), "the line that an error names stays where it is");
        let long = comment(&part, was_refused(&"because ".repeat(200)), Lang::En);
        assert!(long.lines().all(|l| l.starts_with('#') && l.len() <= WIDTH + 12), "{long}");
        let chinese = comment(&part, Some(DraftText::WrittenBefore), Lang::Zh);
        assert!(chinese.starts_with("# Deployment web(命名空间 iot-test,上下文 lab)\n#\n# 保存后"), "{chinese}");
        for head in [plain, key, refused, long, chinese] {
            assert_eq!(without_comment(&(head + "kind: A\n# mine\nb: 1\n")), "kind: A\n# mine\nb: 1\n");
        }
        assert_eq!(without_comment("# only\n# comments"), "");
    }
}
