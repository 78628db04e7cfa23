//! What the keys of the images do.

use super::{View, doubts, swaps};
use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::Keys;
use crate::app::text::FormKeys;
use crate::app::wish::{Next, Wish};
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};
use crate::model::change::{Change, Intent};

crate::view_commands! {
    /// Their keys, beside those that every view has; up and down choose among what is known.
    ("Image", "镜像") typed ImageKey {
        Continue "image-continue" ["Enter"] ("preview", "预览")
            ("look at what it changes; it is asked first", "查看会改变什么;先询问再执行");
        Next "image-next" ["Tab"] ("next container", "下一个容器") ("next container", "下一个容器");
        Previous "image-previous" ["Shift-Tab"] ("container before", "上一个容器") ("the container before", "上一个容器");
    }
}

impl Keys for View {
    const TABLE: &'static Table = ImageKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        use MotionCommand as M;
        let lines = self.lines.len().max(1);
        let Some(line) = self.lines.get_mut(self.line) else { return Next::Close };
        match (desk.keymap.of_form(key), desk.keymap.shared_of_form(key)) {
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (Some(ImageKey::Next), _) => (self.line, self.chosen) = ((self.line + 1) % lines, None),
            (Some(ImageKey::Previous), _) => (self.line, self.chosen) = ((self.line + lines - 1) % lines, None),
            (None, Some(Shared::Motion(motion @ (M::Down | M::Up)))) if !line.suggestions.is_empty() => {
                let count = line.suggestions.len();
                let next = match (self.chosen, motion == M::Down) {
                    (None, true) => 0,
                    (None, false) => count - 1,
                    (Some(i), true) => (i + 1) % count,
                    (Some(i), false) => (i + count - 1) % count,
                };
                line.field = Field::image(line.suggestions[next].image.clone());
                (self.chosen, self.error) = (Some(next), None);
            }
            (Some(ImageKey::Continue), _) => match swaps(&self.lines, self.targets.len()) {
                Ok(swaps) => {
                    let notes = doubts(&self.lines);
                    let mut intents = Vec::new();
                    for (target, swaps) in self.targets.iter().zip(swaps).filter(|(_, swaps)| !swaps.is_empty()) {
                        let intent = Intent::new(desk.fresh_id(), target.clone(), Change::SetImages { swaps });
                        intents.push(Intent { notes: notes.clone(), ..intent });
                    }
                    return Next::Replace(Wish::look(intents));
                }
                Err((index, error)) => {
                    self.line = index.unwrap_or(self.line);
                    self.error = Some(error.into());
                }
            },
            (None, None | Some(Shared::Motion(_))) => {
                if line.field.key(key) {
                    (self.chosen, self.error) = (None, None);
                } else {
                    desk.only_these::<ImageKey>(key, FormKeys::Suggestions);
                }
            }
        }
        Next::Stay
    }
}
