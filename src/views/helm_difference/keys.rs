//! What the keys of the difference do, beside those that move it and look for something in it.

use super::{BESIDE, View};
use crate::app::desk::{Desk, Way};
use crate::app::messages::Level;
use crate::app::room::Keys;
use crate::app::text::AskText;
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};

crate::view_commands! {
    /// The keys of the difference, beside those that every view has.
    ("Helm difference", "Helm 差异") HelmDifferenceKey {
        Beside "helm-difference-beside" ["v" "Tab"] ("side by side", "并排")
            ("the difference side by side, and inline", "差异:左右对照或行内");
        Reveal "helm-difference-reveal" ["x" "Ctrl-x"] ("show what is hidden", "显示隐藏的值") ("show what is hidden", "显示隐藏的值");
    }
}

impl Keys for View {
    const TABLE: &'static Table = HelmDifferenceKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        if self.pager.search_key(desk.keymap, key) {
            return Next::Stay;
        }
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(HelmDifferenceKey::Beside), _) if desk.size.0 < BESIDE => desk.say(Level::Info, AskText::NeedsColumns(BESIDE)),
            (Some(HelmDifferenceKey::Beside), _) => self.beside = !self.beside,
            (Some(HelmDifferenceKey::Reveal), _) => {
                if self.hides() {
                    self.revealed = true;
                    self.fetch(desk);
                }
            }
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => self.pager.motion(motion),
            (None, None) => desk.unbound(key, &[Way::Leave, Way::Search]),
        }
        Next::Stay
    }
}
