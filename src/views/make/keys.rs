//! What the keys of the form do.

use super::{Page, Step, View, What, fields};
use crate::app::desk::Desk;
use crate::app::drafts::Kept;
use crate::app::messages::Level;
use crate::app::room::Keys;
use crate::app::text::{DraftText, FormKeys};
use crate::app::wish::Next;
use crate::command::{Command, Key, MotionCommand, Shared, Table, ViewCommand};
use crate::model::change::Hidden;
use std::sync::Arc;

/// Lines of a page of the YAML.
const PAGE: isize = 10;

crate::view_commands! {
    /// Its keys, beside those that every view has. Letters are typed, but where the YAML is shown.
    ("Make", "创建") MakeKey {
        Continue "make-continue" ["Enter"] ("preview", "预览") ("look at what it makes; it is asked first", "查看会创建什么;先询问再执行");
        Next "make-next" ["Tab"] ("next", "下一项") ("next field", "下一个字段");
        Previous "make-previous" ["Shift-Tab"] ("previous", "上一项") ("the field before", "上一个字段");
        Page "make-page" ["Ctrl-t"] () ("from an image, or from YAML", "用镜像或用 YAML");
        Editor "make-editor" ["Ctrl-e"] ("$EDITOR", "$EDITOR") ("write the YAML in $EDITOR", "在 $EDITOR 中编写 YAML");
        Source "make-source" ["Ctrl-g"] ("its source", "原文")
            ("the docker run line or compose file in $EDITOR, converted anew", "在 $EDITOR 中修改 docker run 命令或 compose 文件,重新转换");
        Show "make-yaml" ["Ctrl-y"] ("YAML", "YAML") ("the YAML as it would be sent, and back", "将要发送的 YAML,再按返回");
        New "make-new" ["Ctrl-n"] ("anew", "重新开始") ("begin anew", "重新开始");
        EditShown "make-edit-shown" ["e"] ("$EDITOR", "$EDITOR")
            ("write the YAML that is shown in $EDITOR", "在 $EDITOR 中编写所显示的 YAML");
    }
}

impl Keys for View {
    const TABLE: &'static Table = MakeKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let leaves = matches!(desk.keymap.shared_of_form(key), Some(Shared::Back | Shared::Quit));
        if self.pending.is_some() {
            if leaves {
                self.pending = None;
            } else {
                desk.only_these::<MakeKey>(key, FormKeys::Leave);
            }
        } else if let Some(line) = self.shown {
            self.yaml_key(line, key, desk);
        } else if leaves {
            desk.say(Level::Info, DraftText::FormKept(desk.keymap.hint(Command::Make)));
            desk.drafts.make = Some(Kept { form: Arc::new(self.clone()), fault: None });
            return Next::Close;
        } else {
            self.form_key(key, desk);
        }
        Next::Stay
    }
}

impl View {
    fn form_key(&mut self, key: Key, desk: &mut Desk<'_>) {
        use MotionCommand as M;
        let suggested = !self.suggestions.is_empty();
        let counted = self.entries.get(self.at).is_some_and(|e| e.what == What::Replicas);
        match (desk.keymap.of_form(key), desk.keymap.shared_of_form(key)) {
            (Some(MakeKey::Page), _) => {
                let (page, what) = if self.page == Page::Image { (Page::Yaml, What::Path) } else { (Page::Image, What::Name) };
                self.turn_to(page, what);
                self.suggest(true, desk);
            }
            (Some(MakeKey::New), _) => {
                let page = self.page;
                *self = Self::new(&self.namespace);
                if page == Page::Yaml {
                    self.turn_to(page, What::Path);
                }
                self.suggest(true, desk);
            }
            (Some(MakeKey::Show), _) => self.show_yaml(desk),
            (Some(MakeKey::Editor), _) if self.page == Page::Yaml => self.edit_text(self.text.clone(), Step::Editor, desk),
            (Some(MakeKey::Source), _) if self.conversion.is_some() => self.edit_source(desk),
            (Some(MakeKey::Continue), _) => self.go_on(desk),
            (None, Some(Shared::Motion(motion @ (M::Down | M::Up)))) if suggested => self.choose(motion == M::Down),
            (None, Some(Shared::Motion(motion @ (M::Down | M::Up)))) if counted => self.count(motion == M::Up),
            (Some(MakeKey::Next), _) | (None, Some(Shared::Motion(M::Down))) => self.step(true, desk),
            (Some(MakeKey::Previous), _) | (None, Some(Shared::Motion(M::Up))) => self.step(false, desk),
            (Some(MakeKey::Editor | MakeKey::Source | MakeKey::EditShown) | None, _) => {
                if self.entries.get_mut(self.at).is_some_and(|e| e.field.key(key)) {
                    self.typed(desk);
                } else {
                    desk.only_these::<MakeKey>(key, FormKeys::Fields);
                }
            }
        }
    }

    /// The text that was converted, to be changed and converted anew.
    fn edit_source(&mut self, desk: &mut Desk<'_>) {
        if let Some(conversion) = &self.conversion {
            self.edit_text(conversion.source.clone(), Step::Source, desk);
        }
    }

    fn step(&mut self, forward: bool, desk: &Desk<'_>) {
        self.go(forward);
        self.suggest(true, desk);
    }

    pub(super) fn typed(&mut self, desk: &Desk<'_>) {
        self.error = None;
        if let Some(entry) = self.entries.get_mut(self.at) {
            entry.error = None;
        }
        fields::tidy(&mut self.entries, &mut self.at);
        self.suggest(false, desk);
    }

    fn yaml_key(&mut self, line: usize, key: Key, desk: &mut Desk<'_>) {
        let text = self.yaml().unwrap_or_default();
        // What is said of a conversion stands before it.
        let said = self.conversion.as_ref().map_or(0, |c| c.rows(desk.lang, desk.size.0.saturating_sub(6).into()).len() + 2);
        let last = (text.lines().count() + said).saturating_sub(1);
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(MakeKey::Editor | MakeKey::EditShown), _) => {
                self.shown = None;
                self.put_text(&text, true);
                self.edit_text(Hidden::new(text), Step::Editor, desk);
            }
            (Some(MakeKey::Continue), _) => {
                self.shown = None;
                self.go_on(desk);
            }
            (Some(MakeKey::Source), _) => {
                self.shown = None;
                self.edit_source(desk);
            }
            (Some(MakeKey::Show), _) | (None, Some(Shared::Back | Shared::Quit)) => self.shown = None,
            (None, Some(Shared::Motion(motion))) => {
                self.shown = Some(line.saturating_add_signed(motion.lines(PAGE)).min(last));
            }
            (Some(MakeKey::Next | MakeKey::Previous | MakeKey::Page | MakeKey::New) | None, _) => {}
        }
    }
}
